internal import COpenSSL
internal import CTrimmedTLS
internal import Network
internal import Observing
internal import Synchronization

/// Why a probe cannot begin its TLS: what it was given is unusable.
struct TLSSetupError: Error, CustomStringConvertible {
    let description: String
}

/// Trust and identities that were read, so that a probe does not read them each time. Sessions are not kept: each
/// handshake is a full one.
final class TLSContexts: Sendable {
    private struct Key: Hashable {
        let trust: TLSTerms.Trust
        let identity: TLSTerms.Identity?
    }

    private struct State {
        var contexts: [Key: TLSContext] = [:]
        var order: [Key] = []
    }

    private static let most = 256
    private let state = Mutex(State())

    func context(for terms: TLSTerms) throws(TLSSetupError) -> TLSContext {
        let key = Key(trust: terms.trust, identity: terms.identity)
        if let found = state.withLock({ $0.contexts[key] }) { return found }
        let made = try TLSContext(trust: terms.trust, identity: terms.identity)
        state.withLock { state in
            guard state.contexts.updateValue(made, forKey: key) == nil else { return }
            state.order.append(key)
            if state.order.count > Self.most { state.contexts[state.order.removeFirst()] = nil }
        }
        return made
    }
}

/// One trust and one identity, ready for handshakes.
@safe final class TLSContext: @unchecked Sendable {
    // Unchecked: OpenSSL counts references to a context and locks what its sessions share. Safe: `context` is made
    // by `init`, freed by `deinit`, and never null between.
    private let context: OpaquePointer
    private let verified = VerifiedChains()

    init(trust: TLSTerms.Trust, identity: TLSTerms.Identity?) throws(TLSSetupError) {
        guard let context = unsafe ctls_client_context() else {
            throw TLSSetupError(description: "OpenSSL: no context")
        }
        unsafe copenssl_settle_probe(context)
        unsafe self.context = context
        unsafe verified.serve(context)
        switch trust {
        case .system: _ = unsafe SSL_CTX_set_default_verify_paths(context)
        case .only(let pem):
            var count = 0
            unsafe PEMText.withCertificates(pem) { certificate in
                if unsafe copenssl_trust(context, certificate) == 1 { count += 1 }
            }
            guard count > 0 else {
                throw TLSSetupError(description: "there is no certificate in what is to be trusted")
            }
        }
        if let identity { try use(identity) }
    }

    deinit { unsafe SSL_CTX_free(context) }

    /// Whether handshakes are those of OpenSSL without what probes have no use for.
    static var isTrimmed: Bool { ctls_is_trimmed() == 1 }

    private func use(_ identity: TLSTerms.Identity) throws(TLSSetupError) {
        var count = 0
        var isUsable = true
        unsafe PEMText.withCertificates(identity.certificatePEM) { certificate in
            let done: Int32 =
                count == 0
                ? unsafe SSL_CTX_use_certificate(context, certificate)
                : unsafe copenssl_add_to_chain(context, certificate)
            isUsable = isUsable && done == 1
            count += 1
        }
        ERR_clear_error()
        guard count > 0, isUsable else { throw TLSSetupError(description: "the own certificate cannot be used") }
        let result = unsafe PEMText.withKey(identity.keyPEM) { key in
            guard let key = unsafe key else {
                return "the own key cannot be read; it must be in PEM, without a passphrase"
            }
            guard unsafe SSL_CTX_use_PrivateKey(context, key) == 1,
                unsafe SSL_CTX_check_private_key(context) == 1
            else { return "the own key does not belong to the own certificate" }
            return ""
        }
        ERR_clear_error()
        guard result.isEmpty else { throw TLSSetupError(description: result) }
    }

    /// Whether certificates lead to what is trusted; no words where they do, or where their time alone is wrong.
    func verdict(onPEM pem: [UInt8]) -> (number: UInt16, words: String?) {
        var number = X509_V_ERR_OUT_OF_MEM
        unsafe PEMText.withText(pem) { unsafe number = copenssl_verdict_on(context, $0) }
        if [X509_V_OK, X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID].contains(number) {
            return (UInt16(clamping: number), nil)
        }
        let words = unsafe X509_verify_cert_error_string(Int(number)).map { unsafe String(cString: $0) }
        return (UInt16(clamping: number), "the chain does not hold: \(words ?? "verdict \(number)")")
    }

    /// - Parameters:
    ///   - name: whom the server must prove to be.
    ///   - protocols: what is spoken, as ALPN writes it; empty: not told.
    func session(on socket: Int32, name: String, protocols: [UInt8]) -> TLSSession? {
        guard let ssl = unsafe SSL_new(context) else { return nil }
        let session = unsafe TLSSession(ssl, name: name)
        guard unsafe SSL_set_fd(ssl, socket) == 1 else { return nil }
        if NetworkAddress(name) == nil { _ = unsafe copenssl_set_server_name(ssl, name) }
        if !protocols.isEmpty { _ = unsafe SSL_set_alpn_protos(ssl, protocols, UInt32(protocols.count)) }
        unsafe copenssl_note_requests(ssl)
        unsafe SSL_set_connect_state(ssl)
        return session
    }
}

/// Certificates and keys in PEM, as OpenSSL's objects for a moment.
enum PEMText {
    private static let certificatesMost = 2_000

    static func withCertificates(_ pem: [UInt8], _ body: (OpaquePointer) -> Void) {
        unsafe withText(pem) { text in
            for _ in 0..<certificatesMost {
                guard let certificate = unsafe copenssl_next_certificate(text) else { return }
                unsafe body(certificate)
                unsafe X509_free(certificate)
            }
        }
    }

    static func withKey<Result>(_ pem: [UInt8], _ body: (OpaquePointer?) -> Result) -> Result {
        var result: Result?
        unsafe withText(pem) { text in
            let key = unsafe copenssl_next_key(text)
            result = unsafe body(key)
            unsafe EVP_PKEY_free(key)
        }
        return result ?? body(nil)
    }

    static func withText(_ pem: [UInt8], _ body: (OpaquePointer) -> Void) {
        unsafe pem.withUnsafeBytes { bytes in
            guard let text = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) else { return }
            unsafe body(text)
            unsafe BIO_free(text)
        }
    }
}
