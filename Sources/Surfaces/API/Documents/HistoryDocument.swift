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
            "kind": .string(entry.kind.rawValue), "actor": .string(actor(entry)),
            "recordedAt": entry.instant.json, "hash": .string(entry.hash.hexadecimal), "body": shown.body,
        ]
    }

    /// The fact as everyone may see it; the one visibility function decides.
    private static func shown(_ fact: Fact) -> Fact? {
        switch fact {
        case .providerDescribed, .brandDescribed, .componentDescribed, .impactWindowRecorded, .updatePublished,
            .pageAccountRecorded, .claimRecorded, .contradictionNoted, .updateRevised, .captureKept,
            .impactWindowWithdrawn, .documentCaptured, .pageFollowed, .pageUnfollowed,
            .eventDecided, .sentenceDescribed, .maintenanceSeriesDescribed:
            return fact
        case .incidentRecorded(let incident):
            return incident.seen(by: .everyone(brand: nil)).map { .incidentRecorded($0) }
        case .incidentDescribed(let head):
            return head.seen(by: .everyone(brand: nil)).map { .incidentDescribed($0) }
        case .postmortemDrafted: return nil
        case .postmortemPublished(let id, let postmortem):
            var probe = probe(id)
            probe.postmortem = postmortem
            return probe.seen(by: .everyone(brand: nil))?.postmortem.map { .postmortemPublished(id, $0) }
        case .statementRecorded(let id, var statement):
            guard statement.standing.isPublic else { return nil }
            statement.author = ""
            statement.correction = nil
            if case .approved(_, let at) = statement.standing { statement.standing = .approved(by: "", at: at) }
            if case .reviewed(_, let at) = statement.standing { statement.standing = .reviewed(by: "", at: at) }
            return .statementRecorded(id, statement)
        case .insideEventNoted(let id, let event):
            var probe = probe(id)
            probe.insideEvents = [event]
            return probe.seen(by: .everyone(brand: nil))?.insideEvents.isEmpty == false ? fact : nil
        }
    }

    /// An incident that holds one thing alone, to see what everyone sees of it.
    private static func probe(_ id: IncidentID) -> Incident {
        Incident(id: id, provider: ProviderID(checked: "probe"), title: LocalizedText())
    }

    /// People's names are the team's own; programs and machines are told.
    private static func actor(_ entry: Entry) -> String {
        let actor = entry.actor.rawValue
        return actor.hasPrefix("user:") ? "team" : actor
    }
}
