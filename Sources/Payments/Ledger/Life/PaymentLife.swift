/// The one place that says what an operation does to a payment: its new figures and the postings, or why not.
package enum PaymentLife {
    package struct Step: Sendable, Equatable {
        package let payment: Payment
        package let postings: [Posting]
    }

    /// - Parameter payment: as it is before; nil when there is none of that name.
    package static func step(
        _ operation: LedgerOperation, on payment: Payment?
    ) -> Result<Step, Refusal> {
        do throws(Refusal) {
            var after = try begun(operation, payment)
            if payment != nil { try apply(operation, to: &after) }
            return .success(Step(payment: after, postings: postings(from: payment, to: after)))
        } catch {
            return .failure(error)
        }
    }

    /// The payment as it is, or the new one that the operation begins.
    private static func begun(_ operation: LedgerOperation, _ payment: Payment?) throws(Refusal) -> Payment {
        switch operation.action {
        case .authorise(let money), .collect(let money):
            guard payment == nil else { throw .paymentExists }
            try check(money.minor)
            var begun = Payment(
                id: operation.payment, channel: operation.channel, currency: money.currency, authorised: money.minor)
            if case .collect = operation.action {
                begun.movements = [.init(id: operation.id, kind: .capture, amount: money.minor)]
            }
            return begun
        default:
            guard let payment else { throw .paymentUnknown }
            guard payment.channel == operation.channel else { throw .otherChannel }
            return payment
        }
    }

    private static func apply(_ operation: LedgerOperation, to payment: inout Payment) throws(Refusal) {
        switch operation.action {
        case .authorise, .collect: throw .paymentExists
        case .capture(let money, let isFinal):
            try check(money, of: payment)
            guard payment.held > 0 else { throw .nothingHeld }
            guard money.minor <= payment.held else { throw .moreThanHeld }
            try add(.init(id: operation.id, kind: .capture, amount: money.minor), to: &payment)
            if isFinal { payment.released += payment.held }
        case .void:
            guard payment.held > 0 else { throw .nothingHeld }
            guard payment.captured == 0 else { throw .partlyCaptured }
            payment.released += payment.held
        case .refund(let money):
            try check(money, of: payment)
            guard money.minor <= payment.refundable else { throw .moreThanCaptured }
            try add(.init(id: operation.id, kind: .refund, amount: money.minor), to: &payment)
        case .settle(let id, let fee):
            guard let place = payment.movements.firstIndex(where: { $0.id == id }) else { throw .movementUnknown }
            guard !payment.movements[place].isSettled else { throw .settledBefore }
            guard (0...payment.movements[place].amount).contains(fee) else { throw .feeOutOfRange }
            payment.movements[place].isSettled = true
            payment.fees += fee
        }
    }

    private static func add(_ movement: Payment.Movement, to payment: inout Payment) throws(Refusal) {
        guard payment.movements.count < Payment.movementsMost else { throw .tooManyMovements }
        payment.movements.append(movement)
    }

    private static func check(_ minor: Int64) throws(Refusal) {
        guard (1...Money.most).contains(minor) else { throw .amountOutOfRange }
    }

    private static func check(_ money: Money, of payment: Payment) throws(Refusal) {
        try check(money.minor)
        guard money.currency == payment.currency else { throw .otherCurrency }
    }

    /// What moved between places. The figures of a payment are zero together, so the postings are too.
    private static func postings(from before: Payment?, to after: Payment) -> [Posting] {
        Place.allCases.compactMap { place in
            let change = after.balance(of: place) - (before?.balance(of: place) ?? 0)
            guard change != 0 else { return nil }
            return Posting(Account(channel: after.channel, place: place), change, after.currency)
        }
    }
}

extension Refusal: Error {}
