package import Cards
package import Vocabulary

/// A card as it was typed: a test card's number and its expiry. The security code is looked at and not kept.
package struct CardDetails: Sendable, Hashable, CustomStringConvertible {
    package let number: CardNumber
    package let expiry: CardExpiry

    package init(number: CardNumber, expiry: CardExpiry) {
        self.number = number
        self.expiry = expiry
    }

    package var description: String { "\(number.masked) \(expiry)" }
    package var shown: ShownCard {
        ShownCard(masked: number.masked, scheme: number.scheme.rawValue, expiry: expiry)
    }
}

/// What may be shown of a card.
package struct ShownCard: Sendable, Hashable {
    package let masked: String
    package let scheme: String
    package let expiry: CardExpiry

    package var lastFour: String { String(masked.suffix(4)) }
}

/// The last month in which a card is good.
package struct CardExpiry: Sendable, Hashable, CustomStringConvertible {
    package let year: Int
    package let month: Int

    /// Reads `12/28`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let month = Int(parts[0]), let year = Int(parts[1]), (1...12).contains(month)
        else { return nil }
        self.year = 2000 + year
        self.month = month
    }

    package var description: String { Self.two(month) + "/" + Self.two(year % 100) }
    /// `2812`, as messages have it.
    package var wire: String { Self.two(year % 100) + Self.two(month) }

    /// A card is good until its month has ended everywhere.
    package func isPast(at now: Instant) -> Bool {
        let date = CivilTime(now - .hours(12)).date
        return (year, month) < (date.year, date.month)
    }

    private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
}
