import Foundation
import HTTP
import HTTPClient
import HTTPServer
import JSON
import Ledger
import Machine
import PostgresFixture
import Roles
import StorePostgres
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

@testable import Redirects

enum StoreKind: String, CaseIterable, Sendable {
    case sqlite
    case postgres
}

/// The whole role on loopback, with a real ledger behind it and a shop that hears what it is told.
final class Scene: Sendable {
    private struct State {
        var now = Instant(seconds: 1_795_000_000)
        var store: (any RecordStore)?
        var service: RedirectService?
        var router = Router()
        var heard: [HTTPRequest] = []
        /// What the shop answers to what it is told.
        var shopStatus = 204
        var happenings: [String] = []
    }

    let loop: EventLoop
    let client: HTTPClient
    private let server: HTTPServer
    private let place: String
    private let folder: String?
    private let state = Mutex(State())
    let origin: String
    static let key = "shop-key"
    static let secret = Array("shop's secret".utf8)
    static let bankKey = Array("bank's key".utf8)

    init(_ kind: StoreKind = .sqlite) async throws {
        loop = try EventLoop(name: "scene")
        client = try HTTPClient(loop: loop)
        switch kind {
        case .sqlite:
            let folder = NSTemporaryDirectory() + "/vigie-redirects-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            self.folder = folder
            place = folder + "/ledger.sqlite"
        case .postgres:
            folder = nil
            place = try PostgresServer.shared().fresh().url
        }
        let handler = Handler()
        server = try HTTPServer(
            configuration: HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: 0))]), handler: handler)
        origin = "http://127.0.0.1:\(try server.start()[0].port)"
        handler.scene.withLock { $0 = self }
        try await open()
    }

    private final class Handler: HTTPHandler {
        let scene = Mutex<Scene?>(nil)
        func reply(to request: HTTPRequest) -> HTTPReply {
            guard let scene = scene.withLock({ $0 }) else { return .now(HTTPResponse(status: .serviceUnavailable)) }
            return scene.state.withLock { $0.router }.reply(to: request) { HTTPResponse(status: $0.status) }
        }
        func bodyLimit(method: HTTPMethod, path: String) -> Int {
            scene.withLock { $0 }?.state.withLock { $0.router }.bodyLimit(method: method, path: path) ?? 1 << 20
        }
        func failure(_ failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
    }

    /// Opens the store and starts the role, as after a restart.
    func open() async throws {
        let store: any RecordStore =
            folder == nil ? try await PostgresLedger.open(url: place) : try await SQLiteLedger.open(path: place)
        func merchant(_ id: String, key: String, isTold: Bool) throws -> RedirectMerchant {
            try #require(
                RedirectMerchant(
                    id: id, name: "Corner shop", keys: [RedirectMerchant.digest(ofKey: key)],
                    returnOrigins: ["https://shop.example"],
                    notifications: isTold ? (try FetchURL(origin + "/shop"), Self.secret) : nil))
        }
        let settings = RedirectSettings(
            origin: origin,
            merchants: [
                try merchant("shop", key: Self.key, isTold: true),
                try merchant("other", key: "other-key", isTold: false),
            ], key: Array("page key".utf8), bankKey: Self.bankKey)
        let service = RedirectService(
            settings: settings, store: store,
            surroundings: Surroundings(now: { self.now }, random: { Entropy.bytes($0) }),
            told: { happening in self.state.withLock { $0.happenings.append(happening.word) } })
        var router = Router()
        let routes = RedirectRoutes(service)
        routes.addInternal(to: &router)
        routes.addBrowser(to: &router)
        router.on(.post, "/shop") { request, _ in
            let status = self.state.withLock { state in
                state.heard.append(request)
                return state.shopStatus
            }
            return .now(HTTPResponse(status: HTTPStatus(status)))
        }
        state.withLock { state in
            state.store = store
            state.service = service
            state.router = router
        }
    }

    func restart() async throws {
        await state.withLock { $0.store }?.close()
        try await open()
    }

    func end() async {
        await server.drain(deadline: .zero)
        await state.withLock { $0.store }?.close()
        await client.close()
        await loop.stop()
        if let folder { try? FileManager.default.removeItem(atPath: folder) }
    }

    var now: Instant { state.withLock { $0.now } }
    func advance(_ span: TimeSpan) { state.withLock { $0.now = $0.now + span } }
    var heard: [HTTPRequest] { state.withLock { $0.heard } }
    var happenings: [String] { state.withLock { $0.happenings } }
    func shopAnswers(_ status: Int) { state.withLock { $0.shopStatus = status } }

    var service: RedirectService {
        get throws { try #require(state.withLock { $0.service }) }
    }
    var store: any RecordStore {
        get throws { try #require(state.withLock { $0.store }) }
    }

    /// What the process does again and again.
    func tick() async throws {
        try await SimulatedBank(try service).tell()
        try await service.endOverdue()
        var policy = FetchPolicy()
        policy.addresses = .any
        try await service.tellMerchants(client, policy)
    }

    // MARK: Callers

    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
        var location: String? { headers["Location"] }
        var json: JSONValue { (try? JSONValue(reading: body)) ?? .null }
    }

    func send(
        _ method: HTTPMethod, _ path: String, _ headers: HTTPHeaders = [:], _ body: [UInt8] = []
    ) async throws -> Answer {
        var policy = FetchPolicy()
        policy.addresses = .any
        policy.redirects.maximum = 0
        let url = try FetchURL(path.hasPrefix("http") ? path : origin + path)
        let answer = try await client.fetch(
            FetchRequest(method: method, url: url, headers: headers, body: body, policy: policy))
        return Answer(status: answer.status.code, headers: answer.headers, body: answer.body)
    }

    /// A call of the merchant's.
    func call(_ path: String, _ body: JSONValue? = nil, key: String = Scene.key) async throws -> Answer {
        try await send(
            body == nil ? .get : .post, "/v1/redirect-payments" + path, ["Authorization": "Bearer " + key],
            body.map(JSONWriter.compact) ?? [])
    }

    func order(_ id: String, _ method: String = "online-banking", amount: Int64 = 1_999) -> JSONValue {
        [
            "id": .string(id), "method": .string(method), "amount": .integer(amount), "currency": "EUR",
            "returnAddress": .string("https://shop.example/back?order=\(id)"), "reference": "Order \(id)",
        ]
    }

    /// A new payment; the address of its page.
    func begin(_ id: String, _ method: String = "online-banking") async throws -> String {
        let answer = try await call("", order(id, method))
        try #require(answer.status == 200, "\(answer.text)")
        return try #require(answer.json["next"]?["address"]?.string)
    }

    func choose(_ choice: String, _ page: String) async throws -> Answer {
        try await send(
            .post, page, ["Content-Type": "application/x-www-form-urlencoded"], Array("do=\(choice)".utf8))
    }

    func status(_ id: String) async throws -> String? { try await call("/" + id).json["status"]?.string }

    /// A notice as the bank sends it.
    func notice(
        _ id: String, about payment: String, kind: String = "money", amount: Int64 = 1_999,
        key: [UInt8] = Scene.bankKey, at instant: Instant? = nil
    ) async throws -> Answer {
        let ledger = try #require(RedirectPayment.id(merchant: "shop", name: payment)).rawValue
        let body = JSONWriter.compact([
            "notice": .string(id), "payment": .string(ledger), "kind": .string(kind), "amount": .integer(amount),
            "currency": "EUR",
        ])
        return try await send(
            .post, "/bank/notices",
            [Signature.header: Signature.of(body, secret: key, at: instant ?? now)], body)
    }

    /// What is with the merchants or on its way there, by the ledger: all that was captured and not refunded.
    func kept() async throws -> Int64 {
        try await store.payments(after: nil, limit: 1_000).reduce(0) { $0 + $1.captured - $1.refunded }
    }

    func types() throws -> [String] {
        try heard.map { try #require(try JSONValue(reading: $0.body)["type"]?.string) }
    }
}

func withScene(_ kind: StoreKind = .sqlite, _ body: (Scene) async throws -> Void) async throws {
    let scene = try await Scene(kind)
    do {
        try await body(scene)
        let report = try await LedgerAudit(scene.store).run()
        #expect(report.faults.isEmpty)
    } catch {
        await scene.end()
        throw error
    }
    await scene.end()
}
