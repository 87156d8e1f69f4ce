internal import Journal
internal import Observing
internal import Series
internal import Vocabulary

/// What the writer is asked to do.
enum SeriesWork: Sendable {
    case append([SeriesBatch], CheckedContinuation<Result<[BatchOutcome], SeriesStoreError>, Never>)
    /// One step of retention, for lines after this one.
    case retain(
        RetentionRule, Instant, after: Int64, CheckedContinuation<Result<RetentionStep, SeriesStoreError>, Never>)
}

/// The one writer of a file of series: takes what is waiting, keeps it in one transaction, and answers after the commit is on
/// disk. Used by the writer's thread alone.
final class SeriesWriter {
    private let connection: SQLiteConnection
    private let packer: SeriesPacker
    private let begin: SQLiteStatement
    private let commit: SQLiteStatement
    private let findLine: SQLiteStatement
    private let addLine: SQLiteStatement
    private let isThere: SQLiteStatement
    private let addBatch: SQLiteStatement
    private let waiting: SQLiteStatement
    /// Set when the disk lost a sync: nothing may be acknowledged after that.
    private var lost: SeriesStoreError?

    init(_ connection: SQLiteConnection) throws(JournalError) {
        self.connection = connection
        packer = try SeriesPacker(connection)
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
        findLine = try connection.prepare("SELECT id, packed FROM lines WHERE series = ?1 AND vantage = ?2")
        addLine = try connection.prepare("INSERT INTO lines (series, vantage, packed) VALUES (?1, ?2, ?3) RETURNING id")
        isThere = try connection.prepare("SELECT 1 FROM batches WHERE line = ?1 AND sequence = ?2")
        addBatch = try connection.prepare(
            "INSERT INTO batches (line, sequence, samples, first, last, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        waiting = try connection.prepare("SELECT count(*), coalesce(sum(samples), 0) FROM batches WHERE line = ?1")
    }

    func handle(_ work: [SeriesWork]) {
        var appends: [([SeriesBatch], CheckedContinuation<Result<[BatchOutcome], SeriesStoreError>, Never>)] = []
        for item in work {
            if case .append(let batches, let answer) = item { appends.append((batches, answer)) }
        }
        append(appends)
        for item in work {
            guard case .retain(let rule, let instant, let after, let answer) = item else { continue }
            answer.resume(
                returning: transaction { () throws(JournalError) in
                    try packer.retain(rule, at: instant, after: after)
                })
        }
    }

    private func append(
        _ queued: [(
            batches: [SeriesBatch], answer: CheckedContinuation<Result<[BatchOutcome], SeriesStoreError>, Never>
        )]
    ) {
        guard !queued.isEmpty else { return }
        let outcomes = transaction { () throws(JournalError) in
            var outcomes: [[BatchOutcome]] = []
            for item in queued {
                var kept: [BatchOutcome] = []
                for batch in item.batches { kept.append(try keep(batch)) }
                outcomes.append(kept)
            }
            return outcomes
        }
        switch outcomes {
        case .success(let outcomes):
            for (item, outcome) in zip(queued, outcomes) { item.answer.resume(returning: .success(outcome)) }
        case .failure(let error):
            // One series may be damaged: the others must not suffer for it.
            if queued.count > 1, lost == nil, error.code != .unavailable {
                for item in queued { append([item]) }
            } else {
                for item in queued { item.answer.resume(returning: .failure(error)) }
            }
        }
    }

    private func transaction<Value>(
        _ body: () throws(JournalError) -> Value
    ) -> Result<Value, SeriesStoreError> {
        if let lost { return .failure(lost) }
        do throws(JournalError) {
            try begin.run()
            let value = try body()
            try commit.run()
            return .success(value)
        } catch {
            connection.rollBack()
            if SQLiteFailure.lostSync(connection.lastCode) {
                lost = SeriesStoreError(
                    .unavailable,
                    error.message
                        + "; the disk refused to sync, so nothing more is acknowledged: check the disk, then restart")
            }
            return .failure(lost ?? SeriesStoreError(error))
        }
    }

    private func keep(_ batch: SeriesBatch) throws(JournalError) -> BatchOutcome {
        let line = try self.line(batch)
        if line.packed.contains(batch.sequence) { return .known }
        if try isThere.bind(1, line.id).bind(2, batch.sequence).firstRow({ row in row.number(0) }) != nil {
            return .known
        }
        try addBatch.bind(1, line.id).bind(2, batch.sequence).bind(3, Int64(batch.count)).bind(4, batch.first)
            .bind(5, batch.last).bind(6, batch.bytes).run()
        let (batches, samples) =
            try waiting.bind(1, line.id).firstRow { row in
                (Int(row.number(0)), Int(row.number(1)))
            } ?? (0, 0)
        if PackingRule.isDue(batches: batches, samples: samples) {
            do throws(JournalError) {
                _ = try packer.pack(line: line.id, packed: line.packed)
            } catch {
                // What is damaged is told by retention and by charts; what came now is whole, and is kept.
                guard error.code == .corrupt else { throw error }
            }
        }
        return .kept
    }

    private func line(_ batch: SeriesBatch) throws(JournalError) -> (id: Int64, packed: SequenceSet) {
        let (series, vantage) = (batch.series.rawValue, batch.vantage.rawValue)
        let found = try findLine.bind(1, series).bind(2, vantage).firstRow { row in (row.number(0), row.bytes(1)) }
        if let found {
            return (found.0, try Self.whole { () throws(SeriesError) in try SequenceSet(encoded: found.1) })
        }
        let packed = SequenceSet()
        let id = try addLine.bind(1, series).bind(2, vantage).bind(3, packed.encoded()).firstRow { row in row.number(0)
        }
        guard let id else { throw JournalError(.failed, "SQLite added a line of a series and did not name it") }
        return (id, packed)
    }

    // MARK: Errors

    static func whole<Value>(_ body: () throws(SeriesError) -> Value) throws(JournalError) -> Value {
        do throws(SeriesError) { return try body() } catch { throw JournalError(.corrupt, error.message) }
    }

    static func told<Value>(_ body: () throws(SeriesStoreError) -> Value) throws(JournalError) -> Value {
        do throws(SeriesStoreError) {
            return try body()
        } catch {
            throw JournalError(JournalError.Code(rawValue: error.code.rawValue) ?? .failed, error.message)
        }
    }
}

extension SeriesStoreError {
    /// Series use the journal's connections, which tell what went wrong in the journal's errors.
    init(_ error: JournalError) {
        self.init(Code(rawValue: error.code.rawValue) ?? .failed, error.message)
    }
}
