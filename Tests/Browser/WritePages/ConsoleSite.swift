import Access
import Bytes
import Console
import Desk
import HTTP
import Incidents
import Journal
import Machine
import Moving
import Settings
import StoreSQLite
import Subscribing
import Synchronization
import Telling
import Vocabulary

/// The console of an invented team, asked for its pages as a browser asks: in the first run, at the door, at work, and
/// with forms that came back.
final class ConsoleSite: Sendable {
    private static let password = "seven brown otters swim"
    private let store: SQLiteStore
    private let access: AccessService
    private let desk: Desk
    private let subscribing: SubscriberOrders
    private let moving: MovingDesk
    private let scene = MovingScene()
    private let watched: WatchScene
    private let router: Router
    private let cookies = Mutex<[String: String]>([:])
    private let shown = Mutex<[(path: String, bytes: [UInt8])]>([])

    init(file path: String, zones: ZoneCatalogue) async throws {
        store = try await SQLiteStore.open(
            path: path,
            projections: [IncidentProjection(), DeskProjection(), AccessProjection(), SubscriptionProjection()])
        let moment = Moment()
        clock = moment
        var rules = AccessRules()
        rules.cost = Argon2id.Cost(memory: 64, passes: 1)
        guard let key = SealingKey([UInt8](repeating: 7, count: SealingKey.count)) else {
            preconditionFailure("the key has the length that it needs")
        }
        access = AccessService(
            store: store, key: key, rules: rules,
            surroundings: AccessService.Surroundings(
                now: { moment.now }, random: Entropy.bytes, passwords: { $0.run() }))
        desk = Desk(store: store, zones: zones, now: { moment.now }, random: { 7 })
        guard let keys = SubscriberKeys(Secret(String(repeating: "7", count: SubscriberKeys.keyBytesLeast))) else {
            preconditionFailure("the key has the length that it needs")
        }
        subscribing = SubscriberOrders(
            store: store, keys: keys, rule: TargetRule(kinds: [.mail, .webhook, .slack, .sms]), now: { moment.now })
        moving = scene.desk(store) { moment.now }
        watched = WatchScene { moment.now }
        var router = Router()
        ConsoleSurface(
            access: access, desk: desk, store: store, subscribing: subscribing, moving: moving,
            mail: PasswordMail(origin: "https://desk.example.com") { _ in }, watched: watched, zones: zones,
            now: { moment.now },
            random: Entropy.bytes
        ).add(to: &router)
        self.router = router
    }

    private final class Moment: Sendable {
        private let instant = Mutex(Instant(seconds: 1_764_849_600))
        var now: Instant { instant.withLock { $0 } }
        func move(_ span: TimeSpan) { instant.withLock { $0 = $0 + span } }
    }
    private let clock: Moment

    /// Every page in a language, by its path.
    static func pages(
        _ language: String, file: String, zones: ZoneCatalogue
    ) async throws -> [(path: String, bytes: [UInt8])] {
        let site = try await ConsoleSite(file: file, zones: zones)
        try await site.tour("/\(language)/console")
        await site.store.close()
        return site.shown.withLock { $0 }
    }

    // MARK: The tour

    private func tour(_ home: String) async throws {
        await get("/console.css", as: "/console.css")
        // Nobody is told anything here: a script that does nothing keeps pages from asking how far it is.
        shown.withLock { $0.append((path: "/console.js", bytes: Array("'use strict'\n".utf8))) }
        await get(home + "/first-run", as: home + "/first-run")
        let code = try await access.setupCode()?.text ?? ""
        let again = [("password", Self.password), ("again", Self.password)]
        await send(
            home + "/first-run", [("code", "wrong"), ("name", "Ada"), ("email", "ada@example.com")] + again,
            as: home + "/first-run-refused")
        await send(home + "/first-run", [("code", code), ("name", "Ada"), ("email", "ada@example.com")] + again)
        await get(home, as: home + "/nothing-yet")
        try await furnish()
        let rosa = try await hire("Rosa", home)
        let ada = cookies.withLock { $0 }
        cookies.withLock { $0 = [:] }
        await get(home + "/sign-in", as: home + "/sign-in")
        await send(
            home + "/sign-in", [("email", "rosa@example.com"), ("password", "not the password at all")],
            as: home + "/sign-in-refused")
        await get(home + "/forgotten-password", as: home + "/forgotten-password")
        await send(home + "/forgotten-password", [("email", "")], as: home + "/forgotten-password-refused")
        await get(home + "/sign-in?done=forgotten", as: home + "/sign-in-mailed")
        await get(home + "/join", as: home + "/join")
        await send(home + "/join", [("code", rosa), ("name", "Rosa")] + again)
        await get(home + "/new-password", as: home + "/new-password")
        try await subscribe()
        let incident = try await work(home)
        cookies.withLock { $0 = ada }
        try await giveUp()
        await judge(home, incident)
        await tell(home)
        await move(home + "/moving")
        await look(home, incident)
        await watch(home + "/watch")
    }

    /// Every page of what is watched, in every guise.
    private func watch(_ place: String) async {
        let name = WatchScene.ill.replacing("/", with: "%2F")
        for guise in WatchScene.Guise.allCases {
            watched.show(guise)
            await get(place, as: place + "/" + guise.rawValue)
            await get(place + "/cases", as: place + "/cases-" + guise.rawValue)
            await get(place + "/noise?days=30", as: place + "/noise-" + guise.rawValue)
            guard guise != .empty else { continue }
            for reach in guise == .one ? ["hour", "day", "week", "year"] : ["hour"] {
                await get(
                    place + "/target?name=\(name)&reach=\(reach)", as: place + "/target-" + guise.rawValue + "-" + reach
                )
            }
        }
        watched.show(.many)
        await get(place + "/cases/12", as: place + "/case-open")
        await get(place + "/cases/10", as: place + "/case-closed")
    }

    /// Rosa declares and proposes.
    private func work(_ home: String) async throws -> String {
        await get(home + "/declare", as: home + "/declare")
        let titles = [
            ("title.en", "Card payments fail"), ("title.fr", "Échec des paiements par carte"),
            ("title.it", "Pagamenti con carta non riusciti"),
        ]
        let facts = [("severity", "critical"), ("components", "shop"), ("sentence", "unavailable")]
        let times = [
            ("from", "measured"), ("start", "2025-12-04 12:40"), ("start-zone", "Europe/Paris"),
            ("next", "2025-12-04 13:30"),
            ("next-zone", "Europe/Paris"),
        ]
        await send(
            home + "/declare", titles + facts + times + [("do", "preview")], as: home + "/declare-preview")
        await send(
            home + "/declare", [("title.en", "Card payments fail"), ("start", "2025-12-04 12:40")],
            as: home + "/declare-refused")
        await send(home + "/declare", titles + facts + times)
        let place = home + "/incidents/ac-1"
        let words = [
            ("text.en", "A cable is cut. We are on another way."), ("text.fr", "Un câble est coupé."),
            ("text.it", "Un cavo è tagliato."), ("status", "identified"),
        ]
        await get(place)
        let version = ("version", hidden("version"))
        await send(place + "/propose", words + [version, ("do", "preview")], as: place + "-preview")
        await send(place + "/propose", words + [version, ("do", "send")])
        await send(place + "/propose", words + [version, ("do", "send")], as: place + "-conflict")
        clock.move(.minutes(20))
        await get(place + "/postmortem")
        let learned = [
            ("version", hidden("version")), ("impact.en", "Nobody could pay by card."),
            ("cause.en", "A cable was cut."), ("action0-symptom.en", "No second way"),
            ("action0-action.en", "Rent a second way"), ("action0-owner", "Ada"), ("action0-due", "2026-01-31"),
        ]
        await send(
            place + "/postmortem", learned + [("notes.en", "The pager was silent."), ("do", "preview")],
            as: place + "/postmortem-preview")
        await send(place + "/postmortem", learned)
        await get(home + "/plan", as: home + "/plan")
        await send(
            home + "/plan",
            [
                ("title.en", "New switches"), ("title.fr", "Nouveaux commutateurs"), ("title.it", "Nuovi switch"),
                ("components", "shop"), ("start", "2025-12-20 03:00"), ("start-zone", "Europe/Paris"),
                ("end", "2025-12-20 05:00"), ("end-zone", "Europe/Paris"),
            ])
        return place
    }

    /// Ada has to agree, and keeps the house.
    private func judge(_ home: String, _ incident: String) async {
        await get(home, as: home + "/overview")
        await get(incident, as: incident)
        await get(incident + "/postmortem", as: incident + "/postmortem")
        await get(incident + "/told", as: incident + "/told")
        await get(home + "/account")
        await send(
            home + "/account/second-factor", [("password", Self.password)], as: home + "/second-factor")
        await get(home + "/tokens")
        await send(
            home + "/tokens", [("name", "Nightly export"), ("days", "30"), ("scopes", "look")],
            as: home + "/token-issued")
        await get(home + "/users")
        await send(home + "/users", [("name", "Sven"), ("email", "sven@example.com")], as: home + "/invite-refused")
        await send(
            home + "/users", [("name", "Sven"), ("email", "sven@example.com"), ("roles", "approver")],
            as: home + "/invited")
        let people = await get(home + "/users")
        // Rosa's page, the first of somebody who has joined and is not the one who looks.
        let names = people.matches(of: #/href="([^"]*\/console\/users\/[a-z0-9]+)">Rosa/#).map { String($0.1) }
        guard let rosa = names.first else { return }
        await get(rosa, as: home + "/user")
        await send(rosa + "/reset", [], as: home + "/reset-issued")
        await get(home + "/account")
        await send(
            home + "/account/email", [("email", "nobody"), ("password", Self.password)],
            as: home + "/account-refused")
    }

    // MARK: Subscribers

    private static let north = BrandID(checked: "north")

    /// Readers in each state.
    private func subscribe() async throws {
        let list = SubscriberImport(
            Array("mara@shop.example,fr,shop\nnils@shop.example,en\nolga@shop.example,en,till".utf8), language: .english
        )
        guard let list else { return }
        _ = try await subscribing.take(list, Self.north, actor: "system:invented")
        try await subscribing.ask(
            .webhook, "https://hooks.shop.example/vigie", brand: Self.north, wish: .init(language: .english),
            actor: "reader")
        if let one = try await subscribing.list(Self.north, limit: 1).0.first,
            let token = subscribing.keys.manageToken(one.id)
        {
            _ = try await subscribing.unsubscribe(token, actor: "reader")
        }
    }

    /// What was told of the incident did not arrive.
    private func giveUp() async throws {
        guard let job = try await subscribing.jobs(limit: 1).first else { return }
        let report = FanOutReport.givenUp((0..<job.total).map { ($0, 3, "550 no such mailbox here") })
        _ = try await store.append(
            AppendCommand(
                actor: "system:invented", instant: clock.now, drafts: [SubscribingFact.told(job.id, report).draft]))
    }

    private func tell(_ home: String) async {
        let place = home + "/subscribers"
        await get(place + "?brand=south", as: home + "/subscribers-nobody")
        await get(place, as: place)
        await send(place, [("brand", "north"), ("q", "shop.example")], as: home + "/subscribers-found")
        await send(
            place + "/add", [("brand", "north"), ("kind", "mail"), ("address", "nobody"), ("language", "en")],
            as: home + "/subscribers-refused")
        await get(place)
        await send(
            place + "/import", [("brand", "north"), ("language", "en"), ("csv", "pia@shop.example,fr\nno address")],
            as: home + "/subscribers-taken")
        await get(place + "/given-up", as: place + "/given-up")
        let list = await get(place + "?brand=north")
        if let one = list.firstMatch(of: #/href="([^"]*\/subscribers\/told\/[^"]+)"/#) {
            await get(String(one.1), as: place + "/told")
        }
    }

    /// Nothing yet; what goes on, beside which nothing else begins; what came of a list; what could not be done.
    private func move(_ place: String) async {
        await get(place, as: place)
        await send(
            place + "/address", [("url", "https://status.example.com"), ("brand", "north"), ("language", "fr")])
        while moving.jobs.first?.state != .running(.recording, done: 200, all: 750) { await Task.yield() }
        await get(place, as: place + "/running")
        await send(place + "/export", [], as: place + "/refused")
        scene.end()
        await idle()
        _ = try? await moving.start(.subscribers([], of: Self.north, in: .french), by: "system:invented")
        await idle()
        await get(place, as: place + "/done")
        await send(place + "/export", [])
        await idle()
        await get(place, as: place + "/failed")
    }

    private func idle() async {
        while moving.jobs.first?.isRunning == true { await Task.yield() }
    }

    private func look(_ home: String, _ incident: String) async {
        for page in [
            "incidents", "catalogue", "catalogue/provider", "catalogue/provider/acme", "catalogue/brand/north",
            "catalogue/component/shop",
            "catalogue/sentence/resolved", "catalogue/series", "users", "tokens", "account", "audit",
        ] { await get(home + "/" + page, as: home + "/" + page) }
        await get(home + "/incidents/ac-2", as: home + "/incidents/ac-2")
        await get(home + "/catalogue/component/till")
        await send(home + "/catalogue/component/till/retire", [("seen", hidden("seen"))])
        await get(home + "/catalogue", as: home + "/catalogue-retired")
    }

    private func hire(_ name: String, _ home: String) async throws -> String {
        await get(home + "/users")
        let page = await send(
            home + "/users",
            [("name", name), ("email", name.lowercased() + "@example.com"), ("roles", "responder"), ("language", "en")])
        return page.firstMatch(of: #/<code>([^<]*)<\/code>/#).map { String($0.1) } ?? ""
    }

    private func furnish() async throws {
        let caller = DeskCaller(actor: "system:invented", person: "system:invented")
        let acme = ProviderID(checked: "acme")
        try await desk.describe(
            .provider(
                Provider(id: acme, name: "Acme Pay", zone: "Europe/Paris", isOurs: true, numbering: "AC-{n}")),
            by: caller)
        for (id, name, languages) in [
            ("north", "North", [Language.french, .english]), ("south", "South", [.italian, .english, .french]),
        ] {
            try await desk.describe(
                .brand(Brand(id: BrandID(checked: id), provider: acme, name: name, languages: languages)), by: caller)
        }
        for (id, english, french, italian) in [
            ("shop", "Payments in online shops", "Paiements en ligne", "Pagamenti nei negozi online"),
            ("till", "Payments at the till", "Paiements en caisse", "Pagamenti alla cassa"),
        ] {
            try await desk.describe(
                .component(
                    Component(
                        id: ComponentID(checked: id), provider: acme, channel: .ecommerce,
                        name: LocalizedText([.english: english, .french: french, .italian: italian]),
                        brands: [BrandID(checked: "north"), BrandID(checked: "south")], order: 1)), by: caller)
        }
    }

    // MARK: Asking

    private let page = Mutex("")

    private func hidden(_ name: String) -> String {
        let text = page.withLock { $0 }
        let pattern = "name=\"\(name)\" value=\""
        guard let start = text.firstRange(of: pattern)?.upperBound else { return "" }
        return String(text[start...].prefix { $0 != "\"" })
    }

    @discardableResult
    private func get(_ path: String, as name: String? = nil) async -> String {
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        return await ask(
            HTTPRequest(method: .get, path: parts[0], query: parts.count > 1 ? parts[1] : nil), as: name)
    }

    @discardableResult
    private func send(_ path: String, _ fields: [(String, String)], as name: String? = nil) async -> String {
        let all = [("form", hidden("form"))] + fields
        let body = all.map { Self.encode($0.0) + "=" + Self.encode($0.1) }.joined(separator: "&")
        var request = HTTPRequest(method: .post, path: path, body: Array(body.utf8))
        request.headers.set("Content-Type", "application/x-www-form-urlencoded")
        return await ask(request, as: name)
    }

    private func ask(_ request: HTTPRequest, as name: String?) async -> String {
        var request = request
        request.headers.set("Host", "localhost")
        let known = cookies.withLock { $0 }
        let pairs = known.map { $0.key + "=" + $0.value }
        if !pairs.isEmpty { request.headers.set("Cookie", pairs.joined(separator: "; ")) }
        var reply = router.reply(to: request) { HTTPResponse(status: $0.status) }
        while case .later(let work) = reply { reply = await work() }
        var bytes: [UInt8] = []
        switch reply {
        case .prepared(let response): bytes = response.identity.body
        case .now(let response):
            if case .bytes(let body) = response.body { bytes = body }
            for field in response.headers.all("Set-Cookie") {
                let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
                if pair.count == 2 { cookies.withLock { $0[pair[0]] = pair[1] } }
            }
        case .later: break
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if !text.isEmpty { page.withLock { $0 = text } }
        if let name { shown.withLock { $0.append((name, bytes)) } }
        return text
    }

    private static func encode(_ text: String) -> String {
        text.utf8.reduce(into: "") { encoded, byte in
            let isPlain =
                (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
                || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
            let hexadecimal = String(byte, radix: 16, uppercase: true)
            encoded += isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + hexadecimal
        }
    }
}
