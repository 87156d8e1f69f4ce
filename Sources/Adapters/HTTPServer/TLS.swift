internal import COpenSSL

/// Why TLS could not be set up; names the file, never its contents.
struct TLSError: Error, CustomStringConvertible {
    let description: String
}

/// A certificate with its key, ready for handshakes.
///
/// Shared by all loops; connections keep the context that they began with when it is replaced.
@safe final class TLSContext: @unchecked Sendable {
    // Unchecked: OpenSSL counts references to a context and locks what its sessions share. Safe: `context` is made
    // by `init`, freed by `deinit`, and never null between.
    private let context: OpaquePointer
    /// Whether clients are asked who they are.
    private let asksClients: Bool

    /// Reads the files and checks that the key belongs to the certificate.
    ///
    /// Session tickets of `previous` go on.
    init(_ files: HTTPServerConfiguration.TLSFiles, previous: TLSContext? = nil) throws(TLSError) {
        guard let context = unsafe copenssl_server_context() else { throw TLSError(description: "OpenSSL: no context") }
        unsafe self.context = context
        asksClients = files.clients != nil
        guard unsafe SSL_CTX_use_certificate_chain_file(context, files.certificateChain) == 1 else {
            throw TLSError(description: "certificate \(files.certificateChain): \(Self.reason())")
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(context, files.privateKey, SSL_FILETYPE_PEM) == 1 else {
            throw TLSError(description: "private key \(files.privateKey): \(Self.reason())")
        }
        guard unsafe SSL_CTX_check_private_key(context) == 1 else {
            throw TLSError(
                description: "private key \(files.privateKey) does not belong to \(files.certificateChain)")
        }
        if let clients = files.clients {
            guard unsafe copenssl_ask_clients(context, clients.authorities, clients.isRequired ? 1 : 0) == 1 else {
                throw TLSError(description: "authorities of clients, \(clients.authorities): \(Self.reason())")
            }
        } else if let previous, !previous.asksClients {
            _ = unsafe copenssl_keep_ticket_keys(previous.context, context)
        }
    }

    deinit { unsafe SSL_CTX_free(context) }

    func session(on socket: Int32) -> TLSSession? {
        guard let ssl = unsafe SSL_new(context) else { return nil }
        guard unsafe SSL_set_fd(ssl, socket) == 1 else {
            unsafe SSL_free(ssl)
            return nil
        }
        unsafe SSL_set_accept_state(ssl)
        return unsafe TLSSession(ssl, asksClient: asksClients)
    }

    private static func reason() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard let text = unsafe ERR_reason_error_string(code) else { return "cannot be read" }
        return unsafe String(cString: text)
    }
}

/// One connection's TLS.
///
/// Used on its loop's thread alone.
@safe final class TLSSession {
    // Safe: `ssl` is freed by `deinit` only, and nothing hands it out.
    private let ssl: OpaquePointer
    private(set) var isEstablished = false
    /// The names in the certificate that the client proved to be its own; nil when it showed none.
    private(set) var peerNames: [String]?
    private let asksClient: Bool

    @unsafe fileprivate init(_ ssl: OpaquePointer, asksClient: Bool) {
        unsafe self.ssl = ssl
        self.asksClient = asksClient
    }

    deinit { unsafe SSL_free(ssl) }

    enum Outcome {
        case done
        case again
        case failed
    }

    func handshake() -> Outcome {
        switch unsafe copenssl_handshake(ssl) {
        case 1...:
            isEstablished = true
            if asksClient { peerNames = readPeerNames() }
            return .done
        case COPENSSL_AGAIN.rawValue: return .again
        default: return .failed
        }
    }

    private func readPeerNames() -> [String]? {
        var text = [CChar](repeating: 0, count: 4_096)
        let count = unsafe copenssl_peer_names(ssl, &text, Int32(text.count))
        guard count >= 0 else { return nil }
        let bytes = text.prefix(Int(count)).map { UInt8(bitPattern: $0) }
        return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Bytes read; 0 at the end; negative error numbers as the socket shims have them.
    @unsafe func read(_ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
        unsafe Self.result(copenssl_read(ssl, buffer, Int32(clamping: count)))
    }

    @unsafe func write(_ buffer: UnsafeRawPointer, _ count: Int) -> Int {
        unsafe Self.result(copenssl_write(ssl, buffer, Int32(clamping: count)))
    }

    /// Tells the client that no more comes; what it answers is not waited for.
    func sayGoodbye() {
        guard isEstablished else { return }
        _ = unsafe SSL_shutdown(ssl)
        ERR_clear_error()
    }

    private static func result(_ outcome: Int32) -> Int {
        switch outcome {
        case 1...: Int(outcome)
        case COPENSSL_CLOSED.rawValue: 0
        case COPENSSL_AGAIN.rawValue: -Int(SocketError.again)
        default: -Int(SocketError.reset)
        }
    }
}

/// Error numbers that the server tells apart.
enum SocketError {
    static let again: Int32 = 11
    static let reset: Int32 = 104
    static let connectionAborted: Int32 = 103
    static let processDescriptors: Int32 = 24
    static let systemDescriptors: Int32 = 23
}
