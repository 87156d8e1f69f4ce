internal import COpenSSL
internal import Machine
internal import Network
internal import Observing
internal import Series
internal import Vocabulary

/// Looks at certificates in files, and says what is wrong with them. Blocks.
enum CertificateLook {
    private static let bytesMost = 1 << 20

    static func ending(
        _ question: CertificateQuestion, trusting context: TLSContext?, at now: Instant
    ) -> Conversation.Ending {
        let pem: [UInt8]
        var key: [UInt8]?
        do throws(MachineError) {
            pem = try read(question.path)
            key = try question.keyPath.map { path throws(MachineError) in try read(path) }
        } catch {
            return Conversation.Ending(
                outcome: SampleOutcome(.failed, at: .connect, code: UInt16(clamping: error.code)),
                words: error.description)
        }
        var links: [CertificateLink] = []
        var faults: [String] = []
        unsafe PEMText.withCertificates(pem) { certificate in
            links.append(unsafe CertificateLink(certificate))
            guard links.count == 1 else { return }
            for name in question.names {
                let isAddress: Int32 = NetworkAddress(name) == nil ? 0 : 1
                guard unsafe copenssl_is_for(certificate, name, isAddress) != 1 else { continue }
                faults.append("the certificate of \(links[0].name) is not for \(name)")
            }
            if let key, let path = question.keyPath, let fault = unsafe Self.fault(ofKey: key, path, certificate) {
                faults.append(fault)
            }
        }
        guard !links.isEmpty else { return wrong(["\(question.path) holds no certificate in PEM"]) }
        faults += links.compactMap { $0.fault(at: now, validFor: question.validFor) }
        var code: UInt16 = 0
        if let context {
            let verdict = context.verdict(onPEM: pem)
            if let fault = verdict.words { faults.append(fault) }
            code = verdict.number
        }
        guard faults.isEmpty else { return wrong(faults, code: code) }
        let soonest = links.min { $0.notAfter < $1.notAfter } ?? links[0]
        return Conversation.Ending(
            outcome: .ok,
            words: "\(links.count) certificates, the first to run out is \(soonest.name) at \(soonest.notAfter.rfc3339)"
        )
    }

    private static func read(_ path: String) throws(MachineError) -> [UInt8] {
        // Opening a pipe would wait for who writes to it.
        if FileLook.isRegular(path) == false {
            throw MachineError("reading \(path), which is no regular file", result: -22)
        }
        return try Files.read(path, most: bytesMost)
    }

    @unsafe private static func fault(ofKey pem: [UInt8], _ path: String, _ certificate: OpaquePointer) -> String? {
        unsafe PEMText.withKey(pem) { key in
            guard let key = unsafe key else { return "\(path) holds no key in PEM that is without a passphrase" }
            defer { ERR_clear_error() }
            return unsafe X509_check_private_key(certificate, key) == 1
                ? nil : "the key in \(path) does not belong to the certificate"
        }
    }

    private static func wrong(_ faults: [String], code: UInt16 = 0) -> Conversation.Ending {
        Conversation.Ending(
            outcome: SampleOutcome(.failed, at: .answer, code: code), words: faults.joined(separator: "; "))
    }
}
