package import HTTP
package import Incidents
internal import JSON
internal import Telling
package import Vocabulary

/// What a brand's status page says to programs: Statuspage's eight documents, and the feeds of each language.
package enum BrandDocuments {
    /// The document at a path below the brand's folder, such as `api/v2/summary.json` or `fr/feed.atom`; nil when there is
    /// none. Facts that are too old are answered with 503, since neither has a word for "unknown".
    package static func response(
        _ path: String, _ site: BrandSite, base: String, zones: ZoneCatalogue, isStale: Bool, now: Instant,
        memory: BrandFeedMemory? = nil
    ) -> PreparedResponse? {
        if path.hasPrefix("api/v2/") {
            return statuspage(path, site, base: base, zones: zones, isStale: isStale, now: now)
        }
        let parts = path.split(separator: "/")
        guard parts.count == 2, let language = Language(parts[0]), site.languages.contains(language),
            parts[1].hasPrefix("feed."), let format = FeedFormat(rawValue: String(parts[1].dropFirst(5)))
        else { return nil }
        let feed = BrandFeedMaker(site, language: language, base: base, zones: zones, now: now, memory: memory).feed
        return FeedWriter.response(feed, format, isOpen: true)
    }

    private static func statuspage(
        _ path: String, _ site: BrandSite, base: String, zones: ZoneCatalogue, isStale: Bool, now: Instant
    ) -> PreparedResponse? {
        let documents = StatuspageDocuments(site, base: base, zones: zones, isStale: isStale, now: now)
        do throws(StatuspageDocuments.Unsayable) {
            let value: JSONValue
            switch path.dropFirst("api/v2/".utf8.count) {
            case "summary.json": value = try documents.summary()
            case "status.json": value = try documents.status()
            case "components.json": value = try documents.componentsDocument()
            case "incidents.json": value = documents.incidentsDocument()
            case "incidents/unresolved.json": value = documents.incidentsDocument(openOnly: true)
            case "scheduled-maintenances.json": value = documents.maintenancesDocument()
            case "scheduled-maintenances/upcoming.json": value = documents.maintenancesDocument(.upcoming)
            case "scheduled-maintenances/active.json": value = documents.maintenancesDocument(.active)
            default: return nil
            }
            return PreparedResponse(headers: StatuspageDocuments.headers, body: JSONWriter.compact(value))
        } catch {
            var headers = StatuspageDocuments.headers
            headers.set("Content-Type", "application/problem+json")
            headers.set("Cache-Control", "no-store")
            headers.set("Retry-After", "60")
            let problem: JSONValue = [
                "type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": .string(error.message),
                "state": "unknown", "as_of": .string(site.asOf.rfc3339),
            ]
            return PreparedResponse(status: .serviceUnavailable, headers: headers, body: JSONWriter.compact(problem))
        }
    }
}
