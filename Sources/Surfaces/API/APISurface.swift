package import HTTP
package import Incidents
package import JSON
internal import Journal
internal import Telling
package import Vocabulary

/// Every JSON answer that can be made before somebody asks: pure, from a site and a time. The rest is made from the same
/// functions when it is asked for.
package enum APISurface {
    package static let incidentsPerPage = 50
    /// Answers of this many latest incidents are prepared.
    package static let preparedIncidentsMost = 60

    /// The answers by their target. `asOf` is when the facts were read. What says the same as in `old` is taken from
    /// there, so that nothing is compressed twice.
    package static func render(
        _ site: Site, asOf: Instant, now: Instant, reusing old: [String: PreparedResponse] = [:]
    ) -> [String: PreparedResponse] {
        var values = catalogue(site, asOf: asOf, now: now)
        for incident in site.incidents.prefix(preparedIncidentsMost) {
            values["/api/incidents/\(incident.id)"] = document(incident, now: now)
        }
        let page = Array(site.incidents.prefix(incidentsPerPage))
        values["/api/incidents"] = list(page, hasMore: site.incidents.count > page.count, now: now)
        return Dictionary(
            uniqueKeysWithValues: values.map { target, value in
                let bytes = JSONWriter.pretty(value)
                if let known = old[target], known.identity.body == bytes { return (target, known) }
                return (target, answer(bytes))
            })
    }

    /// What is not about single incidents: little, and made at once when the program starts.
    package static func renderCatalogue(_ site: Site, asOf: Instant, now: Instant) -> [String: PreparedResponse] {
        catalogue(site, asOf: asOf, now: now).mapValues { answer(JSONWriter.pretty($0)) }
    }

    private static func catalogue(_ site: Site, asOf: Instant, now: Instant) -> [String: JSONValue] {
        let seen = seenByEveryone(site)
        let documents = site.providers.map { ($0.id, ProviderDocument.json($0, in: seen, now: now)) }
        var values: [String: JSONValue] = [
            "/api": index(site, asOf: asOf), "/api/providers": ["providers": .array(documents.map(\.1))],
        ]
        for (id, json) in documents { values["/api/providers/\(id)"] = json }
        return values
    }

    private static func seenByEveryone(_ site: Site) -> Site {
        var seen = site
        seen.incidents = site.incidents.compactMap { $0.seen(by: .everyone(brand: nil)) }
        return seen
    }

    package static func providers(_ site: Site, now: Instant) -> JSONValue {
        let seen = seenByEveryone(site)
        return ["providers": .array(site.providers.map { ProviderDocument.json($0, in: seen, now: now) })]
    }

    /// Nil when there is no such provider.
    package static func provider(_ id: String, _ site: Site, now: Instant) -> JSONValue? {
        site.providers.first { $0.id.rawValue == id }
            .map { ProviderDocument.json($0, in: seenByEveryone(site), now: now) }
    }

    /// One incident, as everyone may see it.
    ///
    /// Nil when nobody may know of it.
    package static func incident(_ incident: Incident, now: Instant) -> PreparedResponse? {
        document(incident, now: now).map { answer(JSONWriter.pretty($0)) }
    }

    private static func document(_ incident: Incident, now: Instant) -> JSONValue? {
        incident.seen(by: .everyone(brand: nil)).map { IncidentDocument.json($0, now: now) }
    }

    /// A page of incidents, as everyone may see them; `next` leads on behind the last of them.
    package static func incidents(_ page: [Incident], hasMore: Bool, now: Instant) -> PreparedResponse {
        answer(JSONWriter.pretty(list(page, hasMore: hasMore, now: now)))
    }

    private static func list(_ page: [Incident], hasMore: Bool, now: Instant) -> JSONValue {
        let next = hasMore ? page.last.map { "/api/incidents?before=\($0.id)" } : nil
        return ["incidents": .array(page.compactMap { document($0, now: now) }), "next": JSONValue(next)]
    }

    package static func index(_ site: Site, asOf: Instant) -> JSONValue {
        [
            // To the minute: that time passes changes no answer.
            "position": .integer(site.position.rawValue),
            "asOf": Instant(seconds: asOf.seconds - asOf.seconds % 60).json,
            "links": [
                "providers": "/api/providers", "incidents": "/api/incidents", "search": "/api/search",
                "pages": "/api/pages", "vendors": "/api/vendors", "export": "/api/incidents.csv",
                "feed": "/feeds/all.atom", "events": "/api/events", "description": "/api/openapi.json",
            ],
        ]
    }

    private static func answer(_ body: [UInt8]) -> PreparedResponse {
        PreparedResponse(headers: ["Content-Type": "application/json", "Cache-Control": "no-cache"], body: body)
    }
}
