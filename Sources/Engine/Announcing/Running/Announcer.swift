package import Desk
internal import Incidents
package import Journal
package import Vocabulary

/// Does what the decisions say: a thin shell over the desk.
///
/// Everything that it does is written down in a way that makes it happen once, through crashes and on several nodes: what is begun is
/// recorded first, orders to the desk have a key, and each entry names the version that it follows.
package struct Announcer: Sendable {
    /// What is to be had from elsewhere.
    package struct Sources: Sendable {
        /// Cases that are open, or were closed lately.
        package var cases: @Sendable (any DocumentReading) throws(JournalError) -> [SeenCase]
        package var policy: @Sendable () -> AnnouncingPolicy

        /// All cases, the latest first, at most so many.
        package var latest: @Sendable (any DocumentReading, Int) throws(JournalError) -> [SeenCase]
        /// One of them, however old.
        package var one: @Sendable (any DocumentReading, Int64) throws(JournalError) -> SeenCase?

        package init(
            cases: @escaping @Sendable (any DocumentReading) throws(JournalError) -> [SeenCase],
            latest: @escaping @Sendable (any DocumentReading, Int) throws(JournalError) -> [SeenCase],
            one: @escaping @Sendable (any DocumentReading, Int64) throws(JournalError) -> SeenCase?,
            policy: @escaping @Sendable () -> AnnouncingPolicy
        ) {
            self.cases = cases
            self.latest = latest
            self.one = one
            self.policy = policy
        }
    }

    static let actor: Actor = "system:announcing"
    /// Steps of one case in one turn; more is a fault, and is left to the next turn.
    static let stepsMost = 20
    static let attemptsMost = 8
    static let casesMost = 600

    let store: any JournalStore
    let desk: Desk
    let sources: Sources
    let now: @Sendable () -> Instant

    package init(
        store: any JournalStore, desk: Desk, sources: Sources, now: @escaping @Sendable () -> Instant
    ) {
        self.store = store
        self.desk = desk
        self.sources = sources
        self.now = now
    }

    /// What one turn came to.
    package struct Turn: Sendable {
        /// When something is due by time alone.
        package var next: Instant?
        /// What could not be done, as sentences for whoever operates it.
        package var problems: [String] = []
        /// How much was done.
        package var steps = 0
    }

    /// One picture of a case, with what is needed to decide.
    struct Picture: Sendable {
        var seen: SeenCase
        var known: Announcement
        var decision: AnnouncingDecision
        var incident: Incident?
        var standing: IncidentStanding?
        var beside: Set<EvidenceKind>
        var site: Site
    }

    /// Does everything that is to be done now.
    package func turn() async throws(JournalError) -> Turn {
        var turn = Turn()
        let policy = sources.policy()
        // One picture for all: most turns find nothing to do.
        let pictures = try await store.read { [sources] documents throws(JournalError) -> [Picture] in
            let reading = AnnouncingReading(documents)
            var pictures: [Picture] = []
            var common: Common?
            for seen in try sources.cases(documents).suffix(Self.casesMost) {
                let known = try reading.announcement(seen.number) ?? Announcement(number: seen.number)
                guard !Self.isSettled(seen, known) else { continue }
                let shared: Common
                if let common { shared = common } else { shared = try Common(documents, policy) }
                common = shared
                pictures.append(try shared.picture(seen, known, documents))
            }
            return pictures
        }
        for picture in pictures {
            do throws(AnnouncingFailure) {
                try await work(from: picture, &turn)
            } catch {
                turn.problems.append("case \(picture.seen.number): \(error.message)")
                let later = now() + .seconds(15)
                turn.next = min(turn.next ?? later, later)
            }
        }
        return turn
    }

    /// Closed, and all that was to be said of it was.
    static func isSettled(_ seen: SeenCase, _ known: Announcement) -> Bool {
        guard seen.state == .closed else { return false }
        let isCalled = known.calls.last.map { $0.moment == .over } ?? true
        return isCalled && (known.rounds.last.map { $0.end != nil } ?? true)
    }

    private func work(from first: Picture, _ turn: inout Turn) async throws(AnnouncingFailure) {
        var picture = first
        for _ in 0..<Self.stepsMost {
            let actions = picture.decision.actions(
                for: picture.seen, picture.known, beside: picture.beside, incident: picture.standing, now: now())
            guard let action = actions.first else {
                if let due = picture.decision.deadline(picture.known) { turn.next = min(turn.next ?? due, due) }
                return
            }
            try await perform(action, picture)
            turn.steps += 1
            guard let next = try await self.picture(of: first.seen.number) else { return }
            picture = next
        }
        turn.next = min(turn.next ?? now(), now())
    }

    // MARK: Looking

    /// What all cases of one turn have in common.
    struct Common {
        let site: Site
        let decision: AnnouncingDecision

        init(_ documents: any DocumentReading, _ policy: AnnouncingPolicy) throws(JournalError) {
            site = try Site(documents)
            decision = AnnouncingDecision(
                policy: policy, catalogue: Announcer.catalogue(site),
                demoted: Set(try AnnouncingReading(documents).rules().filter(\.isDemoted).map(\.name)))
        }

        func picture(
            _ seen: SeenCase, _ known: Announcement, _ documents: any DocumentReading
        ) throws(JournalError) -> Picture {
            let incident = try known.incident.flatMap { (id) throws(JournalError) in
                try IncidentReading(documents).incident(id)
            }
            return Picture(
                seen: seen, known: known, decision: decision, incident: incident,
                standing: incident.map(Announcer.standing), beside: Announcer.beside(seen, site), site: site)
        }
    }

    private func picture(of number: Int64) async throws(AnnouncingFailure) -> Picture? {
        let policy = sources.policy()
        do throws(JournalError) {
            return try await store.read { [sources] documents throws(JournalError) -> Picture? in
                guard let seen = try sources.one(documents, number) else { return nil }
                let known = try AnnouncingReading(documents).announcement(number) ?? Announcement(number: number)
                return try Common(documents, policy).picture(seen, known, documents)
            }
        } catch {
            throw AnnouncingFailure(error)
        }
    }

    /// Components of ours that are in use and that some page could show.
    static func catalogue(_ site: Site) -> Set<ComponentID> {
        let ours = Set(site.providers.filter(\.isOurs).map(\.id))
        return Set(site.components.filter { ours.contains($0.provider) && !$0.isRetired }.map(\.id))
    }

    static func standing(_ incident: Incident) -> IncidentStanding {
        IncidentStanding(
            isPublic: incident.own?.visibility == .everyone, isUnderEmbargo: incident.own?.embargoUntil != nil,
            hasOpenWindow: incident.windows.contains { $0.end == nil },
            lastEnd: incident.windows.max { $0.start < $1.start }?.end)
    }

    /// A page that we follow of whom the likeliest cause names, and that tells of something since about then.
    static func beside(_ seen: SeenCase, _ site: Site) -> Set<EvidenceKind> {
        guard let from = seen.latest?.from, let supplier = seen.causes.first?.supplier else { return [] }
        let tells = site.incidents.contains { incident in
            incident.provider == supplier && incident.own == nil
                && incident.windows.contains { $0.end == nil && $0.start >= from - .minutes(30) }
        }
        return tells ? [.vendor] : []
    }

    // MARK: Writing down

    /// False when somebody was faster, and it is to be looked at again.
    @discardableResult
    func record(
        _ facts: [EntryDraft], on known: Announcement, by actor: Actor = Announcer.actor, key: IdempotencyKey? = nil
    ) async throws(AnnouncingFailure) -> Bool {
        do throws(JournalError) {
            _ = try await store.append(
                AppendCommand(
                    actor: actor, instant: now(), drafts: facts,
                    expectations: [
                        StreamExpectation(
                            stream: AnnouncingFact.stream(known.number), version: StreamVersion(known.version))
                    ], idempotencyKey: key))
            return true
        } catch {
            if error.code == .versionConflict { return false }
            throw AnnouncingFailure(error)
        }
    }
}

/// Why something was not done; it is tried again later.
package struct AnnouncingFailure: Error, Sendable {
    package var message: String

    init(_ error: JournalError) { message = error.message }
    init(_ refusal: DeskRefusal) { message = refusal.message }
}
