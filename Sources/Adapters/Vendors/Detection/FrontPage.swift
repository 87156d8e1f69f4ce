/// What a status page's HTML tells of who serves it: feeds, names, ids in its scripts.
struct FrontPage {
    var title: String?
    /// Addresses of `<link rel="alternate">` with a feed's type, Atom first.
    var feeds: [(address: String, isAtom: Bool)] = []
    var statusIOPage: String?
    var mentionsIncidentIO = false
    var mentionsUptimeKuma = false

    private static let feedsMax = 20
    /// What looks like a mention may be prose: only addresses and scripts count.
    private static let scriptBytesMax = 512 * 1_024

    init(_ html: [UInt8], at url: String) {
        var tokens = HTMLTokens(html)
        var scripts = 0
        while let token = tokens.next() {
            switch token {
            case .start(let tag): read(tag, at: url)
            case .raw("title", let range):
                if title == nil { title = HTMLEntities.decoded(tokens.bytes, range).trimmed }
            case .raw("script", let range):
                guard scripts < Self.scriptBytesMax else { continue }
                let text = String(
                    decoding: tokens.bytes[range].prefix(Self.scriptBytesMax - scripts), as: UTF8.self)
                scripts += range.count
                readScript(text)
            default: continue
            }
        }
        feeds = feeds.filter(\.isAtom) + feeds.filter { !$0.isAtom }
    }

    private mutating func read(_ tag: HTMLTokens.Tag, at url: String) {
        if tag.name == "link", tag["rel"]?.lowercased() == "alternate", let address = tag["href"],
            feeds.count < Self.feedsMax
        {
            switch tag["type"]?.lowercased() {
            case "application/atom+xml": feeds.append((PageAddress.resolve(address, from: url), true))
            case "application/rss+xml": feeds.append((PageAddress.resolve(address, from: url), false))
            default: break
            }
        }
        if tag.name == "meta", tag["name"]?.lowercased() == "generator",
            tag["content"]?.lowercased().contains(text: "uptime kuma") == true
        {
            mentionsUptimeKuma = true
        }
        for name in ["src", "href", "content"] {
            guard let address = tag[name]?.lowercased() else { continue }
            let host = PageAddress.host(address)
            if host == "incident.io" || host.hasSuffix(".incident.io") { mentionsIncidentIO = true }
        }
    }

    private mutating func readScript(_ text: String) {
        if text.contains(text: "window.preloadData") { mentionsUptimeKuma = true }
        if text.contains(text: "component_impacts"), text.contains(text: "data_available_since") {
            mentionsIncidentIO = true
        }
        for mark in ["pageId", "statuspage_id", "page_id"] where statusIOPage == nil {
            guard let start = text.range(ofText: mark) else { continue }
            let rest = text[start.upperBound...].prefix(80).drop { "\"' =:".contains($0) }
            let id = rest.prefix { $0.isHexDigit }
            // Ids of status.io are those of its database: 24 hexadecimal digits.
            if id.count == 24 { statusIOPage = id.lowercased() }
        }
    }
}
