/// A person's word on whether two incidents tell one event. It stands over what the rules find.
package struct EventDecision: Sendable, Hashable {
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        case joined
        case apart
    }

    package var first: IncidentID
    package var second: IncidentID
    package var verdict: Verdict
    package var reason: String
    /// Who decided, and when: known from the entry.
    package var actor: String
    package var at: Instant

    package init(
        first: IncidentID, second: IncidentID, verdict: Verdict, reason: String, actor: String, at: Instant
    ) {
        self.first = min(first, second)
        self.second = max(first, second)
        self.verdict = verdict
        self.reason = reason
        self.actor = actor
        self.at = at
    }
}
