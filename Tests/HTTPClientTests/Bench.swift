import HTTP
import HTTPClient
import Machine
import Testing

/// A loop, a client and an nginx for the time of one test.
struct Bench: Sendable {
    let client: HTTPClient
    let nginx: Nginx

    static func run(
        _ configuration: HTTPClientConfiguration = HTTPClientConfiguration(),
        _ body: (Bench) async throws -> Void
    ) async throws {
        let nginx = try Nginx()
        defer { nginx.stop() }
        try await withClient(configuration) { client in try await body(Bench(client: client, nginx: nginx)) }
    }

    static func withClient(
        _ configuration: HTTPClientConfiguration = HTTPClientConfiguration(),
        _ body: (HTTPClient) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "client")
        let client = try HTTPClient(loop: loop, configuration: configuration)
        do {
            try await body(client)
        } catch {
            await client.close()
            await loop.stop()
            throw error
        }
        await client.close()
        await loop.stop()
    }

    func plain(_ path: String, host: String = "127.0.0.1", _ change: (inout FetchRequest) -> Void = { _ in }) throws
        -> FetchRequest
    {
        try Self.request("http://\(host):\(nginx.plain)\(path)", change)
    }

    /// With the test's own authority trusted.
    func secure(
        _ path: String, port: UInt16? = nil, host: String = "127.0.0.1",
        _ change: (inout FetchRequest) -> Void = { _ in }
    ) throws -> FetchRequest {
        let authority = try nginx.scratch.bytes("authority.pem")
        return try Self.request("https://\(host):\(port ?? nginx.secure)\(path)") {
            $0.policy.trust = .only(pem: authority)
            change(&$0)
        }
    }

    /// Any address allowed: the servers are on loopback.
    static func request(_ url: String, _ change: (inout FetchRequest) -> Void = { _ in }) throws -> FetchRequest {
        var request = FetchRequest(url: try FetchURL(url))
        request.policy.addresses = .any
        change(&request)
        return request
    }

    static func failure(_ client: HTTPClient, _ request: FetchRequest) async throws -> FetchError {
        let response: FetchResponse
        do throws(FetchError) {
            response = try await client.fetch(request)
        } catch {
            return error
        }
        throw ServerFailure("\(request) was answered with \(response.status.code): \(response.text.prefix(60))")
    }

    func failure(_ request: FetchRequest) async throws -> FetchError { try await Self.failure(client, request) }
}

extension FetchResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
