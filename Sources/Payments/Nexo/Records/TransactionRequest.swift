/// What asks about a transaction: who takes part, how the card is presented, and the transaction.
package struct TransactionRequest<Content: Sendable & Equatable>: Sendable, Equatable {
    package typealias Transaction = Content

    package var environment: PaymentEnvironment
    package var context: PaymentContext?
    package var transaction: Transaction

    package init(environment: PaymentEnvironment, context: PaymentContext?, transaction: Transaction) {
        self.environment = environment
        self.context = context
        self.transaction = transaction
    }
}

extension TransactionRequest: Record where Content: Record {
    static var blank: Self { Self(environment: .blank, context: nil, transaction: .blank) }

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.environment, &environment)
        try form.context(&context)
        try form.record(.transaction, &transaction)
    }
}

/// What tells of a transaction that was made: the same, but how the card was presented may be left out.
package struct TransactionAdvice<Content: Sendable & Equatable>: Sendable, Equatable {
    package typealias Transaction = Content

    package var environment: PaymentEnvironment
    package var context: PaymentContext?
    package var transaction: Transaction

    package init(environment: PaymentEnvironment, context: PaymentContext? = nil, transaction: Transaction) {
        self.environment = environment
        self.context = context
        self.transaction = transaction
    }
}

extension TransactionAdvice: Record where Content: Record {
    static var blank: Self { Self(environment: .blank, transaction: .blank) }

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.environment, &environment)
        try form.optionalContext(&context)
        try form.record(.transaction, &transaction)
    }
}
