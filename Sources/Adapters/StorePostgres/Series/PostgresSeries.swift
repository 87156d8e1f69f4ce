internal import Journal
internal import Machine
package import Observing
package import Series
package import Vocabulary

/// Series in PostgreSQL, in a schema of their own. Several stores, on several machines, may work on one at once.
package final class PostgresSeries: SeriesStore {
    private let readers: ReaderPool
    private let writing: BlockingThread<SeriesWork>

    /// Opens the series at a URL (see ``PostgresAddress``) and brings their schema to this program's state.
    package static func open(
        url: String, limits: PostgresLimits = PostgresLimits(),
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) async throws(SeriesStoreError) -> PostgresSeries {
        do throws(JournalError) {
            let setup = StoreSetup(
                address: try PostgresAddress(url: url), limits: limits, projections: [], random: random,
                board: HeadBoard(waitersMost: 0))
            try await PostgresStore.onThread { () throws(JournalError) in
                try PostgresStore.withOpened(setup) { connection throws(JournalError) in
                    let migrator = Migrator(
                        schema: setup.address.schema, limits: limits, migrations: SeriesMigrations.all)
                    _ = try migrator.migrate(connection)
                }
            }
            return PostgresSeries(setup)
        } catch {
            throw SeriesStoreError(error)
        }
    }

    private init(_ setup: StoreSetup) {
        readers = ReaderPool(setup)
        let writer = SeriesWriter(setup)
        writing = BlockingThread<SeriesWork>(
            name: "vigie-pg-series", capacity: 1_024, batchMost: 64, ended: { _ in writer.end() },
            handle: { _, queued in writer.work(queued) })
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
        _ make: (CheckedContinuation<Result<Value, SeriesStoreError>, Never>) -> SeriesWork.Task
    ) async throws(SeriesStoreError) -> Value {
        let outcome: Result<Value, SeriesStoreError> = await withCheckedContinuation { continuation in
            switch writing.send(SeriesWork(task: make(continuation), since: ContinuousClock.now)) {
            case .accepted: break
            case .full: continuation.resume(returning: .failure(SeriesStoreError(.tooManyWaiting)))
            case .stopped:
                continuation.resume(returning: .failure(SeriesStoreError(.closed, "the store of series was closed")))
            }
        }
        return try outcome.get()
    }

    private func query<Value: Sendable>(
        _ body: @escaping @Sendable (ReaderSession) throws(JournalError) -> Value
    ) async throws(SeriesStoreError) -> Value {
        do throws(JournalError) {
            return try await readers.run(body)
        } catch {
            throw SeriesStoreError(error)
        }
    }

    package func lastSequence(
        of series: SeriesName, from vantage: VantageName
    ) async throws(SeriesStoreError) -> Int64 {
        try await query { (session) throws(JournalError) in
            let rows = try session.run(SeriesSQL.last.with(.text(series.rawValue), .text(vantage.rawValue)))
            guard !rows.isEmpty else { return 0 }
            do throws(SeriesError) {
                return max(try SequenceSet(encoded: rows.bytes(0, 0)).last ?? 0, rows.integer(0, 1))
            } catch {
                throw JournalError(.corrupt, error.message)
            }
        }
    }

    package func chart(_ query: ChartQuery) async throws(SeriesStoreError) -> Chart {
        try await self.query { (session) throws(JournalError) in
            let rows = try session.run(SeriesSQL.read(query))
            var builder = ChartBuilder(query)
            for row in 0..<rows.count {
                let (vantage, body) = (rows.text(row, 0), rows.bytes(row, 2))
                let isBlock = rows.integer(row, 1) == 1
                try Self.told { () throws(SeriesStoreError) in
                    if isBlock {
                        try builder.add(block: body, from: vantage)
                    } else {
                        try builder.add(samples: body, from: vantage)
                    }
                }
            }
            return builder.finish()
        }
    }

    package func samples(_ query: SampleQuery) async throws(SeriesStoreError) -> [VantageSamples] {
        try await self.query { (session) throws(JournalError) in
            let rows = try session.run(SeriesSQL.read(query))
            var collector = SampleCollector(query)
            for row in 0..<rows.count {
                let (vantage, body) = (rows.text(row, 0), rows.bytes(row, 2))
                try Self.told { () throws(SeriesStoreError) in try collector.add(samples: body, from: vantage) }
            }
            return collector.finish()
        }
    }

    private static func told(_ body: () throws(SeriesStoreError) -> Void) throws(JournalError) {
        do throws(SeriesStoreError) {
            try body()
        } catch {
            throw JournalError(JournalError.Code(rawValue: error.code.rawValue) ?? .failed, error.message)
        }
    }

    package func close() async {
        await writing.stop()
        await readers.stop()
    }
}

extension SeriesStoreError {
    /// Series use the journal's connections, which tell what went wrong in the journal's errors.
    init(_ error: JournalError) {
        self.init(Code(rawValue: error.code.rawValue) ?? .failed, error.message)
    }
}
