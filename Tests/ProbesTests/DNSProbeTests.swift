import DNS
import Foundation
import Network
import Observing
import Probes
import Series
import Testing
import Vocabulary

@Suite struct DNSProbeTests {
    /// An authoritative server with a signed zone and a plain one.
    static func knot(_ port: UInt16) throws -> RealServer {
        let records = """
            @ 300 SOA ns1 admin 1 900 300 604800 300
            @ 300 NS ns1
            ns1 300 A 192.0.2.53
            shop 60 A 192.0.2.10
            shop 60 A 192.0.2.11
            shop 60 AAAA 2001:db8::10
            www 300 CNAME shop
            note 300 TXT "v=1; a b" "second"
            sub 300 NS ns1.sub
            sub 300 DS 2371 13 2 1F987CC6583E92DF0890718C42F4A31D5B5C4C9E1A1D2B3C4D5E6F7081920A1B
            ns1.sub 300 A 192.0.2.54
            """
        let large = (0..<120).map { "big 60 A 198.51.\($0 / 100).\($0 % 100 + 1)" }.joined(separator: "\n")
        let plain = "$ORIGIN plain.example.\n" + records + "\n" + large + "\n"
        let signed = "$ORIGIN signed.example.\n" + records + "\n"
        return try RealServer(
            "/usr/sbin/knotd", ["-c", "{folder}/knot.conf"],
            files: [
                "plain.zone": plain, "signed.zone": signed,
                "knot.conf": """
                server:
                    rundir: "{folder}"
                    listen: 127.0.0.1@\(port)
                database:
                    storage: "{folder}"
                policy:
                  - id: tests
                    algorithm: ECDSAP256SHA256
                zone:
                  - domain: plain.example
                    file: "{folder}/plain.zone"
                  - domain: signed.example
                    file: "{folder}/signed.zone"
                    dnssec-signing: on
                    dnssec-policy: tests
                    zonefile-sync: -1
                    zonefile-load: whole
                    journal-content: changes
                """,
            ])
    }

    /// A resolver that finds `plain.example` at that server.
    static func unbound(_ port: UInt16, over authority: UInt16) throws -> RealServer {
        try RealServer(
            "/usr/sbin/unbound", ["-d", "-c", "{folder}/unbound.conf"],
            files: [
                "unbound.conf": """
                server:
                    interface: 127.0.0.1
                    port: \(port)
                    username: ""
                    chroot: ""
                    directory: "{folder}"
                    pidfile: ""
                    use-syslog: no
                    do-not-query-localhost: no
                    do-daemonize: no
                    domain-insecure: "plain.example"
                stub-zone:
                    name: "plain.example"
                    stub-addr: 127.0.0.1@\(authority)
                """
            ])
    }

    private static func name(_ text: String) throws -> DomainName { try #require(DomainName(text)) }

    private func probe(
        _ port: UInt16, _ name: String, _ type: RecordType, _ change: (inout DNSQuestion) -> Void = { _ in }
    ) throws -> Probe {
        var question = DNSQuestion(server: local(port), name: try Self.name(name), type: type)
        change(&question)
        return Probe(.dns(question), time: .seconds(5))
    }

    @Test func `each kind of record of an authoritative server is read and compared`() async throws {
        let port = try RealServer.freePort()
        let knot = try Self.knot(port)
        try await withProber { prober in
            let up = try await prober.once(try probe(port, "signed.example", .dnskey)) { $0.kind == .ok }
            #expect(up.kind == .ok, "\(up.words) \(knot.log)")
            for (name, type, values) in [
                ("shop.plain.example", .a, ["192.0.2.11", "192.0.2.10"]),
                ("shop.plain.example", .aaaa, ["2001:db8::10"]),
                ("www.plain.example", .cname, ["shop.plain.example."]),
                ("www.plain.example", .a, ["192.0.2.10", "192.0.2.11"]),
                ("plain.example", .ns, ["NS1.plain.example."]),
                ("note.plain.example", .txt, ["\"v=1; a b\" \"second\""]),
                ("plain.example", .soa, ["ns1.plain.example. admin.plain.example. 1 900 300 604800 300"]),
                (
                    "sub.plain.example", .ds,
                    ["2371 13 2 1F987CC6583E92DF0890718C42F4A31D5B5C4C9E1A1D2B3C4D5E6F7081920A1B"]
                ),
                ("shop.plain.example", .txt, []),
            ] as [(String, RecordType, [String])] {
                let report = await prober.run(try probe(port, name, type) { $0.approved = Set(values) })
                #expect(report.outcome == .ok, "\(report.words)")
                #expect(report.phases[.wait] != nil && report.phases[.connect] == nil)
            }
        }
    }

    @Test func `a changed record, a long life in caches, missing names and signatures are each told`() async throws {
        let port = try RealServer.freePort()
        let knot = try Self.knot(port)
        try await withProber { prober in
            _ = try await prober.once(try probe(port, "signed.example", .dnskey)) { $0.kind == .ok }
            let drift = await prober.run(
                try probe(port, "shop.plain.example", .a) { $0.approved = ["192.0.2.10", "192.0.2.99"] })
            #expect(drift.kind == .failed && drift.stage == .content, "\(knot.log)")
            #expect(
                drift.words.contains("served but not approved: 192.0.2.11")
                    && drift.words.contains("approved but not served: 192.0.2.99"))
            let long = await prober.run(try probe(port, "shop.plain.example", .a) { $0.ttlMost = 30 })
            #expect(long.stage == .content && long.words.contains("cached for 60 s"))
            let missing = await prober.run(try probe(port, "nothing.plain.example", .a))
            #expect(missing.outcome.code == 3 && missing.words.contains("NXDOMAIN"))
            let foreign = await prober.run(try probe(port, "elsewhere.example", .a))
            #expect(foreign.outcome.code == 5 && foreign.words.contains("REFUSED"))
            let delegated = await prober.run(try probe(port, "deep.sub.plain.example", .a))
            #expect(delegated.stage == .answer && delegated.words.contains("claim authority"))
            let unsigned = await prober.run(try probe(port, "shop.plain.example", .a) { $0.needsSignature = true })
            #expect(unsigned.stage == .answer && unsigned.words.contains("no signature"))
            let signed = await prober.run(try probe(port, "shop.signed.example", .a) { $0.needsSignature = true })
            #expect(signed.outcome == .ok, "\(signed.words)")
        }
    }

    @Test func `an answer too large for a datagram is asked for again over TCP`() async throws {
        let port = try RealServer.freePort()
        let knot = try Self.knot(port)
        try await withProber { prober in
            _ = try await prober.once(try probe(port, "plain.example", .soa)) { $0.kind == .ok }
            let approved = Set((0..<120).map { "198.51.\($0 / 100).\($0 % 100 + 1)" })
            let large = await prober.run(try probe(port, "big.plain.example", .a) { $0.approved = approved })
            #expect(large.outcome == .ok && large.phases[.connect] != nil, "\(large.words) \(knot.log)")
        }
    }

    @Test func `a resolver answers what it finds, and a server that is away or silent is told`() async throws {
        let (authority, resolver) = (try RealServer.freePort(), try RealServer.freePort())
        let knot = try Self.knot(authority)
        let unbound = try Self.unbound(resolver, over: authority)
        try await withProber { prober in
            _ = try await prober.once(try probe(authority, "plain.example", .soa)) { $0.kind == .ok }
            let found = try await prober.once(
                try probe(resolver, "www.plain.example", .a) {
                    $0.manner = .recursive(validated: false)
                    $0.approved = ["192.0.2.10", "192.0.2.11"]
                }
            ) { $0.kind == .ok }
            #expect(found.outcome == .ok, "\(found.words) \(unbound.log) \(knot.log)")
            let claimed = await prober.run(try probe(resolver, "www.plain.example", .a))
            #expect(claimed.stage == .answer && claimed.words.contains("REFUSED"))
            let unproven = await prober.run(
                try probe(resolver, "www.plain.example", .a) { $0.manner = .recursive(validated: true) })
            #expect(unproven.stage == .answer && unproven.words.contains("signatures hold"))
            let nobody = await prober.run(try probe(try RealServer.freePort(), "plain.example", .soa))
            #expect(nobody.kind == .failed && nobody.stage == .connect && nobody.outcome.code == 111)
            let port = try RealServer.freePort()
            let silent = try RealServer(
                "/usr/bin/socat", ["-u", "UDP-RECV:\(port),bind=127.0.0.1", "CREATE:{folder}/got"])
            var probe = try probe(port, "plain.example", .soa)
            probe.time = TimeSpan(microseconds: 250_000)
            let unanswered = try await prober.once(probe) { $0.outcome.code == 110 }
            #expect(unanswered.kind == .failed && unanswered.stage == .receive, "\(unanswered.words) \(silent.log)")
        }
    }
}
