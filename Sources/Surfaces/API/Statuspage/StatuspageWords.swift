internal import Incidents
internal import Telling
internal import Vocabulary

/// Our words in Statuspage's vocabulary. It has no word for "unknown", so the choices are written down here and in
/// docs/api.md.
enum StatuspageWords {
    /// `none`, `minor`, `major`, `critical` or `maintenance`. A severity that nobody knows is `minor`: the least that
    /// does not say "harmless".
    static func impact(_ incident: Incident) -> String {
        if isMaintenance(incident) { return "maintenance" }
        let severity = incident.severity == .unknown ? incident.record?.severity ?? .unknown : incident.severity
        return switch severity {
        case .critical: "critical"
        case .major: "major"
        case .minor: "minor"
        case .notice: "none"
        case .maintenance: "maintenance"
        // The page's own word, where it is one of Statuspage's, is what a client would have read there.
        case .unknown: own(incident.record?.severityWord) ?? "minor"
        }
    }

    private static func own(_ word: String?) -> String? {
        ["none", "minor", "major", "critical"].first { $0 == word?.lowercased() }
    }

    static func isMaintenance(_ incident: Incident) -> Bool {
        incident.isPlannedWork
    }

    static func component(_ state: ComponentState) -> String? {
        switch state {
        case .operational: "operational"
        case .degraded: "degraded_performance"
        case .partialOutage: "partial_outage"
        case .majorOutage: "major_outage"
        case .maintenance: "under_maintenance"
        case .unknown: nil
        }
    }

    /// What an open impact makes of the components that it hits.
    static func component(hitBy severity: Severity) -> ComponentState {
        severity.stateOfHit
    }

    /// How bad a state is, for the worst of several; unknown is none of them.
    static func rank(_ state: ComponentState) -> Int {
        switch state {
        case .operational, .unknown: 0
        case .maintenance: 1
        case .degraded: 2
        case .partialOutage: 3
        case .majorOutage: 4
        }
    }

    /// `status` of a page: what Statuspage itself says for each state.
    static func indicator(_ state: ComponentState) -> (word: String, sentence: String) {
        switch state {
        case .operational, .unknown: ("none", "All Systems Operational")
        case .degraded: ("minor", "Partially Degraded Service")
        case .partialOutage: ("major", "Partial System Outage")
        case .majorOutage: ("critical", "Major System Outage")
        case .maintenance: ("maintenance", "Service Under Maintenance")
        }
    }

    /// Where an incident stands. An impact that goes on is never called resolved, whatever a page said; nil when nobody
    /// can say.
    static func status(_ incident: Incident, now: Instant) -> String? {
        let words = incident.updates.filter { $0.at <= now }.map(\.status)
        if isMaintenance(incident) { return maintenanceStatus(incident, words, now: now) }
        let openWord = words.last { [.investigating, .identified, .monitoring].contains($0) }
        switch incident.state(now: now) {
        case .ongoing, .reported: return openWord.map(\.rawValue) ?? "investigating"
        case .watching: return "monitoring"
        case .resolved:
            return incident.postmortem != nil || words.last == .postmortem ? "postmortem" : "resolved"
        case .unknown:
            guard let last = words.last else { return nil }
            switch last {
            case .resolved, .completed, .cancelled: return "resolved"
            case .postmortem: return "postmortem"
            default: return openWord.map(\.rawValue) ?? "investigating"
            }
        }
    }

    private static func maintenanceStatus(_ incident: Incident, _ words: [Update.Status], now: Instant) -> String {
        let isClosed =
            !incident.accounts.isEmpty && incident.accounts.allSatisfy { ($0.closed ?? now + .seconds(1)) <= now }
        if isClosed || words.last == .completed || words.last == .resolved || words.last == .postmortem {
            return "completed"
        }
        // Statuspage knows no work that was called off.
        if incident.own != nil {
            switch incident.maintenancePhase(now: now) {
            case .completed, .cancelled: return "completed"
            case .scheduled: return "scheduled"
            case .inProgress, nil: return words.last == .monitoring ? "verifying" : "in_progress"
            }
        }
        if words.last == .monitoring { return "verifying" }
        if words.contains(.inProgress) || incident.state(now: now) == .ongoing { return "in_progress" }
        if let start = incident.record?.scheduledFor ?? incident.windows.first?.start, start <= now {
            let end = incident.record?.scheduledUntil ?? incident.windows.compactMap(\.end).max()
            return (end ?? now + .seconds(1)) <= now ? "completed" : "in_progress"
        }
        return "scheduled"
    }

    static func update(_ status: Update.Status, isMaintenance: Bool, before: String) -> String {
        switch status {
        case .investigating, .identified, .monitoring, .resolved, .postmortem:
            if !isMaintenance { return status.rawValue }
            return status == .resolved || status == .postmortem
                ? "completed" : status == .monitoring ? "verifying" : "in_progress"
        case .scheduled: return isMaintenance ? "scheduled" : "investigating"
        case .inProgress: return isMaintenance ? "in_progress" : "identified"
        case .completed, .cancelled: return isMaintenance ? "completed" : "resolved"
        // A text without a status leaves things as they were.
        case .unknown: return before
        }
    }
}

extension Instant {
    /// `2026-08-18T07:40:35.676Z`: always with milliseconds, as Statuspage writes.
    var statuspage: String {
        let whole = Instant(seconds: seconds)
        let milliseconds = String((microseconds - whole.microseconds) / 1_000)
        let padded = String(repeating: "0", count: 3 - milliseconds.utf8.count) + milliseconds
        return String(whole.rfc3339.dropLast()) + "." + padded + "Z"
    }
}
