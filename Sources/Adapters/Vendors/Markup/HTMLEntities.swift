internal import XML

/// `&eacute;`, `&#233;` and `&#xE9;` as what they stand for. The names are libxml2's (HTML 4).
enum HTMLEntities {
    private static let named = HTMLEntityNames.table()

    static func decoded(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        guard bytes[range].contains(UInt8(ascii: "&")) else { return String(decoding: bytes[range], as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == UInt8(ascii: "&"),
                let (scalar, end) = entity(in: bytes, at: index, upTo: range.upperBound)
            {
                text.append(contentsOf: UTF8.encode(scalar) ?? .init())
                index = end
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func decoded(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return decoded(bytes, 0..<bytes.count)
    }

    /// The scalar of the entity that starts here, and where it ends; nil when it is none, then it is text.
    static func entity(in bytes: [UInt8], at start: Int, upTo limit: Int) -> (Unicode.Scalar, Int)? {
        let nameStart = start + 1
        // The longest name of HTML 4 has eight letters, the longest number eight digits.
        let last = min(limit, nameStart + 10)
        var end = nameStart
        while end < last, bytes[end] != UInt8(ascii: ";") {
            guard isNamePart(bytes[end]) else { return nil }
            end += 1
        }
        guard end < last, end > nameStart else { return nil }
        let name = String(decoding: bytes[nameStart..<end], as: UTF8.self)
        guard let value = name.hasPrefix("#") ? number(name.dropFirst()) : named[name] else { return nil }
        return (Unicode.Scalar(value).flatMap { isText($0) ? $0 : nil } ?? "\u{FFFD}", end + 1)
    }

    private static func number(_ text: Substring) -> UInt32? {
        let isHexadecimal = text.first == "x" || text.first == "X"
        guard let value = isHexadecimal ? UInt32(text.dropFirst(), radix: 16) : UInt32(text) else { return nil }
        // As browsers do: 0x80 to 0x9F are what windows-1252 means by them.
        if (0x80...0x9F).contains(value) { return TextDecoding.windows1252Control(value) }
        return value
    }

    private static func isText(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 || scalar == "\n" || scalar == "\t" || scalar == "\r"
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "#")
    }
}
