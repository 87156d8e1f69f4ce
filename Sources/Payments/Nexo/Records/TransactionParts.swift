/// A transaction as the one who made it names it: when, and a reference.
package struct TransactionIdentifier: Record {
    package var time: NexoTime
    package var reference: String

    package init(_ reference: String, at time: NexoTime) {
        self.reference = reference
        self.time = time
    }

    static let blank = TransactionIdentifier("", at: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.time(.transactionTime, &time)
        try form.text(.transactionReference, 1...35, &reference)
    }
}

/// How much.
package struct TransactionDetails: Record {
    package var currency: String?
    package var total: NexoAmount
    package var qualifier: AmountQualifier?
    package var requested: NexoAmount?
    package var authorised: NexoAmount?
    package var onlineReasons: [OnlineReason] = []
    /// What the chip says, in EMV's BER-TLV; it may hold the card number.
    package var chipData: Sensitive<[UInt8]>?

    package init(_ total: NexoAmount, currency: String? = nil, qualifier: AmountQualifier? = nil) {
        self.total = total
        self.currency = currency
        self.qualifier = qualifier
    }

    static let blank = TransactionDetails(NexoAmount(units: 0, scale: 0))

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.text(.currency, 3...3, &currency, of: .capitals)
        try form.amount(.totalAmount, &total)
        try form.code(.amountQualifier, &qualifier)
        try form.amount(.requestedAmount, &requested)
        try form.amount(.authorisedAmount, &authorised)
        try form.codes(.onlineReason, &onlineReasons)
        try form.secret(.chipData, 10_000, &chipData)
    }
}

/// How much is cancelled.
package struct CancellationDetails: Record {
    package var currency: String?
    package var total: NexoAmount
    package var chipData: Sensitive<[UInt8]>?

    package init(_ total: NexoAmount, currency: String? = nil) {
        self.total = total
        self.currency = currency
    }

    static let blank = CancellationDetails(NexoAmount(units: 0, scale: 0))

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.text(.currency, 3...3, &currency, of: .capitals)
        try form.amount(.totalAmount, &total)
        try form.secret(.chipData, 10_000, &chipData)
    }
}

/// The transaction that another one is about.
package struct OriginalTransaction: Record {
    package var saleReference: String?
    package var identifier: TransactionIdentifier
    package var terminal: Identification?
    package var initiatorIdentifier: String?
    package var recipientIdentifier: String?
    package var type: TransactionType
    package var result: OriginalResult?

    package init(_ identifier: TransactionIdentifier, type: TransactionType) {
        self.identifier = identifier
        self.type = type
    }

    static let blank = OriginalTransaction(.blank, type: .cardPayment)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.text(.saleReference, 1...35, &saleReference)
        try form.record(.transactionIdentifier, &identifier)
        try form.record(.pointOfInteractionIdentifier, &terminal)
        try form.text(.initiatorTransaction, 1...35, &initiatorIdentifier)
        try form.text(.recipientTransaction, 1...140, &recipientIdentifier)
        try form.code(.transactionType, &type)
        try form.record(.transactionResult, &result)
    }
}

/// What became of the original transaction.
package struct OriginalResult: Record {
    package var party: RespondingParty?
    package var response: NexoResponse
    package var code: String?

    package init(_ response: NexoResponse, code: String? = nil) {
        self.response = response
        self.code = code
    }

    static let blank = OriginalResult(.blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.authorisationEntity, &party)
        try form.record(.responseToAuthorisation, &response)
        try form.text(.authorisationCode, 6...8, &code)
    }
}

/// An answer and its reason.
package struct NexoResponse: Record {
    package var code: ResponseCode
    package var reason: String?
    package var information: String?

    package init(_ code: ResponseCode, reason: String? = nil, information: String? = nil) {
        self.code = code
        self.reason = reason
        self.information = information
    }

    static let blank = NexoResponse(.technicalError)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.code(.response, &code)
        try form.text(.responseReason, 1...35, &reason)
        try form.text(.additionalResponseInformation, 1...140, &information)
    }
}

/// That the terminal should call its manager.
package struct TerminalManagerCall: Record {
    package var contact: TerminalManagerContact
    package var manager: String?
    package var time: NexoTime?

    package init(_ contact: TerminalManagerContact) { self.contact = contact }

    static let blank = TerminalManagerCall(.asSoonAsPossible)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.code(.managerContactLevel, &contact)
        try form.text(.managerIdentification, 1...35, &manager)
        try form.time(.managerContactTime, &time)
    }
}

/// What the terminal should do. Messages to show are not carried.
package struct TerminalAction: Record {
    package var type: ActionType

    package init(_ type: ActionType) { self.type = type }

    static let blank = TerminalAction(.busy)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.code(.actionType, &type)
    }
}

/// A sum over transactions of one kind.
package struct TransactionTotals: Record {
    package var group: String?
    package var cardBrand: String?
    package var cardProductProfile: String?
    package var currency: String?
    package var type: TotalsType
    package var count: Int64
    package var amount: NexoAmount

    package init(_ type: TotalsType, count: Int64, amount: NexoAmount, currency: String? = nil) {
        self.type = type
        self.count = count
        self.amount = amount
        self.currency = currency
    }

    static let blank = TransactionTotals(.debit, count: 0, amount: NexoAmount(units: 0, scale: 0))

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.text(.pointOfInteractionGroup, 1...35, &group)
        try form.text(.cardBrand, 1...35, &cardBrand)
        try form.text(.cardProductProfile, 1...35, &cardProductProfile)
        try form.text(.currency, 3...3, &currency, of: .capitals)
        try form.code(.type, &type)
        try form.number(.totalNumber, &count)
        try form.amount(.cumulativeAmount, &amount)
    }
}
