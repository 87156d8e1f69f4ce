package import JSON
package import Ledger
internal import Vocabulary

/// What a bank tells of a payment.
package struct BankNotice: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// The money is there.
        case money
        /// The payer gave up at the bank.
        case givenUp = "given-up"
        /// The payer took a voucher home.
        case voucher
    }

    /// The bank's name for what happened: told again, it has the same one.
    package let id: String
    package let payment: PaymentID
    package let kind: Kind
    package let amount: Money

    package init(id: String, payment: PaymentID, kind: Kind, amount: Money) {
        self.id = id
        self.payment = payment
        self.kind = kind
        self.amount = amount
    }

    package var json: JSONValue {
        [
            "notice": .string(id), "payment": .string(payment.rawValue), "kind": .string(kind.rawValue),
            "amount": .integer(amount.minor), "currency": .string(amount.currency.code),
        ]
    }

    package init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json, allowing: ["notice", "payment", "kind", "amount", "currency"])
        self.init(
            id: try object.converted("notice", "1 to 64 letters, digits, dots, hyphens and underscores") {
                RedirectPayment.isName($0) ? $0 : nil
            },
            payment: try object.converted("payment", "a payment's name") { PaymentID(rawValue: $0) },
            kind: try object.converted("kind", "money, given-up or voucher") { Kind(rawValue: $0) },
            amount: Money(
                try object.integer("amount", in: 1...Money.most),
                try object.converted("currency", "three capital letters") { Currency($0) }))
    }

    var event: RedirectPayment.Event {
        switch kind {
        case .money: .money(notice: id, amount: amount)
        case .givenUp: .givenUp
        case .voucher: .voucherTaken
        }
    }
}
