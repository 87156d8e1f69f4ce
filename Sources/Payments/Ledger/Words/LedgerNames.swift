package import Vocabulary

/// A name that a caller gave: 1 to 64 letters, digits, dots, hyphens, underscores and colons.
package protocol LedgerName: Sendable, Hashable, Comparable, RawRepresentable, CustomStringConvertible
where RawValue == String {
    init?(rawValue: String)
}

extension LedgerName {
    package var description: String { rawValue }
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    static func accepts(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                    UInt8(ascii: ":"):
                    true
                default: false
                }
            }
    }
}

/// The caller's name for one thing to do: with the same name it is done once, however often it is asked for.
package struct OperationID: LedgerName {
    package let rawValue: String
    package init?(rawValue: String) {
        guard Self.accepts(rawValue) else { return nil }
        self.rawValue = rawValue
    }
}

/// The caller's name for one payment.
package struct PaymentID: LedgerName {
    package let rawValue: String
    package init?(rawValue: String) {
        guard Self.accepts(rawValue) else { return nil }
        self.rawValue = rawValue
    }
}

/// Where money can be. Each minor unit that left the cardholder is in exactly one of the others.
package enum Place: String, Sendable, Hashable, CaseIterable {
    /// Still, or again, with the cardholder. Its balance is below zero by what left.
    case cardholder
    /// Reserved at the issuer for this payment.
    case held
    /// Captured; the provider owes it to us.
    case collected
    /// Paid out to the merchant. Below zero for a refund of what was not settled yet, or by the fees.
    case merchant
    /// To be given back; the provider has not settled that yet.
    case refunding
    /// Kept by the provider for its work.
    case fees
}

/// A place, kept apart per channel, because providers settle per channel.
package struct Account: Sendable, Hashable, CustomStringConvertible {
    package let channel: Channel
    package let place: Place

    package init(channel: Channel, place: Place) {
        self.channel = channel
        self.place = place
    }

    /// `ecommerce/held`.
    package var description: String { "\(channel.rawValue)/\(place.rawValue)" }

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let channel = Channel(rawValue: String(parts[0])),
            let place = Place(rawValue: String(parts[1]))
        else { return nil }
        self.init(channel: channel, place: place)
    }
}

/// One line of an entry: so much more, or less, is in an account.
package struct Posting: Sendable, Hashable {
    package let account: Account
    package let amount: Int64
    package let currency: Currency

    package init(_ account: Account, _ amount: Int64, _ currency: Currency) {
        self.account = account
        self.amount = amount
        self.currency = currency
    }
}
