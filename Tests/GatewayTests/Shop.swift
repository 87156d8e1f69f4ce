import Foundation
import Gateway
import HTTP
import HTTPClient
import HTTPServer
import JSON
import Machine
import Synchronization
import Testing

/// The gateway behind a real server on loopback, and a real client that speaks to it.
final class Shop: HTTPHandler {
    struct Reply: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
        var json: JSONValue { get throws { try JSONValue(reading: body) } }
        var location: String? { headers["Location"] }
    }

    let router: Router
    private let client: HTTPClient
    private let address = Mutex("")

    init(_ gateway: GatewayService) throws {
        var router = Router()
        GatewaySurface(gateway).add(to: &router)
        self.router = router
        client = try HTTPClient(loop: EventLoop(name: "shop"))
    }

    func reply(to request: HTTPRequest) -> HTTPReply {
        router.reply(to: request) { GatewaySurface.failure($0) }
    }

    func failure(_ failure: HTTPFailure) -> HTTPResponse { GatewaySurface.failure(failure) }
    func bodyLimit(method: HTTPMethod, path: String) -> Int { router.bodyLimit(method: method, path: path) ?? 0 }

    func serving(_ body: (Shop) async throws -> Void) async throws {
        let server = try HTTPServer(
            configuration: HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: 0))]), handler: self)
        let bound = try server.start()
        address.withLock { $0 = "http://127.0.0.1:\(bound[0].port)" }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(self))
        } catch {
            result = .failure(error)
        }
        await server.drain(deadline: .zero)
        try result.get()
    }

    private var policy: FetchPolicy {
        var policy = FetchPolicy()
        policy.addresses = .any
        policy.redirects.maximum = 0
        return policy
    }

    func send(
        _ method: HTTPMethod, _ path: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []
    ) async throws -> Reply {
        let url = try FetchURL(address.withLock { $0 } + path)
        let response = try await client.fetch(
            FetchRequest(method: method, url: url, headers: headers, body: body, policy: policy))
        return Reply(status: response.status.code, headers: response.headers, body: response.body)
    }

    /// Asks the API as a merchant's program does.
    func call(
        _ method: HTTPMethod, _ path: String, _ body: String? = nil, key: String = Bench.key, once: String? = nil
    ) async throws -> Reply {
        var headers: HTTPHeaders = ["Authorization": "Bearer " + key]
        if body != nil { headers.add("Content-Type", "application/json") }
        if let once { headers.add("Idempotency-Key", once) }
        return try await send(method, path, headers: headers, body: Array((body ?? "").utf8))
    }

    /// Sends a form as a browser does.
    func form(
        _ path: String, _ fields: KeyValuePairs<String, String>, cookie: String? = nil, site: String = "same-origin"
    ) async throws -> Reply {
        var headers: HTTPHeaders = [
            "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": site,
        ]
        if let cookie { headers.add("Cookie", cookie) }
        let body = fields.map { PercentCoding.encode($0.key) + "=" + PercentCoding.encode($0.value) }
        return try await send(.post, path, headers: headers, body: Array(body.joined(separator: "&").utf8))
    }

    func page(_ path: String, cookie: String? = nil, language: String = "en") async throws -> Reply {
        var headers: HTTPHeaders = ["Accept-Language": language]
        if let cookie { headers.add("Cookie", cookie) }
        return try await send(.get, path, headers: headers)
    }
}

extension Bench {
    func serving(_ body: (Shop) async throws -> Void) async throws {
        try await Shop(gateway()).serving(body)
        await end()
    }
}
