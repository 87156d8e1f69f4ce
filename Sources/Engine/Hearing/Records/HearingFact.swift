package import Bytes
package import JSON
package import Journal
package import Vocabulary

/// What of all that is heard outlives the program: turns, not every beat. Counts are figures, and only in memory.
package enum HearingFact: Sendable, Hashable {
    /// A heartbeat was heard. What comes often is written down now and then.
    case beat(String, word: String, code: String?, at: Instant)
    case missed(String, since: Instant)
    /// A heartbeat got an address; one from before is void.
    case addressed(String, digest: SHA256Digest)
    /// This program listened until then.
    case listened(until: Instant)
    case alertFired(target: String, fingerprint: String, name: String, since: Instant)
    case alertEnded(target: String, fingerprint: String, at: Instant)
    case changed(HeardChange)

    package static let actor: Actor = "system:hearing"

    package var stream: StreamName {
        switch self {
        case .beat(let name, _, _, _), .missed(let name, _), .addressed(let name, _):
            StreamName(category: "heartbeat", id: name)
        case .listened: StreamName(category: "hearing", id: "listening")
        case .alertFired, .alertEnded: StreamName(category: "hearing", id: "alerts")
        case .changed(let change): StreamName(category: "change", id: change.id)
        }
    }

    package var kind: String {
        switch self {
        case .beat: "heartbeat.heard"
        case .missed: "heartbeat.missed"
        case .addressed: "heartbeat.addressed"
        case .listened: "hearing.listened"
        case .alertFired: "alert.fired"
        case .alertEnded: "alert.ended"
        case .changed: "change.noted"
        }
    }

    package var json: JSONValue {
        switch self {
        case .beat(_, let word, let code, let at):
            ["word": .string(word), "code": JSONValue(code), "at": .string(at.rfc3339)]
        case .missed(_, let since): ["since": .string(since.rfc3339)]
        case .addressed(_, let digest): ["digest": .string(digest.hexadecimal)]
        case .listened(let until): ["until": .string(until.rfc3339)]
        case .alertFired(let target, let fingerprint, let name, let since):
            [
                "target": .string(target), "fingerprint": .string(fingerprint), "name": .string(name),
                "since": .string(since.rfc3339),
            ]
        case .alertEnded(let target, let fingerprint, let at):
            ["target": .string(target), "fingerprint": .string(fingerprint), "at": .string(at.rfc3339)]
        case .changed(let change): change.json
        }
    }

    package var draft: EntryDraft {
        EntryDraft(stream: stream, kind: EntryKind(kind), body: json.canonicalBytes())
    }
}

extension HeardChange {
    package var json: JSONValue {
        [
            "id": .string(id), "kind": .string(kind.rawValue), "title": .string(title), "at": .string(at.rfc3339),
            "parts": JSONValue(parts), "expectedGapSeconds": .integer(expectedGap.wholeSeconds),
            "link": JSONValue(link), "source": JSONValue(source),
        ]
    }

    package init(recorded json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(
            id: try object.string("id"), kind: Kind(rawValue: try object.string("kind")) ?? .other,
            title: try object.string("title"), at: try PushedCounts.instant("at", object),
            parts: try object.strings("parts"), expectedGap: .seconds(try object.integer("expectedGapSeconds")),
            link: try object.optionalString("link"), source: try object.optionalString("source"))
    }
}
