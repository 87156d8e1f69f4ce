package import API
internal import HTTP
internal import Journal
internal import Synchronization
package import Vocabulary

/// Follows and decides in memory, and honours keys as the journal does.
package final class SampleCommands: TrackerCommands {
    private enum Order: Hashable {
        case follow(FollowOrder)
        case unfollow(ProviderID)
        case decide(DecisionOrder)
    }

    private enum Outcome {
        case followed(FollowOutcome)
        case unfollowed
        case decided(EventDecision)
    }

    private struct State {
        var pages: [ProviderID: FollowedPage] = [:]
        var done: [IdempotencyKey: (order: Order, outcome: Outcome)] = [:]
        var callers: [CommandCaller] = []
    }

    private let state = Mutex(State())
    private let incidents: Set<IncidentID>
    private let changed: @Sendable ([FollowedPage]) -> Void

    /// `changed` is given all pages whenever one more or one less is followed.
    package init(incidents: [IncidentID], changed: @escaping @Sendable ([FollowedPage]) -> Void = { _ in }) {
        self.incidents = Set(incidents)
        self.changed = changed
    }

    package var callers: [CommandCaller] { state.withLock { $0.callers } }

    package func follow(_ order: FollowOrder, by caller: CommandCaller) async throws(CommandRefusal) -> FollowOutcome {
        let outcome = try once(.follow(order), caller) { state throws(CommandRefusal) in
            let page = try Self.page(order)
            let known = state.pages[page.provider]
            state.pages[page.provider] = known ?? page
            return .followed(FollowOutcome(page: known ?? page, isNew: known == nil))
        }
        guard case .followed(let followed) = outcome else { preconditionFailure("another order's outcome") }
        return followed
    }

    package func unfollow(
        _ provider: ProviderID, reason: String?, by caller: CommandCaller
    ) async throws(CommandRefusal) {
        _ = try once(.unfollow(provider), caller) { state throws(CommandRefusal) in
            guard state.pages.removeValue(forKey: provider) != nil else {
                throw CommandRefusal(.notFound, "No page of \(provider) is followed.")
            }
            return .unfollowed
        }
    }

    package func decide(
        _ order: DecisionOrder, by caller: CommandCaller
    ) async throws(CommandRefusal) -> EventDecision {
        let outcome = try once(.decide(order), caller) { [incidents] _ throws(CommandRefusal) in
            for (id, pointer) in [(order.first, "/first"), (order.second, "/second")] where !incidents.contains(id) {
                throw CommandRefusal(.notFound, "There is no incident \(id).", pointer: pointer)
            }
            return .decided(
                EventDecision(
                    first: order.first, second: order.second, verdict: order.verdict, reason: order.reason,
                    actor: caller.actor.rawValue, at: SampleSite.now))
        }
        guard case .decided(let decision) = outcome else { preconditionFailure("another order's outcome") }
        return decision
    }

    private func once(
        _ order: Order, _ caller: CommandCaller,
        _ work: (inout State) throws(CommandRefusal) -> Outcome
    ) throws(CommandRefusal) -> Outcome {
        try state.withLock { state throws(CommandRefusal) in
            state.callers.append(caller)
            if let key = caller.key, let done = state.done[key] {
                guard done.order == order else {
                    throw CommandRefusal(.keyReused, "This key was used for another order; choose a new one.")
                }
                return done.outcome
            }
            let before = state.pages
            let outcome = try work(&state)
            if state.pages != before { changed(Array(state.pages.values)) }
            if let key = caller.key { state.done[key] = (order, outcome) }
            return outcome
        }
    }

    private static func page(_ order: FollowOrder) throws(CommandRefusal) -> FollowedPage {
        switch order {
        case .vendor(let id):
            guard let provider = ProviderID(id) else {
                throw CommandRefusal(.refused, "There is no vendor of this id in the catalogue.", pointer: "/vendor")
            }
            return page(provider, url: "https://\(id).example", catalogueID: id)
        case .url(let url):
            let host = url.hasPrefix("https://") ? url.dropFirst(8).prefix { $0 != "/" } : ""
            let name = host.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "-") : $0 }
            guard let provider = ProviderID(String(decoding: name, as: UTF8.self)) else {
                throw CommandRefusal(.refused, "This is no address of a page that can be followed.", pointer: "/url")
            }
            return page(provider, url: url, catalogueID: nil)
        }
    }

    private static func page(_ provider: ProviderID, url: String, catalogueID: String?) -> FollowedPage {
        FollowedPage(
            provider: provider, brand: BrandID(checked: provider.rawValue), url: url, format: "statuspage",
            since: SampleSite.now, catalogueID: catalogueID)
    }
}
