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

    /// A record as it is before the batch.
    package struct KnownRecord: Sendable {
        package let version: Int64
        package let marks: [String]

        package init(version: Int64, marks: [String]) {
            self.version = version
            self.marks = marks
        }
    }

    /// A record as it is after the batch; without content it is removed.
    package struct KeptRecord: Sendable {
        package let version: Int64
        package let content: RecordWrite.Content?
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
        package fileprivate(set) var records: [RecordID: KeptRecord] = [:]
        package fileprivate(set) var addedMarks: [RecordMark] = []
        package fileprivate(set) var removedMarks: [RecordMark] = []
    }

    /// That a record is found by a word.
    package struct RecordMark: Sendable, Hashable {
        package let record: RecordID
        package let mark: String
    }

    package struct BalanceKey: Sendable, Hashable {
        package let account: Account
        package let currency: Currency
    }

    package private(set) var lastSequence: Int64
    package private(set) var writes = Writes()
    private var known: [OperationID: Known]
    private var payments: [PaymentID: Payment]
    private let before: [RecordID: KnownRecord]

    package init(
        lastSequence: Int64, known: [OperationID: Known], payments: [PaymentID: Payment],
        records: [RecordID: KnownRecord] = [:]
    ) {
        self.lastSequence = lastSequence
        self.known = known
        self.payments = payments
        before = records
    }

    /// What is to be written, when all of the batch was applied.
    package mutating func finish() -> Writes {
        for (id, kept) in writes.records {
            let old = Set(before[id]?.marks ?? [])
            let new = Set(kept.content?.marks ?? [])
            writes.addedMarks += new.subtracting(old).map { RecordMark(record: id, mark: $0) }
            writes.removedMarks += old.subtracting(new).map { RecordMark(record: id, mark: $0) }
        }
        return writes
    }

    /// All of a commit, or nothing of it.
    package mutating func apply(
        _ commit: LedgerCommit, at instant: Instant
    ) -> Result<LedgerCommit.Outcome, LedgerError> {
        if let objection = commit.objection { return .failure(LedgerError(.refused, objection)) }
        for write in commit.records {
            let version = version(of: write.id)
            guard version == write.expected else { return .success(.stale(write.id, version: version)) }
        }
        var tried: [PaymentID: Payment] = [:]
        for operation in commit.operations {
            if let earlier = known[operation.id] {
                guard earlier.fingerprint == operation.fingerprint.bytes else {
                    return .failure(Self.conflict(operation))
                }
                if case .refused(let refusal) = earlier.answer { return .success(.refused(operation.id, refusal)) }
                continue
            }
            switch PaymentLife.step(operation, on: tried[operation.payment] ?? payments[operation.payment]) {
            case .failure(let refusal): return .success(.refused(operation.id, refusal))
            case .success(let step): tried[operation.payment] = step.payment
            }
        }
        var answers: [LedgerAnswer] = []
        for operation in commit.operations {
            switch apply(operation, at: instant) {
            case .success(let answer): answers.append(answer)
            case .failure(let error): return .failure(error)
            }
        }
        for write in commit.records {
            writes.records[write.id] = KeptRecord(version: write.expected + 1, content: write.content)
        }
        return .success(.done(answers))
    }

    private func version(of id: RecordID) -> Int64 {
        guard let kept = writes.records[id] else { return before[id]?.version ?? 0 }
        return kept.content == nil ? 0 : kept.version
    }

    package mutating func apply(
        _ operation: LedgerOperation, at instant: Instant
    ) -> Result<LedgerAnswer, LedgerError> {
        let fingerprint = operation.fingerprint.bytes
        if let earlier = known[operation.id] {
            guard earlier.fingerprint == fingerprint else {
                return .failure(Self.conflict(operation))
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

    private static func conflict(_ operation: LedgerOperation) -> LedgerError {
        LedgerError(
            .operationConflict,
            "the operation name \(operation.id) was used for something else; give this one a name of its own")
    }

    /// For who reads a whole ledger in one batch: the entries made so far are needed no more.
    mutating func forgetEntries() { writes.entries.removeAll(keepingCapacity: true) }
}
