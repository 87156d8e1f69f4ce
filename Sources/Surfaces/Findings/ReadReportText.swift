package import Reading
package import Vocabulary

/// A read report in lines for people.
package enum ReadReportText {
    /// `2025-12-04T11:08Z`, with seconds where the text has them; a bare day where only that is known.
    package static func utc(_ moment: Report.Moment) -> String {
        switch moment {
        case .day(let day): return day.iso8601
        case .instant(let instant):
            let civil = CivilTime(instant)
            return civil.date.iso8601 + "T" + civil.clock(seconds: civil.second != 0) + "Z"
        }
    }

    /// With `zone`, instants are shown in it and in UTC.
    package static func lines(_ report: Report, zone: Zone?) -> [String] {
        let writer = Writer(zone: zone)
        var lines = [report.title.map(writer.short) ?? "A report without title"]
        if report.isSample { lines.append("  This is the page platform's example, and no incident.") }
        lines += writer.header(report)
        lines += writer.impact(report)
        lines += writer.course(report)
        lines += writer.section("Actions", report.actions.map { ($0.symptom.map { $0 + " → " } ?? "") + $0.action })
        lines += writer.section("Contradictions", report.contradictions.map(\.text))
        return lines
    }
}

private struct Writer {
    let zone: Zone?

    func header(_ report: Report) -> [String] {
        let cause = report.category == .unknown ? nil : report.category.rawValue
        let whose = report.responsibility == .unknown ? nil : report.responsibility.rawValue
        let facts: [(String, String?)] = [
            ("vendor", report.vendor.map(short)),
            ("state", report.state?.rawValue),
            ("severity", report.severityWord),
            ("priority", report.priority?.rawValue),
            ("references", joined(report.references)),
            ("languages", joined(report.languages.map(\.code))),
            ("channels", joined(report.channels.map(\.rawValue))),
            ("entities", joined(report.entities)),
            ("cause", joined([cause, whose].compactMap(\.self))),
            ("root cause", report.rootCause.map(short)),
        ]
        return facts.compactMap { name, value in value.map { "  " + padded(name) + $0 } }
    }

    func impact(_ report: Report) -> [String] {
        var lines = ["", "Impact"]
        for window in report.windows {
            lines.append("  " + span(window) + "  (\(window.confidence.rawValue), \(window.origin.rawValue))")
            lines.append("    “\(short(window.evidence))”")
        }
        for window in report.undatedWindows {
            lines.append("  \(window.start ?? "?") to \(window.end ?? "?"), without a day, year or zone: no instant")
            lines.append("    “\(short(window.evidence))”")
        }
        if lines.count == 2 { lines.append("  The text does not say when customers were hit.") }
        return lines
    }

    func course(_ report: Report) -> [String] {
        let moments: [(String, Report.Moment?)] = [
            ("first public word", report.firstPublicNotice), ("noticed", report.detected),
            ("cause found", report.identified), ("repaired", report.mitigated),
            ("page opened", report.pageStarted), ("page closed", report.pageResolved),
        ]
        var lines: [String] = []
        let told = moments.compactMap { name, moment in moment.map { "  " + padded(name) + text($0) } }
        if !told.isEmpty { lines += ["", "Course"] + told }
        if !report.updates.isEmpty {
            lines += ["", "Posts"]
            for post in report.updates {
                let languages = post.languages.map(\.code).joined(separator: " ")
                lines.append(
                    "  " + padded(post.status) + (post.at.map(text) ?? "no date")
                        + (languages.isEmpty ? "" : "  " + languages))
            }
        }
        return lines
    }

    func section(_ name: String, _ items: [String]) -> [String] {
        items.isEmpty ? [] : ["", name] + items.map { "  - " + short($0) }
    }

    private func joined(_ words: [String]) -> String? { words.isEmpty ? nil : words.joined(separator: ", ") }

    private func padded(_ name: String) -> String {
        name + String(repeating: " ", count: max(1, 19 - name.utf8.count))
    }

    private func text(_ moment: Report.Moment) -> String {
        guard case .instant(let instant) = moment else { return ReadReportText.utc(moment) }
        let shown = zone ?? .utc
        return shown.civilTime(instant).date.iso8601 + " " + instant.clockText(in: shown)
    }

    private func span(_ window: Report.Window) -> String {
        guard let end = window.end else { return "since " + text(window.start) + ", no end told" }
        var line = text(window.start) + " to " + text(end)
        if case .instant(let from) = window.start, case .instant(let to) = end {
            line += ", \((to - from).roundedMinutes) min"
        }
        return line
    }

    /// One line, cut where it is long; control characters are not handed to a terminal.
    func short(_ text: String) -> String {
        var line = ""
        var isSpace = false
        for scalar in text.unicodeScalars.prefix(2_000) {
            let isBlank =
                scalar.value <= 0x20 || (0x7F..<0xA1).contains(scalar.value) || scalar.properties.isBidiControl
            if !isBlank { line.unicodeScalars.append(scalar) } else if !isSpace && !line.isEmpty { line += " " }
            isSpace = isBlank
            if line.unicodeScalars.count >= 240 { return line + "…" }
        }
        return line
    }
}
