import Foundation
import HTTPClient
import Machine
import Network
import Observing
import Probes
import Series
import Testing
import Vocabulary

private let isInstalled = FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/grpc/__init__.py")

@Suite(.enabled(if: isInstalled, "python3-grpcio is not installed"))
struct GRPCProbeTests {
    /// gRPC's own server. Its health is answered by hand, in the bytes of `HealthCheckResponse`: the package that would do it
    /// is not in Debian.
    private static let program = #"""
        import grpc, sys, time
        from concurrent import futures
        STATES = {"": 1, "shop": 1, "till": 2, "later": 0, "x" * 200: 1}
        def check(request, context):
            name = ""
            if request:
                start = 2 if request[1] < 0x80 else 3
                name = request[start:].decode()
            if name == "secret": context.abort(grpc.StatusCode.UNAUTHENTICATED, "who are you?")
            if name not in STATES: context.abort(grpc.StatusCode.NOT_FOUND, "unknown service")
            return bytes([8, STATES[name]]) if STATES[name] else b""
        class Health(grpc.GenericRpcHandler):
            def service(self, details):
                if details.method == "/grpc.health.v1.Health/Check" and len(sys.argv) != 3:
                    return grpc.unary_unary_rpc_method_handler(check)
        server = grpc.server(futures.ThreadPoolExecutor(4))
        server.add_generic_rpc_handlers((Health(),))
        place = "127.0.0.1:" + sys.argv[1]
        if len(sys.argv) > 3:
            key, chain = (open(name, "rb").read() for name in sys.argv[2:4])
            server.add_secure_port(place, grpc.ssl_server_credentials([(key, chain)]))
        else:
            server.add_insecure_port(place)
        server.start()
        time.sleep(3600)
        """#

    private func server(_ port: UInt16, _ more: [String] = []) throws -> RealServer {
        try RealServer(
            "/usr/bin/python3", ["{folder}/server.py", "\(port)"] + more, files: ["server.py": Self.program])
    }

    private func probe(_ port: UInt16, _ service: String = "", _ terms: TLSTerms? = nil) -> Probe {
        Probe(
            .grpc(GRPCQuestion(local(port), host: "shop.example:\(port)", service: service, terms: terms)),
            time: .seconds(20))
    }

    private func withFetching(_ body: (LoopProber) async throws -> Void) async throws {
        let loop = try EventLoop(name: "grpc probes")
        let client = try HTTPClient(loop: loop)
        let prober = LoopProber(loop: loop, fetcher: client)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(prober))
        } catch {
            result = .failure(error)
        }
        await prober.close()
        await client.close()
        await loop.stop()
        try result.get()
    }

    @Test func `health is told, by service, and what is wrong with it`() async throws {
        let port = try RealServer.freePort()
        let server = try server(port)
        try await withFetching { prober in
            let good = try await prober.once(probe(port)) { $0.kind == .ok }
            #expect(good.kind == .ok && good.words == "SERVING", "\(good.words) \(server.log)")
            #expect(good.phases[.connect] != nil && good.phases[.secure] == nil)
            for name in ["shop", String(repeating: "x", count: 200)] {
                let named = await prober.run(probe(port, name))
                #expect(named.kind == .ok, "\(named.words)")
            }
            for (name, code, words) in [
                ("till", 2, "the health is NOT_SERVING"), ("later", 0, "the health is UNKNOWN"),
                ("nobody", 5, "the server knows no such service"), ("secret", 16, "UNAUTHENTICATED"),
            ] {
                let wrong = await prober.run(probe(port, name))
                #expect(wrong.kind == .failed && wrong.stage == .answer && wrong.outcome.code == UInt16(code))
                #expect(wrong.words.contains(words), "\(wrong.words)")
            }
        }
    }

    @Test func `a server of gRPC without health, and over TLS`() async throws {
        let files = try ProbeCertificates()
        try files.make("shop", name: "shop.example", by: "root")
        try files.make("till", name: "till.example", by: "root")
        let ports = try [RealServer.freePort(), RealServer.freePort(), RealServer.freePort()]
        let without = try server(ports[0], ["without"])
        let secure = try server(ports[1], [files.path("shop.key"), files.path("shop.pem")])
        let other = try server(ports[2], [files.path("till.key"), files.path("till.pem")])
        try await withFetching { prober in
            let none = try await prober.once(probe(ports[0])) { $0.outcome.code == 12 }
            #expect(none.stage == .answer && none.words.contains("does not tell its health"), "\(without.log)")
            let good = try await prober.once(probe(ports[1], "", try files.terms())) { $0.kind == .ok }
            #expect(good.kind == .ok && good.phases[.secure] != nil, "\(good.words) \(secure.log)")
            let named = try await prober.once(probe(ports[2], "", try files.terms())) { $0.stage == .secure }
            #expect(named.stage == .secure && named.outcome.code == 62, "\(named.words) \(other.log)")
        }
    }

    @Test func `what is no gRPC is told`() async throws {
        let (web, port) = (try RealServer.freePort(), try RealServer.freePort())
        let pages = try RealServer(
            "/usr/sbin/nginx", ["-p", "{folder}", "-c", "{folder}/nginx.conf", "-e", "{folder}/error.log"],
            files: [
                "nginx.conf": """
                daemon off; master_process off; pid nginx.pid; events {} http { access_log off;
                client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
                server { listen 127.0.0.1:\(web) http2; location / { return 502; } } }
                """
            ])
        let mail = try RealServer(
            "/usr/bin/socat",
            ["TCP-LISTEN:\(port),bind=127.0.0.1,reuseaddr,fork", "SYSTEM:echo 220 mail; sleep 1"])
        try await withFetching { prober in
            let page = try await prober.once(probe(web)) { $0.outcome.code == 502 }
            #expect(page.kind == .failed && page.stage == .behind, "\(page.words) \(pages.log)")
            #expect(page.words.contains("no gRPC: status 502"))
            let other = try await prober.once(probe(port)) { $0.stage == .receive }
            #expect(other.kind == .failed && other.stage == .receive, "\(other.words) \(mail.log)")
            let nobody = await prober.run(probe(try RealServer.freePort()))
            #expect(nobody.stage == .connect && nobody.outcome.code == 111, "\(nobody.words)")
        }
    }
}
