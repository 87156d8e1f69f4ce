import Alerting
import Demo
import Foundation
import HTTP
import JSON
import Telling
import Testing
import Vocabulary

@testable import Web

/// The pages about alerts: whole in each language, clear about what they show, and closed to markup.
@Suite struct AlertPagesTests {
    private static let pages = AlertPages(settings: TestSite.settings)
    private static let languages = LanguagePack.all.map(\.language)

    private static func channel(_ name: String) -> AlertChannelID { AlertChannelID(checked: name) }

    private static var book: RouteBook {
        get throws {
            RouteBook(
                configured: [
                    AlertRoute(
                        name: RouteName(checked: "all-that-hurts"), match: .init(severityAtLeast: .major),
                        to: [channel("ops-chat")]),
                    AlertRoute(
                        name: RouteName(checked: "at-night"),
                        match: .init(
                            providers: [ProviderID(checked: "acme-pay")], channels: [.settlement],
                            entities: ["blik"], kinds: AlertKind.allCases),
                        to: [channel("night-mail"), channel("ops-chat")],
                        quiet: .init(
                            zone: "Europe/Paris", from: try #require(ClockTime("22:00")),
                            to: try #require(ClockTime("07:00"))),
                        digest: .daily(at: try #require(ClockTime("08:00")), zone: "Europe/Paris"), passes: nil,
                        language: .french, origin: .person),
                ],
                channels: [
                    AlertChannelProfile(id: channel("ops-chat"), kind: .slack, followUp: .none),
                    AlertChannelProfile(id: channel("night-mail"), kind: .mail, followUp: .thread),
                ])
        }
    }

    private static func message(_ name: String, error: String) throws -> OutboxMessage {
        try OutboxMessage(
            json: [
                "id": .string(String(repeating: name, count: 32)), "subject": "incident/tsr-1532",
                "incidents": ["tsr-1532"], "channel": "ops-chat", "followUp": "none", "routes": ["all-that-hurts"],
                "language": "en", "severity": "critical", "state": "dead", "version": 1, "deliveredVersion": 0,
                "untold": [], "foreignID": "inside-name", "wantedAt": "2025-12-09T10:00:00Z", "attempts": 3,
                "error": .string(error),
            ])
    }

    private static func picture(error: String = "it answers 404") throws -> OutboxPicture {
        OutboxPicture(
            book: try book, pending: [try message("b", error: error)], dead: [try message("a", error: error)],
            log: try ["delivered", "failed", "dead"].map { outcome in
                LoggedDelivery(
                    message: try #require(MessageID(String(repeating: "a", count: 32))), outcome: outcome,
                    at: TestSite.now,
                    record: DeliveryRecord(channel: channel("ops-chat"), version: 1, attempts: 3, error: error))
            })
    }

    private static func explanation() throws -> AlertExplanation {
        let channels = Dictionary(DemoSite.components.map { ($0.id, $0.channel) }) { first, _ in first }
        return AlertExplanation(
            try #require(DemoSite.tsr2641.seen(by: .everyone(brand: nil))), book: try book, now: TestSite.now,
            zones: TestSite.zones, channelOf: { channels[$0] })
    }

    private static func text(_ response: HTTPResponse) -> String {
        guard case .bytes(let bytes) = response.body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Every page in one language.
    private static func all(_ language: Language) async throws -> [HTTPResponse] {
        let now = TestSite.now
        let book = try book
        var wrong = RouteFields()
        _ = wrong.route(changing: nil, taken: [], channels: [], zones: TestSite.zones)
        return [
            await pages.list(try picture(), outcome: .tested("ops-chat"), language: language, now: now),
            await pages.list(OutboxPicture(book: RouteBook()), outcome: .refused("No."), language: language, now: now),
            await pages.routeForm(RouteFields(), changing: nil, book: book, language: language, now: now),
            await pages.routeForm(
                RouteFields(book.routes[1]), changing: book.routes[0], book: book, refusal: "No.", language: language,
                now: now),
            await pages.routeForm(wrong, changing: nil, book: RouteBook(), language: language, now: now),
            await pages.explain(asked: "", nil, language: language, now: now),
            await pages.explain(asked: "nothing", nil, language: language, now: now),
            await pages.explain(asked: "tsr-2641", try explanation(), language: language, now: now),
        ]
    }

    @Test func `whoever may see and not change is offered nothing that changes`() async throws {
        func list(_ managesAlerts: Bool) async throws -> String {
            let reader = SiteReader(
                name: "Rosa", formToken: "t", managesSources: true, readsAlerts: true, managesAlerts: managesAlerts)
            return Self.text(
                await Self.pages.read(by: reader).list(
                    try Self.picture(), outcome: nil, language: .english, now: TestSite.now))
        }
        let seen = try await list(false)
        #expect(seen.contains("ops-chat") && seen.contains("all-that-hurts") && seen.contains("it answers 404"))
        #expect(!seen.contains("action=\"/en/alerts") && !seen.contains("/en/alerts/routes"))
        let changed = try await list(true)
        #expect(changed.contains("/en/alerts/routes") && changed.contains("/en/alerts/channels/ops-chat/test"))
    }

    @Test(arguments: languages)
    func `each page is whole, in one language, kept by nobody and by no search engine`(_ language: Language)
        async throws
    {
        for response in try await Self.all(language) {
            let page = Self.text(response)
            #expect(response.headers["Cache-Control"] == "no-store")
            #expect(page.contains("<html lang=\"\(language.code)\"") && page.contains("content=\"noindex\""))
            #expect(TestSite.count("<h1", in: page) == 1)
            var open: [String] = []
            for match in page.matches(of: #/<(\/?)([a-z][a-z0-9]*)[^>]*>/#) {
                let name = String(match.2)
                if ["meta", "link", "br", "hr", "input"].contains(name) { continue }
                if match.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
            }
            #expect(open.isEmpty)
            let ids = page.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
            #expect(Set(ids).count == ids.count)
            for field in page.matches(of: #/<(?:input|select) id="([^"]*)"/#) {
                #expect(page.contains("<label for=\"\(field.1)\""))
            }
            #expect(!TestSite.words(page).contains("{"))
            for phrase in Phrase.allCases where phrase.rawValue.contains(where: \.isUppercase) {
                #expect(!TestSite.words(page).contains(phrase.rawValue))
            }
        }
    }

    @Test func `a route is told in words, with where it comes from`() async throws {
        let page = Self.text(await Self.pages.list(try Self.picture(), language: .english, now: TestSite.now))
        let words = TestSite.words(page)
        #expect(words.contains("Tells ops-chat of incidents, what comes back and measured cases."))
        #expect(words.contains("Only where the severity is at least Major."))
        #expect(
            words.contains(
                "Only where the provider is acme-pay, the service is Settlement and it concerns blik."))
        #expect(words.contains("Quiet from 22:00 to 07:00 (Europe/Paris)."))
        #expect(words.contains("Gathered into one message a day, at 08:00 (Europe/Paris). Nothing passes"))
        #expect(words.contains("From the configuration") && words.contains("From a person"))
    }

    @Test func `what was given up stands with its reason and can be sent again; names inside stay inside`() async throws
    {
        let page = Self.text(
            await Self.pages.list(
                try Self.picture(error: "it says <b>no</b>"), language: .english, now: TestSite.now))
        #expect(page.contains("it says &lt;b&gt;no&lt;/b&gt;"))
        #expect(page.contains("action=\"/en/alerts/outbox/\(String(repeating: "a", count: 32))/resend\""))
        #expect(!page.contains("/\(String(repeating: "b", count: 32))/resend"))
        #expect(!page.contains("inside-name"))
        #expect(TestSite.words(page).contains("9\u{A0}December 2025, 11:00\u{A0}CET"))
    }

    @Test func `an empty page says what to do`() async {
        let page = Self.text(
            await Self.pages.list(OutboxPicture(book: RouteBook()), language: .english, now: TestSite.now))
        let words = TestSite.words(page)
        #expect(words.contains("There are no routes: nobody is told of anything. Add one here"))
        #expect(words.contains("Write alerts.channels into the configuration"))
        #expect(words.contains("Nothing was given up.") && words.contains("Nothing waits"))
    }

    @Test func `the dry run says what the rule says, in the reader's language`() async throws {
        let explanation = try Self.explanation()
        let words = TestSite.words(
            Self.text(await Self.pages.explain(asked: "tsr-2641", explanation, language: .english, now: TestSite.now)))
        #expect(explanation.verdicts.map(\.matches) == [true, false])
        #expect(words.contains("Would be told: ops-chat."))
        #expect(words.contains("Tells ops-chat at once."))
        #expect(words.contains("Tells nobody, because this does not hold: Provider, Service"))
        #expect(words.contains("It is over. This is what would happen if it began now."))
        let french = TestSite.words(
            Self.text(await Self.pages.explain(asked: "tsr-2641", explanation, language: .french, now: TestSite.now)))
        #expect(french.contains("Seraient avertis\u{202F}: ops-chat."))
    }

    @Test func `an incident that is not there is said beside the field`() async {
        let response = await Self.pages.explain(asked: "<no>", nil, language: .english, now: TestSite.now)
        #expect(response.status == .notFound)
        #expect(Self.text(response).contains("There is no incident “&lt;no&gt;”"))
    }

    @Test(arguments: [0, 1])
    func `a route's form, sent as it stands, is the route`(_ index: Int) throws {
        let book = try Self.book
        var expected = book.routes[index]
        expected.origin = .person
        var fields = RouteFields(expected)
        let route = fields.route(
            changing: expected.name, taken: [], channels: Set(book.channels.map(\.id)), zones: TestSite.zones)
        #expect(route == expected && fields.problems.isEmpty)
    }

    @Test func `a form with a strange field, or one too often, is none`() throws {
        #expect(RouteFields(try #require(QueryParameters("to=a&to=b&name=x"))) != nil)
        #expect(RouteFields(try #require(QueryParameters("nome=x"))) == nil)
        #expect(RouteFields(try #require(QueryParameters("name=x&name=y"))) == nil)
        #expect(RouteFields(try #require(QueryParameters("providers=" + String(repeating: "a", count: 9_000)))) == nil)
    }

    @Test func `the way to alerts is offered where readers may change things, and nowhere else`() async {
        let open = await TestSite.get("/en/incidents/meridian-204").text
        #expect(
            open.contains("href=\"/en/alerts/explain?incident=meridian-204\"") && open.contains("href=\"/en/alerts\""))
        let closed = await TestSite.get(
            "/en/incidents/meridian-204", on: TestSite.trackedSurface(writing: .closed(command: nil))
        ).text
        #expect(!closed.contains("/en/alerts"))
    }
}
