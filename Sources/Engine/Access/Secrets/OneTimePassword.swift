internal import Bytes
package import Vocabulary

/// What an authenticator app shares with us, and the codes that both make of it (TOTP, RFC 6238: six digits, thirty
/// seconds, HMAC-SHA1, which is what every app knows).
package struct OneTimePassword: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    static let count = 20
    static let period: Int64 = 30
    static let digits = 6
    /// Clocks may differ by a step either way.
    static let tolerance: Int64 = 1

    let secret: [UInt8]

    /// Nil for a secret that nobody should rely on.
    package init?(secret: [UInt8]) {
        guard (16...64).contains(secret.count) else { return nil }
        self.secret = secret
    }

    package var description: String { "‹secret›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// What is typed into an app that can't read a picture.
    package var text: String { Base32.encode(secret) }

    /// What an app reads out of a picture.
    package func address(account: String, issuer: String) -> String {
        let (account, issuer) = (FormText.coded(account), FormText.coded(issuer))
        return "otpauth://totp/\(issuer):\(account)?secret=\(text)&issuer=\(issuer)"
    }

    static func step(at instant: Instant) -> Int64 { instant.seconds / period }

    /// The code of a step.
    package func code(step: Int64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> Int64(56 - 8 * $0)) }
        let digest = KeyedDigest.sha1(counter, key: secret)
        let offset = Int(digest[19] & 15)
        var number: UInt32 = 0
        for byte in digest[offset..<(offset + 4)] { number = number << 8 | UInt32(byte) }
        let text = String((number & 0x7fff_ffff) % 1_000_000)
        return String(repeating: "0", count: Self.digits - text.utf8.count) + text
    }

    /// The step of which `code` is the code, when that step is about now and later than the one last used; else nil.
    ///
    /// A code that was used is void, and so are those before it (RFC 6238, 5.2): who looks over a shoulder gets nothing.
    package func step(of code: String, now: Instant, after used: Int64?) -> Int64? {
        let current = Self.step(at: now)
        var found: Int64?
        // All are compared, so that the time does not tell which it was.
        for step in (current - Self.tolerance)...(current + Self.tolerance)
        where ConstantTime.isSame(self.code(step: step), code) && step > used ?? .min {
            found = found ?? step
        }
        return found
    }
}
