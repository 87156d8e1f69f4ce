internal import API
internal import HTTP
internal import Incidents
internal import Journal
internal import Tracking
internal import Vocabulary

/// Does what the API and the pages order: follows and leaves pages, and records decisions about events.
struct TrackerOrders: TrackerCommands {
    let tracker: Tracker
    let store: any JournalStore
    let now: @Sendable () -> Instant
    /// Where another node reads the pages, this one can't say what it follows.
    let isReading: Bool

    private func requireReading() throws(CommandRefusal) {
        guard isReading else {
            throw CommandRefusal(
                .unavailable, "This node does not follow pages (tracker.enabled is false); ask the one that does.")
        }
    }

    func follow(_ order: FollowOrder, by caller: CommandCaller) async throws(CommandRefusal) -> FollowOutcome {
        try requireReading()
        do throws(FollowRefusal) {
            let page =
                switch order {
                case .url(let url): try await tracker.follow(url: url, vendor: nil, actor: caller.actor)
                case .vendor(let vendor): try await tracker.follow(url: nil, vendor: vendor, actor: caller.actor)
                }
            return FollowOutcome(page: page, isNew: true)
        } catch {
            // Following twice is following: the answer is the page that is followed.
            if error.kind == .alreadyFollowed, let page = error.page { return FollowOutcome(page: page, isNew: false) }
            throw Self.refusal(error)
        }
    }

    func unfollow(
        _ provider: ProviderID, reason: String?, by caller: CommandCaller
    ) async throws(CommandRefusal) {
        try requireReading()
        do throws(FollowRefusal) {
            try await tracker.unfollow(provider, actor: caller.actor)
        } catch {
            throw Self.refusal(error)
        }
    }

    func decide(_ order: DecisionOrder, by caller: CommandCaller) async throws(CommandRefusal) -> EventDecision {
        for id in [order.first, order.second] {
            let known: Incident?
            do throws(JournalError) {
                known = try await store.incident(id)
            } catch {
                throw Self.refusal(error)
            }
            guard known != nil else { throw CommandRefusal(.notFound, "There is no incident \(id).") }
        }
        let decision = EventDecision(
            first: order.first, second: order.second, verdict: order.verdict, reason: order.reason,
            actor: caller.actor.rawValue, at: now())
        do throws(JournalError) {
            _ = try await store.append(
                AppendCommand(
                    actor: caller.actor, instant: decision.at, drafts: [Fact.eventDecided(decision).draft],
                    idempotencyKey: caller.key))
            return decision
        } catch {
            throw Self.refusal(error)
        }
    }

    private static func refusal(_ error: FollowRefusal) -> CommandRefusal {
        let reason: CommandRefusal.Reason =
            switch error.kind {
            case .notFollowed: .notFound
            case .unavailable: .unavailable
            case .alreadyFollowed: .conflict
            case .malformed, .unknownVendor, .unreachable, .notRecognised: .refused
            }
        return CommandRefusal(reason, error.message)
    }

    private static func refusal(_ error: JournalError) -> CommandRefusal {
        error.code == .idempotencyConflict
            ? CommandRefusal(.keyReused, "This Idempotency-Key was used before for another order.")
            : CommandRefusal(.unavailable, "The journal can't take it at the moment: \(error.message)")
    }
}
