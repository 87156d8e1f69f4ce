package import Vocabulary

/// What a status page shows, and what is to happen when it is hit: the severity policy.
package struct WatchedComponent: Sendable, Hashable {
    package enum Telling: String, Sendable, Hashable, CaseIterable {
        /// Nobody outside the team hears of it by itself, and no draft is made.
        case nothing
        /// A draft for people.
        case draft
        /// The sentence that was agreed on before, after a time in which it can be stopped.
        case measured
    }

    package var name: String
    package var channel: Channel?
    /// When it is down.
    package var severity: Severity
    /// When a share of it fails, or it is slow.
    package var partialSeverity: Severity
    package var telling: Telling
    /// How long a measured sentence waits for somebody to stop it.
    package var grace: TimeSpan
    /// How readers learn that it is over: a person writes the end down, or the agreed sentence says it.
    package var recovery: Recovery

    package enum Recovery: String, Sendable, Hashable, CaseIterable {
        case draft
        case measured
    }

    package init(
        _ name: String, channel: Channel? = nil, severity: Severity = .major, partialSeverity: Severity = .minor,
        telling: Telling = .draft, grace: TimeSpan = .seconds(30), recovery: Recovery = .draft
    ) {
        self.name = name
        self.channel = channel
        self.severity = severity
        self.partialSeverity = partialSeverity
        self.telling = telling
        self.grace = grace
        self.recovery = recovery
    }
}
