package import Cards
package import Ledger
package import Vocabulary

/// One thing asked of the provider.
///
/// `id` is the caller's name for it. The provider does it once, however often it hears it.
package struct ProviderOrder: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case authorise(CardNumber, expiry: String)
        /// Authorised and collected in one.
        case pay(CardNumber, expiry: String)
        case capture(of: OperationID)
        case refund(of: OperationID)
        /// Undoes an order that was done, or that may have been; of something unknown it is done, too.
        case reverse(OperationID)
    }

    package let id: OperationID
    package let kind: Kind
    package let amount: Money
    package let channel: Channel
    /// Who is paid: 1 to 15 letters, digits and spaces.
    package let merchant: String

    package init(id: OperationID, kind: Kind, amount: Money, channel: Channel, merchant: String) {
        self.id = id
        self.kind = kind
        self.amount = amount
        self.channel = channel
        self.merchant = merchant
    }

    /// Whether it may be sent to another server when its fate at one is unknown: undoing twice undoes once, paying twice does not
    /// pay once when two servers hear it.
    package var isSafeToRepeat: Bool {
        if case .reverse = kind { true } else { false }
    }
}
