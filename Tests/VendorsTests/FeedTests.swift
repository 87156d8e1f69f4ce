import Following
import Testing
import Vocabulary

@testable import Vendors

@Suite struct FeedTests {
    private static func rss(_ items: String, link: String = "https://status.example.com") -> CapturedDocument {
        Reading.document(
            "feed", "<rss version='2.0'><channel><title>Example</title><link>\(link)</link>\(items)</channel></rss>",
            contentType: "application/rss+xml")
    }

    @Test func `items with one link are updates of one incident, whatever their prefixes`() throws {
        let page = try Reading.read(.rss, [Sample.of(.rss).document])
        #expect(page.incidents.count == 1)
        let incident = page.incidents[0]
        #expect(incident.title == "Cards fail")
        #expect(incident.status == .resolved && incident.statusWord == "Resolved")
        #expect(incident.updates.map(\.status) == [.investigating, .resolved])
        #expect(incident.updates.map(\.statusWord) == ["Initial Notification", "Resolved"])
        #expect(incident.updates.map(\.text) == ["Cards fail.", "Cards work again."])
        #expect(try incident.openedAt == instant("2026-05-04T10:10:00Z"))
        #expect(try incident.resolvedAt == instant("2026-05-04T11:00:00Z"))
        #expect(page.identity.name == "Example Pay status")
    }

    @Test func `updates inside an entry are taken apart by their times`() throws {
        let page = try Reading.read(.atom, [Sample.of(.atom).document])
        let incident = page.incidents[0]
        #expect(incident.id == "https://status.example.com/incidents/7")
        #expect(incident.updates.map(\.status) == [.investigating, .resolved])
        #expect(incident.updates.map(\.text) == ["Refunds are slow.", "Refunds are quick again."])
        #expect(try incident.updates.map(\.at) == [instant("2026-05-04T10:10:00Z"), instant("2026-05-04T11:40:00Z")])
        #expect(incident.status == .resolved)
        #expect(page.format == .atom)
    }

    @Test func `where all links lead home the guid counts, without what tells updates apart`() throws {
        let items = """
            <item><title>Cards are slow</title><link>https://status.example.com/</link><guid>https://status.example.com/reports/9#b</guid><description>Fixed now</description><pubDate>Mon, 04 May 2026 11:00:00 +0000</pubDate></item>
            <item><title>Cards are slow</title><link>https://status.example.com/</link><guid>https://status.example.com/reports/9#a</guid><description>We look.</description><pubDate>Mon, 04 May 2026 10:00:00 +0000</pubDate></item>
            <item><title>Cards are slow</title><link>https://status.example.com/</link><guid>https://status.example.com/reports/5</guid><description>Last year.</description><pubDate>Sun, 04 May 2025 10:00:00 +0000</pubDate></item>
            """
        let page = try Reading.read(.rss, [Self.rss(items)])
        #expect(
            page.incidents.map(\.id) == [
                "https://status.example.com/reports/9", "https://status.example.com/reports/5",
            ])
        #expect(page.incidents[0].updates.map(\.text) == ["We look.", "Fixed now"])
    }

    @Test func `without link and guid the title counts, without its status`() throws {
        let items = """
            <item><title>[RESOLVED] Slow refunds</title><pubDate>Mon, 04 May 2026 11:00:00 GMT</pubDate></item>
            <item><title>Slow  Refunds - Monitoring</title><pubDate>Mon, 04 May 2026 10:30:00 GMT</pubDate></item>
            <item><title>Slow refunds</title><pubDate>Mon, 04 May 2026 10:00:00 GMT</pubDate></item>
            <item><title>Something else: a question</title><pubDate>Mon, 04 May 2026 10:00:00 GMT</pubDate></item>
            """
        let page = try Reading.read(.rss, [Self.rss(items)])
        #expect(page.incidents.map(\.title) == ["Slow refunds", "Something else: a question"])
        #expect(page.incidents[0].updates.map(\.status) == [.unknown, .monitoring, .resolved])
        #expect(page.incidents[0].status == .resolved)
        #expect(page.incidents[1].status == .unknown)
    }

    @Test func `planned work is a maintenance, also when it is postponed`() throws {
        let items = """
            <item><title>Postponed: Database move</title><link>https://status.example.com/m/1</link><pubDate>Mon, 04 May 2026 11:00:00 GMT</pubDate></item>
            <item><title>Scheduled Maintenance: Database move</title><link>https://status.example.com/m/1</link><pubDate>Mon, 04 May 2026 10:00:00 GMT</pubDate></item>
            """
        let page = try Reading.read(.rss, [Self.rss(items)])
        #expect(page.incidents.isEmpty)
        #expect(page.maintenances.map(\.title) == ["Database move"])
        #expect(page.maintenances[0].status == .scheduled && page.maintenances[0].statusWord == "Postponed")
    }

    @Test func `a time without a zone is left out with a warning`() throws {
        let items = "<item><title>Slow</title><guid>1</guid><pubDate>Mon, 04 May 2026 11:00:00</pubDate></item>"
        let page = try Reading.read(.rss, [Self.rss(items)])
        #expect(page.incidents[0].updates.map(\.at) == [nil])
        #expect(page.warnings.map(\.place) == ["feed.published"])
    }

    @Test func `elements of other vocabularies are not the feed's own`() throws {
        let body = """
            <rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
            <channel><title>Example</title><link>https://status.example.com</link>
            <item><media:title>Picture</media:title><title>Slow</title><guid>1</guid><description>Short.</description><content:encoded><![CDATA[<p>Long &amp; whole.</p>]]></content:encoded></item></channel></rss>
            """
        let page = try Reading.read(.rss, [Reading.document("feed", body, contentType: "text/xml")])
        #expect(page.incidents[0].title == "Slow")
        #expect(page.incidents[0].updates[0].text == "Long & whole.")
    }

    @Test func `Atom's own markup is text`() throws {
        let body = """
            <feed xmlns="http://www.w3.org/2005/Atom"><title type="text">Example</title><updated>2026-05-04T10:00:00Z</updated>
            <entry><id>urn:1</id><title>Slow</title><updated>2026-05-04T10:00:00Z</updated>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><ul><li>Two</li></ul></div></content></entry></feed>
            """
        let page = try Reading.read(.atom, [Reading.document("feed", body, contentType: "application/atom+xml")])
        #expect(page.incidents[0].updates[0].text == "One.\n\n- Two")
    }

    @Test func `a feed in Latin-1 is read by what it says of itself`() throws {
        let text =
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss version=\"2.0\"><channel><title>Zahlungen</title><item><title>St\u{F6}rung \u{80}</title><guid>1</guid></item></channel></rss>"
        let body = text.unicodeScalars.map { UInt8($0.value) }
        let page = try Reading.read(
            .rss, [CapturedDocument(role: "feed", url: "", status: 200, contentType: "text/xml", body: body)])
        #expect(page.incidents[0].title == "Störung €")
    }

    // MARK: Hostile XML

    @Test(arguments: [
        "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><rss><channel><title>&b;</title></channel></rss>",
        "<!DOCTYPE rss [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><rss><channel><title>&f;</title></channel></rss>",
        "<?xml version=\"1.0\"?><!-- a --><!DOCTYPE rss SYSTEM \"x\" [ <!ENTITY a \"b\"> ]><rss/>",
    ])
    func `entities of a document's own are refused`(body: String) {
        #expect {
            _ = try Reading.read(.rss, [Reading.document("feed", body, contentType: "text/xml")])
        } throws: { error in
            (error as? UnreadablePage)?.reason == .malformed
        }
    }

    @Test func `a document type from elsewhere is not fetched`() throws {
        let body =
            "<!DOCTYPE rss PUBLIC \"-//X\" \"http://127.0.0.1:9/rss.dtd\"><rss version=\"0.91\"><channel><title>Old</title></channel></rss>"
        #expect(
            try Reading.read(.rss, [Reading.document("feed", body, contentType: "text/xml")]).identity.name == "Old")
    }

    @Test func `deep nesting and crowds of attributes end in a clear state`() {
        let deep = "<rss><channel><title>x</title>" + String(repeating: "<a>", count: 100_000)
        let crowd = "<rss><channel " + (0..<100_000).map { "a\($0)=''" }.joined(separator: " ") + "></channel></rss>"
        for body in [deep, crowd] {
            #expect(throws: UnreadablePage.self) {
                try Reading.read(.rss, [Reading.document("feed", body, contentType: "text/xml")])
            }
        }
    }

    // MARK: Captured documents

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured feeds with updates inside an item are read`() throws {
        let page = try Reading.read(.rss, [Fixtures.document("feed", "rss-generic/xai_active.xml")])
        #expect(page.identity == VendorPage.Identity(name: "xAI System Status", url: "https://status.x.ai"))
        #expect(page.incidents.map(\.status) == [.investigating, .monitoring, .investigating, .resolved])
        #expect(page.incidents.map(\.severity) == [.major, .minor, .major, .unknown])
        #expect(page.incidents.map(\.severityWord) == ["unavailable", "degraded", "unavailable", "available"])
        #expect(page.incidents[0].updates.map(\.status) == [.investigating, .identified])
        #expect(try page.incidents[0].updates[1].at == instant("2026-07-31T11:45:00Z"))
        #expect(
            Fixtures.digests([page.incidents[0].updates[1].text]) == [
                "762a89b0627ed4aaacc88f25cc6abc6d9814716ccc0d29916cfb9055a48b73b3"
            ])
        #expect(try page.incidents[3].resolvedAt == instant("2026-07-31T08:00:00Z"))

        let over = try Reading.read(.rss, [Fixtures.document("feed", "rss-generic/xai_resolved.xml")])
        #expect(over.incidents.count == 3, "three incidents of one title have links of their own")
        #expect(over.incidents.allSatisfy { $0.status == .resolved && $0.updates.count == 2 })
        #expect(
            try over.incidents.map(\.resolvedAt) == [
                instant("2026-07-07T16:37:02Z"), instant("2026-07-07T16:38:07Z"), instant("2026-07-07T16:35:50Z"),
            ])

        let atom = try Reading.read(.atom, [Fixtures.document("feed", "rss-generic/atom_small.xml")])
        #expect(
            Fixtures.digests(atom.incidents.map(\.title)) == [
                "d14f3032bcbc513fff4c6315eb322b5bf4bfb619320216a6b3561bef94008d21"
            ])
        #expect(try atom.incidents[0].openedAt == instant("2026-09-01T08:55:00Z"))
        #expect(
            Fixtures.digests(atom.incidents[0].updates.map(\.text)) == [
                "f93b302c704efcc83d280de46f2b9263d93a91e5e84839577abe3c4321a767ff"
            ])
        #expect(page.warnings.isEmpty && over.warnings.isEmpty && atom.warnings.isEmpty)
    }
}
