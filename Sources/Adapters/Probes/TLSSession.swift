internal import COpenSSL
internal import Network
internal import Observing
internal import Vocabulary

/// One connection's TLS, as its client. Used on its loop's thread alone.
@safe final class TLSSession {
    enum Outcome: Equatable {
        case done
        case again
        /// The other side ended it by an alert with this number.
        case refused(Int, String)
        case failed(String)
    }

    private static let linksMost: Int32 = 12

    // Safe: `ssl` is freed by `deinit` only, and nothing hands it out.
    private let ssl: OpaquePointer
    private let name: String
    private(set) var isEstablished = false

    @unsafe init(_ ssl: OpaquePointer, name: String) {
        unsafe self.ssl = ssl
        self.name = name
    }

    deinit { unsafe SSL_free(ssl) }

    func handshake() -> Outcome {
        var error: UInt = 0
        let result = unsafe copenssl_told_handshake(ssl, &error)
        if result > 0 { isEstablished = true }
        return result > 0 ? .done : Self.outcome(result, error, "in the handshake")
    }

    enum Reading {
        case bytes(Int)
        case again
        case refused(Int, String)
        case failed(String)
    }

    /// Zero bytes: the end.
    @unsafe func read(_ buffer: UnsafeMutableRawPointer, _ count: Int) -> Reading {
        var error: UInt = 0
        let result = unsafe copenssl_told_read(ssl, buffer, Int32(clamping: count), &error)
        if result >= 0 { return .bytes(Int(result)) }
        switch Self.outcome(result, error, "") {
        case .refused(let alert, let words): return .refused(alert, words)
        case .failed(let words): return .failed(words)
        default: return .again
        }
    }

    /// Bytes written; a negative error number as the socket shims have them.
    @unsafe func write(_ buffer: UnsafeRawPointer, _ count: Int) -> Int {
        switch unsafe copenssl_write(ssl, buffer, Int32(clamping: count)) {
        case let written where written > 0: Int(written)
        case COPENSSL_AGAIN.rawValue: -11
        default: -104
        }
    }

    /// Tells the other side that no more comes; what it says can still be read.
    func sayGoodbye() {
        _ = unsafe SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// With TLS 1.3 the other side judges our certificate, or that there is none, only after our handshake is done.
    var awaitsVerdict: Bool {
        unsafe copenssl_is_asked(ssl) == 1 && SSL_version(ssl) >= TLS1_3_VERSION
    }

    private static func outcome(_ result: Int32, _ error: UInt, _ place: String) -> Outcome {
        if result == COPENSSL_AGAIN.rawValue { return .again }
        let alert = Int(copenssl_alert_of(error))
        let reason = unsafe ERR_reason_error_string(error).map { unsafe String(cString: $0) }
        if alert >= 0 { return .refused(alert, reason ?? "alert \(alert)") }
        return .failed(reason ?? "the connection was ended \(place)")
    }

    // MARK: What was shown

    /// What is wrong with what the server showed, in words, and the number of the verdict of OpenSSL.
    func verdict(_ terms: TLSTerms, at now: Instant) -> (faults: [String], number: UInt16) {
        var number = unsafe SSL_get_verify_result(ssl)
        // Names are read when there is something to say of them.
        if number == Int(X509_V_OK), areTimesRight(at: now, validFor: terms.validFor), isForName { return ([], 0) }
        let sent = links(isVerified: false)
        guard let first = sent.first else { return (["the server showed no certificate"], 0) }
        var faults: [String] = []
        var names = Set<String>()
        let verified = links(isVerified: true)
        for link in verified.isEmpty ? sent : verified {
            if let fault = link.fault(at: now, validFor: terms.validFor), names.insert(fault).inserted {
                faults.append(fault)
            }
        }
        switch Int32(truncatingIfNeeded: number) {
        case X509_V_OK, X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID: break
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            let last = sent.last ?? first
            faults.append(
                "the certificate of \(last.issuer), which signed that of \(last.name), neither came nor is trusted;"
                    + " \(sent.count) came")
        default:
            let words = unsafe X509_verify_cert_error_string(number).map { unsafe String(cString: $0) }
            faults.append("the chain does not hold: \(words ?? "verdict \(number)")")
        }
        if !isForName {
            faults.append("the certificate is not for \(terms.name); it is for \(certifiedNames)")
            if number == Int(X509_V_OK) { number = Int(X509_V_ERR_HOSTNAME_MISMATCH) }
        }
        return (faults, UInt16(clamping: number))
    }

    /// One sentence of what was agreed.
    var summary: String {
        let version = unsafe SSL_get_version(ssl).map { unsafe String(cString: $0) } ?? "TLS"
        var count: Int32 = 0
        var soonest: (place: Int32, time: Int64)?
        while count < Self.linksMost, let certificate = unsafe copenssl_chain_at(ssl, 1, count) {
            let time = unsafe copenssl_certificate_time(certificate, 1)
            if time < soonest?.time ?? .max { soonest = (count, time) }
            count += 1
        }
        let words = "\(version), \(count) certificates hold"
        guard let soonest, let certificate = unsafe copenssl_chain_at(ssl, 1, soonest.place) else { return words }
        let link = unsafe CertificateLink(certificate)
        return words + ", the first to run out is \(link.name) at \(link.notAfter.rfc3339)"
    }

    /// False also where no chain was verified.
    private func areTimesRight(at now: Instant, validFor: TimeSpan) -> Bool {
        var place: Int32 = 0
        let least = (now + validFor).seconds
        while place < Self.linksMost, let certificate = unsafe copenssl_chain_at(ssl, 1, place) {
            guard unsafe copenssl_certificate_time(certificate, 0) <= now.seconds,
                unsafe copenssl_certificate_time(certificate, 1) > least
            else { return false }
            place += 1
        }
        return place > 0
    }

    private var isForName: Bool {
        guard let leaf = unsafe copenssl_chain_at(ssl, 0, 0) else { return false }
        return unsafe copenssl_is_for(leaf, name, NetworkAddress(name) == nil ? 0 : 1) == 1
    }

    private var certifiedNames: String {
        var text = [CChar](repeating: 0, count: 512)
        let count = unsafe copenssl_peer_names(ssl, &text, Int32(text.count))
        let bytes = text.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }
        let names = bytes.split(separator: 0x0a).prefix(4).map { String(decoding: $0, as: UTF8.self) }
        return names.isEmpty ? "no name" : names.joined(separator: ", ")
    }

    private func links(isVerified: Bool) -> [CertificateLink] {
        (0..<Self.linksMost).compactMap { place in
            unsafe copenssl_chain_at(ssl, isVerified ? 1 : 0, place).map { unsafe CertificateLink($0) }
        }
    }
}
