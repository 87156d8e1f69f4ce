package import JSON
package import Incidents
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
        object["links"] = ["history": .string("/api/incidents/\(incident.id)/history")]
        return .object(object)
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

/// A provider as the API shows it, with its brands and components.
package enum ProviderDocument {
    package static func json(_ provider: Provider, in site: Site, now: Instant) -> JSONValue {
        var object = provider.json.object ?? JSONObject()
        let incidents = site.incidents.filter { $0.provider == provider.id }
        object["brands"] = .array(site.brands.filter { $0.provider == provider.id }.map(\.json))
        object["components"] = .array(site.components.filter { $0.provider == provider.id }.map(\.json))
        object["ongoing"] = .array(
            incidents.filter { $0.state(now: now) == .ongoing }.map { .string($0.id.rawValue) })
        return .object(object)
    }
}
