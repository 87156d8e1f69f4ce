/// How and where a card is presented (`Cntxt/PmtCntxt`).
package struct PaymentContext: Record {
    package var isCardPresent: Bool?
    package var isCardholderPresent: Bool?
    package var isOnline: Bool?
    package var attendance: AttendanceContext?
    package var environment: TransactionEnvironment?
    package var channel: TransactionChannel?
    package var cardDataReading: CardDataReading?
    package var fallback: FallbackIndicator?

    package init() {}

    static let blank = PaymentContext()

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.flag(.cardPresent, &isCardPresent)
        try form.flag(.cardholderPresent, &isCardholderPresent)
        try form.flag(.onlineContext, &isOnline)
        try form.code(.attendanceContext, &attendance)
        try form.code(.transactionEnvironment, &environment)
        try form.code(.transactionChannel, &channel)
        try form.code(.cardDataEntryMode, &cardDataReading)
        try form.code(.fallbackIndicator, &fallback)
    }
}

/// `Cntxt`, which holds more contexts than payments have.
struct ContextBox: Record {
    var payment: PaymentContext?

    static let blank = ContextBox()

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.paymentContext, &payment)
    }
}

extension Form {
    /// A context that must be there, if empty.
    mutating func context(_ context: inout PaymentContext?) throws(NexoError) {
        var box = ContextBox(payment: context)
        try record(.context, &box)
        context = box.payment
    }

    mutating func optionalContext(_ context: inout PaymentContext?) throws(NexoError) {
        var box = context.map { ContextBox(payment: $0) }
        try record(.context, &box)
        context = box?.payment
    }
}
