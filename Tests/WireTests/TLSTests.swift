import ISO8583
import Machine
import Roles
import Synchronization
import Testing
import Wire

/// Certificates made by `openssl`, both sides ours, and its client.
@Suite struct TLSTests {
    private func withSecured(
        server serverTLS: WireTLS, link linkTLS: WireTLS?, _ body: (WireServer, WireLink, Told) async throws -> Void
    ) async throws {
        let told = Told()
        try await withServer({
            $0.tls = serverTLS
            $0.report = { fault in told.add(fault.words) }
        }) { server, port, _, loop in
            let link = try WireLink(linkConfiguration(port: port, tls: linkTLS), on: loop)
            try await body(server, link, told)
            await link.close(within: .milliseconds(100))
        }
    }

    private final class Told: Sendable {
        private let words = Mutex<[String]>([])
        func add(_ word: String) { words.withLock { $0.append(word) } }
        func contains(_ part: String) -> Bool { words.withLock { $0.contains { $0.contains(part) } } }
    }

    @Test func `both sides prove who they are, and the service is told the client's name`() async throws {
        let certificates = try Certificates()
        try certificates.make("host", name: "host.test")
        try certificates.make("client", name: "terminals.test")
        try await withSecured(
            server: certificates.tls("host", names: ["terminals.test", "others.test"]),
            link: certificates.tls("client", names: ["host.test"])
        ) { server, link, _ in
            #expect(
                await link.ask(Array("w".utf8), key: "terminals.test", within: .seconds(20)).text == "wterminals.test")
            await withTaskGroup { group in
                for number in 0..<200 { group.addTask { #expect(await link.ask("e\(number)").text == "e\(number)") } }
            }
            #expect(await server.statistics().faults.isEmpty)
        }
    }

    @Test func `a client without names expects the host that it connects to`() async throws {
        let certificates = try Certificates()
        try certificates.make("host", name: "host.test")
        try await withSecured(server: certificates.tls("host", trusting: nil), link: certificates.tls(nil)) {
            server, link, _ in
            #expect(await link.ask("e1").text == "e1")
        }
    }

    enum Wrong: String, CaseIterable, Sendable {
        case serverByAnotherAuthority, serverForAnotherName, serverExpired
        case clientByAnotherAuthority, clientForAnotherName, clientExpired, clientWithoutAny
    }

    /// Whatever is wrong with a certificate, and on whichever side: nothing was sent, and both sides know why.
    @Test(arguments: Wrong.allCases)
    func `a certificate that is not accepted is certain, and named`(wrong: Wrong) async throws {
        let certificates = try Certificates()
        try certificates.authority("other")
        try certificates.make(
            "host", name: wrong == .serverForAnotherName ? "another.test" : "host.test",
            by: wrong == .serverByAnotherAuthority ? "other" : "ca", days: wrong == .serverExpired ? -1 : 2)
        try certificates.make(
            "client", name: wrong == .clientForAnotherName ? "another.test" : "terminals.test",
            by: wrong == .clientByAnotherAuthority ? "other" : "ca", days: wrong == .clientExpired ? -1 : 2)
        try await withSecured(
            server: certificates.tls("host", names: ["terminals.test"]),
            link: certificates.tls(wrong == .clientWithoutAny ? nil : "client", names: ["host.test"])
        ) { server, link, told in
            for number in 0..<5 { #expect(await link.ask("e\(number)") == .notSent(.unreachable)) }
            #expect(await eventually { await server.statistics().faults[.handshake, default: 0] > 0 })
            let statistics = await link.statistics()
            #expect(statistics.broken == 0)
            #expect(statistics.lastFailure != nil)
            #expect(await server.statistics().framesReceived == 0)
            let words = statistics.lastFailure ?? ""
            switch wrong {
            case .serverByAnotherAuthority:
                #expect(words.contains("unable to get local issuer certificate"), "\(words)")
            case .serverForAnotherName: #expect(words.contains("hostname mismatch"), "\(words)")
            case .serverExpired: #expect(words.contains("certificate has expired"), "\(words)")
            case .clientByAnotherAuthority: #expect(told.contains("unable to get local issuer certificate"))
            case .clientForAnotherName: #expect(told.contains("hostname mismatch"))
            case .clientExpired: #expect(told.contains("certificate has expired"))
            case .clientWithoutAny: #expect(told.contains("peer did not return a certificate"))
            }
        }
    }

    @Test func `new certificates are for the connections to come, open ones stay`() async throws {
        let certificates = try Certificates()
        try certificates.authority("other")
        try certificates.make("good", name: "host.test")
        try certificates.make("wrong", name: "host.test", by: "other")
        try certificates.copy("good", to: "current")
        try await withServer({ $0.tls = certificates.tls("current", trusting: nil) }) { server, port, _, loop in
            let configuration = linkConfiguration(port: port, tls: certificates.tls(nil, names: ["host.test"]))
            let first = try WireLink(configuration, on: loop)
            #expect(await first.ask("e1").text == "e1")
            try certificates.copy("wrong", to: "current")
            try server.reloadCertificates()
            let second = try WireLink(configuration, on: loop)
            #expect(await second.ask("e2") == .notSent(.unreachable))
            #expect(await first.ask("e3").text == "e3")
            // A key that does not belong to the certificate changes nothing.
            try certificates.shell("cp good.pem current.pem")
            let error = #expect(throws: WireError.self) { try server.reloadCertificates() }
            #expect(error?.code == .certificate)
            try certificates.copy("good", to: "current")
            try server.reloadCertificates()
            #expect(await eventually { await second.ask("e4").text == "e4" })
            #expect(await first.statistics().connected == 1)
            await first.close(within: .milliseconds(100))
            await second.close(within: .milliseconds(100))
        }
    }

    @Test func `a link takes its new certificate for its next connection`() async throws {
        let certificates = try Certificates()
        try certificates.authority("other")
        try certificates.make("host", name: "host.test")
        try certificates.make("good", name: "terminals.test")
        try certificates.make("wrong", name: "terminals.test", by: "other")
        try certificates.copy("wrong", to: "current")
        try await withSecured(server: certificates.tls("host"), link: certificates.tls("current", names: ["host.test"]))
        {
            _, link, _ in
            #expect(await link.ask("e1") == .notSent(.unreachable))
            try certificates.copy("good", to: "current")
            try link.reloadCertificates()
            #expect(await eventually { await link.ask("e2").text == "e2" })
        }
    }

    @Test func `plain bytes and silence on a port with TLS are ended`() async throws {
        let certificates = try Certificates()
        try certificates.make("host", name: "host.test")
        try await withServer({
            $0.tls = certificates.tls("host", trusting: nil)
            $0.handshakeTimeout = .seconds(1)
        }) { server, port, _, _ in
            let (plain, silent) = (try RawClient(port: port), try RawClient(port: port))
            try plain.send("e1", "e2", "e3")
            _ = try await beside { try plain.receiveUntilEnd() }
            #expect(try await beside { try silent.receiveUntilEnd() } == [])
            #expect(await server.statistics().faults == [.handshake: 1, .handshakeTimeout: 1])
        }
    }

    @Test(arguments: [("-tls1_2", true), ("-tls1_3", true), ("-tls1_1", false)])
    func `TLS 1_2 and 1_3 are spoken, older versions are not`(option: String, isSpoken: Bool) async throws {
        let certificates = try Certificates()
        try certificates.make("host", name: "host.test")
        try certificates.make("client", name: "terminals.test")
        try await withServer({ $0.tls = certificates.tls("host") }) { server, port, service, _ in
            try await beside {
                try certificates.shell(
                    "printf '\\000\\002e1' | timeout 10 openssl s_client -connect 127.0.0.1:\(port) \(option) "
                        + "-cert client.pem -key client.key > out || true")
            }
            #expect(service.seen.withLock { $0 } == (isSpoken ? ["e1"] : []))
        }
    }

    @Test func `files that are missing or do not fit are named`() async throws {
        let certificates = try Certificates()
        try certificates.make("host", name: "host.test")
        let loop = try EventLoop(name: "wire")
        func failure(_ tls: WireTLS) async -> String? {
            var configuration = WireServerConfiguration(address: loopback(), framing: Framing())
            configuration.tls = tls
            let server = WireServer(configuration, on: loop, service: EchoService())
            return await #expect(throws: WireError.self) { try await server.start() }?.message
        }
        #expect(await failure(certificates.tls("nothing"))?.contains("nothing.pem: cannot be read") == true)
        #expect(await failure(certificates.tls("host", trusting: "nothing"))?.contains("nothing.pem") == true)
        var mixed = certificates.tls("host")
        mixed.privateKey = certificates.folder + "/ca.key"
        #expect(await failure(mixed)?.contains("ca.key: key values mismatch") == true)
        #expect(await failure(WireTLS())?.contains("both a certificate chain and its private key") == true)
        await loop.stop()
    }
}
