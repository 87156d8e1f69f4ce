/// May this card pay this? (`AuthstnReq`, caaa.001)
package typealias AuthorisationRequest = TransactionRequest<AuthorisationTransaction>

package struct AuthorisationTransaction: Record {
    /// The authorisation also takes the money.
    package var captures: Bool
    package var type: TransactionType?
    package var serviceAttribute: ServiceAttribute?
    package var merchantCategory: String?
    package var saleReference: String?
    package var identifier: TransactionIdentifier
    package var original: OriginalTransaction?
    package var initiatorIdentifier: String?
    package var reconciliation: String?
    package var details: TransactionDetails

    package init(captures: Bool, identifier: TransactionIdentifier, details: TransactionDetails) {
        self.captures = captures
        self.identifier = identifier
        self.details = details
    }

    static let blank = AuthorisationTransaction(captures: false, identifier: .blank, details: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.flag(.transactionCapture, &captures)
        try form.code(.transactionType, &type)
        try form.code(.serviceAttribute, &serviceAttribute)
        try form.text(.merchantCategory, 3...4, &merchantCategory)
        try form.text(.saleReference, 1...35, &saleReference)
        try form.record(.transactionIdentifier, &identifier)
        try form.record(.originalTransaction, &original)
        try form.text(.initiatorTransaction, 1...35, &initiatorIdentifier)
        try form.text(.reconciliation, 1...35, &reconciliation)
        try form.record(.transactionDetails, &details)
    }
}

/// What became of an authorisation (`AuthstnRspn`, caaa.002).
package typealias AuthorisationResponse = TransactionAnswer<TransactionDetails, AuthorisationResult>

/// Who answered, what, and whether a completion is expected.
package struct AuthorisationResult: Record {
    package var party: RespondingParty?
    package var response: NexoResponse
    package var code: String?
    package var needsCompletion: Bool?
    package var managerCall: TerminalManagerCall?

    package init(_ response: NexoResponse, by party: RespondingParty? = nil, code: String? = nil) {
        self.response = response
        self.party = party
        self.code = code
    }

    static let blank = AuthorisationResult(.blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.authorisationEntity, &party)
        try form.record(.responseToAuthorisation, &response)
        try form.text(.authorisationCode, 1...8, &code)
        try form.flag(.completionRequired, &needsCompletion)
        try form.record(.managerTrigger, &managerCall)
    }
}

/// The same where the schema asks nothing of the terminal afterwards: in advices.
package struct AdvisedResult: Record {
    package var party: RespondingParty?
    package var response: NexoResponse
    package var code: String?

    package init(_ response: NexoResponse, by party: RespondingParty? = nil, code: String? = nil) {
        self.response = response
        self.party = party
        self.code = code
    }

    static let blank = AdvisedResult(.blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.authorisationEntity, &party)
        try form.record(.responseToAuthorisation, &response)
        try form.text(.authorisationCode, 1...8, &code)
    }
}
