package import JSON

/// What `vigie incident show` prints of an incident, as the API tells it.
package enum IncidentReport {
    package static func lines(_ answer: JSONValue) -> [String] {
        guard let incident = answer.object?["incident"]?.object else { return [] }
        var lines = [
            "\(incident["id"]?.string ?? "?")  version \(answer.object?["version"]?.integer ?? 0)  "
                + "\(answer.object?["state"]?.string ?? "")  \(incident["severity"]?.string ?? "")"
        ]
        lines += Self.lines(texts: incident["title"])
        if let plan = incident["own"]?.object?["plan"]?.object {
            lines.append(
                "  planned work  \(words(plan, "start")) – \(words(plan, "end"))  \(words(plan, "phase"))"
                    + (plan["series"]?.string.map { "  of the series \($0)" } ?? ""))
        }
        let windows = objects(incident["windows"])
        for window in windows {
            lines.append(
                "  window \(words(window, "id"))  \(words(window, "start")) – \(window["end"]?.string ?? "…")  "
                    + words(window, "origin"))
        }
        if windows.isEmpty, incident["own"]?.object?["plan"] == nil {
            lines.append("  no impact window yet: nobody has said since when customers are hit")
        }
        for statement in objects(incident["statements"]) {
            let standing = statement["standing"]?.object?["word"]?.string ?? ""
            // What the words are about, where they are no update.
            let kind = statement["subject"]?.object?["word"]?.string ?? words(statement, "status")
            lines.append("  \(words(statement, "id"))  \(words(statement, "at"))  \(kind)  \(standing)")
            lines += Self.lines(texts: statement["text"])
            if let correction = statement["correction"]?.object {
                lines.append("     a correction waits:")
                lines += Self.lines(texts: correction["text"])
            }
        }
        if let published = incident["postmortem"]?.object {
            lines += postmortem(published, "  post-mortem, public since \(words(published, "publishedAt"))")
        }
        if let draft = incident["postmortemDraft"]?.object {
            lines += postmortem(
                draft, "  draft of a post-mortem" + (draft["author"]?.string.map { "  by \($0)" } ?? ""))
        }
        return lines
    }

    package static func lines(texts: JSONValue?, called name: String? = nil) -> [String] {
        let members = texts?.object?.members ?? []
        guard !members.isEmpty else { return [] }
        return (name.map { ["     \($0):"] } ?? [])
            + members.map { "     \($0.name)  \($0.value.string ?? "")" }
    }

    private static func postmortem(_ said: JSONObject, _ title: String) -> [String] {
        var lines = [title]
        for (name, called) in [
            ("clientImpact", "client impact"), ("overview", "overview"), ("context", "context"),
            ("rootCause", "root cause"), ("internalNotes", "for the team alone"),
        ] { lines += Self.lines(texts: said[name], called: called) }
        for (index, action) in objects(said["actions"]).enumerated() {
            lines.append(
                "     action \(index + 1)  \(action["state"]?.string ?? "open")"
                    + (action["owner"]?.string.map { "  \($0)" } ?? "")
                    + (action["due"]?.string.map { "  by \($0)" } ?? ""))
            lines += Self.lines(texts: action["symptom"]) + Self.lines(texts: action["action"])
        }
        let missing = (said["missingLanguages"]?.array ?? []).compactMap(\.string)
        if !missing.isEmpty { lines.append("     declared missing: " + missing.joined(separator: ", ")) }
        return lines
    }

    private static func objects(_ list: JSONValue?) -> [JSONObject] { list?.array?.compactMap(\.object) ?? [] }
    private static func words(_ object: JSONObject, _ name: String) -> String { object[name]?.string ?? "" }
}
