internal import Journal
internal import Machine

/// Threads with a connection each, for everything that only reads, and for the archive.
final class ReaderPool: Sendable {
    private let threads: BlockingThread<BlockingWork<ReaderSession>>

    init(_ setup: StoreSetup) {
        let sessions = (0..<setup.limits.readers).map { _ in ReaderSession(setup) }
        threads = BlockingThread(
            name: "vigie-pg-read", count: setup.limits.readers, capacity: setup.limits.queuedReads,
            ended: { sessions[$0].end() },
            handle: { number, batch in
                for work in batch {
                    work(sessions[number])
                    sessions[number].tidy()
                }
            })
    }

    /// Runs `work` on a reader's thread.
    func run<Outcome: Sendable>(
        _ work: @escaping @Sendable (ReaderSession) throws(JournalError) -> Outcome
    ) async throws(JournalError) -> Outcome {
        try await threads.run(
            orElse: { if case .stopped = $0 { .storeClosed } else { .tooManyWaiting } }, work)
    }

    /// Has a reader's thread do work that nobody waits for; false when it takes none now.
    func start(_ work: @escaping @Sendable (ReaderSession) -> Void) -> Bool {
        if case .accepted = threads.send(work) { true } else { false }
    }

    func stop() async { await threads.stop() }
}

/// One reader's connection, opened when it is first needed.
///
/// `@unchecked Sendable`: each session belongs to one thread of the pool and is used there only.
final class ReaderSession: @unchecked Sendable {
    private let setup: StoreSetup
    private var connection: PostgresConnection?
    private var isInTransaction = false

    init(_ setup: StoreSetup) { self.setup = setup }

    /// Runs statements that may be run again, in one round trip; a lost connection is opened anew until the patience
    /// is at its end.
    func run(_ statements: [BoundStatement], within time: Duration? = nil) throws(JournalError) -> [Rows] {
        try again { connection throws(PostgresFailure) in try connection.run(statements, within: time) }
    }

    func run(_ statement: BoundStatement, within time: Duration? = nil) throws(JournalError) -> Rows {
        try run([statement], within: time)[0]
    }

    /// A connection inside a read-only transaction with one picture of everything, and the journal's end in it.
    func picture() throws(JournalError) -> (PostgresConnection, Chain) {
        let opened = try again { connection throws(PostgresFailure) in
            let rows = try connection.run([SQL.beginPicture.with(), SQL.head.with()])
            return (connection, try rows[1].chain())
        }
        isInTransaction = true
        return opened
    }

    /// Ends the picture. Runs after the caller has its answer, so it costs the caller nothing.
    func tidy() {
        guard isInTransaction else { return }
        isInTransaction = false
        if let connection, !connection.isBroken, (try? connection.run(SQL.commit.with())) != nil { return }
        connection = nil
    }

    func end() { connection = nil }

    private func again<Outcome>(
        _ work: (PostgresConnection) throws(PostgresFailure) -> Outcome
    ) throws(JournalError) -> Outcome {
        let deadline = ContinuousClock.now + setup.limits.patience
        var backoff = Backoff(setup.limits)
        while true {
            let failure: PostgresFailure
            do throws(PostgresFailure) {
                return try work(try connected())
            } catch {
                failure = error
            }
            if failure.kind == .connection {
                connection = nil
            } else if let connection, (try? connection.run(SQL.rollback.with())) == nil {
                self.connection = nil
            }
            let mayHelp = failure.kind == .connection ? !failure.needsAPerson : failure.mayRunAgain
            guard mayHelp, ContinuousClock.now < deadline else { throw failure.journalError }
            backoff.pause(random: setup.random())
        }
    }

    private func connected() throws(PostgresFailure) -> PostgresConnection {
        if let connection, !connection.isBroken { return connection }
        let opened = try PostgresConnection.enter(
            .reader, setup.address, limits: setup.limits, counter: setup.counter)
        connection = opened
        return opened
    }
}

/// Documents of one consistent picture, for the time of one `read`.
final class PictureReading: DocumentReading {
    let position: Position
    private var connection: PostgresConnection?

    init(_ connection: PostgresConnection, _ chain: Chain) {
        self.connection = connection
        position = chain.position
    }

    func end() { connection = nil }

    func document(_ projection: ProjectionName, _ key: String) throws(JournalError) -> [UInt8]? {
        guard JournalWordRule.accepts(key, most: DocumentRule.keyBytesMost) else { return nil }
        let rows = try run(SQL.document.with(.text(projection.rawValue), .text(key)))
        return rows.isEmpty ? nil : rows.bytes(0, 0)
    }

    func documents(_ projection: ProjectionName, _ range: DocumentRange) throws(JournalError) -> [Document] {
        guard range.prefix.isEmpty || JournalWordRule.accepts(range.prefix, most: DocumentRule.keyBytesMost) else {
            return []
        }
        if let after = range.after, after.utf8.contains(0) {
            throw JournalError(.refused, "a document key is printable ASCII without spaces")
        }
        let bounds = KeyBounds(range)
        let statement = range.descending ? SQL.documentsDown : SQL.documentsUp
        let rows = try run(
            statement.with(
                .text(projection.rawValue), .text(bounds.lower), .text(bounds.upper), .integer(Int64(range.limit))))
        return (0..<rows.count).map { Document(key: rows.text($0, 0), body: rows.bytes($0, 1)) }
    }

    func documents(_ projection: ProjectionName, keys: [String]) throws(JournalError) -> [String: [UInt8]] {
        let asked = keys.filter { JournalWordRule.accepts($0, most: DocumentRule.keyBytesMost) }
        guard !asked.isEmpty else { return [:] }
        let rows = try run(SQL.documentsNamed.with(.texts([projection.rawValue]), .texts(asked)))
        var found: [String: [UInt8]] = [:]
        for row in 0..<rows.count where !rows.isNull(row, 2) { found[rows.text(row, 1)] = rows.bytes(row, 2) }
        return found
    }

    func search(_ projection: ProjectionName, _ query: SearchQuery) throws(JournalError) -> SearchAnswer {
        if let objection = query.objection { throw JournalError(.refused, objection) }
        guard let question = SearchQuestion(projection, query) else { return .nothing(query) }
        guard let newest = try run(question.newest).last else { return .nothing(query) }
        let met = newest.count == 0 ? 0 : Int(newest.integer(0, 2))
        guard let rest = question.rest, newest.count <= query.limit else {
            var found = SearchAnswer(ordered: Self.hits(newest, from: 0), query, counted: nil)
            if let common = question.commonCount(met), query.isCounted {
                found.count = common
            } else if let count = question.count {
                found.count = SearchAnswer.Count(counted: Int(try run(count).integer(0, 0)))
            }
            return found
        }
        // The newest entries do not hold enough of it: it is not common, and soon gathered by the index.
        let rows = try run(rest)
        guard question.restIsCounted else {
            let counted = try question.count.map { (count) throws(JournalError) in Int(try run(count).integer(0, 0)) }
            return SearchAnswer(ordered: Self.hits(rows, from: 0), query, counted: counted)
        }
        let counted = rows.count == 0 ? 0 : Int(rows.integer(0, 0))
        return SearchAnswer(ordered: Self.hits(rows, from: 1), query, counted: counted)
    }

    private static func hits(_ rows: Rows, from column: Int) -> [SearchHit] {
        (0..<rows.count).filter { !rows.isNull($0, column) }.map { row in
            SearchHit(order: rows.integer(row, column), key: rows.text(row, column + 1))
        }
    }

    func searchRecords(
        _ projection: ProjectionName, after key: String?, limit: Int
    ) throws(JournalError) -> [SearchRecord] {
        let rows = try run(
            SearchQuestion.records.with(
                .text(projection.rawValue), .text(key ?? ""), .integer(Int64(min(max(limit, 0), 500)))))
        return (0..<rows.count).map { row in
            SearchRecord(
                key: rows.text(row, 0), order: rows.integer(row, 1),
                tokens: rows.text(row, 2).split(separator: " ").map(String.init))
        }
    }

    private func run(_ statement: BoundStatement) throws(JournalError) -> Rows { try run([statement])[0] }

    private func run(_ statements: [BoundStatement]) throws(JournalError) -> [Rows] {
        guard let connection else {
            throw JournalError(.failed, "documents were read after the read had ended")
        }
        do throws(PostgresFailure) {
            return try connection.run(statements)
        } catch {
            throw error.journalError
        }
    }
}
