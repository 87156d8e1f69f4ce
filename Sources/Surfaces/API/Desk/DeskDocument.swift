internal import Desk
internal import Incidents
internal import JSON
internal import Telling
internal import Vocabulary

/// What the desk shows to those who may look: everything, also what waits and what nobody else may know of.
enum DeskDocument {
    static func outcome(_ outcome: DeskOutcome) -> JSONValue {
        var object: JSONObject = [
            "incident": .string(outcome.incident.rawValue), "version": .integer(outcome.version),
            "waits": .bool(outcome.isWaiting),
        ]
        if !outcome.waiting.isEmpty { object["waiting"] = JSONValue(outcome.waiting.map(\.rawValue)) }
        if let made = outcome.made { object["made"] = .string(made) }
        return .object(object)
    }

    static func incident(_ incident: Incident, version: Int64, now: Instant) -> JSONValue {
        [
            "version": .integer(version),
            "state": .string((incident.seen(by: .team) ?? incident).state(now: now).rawValue),
            "incident": incident.json,
        ]
    }

    static func incidents(_ incidents: [Incident], now: Instant) -> JSONValue {
        [
            "incidents": .array(
                incidents.map { incident in
                    let waiting = incident.statements.filter { $0.standing == .waiting || $0.correction != nil }
                    let due = incident.statements.filter { $0.standing == .reviewDue }
                    return [
                        "id": .string(incident.id.rawValue), "title": incident.title.json,
                        "severity": .string(incident.severity.rawValue),
                        "state": .string((incident.seen(by: .team) ?? incident).state(now: now).rawValue),
                        "visibility": .string(incident.own?.visibility.rawValue ?? "public"),
                        "waiting": JSONValue(waiting.map(\.id.rawValue)),
                        "reviewsDue": JSONValue(due.map(\.id.rawValue)),
                    ]
                })
        ]
    }

    static func organisation(_ site: Site) -> JSONValue {
        let ours = Set(site.providers.filter(\.isOurs).map(\.id))
        return [
            "providers": .array(site.providers.filter(\.isOurs).map(\.json)),
            "brands": .array(site.brands.filter { ours.contains($0.provider) }.map(\.json)),
            "components": .array(site.components.filter { ours.contains($0.provider) }.map(\.json)),
            "sentences": .array(SentenceBook.all(site.sentences).map(\.json)),
            "waitingSentences": .array(SentenceBook.waiting(site.sentences).map(\.json)),
            "series": .array(site.series.map(\.json)),
        ]
    }
}
