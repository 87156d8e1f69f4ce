import Access
import Bytes
import Console
import Desk
import Foundation
import HTTP
import Incidents
import Journal
import Lookout
import Moving
import Network
import Settings
import StoreSQLite
import Subscribing
import Synchronization
import Telling
import Testing
import Vocabulary
import Watching

/// A clock that a test moves.
final class TestClock: Sendable {
    private let instant = Mutex(Instant(seconds: 1_764_849_600))
    var now: Instant { instant.withLock { $0 } }
    func move(_ span: TimeSpan) { instant.withLock { $0 = $0 + span } }
}

/// A whole console on a real journal, with people, an organisation, and the router that the program has.
final class Watchroom: Sendable {
    static let password = "seven brown otters swim"
    static let host = "status.example.com"

    let store: SQLiteStore
    let access: AccessService
    let desk: Desk
    let subscribing: SubscriberOrders
    let moving: MovingDesk
    let stage = MovingStage()
    let letters = LetterBox()
    /// What is heard of what is watched.
    let heard = Heard()
    let series: SQLiteSeries?
    let surface: ConsoleSurface
    let router: Router
    let clock = TestClock()
    private let folder: String

    /// With `watches`, what that names is watched.
    init(takesSubscribers: Bool = true, sendsMail: Bool = true, watches: Matrix? = nil) async throws {
        folder = FileManager.default.temporaryDirectory.path + "/vigie-console-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try await SQLiteStore.open(
            path: folder + "/vigie.sqlite",
            projections: [
                IncidentProjection(), DeskProjection(), AccessProjection(), SubscriptionProjection(), WatchProjection(),
                NoiseProjection(),
            ])
        series = watches == nil ? nil : try await SQLiteSeries.open(path: folder + "/series.sqlite")
        let (clock, series) = (clock, series)
        let zones = ZoneCatalogue(data: { name in
            FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").map(Array.init)
        })
        var rules = AccessRules()
        // Guesses cost next to nothing here.
        rules.cost = Argon2id.Cost(memory: 64, passes: 1)
        let random: @Sendable (Int) -> [UInt8] = { count in (0..<count).map { _ in UInt8.random(in: 0...255) } }
        access = AccessService(
            store: store, key: try #require(SealingKey([UInt8](0..<32))), rules: rules,
            surroundings: AccessService.Surroundings(now: { clock.now }, random: random) { $0.run() })
        desk = Desk(store: store, zones: zones, now: { clock.now }, random: { 7 })
        let orders = SubscriberOrders(
            store: store, keys: try #require(SubscriberKeys(Secret(String(repeating: "k", count: 40)))),
            rule: TargetRule(kinds: [.mail, .webhook, .slack, .sms]), now: { clock.now })
        subscribing = orders
        let (stage, letters) = (stage, letters)
        moving = MovingDesk(store: store, canExport: true, now: { clock.now }) {
            order, actor, report throws(MovingRefusal) in try await stage.work(order, actor, report)
        }
        surface = ConsoleSurface(
            access: access, desk: desk, store: store, subscribing: takesSubscribers ? orders : nil, moving: moving,
            mail: sendsMail ? PasswordMail(origin: "https://desk.example.com/") { letters.take($0) } : nil,
            watched: watches.map { [store, heard] in
                LookoutSource($0, store: store, series: series) { heard.now }
            }, zones: zones, now: { clock.now }, random: random)
        var router = Router()
        surface.add(to: &router)
        self.router = router
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func browser(_ address: String = "192.0.2.7") -> Browser { Browser(self, address) }

    // MARK: People

    /// The first admin, by the page of the first run.
    func found() async throws -> Browser {
        let code = try #require(try await access.setupCode()).text
        let browser = browser()
        let page = await browser.get("/en/console/first-run")
        #expect(page.status == .ok)
        let sent = await browser.send(
            "/en/console/first-run",
            [
                ("code", code), ("name", "Ada"), ("email", "ada@example.com"), ("password", Self.password),
                ("again", Self.password),
            ])
        #expect(sent.status == .seeOther, "\(sent.text)")
        return browser
    }

    /// Somebody with these roles, invited by an admin, who joins by the page.
    func hire(_ name: String, _ roles: [Role], by admin: Browser) async throws -> Browser {
        _ = await admin.get("/en/console/users")
        let invited = await admin.send(
            "/en/console/users",
            [("name", name), ("email", name.lowercased() + "@example.com"), ("language", "en")]
                + roles.map { ("roles", $0.rawValue) })
        let code = try #require(invited.secrets.first, "\(invited.text)")
        let browser = browser()
        _ = await browser.get("/en/console/join")
        let joined = await browser.send(
            "/en/console/join",
            [("code", code), ("name", name), ("password", Self.password), ("again", Self.password)])
        #expect(joined.status == .seeOther, "\(joined.text)")
        return browser
    }

    /// The first admin, as access knows her.
    func identity() async throws -> Identity {
        let attempt = SignInAttempt(
            email: "ada@example.com", password: Password(Self.password), address: .unspecified,
            client: ClientNote(address: "test", agent: "test"))
        guard case .signedIn(let opened) = try await access.signIn(attempt) else { throw Absent() }
        return try #require(try await access.identify(opened.token))
    }

    struct Absent: Error {}

    // MARK: The organisation

    static let acme = ProviderID(checked: "acme")

    func furnish() async throws {
        let caller = DeskCaller(actor: "system:test", person: "system:test")
        try await desk.describe(
            .provider(
                Provider(id: Self.acme, name: "Acme Pay", zone: "Europe/Paris", isOurs: true, numbering: "AC-{n}")),
            by: caller)
        for (id, name, languages) in [
            ("north", "North", [Language.french, .english]), ("south", "South", [.french, .english, .italian]),
        ] {
            try await desk.describe(
                .brand(Brand(id: BrandID(checked: id), provider: Self.acme, name: name, languages: languages)),
                by: caller)
        }
        for (id, brands) in [("shop", ["north", "south"]), ("till", ["south"])] {
            try await desk.describe(
                .component(
                    Component(
                        id: ComponentID(checked: id), provider: Self.acme, channel: .ecommerce,
                        name: LocalizedText([.english: "The \(id)", .french: "Le \(id)", .italian: "Il \(id)"]),
                        brands: brands.map { BrandID(checked: $0) }, order: 1)), by: caller)
        }
    }

    static let titles = [("title.en", "Payments fail"), ("title.fr", "Échecs"), ("title.it", "Pagamenti")]

    /// Declares by the page; gives the address of the incident.
    func declare(_ browser: Browser, _ more: [(String, String)] = []) async throws -> String {
        _ = await browser.get("/en/console/declare")
        let sent = await browser.send(
            "/en/console/declare",
            Self.titles + [
                ("severity", "critical"), ("components", "shop"), ("from", "measured"), ("start", "2025-12-04 12:40"),
                ("start-zone", "Europe/Paris"), ("next", "2025-12-04 13:30"), ("next-zone", "Europe/Paris"),
            ] + more)
        let location = try #require(sent.location, "\(sent.text)")
        return String(location.prefix { $0 != "?" })
    }

    func incident(_ address: String) async throws -> Incident {
        let id = try #require(IncidentID(address.split(separator: "/").last ?? ""))
        return try #require(try await desk.incident(id)).incident
    }
}

/// What the vantages say now.
final class Heard: Sendable {
    private let kept = Mutex(WatchLive())
    var now: WatchLive { kept.withLock { $0 } }
    func tell(_ live: WatchLive) { kept.withLock { $0 = live } }
}

/// Mail to who works here, as it would go out.
final class LetterBox: Sendable {
    private let kept = Mutex<[PasswordMail.Letter]>([])
    var all: [PasswordMail.Letter] { kept.withLock { $0 } }
    func take(_ letter: PasswordMail.Letter) { kept.withLock { $0.append(letter) } }

    /// The first so many, once they have come.
    func first(_ count: Int) async -> [PasswordMail.Letter] {
        while all.count < count { await Task.yield() }
        return all
    }
}

/// What a browser has: cookies, and the page in front of it with the token of its forms.
final class Browser: Sendable {
    struct State {
        var cookies: [String: String] = [:]
        var page = ""
    }

    struct Answer: Sendable {
        var status: HTTPStatus
        var headers: HTTPHeaders
        var text: String

        var location: String? { headers["Location"] }

        /// What stands in `<code>`.
        var secrets: [String] { text.matches(of: #/<code>([^<]*)<\/code>/#).map { String($0.1) } }

        /// The value of a hidden field, of the form that is sent to an address.
        func hidden(_ name: String, in form: String) -> String? {
            guard let start = text.range(of: "action=\"\(form)\"")?.upperBound else { return nil }
            let inside = text[start...].prefix(4_000)
            guard let value = inside.range(of: "name=\"\(name)\" value=\"")?.upperBound else { return nil }
            return String(inside[value...].prefix { $0 != "\"" })
        }
    }

    let room: Watchroom
    let address: String
    private let state = Mutex(State())

    init(_ room: Watchroom, _ address: String) {
        self.room = room
        self.address = address
    }

    var cookies: [String: String] {
        get { state.withLock { $0.cookies } }
        set { state.withLock { $0.cookies = newValue } }
    }

    var page: String { state.withLock { $0.page } }

    /// The token in the forms of the page.
    var formToken: String {
        page.firstMatch(of: #/name="form" value="([^"]*)"/#).map { String($0.1) } ?? ""
    }

    func get(_ target: String, _ headers: [(String, String)] = []) async -> Answer {
        await ask(.get, target, [], headers)
    }

    /// Sends a form of the page in front of it, as a browser would: with the page's token, and from where it comes.
    func send(
        _ target: String, _ fields: [(String, String)], token: String? = nil, _ headers: [(String, String)]? = nil
    ) async -> Answer {
        let token = token ?? formToken
        let from = headers ?? [("Origin", "https://" + Watchroom.host), ("Sec-Fetch-Site", "same-origin")]
        let all = (token.isEmpty ? [] : [("form", token)]) + fields
        let body = all.map { Self.encode($0.0) + "=" + Self.encode($0.1) }.joined(separator: "&")
        return await ask(.post, target, Array(body.utf8), from)
    }

    /// Sends a form of the page in front of it that brings a file, as a browser would.
    func send(
        _ target: String, file name: String, _ bytes: [UInt8], token: String? = nil, _ more: [(String, String)] = [],
        fields: [(String, String)] = []
    ) async -> Answer {
        let boundary = "----WebKitFormBoundaryq7Lr"
        func part(_ head: String, _ bytes: [UInt8]) -> [UInt8] {
            Array("--\(boundary)\r\nContent-Disposition: form-data; \(head)\r\n\r\n".utf8) + bytes + Array("\r\n".utf8)
        }
        let body =
            part("name=\"form\"", Array((token ?? formToken).utf8))
            + fields.flatMap { part("name=\"\($0.0)\"", Array($0.1.utf8)) }
            + part("name=\"\(name)\"; filename=\"logo\"\r\nContent-Type: application/octet-stream", bytes)
            + Array("--\(boundary)--\r\n".utf8)
        return await ask(
            .post, target, body,
            [
                ("Origin", "https://" + Watchroom.host), ("Sec-Fetch-Site", "same-origin"),
                ("Content-Type", "multipart/form-data; boundary=" + boundary),
            ] + more)
    }

    private func ask(
        _ method: HTTPMethod, _ target: String, _ body: [UInt8], _ headers: [(String, String)]
    ) async -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1)
        var request = HTTPRequest(
            method: method, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : nil, body: body,
            isSecure: true, clientAddress: address)
        request.headers.add("Host", Watchroom.host)
        if method == .post { request.headers.add("Content-Type", "application/x-www-form-urlencoded") }
        let cookies = cookies
        if !cookies.isEmpty {
            request.headers.add("Cookie", cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; "))
        }
        for header in headers { request.headers.set(header.0, header.1) }
        var reply = room.router.reply(to: request) { failure in
            HTTPResponse(status: failure.status, body: .bytes(Array(failure.detail.utf8)))
        }
        while case .later(let work) = reply { reply = await work() }
        guard case .now(let response) = reply else {
            return Answer(status: .ok, headers: [:], text: "")
        }
        var text = ""
        if case .bytes(let bytes) = response.body { text = String(decoding: bytes, as: UTF8.self) }
        state.withLock { state in
            for field in response.headers.all("Set-Cookie") {
                let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
                guard let name = pair.first else { continue }
                state.cookies[String(name)] =
                    field.contains("Max-Age=0") ? nil : pair.count > 1 ? String(pair[1]) : ""
            }
            if !text.isEmpty { state.page = text }
        }
        return Answer(status: response.status, headers: response.headers, text: text)
    }

    private static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}

/// What an authenticator app shows.
enum Authenticator {
    static func code(_ secret: String, at now: Instant) throws -> String {
        let bytes = try #require(Base32.decode(secret))
        let password = try #require(OneTimePassword(secret: bytes))
        return password.code(step: now.seconds / 30)
    }
}
