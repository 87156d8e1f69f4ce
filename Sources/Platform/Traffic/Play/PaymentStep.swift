package import Ledger

/// One thing that a client did or heard on the way of a payment, for people who want to see each.
package struct PaymentStep: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// Something was sent.
        case asked
        /// Something came back.
        case heard
        /// Something did not come, or came and was wrong.
        case missed
        /// What the client does about it.
        case decided
    }

    package let kind: Kind
    /// In one line, such as `0100 authorisation, 19.90 EUR, card 999901******0006`.
    package let text: String
    /// Names and values, such as the fields of a message, masked.
    package let details: [String]

    package init(_ kind: Kind, _ text: String, details: [String] = []) {
        self.kind = kind
        self.text = text
        self.details = details
    }
}

/// Hears the steps of one payment as they happen.
package typealias StepListener = @Sendable (PaymentStep) -> Void

extension Money {
    /// `19.90 EUR`; every currency that clients pay in has hundredths.
    package var inWords: String {
        let cents = minor % 100
        return "\(minor / 100).\(cents < 10 ? "0" : "")\(cents) \(currency)"
    }
}
