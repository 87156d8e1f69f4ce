import Glibc
import HTTP
import HTTPServer
import HTTPTestSupport
import Network
import Testing

/// Certificates made by `openssl`, and its client, against the server's TLS.
@Suite struct TLSTests {
    private final class Certificates: Sendable {
        let folder: String

        init() throws {
            folder = "/tmp/vigie-http-tls-\(UInt64.random(in: 0 ... .max))"
            guard unsafe mkdir(folder, 0o700) == 0 else { throw RawClient.Failure(description: "mkdir: \(errno)") }
        }

        deinit {
            for name in ["one", "two", "current"] {
                unsafe unlink("\(folder)/\(name).pem")
                unsafe unlink("\(folder)/\(name).key")
            }
            for name in ["out", "session"] { unsafe unlink("\(folder)/\(name)") }
            unsafe rmdir(folder)
        }

        func make(_ name: String) throws {
            try shell(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=\(name) "
                    + "-keyout \(folder)/\(name).key -out \(folder)/\(name).pem 2>/dev/null")
        }

        func use(_ name: String) throws {
            try shell(
                "cp \(folder)/\(name).pem \(folder)/current.pem && cp \(folder)/\(name).key \(folder)/current.key")
        }

        var files: HTTPServerConfiguration.TLSFiles {
            .init(certificateChain: folder + "/current.pem", privateKey: folder + "/current.key")
        }

        /// Runs a command; returns what it wrote to the file `out` when it does.
        @discardableResult
        func shell(_ command: String) throws -> String {
            let status = unsafe system("cd \(folder) && { \(command); }")
            guard status == 0 else { throw RawClient.Failure(description: "status \(status): \(command)") }
            guard let file = unsafe fopen(folder + "/out", "r") else { return "" }
            defer { unsafe fclose(file) }
            var text = [UInt8](repeating: 0, count: 1 << 20)
            let count = unsafe fread(&text, 1, text.count, file)
            return String(decoding: text.prefix(count), as: UTF8.self)
        }
    }

    private func with(
        _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
        _ body: (HTTPServer, Int, Certificates, TestHandler) async throws -> Void
    ) async throws {
        let certificates = try Certificates()
        try certificates.make("one")
        try certificates.make("two")
        try certificates.use("one")
        try await withServer({
            $0.listeners[0].tls = certificates.files
            configure(&$0)
        }) { server, port, handler in try await body(server, port, certificates, handler) }
    }

    private func client(_ port: Int, _ options: String = "") -> String {
        "timeout 20 openssl s_client -connect 127.0.0.1:\(port) -servername one \(options) > out 2>&1"
    }

    @Test func `pages, streams and bodies pass through TLS whole, with HSTS`() async throws {
        try await with { server, port, certificates, handler in
            let page = try certificates.shell(
                "curl -sk --http1.1 -D - https://127.0.0.1:\(port)/page https://127.0.0.1:\(port)/stream > out")
            #expect(page.contains("Strict-Transport-Security: max-age=31536000"))
            #expect(page.contains(TestHandler.pageText))
            #expect(page.contains("part 2"))
            let size = try certificates.shell(
                "curl -sk --http1.1 https://127.0.0.1:\(port)/huge | wc -c > out")
            #expect(size.hasPrefix("\(TestHandler.hugeText.count)\n"))
            let echo = try certificates.shell(
                "head -c 3000000 /dev/zero | tr '\\0' 'b' | curl -sk --http1.1 -H 'Expect:' --data-binary @- "
                    + "https://127.0.0.1:\(port)/large | wc -c > out")
            #expect(echo.hasPrefix("3000000\n"))
        }
    }

    @Test(arguments: [("-tls1_2", true), ("-tls1_3", true), ("-tls1_1", false)])
    func `TLS 1_2 and 1_3 are spoken, older versions are not`(option: String, isSpoken: Bool) async throws {
        try await with { server, port, certificates, handler in
            let output = try certificates.shell(
                "printf 'GET /now HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' | "
                    + client(port, "\(option) -alpn http/1.1 -ign_eof") + " || true")
            #expect(output.contains("HTTP/1.1 200 OK") == isSpoken)
            if isSpoken { #expect(output.contains("ALPN protocol: http/1.1")) }
            try await eventually { await server.statistics().tlsHandshakesFailed == (isSpoken ? 0 : 1) }
        }
    }

    @Test func `a client that speaks HTTP 2 alone is refused in the handshake`() async throws {
        try await with { server, port, certificates, handler in
            let output = try certificates.shell(client(port, "-alpn h2 < /dev/null") + " || true")
            #expect(output.contains("no application protocol"))
        }
    }

    @Test func `a session resumes by ticket, also after the certificate was replaced`() async throws {
        try await with { server, port, certificates, handler in
            let ask = "{ printf 'GET /now HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n'; } | "
            var output = try certificates.shell(ask + client(port, "-sess_out session -ign_eof"))
            #expect(output.contains("HTTP/1.1 200 OK"))
            try certificates.use("two")
            try server.reloadCertificates()
            output = try certificates.shell(ask + client(port, "-sess_in session -ign_eof"))
            #expect(output.contains("Reused, TLSv1.3"))
        }
    }

    @Test func `a new certificate is used from the next connection on, open connections stay`() async throws {
        try await with { server, port, certificates, handler in
            // One connection sends its second request after the reload.
            let reload = "for i in $(seq 400); do [ -e reloaded ] && break; sleep 0.05; done; rm -f reloaded; "
            let held = try beside { [text = client(port, "-ign_eof")] in
                try certificates.shell(
                    "{ printf 'GET /now HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'; \(reload)"
                        + "printf 'GET /yield HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n'; } | "
                        + text.replacing("> out", with: "> held") + "; cp held out; rm held")
            }
            try await eventually { await server.statistics().requestsAnswered == 1 }
            try certificates.use("two")
            try server.reloadCertificates()
            let other = try certificates.shell(
                client(port, "< /dev/null").replacing("> out", with: "> other") + "; cp other out; rm other")
            #expect(other.contains("CN = two"))
            try certificates.shell("touch reloaded")
            let output = try await held.value
            #expect(output.contains("CN = one"))
            #expect(output.contains("now"))
            #expect(output.contains("yielded"))
        }
    }

    @Test func `a bad certificate changes nothing and is named`() async throws {
        try await with { server, port, certificates, handler in
            try certificates.shell("cp two.key current.key")
            let error = #expect(throws: HTTPServerError.self) { try server.reloadCertificates() }
            #expect(error?.code == .certificate)
            #expect(error?.message.contains("current.") == true)
            let output = try certificates.shell("curl -sk https://127.0.0.1:\(port)/now > out")
            #expect(output == "now")
        }
    }

    @Test func `plain HTTP and silence on the TLS port are closed`() async throws {
        try await with({ $0.headTimeout = .milliseconds(200) }) { server, port, certificates, handler in
            let plain = try RawClient(port: port)
            try plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try plain.receiveUntilEnd()
            let silent = try RawClient(port: port)
            #expect(try silent.receiveUntilEnd().isEmpty)
            #expect(await server.statistics().tlsHandshakesFailed == 1)
            try await eventually { await server.statistics().connectionsOpen == 0 }
        }
    }

    @Test func `a PROXY header comes before the handshake`() async throws {
        try await with({
            $0.listeners[0].expectsProxyHeader = true
            $0.trustedProxies = NetworkRange("127.0.0.1").map { [$0] } ?? []
        }) { server, port, certificates, handler in
            let output = try certificates.shell(
                "curl -sk --haproxy-protocol https://127.0.0.1:\(port)/describe > out")
            #expect(output.contains("secure=true client=127.0.0.1"))
        }
    }

    @Test func `events pass through TLS`() async throws {
        try await with { server, port, certificates, handler in
            let reader = try beside { [port] in
                try certificates.shell("curl -skN --max-time 20 https://127.0.0.1:\(port)/events > out")
            }
            try await eventually { await server.statistics().eventReaders == 1 }
            handler.feed.publish(id: "1", data: "through TLS")
            handler.feed.end()
            let output = try await reader.value
            #expect(output.contains("id: 1\ndata: through TLS\n\n"), "\(output)")
        }
    }
}
