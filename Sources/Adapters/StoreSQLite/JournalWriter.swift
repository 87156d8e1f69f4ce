internal import Bytes
internal import CSQLite
internal import Journal
internal import Vocabulary

/// What the writer thread is asked to do.
enum WriterMessage: Sendable {
    typealias Answer<Value: Sendable> = CheckedContinuation<Result<Value, JournalError>, Never>

    case append(AppendCommand, fingerprint: SHA256Digest?, Answer<AppendReceipt>)
    case keep(ArchivedBytes, Answer<SHA256Digest>)
    /// Work that has the connection for itself and begins its own transactions.
    case work(@Sendable (JournalWriter) -> Void)
}

/// The one writer: takes what is waiting, records it in one transaction, and answers after the commit is on disk.
///
/// Used by the writer thread alone. What it remembers between commits (the end of the chain, versions of streams) is
/// true because no other process may append: see ``SQLiteLock``.
final class JournalWriter {
    static let versionsMost = 20_000

    let connection: SQLiteConnection
    let projections: [any Projection]
    let waiters: EntryWaiters
    let statements: WriterStatements
    /// One per projection, in the same order.
    var editings: [any DocumentEditing]
    var chain: Chain
    var versions: [StreamName: StreamVersion] = [:]
    /// Projections that must be rebuilt before anything is appended, because entries were imported beneath them.
    var stale: [ProjectionName] = []
    /// Set when the disk lost a sync: nothing may be acknowledged after that.
    private var lost: JournalError?

    init(
        _ connection: SQLiteConnection, chain: Chain, projections: [any Projection], waiters: EntryWaiters
    ) throws(JournalError) {
        let statements = try WriterStatements(connection)
        self.connection = connection
        self.projections = projections
        self.waiters = waiters
        self.statements = statements
        self.chain = chain
        editings = projections.map {
            SQLiteDocumentEditing(
                projection: $0.name.rawValue, reading: statements.documents, writing: statements.documentWriting,
                searching: statements.searching)
        }
    }

    /// Records what came, in the order in which it came.
    func handle(_ batch: [WriterMessage]) {
        var group: [WriterMessage] = []
        group.reserveCapacity(batch.count)
        for message in batch {
            if case .work(let work) = message {
                record(group)
                group.removeAll(keepingCapacity: true)
                work(self)
            } else {
                group.append(message)
            }
        }
        record(group)
    }

    /// What became of one message.
    private enum Outcome {
        case recorded(AppendReceipt)
        case kept(SHA256Digest)
        case failed(JournalError)
    }

    private enum Attempt {
        case committed([Outcome])
        /// A message broke the transaction; the same group is tried again with a savepoint around each.
        case broken(JournalError)
        /// The transaction could not be committed, and nobody in particular is to blame.
        case lost(JournalError)
    }

    private func record(_ group: [WriterMessage]) {
        guard !group.isEmpty else { return }
        if let lost { return answer(group, group.map { _ in .failed(lost) }) }
        // Nearly every group goes through at once. If one message fails, savepoints find it and spare the others; if
        // the commit fails, each message gets its own transaction, so that a large one does not take small ones along.
        switch attempt(group, guarded: false) {
        case .committed(let outcomes): return answer(group, outcomes)
        case .broken(let error), .lost(let error):
            // Who waits for another process has waited long enough: trying each alone would make it minutes.
            if group.count == 1 || lost != nil || error.code == .unavailable {
                return answer(group, group.map { _ in .failed(error) })
            }
        }
        if case .committed(let outcomes) = attempt(group, guarded: true) { return answer(group, outcomes) }
        for message in group {
            switch attempt([message], guarded: false) {
            case .committed(let outcomes): answer([message], outcomes)
            case .broken(let error), .lost(let error): answer([message], [.failed(error)])
            }
        }
    }

    private func attempt(_ group: [WriterMessage], guarded: Bool) -> Attempt {
        let before = chain
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(group.count)
        do throws(JournalError) {
            if let lost { throw lost }
            try statements.begin.run()
            for message in group {
                outcomes.append(guarded ? try guardedOutcome(message) : try outcome(message))
            }
        } catch {
            undo(to: before)
            return .broken(error)
        }
        do throws(JournalError) {
            if chain.position > before.position {
                try statements.moveEnd.bind(1, chain.position.rawValue).bind(2, chain.hash.bytes).run()
            }
            try statements.commit.run()
        } catch {
            noteLostSync(error)
            undo(to: before)
            return .lost(error)
        }
        if chain.position > before.position { waiters.advance(to: chain.position) }
        return .committed(outcomes)
    }

    /// Runs one message inside a savepoint: when it fails, its traces are gone and the others' are not.
    private func guardedOutcome(_ message: WriterMessage) throws(JournalError) -> Outcome {
        let before = chain
        try statements.savepoint.run()
        do throws(JournalError) {
            let outcome = try outcome(message)
            try statements.release.run()
            return outcome
        } catch {
            // After some errors (a full disk) SQLite has rolled back everything itself.
            if connection.isOutsideTransaction { throw error }
            try statements.rollBackTo.run()
            try statements.release.run()
            forget(to: before)
            return .failed(error)
        }
    }

    /// Throws what breaks the transaction; a refusal that left no trace in it is an outcome.
    private func outcome(_ message: WriterMessage) throws(JournalError) -> Outcome {
        switch message {
        case .append(let command, let fingerprint, _):
            switch try decide(command, fingerprint: fingerprint) {
            case .known(let receipt): return .recorded(receipt)
            case .conflict(let error): return .failed(error)
            case .fresh: return .recorded(try record(command, fingerprint: fingerprint))
            }
        case .keep(let bytes, _):
            try statements.keep.bind(1, bytes.digest.bytes).bind(2, bytes.encoding).bind(3, bytes.size)
                .bind(4, bytes.stored).run()
            return .kept(bytes.digest)
        case .work: preconditionFailure("work has a transaction of its own")
        }
    }

    private func answer(_ group: [WriterMessage], _ outcomes: [Outcome]) {
        for (message, outcome) in zip(group, outcomes) {
            switch (message, outcome) {
            case (.append(_, _, let answer), .recorded(let receipt)): answer.resume(returning: .success(receipt))
            case (.append(_, _, let answer), .failed(let error)): answer.resume(returning: .failure(error))
            case (.keep(_, let answer), .kept(let digest)): answer.resume(returning: .success(digest))
            case (.keep(_, let answer), .failed(let error)): answer.resume(returning: .failure(error))
            default: preconditionFailure("an outcome belongs to its message")
            }
        }
    }

    func undo(to before: Chain) {
        connection.rollBack()
        forget(to: before)
    }

    private func forget(to before: Chain) {
        chain = before
        versions.removeAll(keepingCapacity: true)
        statements.searching.drop()
    }

    private func noteLostSync(_ error: JournalError) {
        guard SQLiteFailure.lostSync(connection.lastCode) else { return }
        lost = JournalError(
            .unavailable,
            error.message + "; the disk refused to sync, so nothing more is acknowledged: check the disk, then restart")
    }
}
