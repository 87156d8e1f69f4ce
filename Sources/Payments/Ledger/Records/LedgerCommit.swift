package import Vocabulary

/// Records and operations that are written together or not at all.
///
/// Unlike with `apply`, a refused operation is not recorded: the commit as a whole is not done, and its caller decides anew.
package struct LedgerCommit: Sendable, Equatable {
    package let operations: [LedgerOperation]
    package let records: [RecordWrite]

    package init(_ operations: [LedgerOperation] = [], records: [RecordWrite]) {
        self.operations = operations
        self.records = records
    }

    package enum Outcome: Sendable, Equatable {
        /// The operations' answers, in their order. An operation that was applied before keeps its first answer.
        case done([LedgerAnswer])
        /// A record is at another version than the one that was read (zero: it is not there). Nothing was written.
        case stale(RecordID, version: Int64)
        /// The ledger refuses an operation. Nothing was written.
        case refused(OperationID, Refusal)
    }

    var objection: String? {
        if records.isEmpty { return "a commit writes at least one record; apply operations alone by themselves" }
        if operations.count > RecordRule.operationsMost {
            return "a commit has at most \(RecordRule.operationsMost) operations"
        }
        if records.count > RecordRule.writesMost { return "a commit writes at most \(RecordRule.writesMost) records" }
        if Set(operations.map(\.id)).count < operations.count { return "a commit names an operation twice" }
        if Set(records.map(\.id)).count < records.count { return "a commit writes a record twice" }
        return records.lazy.compactMap(\.objection).first
    }
}

/// What waits for a store's writer: an operation alone, or a commit.
package enum LedgerJob: Sendable {
    case operation(LedgerOperation)
    case commit(LedgerCommit)

    package var operations: [LedgerOperation] {
        switch self {
        case .operation(let operation): [operation]
        case .commit(let commit): commit.operations
        }
    }

    package var records: [RecordWrite] {
        switch self {
        case .operation: []
        case .commit(let commit): commit.records
        }
    }
}

extension LedgerCommit.Outcome {
    /// The answer to an operation that was alone.
    package var only: LedgerAnswer {
        get throws(LedgerError) {
            guard case .done(let answers) = self, let answer = answers.first else {
                throw LedgerError(.failed, "an operation alone was answered as a commit is; this is a fault of Vigie")
            }
            return answer
        }
    }
}

extension LedgerBatch {
    package mutating func apply(
        _ job: LedgerJob, at instant: Instant
    ) -> Result<LedgerCommit.Outcome, LedgerError> {
        switch job {
        case .operation(let operation): apply(operation, at: instant).map { .done([$0]) }
        case .commit(let commit): apply(commit, at: instant)
        }
    }

    /// The answers of a job that was recorded before and whose answer was lost.
    package mutating func answers(
        to job: LedgerJob, at instant: Instant
    ) -> Result<LedgerCommit.Outcome, LedgerError> {
        var answers: [LedgerAnswer] = []
        for operation in job.operations {
            switch apply(operation, at: instant) {
            case .success(let answer): answers.append(answer)
            case .failure(let error): return .failure(error)
            }
        }
        return .success(.done(answers))
    }
}
