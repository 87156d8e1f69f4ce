/// What became of what was asked about a transaction.
package struct TransactionAnswer<Details: Sendable & Equatable, Result: Sendable & Equatable>: Sendable, Equatable {
    package var environment: PaymentEnvironment
    package var transaction: Transaction
    package var outcome: Outcome

    package init(environment: PaymentEnvironment, transaction: Transaction, result: Result) {
        self.environment = environment
        self.transaction = transaction
        outcome = Outcome(result)
    }

    package struct Transaction: Sendable, Equatable {
        package var saleReference: String?
        package var identifier: TransactionIdentifier
        package var initiatorIdentifier: String?
        package var recipientIdentifier: String?
        package var reconciliation: String?
        package var details: Details

        package init(identifier: TransactionIdentifier, details: Details) {
            self.identifier = identifier
            self.details = details
        }
    }

    package struct Outcome: Sendable, Equatable {
        package var result: Result
        package var actions: [TerminalAction] = []

        package init(_ result: Result) { self.result = result }
    }
}

extension TransactionAnswer: Record where Details: Record, Result: Record {
    static var blank: Self { Self(environment: .blank, transaction: .blank, result: .blank) }

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.environment, &environment)
        try form.record(.transaction, &transaction)
        try form.record(.transactionResponse, &outcome)
    }
}

extension TransactionAnswer.Transaction: Record where Details: Record, Result: Record {
    static var blank: Self { Self(identifier: .blank, details: .blank) }

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.text(.saleReference, 1...35, &saleReference)
        try form.record(.transactionIdentifier, &identifier)
        try form.text(.initiatorTransaction, 1...35, &initiatorIdentifier)
        try form.text(.recipientTransaction, 1...140, &recipientIdentifier)
        try form.text(.reconciliation, 1...35, &reconciliation)
        try form.record(.transactionDetails, &details)
    }
}

extension TransactionAnswer.Outcome: Record where Details: Record, Result: Record {
    static var blank: Self { Self(.blank) }

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.authorisationResult, &result)
        try form.records(.action, &actions)
    }
}
