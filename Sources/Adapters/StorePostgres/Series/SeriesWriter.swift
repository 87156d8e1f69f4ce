internal import Journal
internal import Observing
internal import Series
internal import Vocabulary

/// What the writer is asked to do.
struct SeriesWork: Sendable {
    enum Task: Sendable {
        case append([SeriesBatch], CheckedContinuation<Result<[BatchOutcome], SeriesStoreError>, Never>)
        /// One step of retention, for lines after this one.
        case retain(
            RetentionRule, Instant, after: Int64, CheckedContinuation<Result<RetentionStep, SeriesStoreError>, Never>)
    }

    let task: Task
    let since: ContinuousClock.Instant
}

/// What changes series, on the store's one writer thread; other nodes have theirs.
///
/// Every transaction locks the rows of the lines that it changes, in their order. A connection can break after COMMIT was sent
/// and before its answer came: then everything is simply done again, and what was kept is found by its number.
///
/// `@unchecked Sendable`: all state is used on the writer's thread only.
final class SeriesWriter: @unchecked Sendable {
    private static let linesMost: Int64 = 64
    private static let rowsMost: Int64 = 2_000

    private let setup: StoreSetup
    private var connection: PostgresConnection?
    private var backoff: Backoff

    init(_ setup: StoreSetup) {
        self.setup = setup
        backoff = Backoff(setup.limits)
    }

    /// Ends the session with the server.
    func end() { connection = nil }

    func work(_ queued: [SeriesWork]) {
        var appends: [Append] = []
        for item in queued {
            if case .append(let batches, let answer) = item.task {
                appends.append(Append(batches: batches, since: item.since, answer: answer))
            }
        }
        append(appends)
        for item in queued {
            guard case .retain(let rule, let instant, let after, let answer) = item.task else { continue }
            answer.resume(
                returning: settled(item.since) { connection throws(PostgresFailure) in
                    try Self.retain(rule, at: instant, after: after, connection)
                })
        }
    }

    // MARK: Transactions

    /// Runs a transaction until it is done, or until patience is at its end.
    private func settled<Value>(
        _ since: ContinuousClock.Instant, _ body: (PostgresConnection) throws(PostgresFailure) -> Value
    ) -> Result<Value, SeriesStoreError> {
        var isFirst = true
        while true {
            let failure: PostgresFailure
            do throws(PostgresFailure) {
                let connection = try connected()
                _ = connection.takeWarning()
                let value = try body(connection)
                guard !connection.takeWarning() else {
                    throw .connection("the server committed with a warning: the wait for its standby was cancelled")
                }
                backoff.reset()
                return .success(value)
            } catch {
                failure = error
            }
            leave(after: failure)
            let again = failure.kind == .connection ? !failure.needsAPerson : failure.mayRunAgain
            // The first loss may only say that an idle session has ended: a new one is always tried.
            guard again, isFirst || ContinuousClock.now < since + setup.limits.patience else {
                return .failure(SeriesStoreError(failure.journalError))
            }
            isFirst = false
            backoff.pause(random: setup.random())
        }
    }

    private func connected() throws(PostgresFailure) -> PostgresConnection {
        if let connection, !connection.isBroken { return connection }
        connection = nil
        let opened = try PostgresConnection.enter(
            .writer, setup.address, limits: setup.limits, counter: setup.counter)
        connection = opened
        return opened
    }

    /// Puts the session back to where a transaction can begin, or gives it up.
    private func leave(after failure: PostgresFailure) {
        guard failure.kind == .statement, let connection, !connection.isBroken,
            (try? connection.run(SQL.rollback.with())) != nil
        else {
            connection = nil
            return
        }
    }

    private static func commit(_ statements: [BoundStatement], _ connection: PostgresConnection) throws(PostgresFailure)
    {
        guard try connection.run(statements + [SQL.commit.with()]).last?.commandTag == "COMMIT" else {
            throw PostgresFailure(kind: .statement, state: "40000", message: "the transaction was rolled back")
        }
    }

    // MARK: Appending

    private struct Append {
        let batches: [SeriesBatch]
        let since: ContinuousClock.Instant
        let answer: CheckedContinuation<Result<[BatchOutcome], SeriesStoreError>, Never>
    }

    private func append(_ queued: [Append]) {
        guard let first = queued.first else { return }
        let outcome = settled(first.since) { connection throws(PostgresFailure) in
            try Self.keep(queued.flatMap(\.batches), connection)
        }
        switch outcome {
        case .success(let outcomes):
            var rest = outcomes[...]
            for item in queued {
                item.answer.resume(returning: .success(Array(rest.prefix(item.batches.count))))
                rest = rest.dropFirst(item.batches.count)
            }
        case .failure(let error):
            // One series may be damaged: the others must not suffer for it.
            if queued.count > 1, error.code != .unavailable {
                for item in queued { append([item]) }
            } else {
                for item in queued { item.answer.resume(returning: .failure(error)) }
            }
        }
    }

    private struct Line {
        var packed: SequenceSet
        var numbers: Set<Int64> = []
        var batches = 0
        var samples = 0
    }

    private static func keep(
        _ batches: [SeriesBatch], _ connection: PostgresConnection
    ) throws(PostgresFailure) -> [BatchOutcome] {
        let answers = try connection.run([SQL.begin.with()] + SeriesSQL.lock(batches))
        var ids: [[String]: Int64] = [:]
        var lines: [Int64: Line] = [:]
        for row in 0..<answers[2].count {
            let id = answers[2].integer(row, 0)
            ids[[answers[2].text(row, 1), answers[2].text(row, 2)]] = id
            lines[id] = Line(packed: try packed(answers[2].bytes(row, 3)))
        }
        for row in 0..<answers[3].count {
            lines[answers[3].integer(row, 0)]?.numbers.insert(answers[3].integer(row, 1))
        }
        for row in 0..<answers[4].count {
            lines[answers[4].integer(row, 0)]?.batches = Int(answers[4].integer(row, 1))
            lines[answers[4].integer(row, 0)]?.samples = Int(answers[4].integer(row, 2))
        }
        var new: [(line: Int64, batch: SeriesBatch)] = []
        var outcomes: [BatchOutcome] = []
        var due: Set<Int64> = []
        for batch in batches {
            guard let id = ids[[batch.series.rawValue, batch.vantage.rawValue]], var line = lines[id] else {
                throw PostgresFailure(JournalError(.failed, "a line of a series was added and is not there"))
            }
            guard !line.packed.contains(batch.sequence), line.numbers.insert(batch.sequence).inserted else {
                outcomes.append(.known)
                continue
            }
            line.batches += 1
            line.samples += batch.count
            lines[id] = line
            if PackingRule.isDue(batches: line.batches, samples: line.samples) { due.insert(id) }
            new.append((id, batch))
            outcomes.append(.kept)
        }
        guard !new.isEmpty else {
            try commit([SeriesSQL.touch(lines.keys)], connection)
            return outcomes
        }
        guard !due.isEmpty else {
            try commit([SeriesSQL.keep(new)], connection)
            return outcomes
        }
        _ = try connection.run(SeriesSQL.keep(new))
        let wanted = due.sorted().map { (id: $0, packed: lines[$0]?.packed ?? SequenceSet()) }
        try commit(try pack(wanted, connection).statements, connection)
        return outcomes
    }

    // MARK: Packing

    /// What packs all waiting batches of lines, how many they are, and which lines are left as they are because something of them
    /// is damaged.
    private static func pack(
        _ lines: [(id: Int64, packed: SequenceSet)], _ connection: PostgresConnection
    ) throws(PostgresFailure) -> (statements: [BoundStatement], count: Int, damaged: [(line: Int64, words: String)]) {
        let rows = try connection.run(SeriesSQL.bodies.with(.integers(lines.map(\.id))))
        var bodies: [Int64: [[UInt8]]] = [:]
        var numbers: [Int64: [Int64]] = [:]
        for row in 0..<rows.count {
            bodies[rows.integer(row, 0), default: []].append(rows.bytes(row, 2))
            numbers[rows.integer(row, 0), default: []].append(rows.integer(row, 1))
        }
        var statements: [BoundStatement] = []
        var count = 0
        var damaged: [(line: Int64, words: String)] = []
        for line in lines {
            do throws(SeriesStoreError) {
                var fold = try SeriesFold(batches: bodies[line.id] ?? [])
                let kept: [Rows]
                do throws(PostgresFailure) {
                    kept = try connection.run(SeriesSQL.load(fold, line: line.id))
                } catch {
                    throw SeriesStoreError(.unavailable, error.message)
                }
                for row in 0..<kept[0].count {
                    try fold.load(chunk: kept[0].bytes(row, 1), hour: kept[0].integer(row, 0))
                }
                for row in 0..<kept[1].count { try fold.load(block: kept[1].bytes(row, 0)) }
                var packed = line.packed
                for number in numbers[line.id] ?? [] { packed.insert(number) }
                statements += SeriesSQL.keep(try fold.finish(), line: line.id, packed: packed)
                count += bodies[line.id]?.count ?? 0
            } catch {
                if error.code == .unavailable { throw .connection(error.message) }
                damaged.append((line.id, error.message))
            }
        }
        return (statements, count, damaged)
    }

    // MARK: Retention

    private static func retain(
        _ rule: RetentionRule, at now: Instant, after: Int64, _ connection: PostgresConnection
    ) throws(PostgresFailure) -> RetentionStep {
        var report = RetentionReport()
        let quietSince = (now - PackingRule.quietTime).microseconds / 1_000
        let quiet = try connection.run([
            SQL.begin.with(),
            SeriesSQL.lockQuiet.with(.integer(quietSince), .integer(linesMost), .integer(after)),
        ])[1]
        if !quiet.isEmpty {
            var lines: [(id: Int64, packed: SequenceSet)] = []
            var names: [Int64: String] = [:]
            for row in 0..<quiet.count {
                lines.append((quiet.integer(row, 0), try packed(quiet.bytes(row, 1))))
                names[quiet.integer(row, 0)] = quiet.text(row, 2)
            }
            let packing = try pack(lines, connection)
            report.packed = packing.count
            report.damaged = packing.damaged.map { "\(names[$0.line] ?? ""): \($0.words)" }
            try commit(packing.statements, connection)
            return RetentionStep(report, next: quiet.integer(quiet.count - 1, 0))
        }
        let hour = PackingRule.hour(of: (now - rule.samples).microseconds / 1_000)
        let removals =
            [SeriesSQL.removeChunks.with(.integer(hour), .integer(rowsMost))]
            + RollupLevel.allCases.map { level in
                let number = RollupBlock.number(level, of: (now - rule.span(of: level)).microseconds / 1_000)
                return SeriesSQL.removeBlocks.with(
                    .integer(number), .integer(rowsMost), .integer(Int64(level.rawValue)))
            }
        let removed = try connection.run(removals).map { Int($0.integer(0, 0)) }
        try commit([], connection)
        report.chunksRemoved = removed[0]
        report.blocksRemoved = removed.dropFirst().reduce(0, +)
        return RetentionStep(report, next: report.chunksRemoved + report.blocksRemoved == 0 ? nil : after)
    }

    private static func packed(_ bytes: [UInt8]) throws(PostgresFailure) -> SequenceSet {
        do throws(SeriesError) {
            return try SequenceSet(encoded: bytes)
        } catch {
            throw PostgresFailure(JournalError(.corrupt, error.message))
        }
    }
}
