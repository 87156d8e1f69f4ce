/// Are you there, and the acquirer behind you? (`DgnstcReq`, caaa.013)
package struct DiagnosticRequest: Record {
    package var environment: PaymentEnvironment
    /// Whether the answer must say if the acquirer behind answers.
    package var asksForAcquirer: Bool?

    package init(environment: PaymentEnvironment, asksForAcquirer: Bool? = true) {
        self.environment = environment
        self.asksForAcquirer = asksForAcquirer
    }

    static let blank = DiagnosticRequest(environment: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.environment, &environment)
        try form.flag(.acquirerAvailabilityRequested, &asksForAcquirer)
    }
}

/// The front is there; perhaps the acquirer is not (`DgnstcRspn`, caaa.014).
package struct DiagnosticResponse: Record {
    package var environment: PaymentEnvironment
    package var managerCall: TerminalManagerCall?
    package var isAcquirerAvailable: Bool?

    package init(environment: PaymentEnvironment, isAcquirerAvailable: Bool?) {
        self.environment = environment
        self.isAcquirerAvailable = isAcquirerAvailable
    }

    static let blank = DiagnosticResponse(environment: .blank, isAcquirerAvailable: nil)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.environment, &environment)
        try form.record(.managerTrigger, &managerCall)
        try form.flag(.acquirerAvailable, &isAcquirerAvailable)
    }
}

/// What was sent can't be processed (`Rjct`, caaa.015).
package struct Rejection: Record {
    package enum Reason: String, NexoCode, CaseIterable {
        case unableToProcess = "UNPR"
        case invalidMessage = "IMSG"
        case parsing = "PARS"
        case security = "SECU"
        case initiatingParty = "INTP"
        case recipientParty = "RCPP"
        case duplicateMessage = "DPMG"
        case version = "VERS"
        case messageType = "MSGT"
    }

    package var reason: Reason
    package var information: String?
    /// The bytes that could not be processed: they may hold anything.
    package var message: Sensitive<[UInt8]>?

    package init(_ reason: Reason, information: String? = nil) {
        self.reason = reason
        self.information = information
    }

    static let blank = Rejection(.unableToProcess)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.code(.rejectReason, &reason)
        try form.text(.additionalInformation, 1...500, &information)
        try form.secret(.messageInError, 102_400, &message)
    }
}
