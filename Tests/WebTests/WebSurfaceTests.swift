import Demo
import Foundation
import HTTP
import Testing
import Vocabulary
import Web
import Markup

@Suite struct WebSurfaceTests {
    private func get(_ path: String, _ language: String? = nil, on surface: WebSurface = TestSite.surface()) async
        -> (status: Int, headers: HTTPHeaders, text: String)
    {
        var headers = HTTPHeaders()
        if let language { headers.set("Accept-Language", language) }
        return await TestSite.body(surface.reply(to: HTTPRequest(method: .get, path: path, headers: headers)))
    }

    @Test(arguments: [
        ("fr", "/fr/"), ("it-IT,it;q=0.9,en;q=0.8", "/it/"), ("de, fr;q=0.5, en;q=0.4", "/fr/"), ("de", "/en/"),
        ("en;q=0.1, FR-ca;q=0.2", "/fr/"), ("fr;q=0, it;q=0.001", "/it/"), ("*", "/en/"), ("", "/en/"),
        (";;;,,,q=", "/en/"), ("it;q=abc, fr;q=0.3", "/fr/"),
    ])
    func `the root leads to the reader's language`(_ accepted: String, _ target: String) async {
        let answer = await get("/", accepted)
        #expect(answer.status == 302)
        #expect(answer.headers["Location"] == target)
        #expect(answer.headers["Vary"] == "Accept-Language")
    }

    @Test func `a home address without its slash leads to the one with it`() async {
        let answer = await get("/fr")
        #expect(answer.status == 301)
        #expect(answer.headers["Location"] == "/fr/")
    }

    @Test(
        arguments: [
            ("/fr/nothing", nil, "fr"), ("/nothing", "it", "it"), ("/de/", nil, "en"),
            ("/en/incidents/tsr-9", nil, "en"),
            ("/en/incidents/../x", nil, "en"), ("//", nil, "en"), ("/en/providers/nobody", "fr", "en"),
        ] as [(String, String?, String)])
    func `what is not there is a page in the reader's language`(
        _ path: String, accepted: String?, language: String
    ) async {
        let answer = await get(path, accepted)
        #expect(answer.status == 404)
        #expect(answer.headers["Content-Language"] == language)
        #expect(answer.text.contains("<html lang=\"\(language)\">"))
        #expect(TestSite.count("<h1", in: answer.text) == 1)
        #expect(answer.text.contains("href=\"/\(language)/\""))
    }

    @Test func `only reading is possible here`() async {
        let reply = TestSite.surface().reply(to: HTTPRequest(method: .post, path: "/en/"))
        let answer = await TestSite.body(reply)
        #expect(answer.status == 405)
        #expect(answer.headers["Allow"] == "GET, HEAD")
    }

    @Test func `before the first snapshot every page says that Vigie is starting`() async {
        let answer = await get("/fr/incidents/tsr-1532", "fr", on: WebSurface(settings: TestSite.settings))
        #expect(answer.status == 503)
        #expect(answer.headers["Retry-After"] == "5")
        #expect(answer.text.contains("Vigie démarre"))
    }

    @Test func `a failure shows its number and not its reason`() {
        let failure = HTTPFailure(
            status: .internalServerError, detail: "disk /dev/x broke", requestID: "r-17", path: "/it/")
        guard case .bytes(let bytes) = TestSite.surface().failure(failure).body else {
            Issue.record("an error page has a body")
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("Richiesta r-17"))
        #expect(!text.contains("disk"))
    }

    @Test func `what did not change is not rendered again`() {
        let surface = WebSurface(settings: TestSite.settings)
        #expect(surface.update(TestSite.demo, now: TestSite.now) == 36)
        #expect(surface.update(TestSite.demo, now: TestSite.now) == 0)
        let before = surface.prepared(target: "/en/incidents/tsr-1532")
        var site = TestSite.demo
        site.position = 2
        site.incidents[0].severity = .minor
        // The incident’s page, the provider’s two, the home page and the insights, in three languages.
        #expect(surface.update(site, now: TestSite.now) == 15)
        #expect(surface.prepared(target: "/en/incidents/tsr-1532") === before)
    }

    @Test func `time alone does not render the pages of the past again`() {
        let surface = TestSite.surface()
        var site = TestSite.demo
        site.asOf = TestSite.now + .hours(1)
        #expect(surface.update(site, now: TestSite.now + .hours(1)) == 12)
    }

    @Test func `an incident that is no longer there loses its page`() async {
        let surface = TestSite.surface()
        var site = TestSite.demo
        site.incidents.removeFirst()
        surface.update(site, now: TestSite.now)
        #expect(surface.prepared(target: "/en/incidents/tsr-1023") == nil)
        #expect(await get("/en/incidents/tsr-1023", on: surface).status == 404)
    }

    @Test func `older incidents than are prepared are made when asked for, with the same bytes`() async {
        var settings = TestSite.settings
        settings.preparedIncidentsMost = 1
        let surface = TestSite.surface(settings: settings)
        #expect(surface.prepared(target: "/en/incidents/tsr-2641") != nil)
        #expect(surface.prepared(target: "/en/incidents/tsr-1023") == nil)
        let answer = await get("/en/incidents/tsr-1023", on: surface)
        #expect(answer.status == 200)
        #expect(answer.text == TestSite.page("/en/incidents/tsr-1023"))
    }

    @Test func `the stylesheet has one address per content, is small, and may be kept for ever`() throws {
        let surface = TestSite.surface()
        let address = Stylesheet.address.text
        #expect(address.hasPrefix("/style.css?v="))
        let response = try #require(surface.prepared(target: address))
        #expect(response.identity.body.count < 20_000)
        #expect(response.headers["Cache-Control"]?.contains("immutable") == true)
        #expect(TestSite.page("/en/").contains("href=\"\(address)\""))
        #expect(surface.prepared(target: "/robots.txt") != nil)
        #expect(surface.prepared(target: "/favicon.svg") != nil)
    }

    @Test func `links that leave the page are absolute when the origin is known`() {
        var settings = TestSite.settings
        settings.origin = "https://status.example.com"
        let page = TestSite.text(TestSite.surface(settings: settings).prepared(target: "/fr/"))
        #expect(page.contains("rel=\"canonical\" href=\"https://status.example.com/fr/\""))
        #expect(page.contains("hreflang=\"it\" href=\"https://status.example.com/it/\""))
    }
}
