import HTTP
import Incidents
import StatusPages
import Testing
import Vocabulary

@Suite struct SurfaceTests {
    @Test func `a brand's folder leads to the language that the reader accepts`() async throws {
        let surface = TestBrands.surface()
        let italian = try #require(await TestBrands.answer(surface, "/status/harbour/", language: "it-CH, en;q=0.5"))
        #expect(italian.status == 302)
        #expect(italian.headers["Location"] == "/status/harbour/it/")
        #expect(italian.headers["Vary"] == "Accept-Language")
        let quay = try #require(await TestBrands.answer(surface, "/status/quay", language: "it"))
        #expect(quay.headers["Location"] == "/status/quay/fr/")
    }

    @Test func `on its own host a brand's pages stand at the root, and no name is echoed`() async throws {
        let surface = TestBrands.surface()
        let root = try #require(await TestBrands.answer(surface, "/", host: "STATUS.harbour.example:8443"))
        #expect(root.headers["Location"] == "/en/")
        let page = try #require(await TestBrands.answer(surface, "/fr/incidents/tw-7/", host: "status.harbour.example"))
        #expect(page.status == 200)
        let same = try #require(await TestBrands.answer(surface, "/status/harbour/fr/incidents/tw-7/"))
        #expect(page.text == same.text)
        #expect(surface.prepared(target: "/en/", host: "status.harbour.example") != nil)
    }

    @Test(arguments: [
        "evil.example", "status.harbour.example.evil.example", "", "[::1]:80", "status.harbour.example\u{0}",
        "harbour", "quay", "status.harbour.example,evil.example",
    ])
    func `a host that no brand has gets no brand's page`(_ host: String) async {
        let surface = TestBrands.surface()
        #expect(surface.prepared(target: "/en/", host: host) == nil)
        #expect(await TestBrands.answer(surface, "/en/", host: host) == nil)
        let page = await TestBrands.answer(surface, "/status/harbour/en/none/", host: host)
        #expect(page?.status == 404)
        if host.contains("evil") { #expect(page?.text.contains("evil") == false) }
    }

    @Test(arguments: [
        "/status/harbour/de/", "/status/harbour/en/incidents/none/", "/status/harbour/en/incidents/tw-secret/",
        "/status/harbour/en/../../quay/fr/", "/status/harbour/en//", "/status/harbour/en/%2e%2e/",
        "/status/harbour/api/v2/none.json", "/status/harbour/style-0000000000000000.css", "/status/harbour/en/manage/",
        "/status/harbour/en/feed.xml", "/status/quay/it/",
    ])
    func `what is not there is a real 404 in the brand's look`(_ path: String) async throws {
        let answer = try #require(await TestBrands.answer(TestBrands.surface(), path, language: "en"))
        #expect(answer.status == 404)
        #expect(answer.text.contains("There is no such page"))
        #expect(Shapes.fault(html: answer.text) == nil)
        #expect(answer.text.contains("href=\"/status/\(path.hasPrefix("/status/quay") ? "quay" : "harbour")/en/\""))
        #expect(answer.headers["Cache-Control"] == "no-store")
    }

    @Test func `a place without its slash is led there`() async throws {
        let answer = try #require(await TestBrands.answer(TestBrands.surface(), "/status/harbour/en/history/2026-05"))
        #expect(answer.status == 301)
        #expect(answer.headers["Location"] == "/status/harbour/en/history/2026-05/")
    }

    @Test func `unknown brands and other paths are not ours to answer`() async {
        let surface = TestBrands.surface()
        #expect(await TestBrands.answer(surface, "/status/none/en/") == nil)
        #expect(await TestBrands.answer(surface, "/en/") == nil)
        #expect(await TestBrands.answer(surface, "/status/") == nil)
    }

    @Test func `only the banner may stand in others' frames, and pages run our script alone`() async throws {
        let surface = TestBrands.surface()
        let banner = try #require(await TestBrands.answer(surface, "/status/harbour/en/banner/"))
        #expect(banner.headers["Content-Security-Policy"]?.hasSuffix("frame-ancestors *") == true)
        #expect(banner.headers["Content-Security-Policy"]?.contains("script-src 'none'") == true)
        for path in ["", "history/", "incidents/tw-7/", "maintenance/", "subscribe/"] {
            let page = try #require(await TestBrands.answer(surface, "/status/harbour/en/" + path))
            let policy = try #require(page.headers["Content-Security-Policy"])
            #expect(policy.hasSuffix("frame-ancestors 'none'") && policy.contains("script-src 'self';"))
            #expect(!policy.contains("unsafe"))
            #expect(!page.text.contains(" style=") && !page.text.contains("<style") && !page.text.contains(" onclick"))
        }
    }

    @Test func `an update makes again only what shows it and is read`() async throws {
        let surface = TestBrands.surface(TestBrands.site([TestBrands.twice, TestBrands.going, TestBrands.work]))
        for path in ["en/incidents/tw-7/", "en/incidents/tw-8/", "en/history/2026-02/", "en/feed.atom"] {
            _ = try #require(await TestBrands.answer(surface, "/status/harbour/" + path))
        }
        let unchanged = surface.update(
            TestBrands.site([TestBrands.twice, TestBrands.going, TestBrands.work]), asOf: TestBrands.now,
            now: TestBrands.now)
        #expect(unchanged.made == 0 && !unchanged.isNew)
        for path in ["en/incidents/tw-7/", "en/incidents/tw-8/"] {
            _ = surface.prepared(target: "/status/harbour/" + path, host: "")
        }
        let closed = try #require(surface.prepared(target: "/status/harbour/en/incidents/tw-7/", host: ""))
        var changed = TestBrands.going
        changed.statements.append(
            TestBrands.statement(
                "g2", .identified, "2026-05-20T09:59:00Z", TestBrands.text("Found.", "Trouvé.", "Trovato.")))
        let update = surface.update(
            TestBrands.site([TestBrands.twice, changed, TestBrands.work]), asOf: TestBrands.now, now: TestBrands.now)
        // Five home pages, the incident and the feed, which were read; the incident's other languages and the calendar wait
        // for a reader.
        #expect(update.made == 7 && update.isNew)
        #expect(surface.prepared(target: "/status/harbour/en/incidents/tw-7/", host: "") === closed)
        #expect(surface.prepared(target: "/status/harbour/en/history/2026-02/", host: "") != nil)
        let page = try #require(surface.prepared(target: "/status/harbour/en/incidents/tw-8/", host: ""))
        #expect(String(decoding: page.identity.body, as: UTF8.self).contains("Found."))
        #expect(try #require(await TestBrands.answer(surface, "/status/harbour/en/feed.atom")).text.contains("Found."))
    }

    @Test func `what nobody reads through many changes is made again when somebody does`() async throws {
        let surface = TestBrands.surface(TestBrands.site([TestBrands.going]))
        _ = try #require(await TestBrands.answer(surface, "/status/harbour/en/feed.atom"))
        var changed = TestBrands.going
        for number in 0..<StatusSurface.madeUnaskedMost {
            changed.title[.english] = "Number \(number)"
            surface.update(TestBrands.site([changed]), asOf: TestBrands.now, now: TestBrands.now)
        }
        // The first update after it was read does not count: somebody had asked.
        changed.title[.english] = "The last that is made ahead"
        surface.update(TestBrands.site([changed]), asOf: TestBrands.now, now: TestBrands.now)
        changed.title[.english] = "After that"
        surface.update(TestBrands.site([changed]), asOf: TestBrands.now, now: TestBrands.now)
        #expect(surface.prepared(target: "/status/harbour/en/feed.atom", host: "") == nil)
        #expect(surface.prepared(target: "/status/harbour/en/", host: "") != nil)
        let feed = try #require(await TestBrands.answer(surface, "/status/harbour/en/feed.atom"))
        #expect(feed.text.contains("After that"))
    }

    @Test func `when the brand itself changes, what nobody reads waits for a reader`() async throws {
        var site = TestBrands.site([TestBrands.going])
        let surface = TestBrands.surface(site)
        _ = try #require(await TestBrands.answer(surface, "/status/harbour/en/feed.atom"))
        surface.update(site, asOf: TestBrands.now, now: TestBrands.now)
        for index in site.brands.indices { site.brands[index].name += " and Sons" }
        surface.update(site, asOf: TestBrands.now, now: TestBrands.now)
        #expect(surface.prepared(target: "/status/harbour/en/feed.atom", host: "") == nil)
        let feed = try #require(await TestBrands.answer(surface, "/status/harbour/en/feed.atom"))
        #expect(feed.text.contains("and Sons"))
    }

    @Test func `what waits for a second person changes no page and tells no reader that there is something`()
        async throws
    {
        let surface = TestBrands.surface(TestBrands.site([TestBrands.going]))
        _ = try #require(await TestBrands.answer(surface, "/status/harbour/en/incidents/tw-8/"))
        var waiting = TestBrands.going
        waiting.statements.append(
            TestBrands.statement(
                "w", .identified, "2026-05-20T09:59:00Z", TestBrands.text("Not yet."), standing: .waiting))
        waiting.postmortemDraft = TestBrands.twice.postmortemDraft
        let update = surface.update(TestBrands.site([waiting]), asOf: TestBrands.now, now: TestBrands.now)
        #expect(update.made == 0 && !update.isNew)
        let again = surface.update(TestBrands.site([waiting]), asOf: TestBrands.now, now: TestBrands.now)
        #expect(again.made == 0 && !again.isNew)
        waiting.statements[1].standing = .approved(by: "somebody", at: TestBrands.now)
        #expect(surface.update(TestBrands.site([waiting]), asOf: TestBrands.now, now: TestBrands.now).isNew)
    }

    @Test func `when facts grow old, pages that were fine are made again as unknown`() throws {
        let surface = TestBrands.surface()
        let later = TestBrands.now + .minutes(5)
        let update = surface.update(TestBrands.site(), asOf: TestBrands.now, now: later)
        #expect(update.isNew)
        let page = try #require(surface.prepared(target: "/status/harbour/en/", host: ""))
        #expect(String(decoding: page.identity.body, as: UTF8.self).contains("What is true now is not known"))
    }

    @Test func `an incident that is hidden again is gone with its pages`() async throws {
        let surface = TestBrands.surface()
        _ = try #require(await TestBrands.answer(surface, "/status/harbour/en/incidents/tw-7/"))
        var hidden = TestBrands.twice
        hidden.own?.visibility = .team
        surface.update(TestBrands.site([hidden]), asOf: TestBrands.now, now: TestBrands.now)
        #expect(surface.prepared(target: "/status/harbour/en/incidents/tw-7/", host: "") == nil)
        #expect(try #require(await TestBrands.answer(surface, "/status/harbour/en/incidents/tw-7/")).status == 404)
    }

    @Test func `a logo is linked to once its bytes are there, and what is no picture never`() async throws {
        var site = TestBrands.site()
        let digest = String(repeating: "ab", count: 32)
        site.brands[0].face.logo = digest
        let surface = TestBrands.surface(site)
        #expect(surface.missingLogos(site) == [digest])
        #expect(try #require(await TestBrands.answer(surface, "/status/harbour/en/")).text.contains("<img") == false)
        surface.take(logo: Array("<html>".utf8), digest: digest)
        #expect(surface.missingLogos(site) == [digest])
        // Whatever put its digest there: what came into the archive with a vendor's page is looked at all the same.
        let acting = #"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#
        #expect(!surface.take(logo: Array(acting.utf8), digest: digest))
        #expect(surface.missingLogos(site) == [digest])
        surface.take(logo: [0x89, 0x50, 0x4E, 0x47, 1, 2, 3], digest: digest)
        surface.update(site, asOf: TestBrands.now, now: TestBrands.now)
        let page = try #require(await TestBrands.answer(surface, "/status/harbour/en/")).text
        #expect(page.contains("src=\"../logo-abababababababab\""))
        let logo = try #require(await TestBrands.answer(surface, "/status/harbour/logo-abababababababab"))
        #expect(logo.headers["Content-Type"] == "image/png")
        #expect(logo.headers["Content-Security-Policy"]?.contains("sandbox") == true)
    }

    @Test func `where something is posted is told as brand, language and rest, on either host`() throws {
        let surface = TestBrands.surface()
        let one = try #require(surface.place(of: HTTPRequest(method: .post, path: "/status/harbour/fr/subscribe")))
        #expect(one.site.brand.id == TestBrands.harbour && one.language == .french && one.rest == ["subscribe"])
        let two = try #require(
            surface.place(
                of: HTTPRequest(method: .post, path: "/it/manage/abc", headers: ["Host": "status.harbour.example"])))
        #expect(two.site.brand.id == TestBrands.harbour && two.rest == ["manage", "abc"])
        #expect(surface.place(of: HTTPRequest(method: .post, path: "/it/subscribe")) == nil)
    }
}
