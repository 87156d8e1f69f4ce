package import Vocabulary

/// Where the polling of one page stands: made by ``PollSchedule`` and kept as it is between reads and restarts.
package struct PollState: Sendable, Hashable {
    /// The page's id: it alone decides the page's place within its period.
    package var page: String
    package var tier: PollTier
    /// When to read it next.
    package var next: Instant
    /// The last successful read, unchanged ones included: what is known is as of then.
    package var lastRead: Instant?
    /// Whether the last read showed an open incident, and when a read last did.
    package var hasOpenIncident = false
    package var lastOpen: Instant?
    /// Read at the incident's period until then, for a reason outside the page: a sibling or own traffic is in trouble.
    package var hurriedUntil: Instant?
    /// Attempts that failed since this cycle began.
    package var retries = 0
    /// Cycles in a row that ended without a read, and why the last one did.
    package var failedCycles = 0
    package var lastFailure: PollFailure?
    /// The first failed attempt since the last successful read.
    package var failingSince: Instant?

    package init(page: String, tier: PollTier, next: Instant) {
        self.page = page
        self.tier = tier
        self.next = next
    }

    /// Since when the page can't be read, to be shown as such; nil while a retry may still help.
    package var unreadableSince: Instant? { failedCycles > 0 ? failingSince : nil }

    /// Whether the last cycle is the one after which somebody is told that the page can't be read: once, not each time.
    package func isUnreadableNewly(after cycles: Int = 3) -> Bool { retries == 0 && failedCycles == cycles }
}
