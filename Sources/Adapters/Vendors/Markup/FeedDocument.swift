internal import Following
internal import Vocabulary
internal import XML

/// An RSS or Atom feed as its items, before anybody reads sense into them.
struct FeedDocument {
    enum Kind {
        case rss, atom
    }

    var kind: Kind
    var title: String?
    var link: String?
    var items: [FeedItem]
}

struct FeedItem {
    var title = ""
    var link: String?
    /// `guid` of RSS, `id` of Atom.
    var guid: String?
    var publishedText: String?
    var updatedText: String?
    var categories: [String] = []
    /// HTML or text, as it was written.
    var body = ""

    var published: Instant? { publishedText.flatMap(Self.instant) }
    var updated: Instant? { updatedText.flatMap(Self.instant) }

    static func instant(_ text: String) -> Instant? {
        VendorTimes.rfc822(text.trimmed) ?? VendorTimes.zoned(text.trimmed)
    }
}

extension DocumentSet {
    func neededFeed(_ role: String) throws(UnreadablePage) -> FeedDocument {
        guard let document = document(role) else { throw Self.missing(role) }
        return try Self.feed(document)
    }

    static func feed(_ document: CapturedDocument) throws(UnreadablePage) -> FeedDocument {
        let text = try text(document)
        let role = document.role
        if isWebPage(text) {
            throw UnreadablePage(
                .html,
                "The document “\(role)” is a web page where a feed was expected: the page moved; detect it again.")
        }
        do throws(XMLEvents.Problem) {
            var reader = FeedReader(events: try XMLEvents(text))
            if let feed = try reader.feed() { return feed }
            throw .malformed("its root is neither rss nor feed, or it has no title")
        } catch {
            switch error {
            case .truncated:
                throw UnreadablePage(.truncated, "The document “\(role)” breaks off in the middle; try again.")
            case .malformed(let why):
                throw UnreadablePage(.malformed, "The document “\(role)” is no feed: \(why).")
            }
        }
    }

    static func isWebPage(_ text: [UInt8]) -> Bool {
        let head = String(decoding: text.prefix(512), as: UTF8.self).lowercased().trimmed
        guard head.hasPrefix("<") else { return false }
        return head.hasPrefix("<!doctype html") || head.hasPrefix("<html") || head.contains(text: "<html")
    }
}

private struct FeedReader {
    let events: XMLEvents
    private var result = FeedDocument(kind: .rss, items: [])
    /// Names of open elements, the root first.
    private var open: [String] = []
    private var item: FeedItem?
    private var text = ""
    /// How deep inside an Atom body's own markup, and that markup.
    private var markupDepth = 0
    private var isRecognised = false
    private var hasSummaryOnly = false

    private static let itemsMax = 10_000
    private static let linkRelations: Set<String> = ["", "alternate"]

    init(events: XMLEvents) { self.events = events }

    mutating func feed() throws(XMLEvents.Problem) -> FeedDocument? {
        while let event = try events.next() {
            switch event {
            case .start(let name, let namespace, let attributes, let isEmpty):
                start(name, isOwn: Self.isFeedNamespace(namespace), attributes)
                if isEmpty { end(name) }
            case .end(let name): end(name)
            case .text(let piece): text += piece
            }
            if open.isEmpty, !isRecognised { return nil }
        }
        guard isRecognised, result.title != nil else { return nil }
        return result
    }

    /// Elements of other vocabularies (`media:title`, `itunes:link`) are none of a feed's own.
    private static func isFeedNamespace(_ namespace: String?) -> Bool {
        guard let namespace else { return true }
        return namespace == "http://www.w3.org/2005/Atom" || namespace.hasPrefix("http://purl.org/")
            || namespace.hasPrefix("http://www.w3.org/1999/") || namespace.hasPrefix("http://my.netscape.com/")
            || namespace.hasPrefix("http://backend.userland.com/")
    }

    private mutating func start(_ name: String, isOwn: Bool, _ attributes: [XMLEvents.Attribute]) {
        defer { open.append(isOwn || markupDepth > 0 ? name : "?") }
        if markupDepth > 0 {
            markupDepth += 1
            text += "<\(name)>"
            return
        }
        func value(_ attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }
        if open.isEmpty {
            isRecognised = ["rss", "feed", "RDF"].contains(name)
            result.kind = name == "feed" ? .atom : .rss
        }
        text = ""
        guard isOwn else { return }
        if name == "item" || name == "entry", result.items.count < Self.itemsMax {
            item = FeedItem()
            hasSummaryOnly = true
        } else if name == "link", let address = value("href"), Self.linkRelations.contains(value("rel") ?? "") {
            if item == nil {
                if result.link == nil { result.link = address }
            } else if item?.link == nil {
                item?.link = address
            }
        } else if name == "category", let term = value("term") {
            item?.categories.append(term)
        } else if value("type") == "xhtml", item != nil {
            markupDepth = 1
        }
    }

    private mutating func end(_ name: String) {
        guard let opened = open.popLast() else { return }
        if markupDepth > 1 {
            markupDepth -= 1
            text += "</\(name)>"
            return
        }
        markupDepth = 0
        guard opened != "?" else {
            text = ""
            return
        }
        let parent = open.last ?? ""
        if name == "item" || name == "entry" {
            if let item { result.items.append(item) }
            item = nil
        } else if parent == "item" || parent == "entry" {
            endMember(name)
        } else if parent == "channel" || parent == "feed" {
            if name == "title" { result.title = text.trimmed }
            if name == "link", !text.trimmed.isEmpty { result.link = text.trimmed }
        }
        text = ""
    }

    private mutating func endMember(_ name: String) {
        let value = text.trimmed
        guard !value.isEmpty else { return }
        switch name {
        case "title": item?.title = value
        case "link": item?.link = value
        case "guid", "id": item?.guid = value
        case "pubDate", "published", "issued", "date": if item?.publishedText == nil { item?.publishedText = value }
        case "updated", "modified": item?.updatedText = value
        case "category": item?.categories.append(value)
        // The whole text comes before the short one, in whatever order they stand.
        case "content", "encoded":
            item?.body = text
            hasSummaryOnly = false
        case "description", "summary": if hasSummaryOnly { item?.body = text }
        default: break
        }
    }
}
