package import Vocabulary

/// What the server heard of an agent since it began.
package struct AgentSighting: Sendable, Hashable {
    package var at: Instant
    package var health: AgentHealth?
    package var batches = 0
    /// Batches that another node had kept.
    package var known = 0
    /// Batches whose content could not be read.
    package var damaged = 0

    package init(at: Instant) { self.at = at }
}

/// One agent, for who looks after it.
package struct AgentStatus: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        /// A code waits to be spent.
        case invited
        /// A code was made, and nobody came in time.
        case lapsed
        case enrolled
        case revoked
    }

    package var record: AgentRecord
    package var state: State
    /// Whether the file of probes has anything for it.
    package var hasPlan: Bool
    /// Nil: not heard since this node began.
    package var sighting: AgentSighting?

    package init(record: AgentRecord, hasPlan: Bool, sighting: AgentSighting?, now: Instant) {
        self.record = record
        self.hasPlan = hasPlan
        self.sighting = sighting
        state =
            if record.key != nil {
                .enrolled
            } else if !record.isSpent {
                now <= record.codeUntil ? .invited : .lapsed
            } else {
                .revoked
            }
    }
}
