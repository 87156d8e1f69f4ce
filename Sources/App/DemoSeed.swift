internal import Demo
internal import Incidents
internal import Journal
internal import Vocabulary

/// Fills an empty journal with the demo.
enum DemoSeed {
    private static let actor: Actor = "system:demo"

    /// Does nothing when the journal holds anything else; planting twice records once, and ends what was begun.
    static func plant(in store: any JournalStore, now: Instant) async throws(JournalError) {
        if let first = try await store.entries(after: .beforeFirst, limit: 1).first, first.actor != actor { return }
        var provider = DemoSite.provider
        provider.followedSince = DemoSite.watchedSince
        let catalogue =
            [.providerDescribed(provider)] + DemoSite.brands.map { Fact.brandDescribed($0) }
            + DemoSite.components.map { Fact.componentDescribed($0) }
        try await record(catalogue, as: "catalogue", in: store, now: now)
        for incident in DemoSite.incidents {
            try await record(incident.facts, as: incident.id.rawValue, in: store, now: now)
        }
    }

    private static func record(
        _ facts: [Fact], as name: String, in store: any JournalStore, now: Instant
    ) async throws(JournalError) {
        _ = try await store.append(
            AppendCommand(
                actor: actor, instant: now, drafts: facts.map(\.draft),
                idempotencyKey: IdempotencyKey("demo-1-" + name)))
    }
}
