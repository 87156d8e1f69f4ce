import Ledger
import Vocabulary
import Bytes
import Gateway
import HTTP
import HTTPClient
import HTTPServer
import JSON
import Machine
import Synchronization
import Roles
import Testing

/// A shop's own server, which keeps what it is told and answers as the test wants.
private final class ShopServer: HTTPHandler {
    private let state = Mutex<(told: [HTTPRequest], statuses: [Int])>(([], []))

    func play(_ statuses: Int...) { state.withLock { $0.statuses = statuses } }
    var told: [HTTPRequest] { state.withLock { $0.told } }

    func reply(to request: HTTPRequest) -> HTTPReply {
        let status = state.withLock { state in
            state.told.append(request)
            return state.statuses.isEmpty ? 204 : state.statuses.removeFirst()
        }
        return .now(HTTPResponse(status: HTTPStatus(status)))
    }

    func failure(_ failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
}

@Suite struct NotificationTests {
    private static let secret = Array("a secret of thirty-two bytes, or so".utf8)

    private func serving(
        _ body: (Bench, ShopServer, HTTPClient, FetchPolicy) async throws -> Void
    ) async throws {
        let shop = ShopServer()
        let server = try HTTPServer(
            configuration: HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: 0))]), handler: shop)
        let port = try server.start()[0].port
        var policy = FetchPolicy()
        policy.addresses = .any
        let bench = try await Bench(
            notifications: .init(address: FetchURL("http://127.0.0.1:\(port)/told?x=1"), secret: Self.secret))
        try await body(bench, shop, HTTPClient(loop: EventLoop(name: "tell")), policy)
        await server.drain(deadline: .zero)
        await bench.end()
    }

    @Test func `a merchant is told, signed, of what came of a payment`() async throws {
        try await serving { bench, shop, client, policy in
            let gateway = bench.gateway()
            let id = try await gateway.create(request(), for: bench.merchant).id
            #expect(try await bench.gateway().tell(client, policy) == 1)
            #expect(try await gateway.tell(client, policy) == 0, "what arrived is not sent again")
            let told = try #require(shop.told.first)
            let signature = try #require(told.headers["Vigie-Signature"])
            #expect(signature == MerchantNotification.signature(told.body, secret: Self.secret, at: bench.now()))
            // By hand, as the documentation says it.
            let parts = signature.split(separator: ",").map { String($0.drop { $0 != "=" }.dropFirst()) }
            let expected = KeyedDigest.sha256(Array("\(parts[0]).".utf8) + told.body, key: Self.secret)
            #expect(parts[1] == Hexadecimal.encode(expected))
            let json = try JSONValue(reading: told.body)
            #expect(json["type"]?.string == "payment.captured")
            #expect(json["payment"]?["id"]?.string == id.rawValue)
            #expect(json["id"]?.string == told.headers["Vigie-Notification"])
            _ = try await gateway.refund(id, 10, of: bench.merchant)
            _ = try await gateway.refund(id, 10, of: bench.merchant)
            #expect(try await gateway.tell(client, policy) == 2, "each refund is told")
            #expect(!shop.told.contains { String(decoding: $0.body, as: UTF8.self).contains("4111111111111111") })
        }
    }

    @Test func `what does not arrive is sent again, later each time, with a log, and in the end given up`() async throws
    {
        try await serving { bench, shop, client, policy in
            let gateway = bench.gateway()
            bench.provider.play(.refuse("05"))
            let id = try await gateway.create(request(), for: bench.merchant).id
            shop.play(500, 302)
            #expect(try await gateway.tell(client, policy) == 0)
            #expect(try await gateway.tell(client, policy) == 0)
            #expect(shop.told.count == 1, "not before its time")
            bench.advance(.seconds(11))
            _ = try await bench.gateway().tell(client, policy)
            bench.advance(.seconds(30))
            #expect(try await gateway.tell(client, policy) == 1)
            #expect(Set(shop.told.map { $0.headers["Vigie-Notification"] }).count == 1)
            #expect(Set(shop.told.map(\.body)).count == 1)
            let log = try await gateway.notifications(of: bench.merchant, payment: id, after: nil, limit: 10).found
            #expect(log.map(\.type) == ["payment.refused"])
            #expect(log.first?.attempts.map(\.outcome) == ["answered 500", "answered 302", "answered 204"])
            #expect(log.first?.word == "delivered")
            bench.provider.play(.refuse("05"))
            let other = try await gateway.create(request(), for: bench.merchant).id
            for _ in 0..<30 {
                shop.play(503)
                _ = try await gateway.tell(client, policy)
                bench.advance(.hours(3))
            }
            let given = try await gateway.notifications(of: bench.merchant, payment: other, after: nil, limit: 10).found
            #expect(given.first?.word == "given-up")
            #expect(given.first?.attempts.count == 20)
            #expect(
                try await gateway.notifications(of: bench.other, payment: other, after: nil, limit: 10).found.isEmpty)
        }
    }

    @Test func `several instances tell it once`() async throws {
        try await serving { bench, shop, client, policy in
            for _ in 0..<10 { _ = try await bench.gateway().create(request(), for: bench.merchant) }
            let delivered = try await withThrowingTaskGroup { group in
                for _ in 0..<5 { group.addTask { try await bench.gateway().tell(client, policy) } }
                return try await group.reduce(0, +)
            }
            #expect(delivered == 10)
            #expect(shop.told.count == 10)
        }
    }
}
