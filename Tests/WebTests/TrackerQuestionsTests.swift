import Demo
import Foundation
import HTTP
import Incidents
import Telling
import Testing
import Vocabulary
import Web

@Suite struct ProviderStateTests {
    @Test func `a page that can't be read is a state of its own, with since when and what was met`() async {
        let words = await TestSite.read("/en/providers/northbank")
        #expect(words.contains("Northbank Acquiring’s page can’t be read since 14\u{A0}March 2026, 06:12\u{A0}CET"))
        #expect(words.contains("The address now leads to a page that is no status page."))
        #expect(words.contains("Unreadable since 14\u{A0}Mar\u{A0}2026, 06:12"))
        #expect(!words.contains("No impact known"))
        // What it said before stays as words; its "all fine" is no state of now.
        #expect(words.contains("All systems normal"))
        #expect(!words.contains("Operational") && !words.contains("its page:"))
        let french = await TestSite.get("/fr/providers/northbank").text
        #expect(french.contains("<span lang=\"en\">The address now leads"))
    }

    @Test func `a page that was never read is not fine`() async {
        let words = await TestSite.read("/en/providers/lago-instant")
        #expect(words.contains("its page has not been read yet"))
        #expect(!words.contains("No impact known"))
    }

    @Test func `the vendor's own words stand beside ours`() async {
        let words = await TestSite.read("/en/providers/meridian-pay")
        #expect(words.contains("“ BLIK payments are failing for some shoppers ”"))
        #expect(words.contains("BLIK Partial outage “partial_outage”"))
        #expect(words.contains("No impact known · its page: “slow”"))
        #expect(words.contains("Customers are hit · its page: “partial_outage”"))
        #expect(words.contains("the component state \"slow\" is not known") || words.contains("&quot;slow&quot;"))
    }

    @Test func `trouble that the page tells without an incident is not calm`() async {
        var site = TestSite.tracked
        site.incidents = []
        let words = await TestSite.read("/en/providers/meridian-pay", on: TestSite.trackedSurface(site))
        #expect(words.contains("Its page says: Partial outage. No impact on customers is known to us."))
    }

    @Test func `when Vigie reaches no page the fault is called ours`() async {
        var site = TestSite.tracked
        for index in site.pages.indices {
            site.pages[index].trouble = FollowedPage.Trouble(
                since: TrackedSite.now - .minutes(20), reason: "own-fault", message: "x")
        }
        let surface = TestSite.trackedSurface(site)
        #expect(
            await TestSite.read("/en/", on: surface).contains(
                "Vigie itself can’t reach most providers’ pages since 14\u{A0}March 2026, 16:10\u{A0}CET."))
        #expect(await TestSite.read("/en/providers", on: surface).contains("Vigie itself can’t reach most"))
        #expect(
            await TestSite.read("/en/providers/vela-payments", on: surface).contains(
                "The fault is ours, not theirs."))
        site.incidents = []
        #expect(
            await TestSite.read("/en/", on: TestSite.trackedSurface(site)).contains("What is true now is not known:"))
    }

    @Test func `figures stand with their n, and the rows behind them`() async {
        let words = await TestSite.read("/en/providers/meridian-pay/honesty")
        #expect(words.contains("Delay of the post-mortem +7\u{A0}days from 1\u{A0}incident · too few for a grade"))
        #expect(words.contains("Recurrences never told 1 from 46\u{A0}incidents · grade C"))
        #expect(
            words.contains(
                "Tills cannot authorise 2\u{A0}Feb\u{A0}2026 +18\u{A0}min yes 1\u{A0}h\u{A0}9\u{A0}min 18\u{A0}min"))
        #expect(
            await TestSite.read("/en/providers/kanto-checkout/honesty").contains(
                "No outage of Kanto Checkout is known yet, so nothing can be measured."))
    }

    @Test func `a long list goes on with older incidents, and back`() async {
        let first = await TestSite.get("/en/providers/meridian-pay").text
        let next = first.firstMatch(of: #/href="(\/en\/providers\/meridian-pay)\?(before=[^"]*)">Older/#)
        #expect(next != nil)
        guard let next else { return }
        let second = await TestSite.get(String(next.1), String(next.2))
        #expect(second.status == 200)
        #expect(second.text.contains("Back to the newest"))
        #expect(TestSite.count("<tr role=\"row\">", in: second.text) == 21)
        let both = Set(first.matches(of: #/incidents\/([a-z0-9-]+)"/#).map { String($0.1) })
            .intersection(second.text.matches(of: #/incidents\/([a-z0-9-]+)"/#).map { String($0.1) })
        #expect(both.isEmpty)
        #expect(await TestSite.get("/en/providers/meridian-pay", "before=nothing-like-it").status == 404)
    }

    @Test func `feeds, maintenance and the way out are on the page`() async {
        let page = await TestSite.get("/en/providers/meridian-pay").text
        for ending in ["atom", "rss", "json"] {
            #expect(page.contains("href=\"/feeds/providers/meridian-pay.\(ending)\""))
        }
        #expect(TestSite.words(page).contains("Move of the settlement database Maintenance planned from"))
        #expect(page.contains("action=\"/en/follow/remove\""))
        #expect(page.contains("name=\"provider\" value=\"meridian-pay\""))
        let closed = TestSite.trackedSurface(writing: .closed(command: nil))
        #expect(!(await TestSite.get("/en/providers/meridian-pay", on: closed).text.contains("method=\"post\"")))
    }
}

@Suite struct FollowingTests {
    @Test func `the directory filters by words, whatever their accents and case`() async {
        #expect(await TestSite.read("/en/providers", "q=NORTHB%C3%84NK").contains("Northbank Acquiring"))
        #expect(!(await TestSite.read("/en/providers", "q=northbank").contains("Vela Payments")))
        #expect(await TestSite.read("/en/providers", "q=zeppelin").contains("No provider matches “zeppelin”."))
        let empty = TestSite.trackedSurface(SiteSnapshot(asOf: TrackedSite.now))
        let words = await TestSite.get("/en/providers", on: empty).text
        #expect(words.contains("No provider is followed yet.") && words.contains("href=\"/en/follow\""))
    }

    @Test func `what needs a look stands first`() async {
        let words = await TestSite.read("/en/providers")
        let order = ["Meridian Pay", "Northbank Acquiring", "Lago Instant", "Kanto Checkout", "Vela Payments"]
            .compactMap { words.range(of: $0)?.lowerBound }
        #expect(order.count == 5)
        #expect(order == order.sorted())
    }

    @Test func `a vendor of the catalogue is followed by one press, or by the address of its page`() async {
        let page = await TestSite.get("/en/follow", "q=payplug").text
        #expect(page.contains("<form class=\"one\" method=\"post\" action=\"/en/follow\">"))
        #expect(page.contains("name=\"vendor\" value=\"payplug\""))
        #expect(page.contains("aria-label=\"Follow Payplug\""))
        #expect(page.contains("id=\"field-url\" name=\"url\""))
    }

    @Test func `where nothing may be changed the page says so, and how it is done`() async {
        let closed = TestSite.trackedSurface(writing: .closed(command: "vigie follow ADDRESS"))
        let page = await TestSite.get("/en/follow", on: closed).text
        #expect(!page.contains("method=\"post\""))
        #expect(page.contains("<code>vigie follow ADDRESS</code>"))
        let silent = TestSite.trackedSurface(writing: .closed(command: nil))
        #expect(await TestSite.read("/en/follow", on: silent).contains("Ask its operator."))
    }

    @Test func `each outcome is told: done, known, refused with what was typed`() async throws {
        #expect(
            await TestSite.read("/en/follow", "followed=kanto-checkout").contains("Kanto Checkout is followed now."))
        #expect(await TestSite.read("/en/follow", "known=vela-payments").contains("Vela Payments is followed already."))
        #expect(await TestSite.read("/en/follow", "unfollowed=gone").contains("gone isn’t followed any more."))
        let surface = TestSite.trackedSurface()
        let outcome = FollowOutcome.refusedAddress(
            "https://x.example/?a=\"b\"", reason: "It answers with a login page.")
        let reply = try #require(
            await surface.followPage(outcome, language: .french, status: .unprocessableContent))
        let (status, headers, text) = await TestSite.body(.now(reply))
        #expect(status == 422)
        #expect(headers["Content-Language"] == "fr" && headers["Cache-Control"] == "no-store")
        #expect(text.contains("value=\"https://x.example/?a=&quot;b&quot;\""))
        #expect(text.contains("aria-invalid=\"true\" aria-describedby=\"field-url-hint field-url-problem\""))
        #expect(text.contains("It answers with a login page."))
        let forbidden = await surface.followPage(
            .notAllowed("It needs a token."), language: .italian, status: .forbidden)
        #expect(
            await TestSite.body(.now(try #require(forbidden))).text.contains(
                "Questo non si può cambiare da dove siete. It needs a token."))
        let stranger = await surface.followPage(.noVendor("zz"), language: .english, status: .unprocessableContent)
        let answer = await TestSite.body(.now(try #require(stranger)))
        #expect(answer.text.contains("There is no “zz” in the catalogue."))
    }
}

@Suite struct SearchPageTests {
    private struct Broken: SiteQueries {
        func incident(_ id: IncidentID) async throws(QueryFailure) -> Incident? {
            throw QueryFailure("The disk is full.")
        }
        func incidents(
            of provider: ProviderID, before: IncidentID?, limit: Int
        ) async throws(QueryFailure) -> [Incident] { throw QueryFailure("The disk is full.") }
        func around(_ incident: Incident, limit: Int) async throws(QueryFailure) -> [Incident] { [] }
        func search(_ question: SearchQuestion) async throws(QueryFailure) -> SearchPage {
            throw QueryFailure("The disk is full.")
        }
        func original(_ digest: String) async throws(QueryFailure) -> [UInt8]? { nil }
    }

    @Test func `words that were found are marked, in the title or where they stand`() async {
        let title = await TestSite.get("/en/search", "q=wallet").text
        #expect(title.contains("<mark>Wallets</mark>: higher refusal rate"))
        let text = await TestSite.get("/en/search", "q=r%C3%A9fus%C3%A9").text
        #expect(text.contains("<p lang=\"fr\">") && text.contains("<mark>refusé</mark>"))
    }

    @Test func `results are counted, and go on where the page ended`() async {
        let first = await TestSite.get("/en/search", "q=payments&severity=minor").text
        #expect(TestSite.words(first).contains("incidents found"))
        let next = first.firstMatch(of: #/\/en\/search\?([^"]*)">Next results/#)
        #expect(next?.1.contains("q=payments&amp;severity=minor&amp;after=") == true)
        let query = String(next?.1 ?? "").replacingOccurrences(of: "&amp;", with: "&")
        let second = await TestSite.get("/en/search", query)
        #expect(second.status == 200)
        let ids = [first, second.text].map { page in
            Set(page.matches(of: #/<h3><a href="\/en\/incidents\/([^"]*)"/#).map { String($0.1) })
        }
        #expect(!ids[1].isEmpty && ids[0].isDisjoint(with: ids[1]))
    }

    @Test func `a filter that is not understood is refused beside its field, and answers nothing`() async {
        let page = await TestSite.get("/en/search", "q=payments&from=12%2F04%2F2026&severity=huge&to=2026-01-01").text
        #expect(page.contains("“12/04/2026” is no day. Write it as 2025-12-04."))
        #expect(page.contains("There is no “huge” to filter by."))
        #expect(!page.contains("id=\"results\""))
        #expect(page.contains("value=\"payments\""))
        #expect(await TestSite.read("/en/search", "from=2026-02-02&to=2026-02-01").contains("Swap them."))
        #expect(await TestSite.get("/en/search", "q=%zz").status == 400)
    }

    @Test func `the last day counts whole, in the zone of the site`() async {
        let found = await TestSite.get("/en/search", "from=2026-02-02&to=2026-02-02").text
        #expect(found.contains("/en/incidents/meridian-187"))
        let ids = found.matches(of: #/<h3><a href="\/en\/incidents\/([^"]*)"/#)
        #expect(ids.count == 1)
    }

    @Test func `an empty answer, no question and a store that can't be read each say what to do`() async {
        #expect(await TestSite.read("/en/search", "q=zeppelin").contains("Nothing matches. Use fewer words"))
        #expect(await TestSite.read("/en/search").contains("Type words from a title"))
        let broken = TestSite.trackedSurface(queries: Broken())
        let failed = await TestSite.get("/en/search", "q=blik", on: broken)
        #expect(failed.status == 200)
        #expect(TestSite.words(failed.text).contains("The search can’t answer now: The disk is full."))
        #expect(failed.text.contains("value=\"blik\""))
        let older = await TestSite.get("/it/incidents/tsr-1", on: broken)
        #expect(older.status == 503)
        #expect(older.headers["Retry-After"] == "60")
        #expect(older.text.contains("The disk is full.") && older.text.contains("Questo non si può leggere al momento"))
    }

    @Test func `who can't list older incidents says so, and shows no empty list in their place`() async {
        var site = TestSite.tracked
        site.hasOlder = true
        let blind = TestSite.trackedSurface(site, queries: HeldQueries(older: { _ in TrackedSite.incidents[2] }))
        #expect(await TestSite.get("/en/providers/meridian-pay", on: blind).status == 503)
        #expect(await TestSite.read("/en/search", "q=blik", on: blind).contains("The search can’t answer now"))
        #expect(await TestSite.get("/en/incidents/any-id", on: blind).status == 200)
    }

    @Test func `what is held is found by when it began`() async throws {
        let held = HeldQueries(TrackedSite.incidents)
        let near = try await held.around(TrackedSite.incidents[0], limit: 5)
        #expect(near.map(\.id.rawValue) == ["vela-88"])
        #expect(try await held.around(TrackedSite.incidents[2], limit: 0).isEmpty)
    }

    @Test func `what a search finds is shown as everyone may see it`() async {
        var secret = TrackedSite.incidents[0]
        secret.insideEvents = [
            InsideEvent(
                at: TrackedSite.now, kind: .contact, text: LocalizedText([.english: "a private call"]),
                visibility: .team)
        ]
        let surface = TestSite.trackedSurface(
            SiteSnapshot(asOf: TrackedSite.now), queries: HeldQueries([secret]))
        #expect(!(await TestSite.get("/en/incidents/meridian-204", on: surface).text.contains("a private call")))
        #expect(await TestSite.get("/en/incidents/meridian-204", on: surface).status == 200)
        #expect(await TestSite.read("/en/search", "q=private", on: surface).contains("Nothing matches."))
    }
}

@Suite struct EventAndFiguresTests {
    @Test func `an event names who told it, why it is one, and who decided what`() async {
        let words = await TestSite.read("/en/events/meridian-204")
        #expect(words.contains("One event, told by Meridian Pay, Vela Payments"))
        #expect(words.contains("blik failed at both, 9\u{A0}min apart"))
        #expect(
            words.contains(
                "on-call set meridian-204 and northbank-31 apart on 14\u{A0}March 2026, 15:40\u{A0}CET: Northbank’s reports were late"
            ))
    }

    @Test func `an event has one address, whichever of its incidents is asked for`() async {
        let moved = await TestSite.get("/fr/events/vela-88")
        #expect(moved.status == 302)
        #expect(moved.headers["Location"] == "/fr/events/meridian-204")
        #expect(await TestSite.get("/fr/events/nothing").status == 404)
        // A sample tells no event.
        #expect(await TestSite.get("/fr/events/kanto-1").status == 404)
    }

    @Test func `a person's word sets incidents apart and joins others`() async {
        var site = TestSite.tracked
        func decide(_ one: Int, _ other: Int, _ verdict: EventDecision.Verdict) -> EventDecision {
            EventDecision(
                first: site.incidents[one].id, second: site.incidents[other].id, verdict: verdict, reason: "as told",
                actor: "nina", at: TrackedSite.now)
        }
        site.decisions = [decide(0, 1, .apart), decide(0, 2, .joined)]
        let words = await TestSite.read("/en/incidents/meridian-204", on: TestSite.trackedSurface(site))
        #expect(!words.contains("Wallets: higher refusal rate"))
        #expect(words.contains("Tills cannot authorise") && words.contains("joined by nina: as told"))
    }

    @Test func `the forms to join and split post to the event, and keep what was refused`() async throws {
        let surface = TestSite.trackedSurface()
        let page = await TestSite.get("/en/events/meridian-204", on: surface).text
        #expect(page.contains("action=\"/en/events/meridian-204/join\""))
        #expect(page.contains("action=\"/en/events/meridian-204/split\""))
        #expect(TestSite.count("name=\"incident\"", in: page) == 2 && TestSite.count("name=\"reason\"", in: page) == 2)
        let refused = EventOutcome.refused(isSplit: false, incident: "88?", reason: "same", problem: "There is no 88?.")
        let reply = try #require(
            await surface.eventPage("meridian-204", refused, language: .english, status: .unprocessableContent))
        let text = await TestSite.body(.now(reply)).text
        #expect(text.contains("value=\"88?\"") && text.contains("There is no 88?."))
        #expect(await surface.eventPage("nothing", .kept, language: .english, status: .ok) == nil)
        #expect(await TestSite.read("/en/events/meridian-204", "done=1").contains("Your decision is kept."))
        let closed = TestSite.trackedSurface(writing: .closed(command: nil))
        #expect(!(await TestSite.get("/en/events/meridian-204", on: closed).text.contains("method=\"post\"")))
    }

    @Test func `two to four providers are compared, and anything else is explained`() async {
        let two = await TestSite.read("/en/compare", "p=meridian-pay&p=Vela+Payments")
        #expect(two.contains("Figures side by side"))
        #expect(two.contains("watched 84\u{A0}days"))
        let one = await TestSite.read("/en/compare", "p=meridian-pay&p=meridian-pay&p=nobody")
        #expect(one.contains("Choose at least two different providers."))
        #expect(one.contains("“nobody” is not followed here."))
        #expect(!one.contains("Figures side by side"))
        let five = await TestSite.read(
            "/en/compare", "p=meridian-pay&p=vela-payments&p=northbank&p=kanto-checkout&p=lago-instant")
        #expect(five.contains("Only the first four are shown."))
        let empty = TestSite.trackedSurface(SiteSnapshot(asOf: TrackedSite.now))
        #expect(await TestSite.read("/en/compare", on: empty).contains("follow at least two providers"))
    }

    @Test func `insights count outages, and leave samples and planned work aside`() async {
        let words = await TestSite.read("/en/insights")
        #expect(words.contains("From 70\u{A0}incidents of 3\u{A0}providers"))
        #expect(words.contains("March\u{A0}2026 5 An external supplier 3, A deployment 1, Cause unknown 1"))
        let empty = TestSite.trackedSurface(SiteSnapshot(asOf: TrackedSite.now))
        #expect(await TestSite.read("/en/insights", on: empty).contains("No outage is known yet."))
    }
}

@Suite struct ManyProvidersTests {
    private static func site(_ count: Int) -> SiteSnapshot {
        let providers = (0..<count).compactMap { index in
            ProviderID("vendor-\(index)").map { Provider(id: $0, name: "Vendor \(index)", zone: "Europe/Paris") }
        }
        return SiteSnapshot(providers: providers, asOf: TrackedSite.now, hasOlder: true)
    }

    @Test func `with a thousand providers only a few pages are prepared, and the others are made when asked for`() async
    {
        let surface = TestSite.trackedSurface(Self.site(1_000), isPrepared: true)
        #expect(surface.preparedTargets().count < 30)
        #expect(surface.prepared(target: "/en/providers/vendor-7") == nil)
        #expect(await TestSite.get("/en/providers/vendor-7", on: surface).status == 200)
        let home = await TestSite.get("/en/", on: surface).text
        #expect(TestSite.count("class=\"name\"", in: home) == 12)
        #expect(TestSite.words(home).contains("All 1000\u{A0}providers"))
        let second = await TestSite.get("/en/providers", "page=2", on: surface)
        #expect(TestSite.words(second.text).contains("101 to 200 of 1000"))
        #expect(await TestSite.get("/en/providers", "page=99999999999", on: surface).status == 200)
        #expect(await TestSite.get("/en/search", on: surface).text.contains("<input id=\"field-provider\""))
    }

    @Test func `what the snapshot does not hold is asked of the store`() async {
        var site = TestSite.tracked
        site.incidents = Array(site.incidents.prefix(2))
        site.hasOlder = true
        let surface = TestSite.trackedSurface(site, isPrepared: true)
        #expect(surface.prepared(target: "/en/providers/meridian-pay") == nil)
        #expect(await TestSite.read("/en/providers/meridian-pay", on: surface).contains("Slow card payments"))
        #expect(
            await TestSite.read("/en/providers/meridian-pay/honesty", on: surface).contains("from 46\u{A0}incidents"))
        #expect(await TestSite.read("/en/incidents/meridian-187", on: surface).contains("Tills cannot authorise"))
        #expect(await TestSite.get("/en/events/meridian-187", on: surface).status == 200)
        #expect(
            await TestSite.read("/en/compare", "p=meridian-pay&p=vela-payments", on: surface).contains(
                "from 46\u{A0}incidents"))
    }
}
