internal import Journal
package import Ledger
internal import Machine
package import Vocabulary

/// The ledger in PostgreSQL, in a schema of its own. Several ledgers, on several machines, may work on one at once.
package final class PostgresLedger: RecordStore {
    private let setup: StoreSetup
    private let readers: ReaderPool
    private let writing: BlockingThread<QueuedJob>

    /// Opens the ledger at a URL (see ``PostgresAddress``) and brings its schema to this program's state.
    package static func open(
        url: String, limits: PostgresLimits = PostgresLimits(),
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) async throws(LedgerError) -> PostgresLedger {
        do throws(JournalError) {
            let setup = StoreSetup(
                address: try PostgresAddress(url: url), limits: limits, projections: [], random: random,
                board: HeadBoard(waitersMost: 0))
            try await PostgresStore.onThread { () throws(JournalError) in
                try PostgresStore.withOpened(setup) { connection throws(JournalError) in
                    let migrator = Migrator(
                        schema: setup.address.schema, limits: limits, migrations: LedgerMigrations.all)
                    _ = try migrator.migrate(connection)
                }
            }
            return PostgresLedger(setup)
        } catch {
            throw LedgerError(error)
        }
    }

    private init(_ setup: StoreSetup) {
        self.setup = setup
        readers = ReaderPool(setup)
        let writer = LedgerWriter(setup)
        writing = BlockingThread<QueuedJob>(
            name: "vigie-pg-ledger", capacity: setup.limits.queuedCommands, batchMost: setup.limits.batchCommands,
            ended: { _ in writer.end() }, handle: { _, queued in writer.work(queued) })
    }

    package func apply(
        _ operation: LedgerOperation, at instant: Instant
    ) async throws(LedgerError) -> LedgerAnswer {
        try await write(.operation(operation), at: instant).only
    }

    package func commit(
        _ commit: LedgerCommit, at instant: Instant
    ) async throws(LedgerError) -> LedgerCommit.Outcome {
        try await write(.commit(commit), at: instant)
    }

    private func write(_ job: LedgerJob, at instant: Instant) async throws(LedgerError) -> LedgerCommit.Outcome {
        let chance = [setup.random(), setup.random()]
        let commitID = chance.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
        let outcome: Result<LedgerCommit.Outcome, LedgerError> = await withCheckedContinuation { continuation in
            let queued = QueuedJob(
                job: job, commitID: commitID, instant: instant, since: ContinuousClock.now, answer: continuation)
            switch writing.send(queued) {
            case .accepted: break
            case .full: continuation.resume(returning: .failure(LedgerError(.tooManyWaiting)))
            case .stopped:
                continuation.resume(returning: .failure(LedgerError(.closed, "the ledger was closed")))
            }
        }
        return try outcome.get()
    }

    package func record(_ id: RecordID) async throws(LedgerError) -> Record? {
        try await query { (session) throws(JournalError) in
            try session.run(RecordSQL.one.with(.text(id.kind), .text(id.key))).records(of: id.kind).first
        }
    }

    package func records(_ query: RecordQuery) async throws(LedgerError) -> [Record] {
        try await self.query { (session) throws(JournalError) in
            try session.run(RecordSQL.page(query)).records(of: query.kind)
        }
    }

    package func due(_ kind: String, until instant: Instant, limit: Int) async throws(LedgerError) -> [Record] {
        try await query { (session) throws(JournalError) in
            try session.run(
                RecordSQL.due.with(
                    .text(kind), .integer(instant.microseconds), .integer(Int64(RecordRule.rows(limit))))
            ).records(of: kind)
        }
    }

    private func query<Value: Sendable>(
        _ body: @escaping @Sendable (ReaderSession) throws(JournalError) -> Value
    ) async throws(LedgerError) -> Value {
        do throws(JournalError) {
            return try await readers.run(body)
        } catch {
            throw LedgerError(error)
        }
    }

    package func answer(to id: OperationID) async throws(LedgerError) -> LedgerAnswer? {
        try await query { (session) throws(JournalError) in
            let rows = try session.run(LedgerSQL.known.with(.texts([id.rawValue])))
            return rows.isEmpty ? nil : try rows.known(0).1.answer
        }
    }

    package func payment(_ id: PaymentID) async throws(LedgerError) -> Payment? {
        try await query { (session) throws(JournalError) in
            try session.run(LedgerSQL.paymentsNamed.with(.texts([id.rawValue]))).payments().first
        }
    }

    package func balances() async throws(LedgerError) -> [AccountBalance] {
        try await query { (session) throws(JournalError) in
            try session.run(LedgerSQL.balances.with()).balances()
        }
    }

    package func openMovements(
        of channel: Channel, after sequence: Int64, limit: Int
    ) async throws(LedgerError) -> [OpenMovement] {
        try await query { (session) throws(JournalError) in
            try session.run(
                LedgerSQL.open.with(
                    .text(channel.rawValue), .integer(sequence), .integer(Int64(LedgerRule.rows(limit))))
            ).openMovements(of: channel)
        }
    }

    package func entries(after sequence: Int64, limit: Int) async throws(LedgerError) -> [LedgerEntry] {
        try await query { (session) throws(JournalError) in
            let rows = try session.run(
                LedgerSQL.operations.with(.integer(sequence), .integer(Int64(LedgerRule.rows(limit)))))
            guard !rows.isEmpty else { return [] }
            // Entries never change, and what comes meanwhile comes after the last one read.
            let last = rows.integer(rows.count - 1, 0)
            let postings = try session.run(LedgerSQL.postings.with(.integer(sequence), .integer(last))).postings()
            return try rows.entries(postings)
        }
    }

    package func payments(after id: PaymentID?, limit: Int) async throws(LedgerError) -> [Payment] {
        try await query { (session) throws(JournalError) in
            try session.run(
                LedgerSQL.payments.with(.text(id?.rawValue ?? ""), .integer(Int64(LedgerRule.rows(limit))))
            ).payments()
        }
    }

    package func lastSequence() async throws(LedgerError) -> Int64 {
        try await query { (session) throws(JournalError) in
            try session.run(LedgerSQL.head.with()).integer(0, 0)
        }
    }

    package func close() async {
        await writing.stop()
        await readers.stop()
    }
}
