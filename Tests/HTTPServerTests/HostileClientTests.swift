import Glibc
import HTTP
import HTTPServer
import HTTPTestSupport
import Synchronization
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

    @Test func `bodies are counted as they arrive, whatever their heads said`() async throws {
        try await withServer({ $0.bodyBytesMost = 5_000 }) { server, port, handler in
            let chunked = try RawClient(port: port)
            try chunked.send("POST /large HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            try chunked.send("1770\r\n" + String(repeating: "a", count: 6_000) + "\r\n0\r\n\r\n")
            let refused = try #require(try chunked.response())
            #expect(refused.status == 503)
            #expect(refused.field("Retry-After") != nil)
            #expect(try chunked.response() == nil)
            #expect(await server.statistics().bodyBytes == 0)
            // Each alone would fit.
            let clients = try (0..<2).map { _ in try RawClient(port: port) }
            for client in clients { try client.send("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n\r\n") }
            try clients[0].send(String(repeating: "a", count: 3_000))
            try await eventually { await server.statistics().bodyBytes == 3_000 }
            try clients[1].send(String(repeating: "a", count: 3_000))
            #expect(try clients[1].response()?.status == 503)
            try clients[0].send(String(repeating: "a", count: 1_000))
            #expect(try clients[0].response()?.body.count == 4_000)
        }
    }

    @Test(arguments: [
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nab", 408),
        ("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n", 503),
    ])
    func `behind an answer that was taken slowly, bodies and handlers still have their time`(
        request: String, status: Int
    ) async throws {
        try await withServer(Self.quick) { server, port, handler in
            let client = try RawClient(port: port, receiveBuffer: 8 << 10)
            try client.send("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n" + request)
            #expect(try client.response()?.body.count == TestHandler.hugeText.count)
            #expect(try client.response()?.status == status)
            #expect(try client.response() == nil)
            handler.gate.open()
        }
    }

    @Test func `pipelined requests are answered in their order, however their answers are taken`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port, receiveBuffer: 8 << 10)
            let count = 3_000
            let sender = try beside {
                for number in 0..<count {
                    try client.send(
                        "GET /page HTTP/1.1\r\nHost: a\r\n\r\nGET /order?\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                }
            }
            for number in 0..<count {
                #expect(try client.response()?.body.count == TestHandler.pageText.utf8.count)
                let answer = try client.response()
                #expect(answer?.text == "\(number)")
                if answer?.text != "\(number)" { break }
            }
            try await sender.value
        }
    }

    @Test func `a burst of requests on one connection leaves others their turn`() async throws {
        try await withServer { server, port, handler in
            let greedy = try RawClient(port: port)
            let modest = try RawClient(port: port)
            try modest.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try modest.response()?.text == "now")
            try greedy.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { handler.tally["held"] == 1 }
            try greedy.send(String(repeating: "GET /order?greedy HTTP/1.1\r\nHost: a\r\n\r\n", count: 500))
            try modest.send("GET /order?modest HTTP/1.1\r\nHost: a\r\n\r\n")
            handler.isHeld.store(false, ordering: .releasing)
            #expect(try modest.response()?.text == "modest")
            #expect(try greedy.response()?.text == "held")
            for _ in 0..<500 { #expect(try greedy.response()?.text == "greedy") }
            let place = try #require(handler.order.withLock { $0.firstIndex(of: "modest") })
            #expect(place < 200)
        }
    }

    @Test func `without a descriptor to refuse with, accepting goes on when there is one again`() async throws {
        await #expect(processExitsWith: .success) {
            var configuration = HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: 0))])
            configuration.lingerTimeout = .milliseconds(100)
            let server = try HTTPServer(configuration: configuration, handler: TestHandler())
            var limit = rlimit(rlim_cur: 128, rlim_max: 128)
            guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { exit(2) }
            let client = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var taken: [Int32] = []
            while case let descriptor = dup(0), descriptor >= 0 { taken.append(descriptor) }
            // The listening socket takes what is left, and nothing stays to refuse with.
            close(taken.removeLast())
            let port = try server.start()[0].port
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            let connected = unsafe withUnsafePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard connected == 0 else { exit(3) }
            // Long enough for the loop to have met the lack; if it has not, this proves less, and still holds.
            usleep(50_000)
            close(taken.removeLast())
            // The one descriptor is kept for refusing, and the client is sent away with it.
            var wait = timeval(tv_sec: 20, tv_usec: 0)
            unsafe setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
            var byte: UInt8 = 0
            guard unsafe recv(client, &byte, 1, 0) == 0 else { exit(4) }
            guard await server.statistics().refused(.descriptors) == 1 else { exit(5) }
            for descriptor in taken { close(descriptor) }
            let later = try RawClient(port: port)
            try later.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
            guard try later.response()?.text == "now" else { exit(6) }
            await server.drain(deadline: .zero)
        }
    }

    @Test(.timeLimit(.minutes(10)))
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
