import API
import APISamples
import Demo
import Foundation
import HTTP
import Incidents
import JSON
import Testing
import Vocabulary

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct FeedTests {
    static let targets = ["all", "providers/example-pay", "components/example-pay-gateway", "entities/mastercard"]

    @Test(arguments: targets, ["", "?lang=fr", "?lang=it"])
    func `Atom says what the specification asks for`(_ name: String, _ query: String) async throws {
        let answer = await SampleAPI.sample().get("/feeds/\(name).atom\(query)")
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8")
        let feed = try XMLElementReader.read(answer.body)
        #expect(feed.name == "feed")
        #expect(feed.attributes["xmlns"] == "http://www.w3.org/2005/Atom")
        let own = feed.all("link").first { $0.attributes["rel"] == "self" }
        #expect(own?.attributes["href"] == "\(SampleAPI.place)/feeds/\(name).atom\(query)")
        let entries = feed.all("entry")
        #expect(!entries.isEmpty)
        for element in [feed] + entries {
            #expect(element.all("id").count == 1 && element.all("title").count == 1)
            #expect(element.text("id").hasPrefix("tag:vigie.example,2025:"))
            _ = try Instant(rfc3339: element.text("updated"))
        }
        #expect(Set(entries.map { $0.text("id") }).count == entries.count)
        let changes = try entries.map { try Instant(rfc3339: $0.text("updated")) }
        #expect(changes == changes.sorted(by: >), "the latest change comes first")
        #expect(try Instant(rfc3339: feed.text("updated")) == changes.first)
        for entry in entries {
            #expect(try Instant(rfc3339: entry.text("published")) <= Instant(rfc3339: entry.text("updated")))
            let author = try #require(entry.all("author").first?.text("name"))
            #expect(!author.isEmpty)
        }
    }

    @Test(arguments: targets)
    func `RSS says what the specification asks for`(_ name: String) async throws {
        let answer = await SampleAPI.sample().get("/feeds/\(name).rss?lang=it")
        let rss = try XMLElementReader.read(answer.body)
        #expect(rss.name == "rss" && rss.attributes["version"] == "2.0")
        let channel = try #require(rss.all("channel").first)
        #expect(channel.text("language") == "it")
        for part in ["title", "link", "description", "lastBuildDate"] { #expect(!channel.text(part).isEmpty) }
        let form = #/(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000/#
        #expect(channel.text("lastBuildDate").wholeMatch(of: form) != nil)
        for item in channel.all("item") {
            #expect(item.text("pubDate").wholeMatch(of: form) != nil)
            #expect(item.all("guid").first?.attributes["isPermaLink"] == "false")
            #expect(item.text("link").hasPrefix("https://vigie.example/it/incidents/"))
        }
    }

    @Test(arguments: ["atom", "rss", "json"])
    func `text from outside stays text`(_ format: String) async throws {
        let answer = await SampleAPI.sample().get("/feeds/providers/example-pay.\(format)")
        var contents: [String]
        if format == "json" {
            contents = try (answer.json["items"]?.array ?? []).compactMap { $0["content_html"]?.string }
        } else {
            let root = try XMLElementReader.read(answer.body)
            let items = format == "atom" ? root.all("entry") : root.all("channel").flatMap { $0.all("item") }
            contents = items.map { $0.text(format == "atom" ? "content" : "description") }
        }
        let hostile = try #require(contents.first { $0.contains("alert") })
        #expect(
            hostile.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; ]]&gt; &amp; 'é' \u{FFFD}\u{1F4B3}"))
        #expect(!hostile.contains("<script"))
    }

    @Test func `an entry keeps its id when its text, its format and its scope change`() async throws {
        var site = SampleSite.site
        let before = try await Self.ids(SampleAPI.sample(site), "all.json")
        let place = try #require(site.incidents.firstIndex { $0.id == SampleSite.open })
        site.incidents[place].title = SampleSite.english("Another title")
        let after = try await Self.ids(SampleAPI.sample(site), "all.json")
        #expect(Set(before) == Set(after))
        let own = "tag:vigie.example,2025:vigie/incidents/example-pay-1/en"
        #expect(before.contains(own))
        #expect(try await Self.ids(SampleAPI.sample(), "entities/visa.json") == [own])
    }

    private static func ids(_ api: SampleAPI, _ name: String) async throws -> [String] {
        try await (api.get("/feeds/" + name).json["items"]?.array ?? []).compactMap { $0["id"]?.string }
    }

    @Test func `a language is one language: titles and words are its own`() async throws {
        let french = await SampleAPI.sample().get("/feeds/providers/payplug.json?lang=fr").text
        #expect(french.contains("Les paiements en magasin et en ligne ont échoué deux fois"))
        #expect(french.contains("Résolu"))
        #expect(!french.contains("payments failed twice"))
        // A text that only exists in another language is marked as such.
        let foreign = await SampleAPI.sample().get("/feeds/providers/example-pay.json?lang=fr").text
        #expect(foreign.contains(#"<span lang=\"en\">A supplier is slow.</span>"#))
    }

    @Test func `a template is not an outage, and what is unknown has no entry`() async throws {
        var site = SampleSite.site
        let place = try #require(site.incidents.firstIndex { $0.id == SampleSite.open })
        site.incidents[place].record?.isSample = true
        let ids = try await Self.ids(SampleAPI.sample(site), "providers/example-pay.json")
        #expect(!ids.contains { $0.contains("example-pay-1/") })
        #expect(!ids.contains { $0.contains(SampleSite.bare.rawValue) })
        #expect(ids.count == 2)
    }

    @Test func `team-only events are in no feed`() async throws {
        var site = SampleSite.site
        let place = try #require(site.incidents.firstIndex { $0.id == SampleSite.open })
        let secret = InsideEvent(
            at: SampleSite.instant("2025-12-09T09:59:00Z"), kind: .alert, text: SampleSite.english("secret"),
            visibility: .team)
        site.incidents[place].insideEvents = [secret]
        let item = try await SampleAPI.sample(site).get("/feeds/entities/visa.json").json["items"]?[0]
        #expect(item?["date_modified"]?.string == "2025-12-09T09:40:00Z")
    }

    @Test func `a feed about nothing yet is a valid feed, and one about nobody is not there`() async throws {
        let empty = await SampleAPI.sample().get("/feeds/entities/bancontact.atom")
        #expect(empty.status == 200)
        let feed = try XMLElementReader.read(empty.body)
        #expect(feed.all("entry").isEmpty)
        _ = try Instant(rfc3339: feed.text("updated"))
        for target in [
            "providers/nobody.atom", "components/nothing.rss", "entities/Visa.json", "all.pdf", "providers/.atom",
        ] {
            #expect(await SampleAPI.sample().get("/feeds/" + target).status == 404, "\(target)")
        }
        #expect(await SampleAPI.sample().get("/feeds/all.atom?lang=de").status == 400)
    }

    @Test func `fifty are told, those that changed last`() async throws {
        var site = SampleSite.site
        let start = SampleSite.instant("2025-01-01T00:00:00Z")
        site.incidents = (1...80).map { number in
            var incident = Incident(
                id: IncidentID(checked: "n-\(number)"), provider: SampleSite.followed,
                title: SampleSite.english("Number \(number)"))
            incident.updates = [
                Update(
                    brand: BrandID(checked: "example-pay"), status: .resolved, at: start + .hours(Int64(number)),
                    text: LocalizedText())
            ]
            return incident
        }
        let ids = try await Self.ids(SampleAPI.sample(site), "all.json")
        #expect(ids.count == 50)
        #expect(ids.first?.contains("/n-80/") == true && ids.last?.contains("/n-31/") == true)
    }

    @Test(arguments: [
        ("https://status.example.com", "tag:status.example.com,2025:x"),
        ("http://LOCALHOST:8480", "tag:localhost,2025:x"), ("http://[::1]:8480", "tag:localhost,2025:x"),
    ])
    func `a tag names the installation without its port`(_ origin: String, _ tag: String) {
        #expect(PublicPlace(origin: origin).tag("x") == tag)
    }

    @Test(arguments: ["a b", "x/y", "<b>", "", "a\"b", String(repeating: "a", count: 300)])
    func `a Host header that is no host is in no address`(_ host: String) {
        #expect(PublicPlace(host: host, isSecure: true) == nil)
    }
}

/// An element of a document that was read by another program's parser.
struct XMLElementReader {
    var name: String
    var attributes: [String: String] = [:]
    var content = ""
    var children: [XMLElementReader] = []

    func all(_ name: String) -> [XMLElementReader] { children.filter { $0.name == name } }
    func text(_ name: String) -> String { all(name).first?.content ?? "" }

    struct Malformed: Error {
        var reason: String
    }

    static func read(_ bytes: [UInt8]) throws -> XMLElementReader {
        let parser = XMLParser(data: Data(bytes))
        let builder = Builder()
        parser.delegate = builder
        guard parser.parse(), let root = builder.root else {
            throw Malformed(reason: "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
        }
        return root
    }

    private final class Builder: NSObject, XMLParserDelegate {
        var stack: [XMLElementReader] = []
        var root: XMLElementReader?

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            stack.append(XMLElementReader(name: name, attributes: attributes))
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            if !stack.isEmpty { stack[stack.count - 1].content += text }
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            guard let done = stack.popLast() else { return }
            if stack.isEmpty { root = done } else { stack[stack.count - 1].children.append(done) }
        }
    }
}
