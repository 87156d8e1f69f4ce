internal import Incidents
package import JSON
package import Linking
package import Vocabulary

/// The event that an incident belongs to, with the reason for each link.
package enum LinkedDocument {
    /// Nil when the book does not know the incident.
    package static func json(_ incident: IncidentID, in book: EventBook) -> JSONValue? {
        guard let event = book.event(of: incident) else { return nil }
        var object = JSONObject()
        object["event"] = .string(event.id.rawValue)
        object["start"] = event.start?.json
        object["incidents"] = .array(event.incidents.map { .string($0.rawValue) })
        object["links"] = .array(
            book.links(in: event).map { link in
                var object: JSONObject = [
                    "incident": .string(link.incident.rawValue), "to": .string(link.to.rawValue),
                ]
                object["reason"] = reason(link.reason)
                return .object(object)
            })
        object["sightings"] = .array(
            book.sightings(besides: incident).map { sighting in
                [
                    "incident": .string(sighting.incident.rawValue), "provider": .string(sighting.provider.rawValue),
                    "earlierSeconds": .integer(sighting.earlier.wholeSeconds),
                ]
            })
        return .object(object)
    }

    private static func reason(_ reason: LinkReason) -> JSONValue {
        switch reason {
        case .reference(let ticket, let scope):
            ["kind": "reference", "reference": .string(ticket), "scope": .string(scope.rawValue)]
        case .family(let family, let overlap, let basis):
            [
                "kind": "family", "family": .string(family), "overlapSeconds": .integer(overlap.wholeSeconds),
                "basis": .string(basis.rawValue),
            ]
        case .entity(let entity, let distance):
            ["kind": "entity", "entity": .string(entity), "distanceSeconds": .integer(distance.wholeSeconds)]
        case .person(let who, let why, let at):
            ["kind": "person", "who": .string(who), "why": .string(why), "at": at.json]
        }
    }
}
