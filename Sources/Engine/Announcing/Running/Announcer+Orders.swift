package import Desk
internal import Incidents
internal import Journal
internal import Telling
internal import Vocabulary

// What people order: to stop a sentence that waits, to say what a case really was, to take over a measured end.
extension Announcer {
    package func announcement(_ number: Int64) async throws(DeskRefusal) -> Announcement? {
        try await reading { documents throws(JournalError) in try AnnouncingReading(documents).announcement(number) }
    }

    /// The latest cases first, those that wait among them.
    package func latest(limit: Int) async throws(DeskRefusal) -> [Announcement] {
        try await reading { documents throws(JournalError) in try AnnouncingReading(documents).latest(limit: limit) }
    }

    package func pending() async throws(DeskRefusal) -> [Announcement] {
        try await reading { documents throws(JournalError) in try AnnouncingReading(documents).pending() }
    }

    /// Stops the sentence of a case while its grace time runs: the draft stays for people.
    package func stop(_ number: Int64, by caller: DeskCaller) async throws(DeskRefusal) {
        for _ in 0..<Self.attemptsMost {
            let known = try await known(number)
            guard let round = known.rounds.last else { throw Self.nothingWaits(number) }
            // Sent twice, it is stopped once.
            if round.stopped?.by == caller.person { return }
            guard round.isPending else { throw Self.nothingWaits(number) }
            if try await order(.stopped(number, from: round.from, by: caller.person), known, caller) { return }
        }
        throw Self.busy
    }

    /// Says what the case was: it counts for the rules' figures, and what was no outage is told to nobody.
    package func label(
        _ number: Int64, _ verdict: Announcement.Label.Verdict, by caller: DeskCaller
    ) async throws(DeskRefusal) {
        for _ in 0..<Self.attemptsMost {
            guard try await isThere(number) else { throw Self.noCase(number) }
            let known = try await announcement(number) ?? Announcement(number: number)
            if known.label?.verdict == verdict, known.label?.by == caller.person { return }
            if try await order(.labelled(number, verdict, by: caller.person), known, caller) { return }
        }
        throw Self.busy
    }

    /// Writes the measured end into the incident, as this person's doing.
    package func takeOverEnd(_ number: Int64, by caller: DeskCaller) async throws(DeskRefusal) {
        for _ in 0..<Self.attemptsMost {
            let known = try await known(number)
            guard let round = known.rounds.last, let end = round.end else {
                throw DeskRefusal(.conflict, "Case \(number) has no measured end that waits for a person.")
            }
            if end.mode != .proposed { return }
            if let id = known.incident, let incident = try await desk.incident(id)?.incident {
                var plain = caller
                plain.key = nil
                try await writeEnd(of: round, end.at, incident, by: plain)
            }
            let fact = AnnouncingFact.ended(number, from: round.from, .init(at: end.at, mode: .recorded))
            if try await order(fact, known, caller) { return }
        }
        throw Self.busy
    }

    // MARK: Parts

    private func known(_ number: Int64) async throws(DeskRefusal) -> Announcement {
        guard let known = try await announcement(number) else { throw Self.noCase(number) }
        return known
    }

    private func isThere(_ number: Int64) async throws(DeskRefusal) -> Bool {
        if try await announcement(number) != nil { return true }
        return try await reading { [sources] documents throws(JournalError) in
            try sources.one(documents, number) != nil
        }
    }

    func reading<Value: Sendable>(
        _ work: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Value
    ) async throws(DeskRefusal) -> Value {
        do throws(JournalError) {
            return try await store.read(work)
        } catch {
            throw DeskRefusal(.unavailable, "The journal can't be read at the moment; try again soon.")
        }
    }

    /// False when somebody was faster.
    private func order(
        _ fact: AnnouncingFact, _ known: Announcement, _ caller: DeskCaller
    ) async throws(DeskRefusal) -> Bool {
        do throws(AnnouncingFailure) {
            return try await record([fact.draft], on: known, by: caller.actor)
        } catch {
            throw DeskRefusal(.unavailable, "The journal can't take it at the moment: \(error.message)")
        }
    }

    private static func noCase(_ number: Int64) -> DeskRefusal { DeskRefusal(.notFound, "There is no case \(number).") }
    private static func nothingWaits(_ number: Int64) -> DeskRefusal {
        DeskRefusal(.conflict, "No sentence of case \(number) waits: it was said, stopped, or never to be said.")
    }
    private static let busy = DeskRefusal(.conflict, "Others changed this at the same time; try again.")
}
