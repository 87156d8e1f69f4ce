import Foundation
import HTTP
import HTTPClient
import Network
import Testing

/// Plain HTTP against a real server.
@Suite(.enabled(if: Nginx.isInstalled, "nginx-light is not installed")) struct FetchTests {
    @Test func `a response comes whole, with where it came from and how long each phase took`() async throws {
        try await Bench.run { bench in
            let response = try await bench.client.fetch(bench.plain("/hello?a=b"))
            #expect(response.status == .ok && response.text == "hello")
            #expect(response.headers.all("x-seen") == ["GET 127.0.0.1:\(bench.nginx.plain)", "two"])
            #expect(response.url.text == "http://127.0.0.1:\(bench.nginx.plain)/hello?a=b")
            #expect(response.remoteAddress == "127.0.0.1" && response.remotePort == Int(bench.nginx.plain))
            #expect(response.version == .http1_1 && !response.isReused && response.tls == nil)
            let phases = response.phases
            #expect(phases.connect > 0 && phases.tls == 0)
            #expect(phases.connect <= phases.sent && phases.sent <= phases.firstByte)
            #expect(phases.firstByte <= phases.total && phases.total <= phases.elapsed)
            #expect(response.bytes.responseBody == 5 && response.bytes.responseHead > 50)
            #expect(response.bytes.requestHead > 30)
            let missing = try await bench.client.fetch(bench.plain("/missing"))
            #expect(missing.status == .notFound && missing.text == "nothing")
        }
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    func `every method goes out as it is, with its body and headers`(method: String) async throws {
        try await Bench.run { bench in
            let carriesBody = ["POST", "PUT", "PATCH"].contains(method)
            let response = try await bench.client.fetch(
                bench.plain("/echo") {
                    $0.method = HTTPMethod(method)
                    $0.headers = ["X-In": "value", "Authorization": "Bearer token"]
                    $0.body = carriesBody ? [UInt8](repeating: 0x62, count: 3_000) : []
                })
            #expect(response.status == .ok)
            let echoed = "\(method) \(carriesBody ? "3000" : "") value|Bearer token|gzip, br|Vigie"
            #expect(response.text == (method == "HEAD" ? "" : echoed))
        }
    }

    @Test func `a probe connects anew each time and a poll keeps its connection`() async throws {
        try await Bench.run { bench in
            for _ in 0..<3 { #expect(try await !bench.client.fetch(bench.plain("/hello")).isReused) }
            let poll = try bench.plain("/hello") { $0.policy.connection = .keepAlive }
            #expect(try await !bench.client.fetch(poll).isReused)
            for _ in 0..<3 { #expect(try await bench.client.fetch(poll).isReused) }
        }
    }

    @Test func `a kept connection is not used by a policy that would have refused its address`() async throws {
        try await Bench.run { bench in
            let open = try bench.plain("/hello") { $0.policy.connection = .keepAlive }
            _ = try await bench.client.fetch(open)
            #expect(try await bench.client.fetch(open).isReused)
            var closed = open
            closed.policy.addresses = .publicOnly
            #expect(try await bench.failure(closed).code == .privateAddressRefused)
        }
    }

    @Test func `redirects are followed, told, and bounded`() async throws {
        try await Bench.run { bench in
            let response = try await bench.client.fetch(bench.plain("/one"))
            #expect(response.text == "hello" && response.url.text.hasSuffix("/hello?x=1"))
            #expect(response.redirects.map(\.status) == [301, 307])
            #expect(response.redirects.map(\.url.path) == ["/one", "/two"])
            let error = try await bench.failure(bench.plain("/loop"))
            #expect(error.code == .tooManyRedirects && error.redirects.count == 5)
            let unfollowed = try await bench.client.fetch(bench.plain("/loop") { $0.policy.redirects.maximum = 0 })
            #expect(unfollowed.status == .found && unfollowed.redirects.isEmpty)
            #expect(try await bench.failure(bench.plain("/to-file")).code == .redirectRefused)
        }
    }

    @Test func `private addresses are refused by address, by name and by redirect`() async throws {
        try await Bench.run { bench in
            let direct = try await bench.failure(bench.plain("/hello") { $0.policy.addresses = .publicOnly })
            #expect(direct.code == .privateAddressRefused)
            #expect(direct.message.contains("loopback"))
            let named = try await bench.failure(
                bench.plain("/hello", host: "localhost") { $0.policy.addresses = .publicOnly })
            #expect(named.code == .privateAddressRefused)
            let mapped = try await bench.failure(
                bench.plain("/hello", host: "[::ffff:127.0.0.1]") { $0.policy.addresses = .publicOnly })
            #expect(mapped.code == .privateAddressRefused)
            let chosen = try await bench.failure(
                bench.plain("/hello", host: "status.example") {
                    $0.policy.addresses = .publicOnly
                    $0.policy.chosenAddress = NetworkAddress("127.0.0.1").map { ChosenAddress($0) }
                })
            #expect(chosen.code == .privateAddressRefused)
            let outside = try #require(NetworkAddress("127.0.0.2"))
            for connection in [FetchPolicy.Connection.fresh, .keepAlive] {
                for path in ["/inside", "/inside-name"] {
                    let redirected = try await bench.failure(
                        bench.plain(path, host: "127.0.0.2") {
                            $0.policy.addresses = .publicAnd([outside])
                            $0.policy.connection = connection
                        })
                    #expect(redirected.code == .privateAddressRefused)
                    #expect(redirected.redirects.count == 1)
                }
            }
            #expect(try await bench.client.fetch(bench.plain("/inside")).text == "hello")
        }
    }

    @Test func `a body is counted after decompression`() async throws {
        try await Bench.run { bench in
            try bench.nginx.scratch.run("head -c 64M /dev/zero | gzip >bomb.gz")
            let bomb = try await bench.failure(bench.plain("/bomb"))
            #expect(bomb.code == .bodyTooLarge)
            let raw = try await bench.client.fetch(bench.plain("/bomb") { $0.policy.acceptedEncodings = [] })
            #expect(raw.body.count < 100_000 && raw.headers["Content-Encoding"] == "gzip")
            let packed = try await bench.client.fetch(bench.plain("/packed") { $0.policy.bodyBytes = 200_000 })
            #expect(packed.body.count == 200_000 && packed.bytes.responseBody < 10_000)
            let short = try await bench.failure(bench.plain("/packed") { $0.policy.bodyBytes = 199_999 })
            #expect(short.code == .bodyTooLarge)
            let announced = try await bench.failure(bench.plain("/large") { $0.policy.bodyBytes = 199_999 })
            #expect(announced.code == .bodyTooLarge)
        }
    }

    @Test func `a name that does not exist and a port where nobody listens are told apart`() async throws {
        try await Bench.withClient { client in
            let unknown = try await Bench.failure(client, Bench.request("http://nobody.invalid/"))
            #expect(unknown.code == .nameNotFound)
            let port = try Socket.freePort()
            let refused = try await Bench.failure(client, Bench.request("http://127.0.0.1:\(port)/?key=secret"))
            #expect(refused.code == .connectionRefused, "\(refused)")
            #expect(!refused.message.contains("secret"))
        }
    }
}
