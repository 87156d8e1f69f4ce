import Glibc
import HTTP
import HTTPServer
import HTTPTestSupport
import Testing

/// Clients that mean harm or are broken: none may hold the server up, none may be understood in two ways.
@Suite(.serialized) struct HostileClientTests {
    private static func quick(_ configuration: inout HTTPServerConfiguration) {
        configuration.headTimeout = .milliseconds(250)
        configuration.bodyTimeout = .milliseconds(600)
        configuration.idleTimeout = .milliseconds(250)
        configuration.paceInterval = .milliseconds(250)
        configuration.lingerTimeout = .milliseconds(100)
        configuration.handlerTimeout = .milliseconds(250)
    }

    @Test(arguments: RequestHeadTests.malformed)
    func `a malformed request is answered once and the connection closed`(text: String, fault: RequestFault)
        async throws
    {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            try client.send(text)
            let response = try #require(try client.response())
            #expect(response.status == fault.status.code)
            #expect(response.field("Connection") == "close")
            #expect(response.text.hasPrefix("\(fault.status.code) \(fault.detail) "))
            #expect(try client.response() == nil)
            #expect(await server.statistics().requestsRefused == 1)
        }
    }

    @Test(arguments: RequestHeadTests.malformedBodies)
    func `a malformed chunked body is refused, and what follows is not taken for a request`(
        body: String, fault: RequestFault
    ) async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            // The server may have closed before everything was sent.
            try? client.send(body)
            try? client.send("\r\n\r\nGET /page HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try #require(try client.response())
            #expect(response.status == fault.status.code)
            #expect(try client.response() == nil)
        }
    }

    @Test func `a TLS hello on the plain port is answered 400 at once`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            try client.send([0x16])
            #expect(try client.response()?.status == 400)
            #expect(await server.statistics().timeouts(.head) == 0)
        }
    }

    @Test func `oversize lines, fields and bodies are refused`() async throws {
        try await withServer { server, port, handler in
            for (request, status) in [
                ("GET /" + String(repeating: "a", count: 100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
                ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 20_000) + "\r\n\r\n", 431),
                ("GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 5_000) + "\r\n", 431),
                ("GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 150) + "\r\n", 431),
                ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10001\r\n\r\n", 413),
                ("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2711\r\n", 413),
            ] {
                let client = try RawClient(port: port)
                try? client.send(request)
                #expect(try client.response()?.status == status)
                #expect(try client.response() == nil)
            }
        }
    }

    @Test func `a silent connection is closed`() async throws {
        try await withServer(Self.quick) { server, port, handler in
            let client = try RawClient(port: port)
            #expect(try client.receiveUntilEnd().isEmpty)
            #expect(await server.statistics().timeouts(.head) == 1)
        }
    }

    @Test func `a head that drips is answered 408, whatever keeps coming`() async throws {
        try await withServer(Self.quick) { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ")
            let drip = try beside {
                while !Task.isCancelled, (try? client.send("a")) != nil {
                    try? await Task.sleep(for: .milliseconds(20))
                }
            }
            #expect(try client.response()?.status == 408)
            drip.cancel()
            try await drip.value
            #expect(await server.statistics().timeouts(.head) == 1)
        }
    }

    @Test func `a body that drips is answered 408`() async throws {
        try await withServer(Self.quick) { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
            let drip = try beside {
                while !Task.isCancelled, (try? client.send("a")) != nil {
                    try? await Task.sleep(for: .milliseconds(20))
                }
            }
            #expect(try client.response()?.status == 408)
            drip.cancel()
            try await drip.value
            #expect(await server.statistics().timeouts(.slowBody) == 1)
            #expect(await server.statistics().bodyBytes == 0)
        }
    }

    @Test func `a body at a fair pace is still cut at the end of its time`() async throws {
        try await withServer({
            Self.quick(&$0)
            $0.receiveRateLeast = 1
        }) { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n")
            let drip = try beside {
                while !Task.isCancelled, (try? client.send("abcdefgh")) != nil {
                    try? await Task.sleep(for: .milliseconds(20))
                }
            }
            #expect(try client.response()?.status == 408)
            drip.cancel()
            try await drip.value
            #expect(await server.statistics().timeouts(.body) == 1)
        }
    }

    @Test func `a reader that never reads is dropped`() async throws {
        try await withServer(Self.quick) { server, port, handler in
            let client = try RawClient(port: port, receiveBuffer: 8 << 10)
            try client.send("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { await server.statistics().timeouts(.slowReader) == 1 }
            try await eventually { await server.statistics().connectionsOpen == 0 }
            #expect(try client.receiveUntilEnd().count < TestHandler.hugeText.count)
        }
    }

    @Test func `a pipeline that is never read does not grow in memory`() async throws {
        try await withServer(Self.quick) { server, port, handler in
            let client = try RawClient(port: port, receiveBuffer: 8 << 10)
            let requests = String(repeating: "GET /page HTTP/1.1\r\nHost: a\r\n\r\n", count: 10_000)
            let sender = try beside { try? client.send(requests) }
            try await eventually { await server.statistics().timeouts(.slowReader) == 1 }
            // What it got ready is bounded by a batch and the kernel's buffers, not by what was asked for.
            #expect(await server.statistics().requestsAnswered < 2_000)
            _ = try await sender.value
        }
    }

    @Test func `an idle connection is closed`() async throws {
        try await withServer(Self.quick) { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response()?.status == 200)
            #expect(try client.response() == nil)
            #expect(await server.statistics().timeouts(.idle) == 1)
        }
    }

    @Test func `a handler that takes too long is cancelled and answered for with 503`() async throws {
        try await withServer(Self.quick) { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response()?.status == 503)
            #expect(handler.tally["cancelled"] == 1)
            let statistics = await server.statistics()
            #expect(statistics.timeouts(.handler) == 1)
            #expect(statistics.handlersRunning == 1)
            handler.gate.open()
            try await eventually { await server.statistics().handlersRunning == 0 }
        }
    }

    @Test func `a handler whose client leaves is cancelled`() async throws {
        try await withServer { server, port, handler in
            var client: RawClient? = try RawClient(port: port)
            try client?.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { handler.gate.waiting == 1 }
            client = nil
            try await eventually { handler.tally["cancelled"] == 1 }
            handler.gate.open()
            try await eventually { await server.statistics().handlersRunning == 0 }
            #expect(await server.statistics().connectionsOpen == 0)
        }
    }

    @Test func `more handlers than the cap are answered 503 at once`() async throws {
        try await withServer({ $0.handlersMost = 3 }) { server, port, handler in
            let clients = try (0..<3).map { _ in try RawClient(port: port) }
            for client in clients { try client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n") }
            try await eventually { handler.gate.waiting == 3 }
            let surplus = try RawClient(port: port)
            try surplus.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try surplus.response()?.status == 503)
            // What needs no task is answered meanwhile.
            let other = try RawClient(port: port)
            try other.send("GET /page HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.response()?.status == 200)
            handler.gate.open()
            for client in clients { #expect(try client.response()?.text == "opened") }
        }
    }

    @Test func `connections beyond the caps are answered 503 and places come back`() async throws {
        try await withServer({ $0.connectionsPerAddressMost = 5 }) { server, port, handler in
            var clients = try (0..<5).map { _ in try RawClient(port: port) }
            try await eventually { await server.statistics().connectionsOpen == 5 }
            let surplus = try RawClient(port: port)
            #expect(try surplus.response()?.status == 503)
            #expect(await server.statistics().refused(.addressMost) == 1)
            #expect(clients.count == 5)
            clients = []
            try await eventually { await server.statistics().connectionsOpen == 0 }
            let again = try RawClient(port: port)
            try again.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try again.response()?.status == 200)
        }
        try await withServer({ $0.connectionsMost = 16 }) { server, port, handler in
            let clients = try (0..<16).map { _ in try RawClient(port: port) }
            try await eventually { await server.statistics().connectionsOpen == 16 }
            #expect(try RawClient(port: port).response()?.status == 503)
            #expect(await server.statistics().refused(.connectionsMost) == 1)
            withExtendedLifetime(clients) {}
        }
    }

    @Test func `bodies beyond what may be held at once are answered 503`() async throws {
        try await withServer({ $0.bodyBytesMost = 5_000 }) { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 6000\r\n\r\n")
            #expect(try client.response()?.status == 503)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `two thousand slow clients of every kind do not keep others from being answered, and nothing leaks`()
        async throws
    {
        let before = Self.openDescriptors()
        try await withServer({
            $0.connectionsPerAddressMost = 5_000
            $0.headTimeout = .seconds(3)
            $0.paceInterval = .seconds(2)
            $0.idleTimeout = .seconds(3)
        }) { server, port, handler in
            var clients: [RawClient] = []
            let openings = [
                "", "GET / HT", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nab",
                "GET /events HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /huge HTTP/1.1\r\nHost: a\r\n\r\n",
            ]
            for number in 0..<2_000 {
                // The huge page is for a few only: each fills the kernel's buffers.
                let kind = number % 50 == 0 ? 4 : number % 4
                let client = try RawClient(port: port, receiveBuffer: kind == 4 ? 8 << 10 : nil)
                if !openings[kind].isEmpty { try client.send(openings[kind]) }
                clients.append(client)
                if number % 100 == 99 {
                    let other = try RawClient(port: port)
                    try other.send("GET /page HTTP/1.1\r\nHost: a\r\n\r\nGET /yield HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try other.response()?.status == 200)
                    #expect(try other.response()?.text == "yielded")
                }
            }
            // All but the event readers are sent away in time.
            let readers = 500
            try await eventually { await server.statistics().connectionsOpen == readers }
            #expect(await server.statistics().eventReaders == readers)
            clients = []
            try await eventually { await server.statistics().connectionsOpen == 0 }
            let statistics = await server.statistics()
            #expect(statistics.eventReaders == 0)
            #expect(statistics.bodyBytes == 0)
            #expect(statistics.handlersRunning == 0)
            #expect(handler.feed.listenerCount == 0)
        }
        try await eventually { Self.openDescriptors() <= before }
    }

    /// Other suites open and close their own meanwhile, so this is compared until it fits.
    private static func openDescriptors() -> Int {
        guard let folder = unsafe opendir("/proc/self/fd") else { return 0 }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        return count
    }
}
