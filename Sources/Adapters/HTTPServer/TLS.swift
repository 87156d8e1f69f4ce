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

    /// Reads the files and checks that the key belongs to the certificate.
    ///
    /// Session tickets of `previous` go on.
    init(_ files: HTTPServerConfiguration.TLSFiles, previous: TLSContext? = nil) throws(TLSError) {
        guard let context = unsafe copenssl_server_context() else { throw TLSError(description: "OpenSSL: no context") }
        unsafe self.context = context
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
        if let previous { _ = unsafe copenssl_keep_ticket_keys(previous.context, context) }
    }

    deinit { unsafe SSL_CTX_free(context) }

    func session(on socket: Int32) -> TLSSession? {
        guard let ssl = unsafe SSL_new(context) else { return nil }
        guard unsafe SSL_set_fd(ssl, socket) == 1 else {
            unsafe SSL_free(ssl)
            return nil
        }
        unsafe SSL_set_accept_state(ssl)
        return unsafe TLSSession(ssl)
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

    @unsafe fileprivate init(_ ssl: OpaquePointer) { unsafe self.ssl = ssl }

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
            return .done
        case COPENSSL_AGAIN.rawValue: return .again
        default: return .failed
        }
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
