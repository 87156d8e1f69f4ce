package import Vocabulary

/// What a service takes from the machine: the time, and what nobody can guess.
package struct Surroundings: Sendable {
    package let now: @Sendable () -> Instant
    /// So many random bytes.
    package let random: @Sendable (Int) -> [UInt8]

    package init(now: @escaping @Sendable () -> Instant, random: @escaping @Sendable (Int) -> [UInt8]) {
        self.now = now
        self.random = random
    }

    /// A new UUID (RFC 9562, version 4) in lower case.
    package func identifier() -> String {
        var bytes = random(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (place, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(place) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
