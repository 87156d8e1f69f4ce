package import Vocabulary

/// Severities side by side: the vendor's word, the vendor's priority, and ours with the rule that made it. None replaces
/// another.
package struct AssessedSeverity: Sendable, Hashable {
    /// What our reading rests on.
    package struct Evidence: Sendable, Hashable {
        /// The vendor's own word (`none`, `critical`), what it stands for, and the priority written in the text.
        package var vendorWord: String?
        package var vendorSeverity: Severity
        package var priority: Priority?
        /// The worst state that a component was moved to; restatements do not count. Nil when none moved.
        package var worstState: ComponentState?
        /// The channels that were hit; empty when no component could be placed.
        package var channels: Set<Channel>
        /// How long customers were hit, from true windows; nil when it is not known or goes on.
        package var trueLength: TimeSpan?
        /// Whether a true window is known at all.
        package var hasWindow: Bool
        package var isPlanned: Bool

        package init(
            vendorWord: String? = nil, vendorSeverity: Severity = .unknown, priority: Priority? = nil,
            worstState: ComponentState? = nil, channels: Set<Channel> = [], trueLength: TimeSpan? = nil,
            hasWindow: Bool = false, isPlanned: Bool = false
        ) {
            self.vendorWord = vendorWord
            self.vendorSeverity = vendorSeverity
            self.priority = priority
            self.worstState = worstState
            self.channels = channels
            self.trueLength = trueLength
            self.hasWindow = hasWindow || trueLength != nil
            self.isPlanned = isPlanned
        }
    }

    package var vendorWord: String?
    package var vendorSeverity: Severity
    package var priority: Priority?
    package var assessed: Severity
    package var rule: SeverityRule

    /// Shorter than this, an outage of a core channel is major rather than critical.
    package static let brief: TimeSpan = .minutes(5)
    /// Two hours without critical services is where the European regulator begins to count (DORA).
    package static let long: TimeSpan = .hours(2)

    package static func assess(_ evidence: Evidence) -> AssessedSeverity {
        let (assessed, rule) = reading(evidence)
        return AssessedSeverity(
            vendorWord: evidence.vendorWord, vendorSeverity: evidence.vendorSeverity, priority: evidence.priority,
            assessed: assessed, rule: rule)
    }

    /// Whether the vendor called harmless what hit customers on a core channel.
    package var isPlayedDown: Bool { vendorSeverity <= .notice && assessed >= .minor }

    private enum Part {
        case core
        case support
        case unplaced
    }

    private static func reading(_ evidence: Evidence) -> (Severity, SeverityRule) {
        if evidence.isPlanned { return (.maintenance, .plannedWork) }
        let part: Part =
            evidence.channels.isEmpty
            ? .unplaced : evidence.channels.contains { $0.isCorePayment } ? .core : .support
        // An unknown length is neither brief nor long.
        let isLong = evidence.trueLength.map { $0 >= long } ?? false
        let isBrief = evidence.trueLength.map { $0 < brief } ?? false
        switch evidence.worstState {
        case .majorOutage: return outage(part, isBrief: isBrief, isLong: isLong)
        case .partialOutage: return partial(part, isLong: isLong)
        case .degraded: return degraded(part, isLong: isLong)
        case nil, .operational, .maintenance, .unknown: return stated(part, evidence, isLong: isLong)
        }
    }

    private static func outage(_ part: Part, isBrief: Bool, isLong: Bool) -> (Severity, SeverityRule) {
        switch part {
        case .core: isBrief ? (.major, .coreOutageBrief) : (.critical, .coreOutage)
        case .support: isLong ? (.major, .supportOutageLong) : (.minor, .supportOutage)
        case .unplaced: (.major, .unplacedOutage)
        }
    }

    private static func partial(_ part: Part, isLong: Bool) -> (Severity, SeverityRule) {
        switch part {
        case .core: isLong ? (.critical, .corePartialLong) : (.major, .corePartial)
        case .support: (.minor, .supportPartial)
        case .unplaced: (.minor, .unplacedPartial)
        }
    }

    private static func degraded(_ part: Part, isLong: Bool) -> (Severity, SeverityRule) {
        switch part {
        case .core: isLong ? (.major, .coreDegradedLong) : (.minor, .coreDegraded)
        case .support: (.notice, .supportDegraded)
        case .unplaced: (.minor, .unplacedDegraded)
        }
    }

    /// No component moved, which says nothing: half of the incidents that hit payments are told so.
    private static func stated(_ part: Part, _ evidence: Evidence, isLong: Bool) -> (Severity, SeverityRule) {
        guard evidence.hasWindow else { return (.unknown, .nothingToGoBy) }
        return switch part {
        case .core: isLong ? (.major, .coreStatedLong) : (.minor, .coreStated)
        case .support: (.notice, .supportStated)
        case .unplaced: (.unknown, .nothingToGoBy)
        }
    }
}

extension Channel {
    /// Whether people can't pay when it fails, rather than can't see, settle or be told.
    package var isCorePayment: Bool {
        switch self {
        case .ecommerce, .threeDS, .instoreCB2A, .instoreNexo, .instore, .alternative, .eTerminal, .api, .cards,
            .transfers, .directDebit:
            true
        case .settlement, .dashboard, .notifications, .invoicing, .onboarding, .other: false
        }
    }
}
