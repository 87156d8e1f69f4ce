internal import Bytes
package import JSON
internal import Incidents
package import Journal
internal import Telling
package import Vocabulary

/// The entries behind an incident, in order: who recorded what, when, and the hash that proves it. What only the team may
/// see is left out, and the position tells that something is.
package enum HistoryDocument {
    package static func json(_ id: IncidentID, entries: [Entry]) -> JSONValue {
        ["incident": .string(id.rawValue), "entries": .array(entries.filter(isPublic).map(json))]
    }

    private static func isPublic(_ entry: Entry) -> Bool {
        guard let fact = try? Fact(entry) else { return false }
        guard case .insideEventNoted(_, let event) = fact else { return true }
        // The one visibility function decides: an incident with this event alone, as everyone sees it.
        var probe = Incident(
            id: IncidentID(checked: "probe"), provider: ProviderID(checked: "probe"), title: LocalizedText())
        probe.insideEvents = [event]
        return !probe.seen(by: .everyone(brand: nil)).insideEvents.isEmpty
    }

    private static func json(_ entry: Entry) -> JSONValue {
        [
            "position": .integer(entry.position.rawValue), "version": .integer(entry.version.rawValue),
            "kind": .string(entry.kind.rawValue), "actor": .string(entry.actor.rawValue),
            "recordedAt": entry.instant.json, "hash": .string(entry.hash.hexadecimal),
            "body": (try? JSONValue(reading: entry.body)) ?? .null,
        ]
    }
}
