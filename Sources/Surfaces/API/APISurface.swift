package import HTTP
package import Incidents
internal import JSON
internal import Journal
internal import Telling
package import Vocabulary

/// Every JSON answer that can be made before somebody asks: pure, from a site and a time. The rest is made from the same
/// functions when it is asked for.
package enum APISurface {
    package static let incidentsPerPage = 50
    /// Answers of this many latest incidents are prepared.
    package static let preparedIncidentsMost = 60

    /// The answers by their target.
    package static func render(_ site: Site, now: Instant) -> [String: PreparedResponse] {
        var answers = renderCatalogue(site, now: now)
        for incident in site.incidents.prefix(preparedIncidentsMost) {
            answers["/api/incidents/\(incident.id)"] = self.incident(incident, now: now)
        }
        let page = Array(site.incidents.prefix(incidentsPerPage))
        answers["/api/incidents"] = incidents(page, hasMore: site.incidents.count > page.count, now: now)
        return answers
    }

    /// What is not about single incidents: little, and made at once when the program starts.
    package static func renderCatalogue(_ site: Site, now: Instant) -> [String: PreparedResponse] {
        var answers: [String: PreparedResponse] = [:]
        answers["/api"] = answer(index(site))
        for provider in site.providers {
            answers["/api/providers/\(provider.id)"] = answer(ProviderDocument.json(provider, in: site, now: now))
        }
        answers["/api/providers"] = answer([
            "providers": .array(site.providers.map { ProviderDocument.json($0, in: site, now: now) })
        ])
        return answers
    }

    /// One incident, as everyone may see it.
    package static func incident(_ incident: Incident, now: Instant) -> PreparedResponse {
        answer(IncidentDocument.json(incident.seen(by: .everyone(brand: nil)), now: now))
    }

    /// A page of incidents, as everyone may see them; `next` leads on behind the last of them.
    package static func incidents(_ page: [Incident], hasMore: Bool, now: Instant) -> PreparedResponse {
        let next = hasMore ? page.last.map { "/api/incidents?before=\($0.id)" } : nil
        return answer([
            "incidents": .array(page.map { IncidentDocument.json($0.seen(by: .everyone(brand: nil)), now: now) }),
            "next": JSONValue(next),
        ])
    }

    private static func index(_ site: Site) -> JSONValue {
        [
            "position": .integer(site.position.rawValue),
            "links": [
                "providers": "/api/providers", "incidents": "/api/incidents", "events": "/api/events",
            ],
        ]
    }

    private static func answer(_ value: JSONValue) -> PreparedResponse {
        PreparedResponse(
            headers: ["Content-Type": "application/json", "Cache-Control": "no-cache"], body: JSONWriter.pretty(value))
    }
}
