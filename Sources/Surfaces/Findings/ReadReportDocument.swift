package import JSON
package import Reading
internal import Vocabulary

/// A read report as JSON. Every key is always there; what the text does not say is null or empty.
package enum ReadReportDocument {
    package static func json(_ report: Report) -> JSONValue {
        var object = JSONObject()
        object["title"] = text(report.title)
        object["vendor"] = text(report.vendor)
        object["severity"] = text(report.severityWord)
        object["vendor_status"] = text(report.state?.rawValue)
        object["languages"] = .array(report.languages.map { .string($0.code) })
        object["references"] = .array(report.references.map { .string($0) })
        object["started_utc"] = moment(report.pageStarted)
        object["resolved_utc"] = moment(report.pageResolved)
        object["updates"] = .array(report.updates.map(update))
        object["impact_windows"] = .array(report.windows.map(window))
        object["undated_windows"] = .array(report.undatedWindows.map(undated))
        object["first_public_notice_utc"] = moment(report.firstPublicNotice)
        object["detected_utc"] = moment(report.detected)
        object["identified_utc"] = moment(report.identified)
        object["mitigated_utc"] = moment(report.mitigated)
        object["components"] = .array(report.channels.map { .string($0.rawValue) })
        object["entities"] = .array(report.entities.map { .string($0) })
        object["category"] = .string(report.category.rawValue)
        object["responsibility"] = .string(report.responsibility.rawValue)
        object["priority"] = text(report.priority?.rawValue)
        object["root_cause_summary"] = text(report.rootCause)
        object["actions"] = .array(
            report.actions.map { ["symptom": text($0.symptom), "action": .string($0.action)] })
        object["contradictions"] = .array(report.contradictions.map { .string($0.text) })
        object["sample"] = .bool(report.isSample)
        return .object(object)
    }

    private static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

    private static func moment(_ moment: Report.Moment?) -> JSONValue { text(moment.map(ReadReportText.utc)) }

    private static func update(_ post: Report.Post) -> JSONValue {
        [
            "status": .string(post.status), "at_utc": moment(post.at),
            "lang": .array(post.languages.map { .string($0.code) }),
        ]
    }

    private static func window(_ window: Report.Window) -> JSONValue {
        [
            "start_utc": moment(window.start), "end_utc": moment(window.end), "evidence": .string(window.evidence),
            "confidence": .string(window.confidence.rawValue), "origin": .string(window.origin.rawValue),
        ]
    }

    private static func undated(_ window: Report.UndatedWindow) -> JSONValue {
        ["start_local": text(window.start), "end_local": text(window.end), "evidence": .string(window.evidence)]
    }
}
