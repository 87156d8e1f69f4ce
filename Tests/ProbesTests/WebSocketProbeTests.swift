import Observing
import Probes
import Series
import Testing
import Vocabulary

@Suite struct WebSocketProbeTests {
    /// Python's `websockets`: talks first, closes who comes to `/busy`, answers pings by itself.
    private static let program = """
        import asyncio, ssl, sys, websockets
        async def handler(socket, *path):
            path = path[0] if path else socket.path
            if path == "/busy":
                await socket.close(1013, "later")
                return
            await socket.send("hello " * 50)
            try:
                async for message in socket: pass
            except websockets.ConnectionClosed: pass
        async def main():
            context = None
            if len(sys.argv) > 2:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(sys.argv[2], sys.argv[3])
            async with websockets.serve(handler, "127.0.0.1", int(sys.argv[1]), ssl=context,
                                        origins=[None, "https://shop.example"]):
                await asyncio.Future()
        asyncio.run(main())
        """

    private func server(_ port: UInt16, _ more: [String] = []) throws -> RealServer {
        try RealServer(
            "/usr/bin/python3", ["{folder}/server.py", "\(port)"] + more, files: ["server.py": Self.program])
    }

    private func probe(
        _ port: UInt16, _ path: String = "/", origin: String? = nil, terms: TLSTerms? = nil
    ) -> Probe {
        Probe(
            .service(
                ServiceQuestion(
                    local(port), .webSocket(host: "shop.example:\(port)", path: path, origin: origin), terms: terms)),
            time: .seconds(5))
    }

    @Test func `a WebSocket is opened and answers a ping, or says why not`() async throws {
        let port = try RealServer.freePort()
        let server = try server(port)
        try await withProber { prober in
            let good = try await prober.once(probe(port)) { $0.kind == .ok }
            #expect(good.kind == .ok && good.outcome.code == 101, "\(good.words) \(server.log)")
            let known = await prober.run(probe(port, origin: "https://shop.example"))
            #expect(known.kind == .ok, "\(known.words)")
            let stranger = await prober.run(probe(port, origin: "https://elsewhere.example"))
            #expect(stranger.stage == .answer && stranger.outcome.code == 403, "\(stranger.words)")
            let busy = await prober.run(probe(port, "/busy"))
            #expect(busy.stage == .answer && busy.outcome.code == 1013, "\(busy.words)")
            let smuggled = await prober.run(probe(port, "/ HTTP/1.1\r\nX: y"))
            #expect(smuggled.kind == .unknown && smuggled.stage == .own)
        }
    }

    @Test func `it is opened over TLS too`() async throws {
        let files = try ProbeCertificates()
        try files.make("shop", name: "shop.example", by: "root")
        let port = try RealServer.freePort()
        let server = try server(port, [files.path("shop.pem"), files.path("shop.key")])
        try await withProber { prober in
            let good = try await prober.once(probe(port, terms: try files.terms())) { $0.kind == .ok }
            #expect(good.kind == .ok && good.phases[.secure] != nil, "\(good.words) \(server.log)")
        }
    }

    @Test func `what answers for a WebSocket and is none is seen`() async throws {
        let cases = [
            ("HTTP/1.1 200 OK\r\n\r\n", 200, "the status is 200"),
            ("HTTP/1.1 101 Yes\r\n\r\n", 101, "does not upgrade"),
            (
                "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n", 101,
                "did not prove that it read our key"
            ),
            ("220 mail\r\n\r\n", 0, "the answer is no HTTP"),
        ]
        try await withProber { prober in
            for (text, code, words) in cases {
                let port = try RealServer.freePort()
                let server = try RealServer(
                    "/usr/bin/socat",
                    ["TCP-LISTEN:\(port),bind=127.0.0.1,reuseaddr,fork", "SYSTEM:cat {folder}/text; sleep 1"],
                    files: ["text": text])
                let report = try await prober.once(probe(port)) { $0.stage == .answer }
                #expect(report.kind == .failed && Int(report.outcome.code) == code, "\(report.words) \(server.log)")
                #expect(report.words.contains(words), "\(report.words)")
            }
        }
    }
}
