internal import Journal
internal import Ledger
internal import Vocabulary

/// A job on its way to the writer.
struct QueuedJob: Sendable {
    let job: LedgerJob
    /// Sixteen bytes by chance, by which a commit of records is known again.
    let commitID: [UInt8]
    let instant: Instant
    let since: ContinuousClock.Instant
    let answer: CheckedContinuation<Result<LedgerCommit.Outcome, LedgerError>, Never>
}

/// What changes the ledger, on the store's one writer thread; other nodes have theirs.
///
/// Every transaction first locks the row of `ledger_head`: the lock makes one order of the operations of all nodes. A
/// connection can break after COMMIT was sent and before its answer came. Then the whole group is simply applied again:
/// what was recorded is found by its name and gets the answer that it has; commits of records are found by theirs in
/// `record_commits`. Each transaction writes `ledger_head`, also
/// one that found everything recorded: so its commit waits until that is as durable as the server promises.
///
/// `@unchecked Sendable`: all state is used on the writer's thread only.
final class LedgerWriter: @unchecked Sendable {
    private let setup: StoreSetup
    private var connection: PostgresConnection?
    private var backoff: Backoff
    /// Commits of records that were answered, and whose names the next transaction clears away.
    private var acknowledged: [[UInt8]] = []

    init(_ setup: StoreSetup) {
        self.setup = setup
        backoff = Backoff(setup.limits)
    }

    /// Ends the session with the server.
    func end() { connection = nil }

    /// Applies operations in one transaction, and answers each for itself.
    func work(_ queued: [QueuedJob]) {
        guard let first = queued.first else { return }
        do throws(JournalError) {
            let outcomes = try applied(queued, until: first.since + setup.limits.patience)
            for (job, outcome) in zip(queued, outcomes) { job.answer.resume(returning: outcome) }
        } catch {
            // One operation's data may be to blame, such as a payment that was damaged: the others must not suffer for it.
            if queued.count > 1, error.code != .unavailable {
                for job in queued { work([job]) }
                return
            }
            for job in queued { job.answer.resume(returning: .failure(LedgerError(error))) }
        }
    }

    private func applied(
        _ queued: [QueuedJob], until deadline: ContinuousClock.Instant
    ) throws(JournalError) -> [Result<LedgerCommit.Outcome, LedgerError>] {
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
        _ queued: [QueuedJob], _ hasSentCommit: inout Bool
    ) throws(PostgresFailure) -> [Result<LedgerCommit.Outcome, LedgerError>] {
        let connection = try connected()
        let operations = queued.flatMap(\.job.operations)
        let records = Set(queued.flatMap { $0.job.records.map(\.id) }).map { $0 }
        let commits = queued.filter { !$0.job.records.isEmpty }.map(\.commitID)
        let answers = try connection.run([
            SQL.begin.with(), LedgerSQL.lockHead.with(),
            LedgerSQL.known.with(.texts(Set(operations.map(\.id.rawValue)))),
            LedgerSQL.paymentsNamed.with(.texts(Set(operations.map(\.payment.rawValue)))),
            RecordSQL.known.with(.texts(records.map(\.kind)), .texts(records.map(\.key))),
            RecordSQL.recorded.with(.byteStrings(commits)),
        ])
        // With the lock held, the session in which an earlier attempt may have committed is over: what it did is seen.
        hasSentCommit = false
        var batch = try loaded(answers)
        let recorded = Set((0..<answers[5].count).map { answers[5].bytes($0, 0) })
        let outcomes = queued.map { item in
            // What was written before is not written again: only its operations are asked for their answers.
            let isRecorded = recorded.contains(item.commitID)
            return isRecorded ? batch.answers(to: item.job, at: item.instant) : batch.apply(item.job, at: item.instant)
        }
        let finish =
            LedgerSQL.writing(batch.writes)
            + RecordSQL.writing(
                batch.finish(), commits: commits.filter { !recorded.contains($0) }, acknowledged: acknowledged)
            + [LedgerSQL.moveHead.with(.integer(batch.lastSequence)), SQL.commit.with()]
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
        acknowledged = commits
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
            return LedgerBatch(
                lastSequence: answers[1].integer(0, 0), known: known, payments: payments,
                records: answers[4].knownRecords())
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
