/// A currency by its letters (ISO 4217), such as EUR.
package struct Currency: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let code: String

    /// Nil unless it is three capital letters.
    package init?(_ code: some StringProtocol) {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { return nil }
        self.code = String(code)
    }

    package var description: String { code }
    package static func < (left: Currency, right: Currency) -> Bool { left.code < right.code }
}

/// An amount in the currency's smallest unit.
package struct Money: Sendable, Hashable, CustomStringConvertible {
    package let minor: Int64
    package let currency: Currency

    package init(_ minor: Int64, _ currency: Currency) {
        self.minor = minor
        self.currency = currency
    }

    /// What one operation may move: twelve digits, as card messages carry them. Sums of a payment's hundred movements
    /// and of millions of payments fit 64 bits.
    package static let most: Int64 = 999_999_999_999

    package var description: String { "\(minor) \(currency)" }
}
