/// The four digits that a message begins with: version, class, function, origin.
package struct MessageType: Sendable, Hashable {
    /// One digit in each half of a byte, as packed decimal.
    package let packed: UInt16

    package enum Class: UInt8, Sendable {
        case authorisation = 1, financial, fileAction, reversal, reconciliation, administrative, feeCollection
        case networkManagement
    }

    /// Packed decimal; nil when a half of a byte is no digit.
    package init?(packed: UInt16) {
        // A half above 9 carries into the next one when 6 is added.
        guard ((UInt32(packed) + 0x6666) ^ UInt32(packed) ^ 0x6666) & 0x11110 == 0 else { return nil }
        self.packed = packed
    }

    /// Four ASCII digits, such as `0100`.
    package init?(_ text: String) {
        guard text.utf8.count == 4 else { return nil }
        var packed: UInt16 = 0
        for byte in text.utf8 {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            packed = packed << 4 | UInt16(digit)
        }
        self.packed = packed
    }

    /// The digit at a place from 0 (version) to 3 (origin).
    package func digit(_ place: Int) -> UInt8 { UInt8(packed >> UInt16(12 - 4 * place) & 0xF) }

    package var version: UInt8 { digit(0) }
    package var messageClass: Class? { Class(rawValue: digit(1)) }
    package var function: UInt8 { digit(2) }
    package var origin: UInt8 { digit(3) }

    /// Requests, advices, notifications and instructions ask; the odd functions answer them.
    package var isAnswer: Bool { function & 1 == 1 }
    package var isRepeat: Bool { origin & 1 == 1 }

    /// The type that answers this one: the next function, and the origin whether or not it repeats. Nil for an answer.
    package var answer: MessageType? {
        guard !isAnswer, function < 9 else { return nil }
        return MessageType(packed: (packed & 0xFFFE) + 0x10)
    }

    /// The same message sent once more by whoever sent it; nil where the origin has no digit for it.
    package var repeated: MessageType? {
        guard origin < 6 else { return nil }
        return MessageType(packed: packed | 1)
    }
}

extension MessageType: CustomStringConvertible {
    package var description: String {
        String(decoding: (0..<4).map { UInt8(ascii: "0") + digit($0) }, as: UTF8.self)
    }
}

extension MessageType: ExpressibleByStringLiteral {
    /// For types that are written in the source; anything but four digits is a fault of the program.
    package init(stringLiteral value: StaticString) {
        guard let type = MessageType(value.description) else { preconditionFailure("a message type has four digits") }
        self = type
    }
}
