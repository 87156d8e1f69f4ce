internal import Journal
package import Ledger
internal import Machine
package import Vocabulary

/// The ledger in an SQLite file of its own: one writer that applies all waiting operations with one sync, and readers.
package final class SQLiteLedger: RecordStore {
    private let writer: BlockingThread<QueuedJob>
    private let readers: BlockingThread<BlockingWork<LedgerReader>>
    private let copier: LogCopier
    private let lock: SQLiteLock

    /// Opens the ledger at `path`; a new file gets the current schema, a newer one and any other file is refused.
    package static func open(
        path: String, options: SQLiteOptions = SQLiteOptions()
    ) async throws(LedgerError) -> SQLiteLedger {
        do throws(JournalError) {
            let opened = try await SQLiteStore.blocking { () throws(JournalError) in
                try OpenedLedger(path: path, options: options)
            }
            return SQLiteLedger(opened, options)
        } catch {
            throw LedgerError(error)
        }
    }

    private init(_ opened: OpenedLedger, _ options: SQLiteOptions) {
        lock = opened.lock
        let writerOwned = ThreadOwned([opened.writer])
        let readersOwned = ThreadOwned(opened.readers)
        let copier = LogCopier(opened.copying)
        self.copier = copier
        writer = BlockingThread(
            name: "ledger-write", capacity: options.waitingCommandsMost, batchMost: options.commandsPerCommit,
            ended: { writerOwned.release($0) },
            handle: { number, batch in
                writerOwned.use(number) { $0.handle(batch) }
                copier.wrote(batch.count)
            })
        readers = BlockingThread(
            name: "ledger-read", count: opened.readers.count, capacity: options.waitingReadsMost,
            ended: { readersOwned.release($0) },
            handle: { number, batch in readersOwned.use(number) { for work in batch { work($0) } } })
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
        let outcome: Result<LedgerCommit.Outcome, LedgerError> = await withCheckedContinuation { answer in
            let acceptance = writer.send(QueuedJob(job: job, instant: instant, answer: answer))
            guard case .accepted = acceptance else {
                return answer.resume(returning: .failure(LedgerError(Self.refusal(acceptance))))
            }
        }
        return try outcome.get()
    }

    package func record(_ id: RecordID) async throws(LedgerError) -> Record? {
        try await query { (reader) throws(JournalError) in try reader.records.record(id) }
    }

    package func records(_ query: RecordQuery) async throws(LedgerError) -> [Record] {
        try await self.query { (reader) throws(JournalError) in try reader.records.records(query) }
    }

    package func due(_ kind: String, until instant: Instant, limit: Int) async throws(LedgerError) -> [Record] {
        try await query { (reader) throws(JournalError) in
            try reader.records.due(kind, until: instant, limit: limit)
        }
    }

    private static func refusal<Message>(_ acceptance: BlockingThread<Message>.Acceptance) -> JournalError {
        if case .stopped = acceptance { return JournalError(.closed, "the ledger is closed") }
        return JournalError(
            .unavailable, "the ledger is behind with what it was asked before; send this again in a moment")
    }

    private func query<Value: Sendable>(
        _ body: @escaping @Sendable (LedgerReader) throws(JournalError) -> Value
    ) async throws(LedgerError) -> Value {
        do throws(JournalError) {
            return try await readers.run(orElse: { Self.refusal($0) }, body)
        } catch {
            throw LedgerError(error)
        }
    }

    package func answer(to id: OperationID) async throws(LedgerError) -> LedgerAnswer? {
        try await query { (reader) throws(JournalError) in try reader.known(id)?.answer }
    }

    package func payment(_ id: PaymentID) async throws(LedgerError) -> Payment? {
        try await query { (reader) throws(JournalError) in try reader.payment(id) }
    }

    package func balances() async throws(LedgerError) -> [AccountBalance] {
        try await query { (reader) throws(JournalError) in try reader.balances() }
    }

    package func openMovements(
        of channel: Channel, after sequence: Int64, limit: Int
    ) async throws(LedgerError) -> [OpenMovement] {
        try await query { (reader) throws(JournalError) in
            try reader.openMovements(of: channel, after: sequence, limit: limit)
        }
    }

    package func entries(after sequence: Int64, limit: Int) async throws(LedgerError) -> [LedgerEntry] {
        // Entries never change, and what comes meanwhile comes after the last one read.
        try await query { (reader) throws(JournalError) in try reader.entries(after: sequence, limit: limit) }
    }

    package func payments(after id: PaymentID?, limit: Int) async throws(LedgerError) -> [Payment] {
        try await query { (reader) throws(JournalError) in try reader.payments(after: id, limit: limit) }
    }

    package func lastSequence() async throws(LedgerError) -> Int64 {
        try await query { (reader) throws(JournalError) in try reader.lastSequence() }
    }

    package func close() async {
        // The writer's connection is the last to go, as in a journal.
        await readers.stop()
        await copier.stop()
        await writer.stop()
        lock.release()
    }
}

/// A ledger's file that was opened, checked and brought up to date.
///
/// `@unchecked Sendable`: made on one thread and handed once to the ledger, which gives each part to its own thread.
private struct OpenedLedger: @unchecked Sendable {
    let lock: SQLiteLock
    let writer: LedgerWriter
    let copying: SQLiteConnection
    let readers: [LedgerReader]

    init(path given: String, options: SQLiteOptions) throws(JournalError) {
        let path = try OpenedFile.checked(given)
        lock = try SQLiteLock(path: path)
        let connection = try SQLiteConnection(
            path: path, access: .create, busyMilliseconds: options.busyMilliseconds)
        let migrator = SchemaMigrator(
            connection: connection, migrations: LedgerMigrations.all, applicationID: LedgerMigrations.applicationID,
            content: "a ledger")
        // The status also refuses a file that is none of ours, before anything in it is changed.
        let status = try migrator.status()
        try OpenedFile.useWriteAheadLog(connection)
        if !status.isCurrent { _ = try migrator.migrate() }
        try OpenedFile.tune(connection, options)
        try connection.execute("PRAGMA wal_autocheckpoint = \(LogCopier.pagesMost)")
        writer = try LedgerWriter(connection)
        copying = try SQLiteConnection(path: path, access: .write, busyMilliseconds: options.busyMilliseconds)
        try OpenedFile.tune(copying, options)
        var readers: [LedgerReader] = []
        for _ in 0..<max(options.readers, 1) {
            readers.append(
                try LedgerReader(
                    SQLiteConnection(path: path, access: .read, busyMilliseconds: options.busyMilliseconds)))
        }
        self.readers = readers
    }
}
