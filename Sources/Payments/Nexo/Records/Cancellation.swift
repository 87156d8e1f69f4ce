/// May this earlier transaction be cancelled? (`CxlReq`, caaa.005)
package struct CancellationRequest: Record {
    package var environment: PaymentEnvironment
    package var context: PaymentContext?
    package var transaction: Transaction

    package init(environment: PaymentEnvironment, context: PaymentContext?, transaction: Transaction) {
        self.environment = environment
        self.context = context
        self.transaction = transaction
    }

    static let blank = CancellationRequest(environment: .blank, context: nil, transaction: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.environment, &environment)
        try form.context(&context)
        try form.record(.transaction, &transaction)
    }

    package struct Transaction: Record {
        package var captures: Bool?
        package var merchantCategory: String
        package var saleReference: String?
        package var identifier: TransactionIdentifier
        package var original: OriginalTransaction
        package var initiatorIdentifier: String?
        package var recipientIdentifier: String?
        package var reconciliation: String?
        package var details: CancellationDetails

        package init(
            merchantCategory: String, identifier: TransactionIdentifier, original: OriginalTransaction,
            details: CancellationDetails
        ) {
            self.merchantCategory = merchantCategory
            self.identifier = identifier
            self.original = original
            self.details = details
        }

        static let blank = Transaction(
            merchantCategory: "", identifier: .blank, original: .blank, details: .blank)

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.flag(.transactionCapture, &captures)
            try form.text(.merchantCategory, 3...4, &merchantCategory)
            try form.text(.saleReference, 1...35, &saleReference)
            try form.record(.transactionIdentifier, &identifier)
            try form.record(.originalTransaction, &original)
            try form.text(.initiatorTransaction, 1...35, &initiatorIdentifier)
            try form.text(.recipientTransaction, 1...140, &recipientIdentifier)
            try form.text(.reconciliation, 1...35, &reconciliation)
            try form.record(.transactionDetails, &details)
        }
    }
}

/// What became of a cancellation (`CxlRspn`, caaa.006).
package struct CancellationResponse: Record {
    package var environment: PaymentEnvironment
    package var transaction: Transaction
    package var outcome: Outcome

    package init(environment: PaymentEnvironment, transaction: Transaction, result: CancellationResult) {
        self.environment = environment
        self.transaction = transaction
        outcome = Outcome(result)
    }

    static let blank = CancellationResponse(environment: .blank, transaction: .blank, result: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.environment, &environment)
        try form.record(.transaction, &transaction)
        try form.record(.transactionResponse, &outcome)
    }

    package struct Transaction: Record {
        package var saleReference: String?
        package var identifier: TransactionIdentifier
        package var initiatorIdentifier: String?
        package var recipientIdentifier: String?
        package var reconciliation: String?
        package var details: CancellationDetails

        package init(identifier: TransactionIdentifier, details: CancellationDetails) {
            self.identifier = identifier
            self.details = details
        }

        static let blank = Transaction(identifier: .blank, details: .blank)

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.text(.saleReference, 1...35, &saleReference)
            try form.record(.transactionIdentifier, &identifier)
            try form.text(.initiatorTransaction, 1...35, &initiatorIdentifier)
            try form.text(.recipientTransaction, 1...140, &recipientIdentifier)
            try form.text(.reconciliation, 1...35, &reconciliation)
            try form.record(.transactionDetails, &details)
        }
    }

    package struct Outcome: Record {
        package var result: CancellationResult
        package var actions: [TerminalAction] = []

        package init(_ result: CancellationResult) { self.result = result }

        static let blank = Outcome(.blank)

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.record(.authorisationResult, &result)
            try form.records(.action, &actions)
        }
    }
}

/// Who answered a cancellation, and what.
package struct CancellationResult: Record {
    package var party: RespondingParty?
    package var response: NexoResponse
    package var code: String?
    package var managerCall: TerminalManagerCall?

    package init(_ response: NexoResponse, by party: RespondingParty? = nil) {
        self.response = response
        self.party = party
    }

    static let blank = CancellationResult(.blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.authorisationEntity, &party)
        try form.record(.responseToAuthorisation, &response)
        try form.text(.authorisationCode, 1...8, &code)
        try form.record(.managerTrigger, &managerCall)
    }
}

/// A transaction was cancelled, told by who did it (`CxlAdvc`, caaa.007).
package struct CancellationAdvice: Record {
    package var environment: PaymentEnvironment
    package var context: PaymentContext?
    package var transaction: Transaction

    package init(environment: PaymentEnvironment, context: PaymentContext? = nil, transaction: Transaction) {
        self.environment = environment
        self.context = context
        self.transaction = transaction
    }

    static let blank = CancellationAdvice(environment: .blank, transaction: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.environment, &environment)
        try form.optionalContext(&context)
        try form.record(.transaction, &transaction)
    }

    package struct Transaction: Record {
        package var merchantCategory: String
        package var saleReference: String?
        package var identifier: TransactionIdentifier
        package var original: OriginalTransaction?
        package var isSuccess: Bool
        package var isReversal: Bool?
        package var failureReasons: [FailureReason] = []
        package var initiatorIdentifier: String?
        package var recipientIdentifier: String?
        package var reconciliation: String?
        package var details: CancellationDetails
        package var result: CancellationResult?

        package init(
            merchantCategory: String, isSuccess: Bool, identifier: TransactionIdentifier, details: CancellationDetails
        ) {
            self.merchantCategory = merchantCategory
            self.isSuccess = isSuccess
            self.identifier = identifier
            self.details = details
        }

        static let blank = Transaction(
            merchantCategory: "", isSuccess: false, identifier: .blank, details: .blank)

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.text(.merchantCategory, 3...4, &merchantCategory)
            try form.text(.saleReference, 1...35, &saleReference)
            try form.record(.transactionIdentifier, &identifier)
            try form.record(.originalTransaction, &original)
            try form.flag(.transactionSuccess, &isSuccess)
            try form.flag(.reversal, &isReversal)
            try form.codes(.failureReason, &failureReasons)
            try form.text(.initiatorTransaction, 1...35, &initiatorIdentifier)
            try form.text(.recipientTransaction, 1...140, &recipientIdentifier)
            try form.text(.reconciliation, 1...35, &reconciliation)
            try form.record(.transactionDetails, &details)
            try form.record(.authorisationResult, &result)
        }
    }
}
