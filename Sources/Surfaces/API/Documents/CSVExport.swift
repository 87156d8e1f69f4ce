package import Vocabulary
internal import Telling

/// Incidents as CSV (RFC 4180): one row for each impact window, with the incident's figures beside it, for people who
/// count in spreadsheets.
package enum CSVExport {
    package static let columns = [
        "incident", "provider", "reference", "title", "severity", "priority", "category", "responsibility", "state",
        "components", "entities", "window", "window_start", "window_end", "window_seconds", "window_components",
        "window_origin", "window_confidence", "window_evidence", "impact_seconds", "page_seconds",
        "first_word_after_seconds", "detected_after_seconds", "cause_after_seconds", "recurrences_after_resolved",
        "vendor_severity", "vendor_page", "page",
    ]

    /// `incidents` are as the reader may see them.
    package static func bytes(
        _ incidents: [Incident], language: Language, now: Instant, place: PublicPlace
    ) -> [UInt8] {
        var text = line(columns)
        for incident in incidents {
            let facts = IncidentFacts(incident, now: now, zone: .utc, words: LanguagePack.of(language))
            let head = head(incident, facts, now: now)
            let tail = tail(incident, facts.figures) + [place.origin + "/\(language)/incidents/\(incident.id)"]
            let windows = incident.windows.map { window($0, facts, now: now) }
            for window in windows.isEmpty ? [Array(repeating: "", count: 8)] : windows {
                text += line(head + window + tail)
            }
        }
        return Array(text.utf8)
    }

    private static func head(_ incident: Incident, _ facts: IncidentFacts, now: Instant) -> [String] {
        [
            incident.id.rawValue, incident.provider.rawValue, guarded(incident.reference?.rawValue ?? ""),
            guarded(facts.reading(incident.title)?.text ?? ""), incident.severity.rawValue,
            incident.priority?.rawValue ?? "", incident.category.rawValue, incident.responsibility.rawValue,
            incident.state(now: now).rawValue, incident.components.map(\.rawValue).joined(separator: " "),
            guarded(incident.entities.joined(separator: " ")),
        ]
    }

    private static func window(_ window: ImpactWindow, _ facts: IncidentFacts, now: Instant) -> [String] {
        [
            window.id.rawValue, window.start.rfc3339, window.end?.rfc3339 ?? "",
            String(window.length(now: now).wholeSeconds), window.components.map(\.rawValue).joined(separator: " "),
            window.origin.rawValue, window.confidence.rawValue, guarded(facts.reading(window.evidence)?.text ?? ""),
        ]
    }

    private static func tail(_ incident: Incident, _ figures: IncidentFigures) -> [String] {
        func seconds(_ span: TimeSpan?) -> String { span.map { String($0.wholeSeconds) } ?? "" }
        return [
            figures.impact.isEmpty ? "" : seconds(figures.totalImpact), seconds(figures.pageTimes.first?.length),
            seconds(figures.firstWord?.after), seconds(figures.detectedAfter), seconds(figures.causeAfter),
            String(figures.recurrencesAfterResolved.count), guarded(incident.record?.severityWord ?? ""),
            guarded(incident.record?.url ?? ""),
        ]
    }

    /// A text from outside that a spreadsheet would take for a formula is led by an apostrophe, which it shows as text.
    static func guarded(_ text: String) -> String {
        let visible = text.unicodeScalars.first { $0.value > 0x20 && $0 != "\u{A0}" && $0 != "\u{FEFF}" }
        let formulas: Set<Unicode.Scalar> = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
        let isFormula = visible.map { formulas.contains($0) } ?? false
        let startsOddly = text.unicodeScalars.first.map { $0 == "\t" || $0 == "\r" || $0 == "\n" } ?? false
        return isFormula || startsOddly ? "'" + text : text
    }

    private static func line(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") + "\r\n" }

    private static func quoted(_ cell: String) -> String {
        let needsQuotes = cell.utf8.contains { byte in
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D
        }
        guard needsQuotes else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}
