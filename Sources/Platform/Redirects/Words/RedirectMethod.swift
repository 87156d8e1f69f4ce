internal import Ledger
package import Vocabulary

/// A way to pay by redirect, with its rules as data.
package struct RedirectMethod: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// The money comes, or does not, while the browser is at the bank.
        case atOnce
        /// The payer takes a voucher home and pays it later, within this time.
        case voucher(TimeSpan)
    }

    /// As the API and the records have it.
    package let id: String
    package let name: String
    package let kind: Kind
    package let currencies: Set<String>
    /// Minor units.
    package let most: Int64
    /// How long the payer has to decide on the bank's page.
    package let page: TimeSpan
    /// Whether a merchant may give the money back by this method.
    package let allowsRefund: Bool

    package static let onlineBanking = RedirectMethod(
        id: "online-banking", name: "Online banking", kind: .atOnce, currencies: ["EUR"], most: 1_500_000,
        page: .minutes(15), allowsRefund: true)
    package static let wallet = RedirectMethod(
        id: "wallet", name: "Wallet", kind: .atOnce, currencies: ["EUR", "USD", "GBP", "CHF"], most: 250_000,
        page: .minutes(30), allowsRefund: true)
    /// Cash cannot be sent back to whoever stood at the counter: what the merchant gives back, it gives back otherwise.
    package static let voucher = RedirectMethod(
        id: "voucher", name: "Voucher", kind: .voucher(.days(3)), currencies: ["EUR"], most: 50_000,
        page: .minutes(60), allowsRefund: false)

    package static let all = [onlineBanking, wallet, voucher]

    package static func named(_ id: String) -> RedirectMethod? { all.first { $0.id == id } }

    /// Why an amount cannot be paid by this method; nil when it can.
    func objection(to amount: Money) -> String? {
        if !currencies.contains(amount.currency.code) {
            return "\(id) takes \(currencies.sorted().joined(separator: ", "))"
        }
        if !(1...most).contains(amount.minor) { return "\(id) takes 1 to \(most) minor units" }
        return nil
    }
}
