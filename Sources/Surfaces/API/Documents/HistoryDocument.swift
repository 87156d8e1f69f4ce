internal import Bytes
package import JSON
internal import Incidents
package import Journal
internal import Telling
package import Vocabulary

/// The entries behind an incident, in order: who recorded what, when, and the hash that proves it. What only the team may
/// see is left out, and the versions tell that something is. Shown is the fact as this program knows it, never the raw
/// body: a member that only a newer program knows is not published by an older one.
package enum HistoryDocument {
    /// `next` leads on when there are more entries.
    package static func json(_ id: IncidentID, entries: [Entry], next: String? = nil) -> JSONValue {
        [
            "incident": .string(id.rawValue), "entries": .array(entries.compactMap(json)), "next": JSONValue(next),
        ]
    }

    /// Nil when the entry is not for everyone.
    private static func json(_ entry: Entry) -> JSONValue? {
        guard let fact = try? Fact(entry), let shown = shown(fact) else { return nil }
        return [
            "position": .integer(entry.position.rawValue), "version": .integer(entry.version.rawValue),
            "kind": .string(entry.kind.rawValue), "actor": .string(entry.actor.rawValue),
            "recordedAt": entry.instant.json, "hash": .string(entry.hash.hexadecimal), "body": shown.body,
        ]
    }

    /// The fact as everyone may see it; the one visibility function decides.
    private static func shown(_ fact: Fact) -> Fact? {
        switch fact {
        case .providerDescribed, .brandDescribed, .componentDescribed, .incidentDescribed, .impactWindowRecorded,
            .updatePublished, .pageAccountRecorded, .claimRecorded, .contradictionNoted, .postmortemPublished,
            .updateRevised, .captureKept, .impactWindowWithdrawn, .documentCaptured, .pageFollowed, .pageUnfollowed,
            .eventDecided:
            return fact
        case .incidentRecorded(let incident): return .incidentRecorded(incident.seen(by: .everyone(brand: nil)))
        case .insideEventNoted(let id, let event):
            // An incident with this event alone, as everyone sees it.
            var probe = Incident(id: id, provider: ProviderID(checked: "probe"), title: LocalizedText())
            probe.insideEvents = [event]
            return probe.seen(by: .everyone(brand: nil)).insideEvents.isEmpty ? nil : fact
        }
    }
}
