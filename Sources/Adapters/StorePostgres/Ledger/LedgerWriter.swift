internal import Journal
internal import Ledger
internal import Vocabulary

/// An operation on its way to the writer.
struct QueuedOperation: Sendable {
    let operation: LedgerOperation
    let instant: Instant
    let since: ContinuousClock.Instant
    let answer: CheckedContinuation<Result<LedgerAnswer, LedgerError>, Never>
}

/// What changes the ledger, on the store's one writer thread; other nodes have theirs.
///
/// Every transaction first locks the row of `ledger_head`: the lock makes one order of the operations of all nodes. A
/// connection can break after COMMIT was sent and before its answer came. Then the whole group is simply applied again:
/// what was recorded is found by its name and gets the answer that it has. Each transaction writes `ledger_head`, also
/// one that found everything recorded: so its commit waits until that is as durable as the server promises.
///
/// `@unchecked Sendable`: all state is used on the writer's thread only.
final class LedgerWriter: @unchecked Sendable {
    private let setup: StoreSetup
    private var connection: PostgresConnection?
    private var backoff: Backoff

    init(_ setup: StoreSetup) {
        self.setup = setup
        backoff = Backoff(setup.limits)
    }

    /// Ends the session with the server.
    func end() { connection = nil }

    /// Applies operations in one transaction, and answers each for itself.
    func work(_ queued: [QueuedOperation]) {
        guard let first = queued.first else { return }
        do throws(JournalError) {
            let outcomes = try applied(queued, until: first.since + setup.limits.patience)
            for (operation, outcome) in zip(queued, outcomes) { operation.answer.resume(returning: outcome) }
        } catch {
            // One operation's data may be to blame, such as a payment that was damaged: the others must not suffer for it.
            if queued.count > 1, error.code != .unavailable {
                for operation in queued { work([operation]) }
                return
            }
            for operation in queued { operation.answer.resume(returning: .failure(LedgerError(error))) }
        }
    }

    private func applied(
        _ queued: [QueuedOperation], until deadline: ContinuousClock.Instant
    ) throws(JournalError) -> [Result<LedgerAnswer, LedgerError>] {
        var hasSentCommit = false
        var isFirst = true
        while true {
            let failure: PostgresFailure
            do throws(PostgresFailure) {
                let outcomes = try once(queued, &hasSentCommit)
                backoff.reset()
                return outcomes
            } catch {
                failure = error
            }
            leave(after: failure)
            let again = failure.kind == .connection ? !failure.needsAPerson : failure.mayRunAgain
            // The first loss may only say that an idle session has ended: a new one is always tried.
            guard again, isFirst || ContinuousClock.now < deadline else {
                throw hasSentCommit ? Self.unknown(failure) : failure.journalError
            }
            isFirst = false
            backoff.pause(random: setup.random())
        }
    }

    private func once(
        _ queued: [QueuedOperation], _ hasSentCommit: inout Bool
    ) throws(PostgresFailure) -> [Result<LedgerAnswer, LedgerError>] {
        let connection = try connected()
        let answers = try connection.run([
            SQL.begin.with(), LedgerSQL.lockHead.with(),
            LedgerSQL.known.with(.texts(Set(queued.map(\.operation.id.rawValue)))),
            LedgerSQL.paymentsNamed.with(.texts(Set(queued.map(\.operation.payment.rawValue)))),
        ])
        // With the lock held, the session in which an earlier attempt may have committed is over: what it did is seen.
        hasSentCommit = false
        var batch = try loaded(answers)
        let outcomes = queued.map { batch.apply($0.operation, at: $0.instant) }
        let finish =
            LedgerSQL.writing(batch.writes) + [
                LedgerSQL.moveHead.with(.integer(batch.lastSequence)), SQL.commit.with(),
            ]
        _ = connection.takeWarning()
        do throws(PostgresFailure) {
            let done = try connection.run(finish)
            guard done.last?.commandTag == "COMMIT" else {
                throw PostgresFailure(kind: .statement, state: "40000", message: "the transaction was rolled back")
            }
            guard !connection.takeWarning() else {
                throw .connection("the server committed with a warning: the wait for its standby was cancelled")
            }
        } catch {
            hasSentCommit = error.kind == .connection
            throw error
        }
        return outcomes
    }

    private func loaded(_ answers: [Rows]) throws(PostgresFailure) -> LedgerBatch {
        do throws(JournalError) {
            var known: [OperationID: LedgerBatch.Known] = [:]
            for row in 0..<answers[2].count {
                let (id, earlier) = try answers[2].known(row)
                known[id] = earlier
            }
            var payments: [PaymentID: Payment] = [:]
            for payment in try answers[3].payments() { payments[payment.id] = payment }
            return LedgerBatch(lastSequence: answers[1].integer(0, 0), known: known, payments: payments)
        } catch {
            throw PostgresFailure(error)
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

    private static func unknown(_ failure: PostgresFailure) -> JournalError {
        JournalError(
            .unavailable,
            "the connection to PostgreSQL broke during a commit, and the outcome could not be learned in time "
                + "(\(failure.message)). Send the operation again under its name.")
    }
}
