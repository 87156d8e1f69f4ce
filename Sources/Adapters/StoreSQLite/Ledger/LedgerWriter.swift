internal import Bytes
internal import JSON
internal import Journal
internal import Ledger
internal import Vocabulary

/// A job on its way to the writer.
struct QueuedJob: Sendable {
    let job: LedgerJob
    let instant: Instant
    let answer: CheckedContinuation<Result<LedgerCommit.Outcome, LedgerError>, Never>
}

/// The one writer of a ledger's file: takes what is waiting, applies it in one transaction, and answers after the commit
/// is on disk.
///
/// Used by the writer thread alone; no other process may write, see ``SQLiteLock``.
final class LedgerWriter {
    private let connection: SQLiteConnection
    private let reader: LedgerReader
    private let recordWriter: RecordWriter
    private let begin: SQLiteStatement
    private let commit: SQLiteStatement
    private let insertOperation: SQLiteStatement
    private let insertPosting: SQLiteStatement
    private let keepPayment: SQLiteStatement
    private let addBalance: SQLiteStatement
    private let open: SQLiteStatement
    private let settle: SQLiteStatement
    /// Set when the disk lost a sync: nothing may be acknowledged after that.
    private var lost: LedgerError?

    init(_ connection: SQLiteConnection) throws(JournalError) {
        self.connection = connection
        reader = try LedgerReader(connection)
        recordWriter = try RecordWriter(connection)
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
        insertOperation = try connection.prepare(
            """
            INSERT INTO operations (sequence, id, fingerprint, instant, body, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """)
        insertPosting = try connection.prepare(
            "INSERT INTO postings (sequence, line, account, currency, amount) VALUES (?1, ?2, ?3, ?4, ?5)")
        keepPayment = try connection.prepare(
            "INSERT INTO payments (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = excluded.body")
        addBalance = try connection.prepare(
            """
            INSERT INTO balances (account, currency, amount) VALUES (?1, ?2, ?3)
            ON CONFLICT (account, currency) DO UPDATE SET amount = amount + excluded.amount
            """)
        open = try connection.prepare(
            """
            INSERT INTO open_movements (sequence, id, channel, payment, kind, amount, currency, instant)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
        settle = try connection.prepare("DELETE FROM open_movements WHERE id = ?1")
    }

    /// Applies what came, in the order in which it came.
    func handle(_ queued: [QueuedJob]) {
        if let lost { return answer(queued, queued.map { _ in .failure(lost) }) }
        do throws(JournalError) {
            let outcomes = try transaction(queued)
            answer(queued, outcomes)
        } catch {
            connection.rollBack()
            if SQLiteFailure.lostSync(connection.lastCode) {
                lost = LedgerError(
                    .unavailable,
                    error.message
                        + "; the disk refused to sync, so nothing more is acknowledged: check the disk, then restart")
            }
            let failure = lost ?? LedgerError(error)
            // One operation's data may be to blame, such as a payment that was damaged: the others must not suffer for it.
            if queued.count > 1, lost == nil, failure.code != .unavailable {
                for job in queued { handle([job]) }
                return
            }
            answer(queued, queued.map { _ in .failure(failure) })
        }
    }

    private func answer(_ queued: [QueuedJob], _ outcomes: [Result<LedgerCommit.Outcome, LedgerError>]) {
        for (job, outcome) in zip(queued, outcomes) { job.answer.resume(returning: outcome) }
    }

    private func transaction(
        _ queued: [QueuedJob]
    ) throws(JournalError) -> [Result<LedgerCommit.Outcome, LedgerError>] {
        try begin.run()
        var known: [OperationID: LedgerBatch.Known] = [:]
        var payments: [PaymentID: Payment] = [:]
        var records: [RecordID: LedgerBatch.KnownRecord] = [:]
        for item in queued {
            for operation in item.job.operations {
                known[operation.id] = try reader.known(operation.id)
                if payments[operation.payment] == nil {
                    payments[operation.payment] = try reader.payment(operation.payment)
                }
            }
            for write in item.job.records { records[write.id] = try reader.records.known(write.id) }
        }
        var batch = LedgerBatch(
            lastSequence: try reader.lastSequence(), known: known, payments: payments, records: records)
        let outcomes = queued.map { batch.apply($0.job, at: $0.instant) }
        let writes = batch.finish()
        try write(writes)
        try recordWriter.write(writes)
        try commit.run()
        return outcomes
    }

    private func write(_ writes: LedgerBatch.Writes) throws(JournalError) {
        for entry in writes.entries {
            try insertOperation.bind(1, entry.sequence).bind(2, entry.operation.id.rawValue)
                .bind(3, entry.operation.fingerprint.bytes).bind(4, entry.instant.microseconds)
                .bind(5, entry.operation.json.canonicalBytes()).bind(6, entry.answer.json.canonicalBytes()).run()
            for (line, posting) in entry.postings.enumerated() {
                try insertPosting.bind(1, entry.sequence).bind(2, Int64(line)).bind(3, posting.account.description)
                    .bind(4, posting.currency.code).bind(5, posting.amount).run()
            }
        }
        for (id, payment) in writes.payments {
            try keepPayment.bind(1, id.rawValue).bind(2, payment.json.canonicalBytes()).run()
        }
        for (key, change) in writes.changes {
            try addBalance.bind(1, key.account.description).bind(2, key.currency.code).bind(3, change).run()
        }
        for movement in writes.opened.values {
            try open.bind(1, movement.sequence).bind(2, movement.id.rawValue).bind(3, movement.channel.rawValue)
                .bind(4, movement.payment.rawValue).bind(5, movement.kind.rawValue).bind(6, movement.money.minor)
                .bind(7, movement.money.currency.code).bind(8, movement.instant.microseconds).run()
        }
        for id in writes.settled { try settle.bind(1, id.rawValue).run() }
    }
}
