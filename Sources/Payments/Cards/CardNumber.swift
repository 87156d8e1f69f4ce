/// The number of a test card: digits with a right check digit, inside the ranges of ``TestCards``.
///
/// There is no other way to make one, so what holds a card number holds a test card's. It prints masked; its digits are had by
/// asking for them.
package struct CardNumber: Sendable, Hashable {
    private let digits: [UInt8]

    /// The digits in ASCII, as they came over a wire.
    package init(_ digits: Span<UInt8>) throws(CardRefusal) {
        _ = try TestCards.admit(digits)
        var copy: [UInt8] = []
        copy.reserveCapacity(digits.count)
        for index in digits.indices { copy.append(digits[index]) }
        self.digits = copy
    }

    package init(_ text: String) throws(CardRefusal) { try self.init(text.utf8.span) }

    /// All digits, for the wire and for nothing else.
    package var wireDigits: String { String(decoding: digits, as: UTF8.self) }
    package var masked: String { CardMask.masked(digits.span) }
    package var lastFour: String { String(decoding: digits.suffix(4), as: UTF8.self) }
    package var scheme: TestCards.Scheme { TestCards.range(of: digits.span)?.scheme ?? .other }
}

// A dump, an interpolation and a failed expectation print what these say, and so never a whole number.
extension CardNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { masked }
    package var debugDescription: String { masked }
    package var customMirror: Mirror { Mirror(self, children: ["masked": masked]) }
}
