package import HTTP
package import Incidents
internal import JSON
internal import Journal
internal import Telling
package import Vocabulary

/// Every JSON answer that can be made before somebody asks: pure, from a site and a time.
package enum APISurface {
    package static let incidentsPerPage = 100

    /// The answers by their target. Pages of the incident list after the first have `?after=ID`.
    package static func render(_ site: Site, now: Instant) -> [String: PreparedResponse] {
        var answers: [String: PreparedResponse] = [:]
        answers["/api"] = answer(index(site))
        for provider in site.providers {
            answers["/api/providers/\(provider.id)"] = answer(ProviderDocument.json(provider, in: site, now: now))
        }
        answers["/api/providers"] = answer([
            "providers": .array(site.providers.map { ProviderDocument.json($0, in: site, now: now) })
        ])
        let incidents = site.incidents
            .map { $0.seen(by: .everyone(brand: nil)) }
            .sorted { left, right in
                let starts = (left.windows.first?.start, right.windows.first?.start)
                return (starts.0 ?? .distantPast, left.id) > (starts.1 ?? .distantPast, right.id)
            }
        for incident in incidents {
            answers["/api/incidents/\(incident.id)"] = answer(IncidentDocument.json(incident, now: now))
        }
        renderList(incidents, now: now, into: &answers)
        return answers
    }

    private static func renderList(
        _ incidents: [Incident], now: Instant, into answers: inout [String: PreparedResponse]
    ) {
        var target = "/api/incidents"
        var rest = incidents[...]
        repeat {
            let page = rest.prefix(incidentsPerPage)
            rest = rest.dropFirst(incidentsPerPage)
            let next = rest.isEmpty ? nil : page.last.map { "/api/incidents?after=\($0.id)" }
            answers[target] = answer([
                "incidents": .array(page.map { IncidentDocument.json($0, now: now) }), "next": JSONValue(next),
            ])
            target = next ?? ""
        } while !rest.isEmpty
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

extension Instant {
    fileprivate static let distantPast = Instant(microseconds: .min)
}
