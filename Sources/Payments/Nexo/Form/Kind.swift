internal import Bytes

/// How a value stands in a document: one rule for reading and for writing.
protocol Kind {
    associatedtype Value: Sendable, Equatable

    /// What is allowed, for an error.
    var expectation: String { get }
    /// Nil when the text is not allowed.
    func value(of text: ArraySlice<UInt8>) -> Value?
    /// Nil when the value is not allowed.
    func text(of value: Value) -> String?
}

/// A code of the standard: four letters for a meaning.
package protocol NexoCode: RawRepresentable, Sendable, Equatable where RawValue == String {}

struct TextKind: Kind {
    enum Alphabet {
        case any, digits, letters, capitals, lettersAndDigits

        fileprivate func isMember(_ byte: UInt8) -> Bool {
            switch self {
            case .any: true
            case .digits: Self.isDigit(byte)
            case .letters: Self.isCapital(byte & ~0x20)
            case .capitals: Self.isCapital(byte)
            case .lettersAndDigits: Self.isDigit(byte) || Self.isCapital(byte & ~0x20)
            }
        }

        private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
        private static func isCapital(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
    }

    let count: ClosedRange<Int>
    let alphabet: Alphabet

    init(_ count: ClosedRange<Int>, _ alphabet: Alphabet = .any) {
        self.count = count
        self.alphabet = alphabet
    }

    var expectation: String {
        let letters =
            switch alphabet {
            case .any: "characters"
            case .digits: "digits"
            case .letters: "letters"
            case .capitals: "capital letters"
            case .lettersAndDigits: "letters and digits"
            }
        return "expected \(count.lowerBound) to \(count.upperBound) \(letters)"
    }

    func value(of text: ArraySlice<UInt8>) -> String? {
        // As many characters as bytes at most, so most texts need no counting.
        guard text.count >= count.lowerBound, alphabet == .any || text.allSatisfy(alphabet.isMember) else { return nil }
        let value = String(decoding: text, as: UTF8.self)
        guard text.count > count.upperBound || count.lowerBound > 1 else { return value }
        return count.contains(value.unicodeScalars.count) ? value : nil
    }

    func text(of value: String) -> String? {
        guard count.contains(value.unicodeScalars.count),
            alphabet == .any || value.utf8.allSatisfy(alphabet.isMember),
            value.unicodeScalars.allSatisfy(Self.isLegal)
        else { return nil }
        return value
    }

    /// What XML 1.0 lets stand in a document.
    private static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF: true
        default: false
        }
    }
}

struct SensitiveKind<Inner: Kind>: Kind {
    let inner: Inner
    init(_ inner: Inner) { self.inner = inner }

    var expectation: String { inner.expectation }
    func value(of text: ArraySlice<UInt8>) -> Sensitive<Inner.Value>? { inner.value(of: text).map { Sensitive($0) } }
    func text(of value: Sensitive<Inner.Value>) -> String? { inner.text(of: value.revealed) }
}

struct CardNumberKind: Kind {
    var expectation: String { "expected 8 to 28 digits" }
    func value(of text: ArraySlice<UInt8>) -> CardNumber? { CardNumber(digits: text) }
    func text(of value: CardNumber) -> String? { value == .blank ? nil : value.revealed }
}

struct FlagKind: Kind {
    var expectation: String { "expected true or false" }

    func value(of text: ArraySlice<UInt8>) -> Bool? {
        switch Blanks.trimmed(text) {
        case let text where text.elementsEqual("true".utf8) || text.elementsEqual("1".utf8): true
        case let text where text.elementsEqual("false".utf8) || text.elementsEqual("0".utf8): false
        default: nil
        }
    }

    func text(of value: Bool) -> String? { value ? "true" : "false" }
}

/// A whole number of at most 18 digits.
struct NumberKind: Kind {
    static let max: Int64 = 999_999_999_999_999_999

    var expectation: String { "expected a whole number of at most 18 digits, without sign" }

    func value(of text: ArraySlice<UInt8>) -> Int64? {
        let text = Blanks.trimmed(text)
        guard (1...18).contains(text.count) else { return nil }
        var value: Int64 = 0
        for byte in text {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return value
    }

    func text(of value: Int64) -> String? { (0...Self.max).contains(value) ? String(value) : nil }
}

struct AmountKind: Kind {
    var expectation: String { "expected an amount such as 25.00: at most 18 digits, 5 of them behind the point" }
    func value(of text: ArraySlice<UInt8>) -> NexoAmount? { NexoAmount(Blanks.trimmed(text)) }
    func text(of value: NexoAmount) -> String? { value.description }
}

struct TimeKind: Kind {
    var expectation: String { "expected a date and time with its zone, such as 2026-11-20T10:15:30.120+01:00" }
    func value(of text: ArraySlice<UInt8>) -> NexoTime? { NexoTime(Blanks.trimmed(text)) }
    func text(of value: NexoTime) -> String? { value.description }
}

/// Base64, one byte at least.
struct BytesKind: Kind {
    let max: Int
    init(_ max: Int) { self.max = max }

    var expectation: String { "expected 1 to \(max) bytes in Base64" }

    func value(of text: ArraySlice<UInt8>) -> [UInt8]? {
        // Line breaks are allowed anywhere in it.
        let isPlain = !text.contains(where: Blanks.isBlank)
        let letters = isPlain ? Array(text) : text.filter { !Blanks.isBlank($0) }
        guard letters.count <= (max + 2) / 3 * 4,
            let bytes = Base64.decode(String(decoding: letters, as: UTF8.self))
        else { return nil }
        return (1...max).contains(bytes.count) ? bytes : nil
    }

    func text(of value: [UInt8]) -> String? {
        (1...max).contains(value.count) ? Base64.encode(value) : nil
    }
}

struct CodeKind<Value: NexoCode>: Kind {
    let excluded: [Value]
    init(excluding excluded: [Value]) { self.excluded = excluded }

    var expectation: String { "expected a code that the standard has for this" }

    func value(of text: ArraySlice<UInt8>) -> Value? {
        // Codes have four letters, and a String of four is made without allocating.
        guard text.count == 4, let value = Value(rawValue: String(decoding: text, as: UTF8.self)) else { return nil }
        return excluded.contains(value) ? nil : value
    }

    func text(of value: Value) -> String? { excluded.contains(value) ? nil : value.rawValue }
}

enum Blanks {
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// Numbers, times and flags may have blanks around them.
    static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while let first = text.first, isBlank(first) { text.removeFirst() }
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}
