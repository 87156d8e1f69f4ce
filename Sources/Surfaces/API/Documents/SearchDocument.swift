internal import HTTP
package import Incidents
package import JSON
internal import Telling
package import Vocabulary

/// A page of what was found, and where the next is.
package enum SearchDocument {
    /// `query` is what was asked, as it was sent.
    package static func json(_ page: SearchPage, query: String, now: Instant) -> JSONValue {
        let incidents = page.incidents.compactMap { $0.seen(by: .everyone(brand: nil)) }
            .map { IncidentDocument.json($0, now: now) }
        return [
            "incidents": .array(incidents), "count": JSONValue(page.count), "countIsExact": .bool(page.countIsExact),
            "next": JSONValue(page.next.map { next($0, query) }),
        ]
    }

    /// The same question behind where this page ended.
    private static func next(_ place: String, _ query: String) -> String {
        let kept = query.split(separator: "&").filter { $0 != "after" && !$0.hasPrefix("after=") }
        return "/api/search?"
            + (kept.map(String.init) + ["after=" + PercentCoding.encode(place)]).joined(separator: "&")
    }
}

/// The pages that are followed.
package enum PageDocument {
    package static func json(_ pages: [FollowedPage]) -> JSONValue {
        ["pages": .array(pages.sorted { $0.provider < $1.provider }.map(\.json))]
    }
}
