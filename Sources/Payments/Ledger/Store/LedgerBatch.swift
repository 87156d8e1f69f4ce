internal import Bytes
package import Vocabulary

/// Operations that one transaction applies, one after another, each against what the ones before it leave.
///
/// The store reads what it knows of their names and payments, gives it in, and writes ``writes`` in the same transaction.
/// Deciding is here alone, so that every store decides the same.
package struct LedgerBatch: Sendable {
    /// An operation's name as it was used before.
    package struct Known: Sendable {
        package let fingerprint: [UInt8]
        package let answer: LedgerAnswer

        package init(fingerprint: [UInt8], answer: LedgerAnswer) {
            self.fingerprint = fingerprint
            self.answer = answer
        }
    }

    /// What must be written, all or nothing.
    package struct Writes: Sendable {
        package fileprivate(set) var entries: [LedgerEntry] = []
        /// As they are after the batch.
        package fileprivate(set) var payments: [PaymentID: Payment] = [:]
        /// By account and currency: what is added.
        package fileprivate(set) var changes: [BalanceKey: Int64] = [:]
        package fileprivate(set) var opened: [OperationID: OpenMovement] = [:]
        package fileprivate(set) var settled: [OperationID] = []
    }

    package struct BalanceKey: Sendable, Hashable {
        package let account: Account
        package let currency: Currency
    }

    package private(set) var lastSequence: Int64
    package private(set) var writes = Writes()
    private var known: [OperationID: Known]
    private var payments: [PaymentID: Payment]

    package init(lastSequence: Int64, known: [OperationID: Known], payments: [PaymentID: Payment]) {
        self.lastSequence = lastSequence
        self.known = known
        self.payments = payments
    }

    package mutating func apply(
        _ operation: LedgerOperation, at instant: Instant
    ) -> Result<LedgerAnswer, LedgerError> {
        let fingerprint = operation.fingerprint.bytes
        if let earlier = known[operation.id] {
            guard earlier.fingerprint == fingerprint else {
                return .failure(
                    LedgerError(
                        .operationConflict,
                        "the operation name \(operation.id) was used for something else; give this one a name of its own"
                    ))
            }
            return .success(earlier.answer)
        }
        lastSequence += 1
        let before = payments[operation.payment]
        let answer: LedgerAnswer
        var postings: [Posting] = []
        switch PaymentLife.step(operation, on: before) {
        case .failure(let refusal): answer = .refused(refusal)
        case .success(let step):
            postings = step.postings
            answer = .applied(
                LedgerAnswer.Receipt(
                    sequence: lastSequence, instant: instant, status: step.payment.status, held: step.payment.held,
                    captured: step.payment.captured, refunded: step.payment.refunded))
            payments[operation.payment] = step.payment
            note(step, before: before, operation, instant)
        }
        known[operation.id] = Known(fingerprint: fingerprint, answer: answer)
        writes.entries.append(
            LedgerEntry(
                sequence: lastSequence, instant: instant, operation: operation, answer: answer, postings: postings))
        return .success(answer)
    }

    private mutating func note(
        _ step: PaymentLife.Step, before: Payment?, _ operation: LedgerOperation, _ instant: Instant
    ) {
        writes.payments[step.payment.id] = step.payment
        for posting in step.postings {
            writes.changes[BalanceKey(account: posting.account, currency: posting.currency), default: 0] +=
                posting.amount
        }
        for movement in step.payment.movements.dropFirst(before?.movements.count ?? 0) {
            writes.opened[movement.id] = OpenMovement(
                id: movement.id, payment: step.payment.id, channel: step.payment.channel, kind: movement.kind,
                money: Money(movement.amount, step.payment.currency), sequence: lastSequence, instant: instant)
        }
        guard case .settle(let id, _) = operation.action else { return }
        // What is opened and settled in one batch was never open to anybody.
        if writes.opened.removeValue(forKey: id) == nil { writes.settled.append(id) }
    }

    /// For who reads a whole ledger in one batch: the entries made so far are needed no more.
    mutating func forgetEntries() { writes.entries.removeAll(keepingCapacity: true) }
}
