package import JSON
internal import Incidents
internal import Telling
package import Vocabulary

/// An incident as the API shows it: its facts as they are recorded, and beside them what follows from the facts.
package enum IncidentDocument {
    /// `incident` is as the caller may see it.
    package static func json(_ incident: Incident, now: Instant) -> JSONValue {
        var object = incident.json.object ?? JSONObject()
        let figures = IncidentFigures(incident, now: now)
        object["state"] = .string(incident.state(now: now).rawValue)
        object["start"] = figures.start.map(\.json)
        object["figures"] = self.figures(figures)
        object["links"] = links(incident)
        return .object(object)
    }

    private static func links(_ incident: Incident) -> JSONValue {
        var links = JSONObject()
        links["history"] = .string("/api/incidents/\(incident.id)/history")
        links["linked"] = .string("/api/linked/\(incident.id)")
        links["provider"] = .string("/api/providers/\(incident.provider)")
        if let latest = incident.captures.last { links["original"] = .string("/api/archive/\(latest.digest)") }
        return .object(links)
    }

    private static func figures(_ figures: IncidentFigures) -> JSONValue {
        var object = JSONObject()
        object["impactSeconds"] = .integer(figures.totalImpact.wholeSeconds)
        object["impact"] = .array(
            figures.impact.map { stretch in
                var object = JSONObject()
                object["start"] = stretch.start.json
                object["end"] = stretch.end?.json
                object["seconds"] = .integer(stretch.length.wholeSeconds)
                return .object(object)
            })
        object["pageTimes"] = .array(
            figures.pageTimes.map { time in
                [
                    "brand": .string(time.brand.rawValue), "opened": time.opened.json, "closed": time.closed.json,
                    "seconds": .integer(time.length.wholeSeconds),
                ]
            })
        object["firstWordAfterSeconds"] = figures.firstWord.map { .integer($0.after.wholeSeconds) }
        object["detectedAfterSeconds"] = figures.detectedAfter.map { .integer($0.wholeSeconds) }
        object["causeAfterSeconds"] = figures.causeAfter.map { .integer($0.wholeSeconds) }
        object["recurrencesAfterResolved"] = .array(
            figures.recurrencesAfterResolved.map { recurrence in
                [
                    "resolvedAt": recurrence.resolvedAt.json, "start": recurrence.start.json,
                    "afterSeconds": .integer(recurrence.after.wholeSeconds), "wasTold": .bool(recurrence.wasTold),
                ]
            })
        return .object(object)
    }
}
