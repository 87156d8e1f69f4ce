internal import ISO8583
internal import Ledger
internal import Roles

/// The one place that says what an order does at the provider: from what is remembered of it and of the payment that it is about.
enum ProviderBook {
    struct Decision: Sendable, Equatable {
        var answer: ProviderAnswer
        /// What is remembered from now on; empty when nothing changes.
        var changes: [ProviderRecord] = []
    }

    /// - Parameters:
    ///   - before: what is remembered under the order's own name.
    ///   - payment: the authorisation or payment that it is about, after `movement` when it is about one of those.
    ///   - movement: the capture or refund that it undoes.
    ///   - approval: six letters or digits for an approval.
    static func decide(
        _ order: ProviderOrder, before: ProviderRecord?, payment: ProviderRecord?, movement: ProviderRecord?,
        approval: String
    ) -> Decision {
        if let before { return again(order, before) }
        switch order.kind {
        case .authorise(let card, _), .pay(let card, _):
            var record = ProviderRecord(order, code: TestOutcome.code(of: card), approval: nil)
            if record.code.outcome == .approved { record.approval = approval }
            if record.kind == .pay, record.isApproved { record.captured = order.amount.minor }
            return done(order, record)
        case .capture: return capture(order, payment, approval)
        case .refund: return refund(order, payment, approval)
        case .reverse(let original): return reverse(order, original, payment, movement, approval)
        }
    }

    /// The same order has the same answer, however often and on whichever server it is heard.
    private static func again(_ order: ProviderOrder, _ before: ProviderRecord) -> Decision {
        let code: ResponseCode
        if before.kind == .undone || before.isReversed {
            code = .invalidTransaction
        } else if !before.isSame(as: order) {
            code = .duplicate
        } else {
            code = before.code
        }
        return Decision(answer: ProviderAnswer(to: order, code: code, approval: before.approval))
    }

    private static func done(
        _ order: ProviderOrder, _ record: ProviderRecord, _ others: ProviderRecord...
    ) -> Decision {
        Decision(
            answer: ProviderAnswer(to: order, code: record.code, approval: record.approval), changes: [record] + others)
    }

    private static func refuse(_ order: ProviderOrder, _ code: ResponseCode) -> Decision {
        done(order, ProviderRecord(order, code: code, approval: nil))
    }

    private static func capture(_ order: ProviderOrder, _ payment: ProviderRecord?, _ approval: String) -> Decision {
        guard var payment, payment.kind == .authorise, payment.isApproved,
            payment.amount.currency == order.amount.currency
        else { return refuse(order, .invalidTransaction) }
        guard order.amount.minor <= payment.amount.minor - payment.captured else { return refuse(order, .overTheLimit) }
        payment.captured += order.amount.minor
        return done(order, ProviderRecord(order, code: .approved, approval: approval), payment)
    }

    private static func refund(_ order: ProviderOrder, _ payment: ProviderRecord?, _ approval: String) -> Decision {
        guard var payment, payment.isApproved, payment.kind == .authorise || payment.kind == .pay,
            payment.amount.currency == order.amount.currency
        else { return refuse(order, .invalidTransaction) }
        guard order.amount.minor <= payment.captured - payment.refunded else { return refuse(order, .overTheLimit) }
        payment.refunded += order.amount.minor
        return done(order, ProviderRecord(order, code: .approved, approval: approval), payment)
    }

    private static func reverse(
        _ order: ProviderOrder, _ original: OperationID, _ payment: ProviderRecord?, _ movement: ProviderRecord?,
        _ approval: String
    ) -> Decision {
        let record = ProviderRecord(order, code: .approved, approval: approval)
        guard var undone = movement ?? payment else {
            // It may still come: then it finds that it was undone.
            return done(order, record, ProviderRecord(undone: original, by: order))
        }
        // Undone before, or nothing to undo.
        guard undone.isApproved, undone.kind != .reverse else { return done(order, record) }
        // What was settled is given back by a refund, for everybody to see.
        guard undone.file == nil else { return refuse(order, .invalidTransaction) }
        if undone.kind == .authorise || undone.kind == .pay {
            guard undone.refunded == 0, undone.kind == .pay || undone.captured == 0 else {
                return refuse(order, .invalidTransaction)
            }
            undone.isReversed = true
            return done(order, record, undone)
        }
        guard var payment, payment.id != undone.id else { return refuse(order, .invalidTransaction) }
        undone.isReversed = true
        if undone.kind == .capture {
            guard payment.captured - undone.amount.minor >= payment.refunded else {
                return refuse(order, .invalidTransaction)
            }
            payment.captured -= undone.amount.minor
        } else {
            payment.refunded -= undone.amount.minor
        }
        return done(order, record, undone, payment)
    }
}

extension ResponseCode {
    /// Exceeds what may be taken.
    fileprivate static let overTheLimit = ResponseCode("61") ?? .invalidTransaction
}
