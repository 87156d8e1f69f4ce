package import Vocabulary

/// A date and time with its zone, as it stands on the wire: it goes out with the same digits as it came in.
package struct NexoTime: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    package let instant: Instant

    static let blank = NexoTime(Instant(seconds: 0))

    /// In UTC.
    package init(_ instant: Instant) {
        self.instant = instant
        description = instant.rfc3339
    }

    package init?(_ text: String) { self.init(Array(text.utf8)[...]) }

    /// The form that XML Schema has for it: seconds, `T`, and `Z` or an offset of at most 14 hours.
    init?(_ text: ArraySlice<UInt8>) {
        guard (20...35).contains(text.count) else { return nil }
        let start = text.startIndex
        guard text[start + 10] == UInt8(ascii: "T"), text[start + 16] == UInt8(ascii: ":"),
            !text.prefix(4).elementsEqual("0000".utf8), !text.contains(UInt8(ascii: "z")), Self.isNear(text)
        else { return nil }
        let string = String(decoding: text, as: UTF8.self)
        guard let instant = try? Instant(rfc3339: string) else { return nil }
        description = string
        self.instant = instant
    }

    private static func isNear(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.last != UInt8(ascii: "Z") else { return true }
        let offset = String(decoding: text.suffix(5), as: UTF8.self)
        return offset <= "14:00"
    }
}
