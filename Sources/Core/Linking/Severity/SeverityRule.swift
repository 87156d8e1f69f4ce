/// The rule that made our severity. Each has an id for programs and the key of a sentence for people.
package enum SeverityRule: String, Sendable, Hashable, CaseIterable {
    case plannedWork = "planned-work"
    case coreOutage = "core-outage"
    case coreOutageBrief = "core-outage-brief"
    case corePartial = "core-partial"
    case corePartialLong = "core-partial-long"
    case coreDegraded = "core-degraded"
    case coreDegradedLong = "core-degraded-long"
    /// No component moved, and the text states an impact on a core channel.
    case coreStated = "core-stated"
    case coreStatedLong = "core-stated-long"
    case supportOutage = "support-outage"
    case supportOutageLong = "support-outage-long"
    case supportPartial = "support-partial"
    case supportDegraded = "support-degraded"
    case supportStated = "support-stated"
    /// The component that moved belongs to no channel that we know.
    case unplacedOutage = "unplaced-outage"
    case unplacedPartial = "unplaced-partial"
    case unplacedDegraded = "unplaced-degraded"
    /// Nothing that a severity could be read from.
    case nothingToGoBy = "nothing-to-go-by"

    package var id: String { rawValue }
    package var sentenceKey: String { "severity-rule." + rawValue }
}
