import ISO8583
import Ledger
import Machine
import Network
import Roles
import Synchronization
import Telemetry
import Testing
import Vocabulary
import Wire

@testable import Acquiring

/// The whole way over real sockets: two servers, of which one does as it is told.
@Suite struct LinkTests {
    private final class Server: FrameService {
        enum Manner: Sendable { case approves, malfunctions, hangs, resets, answersWrongly }
        let manner: Mutex<Manner>
        let heard = Mutex<[OperationID]>([])

        init(_ manner: Manner) { self.manner = Mutex(manner) }

        func received(_ frame: FrameDecoder.Frame, on connection: any FrameConnection) async {
            guard let message = try? ProviderMessage(reading: frame.message) else { return }
            func send(_ message: ProviderMessage) {
                if let bytes = try? message.bytes(trace: 1, at: Instant(seconds: 0)) { connection.send(bytes) }
            }
            if case .echo(let trace) = message { return send(.echoAnswer(trace: trace)) }
            guard case .order(let order) = message else { return }
            heard.withLock { $0.append(order.id) }
            switch manner.withLock({ $0 }) {
            case .approves: send(.answer(ProviderAnswer(to: order, code: .approved, approval: "A00001")))
            case .malfunctions: send(.answer(ProviderAnswer(to: order, code: .malfunction)))
            case .hangs: break
            case .resets: connection.reset()
            case .answersWrongly:
                let other = ProviderOrder(
                    id: order.id, kind: order.kind, amount: Money(order.amount.minor + 1, order.amount.currency),
                    channel: order.channel, merchant: order.merchant)
                send(.answer(ProviderAnswer(to: other, code: .approved, approval: "A00001")))
            }
        }
    }

    private func with(
        _ manner: Server.Manner, patience: Duration = .seconds(10),
        _ body: (AcquiringLink, Server, Server, MetricsRegistry) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "acquiring")
        let (bad, good) = (Server(manner), Server(.approves))
        var servers: [WireServer] = []
        var links: [(name: String, link: any FrameLink)] = []
        for (name, service) in [("bad", bad), ("good", good)] {
            let server = WireServer(
                WireServerConfiguration(
                    address: SocketAddress(address: NetworkAddress(version4: 0x7f00_0001), port: 0),
                    framing: ProviderMessage.profile.framing), on: loop, service: service)
            let port = try await server.start().port
            servers.append(server)
            links.append(
                (
                    name,
                    try WireLink(
                        WireLinkConfiguration(host: "127.0.0.1", port: port, framing: ProviderMessage.profile.framing) {
                            ProviderMessage.key(of: $0.message)
                        }, on: loop)
                ))
        }
        var rules = AcquiringLink.Rules()
        rules.answerTime = patience
        rules.wholeTime = patience * 3
        let registry = MetricsRegistry()
        let link = AcquiringLink(
            links, rules: rules,
            clocks: AcquiringLink.Clocks(
                elapsed: { .microseconds(SystemClock.monotonicMicroseconds()) },
                now: { Instant(microseconds: SystemClock.wallMicroseconds()) }), metrics: registry)
        try await body(link, bad, good, registry)
        for server in servers { await server.drain(within: .milliseconds(100)) }
        await loop.stop()
    }

    private func authorise(_ link: AcquiringLink, _ number: Int) async throws -> ProviderVerdict {
        await link.perform(
            try ProviderMessageTests.order(try ProviderMessageTests.kinds()[0], id: "order-\(number)"))
    }

    @Test func `a server that says it failed costs no payment, and is left out after some`() async throws {
        try await with(.malfunctions) { link, bad, good, registry in
            for number in 0..<40 {
                let fate = try await authorise(link, number).fate
                #expect(fate == .approved(code: "A00001"))
            }
            #expect(good.heard.withLock { $0.count } == 40)
            #expect(bad.heard.withLock { $0.count } == 5)
            link.refresh()
            let text = String(decoding: registry.exposition(), as: UTF8.self)
            #expect(
                text.contains("vigie_provider_orders_total{server=\"bad\",outcome=\"failed\",reason=\"malfunction\"} 5")
            )
            #expect(text.contains("vigie_provider_orders_total{server=\"good\",outcome=\"approved\",reason=\"\"} 40"))
            #expect(text.contains("vigie_provider_circuit{server=\"bad\",state=\"open\"} 1"))
        }
    }

    @Test(arguments: [
        (0, Fate.unknown(.timedOut)), (1, Fate.unknown(.broken)), (2, Fate.unknown(.wrongAnswer)),
    ])
    func `what may have been done goes nowhere else; its undoing does`(manner: Int, fate: Fate) async throws {
        try await with([.hangs, .resets, .answersWrongly][manner], patience: .seconds(1)) { link, bad, good, _ in
            let verdict = try await authorise(link, 0)
            #expect(verdict == ProviderVerdict(fate, server: "bad"))
            #expect(good.heard.withLock { $0.isEmpty })
            let original = try #require(OperationID(rawValue: "order-0"))
            // Who owes an answer is asked last.
            for name in ["undo-1", "undo-2"] {
                let undone = await link.perform(try ProviderMessageTests.order(.reverse(original), id: name))
                #expect(undone == ProviderVerdict(.approved(code: "A00001"), server: "good"))
            }
            #expect(bad.heard.withLock { $0.map(\.rawValue) } == ["order-0"])
        }
    }

    @Test func `echoes tell which servers are silent`() async throws {
        try await with(.approves) { link, _, _, _ in
            #expect(await link.silentServers(within: .seconds(10)) == [])
        }
    }

    @Test func `without any server everything certainly failed, and stand-in is told apart where it is configured`()
        async throws
    {
        let loop = try EventLoop(name: "acquiring")
        let euro = try #require(Currency("EUR"))
        let link = try WireLink(
            WireLinkConfiguration(host: "127.0.0.1", port: 1, framing: ProviderMessage.profile.framing) {
                ProviderMessage.key(of: $0.message)
            }, on: loop)
        let clocks = AcquiringLink.Clocks(
            elapsed: { .microseconds(SystemClock.monotonicMicroseconds()) },
            now: { Instant(microseconds: SystemClock.wallMicroseconds()) })
        var rules = AcquiringLink.Rules()
        let strict = AcquiringLink([("a", link)], rules: rules, clocks: clocks, metrics: MetricsRegistry())
        let strictly = try await authorise(strict, 1).fate
        #expect(strictly == .failed(.unreachable))
        rules.standIn = StandInRules(floorLimits: [euro: 1_999])
        let registry = MetricsRegistry()
        let lenient = AcquiringLink([("a", link)], rules: rules, clocks: clocks, metrics: registry)
        let verdict = try await authorise(lenient, 2)
        #expect(verdict == ProviderVerdict(.approved(code: StandInRules.code), server: StandInRules.server))
        let kinds = try ProviderMessageTests.kinds()
        // Nothing above the limit, and nothing but an authorisation.
        let large = try ProviderMessageTests.order(kinds[0], id: "large", minor: 2_000)
        let pay = try ProviderMessageTests.order(kinds[1], id: "pay")
        for order in [large, pay] { #expect(await lenient.perform(order).fate == .failed(.unreachable)) }
        #expect(String(decoding: registry.exposition(), as: UTF8.self).contains("vigie_provider_stand_ins_total 1"))
        await link.close(within: .zero)
        await loop.stop()
    }
}
