/// What became of a transaction, told by who made it (`CmpltnAdvc`, caaa.003); a reversal is one of these.
package typealias CompletionAdvice = TransactionAdvice<CompletedTransaction>

package struct CompletedTransaction: Record {
    package var captures: Bool?
    package var type: TransactionType?
    package var serviceAttribute: ServiceAttribute?
    package var merchantCategory: String?
    package var saleReference: String?
    package var identifier: TransactionIdentifier
    package var original: OriginalTransaction?
    package var isSuccess: Bool
    package var isReversal: Bool?
    package var failureReasons: [FailureReason] = []
    package var initiatorIdentifier: String?
    package var recipientIdentifier: String?
    package var reconciliation: String?
    package var details: TransactionDetails
    package var result: AdvisedResult?

    package init(isSuccess: Bool, identifier: TransactionIdentifier, details: TransactionDetails) {
        self.isSuccess = isSuccess
        self.identifier = identifier
        self.details = details
    }

    static let blank = CompletedTransaction(isSuccess: false, identifier: .blank, details: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.flag(.transactionCapture, &captures)
        try form.code(.transactionType, &type)
        try form.code(.serviceAttribute, &serviceAttribute)
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

extension CompletionAdvice {
    /// Takes a transaction back whose answer did not come, came too late, or can't be used.
    package static func reversal(of request: AuthorisationRequest, because reasons: [FailureReason]) -> Self {
        var transaction = Transaction(
            isSuccess: false, identifier: request.transaction.identifier, details: request.transaction.details)
        transaction.captures = request.transaction.captures
        transaction.type = request.transaction.type
        transaction.serviceAttribute = request.transaction.serviceAttribute
        transaction.merchantCategory = request.transaction.merchantCategory
        transaction.saleReference = request.transaction.saleReference
        transaction.initiatorIdentifier = request.transaction.initiatorIdentifier
        transaction.reconciliation = request.transaction.reconciliation
        transaction.isReversal = true
        transaction.failureReasons = reasons
        return CompletionAdvice(environment: request.environment, transaction: transaction)
    }
}

/// That an advice has arrived (`CmpltnAdvcRspn` and `CxlAdvcRspn`, caaa.004 and caaa.008).
package struct AdviceResponse: Record {
    package var environment: PaymentEnvironment
    package var transaction: Transaction
    package var managerCall: TerminalManagerCall?

    package init(environment: PaymentEnvironment, transaction: Transaction) {
        self.environment = environment
        self.transaction = transaction
    }

    static let blank = AdviceResponse(environment: .blank, transaction: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.environment, &environment)
        try form.record(.transaction, &transaction)
        try form.record(.managerTrigger, &managerCall)
    }

    package struct Transaction: Record {
        package var saleReference: String?
        package var identifier: TransactionIdentifier
        package var initiatorIdentifier: String?
        package var recipientIdentifier: String?
        package var reconciliation: String?
        package var response: ResponseCode

        package init(identifier: TransactionIdentifier, response: ResponseCode) {
            self.identifier = identifier
            self.response = response
        }

        static let blank = Transaction(identifier: .blank, response: .technicalError)

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.text(.saleReference, 1...35, &saleReference)
            try form.record(.transactionIdentifier, &identifier)
            try form.text(.initiatorTransaction, 1...35, &initiatorIdentifier)
            try form.text(.recipientTransaction, 1...140, &recipientIdentifier)
            try form.text(.reconciliation, 1...35, &reconciliation)
            try form.code(.response, &response)
        }
    }
}
