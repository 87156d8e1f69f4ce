internal import COpenSSL
internal import Vocabulary

/// One certificate of a chain, as far as it is judged.
struct CertificateLink: Equatable {
    let name: String
    /// Whose certificate signed it; empty when that is not asked.
    var issuer = ""
    let notBefore: Instant
    let notAfter: Instant

    init(name: String, notBefore: Instant, notAfter: Instant) {
        self.name = name
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// - Parameter certificate: an X509 that lives while this runs.
    @unsafe init(_ certificate: OpaquePointer) {
        name = unsafe Self.name(certificate, isIssuer: false)
        issuer = unsafe Self.name(certificate, isIssuer: true)
        notBefore = unsafe Self.time(certificate, isEnd: false)
        notAfter = unsafe Self.time(certificate, isEnd: true)
    }

    /// What is wrong with the time for which it holds; nil when nothing is.
    func fault(at now: Instant, validFor: TimeSpan) -> String? {
        if now < notBefore { return "the certificate of \(name) does not hold before \(notBefore.rfc3339)" }
        if notAfter < now { return "the certificate of \(name) ran out at \(notAfter.rfc3339)" }
        guard notAfter < now + validFor else { return nil }
        let left = notAfter - now
        let (days, most) = (left.wholeSeconds / 86_400, validFor.wholeSeconds / 86_400)
        let rest = days > 0 ? "\(days) days" : "\(left.wholeSeconds / 3_600) h"
        return "the certificate of \(name) runs out in \(rest), at \(notAfter.rfc3339); \(most) days are demanded"
    }

    /// Names come from the other side: bounded, and without what is no plain character.
    @unsafe private static func name(_ certificate: OpaquePointer, isIssuer: Bool) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        let count = unsafe copenssl_certificate_name(certificate, isIssuer ? 1 : 0, &buffer, Int32(buffer.count))
        let bytes = buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }
        let plain = bytes.map { $0 >= 0x20 && $0 != 0x7f ? $0 : UInt8(ascii: "?") }
        return plain.isEmpty ? "nobody" : String(decoding: plain, as: UTF8.self)
    }

    @unsafe private static func time(_ certificate: OpaquePointer, isEnd: Bool) -> Instant {
        let seconds = unsafe copenssl_certificate_time(certificate, isEnd ? 1 : 0)
        // What is no time, or none that can be told, is long over or far away.
        return Instant(seconds: max(-62_000_000_000, min(seconds, 253_402_300_799)))
    }
}
