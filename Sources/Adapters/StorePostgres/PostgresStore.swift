internal import Bytes
package import Journal
internal import Synchronization

/// What all parts of one store share.
struct StoreSetup: Sendable {
    let address: PostgresAddress
    let limits: PostgresLimits
    let projections: [any Projection]
    let random: @Sendable () -> UInt64
    let counter = StatementCounter()
    let board: HeadBoard
}

/// The journal in PostgreSQL. Several stores, on several machines, may work on one database at once.
package final class PostgresStore: Sendable {
    /// What opening may change.
    package enum Opening: Sendable {
        /// Brings the schema and the read models to this program's state. For serving.
        case prepare
        /// Refuses a schema that is not this program's, and leaves read models alone until something is appended. For
        /// commands that look, copy or rebuild.
        case asItIs
    }

    let setup: StoreSetup
    let readers: ReaderPool
    private let listener: HeadListener
    private let commands: JobQueue<WriterJob>
    private let threads: ThreadCount

    /// Statements sent to the server since the store was opened.
    package var statementsSent: Int { setup.counter.value }

    /// Opens the journal at a URL: see ``PostgresAddress``.
    package static func open(
        url: String, projections: [any Projection], opening: Opening = .prepare,
        limits: PostgresLimits = PostgresLimits(),
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) async throws(JournalError) -> PostgresStore {
        let setup = StoreSetup(
            address: try PostgresAddress(url: url), limits: limits, projections: projections, random: random,
            board: HeadBoard(waitersMost: limits.waiters))
        try await onThread { () throws(JournalError) in
            try withOpened(setup) { connection throws(JournalError) in
                let migrator = Migrator(schema: setup.address.schema, limits: limits)
                switch opening {
                case .prepare:
                    _ = try migrator.migrate(connection)
                case .asItIs:
                    if let step = try migrator.pending(connection).first {
                        throw JournalError(
                            .schema,
                            "schema \(setup.address.schema) lacks step \(step.id) (\(step.name)): run `vigie migrate`")
                    }
                }
            }
        }
        let store = try PostgresStore(setup)
        if opening == .prepare {
            do throws(JournalError) {
                try await store.prepareReadModels()
            } catch {
                await store.close()
                throw error
            }
        }
        return store
    }

    /// The names of the schema's steps that are not applied yet.
    package static func pendingMigrations(
        url: String, limits: PostgresLimits = PostgresLimits()
    ) async throws(JournalError) -> [String] {
        try await migrations(url, limits) { migrator, connection throws(JournalError) in
            try migrator.pending(connection)
        }
    }

    /// Applies the schema's steps and returns the names of those that were missing.
    package static func migrate(
        url: String, limits: PostgresLimits = PostgresLimits()
    ) async throws(JournalError) -> [String] {
        try await migrations(url, limits) { migrator, connection throws(JournalError) in
            try migrator.migrate(connection)
        }
    }

    private init(_ setup: StoreSetup) throws(JournalError) {
        self.setup = setup
        let threads = ThreadCount(setup.limits.readers + 2)
        let commands = JobQueue<WriterJob>(
            countMost: setup.limits.queuedCommands, weightMost: setup.limits.queuedBytes)
        self.threads = threads
        self.commands = commands
        listener = try HeadListener(setup)
        readers = ReaderPool(setup) { threads.end() }
        listener.start { threads.end() }
        StoreThread.start {
            JournalWriter(setup).work(commands)
            threads.end()
        }
    }

    // MARK: The writer

    /// Runs `work` on the writer's thread, with the append lock; it may run more than once, and only the last counts.
    func alone<Outcome: Sendable>(
        within time: Duration,
        _ work: @escaping @Sendable (JournalWriter, inout JournalWriter.Locked) throws(PostgresFailure) -> Outcome
    ) async throws(JournalError) -> Outcome {
        let outcome: Result<Outcome, JournalError> = await withCheckedContinuation { continuation in
            let job = WriterJob.alone { writer in
                do throws(JournalError) {
                    let outcome = try writer.alone(until: ContinuousClock.now + time) {
                        locked throws(PostgresFailure) in try work(writer, &locked)
                    }
                    continuation.resume(returning: .success(outcome))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if let refusal = commands.offer(job) { continuation.resume(returning: .failure(refusal.journalError)) }
        }
        return try outcome.get()
    }

    private func prepareReadModels() async throws(JournalError) {
        try await alone(within: setup.limits.longStatement) { writer, locked throws(PostgresFailure) in
            let generation = locked.generation
            try writer.keepReadModels(&locked, sparingUnknown: true)
            _ = try locked.connection.run(SQL.forgetWriters.with())
            locked.mustCommit = locked.generation != generation
        }
    }
}

extension PostgresStore: JournalStore {
    package func append(_ command: AppendCommand) async throws(JournalError) -> AppendReceipt {
        if let objection = command.objection { throw JournalError(.refused, objection) }
        let fingerprint = command.idempotencyKey == nil ? nil : command.fingerprint
        let outcome: Result<AppendReceipt, JournalError> = await withCheckedContinuation { continuation in
            let queued = QueuedCommand(
                command: command, fingerprint: fingerprint, since: ContinuousClock.now, answer: continuation)
            let refusal = commands.offer(.append(queued), weight: QueuedCommand.weight(command))
            if let refusal { continuation.resume(returning: .failure(refusal.journalError)) }
        }
        return try outcome.get()
    }

    package func entries(after position: Position, limit: Int) async throws(JournalError) -> [Entry] {
        let limit = Int64(min(max(limit, 0), 1_000))
        let bytes = Int64(setup.limits.answerBytes)
        return try await readers.run { session throws(JournalError) in
            let statement = SQL.entriesAfter.with(.integer(position.rawValue), .integer(limit), .integer(bytes))
            let rows = try session.run(statement)
            return try told { () throws(PostgresFailure) in try rows.entries() }
        }
    }

    package func entries(
        of stream: StreamName, after version: StreamVersion, limit: Int
    ) async throws(JournalError) -> [Entry] {
        let limit = Int64(min(max(limit, 0), 1_000))
        let bytes = Int64(setup.limits.answerBytes)
        return try await readers.run { session throws(JournalError) in
            let statement = SQL.streamAfter.with(
                .integer(version.rawValue), .integer(limit), .integer(bytes), .text(stream.rawValue))
            let rows = try session.run(statement)
            return try told { () throws(PostgresFailure) in try rows.entries() }
        }
    }

    package func head() async throws(JournalError) -> Chain {
        try await readers.run { session throws(JournalError) in
            let rows = try session.run(SQL.head.with())
            return try told { () throws(PostgresFailure) in try rows.chain() }
        }
    }

    package func waitForEntry(after position: Position) async throws(JournalError) {
        try await setup.board.wait(after: position.rawValue)
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result {
        try await readers.run { session throws(JournalError) in
            let (connection, chain) = try session.picture()
            let reading = PictureReading(connection, chain)
            defer { reading.end() }
            return try body(reading)
        }
    }

    package func rebuild(
        _ projections: [ProjectionName], progress: @escaping @Sendable (Position, Position) -> Void
    ) async throws(JournalError) {
        let chosen = setup.projections.filter { projections.contains($0.name) }
        if let unknown = projections.first(where: { name in !chosen.contains { $0.name == name } }) {
            let known = setup.projections.map(\.name.rawValue).joined(separator: ", ")
            throw JournalError(.refused, "there is no projection \(unknown); known are: \(known)")
        }
        try await alone(within: setup.limits.longStatement) { writer, locked throws(PostgresFailure) in
            try writer.rebuild(chosen, &locked, progress: progress)
        }
    }

    package func close() async {
        setup.board.close()
        commands.close()
        readers.close()
        listener.stop()
        await threads.allEnded()
    }
}

/// Runs `body` and tells its failure in the journal's words.
func told<Outcome>(_ body: () throws(PostgresFailure) -> Outcome) throws(JournalError) -> Outcome {
    do throws(PostgresFailure) {
        return try body()
    } catch {
        throw error.journalError
    }
}

/// How many of a store's threads still run.
final class ThreadCount: Sendable {
    private struct State {
        var left: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(left: count)) }

    func end() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.left -= 1
            guard state.left == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func allEnded() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.left > 0 { state.waiting.append(continuation) }
                return state.left == 0
            }
            if isOver { continuation.resume() }
        }
    }
}
