internal import Journal
internal import Machine
package import Observing
package import Series
package import Vocabulary

/// Series in an SQLite file of their own: one writer that keeps all waiting batches with one sync, and readers.
package final class SQLiteSeries: SeriesStore {
    private let writer: BlockingThread<SeriesWork>
    private let readers: BlockingThread<BlockingWork<SeriesReader>>
    private let lock: SQLiteLock

    /// Opens the series at `path`; a new file gets the current schema, a newer one and any other file is refused.
    package static func open(
        path: String, options: SQLiteOptions = SQLiteOptions()
    ) async throws(SeriesStoreError) -> SQLiteSeries {
        do throws(JournalError) {
            let opened = try await SQLiteStore.blocking { () throws(JournalError) in
                try OpenedSeries(path: path, options: options)
            }
            return SQLiteSeries(opened, options)
        } catch {
            throw SeriesStoreError(error)
        }
    }

    private init(_ opened: OpenedSeries, _ options: SQLiteOptions) {
        lock = opened.lock
        let writerOwned = ThreadOwned([opened.writer])
        let readersOwned = ThreadOwned(opened.readers)
        writer = BlockingThread(
            name: "series-write", capacity: 1_024, batchMost: 64,
            ended: { writerOwned.release($0) },
            handle: { number, batch in writerOwned.use(number) { $0.handle(batch) } })
        readers = BlockingThread(
            name: "series-read", count: opened.readers.count, capacity: options.waitingReadsMost,
            ended: { readersOwned.release($0) },
            handle: { number, batch in readersOwned.use(number) { for work in batch { work($0) } } })
    }

    package func append(_ batches: [SeriesBatch]) async throws(SeriesStoreError) -> [BatchOutcome] {
        guard !batches.isEmpty else { return [] }
        guard batches.count <= SeriesBatch.togetherMost else { throw SeriesStoreError(tooMany: batches.count) }
        return try await write { .append(batches, $0) }
    }

    package func retain(
        _ rule: RetentionRule, at instant: Instant
    ) async throws(SeriesStoreError) -> RetentionReport {
        var report = RetentionReport()
        var after: Int64? = 0
        while let place = after {
            let step = try await write { .retain(rule, instant, after: place, $0) }
            report.add(step.report)
            after = step.next
        }
        return report
    }

    private func write<Value: Sendable>(
        _ make: (CheckedContinuation<Result<Value, SeriesStoreError>, Never>) -> SeriesWork
    ) async throws(SeriesStoreError) -> Value {
        let outcome: Result<Value, SeriesStoreError> = await withCheckedContinuation { answer in
            let acceptance = writer.send(make(answer))
            guard case .accepted = acceptance else {
                return answer.resume(returning: .failure(SeriesStoreError(Self.refusal(acceptance))))
            }
        }
        return try outcome.get()
    }

    private static func refusal<Message>(_ acceptance: BlockingThread<Message>.Acceptance) -> JournalError {
        if case .stopped = acceptance { return JournalError(.closed, "the store of series is closed") }
        return JournalError(
            .unavailable, "the store of series is behind with what it was asked before; send this again in a moment")
    }

    private func query<Value: Sendable>(
        _ body: @escaping @Sendable (SeriesReader) throws(JournalError) -> Value
    ) async throws(SeriesStoreError) -> Value {
        do throws(JournalError) {
            return try await readers.run(orElse: { Self.refusal($0) }, body)
        } catch {
            throw SeriesStoreError(error)
        }
    }

    package func lastSequence(
        of series: SeriesName, from vantage: VantageName
    ) async throws(SeriesStoreError) -> Int64 {
        try await query { (reader) throws(JournalError) in try reader.lastSequence(of: series, from: vantage) }
    }

    package func chart(_ query: ChartQuery) async throws(SeriesStoreError) -> Chart {
        try await self.query { (reader) throws(JournalError) in try reader.chart(query) }
    }

    package func samples(_ query: SampleQuery) async throws(SeriesStoreError) -> [VantageSamples] {
        try await self.query { (reader) throws(JournalError) in try reader.samples(query) }
    }

    package func close() async {
        // The writer's connection is the last to go, as in a journal.
        await readers.stop()
        await writer.stop()
        lock.release()
    }
}

/// A file of series that was opened, checked and brought up to date.
///
/// `@unchecked Sendable`: made on one thread and handed once to the store, which gives each part to its own thread.
private struct OpenedSeries: @unchecked Sendable {
    let lock: SQLiteLock
    let writer: SeriesWriter
    let readers: [SeriesReader]

    init(path given: String, options: SQLiteOptions) throws(JournalError) {
        let path = try OpenedFile.checked(given)
        lock = try SQLiteLock(path: path)
        let connection = try SQLiteConnection(
            path: path, access: .create, busyMilliseconds: options.busyMilliseconds)
        let migrator = SchemaMigrator(
            connection: connection, migrations: SeriesMigrations.all, applicationID: SeriesMigrations.applicationID,
            content: "a file of series")
        // The status also refuses a file that is none of ours, before anything in it is changed.
        let status = try migrator.status()
        try OpenedFile.useWriteAheadLog(connection)
        if !status.isCurrent { _ = try migrator.migrate() }
        try OpenedFile.tune(connection, options)
        writer = try SeriesWriter(connection)
        var readers: [SeriesReader] = []
        for _ in 0..<max(options.readers, 1) {
            readers.append(
                try SeriesReader(
                    SQLiteConnection(path: path, access: .read, busyMilliseconds: options.busyMilliseconds)))
        }
        self.readers = readers
    }
}
