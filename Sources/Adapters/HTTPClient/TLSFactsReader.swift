internal import CCurl
internal import HTTP
internal import Network

/// OpenSSL's certificates as values.
enum TLSFactsReader {
    /// Chains longer than this are cut: what a peer sends is not bounded by the protocol.
    private static let chainMaximum = 10
    private static let nameMaximum = 200

    /// What a session under way shows.
    static func facts(of session: OpaquePointer) -> TLSFacts {
        let version = unsafe String(cString: SSL_get_version(session))
        let cipher = unsafe SSL_CIPHER_get_name(SSL_get_current_cipher(session))
        return unsafe TLSFacts(
            version: version, cipher: cipher.map { unsafe String(cString: $0) } ?? "",
            chain: certificates(SSL_get_peer_cert_chain(session)))
    }

    /// What a peer showed to a verification.
    static func facts(ofVerification verification: OpaquePointer) -> TLSFacts {
        unsafe TLSFacts(version: "", cipher: "", chain: certificates(X509_STORE_CTX_get0_untrusted(verification)))
    }

    private static func certificates(_ chain: OpaquePointer?) -> [CertificateFacts] {
        let count = unsafe min(Int(ccurl_certificate_count(chain)), chainMaximum)
        return (0..<count).compactMap { index in
            unsafe ccurl_certificate_at(chain, Int32(index)).map { unsafe facts(ofCertificate: $0) }
        }
    }

    private static func facts(ofCertificate certificate: OpaquePointer) -> CertificateFacts {
        unsafe CertificateFacts(
            subject: name(X509_get_subject_name(certificate)), issuer: name(X509_get_issuer_name(certificate)),
            serial: serial(certificate), notBeforeSeconds: ccurl_seconds(X509_get0_notBefore(certificate)),
            notAfterSeconds: ccurl_seconds(X509_get0_notAfter(certificate)),
            alternativeNames: alternativeNames(certificate),
            pem: text { unsafe PEM_write_bio_X509($0, certificate) == 1 })
    }

    private static func name(_ name: OpaquePointer?) -> String {
        guard let name = unsafe name else { return "" }
        return unsafe text { unsafe X509_NAME_print_ex($0, name, 0, ccurl_name_flags()) >= 0 }
    }

    private static func serial(_ certificate: OpaquePointer) -> String {
        guard let number = unsafe ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nil) else { return "" }
        defer { unsafe BN_free(number) }
        guard let digits = unsafe BN_bn2hex(number) else { return "" }
        defer { unsafe CRYPTO_free(digits, nil, 0) }
        return unsafe String(cString: digits)
    }

    private static func alternativeNames(_ certificate: OpaquePointer) -> [String] {
        guard let extensionValue = unsafe X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else {
            return []
        }
        let names = OpaquePointer(extensionValue)
        defer { unsafe GENERAL_NAMES_free(names) }
        let count = unsafe min(Int(ccurl_name_count(names)), nameMaximum)
        return (0..<count).compactMap { index in
            var bytes: UnsafePointer<UInt8>?
            var kind: Int32 = 0
            let length = unsafe ccurl_name_bytes(ccurl_name_at(names, Int32(index)), &bytes, &kind)
            guard length > 0, let bytes = unsafe bytes else { return nil }
            let value = unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(length)))
            return kind == 2 ? address(value) : String(decoding: value, as: UTF8.self)
        }
    }

    /// A certificate for a mapped address is none for the IPv4 address, so the two are told apart here.
    private static func address(_ bytes: [UInt8]) -> String? {
        guard let address = NetworkAddress(bytes: bytes) else { return nil }
        return address.isVersion4 && bytes.count == 16 ? "::ffff:\(address)" : address.description
    }

    /// What `write` puts into a memory buffer of OpenSSL.
    private static func text(_ write: (OpaquePointer) -> Bool) -> String {
        guard let memory = unsafe ccurl_memory() else { return "" }
        defer { unsafe BIO_free(memory) }
        guard unsafe write(memory) else { return "" }
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe ccurl_memory_bytes(memory, &start)
        guard count > 0, let start = unsafe start else { return "" }
        return unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
