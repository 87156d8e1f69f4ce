internal import Bytes
internal import JSON
package import Journal
internal import Vocabulary

/// What a program needs to know when it begins: where each heartbeat stood, until when somebody listened, which alerts
/// fired, and the changes of the last months.
package struct HearingProjection: Projection {
    package static let name: ProjectionName = "hearing"
    package var name: ProjectionName { Self.name }
    package var revision: Int { 1 }

    package init() {}

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        let kinds: Set<String> = [
            "heartbeat.heard", "heartbeat.missed", "heartbeat.addressed", "hearing.listened", "alert.fired",
            "alert.ended", "change.noted",
        ]
        guard kinds.contains(entry.kind.rawValue) else { return }
        do throws(JSONError) {
            let json = try JSONValue(reading: entry.body)
            let object = try JSONObjectReader(json)
            switch entry.kind.rawValue {
            case "heartbeat.heard", "heartbeat.missed", "heartbeat.addressed":
                try heartbeat(entry, object, &documents)
            case "hearing.listened": try put(HearingKeys.listening, json, &documents)
            case "alert.fired": try put(Self.key(ofAlert: object), json, &documents)
            case "alert.ended":
                let key = try Self.key(ofAlert: object)
                try Self.journal { () throws(JournalError) in try documents.remove(key) }
            default:
                let change = try HeardChange(recorded: json)
                try put(HearingKeys.change(change), json, &documents)
                try forget(before: entry.instant - HearingRules.standard.changesKept, &documents)
            }
        } catch {
            throw JournalError(.refused, "an entry \(entry.kind.rawValue) can't be read: \(error.message)")
        }
    }

    private func heartbeat(
        _ entry: Entry, _ object: JSONObjectReader, _ documents: inout any DocumentEditing
    ) throws(JSONError) {
        let key = entry.stream.rawValue
        var known: JSONObject = [:]
        let before = try Self.journal { () throws(JournalError) in try documents.document(key) }
        if let before { known = try JSONValue(reading: before).object ?? [:] }
        switch entry.kind.rawValue {
        case "heartbeat.addressed": known["digest"] = try object.value("digest")
        case "heartbeat.missed": known["missedSince"] = try object.value("since")
        default:
            let at = try object.value("at")
            switch try object.string("word") {
            case "start": known["lastStart"] = at
            case "success":
                known["lastSuccess"] = at
                known["failedSince"] = nil
                known["code"] = nil
                known["missedSince"] = nil
            default:
                known["failedSince"] = at
                known["code"] = object.object["code"] ?? .null
            }
        }
        try put(key, .object(known), &documents)
    }

    private func put(
        _ key: String, _ json: JSONValue, _ documents: inout any DocumentEditing
    ) throws(JSONError) {
        try Self.journal { () throws(JournalError) in try documents.put(key, json.canonicalBytes()) }
    }

    private func forget(before instant: Instant, _ documents: inout any DocumentEditing) throws(JSONError) {
        let oldest = try Self.journal { () throws(JournalError) in
            try documents.documents(prefix: HearingKeys.changes, limit: 20)
        }
        for document in oldest where document.key < HearingKeys.changes + HearingKeys.order(instant) {
            try Self.journal { () throws(JournalError) in try documents.remove(document.key) }
        }
    }

    private static func key(ofAlert object: JSONObjectReader) throws(JSONError) -> String {
        HearingKeys.alert(try object.string("target"), try object.string("fingerprint"))
    }

    private static func journal<Result>(_ work: () throws(JournalError) -> Result) throws(JSONError) -> Result {
        do throws(JournalError) { return try work() } catch { throw JSONError(.refusedValue, error.message) }
    }
}

/// Where the documents stand.
package enum HearingKeys {
    package static let listening = "listening"
    package static let heartbeats = "heartbeat/"
    package static let alerts = "alert/"
    package static let changes = "change/"

    static func alert(_ target: String, _ fingerprint: String) -> String {
        var writer = DigestWriter(domain: "vigie.alert.v1")
        writer.add(target)
        writer.add(fingerprint)
        return alerts + writer.digest().hexadecimal
    }

    static func change(_ change: HeardChange) -> String { changes + order(change.at) + "/" + change.id }

    /// So that keys stand in the order of time.
    static func order(_ instant: Instant) -> String {
        let text = "\(max(instant.microseconds, 0))"
        return String(repeating: "0", count: max(17 - text.utf8.count, 0)) + text
    }
}
