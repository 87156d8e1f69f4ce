internal import Incidents
internal import Journal
internal import Vocabulary

/// Fills an empty journal with the demo.
enum DemoSeed {
    static func plant(in store: any JournalStore, now: Instant) async throws(JournalError) {}
}
