import Foundation
import API
import HTTP
import Incidents
import JSON
import StatusPages
import Telling
import Testing
import Vocabulary

@Suite struct PagesTests {
    @Test(arguments: [TestBrands.harbour, TestBrands.quay])
    func `every document of a brand is well-formed, and none is missing`(_ brand: BrandID) throws {
        let site = TestBrands.brandSite(brand, [TestBrands.twice, TestBrands.going, TestBrands.work])
        let documents = TestBrands.documents(site)
        #expect(
            documents.count == StatusDocument.all(of: site, settings: TestBrands.settings, now: TestBrands.now).count)
        for (path, text) in documents {
            if path.hasSuffix("/") { #expect(Shapes.fault(html: text) == nil, "\(path)") }
            if path.hasSuffix(".atom") || path.hasSuffix(".rss") || path.hasSuffix(".svg") {
                #expect(Shapes.isXML(text), "\(path)")
            }
            if path.hasSuffix(".ics") { #expect(Shapes.fault(calendar: text) == nil, "\(path)") }
            if path.hasSuffix(".json") {
                #expect(throws: Never.self) { try JSONValue(reading: Array(text.utf8)) }
            }
        }
    }

    @Test func `home says the state in words and shape`() {
        let calm = TestBrands.page("en/")
        #expect(calm.contains("No incident is going on"))
        #expect(calm.contains("class=\"now fine\""))
        let hit = TestBrands.page("fr/", TestBrands.brandSite(TestBrands.harbour, [TestBrands.going]))
        #expect(hit.contains("Un incident critique est en cours"))
        #expect(hit.contains("class=\"now critical\""))
        #expect(TestBrands.words(hit).contains("Panne majeure") || TestBrands.words(hit).contains("Panne"))
        #expect(hit.contains("Nous cherchons."))
    }

    @Test func `days on which nothing happened stand together`() {
        let page = TestBrands.words(TestBrands.page("en/"))
        #expect(page.contains("19\u{A0}May – 20\u{A0}May 2026 No incident."))
        #expect(page.contains("7\u{A0}May – 17\u{A0}May 2026 No incident."))
    }

    @Test func `an incident shows each window's length, newest words first, and annotates the earlier "resolved"`()
        throws
    {
        let page = TestBrands.words(TestBrands.page("en/incidents/tw-7/"))
        #expect(page.contains("5\u{A0}min + 19\u{A0}min"))
        let again = try #require(
            page.range(
                of: "After this was said, customers were hit again: 18\u{A0}May 2026, 17:39\u{A0}CEST · 15:39\u{A0}UTC."
            ))
        let first = try #require(page.range(of: "It is over for good."))
        let earlier = try #require(page.range(of: "It is over. "))
        #expect(first.lowerBound < earlier.lowerBound)
        #expect(earlier.lowerBound < again.lowerBound)
        #expect(page.ranges(of: "customers were hit again").count == 1)
        #expect(page.contains("TW-7") && page.contains("Major"))
    }

    @Test func `a missing language is said, and a text of another language is marked`() {
        let page = TestBrands.page("it/incidents/tw-7/")
        #expect(page.contains("Non tradotto in Italiano; è stato dichiarato alla pubblicazione."))
        #expect(page.contains("<p lang=\"en\">It is over. <small class=\"tongue\">EN</small></p>"))
        // The statement and the post-mortem, each once; and nothing where the words are in the reader's language.
        #expect(page.ranges(of: "Non tradotto in").count == 2)
        #expect(!TestBrands.page("en/incidents/tw-7/").contains("class=\"tongue\""))
        #expect(!TestBrands.page("en/incidents/tw-7/").contains("Not translated into"))
        #expect(!TestBrands.page("fr/incidents/tw-7/").contains("Pas de traduction"))
    }

    @Test func `a post-mortem shows its structure with facts inserted, and no owner`() {
        let page = TestBrands.words(TestBrands.page("en/incidents/tw-7/"))
        for word in [
            "Impact on clients", "could not pay for 5\u{A0}min, then 19\u{A0}min.", "Overview", "Context", "Root cause",
            "Symptom", "Watch each server", "30\u{A0}June 2026", "In progress",
        ] { #expect(page.contains(word), "\(word)") }
        #expect(!page.contains("SECRET"))
    }

    @Test func `components stand in the brand's sections, with uptime and its formula in figures`() throws {
        let page = TestBrands.words(TestBrands.page("en/"))
        let paying = try #require(page.range(of: "Paying"))
        let shops = try #require(page.range(of: "In shops"))
        let cards = try #require(page.range(of: "Card payments"))
        let out = try #require(page.range(of: "Money out"))
        #expect(paying.lowerBound < shops.lowerBound && shops.lowerBound < cards.lowerBound)
        #expect(cards.lowerBound < out.lowerBound)
        // Ninety days without the hours of today that are to come, and without the hour that summer time took.
        #expect(page.contains("(89\u{A0}d\u{A0}11\u{A0}h − 24\u{A0}min) ÷ 89\u{A0}d\u{A0}11\u{A0}h = 99.981%"))
        #expect(page.contains("100% without known impact") && page.contains("99.981% without known impact"))
        #expect(page.contains("planned maintenance does not count"))
        #expect(!TestBrands.page("fr/", TestBrands.brandSite(TestBrands.quay)).contains("Virements"))
    }

    @Test func `times stand in the brand's zone with UTC beside`() {
        #expect(TestBrands.page("en/incidents/tw-7/").contains("13:08\u{A0}CEST · 11:08\u{A0}UTC"))
        let windows = TestBrands.words(TestBrands.page("en/incidents/tw-7/"))
        #expect(windows.contains("18\u{A0}May 2026, 13:08 – 13:13\u{A0}CEST · 11:08 – 11:13\u{A0}UTC"))
        let quay = TestBrands.page("en/incidents/tw-7/", TestBrands.brandSite(TestBrands.quay))
        #expect(quay.contains("14:08\u{A0}EEST · 11:08\u{A0}UTC"))
    }

    @Test func `the history has a calendar for each month since anything is known`() {
        let page = TestBrands.page("en/history/2026-05/")
        #expect(TestBrands.words(page).contains("18\u{A0}May 2026: Major, customers hit for 24\u{A0}min"))
        #expect(page.contains("href=\"../../../en/history/2026-04/\""))
        #expect(page.contains("href=\"../../../en/incidents/tw-7/\""))
        #expect(TestBrands.words(TestBrands.page("en/history/2026-01/")).contains("No incident in January 2026."))
        #expect(TestBrands.page("en/history/2025-12/").isEmpty)
        #expect(TestBrands.page("en/history/2026-13/").isEmpty)
    }

    @Test func `maintenance to come is on its page, on home and in the calendar`() {
        #expect(TestBrands.page("en/").contains("Database work"))
        #expect(TestBrands.words(TestBrands.page("en/maintenance/")).contains("24\u{A0}May 2026, 03:00\u{A0}CEST"))
        let calendar = TestBrands.page("en/maintenance.ics")
        #expect(calendar.contains("DTSTART:20260524T010000Z\r\nDTEND:20260524T030000Z\r\n"))
        #expect(calendar.contains("SUMMARY;LANGUAGE=en:Database work\\, in two steps\\; brief\r\n"))
    }

    @Test func `maintenance that runs makes its components say so`() {
        let during = TestBrands.at("2026-05-24T02:00:00Z")
        let site = TestBrands.brandSite(asOf: during)
        #expect(site.condition(now: during, staleAfter: .minutes(2)) == .maintenance)
        #expect(site.states(now: during)[TestBrands.payouts] == .maintenance)
        #expect(site.states(now: during)[TestBrands.shops] == .operational)
        #expect(TestBrands.page("en/", site, now: during).contains("Planned maintenance is going on"))
    }

    @Test func `old facts are unknown everywhere, and never green`() throws {
        let later = TestBrands.now + .minutes(10)
        let site = TestBrands.brandSite(TestBrands.harbour, [TestBrands.going])
        let home = TestBrands.page("en/", site, now: later)
        #expect(home.contains("What is true now is not known"))
        #expect(home.contains("These facts are from 20\u{A0}May 2026, 12:00\u{A0}CEST"))
        #expect(!home.contains("symbol fine"))
        #expect(home.contains("class=\"state unknown\""))
        #expect(TestBrands.page("fr/badge.svg", site, now: later).contains("L’état actuel n’est pas connu"))
        #expect(TestBrands.page("it/banner/", site, now: later).contains("Lo stato attuale non è noto"))
        for name in ["summary", "status", "components"] {
            let problem = try JSONValue(reading: Array(TestBrands.page("api/v2/\(name).json", site, now: later).utf8))
            #expect(problem["state"]?.string == "unknown", "\(name)")
            #expect(problem["status"]?.integer == 503)
        }
        #expect(TestBrands.page("en/incidents/tw-8/", site, now: later).contains("State unknown"))
    }

    @Test func `an outage that was declared and has no window yet is open`() {
        var incident = TestBrands.going
        incident.windows = []
        let site = TestBrands.brandSite(TestBrands.harbour, [incident])
        #expect(site.condition(now: TestBrands.now, staleAfter: .minutes(2)) == .hit(.critical))
        #expect(site.states(now: TestBrands.now)[TestBrands.cards] == .majorOutage)
        #expect(TestBrands.page("en/incidents/tw-8/", site).contains("When customers were hit is not known yet."))
    }

    @Test func `a brand's colour is used only where it can be read`() {
        let harbour = TestBrands.documents(TestBrands.brandSite()).first { $0.key.hasSuffix(".css") }?.value ?? ""
        #expect(harbour.contains("(prefers-color-scheme:light){:root{--link:#0a5c8a"))
        #expect(!harbour.contains("(prefers-color-scheme:dark){:root{--link:#0a5c8a"))
        let quay =
            TestBrands.documents(TestBrands.brandSite(TestBrands.quay)).first { $0.key.hasSuffix(".css") }?.value ?? ""
        #expect(!quay.contains("(prefers-color-scheme:light){:root{--link"))
        #expect(quay.contains("(prefers-color-scheme:dark){:root{--link:#ffee00"))
        #expect(harbour.utf8.count < 20_000)
    }

    @Test func `pages name themselves to search engines, in each language`() {
        let page = TestBrands.page("en/incidents/tw-7/")
        #expect(page.contains("<link rel=\"canonical\" href=\"https://status.harbour.example/en/incidents/tw-7/\">"))
        #expect(page.contains("hreflang=\"it\" href=\"https://status.harbour.example/it/incidents/tw-7/\""))
        let quay = TestBrands.page("fr/", TestBrands.brandSite(TestBrands.quay))
        #expect(quay.contains("<link rel=\"canonical\" href=\"https://vigie.example/status/quay/fr/\">"))
    }

    @Test func `forms of subscribers show what was written, and what is wrong beside its field`() throws {
        let fields = SubscribeFields(
            kind: .webhook, address: "http://\"><script>", components: [TestBrands.cards], language: .french)
        let response = StatusPages.subscribePage(
            TestBrands.brandSite(), .english, fields: fields,
            problem: SubscribeProblem(address: "Give an https address."),
            settings: TestBrands.settings, now: TestBrands.now)
        guard case .bytes(let bytes) = response.body else {
            Issue.record("no page")
            return
        }
        let page = String(decoding: bytes, as: UTF8.self)
        #expect(response.status.code == 422)
        #expect(Shapes.fault(html: page) == nil)
        #expect(page.contains("action=\"../../en/subscribe\""))
        #expect(page.contains("Give an https address.") && !page.contains("<script>"))
        #expect(page.contains("value=\"webhook\" checked=\"\""))
        let manage = StatusPages.managePage(
            TestBrands.brandSite(), .italian, token: "t0ken", fields: fields, settings: TestBrands.settings,
            now: TestBrands.now)
        guard case .bytes(let managed) = manage.body else {
            Issue.record("no page")
            return
        }
        let managing = String(decoding: managed, as: UTF8.self)
        #expect(managing.contains("action=\"../../../it/manage/t0ken\""))
        #expect(managing.contains("noindex") && !managing.contains("canonical"))
    }

    @Test func `the form offers the ways that there are, and says what each takes`() throws {
        func page(_ kinds: [SubscribeFields.Kind], _ chosen: SubscribeFields.Kind) throws -> String {
            var settings = TestBrands.settings
            settings.subscriberKinds = kinds
            let response = StatusPages.subscribePage(
                TestBrands.brandSite(), .english, fields: SubscribeFields(kind: chosen, language: .english),
                problem: SubscribeProblem(kind: "Choose."), settings: settings, now: TestBrands.now)
            guard case .bytes(let bytes) = response.body else { throw CancellationError() }
            return String(decoding: bytes, as: UTF8.self)
        }
        let all = try page(SubscribeFields.Kind.allCases, .ntfy)
        #expect(Shapes.fault(html: all) == nil)
        for kind in SubscribeFields.Kind.allCases { #expect(all.contains("name=\"kind\" value=\"\(kind.rawValue)\"")) }
        #expect(all.contains("value=\"ntfy\" checked=\"\"") && all.contains("Chat (Slack, Teams, Discord)"))
        #expect(all.contains("For Telegram:") && all.contains("For SMS:"))
        // Without a server of mail something else is chosen, and nothing is promised that is not there.
        let few = try page([.webhook, .chat], .mail)
        #expect(few.contains("value=\"webhook\" checked=\"\"") && !few.contains("value=\"mail\""))
        #expect(!few.contains("For Telegram:") && !few.contains("For SMS:") && !few.contains("Mattermost"))
    }
}
