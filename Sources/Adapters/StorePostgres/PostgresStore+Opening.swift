internal import Journal
internal import Machine

/// What happens before a store exists: one connection, used on a thread of its own.
extension PostgresStore {
    static func migrations(
        _ url: String, _ limits: PostgresLimits,
        _ work: @escaping @Sendable (Migrator, PostgresConnection) throws(JournalError) -> [PostgresMigration]
    ) async throws(JournalError) -> [String] {
        let setup = StoreSetup(
            address: try PostgresAddress(url: url), limits: limits, projections: [], random: { 0 },
            board: HeadBoard(waitersMost: 0))
        return try await onThread { () throws(JournalError) in
            try withOpened(setup) { connection throws(JournalError) in
                try work(Migrator(schema: setup.address.schema, limits: limits), connection).map(\.name)
            }
        }
    }

    /// Connects once; only a server that is just starting is waited for. An address that is wrong should be told at
    /// once, and a service that starts before its database is started again by its supervisor.
    static func withOpened<Outcome>(
        _ setup: StoreSetup, _ work: (PostgresConnection) throws(JournalError) -> Outcome
    ) throws(JournalError) -> Outcome {
        let deadline = ContinuousClock.now + setup.limits.patience
        var backoff = Backoff(setup.limits)
        while true {
            let failure: PostgresFailure
            do throws(PostgresFailure) {
                let connection = try PostgresConnection.enter(
                    .writer, setup.address, limits: setup.limits, counter: setup.counter)
                return try told(work, connection)
            } catch {
                failure = error
            }
            if let cause = failure.cause { throw cause }
            guard failure.state == "57P03", ContinuousClock.now < deadline else {
                var error = failure.journalError
                error.message += " [\(setup.address)]"
                throw error
            }
            backoff.pause(random: setup.random())
        }
    }

    private static func told<Outcome>(
        _ work: (PostgresConnection) throws(JournalError) -> Outcome, _ connection: PostgresConnection
    ) throws(PostgresFailure) -> Outcome {
        do throws(JournalError) {
            return try work(connection)
        } catch {
            throw PostgresFailure(error)
        }
    }

    /// Runs `work` on a thread that may block and ends with it.
    static func onThread<Outcome: Sendable>(
        _ work: @escaping @Sendable () throws(JournalError) -> Outcome
    ) async throws(JournalError) -> Outcome {
        let thread = BlockingThread<@Sendable () -> Void>(name: "vigie-pg-open", capacity: 1) { _, batch in
            for work in batch { work() }
        }
        let outcome: Result<Outcome, JournalError> = await withCheckedContinuation { continuation in
            let acceptance = thread.send {
                do throws(JournalError) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            guard case .accepted = acceptance else { preconditionFailure("a new thread takes its first message") }
        }
        await thread.stop()
        return try outcome.get()
    }
}

extension JournalError {
    static let storeClosed = JournalError(.closed, "the journal store was closed")
    static let tooManyWaiting = JournalError(
        .unavailable, "too many requests wait for PostgreSQL; try again in a moment")
}
