import HTTP
import HTTPServer
import HTTPTestSupport
import Network
import Testing

@Suite struct ProxyTests {
    private static let loopback = NetworkRange("127.0.0.0/8").map { [$0] } ?? []

    private func described(_ client: RawClient, _ fields: String = "") throws -> String {
        try client.send("GET /describe HTTP/1.1\r\nHost: here\r\n\(fields)\r\n")
        return try client.response()?.text ?? ""
    }

    @Test func `a stranger's word about itself is not believed and not passed on`() async throws {
        try await withServer { server, port, handler in
            let text = try described(
                try RawClient(port: port),
                "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: there\r\n"
                    + "Forwarded: for=203.0.113.7\r\nX-Request-ID: mine\r\n")
            #expect(text.contains("secure=false client=127.0.0.1 host=here"))
            #expect(text.contains("stranger=true"))
            #expect(try described(try RawClient(port: port)).contains("stranger=false"))
            #expect(try described(try RawClient(port: port), "Forwarded: for=a\r\n").contains("stranger=true"))
            #expect(!text.contains("forwarded") && !text.contains("mine") && !text.contains("x-request-id"))
        }
    }

    @Test func `a trusted proxy's word counts, up to the last address that is not a proxy's`() async throws {
        try await withServer({ $0.trustedProxies = Self.loopback + [NetworkRange("10.0.0.0/8")!] }) {
            server, port, handler in
            let client = try RawClient(port: port)
            let text = try described(
                client,
                "X-Forwarded-For: 198.51.100.1, 203.0.113.7, 10.1.2.3\r\nX-Forwarded-Proto: https\r\n"
                    + "X-Forwarded-Host: there.example\r\nX-Request-ID: abc-123\r\n")
            #expect(text.contains("secure=true client=203.0.113.7 host=there.example id=abc-123"))
            try client.send(
                "GET /page HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\nX-Request-ID: abc-124\r\n\r\n")
            let page = try #require(try client.response())
            #expect(page.field("X-Request-ID") == "abc-124")
            #expect(page.field("Strict-Transport-Security") == "max-age=31536000")
            #expect(try described(client, "X-Forwarded-For: junk, 203.0.113.7\r\n").contains("client=203.0.113.7"))
            #expect(
                !(try described(client, "X-Request-ID: \(String(repeating: "x", count: 200))\r\n").contains("id=xxx")))
            #expect(!(try described(client, "X-Request-ID: a b\r\n").contains("id=a b")))
        }
    }

    @Test(
        arguments: [
            ("203.0.113.7:5678", "203.0.113.7"), ("[2001:db8::7]:443", "2001:db8::7"), ("[2001:db8::7]", "2001:db8::7"),
            ("2001:db8::7", "2001:db8::7"), ("203.0.113.7, ,", "203.0.113.7"),
            ("203.0.113.7, 127.0.0.2:80", "203.0.113.7"),
            ("203.0.113.7, junk", "unknown"), ("unknown", "unknown"), ("203.0.113.7:99999", "unknown"),
            ("::", "unknown"),
            ("203.0.113.7, unknown, 127.0.0.2", "unknown"), ("[203.0.113.7", "unknown"), ("", "unknown"),
        ])
    func `a client that its proxy names with a port is known, one that it does not name is never taken for the proxy`(
        list: String, client: String
    ) async throws {
        try await withServer({ $0.trustedProxies = Self.loopback }) { server, port, handler in
            let text = try described(try RawClient(port: port), "X-Forwarded-For: \(list)\r\n")
            #expect(text.contains("client=\(client) host=here"))
            #expect(text.contains("stranger=false"))
        }
    }

    @Test func `a client whom a proxy names in words that are not read is not taken for the proxy`() async throws {
        try await withServer({ $0.trustedProxies = Self.loopback }) { server, port, handler in
            let text = try described(try RawClient(port: port), "Forwarded: for=203.0.113.7\r\n")
            #expect(text.contains("client=unknown"))
        }
    }

    @Test func `whom a PROXY header names is a stranger: its fields are not believed`() async throws {
        try await withServer({
            $0.trustedProxies = Self.loopback + [NetworkRange("10.0.0.0/8")!]
            $0.listeners[0].expectsProxyHeader = true
        }) { server, port, handler in
            let fields =
                "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: there\r\n"
                + "X-Request-ID: mine\r\n"
            let client = try RawClient(port: port)
            try client.send("PROXY TCP4 203.0.113.7 192.0.2.1 5000 443\r\n")
            let text = try described(client, fields)
            #expect(text.contains("secure=false client=203.0.113.7 host=here"))
            #expect(!text.contains("forwarded") && !text.contains("mine") && text.contains("stranger=true"))
            let unnamed = try RawClient(port: port)
            try unnamed.send("PROXY UNKNOWN\r\n")
            #expect(try described(unnamed, fields).contains("secure=false client=127.0.0.1 host=here"))
            // A proxy behind the proxy is believed.
            let proxy = try RawClient(port: port)
            try proxy.send("PROXY TCP4 10.1.2.3 192.0.2.1 5000 443\r\n")
            #expect(
                try described(proxy, "X-Forwarded-For: 203.0.113.9\r\nX-Request-ID: ours\r\n")
                    .contains("client=203.0.113.9 host=here id=ours"))
        }
    }

    @Test func `a client behind a PROXY header has as many connections as any other`() async throws {
        try await withServer({
            $0.trustedProxies = Self.loopback
            $0.listeners[0].expectsProxyHeader = true
            $0.connectionsPerAddressMost = 2
        }) { server, port, handler in
            func client(_ address: String) throws -> RawClient {
                let client = try RawClient(port: port)
                try client.send("PROXY TCP4 \(address) 192.0.2.1 5000 443\r\n")
                return client
            }
            var clients = [try client("203.0.113.7"), try client("203.0.113.7")]
            for client in clients { #expect(try described(client).contains("client=203.0.113.7")) }
            let refused = try #require(try client("203.0.113.7").response())
            #expect(refused.status == 503)
            #expect(refused.field("Retry-After") == "5")
            #expect(await server.statistics().refused(.addressMost) == 1)
            for address in ["203.0.113.8", "127.0.0.1"] {
                #expect(try described(try client(address)).contains("client=\(address)"))
            }
            clients = []
            try await eventually { await server.statistics().connectionsOpen == 0 }
            for _ in 0..<3 {
                #expect(try described(try client("203.0.113.7")).contains("client=203.0.113.7"))
                try await eventually { await server.statistics().connectionsOpen == 0 }
            }
        }
    }

    @Test func `a PROXY header of either version names the client, whole or in pieces`() async throws {
        try await withServer({
            $0.trustedProxies = Self.loopback
            $0.listeners[0].expectsProxyHeader = true
        }) { server, port, handler in
            let version1 = Array("PROXY TCP4 203.0.113.7 192.0.2.1 5000 443\r\n".utf8)
            let version2: [UInt8] =
                [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10, 0x21, 0x11, 0, 12]
                + [203, 0, 113, 7, 192, 0, 2, 1, 0x13, 0x88, 1, 0xbb]
            for header in [version1, version2] {
                let client = try RawClient(port: port)
                try client.send(header)
                #expect(try described(client).contains("client=203.0.113.7"))
                #expect(try described(client).contains("client=203.0.113.7"))
                let slow = try RawClient(port: port)
                for byte in header { try slow.send([byte]) }
                #expect(try described(slow).contains("client=203.0.113.7"))
            }
            let without = try RawClient(port: port)
            #expect(try described(without).hasPrefix("400 "))
        }
    }

    @Test func `a PROXY header of a stranger is refused`() async throws {
        try await withServer({ $0.listeners[0].expectsProxyHeader = true }) { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("PROXY TCP4 203.0.113.7 192.0.2.1 5000 443\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response()?.status == 400)
            #expect(try described(try RawClient(port: port)).contains("client=127.0.0.1"))
        }
    }
}
