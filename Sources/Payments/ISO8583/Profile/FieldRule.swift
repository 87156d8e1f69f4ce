/// How one field is written on a link. It has no reference inside, so that looking one up costs nothing.
package struct FieldRule: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Digits.
        case numeric = "n"
        /// A letter C or D, then digits.
        case signed = "x+n"
        case alphabetic = "a"
        case alphanumeric = "an"
        /// Every printable character.
        case text = "ans"
        /// Track 2 or 3: digits and `: ; < = > ?`.
        case track = "z"
        /// Bytes.
        case binary = "b"
    }

    package enum Encoding: String, Sendable, CaseIterable {
        case ascii
        /// ISO 8859-1, for texts.
        case latin1
        /// The profile's code page.
        case ebcdic
        /// Two digits in a byte.
        case packed = "bcd"
        /// Bytes as they are.
        case binary
        /// Two ASCII characters for each byte.
        case hexadecimal = "hex"
    }

    /// What fills the odd half of a byte, or a fixed field with a shorter value.
    package enum Padding: String, Sendable, CaseIterable {
        case none
        case leftZero = "left-0"
        case rightZero = "right-0"
        case leftF = "left-F"
        case rightF = "right-F"
        case leftSpace = "left-space"
        case rightSpace = "right-space"

        var isLeft: Bool { self == .leftZero || self == .leftF || self == .leftSpace }
        /// The half of a byte, where digits are packed.
        var nibble: UInt8 { self == .leftF || self == .rightF ? 0xF : 0 }
        var character: UInt8 {
            switch self {
            case .leftSpace, .rightSpace: UInt8(ascii: " ")
            default: UInt8(ascii: "0")
            }
        }
    }

    /// What the number before a variable field counts.
    package enum Count: String, Sendable, CaseIterable {
        /// Digits or characters, and of binary fields bytes.
        case units
        case bytes
        /// Halves of bytes.
        case nibbles
    }

    package enum LengthEncoding: String, Sendable, CaseIterable {
        case ascii
        case ebcdic
        case packed = "bcd"
        case binary
    }

    /// What is inside a field.
    package enum Content: Sendable, Equatable {
        case plain
        /// Chip data (EMV BER-TLV).
        case chip
        /// A national field's parts: each a type and a length of so many digits, and a value.
        case parts(typeDigits: UInt8, lengthDigits: UInt8)
    }

    /// How much a description shows.
    package enum Exposure: String, Sendable, CaseIterable {
        /// As it is, except runs of digits that could be a card number.
        case shown
        case cardNumber = "card-number"
        /// An account, which is masked like a card and is none.
        case account
        case track
        case chip
        /// Original data elements: shown in their five parts.
        case original
        /// Nothing but how long it is.
        case hidden
    }

    package var kind: Kind
    /// 0 for a fixed field; else how many digits the standard's length has (2 for LLVAR).
    package var lengthDigits: Int
    /// How many digits, characters or bytes: exactly, or at most.
    package var size: Int
    package var encoding: Encoding
    package var padding: Padding
    package var lengthEncoding: LengthEncoding
    package var lengthBytes: Int
    package var count: Count
    package var content: Content
    package var exposure: Exposure

    package var isVariable: Bool { lengthDigits > 0 }

    /// Reads the notation of the standard: `n6`, `n..19`, `ans...999`, `x+n8`.
    static func format(_ text: String) -> (kind: Kind, lengthDigits: Int, size: Int)? {
        let name = text.prefix { $0 != "." && !$0.isNumber }
        guard let kind = Kind(rawValue: String(name)) else { return nil }
        let rest = text.dropFirst(name.count)
        let dots = rest.prefix { $0 == "." }.count
        let number = rest.dropFirst(dots)
        // One dot is no length of the standard, and what is longer than four digits has no place in a frame.
        guard dots != 1, dots <= 4, (1...4).contains(number.utf8.count), number.utf8.allSatisfy({ $0 &- 48 <= 9 }),
            let size = Int(number), size > 0, dots == 0 || size < [1, 10, 100, 1_000, 10_000][dots]
        else { return nil }
        guard kind == .signed else { return (kind, dots, size) }
        return dots == 0 ? (kind, 0, size + 1) : nil
    }
}
