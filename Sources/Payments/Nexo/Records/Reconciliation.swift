/// Both sides' sums of a period, compared (`RcncltnReq`, caaa.009).
package struct ReconciliationRequest: Record {
    package var environment: PaymentEnvironment
    package var period: ReconciliationPeriod

    package init(environment: PaymentEnvironment, period: ReconciliationPeriod) {
        self.environment = environment
        self.period = period
    }

    static let blank = ReconciliationRequest(environment: .blank, period: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.environment, &environment)
        try form.record(.transaction, &period)
    }
}

/// The other side's sums (`RcncltnRspn`, caaa.010).
package struct ReconciliationResponse: Record {
    package var environment: PaymentEnvironment
    package var response: NexoResponse
    package var period: ReconciliationPeriod

    package init(environment: PaymentEnvironment, response: NexoResponse, period: ReconciliationPeriod) {
        self.environment = environment
        self.response = response
        self.period = period
    }

    static let blank = ReconciliationResponse(environment: .blank, response: .blank, period: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.environment, &environment)
        try form.record(.transactionResponse, &response)
        try form.record(.transaction, &period)
    }
}

package struct ReconciliationPeriod: Record {
    package var closes: Bool?
    package var transaction: TransactionIdentifier
    package var identifier: String
    package var totals: [TransactionTotals] = []

    package init(_ identifier: String, transaction: TransactionIdentifier) {
        self.identifier = identifier
        self.transaction = transaction
    }

    static let blank = ReconciliationPeriod("", transaction: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.flag(.closePeriod, &closes)
        try form.record(.reconciliationTransaction, &transaction)
        try form.text(.reconciliation, 1...35, &identifier)
        try form.records(.transactionTotals, &totals)
    }
}
