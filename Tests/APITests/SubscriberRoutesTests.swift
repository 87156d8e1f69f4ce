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
}

/// Two brands with a page, and nobody who is told yet.
final class SubscriberRoom: Sendable {
    static let now = Instant(seconds: 1_764_846_480)
    let orders: SubscriberOrders
    private let folder: String
    private let store: SQLiteStore
    private let api: SampleAPI

    init() async throws {
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
            AppendCommand(actor: "system:test", instant: Self.now, drafts: facts.map(\.draft)))
        let keys = try #require(SubscriberKeys(Secret("0123456789abcdef0123456789abcdef")))
        let orders = SubscriberOrders(
            store: store, keys: keys, rule: TargetRule(kinds: [.mail, .webhook]), now: { Self.now })
        self.orders = orders
        api = SampleAPI.sample(
            writing: APIWriting(
                commands: SampleCommands(incidents: []), subscribers: orders,
                identify: { _ in .known(.accessToken) }))
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

    func kinds() async throws -> [String] {
        try await store.entries(after: .beforeFirst, limit: 100).map(\.kind.rawValue)
    }
}
