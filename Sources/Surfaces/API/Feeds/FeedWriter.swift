package import HTTP
internal import Incidents
internal import JSON
internal import Vocabulary

/// A feed in each of its formats.
package enum FeedWriter {
    package static let generator = "Vigie"

    /// A feed as it is answered; with `isOpen` pages from elsewhere may read it too.
    package static func response(_ feed: Feed, _ format: FeedFormat, isOpen: Bool = false) -> PreparedResponse {
        var headers: HTTPHeaders = [
            "Content-Type": format == .json ? format.mediaType : format.mediaType + "; charset=utf-8",
            "Content-Language": feed.language.code, "Cache-Control": "public, max-age=60",
        ]
        if isOpen {
            headers.set("Access-Control-Allow-Origin", "*")
            headers.set("Cross-Origin-Resource-Policy", "cross-origin")
        }
        return PreparedResponse(headers: headers, body: bytes(feed, format))
    }

    package static func bytes(_ feed: Feed, _ format: FeedFormat) -> [UInt8] {
        switch format {
        case .atom: Array(atom(feed).utf8)
        case .rss: Array(rss(feed).utf8)
        case .json: json(feed)
        }
    }

    /// Atom 1.0, RFC 4287.
    private static func atom(_ feed: Feed) -> String {
        var xml = XMLWriter()
        xml.begin("feed", ["xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language.code])
        xml.element("id", feed.id)
        xml.element("title", feed.title)
        xml.element("subtitle", feed.subtitle)
        xml.element("updated", feed.updated.rfc3339)
        xml.element("generator", generator)
        xml.empty("link", ["rel": "self", "type": FeedFormat.atom.mediaType, "href": feed.selfAddress(.atom)])
        xml.empty("link", ["rel": "alternate", "type": "text/html", "href": feed.page])
        for entry in feed.entries { xml.append(piece: entry.atom ?? atom(entry)) }
        xml.end()
        return xml.text
    }

    /// An entry as it stands in the feed.
    static func atom(_ entry: FeedEntry) -> String {
        var xml = XMLWriter(pieceIn: 1)
        xml.begin("entry")
        xml.element("id", entry.id)
        xml.element("title", entry.title)
        xml.empty("link", ["rel": "alternate", "type": "text/html", "href": entry.page])
        xml.element("published", entry.published.rfc3339)
        xml.element("updated", entry.updated.rfc3339)
        xml.begin("author")
        xml.element("name", entry.author)
        xml.end()
        for tag in entry.tags { xml.empty("category", ["term": tag]) }
        xml.element("content", entry.html, ["type": "html"])
        xml.end()
        return xml.text
    }

    /// RSS 2.0 with the two elements of other vocabularies that its readers expect.
    private static func rss(_ feed: Feed) -> String {
        var xml = XMLWriter()
        xml.begin(
            "rss",
            [
                "version": "2.0", "xmlns:atom": "http://www.w3.org/2005/Atom",
                "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            ])
        xml.begin("channel")
        xml.element("title", feed.title)
        xml.element("link", feed.page)
        xml.element("description", feed.subtitle)
        xml.element("language", feed.language.code)
        xml.element("lastBuildDate", feed.updated.rfc822)
        xml.element("generator", generator)
        xml.element("ttl", "1")
        xml.empty("atom:link", ["rel": "self", "type": FeedFormat.rss.mediaType, "href": feed.selfAddress(.rss)])
        for entry in feed.entries {
            xml.begin("item")
            xml.element("title", entry.title)
            xml.element("link", entry.page)
            xml.element("guid", entry.id, ["isPermaLink": "false"])
            xml.element("pubDate", entry.published.rfc822)
            xml.element("atom:updated", entry.updated.rfc3339)
            xml.element("dc:creator", entry.author)
            for tag in entry.tags { xml.element("category", tag) }
            xml.element("description", entry.html)
            xml.end()
        }
        xml.end()
        xml.end()
        return xml.text
    }

    /// JSON Feed 1.1.
    private static func json(_ feed: Feed) -> [UInt8] {
        let items = feed.entries.map { entry -> JSONValue in
            [
                "id": .string(entry.id), "url": .string(entry.page), "title": .string(entry.title),
                "content_html": .string(entry.html), "date_published": entry.published.json,
                "date_modified": entry.updated.json, "authors": [["name": .string(entry.author)]],
                "tags": JSONValue(entry.tags), "language": .string(feed.language.code),
            ]
        }
        return JSONWriter.pretty([
            "version": "https://jsonfeed.org/version/1.1", "title": .string(feed.title),
            "home_page_url": .string(feed.page), "feed_url": .string(feed.selfAddress(.json)),
            "description": .string(feed.subtitle), "language": .string(feed.language.code), "items": .array(items),
        ])
    }
}

extension Instant {
    /// `Thu, 04 Dec 2025 11:08:00 +0000`: RFC 822 with the year of four digits that RSS 2.0 prefers.
    package var rfc822: String {
        let civil = Zone.utc.civilTime(self)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let date = civil.date
        let year = String(repeating: "0", count: max(0, 4 - String(date.year).utf8.count)) + String(date.year)
        return "\(days[date.weekday]), \(TwoDigits(date.day)) \(months[date.month - 1]) \(year) "
            + civil.clock(seconds: true) + " +0000"
    }
}
