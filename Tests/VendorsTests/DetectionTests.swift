import Following
import Testing
import Vocabulary

@testable import Vendors

@Suite struct DetectionTests {
    private static let page = "https://status.example.com"
    private static let html = "<!DOCTYPE html><html><head><title>Example</title></head><body>One app</body></html>"

    private static func answer(
        _ role: String, _ url: String, _ body: String, type: String = "application/json", status: Int = 200
    ) -> CapturedDocument {
        CapturedDocument(role: role, url: url, status: status, contentType: type, body: Array(body.utf8))
    }

    private static func front(_ body: String, url: String = page) -> CapturedDocument {
        answer("front", url, body, type: "text/html")
    }

    private static func detect(
        _ answers: [CapturedDocument], page: String = page, bogus: CapturedDocument? = nil
    ) -> Detection? {
        Reading.formats.detect(page: page, answers: answers, bogus: bogus)
    }

    /// The answers of a server that knows one document and says 404 to all else.
    private static func answers(_ sample: Sample, page: String = page) -> [CapturedDocument] {
        Reading.formats.probes(page: page).map { probe in
            probe.role == sample.format.rawValue || (probe.role == "statuspage" && sample.format == .incidentIO)
                ? answer(probe.role, probe.url, sample.body, type: sample.contentType)
                : answer(probe.role, probe.url, "not found", type: "text/plain", status: 404)
        }
    }

    @Test(arguments: [
        PageFormat.statuspage, .incidentIO, .instatus, .betterStack, .cachetV2, .cachetV3,
    ])
    func `a format is found by its document`(format: PageFormat) throws {
        let detection = try #require(Self.detect(Self.answers(Sample.of(format))))
        #expect(detection.format == format)
        #expect(detection.page == Self.page)
    }

    @Test func `Uptime Kuma and Checkly are found under their own addresses`() throws {
        let kuma = try #require(
            Self.detect(
                Self.answers(Sample.of(.uptimeKuma), page: "https://kuma.example.com/status/pay"),
                page: "https://kuma.example.com/status/pay"))
        #expect(kuma.format == .uptimeKuma && kuma.page == "https://kuma.example.com/status/pay")
        #expect(kuma.identity.name == "Example Pay")
        let address = "https://status.example.com/api/status-page/pay"
        let checkly = try #require(Self.detect(Self.answers(Sample.of(.checkly), page: address), page: address))
        #expect(checkly.format == .checkly && checkly.page == address)
        #expect(Reading.formats.documents(.checkly, page: checkly.page)[0].url == address + "/unresolved-incidents")
    }

    @Test(arguments: [
        ("https://status.cloud.google.com/", PageFormat.googleCloud, PageFormat.googleCloud),
        ("https://health.aws.amazon.com/health/status", .awsEvents, .awsEvents),
        ("https://status.aws.amazon.com/rss/all.rss", .awsRSS, .awsRSS),
        ("https://azure.status.microsoft/en-us/status", .azureRSS, .azureRSS),
        ("https://status.slack.com", .slack, .slack), ("https://status.heroku.com", .heroku, .heroku),
        ("https://status.salesforce.com/products/X", .salesforceTrust, .salesforceTrust),
        ("https://api.status.io/1.0/status/0123456789abcdef01234567", .statusIO, .statusIO),
        ("https://www.paypal-status.com/product/production", .rss, .rss),
    ])
    func `a known host needs one question`(page: String, format: PageFormat, sample: PageFormat) throws {
        let probes = Reading.formats.probes(page: page)
        #expect(probes.count == 1 && probes[0].role == format.rawValue)
        let detection = try #require(Self.detect(Self.answers(Sample.of(sample), page: page), page: page))
        #expect(detection.format == format)
        #expect(Self.detect([], page: page) == nil, "a host's name alone proves nothing")
        let broken = Self.answer(format.rawValue, probes[0].url, Self.html, type: "text/html")
        #expect(Self.detect([broken], page: page) == nil)
    }

    @Test func `probes are few, and the most telling comes first`() {
        let probes = Reading.formats.probes(page: Self.page)
        #expect(
            probes.map(\.url).prefix(4) == [
                Self.page + "/api/v2/summary.json", Self.page + "/summary.json", Self.page + "/index.json", Self.page,
            ])
        #expect(probes.count <= 8)
        #expect(probes.filter(\.isHTML).map(\.role) == ["front"])
        #expect(
            Reading.formats.probes(page: "https://x.example/history.atom")[0].url == "https://x.example/history.atom")
    }

    @Test func `the page is where its answers lead`() throws {
        let moved = Self.answer("statuspage", "https://www.examplestatus.com/api/v2/summary.json", Sample.statuspage)
        let detection = try #require(Self.detect([moved]))
        #expect(detection.page == "https://www.examplestatus.com")
        #expect(detection.identity.id == "abcdef012345")
    }

    @Test func `Statuspage and incident.io are told apart by their ids, then by what they mention`() throws {
        #expect(PageDetection.isULID("01HEBDXXA856JY0M3E46GZHCH8") && !PageDetection.isULID("tymt9n04zgry"))
        #expect(PageDetection.isStatuspageID("tymt9n04zgry") && !PageDetection.isStatuspageID("01HEBDXXA856"))
        let strange = Sample.incidentIO.replacing("01HEXAMPLE00000000000000AB", with: "page-1")
        let summary = Self.answer("statuspage", Self.page + "/api/v2/summary.json", strange)
        let mention = Self.front("<html><head><script src='https://assets.incident.io/a.js'></script></head></html>")
        #expect(Self.detect([summary, mention])?.format == .incidentIO)
        #expect(Self.detect([summary])?.format == .incidentIO, "only Statuspage tells a zone")
        let other = Self.answer(
            "statuspage", Self.page + "/api/v2/summary.json",
            Sample.statuspage.replacing("abcdef012345", with: "page-1"))
        #expect(Self.detect([other])?.format == .statuspage)
    }

    // MARK: Guards

    @Test func `an unclaimed page leads to its maker's advertisement and is nothing`() {
        let advertisement = """
            <html><head><title>Status pages for everybody</title><link rel="alternate" type="application/rss+xml" href="/blog/feed"></head></html>
            """
        let url = "https://www.atlassian.com/software/statuspage"
        let answers = ["statuspage", "instatus", "better-stack", "front"].map {
            Self.answer($0, url, advertisement, type: "text/html")
        }
        #expect(Self.detect(answers, page: "https://example.statuspage.io") == nil)
    }

    @Test func `a server that answers everything alike is nothing`() {
        let answers = Reading.formats.probes(page: Self.page).map {
            Self.answer($0.role, $0.url, Sample.statuspage)
        }
        let bogus = Self.answer("bogus", Self.page + "/no-such-page", Sample.statuspage)
        #expect(Self.detect(answers, bogus: bogus) == nil)
        #expect(Self.detect(answers)?.format == .statuspage, "without the question the answer counts")
        let app = Reading.formats.probes(page: Self.page).map {
            Self.answer($0.role, $0.url, Self.html, type: "text/html")
        }
        #expect(Self.detect(app, bogus: Self.answer("bogus", Self.page + "/x", Self.html, type: "text/html")) == nil)
    }

    @Test func `JSON of other programs is nothing`() {
        for body in ["{\"page\":{\"id\":\"abcdef012345\"}}", "{\"data\":[]}", "[]", "{\"status\":\"ok\"}", "{}"] {
            let answers = Reading.formats.probes(page: Self.page).filter { $0.role != "front" }.map {
                Self.answer($0.role, $0.url, body)
            }
            #expect(Self.detect(answers) == nil, "\(body)")
        }
    }

    @Test func `an answer with an error is no answer`() {
        let answer = Self.answer("statuspage", Self.page + "/api/v2/summary.json", Sample.statuspage, status: 401)
        #expect(Self.detect([answer]) == nil)
    }

    // MARK: The front page

    @Test func `feeds are found by the links of the page, Atom before RSS`() throws {
        let html = """
            <html><head><title>Example Pay</title>
            <link rel="alternate" type="application/rss+xml" href="/history.rss">
            <link href='https://feeds.example.com/history.atom' type='application/atom+xml' rel='alternate'/>
            <link rel="alternate" hreflang="fr" href="/fr"></head></html>
            """
        let detection = try #require(Self.detect([Self.front(html)]))
        #expect(detection.format == .atom)
        #expect(detection.page == "https://feeds.example.com/history.atom")
        #expect(detection.identity.name == "Example Pay")
        let rss = html.replacing("application/atom+xml", with: "text/html")
        #expect(Self.detect([Self.front(rss)])?.page == "https://status.example.com/history.rss")
        #expect(Self.detect([Self.front(Self.html)]) == nil)
    }

    @Test func `a feed's own address is its page`() throws {
        let url = "https://status.example.com/feed/rss"
        let answers = [Self.answer("feed", url, Sample.rss, type: "application/rss+xml")]
        let detection = try #require(Self.detect(answers, page: url))
        #expect(detection.format == .rss && detection.page == url)
        #expect(detection.identity.name == "Example Pay status")
    }

    @Test func `scripts of the page name status io, incident io and Uptime Kuma`() throws {
        let statusIO = "<html><script>var pageId = '0123456789ABCDEF01234567';</script></html>"
        let first = try #require(Self.detect([Self.front(statusIO)]))
        #expect(first.format == .statusIO)
        #expect(first.page == "https://api.status.io/1.0/status/0123456789abcdef01234567")
        #expect(Self.detect([Self.front("<script>var pageId = 'short';</script>")]) == nil)

        let flight = "<script>self.__next_f.push([1,\"component_impacts data_available_since\"])</script>"
        #expect(Self.detect([Self.front(flight)])?.format == .incidentIO)
        #expect(Self.detect([Self.front("<p>We moved away from incident.io</p>")]) == nil, "prose is no proof")

        let kuma = Self.front(
            "<title>Stores</title><script>window.preloadData = {}</script>",
            url: "https://kuma.example.com/status/stores")
        let found = try #require(Self.detect([kuma], page: "https://kuma.example.com"))
        #expect(found.format == .uptimeKuma && found.page == "https://kuma.example.com/status/stores")
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured summaries are found to be what they are`() throws {
        for (path, role, format) in [
            ("statuspage/cloudflare_summary_major.json", "statuspage", PageFormat.statuspage),
            ("incidentio/cohere_summary_major.json", "statuspage", .incidentIO),
            ("instatus/perplexity_summary_major.json", "instatus", .instatus),
            ("betterstack/small_incident.json", "better-stack", .betterStack),
            ("cachet-v2/incidents.json", "cachet-v2", .cachetV2),
            ("cachet-v3/incidents_page1.json", "cachet-v3", .cachetV3),
        ] {
            var document = try Fixtures.document(role, path)
            document.url = try #require(Reading.formats.probes(page: Self.page).first { $0.role == role }).url
            let detection = try #require(Self.detect([document]), "\(path)")
            #expect(detection.format == format)
            #expect(detection.page == Self.page)
        }
    }
}
