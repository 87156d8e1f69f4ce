package import Journal
internal import Machine
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
    private let listening: BlockingThread<HeadListener>
    private let writing: BlockingThread<WriterJob>
    /// Bytes of commands that wait for the writer or are with it.
    private let queuedBytes = Atomic<Int>(0)

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
        let listener = try HeadListener(setup)
        self.listener = listener
        listening = BlockingThread(name: "vigie-pg-listen", capacity: 1) { _, listeners in
            for listener in listeners { listener.listen() }
        }
        let readers = ReaderPool(setup)
        self.readers = readers
        let writer = JournalWriter(setup, sorter: SearchSorter(readers, setup.limits))
        writing = BlockingThread<WriterJob>(
            name: "vigie-pg-write", capacity: setup.limits.queuedCommands, batchMost: setup.limits.batchCommands,
            ended: { _ in writer.end() }, handle: { _, jobs in writer.work(jobs) })
        _ = listening.send(listener)
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
            if let refusal = send(job) { continuation.resume(returning: .failure(refusal)) }
        }
        return try outcome.get()
    }

    /// Hands a job to the writer's thread; returns why it could not.
    private func send(_ job: WriterJob) -> JournalError? {
        switch writing.send(job) {
        case .accepted: nil
        case .full: .tooManyWaiting
        case .stopped: .storeClosed
        }
    }

    private func prepareReadModels() async throws(JournalError) {
        try await alone(within: setup.limits.longStatement) { writer, locked throws(PostgresFailure) in
            let generation = locked.generation
            try writer.keepReadModels(&locked, sparingUnknown: true)
            let forgotten = try locked.connection.run(SQL.forgetWriters.with())
            locked.mustCommit = locked.generation != generation || forgotten.commandTag != "DELETE 0"
        }
    }
}

extension PostgresStore: JournalStore {
    package func append(_ command: AppendCommand) async throws(JournalError) -> AppendReceipt {
        if let objection = command.objection { throw JournalError(.refused, objection) }
        let fingerprint = command.idempotencyKey == nil ? nil : command.fingerprint
        let weight = QueuedCommand.weight(command)
        let queued = queuedBytes.add(weight, ordering: .relaxed).newValue
        defer { queuedBytes.subtract(weight, ordering: .relaxed) }
        guard queued <= setup.limits.queuedBytes else { throw .tooManyWaiting }
        let outcome: Result<AppendReceipt, JournalError> = await withCheckedContinuation { continuation in
            let queued = QueuedCommand(
                command: command, fingerprint: fingerprint, since: ContinuousClock.now, weight: weight,
                answer: continuation)
            if let refusal = send(.append(queued)) { continuation.resume(returning: .failure(refusal)) }
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
        listener.stop()
        await writing.stop()
        await readers.stop()
        await listening.stop()
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
