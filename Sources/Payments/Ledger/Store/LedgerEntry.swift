package import Vocabulary

/// What an operation came to, and stays.
package enum LedgerAnswer: Sendable, Equatable {
    case applied(Receipt)
    case refused(Refusal)

    /// That it was applied, and how the payment stood then.
    package struct Receipt: Sendable, Equatable {
        /// The operation's place in the one order of all.
        package let sequence: Int64
        package let instant: Instant
        package let status: Payment.Status
        package let held: Int64
        package let captured: Int64
        package let refunded: Int64

        package init(
            sequence: Int64, instant: Instant, status: Payment.Status, held: Int64, captured: Int64, refunded: Int64
        ) {
            self.sequence = sequence
            self.instant = instant
            self.status = status
            self.held = held
            self.captured = captured
            self.refunded = refunded
        }
    }
}

/// One operation as it is recorded, with its place, answer and postings; refused ones have none.
package struct LedgerEntry: Sendable, Equatable {
    package let sequence: Int64
    package let instant: Instant
    package let operation: LedgerOperation
    package let answer: LedgerAnswer
    package let postings: [Posting]

    package init(
        sequence: Int64, instant: Instant, operation: LedgerOperation, answer: LedgerAnswer, postings: [Posting]
    ) {
        self.sequence = sequence
        self.instant = instant
        self.operation = operation
        self.answer = answer
        self.postings = postings
    }
}

/// How much is in an account, in one currency.
package struct AccountBalance: Sendable, Hashable {
    package let account: Account
    package let currency: Currency
    package let amount: Int64

    package init(account: Account, currency: Currency, amount: Int64) {
        self.account = account
        self.currency = currency
        self.amount = amount
    }
}

/// A capture or refund that no provider has settled yet.
package struct OpenMovement: Sendable, Hashable {
    package let id: OperationID
    package let payment: PaymentID
    package let channel: Channel
    package let kind: Payment.Movement.Kind
    package let money: Money
    package let sequence: Int64
    package let instant: Instant

    package init(
        id: OperationID, payment: PaymentID, channel: Channel, kind: Payment.Movement.Kind, money: Money,
        sequence: Int64, instant: Instant
    ) {
        self.id = id
        self.payment = payment
        self.channel = channel
        self.kind = kind
        self.money = money
        self.sequence = sequence
        self.instant = instant
    }
}
