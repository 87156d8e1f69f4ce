internal import Following
internal import Vocabulary

/// The words by which feeds say where an incident stands: in titles, categories and first lines.
enum FeedWords {
    static let status: [String: VendorStatus] = Words.status.merging([
        "update": .unknown, "updated": .unknown, "new": .unknown, "open": .unknown, "ongoing": .unknown,
        "active": .unknown, "initial_notification": .investigating, "fixed": .resolved, "closed": .resolved,
        "completed": .completed, "mitigated": .resolved, "recovered": .resolved, "post_mortem": .postmortem,
        "post_incident_review": .postmortem, "root_cause_analysis": .postmortem, "rca": .postmortem,
        "pir": .postmortem, "rfo": .postmortem, "watching": .monitoring, "planned": .scheduled,
        "postponed": .scheduled, "rescheduled": .scheduled, "scheduled_maintenance": .scheduled,
        "maintenance_scheduled": .scheduled, "maintenance_in_progress": .inProgress,
        "maintenance_completed": .completed, "started": .inProgress, "résolu": .resolved, "resolu": .resolved,
        "risolto": .resolved, "behoben": .resolved, "in_corso": .unknown, "en_cours": .unknown,
    ]) { first, _ in first }

    static let severity: [String: Severity] = Words.impact.merging([
        "degraded": .minor, "degraded_performance": .minor, "unavailable": .major, "partial_outage": .major,
        "outage": .major, "major_outage": .critical, "downtime": .major, "under_maintenance": .maintenance,
        "informational": .notice, "information": .notice, "notice": .notice, "available": .unknown,
        "operational": .unknown,
    ]) { first, _ in first }

    /// `Resolved: Title`, `[RESOLVED] Title`, `Resolved - Title`, `Title - Resolved`, `Title (Resolved)`: the title
    /// alone, and the word.
    static func split(_ title: String) -> (title: String, word: String?) {
        let title = title.trimmed
        for (open, close) in [("[", "]"), ("(", ")")] where title.hasPrefix(open) {
            if let end = title.range(ofText: close) {
                let word = String(title[title.index(after: title.startIndex)..<end.lowerBound])
                let rest = String(title[end.upperBound...]).trimmed
                if isStatus(word), !rest.isEmpty {
                    return (String(rest.drop { $0 == ":" || $0 == "-" || $0 == "–" || $0 == " " }), word.trimmed)
                }
            }
        }
        for mark in [":", " - ", " – ", " — "] {
            guard let place = title.range(ofText: mark) else { continue }
            let word = String(title[..<place.lowerBound])
            let rest = String(title[place.upperBound...]).trimmed
            if isStatus(word), !rest.isEmpty { return (rest, word.trimmed) }
        }
        return splitEnd(title)
    }

    private static func splitEnd(_ title: String) -> (title: String, word: String?) {
        for (open, close) in [("[", "]"), ("(", ")")] where title.hasSuffix(close) {
            guard let start = title.lastIndex(of: Character(open)) else { continue }
            let word = String(title[title.index(after: start)...].dropLast())
            let rest = String(title[..<start]).trimmed
            if isStatus(word), !rest.isEmpty { return (rest, word.trimmed) }
        }
        for mark in ["-", "–", "—"] {
            guard let place = title.lastIndex(of: Character(mark)) else { continue }
            let word = String(title[title.index(after: place)...])
            let rest = String(title[..<place]).trimmed
            if isStatus(word), !rest.isEmpty { return (rest, word.trimmed) }
        }
        return (title, nil)
    }

    static func isStatus(_ word: String) -> Bool { word.utf8.count <= 40 && status[ReadingNotes.key(word)] != nil }

    /// Titles of one incident are equal in this form: without status words, case and spacing.
    static func normalised(_ title: String) -> String {
        split(title).title.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }
}
