import API
import APISamples
import Access
import Bytes
import Foundation
import HTTP
import Incidents
import JSON
import Journal
import Settings
import StoreSQLite
import Subscribing
import Synchronization
import Testing
import Vocabulary

/// Who is told what our brands say, through the API, on a real store.
@Suite struct SubscriberRoutesTests {
    private static let list = "/api/desk/subscribers/acme"

    @Test func `only who is there, and a subscriber of this brand, is removed`() async throws {
        let room = try await SubscriberRoom()
        let ada = try await room.imported("ada@example.com")
        #expect(await room.ask(.delete, "/api/desk/subscribers/bolt/\(ada)").status == 404)
        #expect(await room.ask(.delete, "\(Self.list)/nobody", key: "none").status == 404)
        #expect(try await room.kinds().filter { $0 == "subscriber.removed" } == [])
        #expect(await room.ask(.delete, "\(Self.list)/\(ada)", key: "once").status == 204)
        // Sent again it is answered as it was, and recorded once; without its key there is nobody any more.
        #expect(await room.ask(.delete, "\(Self.list)/\(ada)", key: "once").status == 204)
        #expect(await room.ask(.delete, "\(Self.list)/\(ada)").status == 404)
        #expect(try await room.kinds().filter { $0 == "subscriber.removed" }.count == 1)
    }

    @Test func `whether one subscriber got it is told message by message, and of nobody else's brand`() async throws {
        let room = try await SubscriberRoom()
        let ada = try await room.imported("ada@example.com")
        let place = "\(Self.list)/\(ada)/tellings"
        #expect(try await room.ask(.get, place).json["tellings"]?.array?.isEmpty == true)
        let job = try await room.say()
        let waiting = try #require(try await room.ask(.get, place).json["tellings"]?.array?.first?.object)
        #expect(waiting["waits"]?.bool == true && waiting["outcomes"]?.array?.isEmpty == true)
        #expect(waiting["incident"]?.string == "acme-1" && waiting["statement"]?.string == "first")
        try await room.settle(job, .settled(told: [], givenUp: [(0, 4, "550 no such mailbox")]))
        let answer = await room.ask(.get, place)
        let dead = try #require(
            try answer.json["tellings"]?.array?.first?.object?["outcomes"]?.array?.first?.object, "\(answer.text)")
        #expect(dead["outcome"]?.string == "dead" && dead["attempts"]?.integer == 4)
        #expect(dead["error"]?.string == "550 no such mailbox")
        #expect(!answer.text.contains("ada@example.com"))
        #expect(await room.ask(.get, "/api/desk/subscribers/bolt/\(ada)/tellings").status == 404)
        #expect(await room.ask(.get, "\(Self.list)/nobody/tellings").status == 404)
        #expect(await room.ask(.get, place + "?after=x").status == 400)
    }

    @Test func `somebody is asked once, found without their address in the answer, and asked again when it is time`()
        async throws
    {
        let room = try await SubscriberRoom()
        let ada = #"{"kind": "mail", "address": "ada@example.com", "language": "fr", "components": ["acme-cards"]}"#
        let first = await room.ask(.post, "/api/desk/subscriber-questions/acme", ada, key: "k")
        #expect(first.status == 202, "\(first.text)")
        #expect(try first.json["asked"]?.string == "now")
        #expect(
            try await room.ask(.post, "/api/desk/subscriber-questions/acme", ada, key: "k").json["asked"]?.string
                == "soon")
        #expect(try await room.kinds().filter { $0 == "subscriber.asked" }.count == 1)
        for search in [
            #"{"address": "ada@example.com"}"#, #"{"address": "ADA@", "state": "unconfirmed"}"#,
            #"{"kind": "mail", "language": "fr"}"#, "{}",
        ] {
            let found = await room.ask(.post, "/api/desk/subscriber-search/acme", search)
            #expect(found.status == 200, "\(found.text)")
            #expect(try found.json["subscribers"]?.array?.count == 1, "\(search)")
            #expect(!found.text.contains("example.com"))
        }
        let nobody = await room.ask(.post, "/api/desk/subscriber-search/acme", #"{"address": "bob@example.com"}"#)
        #expect(try nobody.json["subscribers"]?.array == [])
        let found = try await room.ask(.post, "/api/desk/subscriber-search/acme", #"{"address": "ada@example.com"}"#)
            .json
        let id = try #require(found["subscribers"]?[0]?["id"]?.string)
        #expect(try await room.ask(.post, "\(Self.list)/\(id)/ask").json["asked"]?.string == "soon")
        room.pass(.minutes(16))
        #expect(try await room.ask(.post, "\(Self.list)/\(id)/ask").json["asked"]?.string == "now")
        #expect(await room.ask(.post, "/api/desk/subscribers/bolt/\(id)/ask").status == 404)
        #expect(await room.ask(.post, "\(Self.list)/nobody/ask").status == 404)
    }

    @Test func `who is told already is not asked, and what can't be told is refused with its place`() async throws {
        let room = try await SubscriberRoom()
        let id = try await room.imported("ada@example.com")
        let ada = #"{"kind": "mail", "address": "ada@example.com", "language": "fr"}"#
        #expect(await room.ask(.post, "/api/desk/subscriber-questions/acme", ada).status == 409)
        #expect(await room.ask(.post, "\(Self.list)/\(id)/ask").status == 409)
        let bob = ada.replacing("ada@", with: "bob@")
        for (wrong, status) in [
            (bob.replacing("bob@example.com", with: "nobody"), 422), (bob.replacing("fr", with: "it"), 422),
            (bob.replacing("mail", with: "pigeon"), 400), (bob.replacing("kind", with: "kinds"), 400),
            (bob.replacing("mail", with: "sms"), 422), ("{}", 400),
        ] {
            #expect(await room.ask(.post, "/api/desk/subscriber-questions/acme", wrong).status == status, "\(wrong)")
        }
        #expect(await room.ask(.post, "/api/desk/subscriber-questions/nobody", ada).status == 404)
        #expect(await room.ask(.post, "/api/desk/subscriber-search/acme", #"{"state": "asleep"}"#).status == 400)
    }
}

/// Two brands with a page, and nobody who is told yet.
final class SubscriberRoom: Sendable {
    private let time = Time()

    private final class Time: Sendable {
        private let instant = Mutex(Instant(seconds: 1_764_846_480))
        var now: Instant { instant.withLock { $0 } }
        func pass(_ span: TimeSpan) { instant.withLock { $0 = $0 + span } }
    }

    func pass(_ span: TimeSpan) { time.pass(span) }

    let orders: SubscriberOrders
    private let folder: String
    private let store: SQLiteStore
    private let api: SampleAPI

    init() async throws {
        let time = time
        folder = FileManager.default.temporaryDirectory.path + "/vigie-subscriber-api-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try await SQLiteStore.open(
            path: folder + "/vigie.sqlite", projections: [IncidentProjection(), SubscriptionProjection()])
        let provider = ProviderID(checked: "acme-pay")
        let brands = [("acme", [Language.english, .french]), ("bolt", [.english])].map {
            Brand(id: BrandID(checked: $0.0), provider: provider, name: $0.0, languages: $0.1)
        }
        let cards = Component(
            id: ComponentID(checked: "acme-cards"), provider: provider, channel: .ecommerce,
            name: LocalizedText([.english: "Cards"]), brands: [brands[0].id], order: 1)
        var facts: [Fact] = [
            .providerDescribed(Provider(id: provider, name: "Acme Pay", zone: "Europe/Paris", isOurs: true))
        ]
        facts += brands.map { .brandDescribed($0) } + [.componentDescribed(cards)]
        _ = try await store.append(
            AppendCommand(actor: "system:test", instant: time.now, drafts: facts.map(\.draft)))
        let keys = try #require(SubscriberKeys(Secret("0123456789abcdef0123456789abcdef")))
        let orders = SubscriberOrders(
            store: store, keys: keys, rule: TargetRule(kinds: [.mail, .webhook]), now: { time.now })
        self.orders = orders
        api = SampleAPI.sample(
            writing: APIWriting(
                commands: SampleCommands(incidents: []), subscribers: orders,
                identify: { _ in .known(.accessToken(besideUsers: false)) }))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func ask(_ method: HTTPMethod, _ path: String, _ body: String = "", key: String? = nil) async -> Answer {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        if let key { headers.set("Idempotency-Key", key) }
        return await api.ask(method, path, headers: headers, body: body)
    }

    /// Somebody who is told, from a list.
    func imported(_ address: String) async throws -> SubscriberID {
        let answer = await ask(
            .post, "/api/desk/subscribers/acme", #"{"csv": "mail,language,components\n\#(address),fr,"}"#)
        try #require(answer.status == 200, "\(answer.text)")
        let target = try orders.rule.target(.mail, address, signingKey: "")
        return orders.keys.id(BrandID(checked: "acme"), target)
    }

    /// Says something of an incident of the first brand; gives the job that tells it.
    func say() async throws -> FanOutJobID {
        let id = IncidentID(checked: "acme-1")
        var incident = Incident(
            id: id, provider: ProviderID(checked: "acme-pay"), title: LocalizedText([.english: "Down"]),
            severity: .major)
        incident.own = OwnRecord(
            declaredAt: time.now, declaredBy: "person:1", brands: [BrandID(checked: "acme")])
        let statement = Statement(
            id: StatementID(checked: "first"), status: .investigating, at: time.now,
            text: LocalizedText([.english: "We are looking."]), author: "person:1", standing: .preApproved)
        let facts: [Fact] = [.incidentDescribed(incident), .statementRecorded(id, statement)]
        _ = try await store.append(AppendCommand(actor: "system:test", instant: time.now, drafts: facts.map(\.draft)))
        return try #require(try await orders.jobs(limit: 1).first).id
    }

    func settle(_ job: FanOutJobID, _ report: FanOutReport) async throws {
        _ = try await store.append(
            AppendCommand(
                actor: "system:test", instant: time.now, drafts: [SubscribingFact.told(job, report).draft]))
    }

    func kinds() async throws -> [String] {
        try await store.entries(after: .beforeFirst, limit: 100).map(\.kind.rawValue)
    }
}
