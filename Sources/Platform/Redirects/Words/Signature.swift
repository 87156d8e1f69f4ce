internal import Bytes
package import Vocabulary

/// The header `Vigie-Signature`: the time in seconds, and the HMAC-SHA256 of time, a point and the body.
package enum Signature {
    package static let header = "Vigie-Signature"

    package static func of(_ body: [UInt8], secret: [UInt8], at instant: Instant) -> String {
        let time = String(instant.seconds)
        return "t=\(time),v1=\(Hexadecimal.encode(digest(body, time, secret)))"
    }

    /// Whether who has the secret signed this body, and not long ago.
    package static func holds(
        _ header: String?, _ body: [UInt8], secret: [UInt8], now: Instant, within age: TimeSpan
    ) -> Bool {
        guard let header, header.utf8.count <= 200, header.hasPrefix("t="),
            let comma = header.firstIndex(of: ","), header[comma...].hasPrefix(",v1=")
        else { return false }
        let time = String(header[header.index(header.startIndex, offsetBy: 2)..<comma])
        guard (1...12).contains(time.utf8.count), let seconds = Int64(time), String(seconds) == time,
            let given = Hexadecimal.decode(header[header.index(comma, offsetBy: 4)...])
        else { return false }
        let apart = now - Instant(seconds: seconds)
        guard apart <= age, -apart <= age else { return false }
        return ConstantTime.isSame(given, digest(body, time, secret))
    }

    private static func digest(_ body: [UInt8], _ time: String, _ secret: [UInt8]) -> [UInt8] {
        KeyedDigest.sha256(Array((time + ".").utf8) + body, key: secret)
    }
}
