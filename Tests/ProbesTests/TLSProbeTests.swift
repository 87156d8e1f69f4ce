import Network
import Observing
import Series
import Testing
import Vocabulary

@testable import Probes

@Suite struct TLSProbeTests {
    private let files: ProbeCertificates

    init() throws {
        files = try ProbeCertificates()
        try files.make("shop", name: "shop.example", by: "middle")
    }

    /// `openssl s_server` with a certificate, and by default with what it needs up to the root.
    private func server(
        _ port: UInt16, _ file: String = "shop", chain: String? = "middle", _ more: [String] = []
    ) throws -> RealServer {
        try RealServer(
            "/usr/bin/openssl",
            [
                "s_server", "-accept", "127.0.0.1:\(port)", "-cert", files.path("\(file).pem"), "-key",
                files.path("\(file).key"), "-quiet",
            ] + (chain.map { ["-cert_chain", files.path("\($0).pem")] } ?? []) + more)
    }

    private func probe(
        _ port: UInt16, _ terms: TLSTerms, _ steps: [TCPQuestion.Step] = [], isToBeRefused: Bool = false
    ) -> Probe {
        Probe(
            .tls(TLSQuestion(local(port), terms, steps: steps, isToBeRefused: isToBeRefused)), time: .seconds(5))
    }

    /// Asks when the server is there.
    private func ask(_ prober: LoopProber, _ probe: Probe) async throws -> ProbeReport {
        try await prober.once(probe) { $0.stage != .connect && $0.kind != .unknown }
    }

    @Test func `a chain that holds is accepted, each time by a full handshake`() async throws {
        let port = try RealServer.freePort()
        let server = try server(port, "shop", chain: "middle", ["-www"])
        let terms = try files.terms()
        let http: [TCPQuestion.Step] = [
            .send(Array("GET / HTTP/1.0\r\n\r\n".utf8)), .expectStart(Array("HTTP/1.0 200".utf8)),
            .expectWithin(Array("New, TLSv1.3".utf8)),
        ]
        try await withProber { prober in
            let good = try await ask(prober, probe(port, terms))
            #expect(good.outcome == .ok, "\(good.words) \(server.log)")
            #expect(good.words.contains("TLSv1.3, 3 certificates hold, the first to run out is "), "\(good.words)")
            #expect(good.phases[.secure] != nil && good.phases[.connect] != nil)
            for _ in 0..<3 {
                let told = await prober.run(probe(port, terms, http))
                #expect(told.outcome == .ok, "\(told.words)")
                #expect(told.phases[.wait] != nil)
            }
            let address = await prober.run(probe(port, try files.terms("127.0.0.1")))
            #expect(address.outcome == .ok, "\(address.words)")
            let wrong = await prober.run(probe(port, terms, [http[0], .expectStart(Array("HTTP/1.1".utf8))]))
            #expect(wrong.kind == .failed && wrong.stage == .answer)
        }
    }

    /// OpenSSL is trimmed for probes: of what reads keys only what certificates need is left.
    @Test func `every kind of key that servers show and clients prove is understood`() async throws {
        #expect(TLSContext.isTrimmed)
        let kinds = [
            "rsa:2048", "rsa-pss -pkeyopt rsa_keygen_bits:2048", "ec -pkeyopt ec_paramgen_curve:P-256",
            "ec -pkeyopt ec_paramgen_curve:P-384", "ec -pkeyopt ec_paramgen_curve:P-521", "ed25519", "ed448",
        ]
        for (number, kind) in kinds.enumerated() {
            let (root, shop, client) = ("root\(number)", "shop\(number)", "client\(number)")
            try files.make(root, name: root, by: nil, isAuthority: true, key: kind)
            try files.make(shop, name: "shop.example", by: root, key: kind)
            try files.make(client, by: root, key: kind)
            for version in ["-tls1_2", "-tls1_3"] {
                let port = try RealServer.freePort()
                let server = try server(
                    port, shop, chain: nil, [version, "-CAfile", files.path("\(root).pem"), "-Verify", "1"])
                let terms = try files.terms(trusting: root, as: client)
                try await withProber { prober in
                    let good = try await ask(prober, probe(port, terms))
                    #expect(good.outcome == .ok, "\(kind) \(version): \(good.words) \(server.log)")
                    // Another authority of the same kind of key and of the same name's certificate.
                    let stranger = await prober.run(probe(port, try files.terms(trusting: "root", as: client)))
                    #expect(stranger.kind == .failed && stranger.stage == .secure, "\(kind): \(stranger.words)")
                }
            }
        }
    }

    /// Of ciphers, codes and derivations, too, only what handshakes need is left.
    @Test func `every suite that OpenSSL offers by itself is spoken`() async throws {
        #expect(TLSContext.isTrimmed)
        try files.make("root-rsa", name: "root-rsa", by: nil, isAuthority: true, key: "rsa:2048")
        try files.make("shop-rsa", name: "shop.example", by: "root-rsa", key: "rsa:2048")
        try files.shell("openssl ciphers -s -tls1_2 > before; openssl ciphers -s -tls1_3 > now")
        func suites(_ file: String) throws -> [String] {
            String(decoding: try files.pem(file), as: UTF8.self).split(separator: "\n")[0].split(separator: ":").map(
                String.init)
        }
        let before = try suites("before").map { (suite: $0, arguments: ["-tls1_2", "-cipher", $0]) }
        let now = try suites("now").map { (suite: $0, arguments: ["-tls1_3", "-ciphersuites", $0]) }
        #expect(before.count > 20 && now.count >= 3)
        for (suite, arguments) in before + now {
            let file = suite.contains("ECDSA") || arguments[0] == "-tls1_3" ? "shop" : "shop-rsa"
            let port = try RealServer.freePort()
            let server = try server(port, file, chain: file == "shop" ? "middle" : nil, arguments + ["-www"])
            let terms = try files.terms(trusting: file == "shop" ? "root" : "root-rsa")
            let steps: [TCPQuestion.Step] = [
                .send(Array("GET / HTTP/1.0\r\n\r\n".utf8)), .expectWithin(Array(suite.utf8)),
            ]
            try await withProber { prober in
                let told = try await ask(prober, probe(port, terms, steps))
                #expect(told.outcome == .ok, "\(suite): \(told.words) \(server.log)")
            }
        }
    }

    @Test func `a chain that was verified lately is judged by name, time and trust each time`() async throws {
        let port = try RealServer.freePort()
        try files.make("other", name: "other authority", by: nil, isAuthority: true)
        let server = try server(port)
        let terms = try files.terms()
        try await withProber { prober in
            let first = try await ask(prober, probe(port, terms))
            #expect(first.outcome == .ok, "\(first.words) \(server.log)")
            for _ in 0..<2 {
                let again = await prober.run(probe(port, terms))
                #expect(again.outcome == .ok && again.words == first.words, "\(again.words)")
                let named = await prober.run(probe(port, try files.terms("till.example")))
                #expect(named.stage == .secure && named.outcome.code == 62, "\(named.words)")
                var long = terms
                long.validFor = .days(400)
                let soon = await prober.run(probe(port, long))
                #expect(soon.stage == .secure && soon.words.contains("runs out in"), "\(soon.words)")
                let stranger = await prober.run(probe(port, try files.terms(trusting: "other")))
                #expect(stranger.kind == .failed && stranger.stage == .secure, "\(stranger.words)")
            }
        }
    }

    @Test func `another name, another authority and a missing link are told apart`() async throws {
        let port = try RealServer.freePort()
        try files.make("other", name: "other authority", by: nil, isAuthority: true)
        let whole = try server(port)
        let other = try RealServer.freePort()
        let partial = try server(other, chain: nil)
        let third = try RealServer.freePort()
        try files.make("alone", name: "shop.example", by: nil)
        let alone = try server(third, "alone", chain: nil)
        try await withProber { prober in
            let named = try await ask(prober, probe(port, try files.terms("till.example")))
            #expect(named.kind == .failed && named.stage == .secure && named.outcome.code == 62, "\(whole.log)")
            #expect(named.words.contains("not for till.example; it is for shop.example"), "\(named.words)")
            let untrusted = await prober.run(probe(port, try files.terms(trusting: "other")))
            #expect(untrusted.stage == .secure && untrusted.words.contains("neither came nor is trusted; 2 came"))
            let missing = try await ask(prober, probe(other, try files.terms()))
            #expect(missing.stage == .secure && missing.outcome.code == 20, "\(partial.log)")
            #expect(missing.words.contains("the certificate of middle"), "\(missing.words)")
            #expect(missing.words.contains("1 came"))
            let own = try await ask(prober, probe(third, try files.terms()))
            #expect(own.stage == .secure && own.words.contains("the chain does not hold"), "\(own.words) \(alone.log)")
            // Nothing is said to who has not proved who it is.
            let secret = await prober.run(
                probe(third, try files.terms(), [.send(Array("secret".utf8)), .expectStart([1])]))
            #expect(secret.stage == .secure && !alone.log.contains("secret"))
        }
    }

    @Test func `the end of every link is seen`() async throws {
        let cases = [
            ("over", "middle", -9, -1, 10, "the certificate of shop.example ran out at "),
            ("young", "middle", 1, 50, 9, "the certificate of shop.example does not hold before "),
            ("soon", "middle", -9, 9, 0, "the certificate of shop.example runs out in 8 days"),
            ("under", "short", -9, 50, 0, "the certificate of short runs out in 4 days"),
            ("above", "gone", -9, 50, 10, "the certificate of gone ran out at "),
        ]
        try files.make("short", by: "root", isAuthority: true, to: 5)
        try files.make("gone", by: "root", isAuthority: true, to: -2)
        try await withProber { prober in
            for (file, authority, from, to, code, words) in cases {
                try files.make(file, name: "shop.example", by: authority, from: from, to: to)
                let port = try RealServer.freePort()
                let server = try server(port, file, chain: authority)
                let report = try await ask(prober, probe(port, try files.terms()))
                #expect(report.kind == .failed && report.stage == .secure, "\(report.words) \(server.log)")
                #expect(Int(report.outcome.code) == code, "\(file): \(report.outcome.code)")
                #expect(report.words.contains(words), "\(file): \(report.words)")
            }
        }
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `both ends prove who they are, and who does not is refused`(_ version: String) async throws {
        let port = try RealServer.freePort()
        try files.make("till", name: "till.example", by: "root")
        try files.make("old", name: "till.example", by: "root", to: -1)
        try files.make("foreign", by: nil, isAuthority: true)
        try files.make("stranger", name: "till.example", by: "foreign")
        let server = try server(
            port, "shop", chain: "middle",
            [version, "-Verify", "3", "-verify_return_error", "-CAfile", files.path("root.pem")])
        try await withProber { prober in
            let good = try await ask(prober, probe(port, try files.terms(as: "till")))
            #expect(good.outcome == .ok, "\(good.words) \(server.log)")
            #expect(version == "-tls1_2" || good.words.contains("accepts our certificate"), "\(good.words)")
            for (identity, alert) in [("old", 45), ("stranger", 48)] {
                let report = await prober.run(probe(port, try files.terms(as: identity)))
                #expect(report.kind == .failed && report.stage == .secure, "\(report.words)")
                #expect(Int(report.outcome.code) == alert, "\(identity): \(report.words)")
            }
            let nobody = await prober.run(probe(port, try files.terms()))
            #expect(nobody.kind == .failed && [40, 116].contains(nobody.outcome.code), "\(nobody.words)")
            let refused = await prober.run(probe(port, try files.terms(), isToBeRefused: true))
            #expect(refused.kind == .refused && refused.words.hasPrefix("refused, as it is to be"))
            let open = await prober.run(probe(port, try files.terms(as: "till"), isToBeRefused: true))
            #expect(open.kind == .failed && open.stage == .answer && open.words.contains("is to be refused"))
        }
    }

    @Test func `no TLS, an old one, silence and nobody are told apart`() async throws {
        let (plain, old, silent) = (
            try RealServer.freePort(), try RealServer.freePort(), try RealServer.freePort()
        )
        let greeting = try RealServer(
            "/usr/bin/socat", ["TCP-LISTEN:\(plain),bind=127.0.0.1,reuseaddr,fork", "SYSTEM:echo 220 hello"])
        let ancient = try server(old, "shop", chain: "middle", ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
        let mute = try RealServer(
            "/usr/bin/socat", ["TCP-LISTEN:\(silent),bind=127.0.0.1,reuseaddr,fork", "SYSTEM:sleep 3"])
        let terms = try files.terms()
        try await withProber { prober in
            let clear = try await ask(prober, probe(plain, terms))
            #expect(clear.kind == .failed && clear.stage == .secure, "\(greeting.log)")
            #expect(clear.words.contains("no TLS with 127.0.0.1"), "\(clear.words)")
            let version = try await ask(prober, probe(old, terms))
            #expect(version.stage == .secure && version.outcome.code == 70, "\(version.words) \(ancient.log)")
            let mistaken = await prober.run(probe(old, terms, isToBeRefused: true))
            #expect(mistaken.kind == .failed, "an alert that speaks of the version is no refusal of who we are")
            var quick = probe(silent, terms)
            quick.time = TimeSpan(microseconds: 300_000)
            let unanswered = try await prober.once(quick) { $0.outcome.code == 110 }
            #expect(unanswered.kind == .failed && unanswered.stage == .secure, "\(unanswered.words) \(mute.log)")
            #expect(unanswered.phases[.secure] != nil)
            let nobody = await prober.run(probe(try RealServer.freePort(), terms))
            #expect(nobody.stage == .connect && nobody.outcome.code == 111)
        }
    }

    @Test func `terms that cannot be used are the prober's fault, and hold no secret`() async throws {
        try files.make("till", name: "till.example", by: "root")
        let till = try files.identity("till")
        let shop = try files.identity("shop")
        try await withProber { prober in
            for (trust, identity, words) in [
                (.only(pem: Array("nothing".utf8)), nil, "no certificate in what is to be trusted"),
                (
                    .system, TLSTerms.Identity(certificatePEM: till.certificatePEM, keyPEM: shop.keyPEM),
                    "does not belong"
                ),
                (.system, TLSTerms.Identity(certificatePEM: till.certificatePEM, keyPEM: []), "cannot be read"),
                (.system, TLSTerms.Identity(certificatePEM: [], keyPEM: till.keyPEM), "own certificate cannot be used"),
            ] as [(TLSTerms.Trust, TLSTerms.Identity?, String)] {
                let terms = TLSTerms(name: "shop.example", trust: trust, identity: identity)
                let report = await prober.run(probe(9, terms))
                #expect(report.kind == .unknown && report.stage == .own && report.words.contains(words))
                #expect(!"\(terms)".contains("PRIVATE") && !String(reflecting: terms).contains("keyPEM"))
            }
        }
    }
}
