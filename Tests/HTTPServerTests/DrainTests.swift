import HTTP
import HTTPServer
import HTTPTestSupport
import Testing

@Suite struct DrainTests {
    private func started(
        _ handler: TestHandler, _ configure: (inout HTTPServerConfiguration) -> Void = { _ in }
    ) throws -> (HTTPServer, Int) {
        var configuration = HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: 0))])
        configuration.lingerTimeout = .milliseconds(300)
        configure(&configuration)
        let server = try HTTPServer(configuration: configuration, handler: handler)
        return (server, try server.start()[0].port)
    }

    @Test func `running requests are finished, idle connections closed, new ones not accepted`() async throws {
        try await onOwnThread {
            let handler = TestHandler()
            let (server, port) = try started(handler)
            let idle = try RawClient(port: port)
            try idle.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try idle.response()
            let busy = try RawClient(port: port)
            try busy.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { handler.gate.waiting == 1 }
            let drained = Task { await server.drain(deadline: .seconds(20)) }
            #expect(try idle.response() == nil)
            try await eventually { (try? RawClient(port: port)) == nil }
            handler.gate.open()
            let response = try #require(try busy.response())
            #expect(response.text == "opened")
            #expect(response.field("Connection") == "close")
            #expect(try busy.response() == nil)
            await drained.value
            let statistics = await server.statistics()
            #expect(statistics.connectionsOpen == 0)
            #expect(statistics.requestsAnswered == 2)
        }
    }

    @Test func `a kept connection ends with the answer that was still being taken`() async throws {
        try await onOwnThread {
            let handler = TestHandler()
            let (server, port) = try started(handler)
            let client = try RawClient(port: port, receiveBuffer: 8 << 10)
            try client.send("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { await server.statistics().requestsAnswered == 1 }
            let drained = try beside { await server.drain(deadline: .seconds(60)) }
            try await eventually { (try? RawClient(port: port)) == nil }
            #expect(try client.response()?.body.count == TestHandler.hugeText.count)
            #expect(try client.response() == nil)
            try await drained.value
            #expect(await server.statistics().connectionsOpen == 0)
        }
    }

    @Test func `event readers are told when to come again`() async throws {
        try await onOwnThread {
            let handler = TestHandler()
            let (server, port) = try started(handler)
            let clients = try (0..<3).map { _ in try RawClient(port: port) }
            for client in clients { try client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n") }
            try await eventually { await server.statistics().eventReaders == 3 }
            let drained = Task { await server.drain(deadline: .seconds(20)) }
            var times: Set<String> = []
            for client in clients {
                let text = String(decoding: try client.receiveUntilEnd(), as: UTF8.self)
                times.insert(String(text.suffix(13)))
                #expect(text.hasSuffix("\n\n"))
                #expect(text.ranges(of: "retry: ").count == 2)
            }
            #expect(times.count == 3)
            await drained.value
            #expect(handler.feed.listenerCount == 0)
        }
    }

    @Test func `what is left at the deadline is cut and its handlers are cancelled`() async throws {
        try await onOwnThread {
            let handler = TestHandler()
            let (server, port) = try started(handler)
            let busy = try RawClient(port: port)
            try busy.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { handler.gate.waiting == 1 }
            await server.drain(deadline: .milliseconds(20))
            #expect(try busy.response() == nil)
            #expect(handler.tally["cancelled"] == 1)
            handler.gate.open()
        }
    }

    @Test func `a server can be drained twice, and a Unix socket's path goes away`() async throws {
        try await onOwnThread {
            let path = "/tmp/vigie-http-test-\(UInt64.random(in: 0 ... .max)).sock"
            let (server, _) = try started(TestHandler()) { $0.listeners.append(.init(.unix(path))) }
            try await eventually { (try? RawClient(path: path)) != nil }
            await server.drain(deadline: .zero)
            await server.drain(deadline: .zero)
            #expect((try? RawClient(path: path)) == nil)
        }
    }

    @Test func `an address in use, a bad address and a bad certificate are named`() async throws {
        try await onOwnThread {
            let (server, port) = try started(TestHandler())
            for (listener, code) in [
                (HTTPServerConfiguration.Listener(.tcp("127.0.0.1", port: port)), HTTPServerError.Code.listen),
                (.init(.tcp("localhost", port: 0)), .configuration),
                (.init(.tcp("127.0.0.1", port: 70_000)), .configuration),
                (.init(.unix("/nonexistent/folder/socket")), .listen),
                (
                    .init(
                        .tcp("127.0.0.1", port: 0),
                        tls: .init(certificateChain: "/nonexistent.pem", privateKey: "/nonexistent.pem")), .certificate
                ),
            ] {
                let other = try HTTPServer(
                    configuration: HTTPServerConfiguration(listeners: [listener]), handler: TestHandler())
                let error = #expect(throws: HTTPServerError.self) { try other.start() }
                #expect(error?.code == code)
                await other.drain(deadline: .zero)
            }
            await server.drain(deadline: .zero)
        }
    }
}
