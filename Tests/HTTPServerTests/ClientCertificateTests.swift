import HTTP
import HTTPServer
import HTTPTestSupport
import Testing

/// Mutual TLS: authorities and certificates made by `openssl`, clients are `curl`.
@Suite struct ClientCertificateTests {
    private func with(
        isRequired: Bool = true, _ body: (HTTPServer, Int, TestCertificates) async throws -> Void
    ) async throws {
        let folder = try TestCertificates()
        try folder.makeAuthority("scheme")
        try folder.makeAuthority("stranger")
        try folder.make("server", signedBy: "scheme", names: ["localhost"])
        try folder.make("shop", signedBy: "scheme", names: ["shop.test", "*.shop.test"])
        try folder.make("plain", signedBy: "scheme", names: [])
        try folder.make("intruder", signedBy: "stranger", names: ["shop.test"])
        try folder.shell("cp scheme.pem authorities.pem")
        try await withServer({
            $0.listeners[0].tls = .init(
                certificateChain: folder.folder + "/server.pem", privateKey: folder.folder + "/server.key",
                clients: .init(authorities: folder.folder + "/authorities.pem", isRequired: isRequired))
        }) { server, port, _ in try await body(server, port, folder) }
    }

    private func ask(_ port: Int, _ folder: TestCertificates, as name: String?) throws -> String {
        let identity = name.map { "--cert \($0).pem --key \($0).key" } ?? ""
        return try folder.shell(
            "{ curl -s --http1.1 --max-time 20 --cacert scheme.pem \(identity) https://localhost:\(port)/describe "
                + "|| echo refused; } > out")
    }

    @Test func `a client is known by the names in its certificate`() async throws {
        try await with { _, port, folder in
            let answer1 = try ask(port, folder, as: "shop")
            #expect(answer1.contains("peers=shop.test,*.shop.test"))
            let answer2 = try ask(port, folder, as: "plain")
            #expect(answer2.contains("peers=plain"))
        }
    }

    @Test func `without a believed certificate there is no connection`() async throws {
        try await with { server, port, folder in
            let answer3 = try ask(port, folder, as: nil)
            #expect(answer3 == "refused\n")
            let answer4 = try ask(port, folder, as: "intruder")
            #expect(answer4 == "refused\n")
            try await eventually { await server.statistics().tlsHandshakesFailed == 2 }
        }
    }

    @Test func `where none is required, a bad one is refused all the same`() async throws {
        try await with(isRequired: false) { _, port, folder in
            let answer5 = try ask(port, folder, as: nil)
            #expect(answer5.contains("peers=none"))
            let answer6 = try ask(port, folder, as: "shop")
            #expect(answer6.contains("peers=shop.test"))
            let answer7 = try ask(port, folder, as: "intruder")
            #expect(answer7 == "refused\n")
        }
    }

    @Test func `authorities are read again, and sessions of before do not get around them`() async throws {
        try await with { server, port, folder in
            let ask = "{ printf 'GET /describe HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n'; } | "
            func client(_ options: String) -> String {
                "timeout 20 openssl s_client -connect 127.0.0.1:\(port) -cert shop.pem -key shop.key -ign_eof "
                    + "\(options) > out 2>&1 || true"
            }
            let answer8 = try folder.shell(ask + client("-sess_out session"))
            #expect(answer8.contains("peers=shop.test"))
            try folder.shell("cp stranger.pem authorities.pem")
            try server.reloadCertificates()
            let again = try folder.shell("[ -s session ] && S='-sess_in session'; " + ask + client("$S"))
            #expect(!again.contains("peers="))
            let answer9 = try self.ask(port, folder, as: "intruder")
            #expect(answer9.contains("peers=shop.test"))
        }
    }

    @Test func `authorities that can't be read change nothing and are named`() async throws {
        try await with { server, port, folder in
            try folder.shell("echo nothing > authorities.pem")
            let error = #expect(throws: HTTPServerError.self) { try server.reloadCertificates() }
            #expect(error?.message.contains("authorities.pem") == true)
            let answer10 = try ask(port, folder, as: "shop")
            #expect(answer10.contains("peers=shop.test"))
        }
    }
}
