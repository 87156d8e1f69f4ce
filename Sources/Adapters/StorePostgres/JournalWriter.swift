internal import Bytes
internal import Journal
internal import Vocabulary

/// A command on its way to the writer.
struct QueuedCommand: Sendable {
    var command: AppendCommand
    /// Only of commands with an idempotency key.
    var fingerprint: SHA256Digest?
    var since: ContinuousClock.Instant
    var weight: Int
    var answer: CheckedContinuation<Result<AppendReceipt, JournalError>, Never>

    /// What the command costs in the queue and in a transaction.
    static func weight(_ command: AppendCommand) -> Int {
        command.drafts.reduce(500) { $0 + $1.body.count + 300 }
    }
}

enum WriterJob: Sendable {
    case append(QueuedCommand)
    /// Work that has the journal to itself; it answers by itself.
    case alone(@Sendable (JournalWriter) -> Void)
}

/// What changes the journal, on the store's one writer thread.
///
/// Every change runs in a transaction that first locks the row of `head`: the lock is the right to append, and it makes
/// one order of the appends of all nodes. A row lock does it, and no advisory lock beside it, because the row holds
/// what every append must read and replace anyway, and because the lock cannot outlive the transaction.
///
/// A connection can break after COMMIT was sent and before its answer came. To give a true answer all the same, each
/// transaction also notes its number under this writer's id in `writers`; after reconnecting, the writer locks `head`
/// (which waits until the old session is really over) and looks which number is there.
///
/// `@unchecked Sendable`: all state is used on the writer's thread only.
final class JournalWriter: @unchecked Sendable {
    let address: PostgresAddress
    let limits: PostgresLimits
    let projections: [any Projection]
    private let counter: StatementCounter
    private let board: HeadBoard
    private let sorter: SearchSorter
    private let random: @Sendable () -> UInt64
    private let id: String
    private var attempt: Int64 = 0
    private var connection: PostgresConnection?
    private var backoff: Backoff
    /// Whether the last work was given up because the database could not be reached.
    private var isAbsent = false
    private var cache: DocumentCache
    /// The journal's end and generation for which `cache` holds.
    private var cacheEnd: (Chain, Int64)?
    /// The generation for which the projections' revisions were found to be this program's.
    var checkedGeneration: Int64?
    init(_ setup: StoreSetup, sorter: SearchSorter) {
        self.sorter = sorter
        address = setup.address
        limits = setup.limits
        projections = setup.projections
        counter = setup.counter
        board = setup.board
        random = setup.random
        id = Hexadecimal.encode(
            [random(), random()].flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } })
        backoff = Backoff(setup.limits)
        cache = DocumentCache(bytesMost: setup.limits.cachedDocumentBytes)
    }

    /// Does what the thread took from its mailbox, in order, with as many appends in one transaction as the bounds allow.
    func work(_ jobs: [WriterJob]) {
        var batch: [QueuedCommand] = []
        var bytes = 0
        for job in jobs {
            switch job {
            case .append(let command):
                if bytes > limits.batchBytes {
                    append(batch)
                    batch = []
                    bytes = 0
                }
                batch.append(command)
                bytes += command.weight
            case .alone(let work):
                append(batch)
                batch = []
                bytes = 0
                work(self)
            }
        }
        append(batch)
    }

    /// Ends the session with the server.
    func end() { connection = nil }

    /// Records commands in one transaction, and answers each for itself.
    private func append(_ batch: [QueuedCommand]) {
        let batch = isAbsent ? dropExpired(batch) : batch
        guard let first = batch.first else { return }
        do throws(JournalError) {
            let outcomes = try appended(batch, until: first.since + limits.patience)
            for (command, outcome) in zip(batch, outcomes) { command.answer.resume(returning: outcome) }
        } catch {
            // The database refuses one command's data: the others must not suffer for it.
            if batch.count > 1, error.code == .failed || error.code == .full || error.code == .refused {
                for command in batch { append([command]) }
                return
            }
            for command in batch { command.answer.resume(returning: .failure(error)) }
        }
    }

    /// Answers the commands whose time is over while the database is away, without asking it once more for each.
    private func dropExpired(_ batch: [QueuedCommand]) -> [QueuedCommand] {
        let now = ContinuousClock.now
        return batch.filter { command in
            if now < command.since + limits.patience { return true }
            command.answer.resume(
                returning: .failure(
                    JournalError(.unavailable, "PostgreSQL cannot be reached; nothing was recorded. Send it again.")))
            return false
        }
    }

    private func appended(
        _ batch: [QueuedCommand], until deadline: ContinuousClock.Instant
    ) throws(JournalError) -> [Result<AppendReceipt, JournalError>] {
        let keys = Set(batch.compactMap { $0.command.idempotencyKey?.rawValue })
        let streams = Set(
            batch.flatMap { $0.command.drafts.map(\.stream.rawValue) + $0.command.expectations.map(\.stream.rawValue) })
        var lookups = [SQL.versions.with(.texts(streams))]
        if !keys.isEmpty { lookups.append(SQL.commands.with(.texts(keys))) }
        // A projection's document mostly has the name of its stream. Read here, they cost no round trip of their own.
        let named = projections.map(\.name.rawValue)
        if !named.isEmpty { lookups.append(SQL.documentsNamed.with(.texts(named), .texts(streams))) }
        return try alone(until: deadline, alongside: lookups) { locked throws(PostgresFailure) in
            if !named.isEmpty, let rows = locked.answers.last { locked.documents.expect(rows) }
            try self.keepReadModels(&locked)
            var group = AppendGroup(chain: locked.chain, schema: self.address.schema)
            group.take(versions: locked.answers[0])
            if !keys.isEmpty { try group.take(commands: locked.answers[1]) }
            var outcomes: [Result<AppendReceipt, JournalError>] = []
            for queued in batch {
                outcomes.append(
                    try group.record(queued, projections: self.projections, documents: locked.documents))
            }
            locked.mustCommit = group.hasReceipts
            locked.chain = group.chain
            locked.finish += group.writes()
            return outcomes
        }
    }

    // MARK: Transactions with the append lock

    /// A transaction that holds the append lock.
    struct Locked {
        let connection: PostgresConnection
        /// The end of the chain; what it is at the end of the work is written.
        var chain: Chain
        /// Counts changes to the read models that do not come from appending.
        var generation: Int64
        /// The answers to the statements that went with the lock.
        let answers: [Rows]
        let documents: TransactionDocuments
        /// Statements that go with the commit.
        var finish: [BoundStatement] = []
        /// Whether anything is told that must be durable.
        var mustCommit = true
    }

    /// Runs `work` with the append lock and commits, again after a lost race until `deadline`, and after a lost
    /// connection until the patience for an absent database is at its end. What it throws is true: nothing was
    /// recorded, except for an `unavailable` that says that this is unknown.
    func alone<Outcome>(
        until deadline: ContinuousClock.Instant, alongside: [BoundStatement] = [],
        _ work: (inout Locked) throws(PostgresFailure) -> Outcome
    ) throws(JournalError) -> Outcome {
        var unsettled: (attempt: Int64, outcome: Outcome)?
        var absent: ContinuousClock.Instant?
        while true {
            let failure: PostgresFailure
            do throws(PostgresFailure) {
                let connection = try connected()
                let outcome = try once(connection, alongside, &unsettled, work)
                backoff.reset()
                isAbsent = false
                return outcome
            } catch {
                failure = error
            }
            leave(after: failure)
            let again = failure.kind == .connection ? !failure.needsAPerson : failure.mayRunAgain
            let now = ContinuousClock.now
            // The first loss may only say that an idle session has ended: a new one is always tried.
            let isFirstLoss = failure.kind == .connection && absent == nil
            if isFirstLoss { absent = now }
            let end = min(deadline, absent.map { $0 + limits.patience } ?? deadline)
            guard again, isFirstLoss || now < end else {
                isAbsent = failure.kind == .connection
                throw unsettled == nil ? failure.journalError : Self.unknown(failure)
            }
            backoff.pause(random: random())
        }
    }

    private func once<Outcome>(
        _ connection: PostgresConnection, _ alongside: [BoundStatement],
        _ unsettled: inout (attempt: Int64, outcome: Outcome)?,
        _ work: (inout Locked) throws(PostgresFailure) -> Outcome
    ) throws(PostgresFailure) -> Outcome {
        let answers = try connection.run([SQL.begin.with(), SQL.lockHead.with()] + alongside)
        let chain = try answers[1].chain()
        if let earlier = unsettled {
            if try settles(earlier.attempt, connection) {
                board.advance(to: chain.position.rawValue)
                return earlier.outcome
            }
            unsettled = nil
        }
        let generation = answers[1].integer(0, 2)
        if cacheEnd?.0 != chain || cacheEnd?.1 != generation { cache.clear() }
        let documents = TransactionDocuments(connection, cache: cache)
        // The transaction has the cache now; a second owner would make its first change copy all of it.
        cache.clear()
        var locked = Locked(
            connection: connection, chain: chain, generation: generation, answers: Array(answers.dropFirst(2)),
            documents: documents)
        let outcome = try work(&locked)
        if let failure = documents.failure { throw failure }
        let hasMoved = locked.chain != chain || locked.generation != generation
        if locked.mustCommit || hasMoved {
            attempt += 1
            unsettled = (attempt, outcome)
            do throws(PostgresFailure) {
                try commit(
                    connection, documents.writes() + locked.finish + [lastStatement(of: locked, hasMoved: hasMoved)])
            } catch {
                // An error that the server told ended the transaction; only silence leaves the outcome open.
                if error.kind == .statement { unsettled = nil }
                throw error
            }
            documents.settle()
        } else {
            _ = try connection.run(SQL.rollback.with())
        }
        sorter.note(documents.indexed)
        cache = documents.cache
        cacheEnd = (locked.chain, locked.generation)
        board.advance(to: locked.chain.position.rawValue)
        return outcome
    }

    /// Whether an attempt whose answer was lost did commit. With the lock held, the session it ran in is over.
    private func settles(_ attempt: Int64, _ connection: PostgresConnection) throws(PostgresFailure) -> Bool {
        let noted = try connection.run(SQL.attempt.with(.text(id)))
        guard !noted.isEmpty, noted.integer(0, 0) == attempt else { return false }
        // Committing once more makes it as durable as any: it may be visible here without having reached a synchronous
        // standby yet.
        try commit(connection, [SQL.noteAttempt.with(.text(id), .integer(attempt))])
        return true
    }

    /// The last statement before the commit.
    private func lastStatement(of locked: Locked, hasMoved: Bool) -> BoundStatement {
        guard hasMoved else { return SQL.noteAttempt.with(.text(id), .integer(attempt)) }
        return SQL.moveHead.with(
            .text(id), .integer(attempt), .integer(locked.chain.position.rawValue),
            .bytes(locked.chain.hash.bytes), .integer(locked.generation), .text(SQL.channel(address.schema)))
    }

    private func commit(_ connection: PostgresConnection, _ finish: [BoundStatement]) throws(PostgresFailure) {
        _ = connection.takeWarning()
        let bytes = finish.reduce(0) { $0 + $1.parameters.reduce(0) { $0 + ($1.content?.count ?? 0) } }
        // A group of many megabytes gets more time than a small one.
        let answers = try connection.run(
            finish + [SQL.commit.with()], within: limits.statement + .milliseconds(bytes / 2_000))
        guard answers.last?.commandTag == "COMMIT" else {
            throw PostgresFailure(kind: .statement, state: "40000", message: "the transaction was rolled back")
        }
        guard !connection.takeWarning() else {
            throw .connection("the server committed with a warning: the wait for its standby was cancelled")
        }
    }

    private func connected() throws(PostgresFailure) -> PostgresConnection {
        if let connection, !connection.isBroken { return connection }
        connection = nil
        let opened = try PostgresConnection.enter(.writer, address, limits: limits, counter: counter)
        connection = opened
        return opened
    }

    /// Puts the session back to where a transaction can begin, or gives it up.
    private func leave(after failure: PostgresFailure) {
        cache.clear()
        cacheEnd = nil
        checkedGeneration = nil
        guard failure.kind == .statement, let connection, !connection.isBroken,
            (try? connection.run(SQL.rollback.with())) != nil
        else {
            connection = nil
            return
        }
    }

    private static func unknown(_ failure: PostgresFailure) -> JournalError {
        JournalError(
            .unavailable,
            "the connection to PostgreSQL broke during a commit, and the outcome could not be learned in time "
                + "(\(failure.message)). Send the command again with its idempotency key.")
    }
}
