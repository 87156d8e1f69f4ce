package import Desk
package import Journal
internal import Telling
package import Vocabulary

/// Which rules wake people. Fewer calls need two persons: one proposes with a reason, another one agrees. More calls need one.
package struct RuleDesk: Sendable {
    static let reasonMost = 1_000
    let store: any JournalStore
    let now: @Sendable () -> Instant

    package init(store: any JournalStore, now: @escaping @Sendable () -> Instant) {
        self.store = store
        self.now = now
    }

    package enum Order: Sendable, Hashable {
        case propose(reason: String)
        case agree
        case decline
        case restore
    }

    package func perform(
        _ order: Order, on name: RuleName, by caller: DeskCaller
    ) async throws(DeskRefusal) -> RuleStanding {
        for _ in 0..<Announcer.attemptsMost {
            let standing = try await self.standing(name)
            guard let fact = try Self.decide(order, standing, caller) else { return standing }
            let stream = fact.stream
            do throws(JournalError) {
                _ = try await store.append(
                    AppendCommand(
                        actor: caller.actor, instant: now(), drafts: [AnnouncingFact.rule(fact).draft],
                        expectations: [StreamExpectation(stream: stream, version: StreamVersion(standing.version))]))
            } catch {
                guard error.code == .versionConflict else {
                    throw DeskRefusal(.unavailable, "The journal can't take it at the moment: \(error.message)")
                }
                continue
            }
            return try await self.standing(name)
        }
        throw DeskRefusal(.conflict, "Others changed this at the same time; try again.")
    }

    /// Nil when nothing is to be done. Pure.
    static func decide(
        _ order: Order, _ standing: RuleStanding, _ caller: DeskCaller
    ) throws(DeskRefusal) -> RuleFact? {
        let name = standing.name
        switch order {
        case .propose(let reason):
            guard !standing.isDemoted else { throw conflict("\(name.rawValue) wakes nobody already.") }
            guard reason.contains(where: { !$0.isWhitespace }), reason.utf8.count <= reasonMost else {
                throw DeskRefusal(
                    .refused, "Say why, in at most \(reasonMost) bytes: a second person reads it.", field: "reason")
            }
            if standing.proposal?.by == caller.person, standing.proposal?.reason == reason { return nil }
            return .demotionProposed(name, by: caller.person, reason: reason)
        case .agree:
            guard let proposal = standing.proposal else {
                throw conflict("Nobody proposed to demote \(name.rawValue).")
            }
            // It may be who proposed it, without saying so this time.
            guard !caller.isNameless else {
                throw DeskRefusal(
                    .samePerson, "A second person has a name: sign in to the console, or use an API token of your own.")
            }
            try caller.requireSecond(to: proposal.by)
            return .demoted(name, by: caller.person)
        case .decline:
            guard standing.proposal != nil else { throw conflict("Nobody proposed to demote \(name.rawValue).") }
            return .demotionDeclined(name, by: caller.person)
        case .restore:
            guard standing.isDemoted || standing.proposal != nil else { return nil }
            return .restored(name, by: caller.person)
        }
    }

    private static func conflict(_ text: String) -> DeskRefusal { DeskRefusal(.conflict, text) }

    private func standing(_ name: RuleName) async throws(DeskRefusal) -> RuleStanding {
        do throws(JournalError) {
            return try await store.read { documents throws(JournalError) in
                try AnnouncingReading(documents).rules().first { $0.name == name } ?? RuleStanding(name)
            }
        } catch {
            throw DeskRefusal(.unavailable, "The journal can't be read at the moment; try again soon.")
        }
    }
}
