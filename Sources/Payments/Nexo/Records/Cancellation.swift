/// May this earlier transaction be cancelled? (`CxlReq`, caaa.005)
package typealias CancellationRequest = TransactionRequest<CancellationTransaction>

package struct CancellationTransaction: Record {
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

    static let blank = CancellationTransaction(
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

/// What became of a cancellation (`CxlRspn`, caaa.006).
package typealias CancellationResponse = TransactionAnswer<CancellationDetails, CancellationResult>

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
package typealias CancellationAdvice = TransactionAdvice<CancelledTransaction>

package struct CancelledTransaction: Record {
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

    static let blank = CancelledTransaction(
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
