import JSON
import Acquiring
import Foundation
import Gateway
import ISO8583
import Ledger
import LedgerContract
import Machine
import Network
import ProviderHost
import Roles
import StoreSQLite
import Telemetry
import Testing
import Vocabulary
import Wire

/// The gateway and the provider as they are: two servers with one memory, frames over TCP, and the way over them.
@Suite struct RealProviderTests {
    private func serving(
        _ body: (Bench, GatewayService, FaultBoard) async throws -> Void
    ) async throws {
        let bench = try await Bench()
        let folder = NSTemporaryDirectory() + "/vigie-gateway-provider-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try await SQLiteLedger.open(path: folder + "/provider.sqlite")
        let now: @Sendable () -> Instant = { Instant(microseconds: SystemClock.wallMicroseconds()) }
        let (loop, registry, faults) = (try EventLoop(name: "provider"), MetricsRegistry(), FaultBoard(["a", "b"]))
        let desk = ProviderDesk(store, now: now, random: { Entropy.number() })
        let figures = ProviderService.Figures(registry)
        var servers: [WireServer] = []
        var links: [(name: String, link: any FrameLink)] = []
        for name in ["a", "b"] {
            let server = WireServer(
                WireServerConfiguration(
                    address: SocketAddress(address: NetworkAddress(version4: 0x7f00_0001), port: 0),
                    framing: ProviderMessage.profile.framing), on: loop,
                service: ProviderService(name, desk: desk, faults: faults, figures: figures, now: now))
            let port = try await server.start().port
            servers.append(server)
            let way = WireLinkConfiguration(
                host: "127.0.0.1", port: port, framing: ProviderMessage.profile.framing
            ) { ProviderMessage.key(of: $0.message) }
            links.append((name, try WireLink(way, on: loop)))
        }
        var rules = AcquiringLink.Rules()
        rules.answerTime = .milliseconds(400)
        let link = AcquiringLink(
            links, rules: rules,
            clocks: AcquiringLink.Clocks(
                elapsed: { .microseconds(SystemClock.monotonicMicroseconds()) }, now: now), metrics: registry)
        try await body(bench, bench.gateway(link), faults)
        for server in servers { await server.drain(within: .milliseconds(100)) }
        await loop.stop()
        await store.close()
        try await checkWhole(bench.store)
        await bench.end()
    }

    @Test func `captures, refunds and voids are what the provider understands by them`() async throws {
        try await serving { bench, gateway, _ in
            let id = try await gateway.create(request(1_000, capture: .manual), for: bench.merchant).id
            #expect(try await gateway.held(id).payment.status == .authorised)
            #expect(try await gateway.capture(id, 300, isFinal: nil, of: bench.merchant).word == "partly-captured")
            #expect(try await gateway.capture(id, 500, isFinal: true, of: bench.merchant).word == "captured")
            #expect(try await gateway.refund(id, 700, of: bench.merchant).word == "partly-refunded")
            #expect(try await gateway.refund(id, nil, of: bench.merchant).word == "refunded")
            let paid = try await gateway.create(request(900), for: bench.merchant).id
            #expect(try await gateway.refund(paid, nil, of: bench.merchant).word == "refunded")
            let reserved = try await gateway.create(request(capture: .manual), for: bench.merchant).id
            #expect(try await gateway.void(reserved, of: bench.merchant).word == "voided")
            let order = try await gateway.create(request(origin: .eTerminal), for: bench.merchant)
            #expect(order.word == "captured")
        }
    }

    @Test func `test cards do at the provider what their table says`() async throws {
        let cards = [
            ("4000000000000002", "refused", "05"), ("4000000000009995", "refused", "51"),
            ("9999040000009514", "refused", "51"), ("9999040000009050", "refused", "05"),
            ("9999040000009548", "refused", "54"), ("9999040000000000", "captured", nil),
            ("9999040000009910", "failed", "malfunction"),
        ]
        try await serving { bench, gateway, _ in
            for (number, word, code) in cards {
                let answer = try await gateway.create(
                    request(card: .details(card(number))), for: bench.merchant)
                #expect(answer.word == word, "\(number)")
                #expect(answer.json["reason"]?["code"]?.string == code, "\(number)")
            }
            let documented = try String(
                contentsOfFile: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                    .appendingPathComponent("../../docs/payments/test-cards.md").path, encoding: .utf8)
            for (number, _, _) in cards { #expect(documented.contains(number)) }
        }
    }

    @Test func `a server that does it and says nothing charges nobody`() async throws {
        try await serving { bench, gateway, faults in
            let id = try await gateway.create(request(1_000, capture: .manual), for: bench.merchant).id
            _ = faults.set(ServerFault(.hung, isDone: true), on: "a")
            var words: [String] = []
            for _ in 0..<6 {
                let charged = try await gateway.create(request(), for: bench.merchant)
                // The reversal is safe on the other server, which shares the first one's memory.
                let order = try await gateway.held(charged.id).payment.payOrder?.word ?? ""
                #expect(
                    [charged.word, order] == (order == "undone" ? ["failed", "undone"] : ["captured", "approved"]))
                words.append(order)
            }
            #expect(words.contains("undone"), "the hung server was never asked: \(words)")
            // By now the hung server may be passed over: then it is simply done at the other one.
            _ = try await gateway.capture(id, 400, isFinal: nil, of: bench.merchant)
            _ = faults.set(nil, on: "a")
            let captured = try await gateway.held(id).payment.captured
            let rest = try await gateway.capture(id, nil, isFinal: nil, of: bench.merchant)
            #expect(rest.word == "captured")
            #expect(rest.json["captured"]?.integer == 1_000)
            #expect(captured == 0 || captured == 400)
            // The provider agrees: it gives back all of it, and not a cent more.
            #expect(try await gateway.refund(id, nil, of: bench.merchant).word == "refunded")
        }
    }
}
