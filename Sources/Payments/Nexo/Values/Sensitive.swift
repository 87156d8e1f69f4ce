/// What may be read where it is needed and is never printed: tracks, names, PIN blocks, chip data.
///
/// Printing, `dump` and a mirror all show that something is there and how long it is.
package struct Sensitive<Value: Sendable & Equatable>: Sendable, Equatable {
    package let revealed: Value

    package init(_ value: Value) { revealed = value }
}

extension Sensitive: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        switch revealed {
        case let text as String: "(\(text.unicodeScalars.count) characters)"
        case let bytes as [UInt8]: "(\(bytes.count) bytes)"
        default: "(hidden)"
        }
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}

/// The number of a card: 8 to 28 digits, of which six and four are shown.
package struct CardNumber: Sendable, Hashable {
    /// All digits, for who routes or stores; never for who prints.
    package let revealed: String

    private init(unchecked digits: String) { revealed = digits }

    static let blank = CardNumber(unchecked: "")

    package init?(_ digits: String) {
        self.init(digits: Array(digits.utf8)[...])
    }

    init?(digits: ArraySlice<UInt8>) {
        guard (8...28).contains(digits.count),
            digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else { return nil }
        revealed = String(decoding: digits, as: UTF8.self)
    }

    /// `411111******1111`; of a short number four digits at most.
    package var masked: String {
        let count = revealed.utf8.count
        let (first, last) = count >= 13 ? (6, 4) : (0, min(4, count / 3))
        return revealed.prefix(first) + String(repeating: "*", count: count - first - last) + revealed.suffix(last)
    }
}

extension CardNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { masked }
    package var debugDescription: String { masked }
    package var customMirror: Mirror { Mirror(reflecting: masked) }
}
