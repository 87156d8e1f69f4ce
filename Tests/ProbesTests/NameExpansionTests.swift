import DNS
import Network
import Observing
import Probes
import Series
import Testing
import Vocabulary

@Suite struct NameExpansionTests {
    private func name(_ text: String) throws -> DomainName { try #require(DomainName(text)) }

    /// A resolver over an authority, both of them answering.
    private func withResolver(_ body: (LoopProber, SocketAddress) async throws -> Void) async throws {
        let (authority, port) = (try RealServer.freePort(), try RealServer.freePort())
        let knot = try DNSProbeTests.knot(authority)
        let unbound = try DNSProbeTests.unbound(port, over: authority)
        try await withProber { prober in
            for (server, manner) in [(authority, .authoritative), (port, .recursive(validated: false))]
                as [(UInt16, DNSQuestion.Manner)]
            {
                let question = DNSQuestion(
                    server: local(server), name: try name("plain.example"), type: .soa, manner: manner)
                let up = try await prober.once(Probe(.dns(question), time: .seconds(5))) { $0.kind == .ok }
                #expect(up.kind == .ok, "\(up.words) \(knot.log) \(unbound.log)")
            }
            try await body(prober, local(port))
        }
    }

    @Test func `a name becomes every address of both families, through an alias too`() async throws {
        try await withResolver { prober, resolver in
            for text in ["shop.plain.example", "www.plain.example"] {
                let found = await prober.addresses(of: try name(text), from: [resolver], time: .seconds(5))
                #expect(found.places.map(\.address.description) == ["192.0.2.10", "192.0.2.11", "2001:db8::10"])
                #expect(found.faults.isEmpty, "\(found.faults)")
            }
            let large = await prober.addresses(of: try name("big.plain.example"), from: [resolver], time: .seconds(5))
            #expect(large.places.count == 120 && large.faults.isEmpty, "\(large.faults)")
            let empty = await prober.addresses(of: try name("note.plain.example"), from: [resolver], time: .seconds(5))
            #expect(empty == NameExpansion(places: [], faults: []))
            let missing = await prober.addresses(of: try name("no.plain.example"), from: [resolver], time: .seconds(5))
            #expect(missing.places.isEmpty && missing.faults.count == 2)
            #expect(missing.faults.allSatisfy { $0.contains("NXDOMAIN") }, "\(missing.faults)")
        }
    }

    @Test func `a resolver that is away or silent is passed over`() async throws {
        try await withResolver { prober, resolver in
            let port = try RealServer.freePort()
            let silent = try RealServer(
                "/usr/bin/socat", ["-u", "UDP-RECV:\(port),bind=127.0.0.1", "CREATE:{folder}/got"])
            let away = local(try RealServer.freePort())
            let shop = try name("shop.plain.example")
            let found = await prober.addresses(of: shop, from: [away, local(port), resolver], time: .seconds(20))
            #expect(found.places.count == 3 && found.faults.isEmpty, "\(found.faults) \(silent.log)")
            let lost = await prober.addresses(of: shop, from: [away], time: .seconds(2))
            #expect(lost.places.isEmpty && lost.faults.count == 2)
            let nobody = await prober.addresses(of: shop, from: [], time: .seconds(2))
            #expect(nobody.faults == ["no resolver was given", "no resolver was given"])
        }
    }

    @Test func `the servers of a zone are found, and what has none is told`() async throws {
        try await withResolver { prober, resolver in
            let found = await prober.authorities(of: try name("plain.example"), from: [resolver], time: .seconds(5))
            #expect(
                found.places == [
                    NameExpansion.Place(
                        name: try name("ns1.plain.example"), address: NetworkAddress(version4: 0xc000_0235))
                ])
            #expect(found.faults.isEmpty, "\(found.faults)")
            let none = await prober.authorities(of: try name("shop.plain.example"), from: [resolver], time: .seconds(5))
            #expect(none.places.isEmpty && none.faults.count == 1)
            #expect(none.faults.first?.contains("has no NS records") == true, "\(none.faults)")
        }
    }
}
