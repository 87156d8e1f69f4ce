internal import COpenSSL
internal import Network

/// Which certificates one end of a link shows and accepts: paths of PEM files.
package struct WireTLS: Sendable, Equatable {
    /// The own chain, with the own certificate first, and its key. A server must have them; a client shows them when it is asked.
    package var certificateChain: String?
    package var privateKey: String?
    /// Whose certificates are accepted. A server that has this demands one from every client (mutual TLS); a client without it
    /// accepts the system's authorities.
    package var authorities: String?
    /// The other end's certificate must be for one of these; none: any name that the authorities have certified. A client that
    /// names none expects the host that it connects to.
    package var peerNames: [String]

    package init(
        certificateChain: String? = nil, privateKey: String? = nil, authorities: String? = nil, peerNames: [String] = []
    ) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
        self.authorities = authorities
        self.peerNames = peerNames
    }
}

/// Certificates that were read, ready for handshakes. Connections keep the one that they began with.
@safe final class TLSContext: @unchecked Sendable {
    // Unchecked: OpenSSL counts references to a context and locks what its sessions share. Safe: `context` is made
    // by `init`, freed by `deinit`, and never null between.
    private let context: OpaquePointer
    private let peerNames: [String]
    private let isServer: Bool

    init(_ files: WireTLS, isServer: Bool) throws(WireError) {
        func refusal(_ what: String) -> WireError { WireError(code: .certificate, message: what) }
        guard let context = unsafe copenssl_link_context(isServer ? 1 : 0) else { throw refusal("OpenSSL: no context") }
        unsafe self.context = context
        peerNames = files.peerNames
        self.isServer = isServer
        if let chain = files.certificateChain, let key = files.privateKey {
            guard unsafe SSL_CTX_use_certificate_chain_file(context, chain) == 1 else {
                throw refusal("certificate \(chain): \(Self.reason())")
            }
            guard unsafe SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 else {
                throw refusal("private key \(key): \(Self.reason())")
            }
            guard unsafe SSL_CTX_check_private_key(context) == 1 else {
                throw refusal("private key \(key) does not belong to \(chain)")
            }
        } else if isServer || files.certificateChain != nil || files.privateKey != nil {
            throw refusal("TLS needs both a certificate chain and its private key")
        }
        if let authorities = files.authorities {
            guard unsafe SSL_CTX_load_verify_locations(context, authorities, nil) == 1 else {
                throw refusal("authorities \(authorities): \(Self.reason())")
            }
        } else if !isServer {
            _ = unsafe SSL_CTX_set_default_verify_paths(context)
        }
        if !isServer {
            unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        } else if files.authorities != nil {
            unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        }
    }

    deinit { unsafe SSL_CTX_free(context) }

    /// - Parameter host: where a client connects to; nil for a server.
    func session(on socket: Int32, host: String?) -> TLSSession? {
        guard let ssl = unsafe SSL_new(context) else { return nil }
        let session = unsafe TLSSession(ssl)
        guard unsafe SSL_set_fd(ssl, socket) == 1 else { return nil }
        let expected = peerNames.isEmpty ? host.map { [$0] } ?? [] : peerNames
        for (number, name) in expected.enumerated() {
            let done: Int32
            if NetworkAddress(name) != nil {
                done = unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name)
            } else if number == 0 {
                done = unsafe SSL_set1_host(ssl, name)
            } else {
                done = unsafe SSL_add1_host(ssl, name)
            }
            guard done == 1 else { return nil }
        }
        if isServer {
            unsafe SSL_set_accept_state(ssl)
        } else {
            if let name = expected.first, NetworkAddress(name) == nil { _ = unsafe copenssl_set_server_name(ssl, name) }
            unsafe SSL_set_connect_state(ssl)
        }
        return session
    }

    private static func reason() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        return TLSSession.words(of: code) ?? "cannot be read"
    }
}

/// One connection's TLS. Used on its loop's thread alone.
@safe final class TLSSession {
    // Safe: `ssl` is freed by `deinit` only, and nothing hands it out.
    private let ssl: OpaquePointer
    private(set) var isEstablished = false
    /// Why it failed, for a log; nil where nothing is known but that the connection broke.
    private(set) var failure: String?
    /// The other side has ended the handshake after we held it for done: it read nothing of ours.
    private(set) var wasRefused = false

    @unsafe fileprivate init(_ ssl: OpaquePointer) { unsafe self.ssl = ssl }

    deinit { unsafe SSL_free(ssl) }

    enum Outcome {
        case done
        case again
        case failed
    }

    func handshake() -> Outcome {
        var error: UInt = 0
        switch unsafe copenssl_told_handshake(ssl, &error) {
        case 1...:
            isEstablished = true
            return .done
        case COPENSSL_AGAIN.rawValue: return .again
        default:
            let verdict = unsafe SSL_get_verify_result(ssl)
            if verdict != Int(X509_V_OK), let words = unsafe X509_verify_cert_error_string(verdict) {
                failure = "the peer's certificate: \(unsafe String(cString: words))"
            } else {
                failure = Self.words(of: error)
            }
            wasRefused = copenssl_is_refused_handshake(error) == 1
            return .failed
        }
    }

    /// The name that the peer's certificate proved.
    var peerName: String? {
        var buffer = [CChar](repeating: 0, count: 256)
        let count = unsafe copenssl_peer_name(ssl, &buffer, Int32(buffer.count))
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Bytes read; 0 at the end; negative error numbers as the socket shims have them.
    @unsafe func read(_ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
        var error: UInt = 0
        let outcome = unsafe copenssl_told_read(ssl, buffer, Int32(clamping: count), &error)
        if outcome == COPENSSL_FAILED.rawValue {
            failure = Self.words(of: error)
            wasRefused = copenssl_is_refused_handshake(error) == 1
        }
        return Self.result(outcome)
    }

    @unsafe func write(_ buffer: UnsafeRawPointer, _ count: Int) -> Int {
        unsafe Self.result(copenssl_write(ssl, buffer, Int32(clamping: count)))
    }

    /// Tells the peer that no more comes; what it answers is not waited for.
    func sayGoodbye() {
        guard isEstablished else { return }
        _ = unsafe SSL_shutdown(ssl)
        ERR_clear_error()
    }

    static func words(of error: UInt) -> String? {
        guard error != 0, let text = unsafe ERR_reason_error_string(error) else { return nil }
        return unsafe String(cString: text)
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
