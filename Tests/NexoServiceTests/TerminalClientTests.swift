import Clients
import ISO8583
import Ledger
import Nexo
import NexoService
import NexoServiceSupport
import Roles
import Synchronization
import Testing
import Traffic
import Vocabulary
import Wire

/// The terminals of `vigie traffic` at a real host, mutual TLS, a real authorisation server and a real ledger.
@Suite struct TerminalClientTests {
    private func terminals(
        _ chain: Chain, through link: (any FrameLink)? = nil,
        _ configure: (inout NexoTerminals.Rules) -> Void = { _ in }
    ) -> NexoTerminals {
        var rules = NexoTerminals.Rules()
        rules.advicePause = .milliseconds(1)
        configure(&rules)
        return NexoTerminals(
            link: link ?? chain.terminal, rules: rules, now: { chain.bench.now },
            sleep: { try? await Task.sleep(for: $0) })
    }

    private func arrivals(_ count: Int) throws -> [ArrivalPlan.Arrival] {
        var plan = ArrivalPlan(
            seed: 9, rate: 10, mix: try TrafficMix("instore-nexo"), places: 4, currency: try #require(Currency("EUR")))
        return (0..<count).map { _ in plan.next() }
    }

    private static let nobody: StepListener = { _ in }

    /// A sale as the ledger calls it.
    private func name(_ report: PaymentReport) throws -> TransactionName {
        let parts = try #require(report.reference).split(separator: "-", maxSplits: 2).map(String.init)
        let time = try #require(NexoTime(parts[2]))
        return TransactionName(party: parts[0], reference: parts[1], at: time.instant)
    }

    @Test func `sales are completed, taken at once or sent in batches, and the shops get all of it`() async throws {
        let bench = try await Bench()
        try await Chain.run(bench) { chain in
            let terminals = terminals(chain)
            let ended = try await withThrowingTaskGroup(of: (ArrivalPlan.Arrival, PaymentReport).self) { group in
                for arrival in try arrivals(60) { group.addTask { (arrival, await terminals.pay(arrival)) } }
                var ended: [(ArrivalPlan.Arrival, PaymentReport)] = []
                for try await one in group { ended.append(one) }
                return ended
            }
            #expect(ended.count == 60)
            let left = await terminals.closeDay(Self.nobody)
            #expect(left == 0)
            await bench.performDuties(chain.server)
            for (arrival, report) in ended {
                #expect(report.fate == .approved)
                let payment = try #require(try await bench.store.payment(try name(report).payment))
                #expect(payment.captured == arrival.amount.minor)
                #expect(payment.held == 0)
            }
            #expect(Set(ended.compactMap(\.1.reference)).count == 60)
        }
        #expect(bench.provider.doubled == 0)
        try await bench.audit()
        await bench.close()
    }

    @Test func `a refusal is no failure, and nothing is left of it`() async throws {
        let bench = try await Bench()
        bench.provider.set(.refusing)
        try await Chain.run(bench) { chain in
            let arrival = try arrivals(1)[0]
            let report = await terminals(chain).pay(arrival)
            #expect(report.fate == .refused)
            #expect(report.reason == "code 51")
        }
        await bench.close()
    }

    @Test func `what the provider may have done is reversed by the terminal, too`() async throws {
        let bench = try await Bench()
        bench.provider.set(.mute)
        try await Chain.run(bench) { chain in
            let arrival = try arrivals(1)[0]
            let report = await terminals(chain).pay(arrival)
            #expect(report.fate == .reversed)
            #expect(report.reason == "TECH 91")
            bench.provider.set(.well)
            await bench.performDuties(chain.server)
            #expect(bench.provider.books(of: try name(report).order) == ModelProvider.Books())
        }
        try await bench.audit()
        await bench.close()
    }

    @Test func `an answer that comes when nobody waits any more charges nobody`() async throws {
        let bench = try await Bench()
        bench.provider.hang()
        let steps = Mutex<[PaymentStep]>([])
        try await Chain.run(bench) { chain in
            let arrival = try arrivals(1)[0]
            let hasty = terminals(chain) { $0.answerTime = .milliseconds(100) }
            let report = await hasty.pay(arrival) { step in steps.withLock { $0.append(step) } }
            #expect(report.fate == .reversed)
            #expect(report.reason == "timed-out")
            bench.provider.goOn()
            #expect(await eventually { await chain.terminal.statistics().lateAnswers == 1 })
            await bench.performDuties(chain.server)
            #expect(bench.provider.books(of: try name(report).order) == ModelProvider.Books())
        }
        let told = steps.withLock { $0 }
        #expect(told.map(\.kind) == [.asked, .missed, .decided, .asked, .heard, .decided])
        let everything = told.flatMap { [$0.text] + $0.details }.joined(separator: "\n")
        #expect(everything.contains("999901"), "the masked card is there")
        #expect(everything.firstMatch(of: #/999901\d{10}/#) == nil, "the card is not")
        await bench.close()
    }

    @Test func `messages have a MAC, and one of another key takes no payment`() async throws {
        let key = NexoTerminals.testKey
        let other = NexoMACKey(name: "VIGIE-TEST", version: "2026", bytes: Array("vigie test key 2".utf8))
        let bench = try await Bench()
        try await Chain.run(
            bench,
            configure: {
                $0.key = key
                $0.demandsMAC = true
            }
        ) { chain in
            let arrival = try arrivals(1)[0]
            let right = await terminals(chain) { $0.demandsMAC = true }.pay(arrival)
            #expect(right.fate == .approved)
            let wrong = await terminals(chain) { $0.key = other }.pay(arrival)
            #expect(wrong.fate == .failed)
            #expect(wrong.reason == "rejected SECU")
            let none = await terminals(chain) { $0.key = nil }.pay(arrival)
            #expect(none.reason == "rejected SECU")
        }
        await bench.close()
    }

    @Test func `an approval that somebody has changed on its way is not believed, and reversed`() async throws {
        let bench = try await Bench()
        try await Chain.run(bench, configure: { $0.key = NexoTerminals.testKey }) { chain in
            let changing = ChangingLink(link: chain.terminal) { text in
                text.replacing("<RspnToAuthstn><Rspn>APPR", with: "<RspnToAuthstn><Rspn>DECL")
            }
            let arrival = try arrivals(1)[0]
            let report = await terminals(chain, through: changing).pay(arrival)
            #expect(report.fate == .reversed)
            #expect(report.reason == "MAC wrong")
            await bench.performDuties(chain.server)
            #expect(bench.provider.books(of: try name(report).order) == ModelProvider.Books())
        }
        await bench.close()
    }

    @Test func `who demands a MAC believes nobody that has no key, and says that the fate is unknown`() async throws {
        let bench = try await Bench()
        try await Chain.run(bench) { chain in
            let arrival = try arrivals(1)[0]
            let strict = terminals(chain) {
                $0.demandsMAC = true
                $0.advicesMost = 2
            }
            let report = await strict.pay(arrival)
            #expect(report.fate == .unknown)
            #expect(report.reason == "MAC absent")
        }
        await bench.close()
    }

    @Test func `a batch that nobody hears is kept, told, and taken later`() async throws {
        let bench = try await Bench()
        try await Chain.run(bench) { chain in
            let silent = SilentLink(link: chain.terminal)
            let terminals = terminals(chain, through: silent) { $0.advicesMost = 2 }
            // The ninth and tenth of ten customers are told by batch.
            let batched = try arrivals(30).filter { $0.number % 10 >= 8 }
            for arrival in batched {
                let report = await terminals.pay(arrival)
                #expect(report.fate == .approved)
            }
            silent.isSilent.withLock { $0 = true }
            let kept = await terminals.closeDay(Self.nobody)
            #expect(kept == batched.count)
            silent.isSilent.withLock { $0 = false }
            let left = await terminals.closeDay(Self.nobody)
            #expect(left == 0)
        }
        await bench.close()
    }
}

/// Changes what comes back over a link.
private struct ChangingLink: FrameLink {
    let link: any FrameLink
    let change: @Sendable (String) -> String

    func ask(_ message: [UInt8], header: [UInt8], key: String, within limit: Duration) async -> FrameReply {
        let reply = await link.ask(message, header: header, key: key, within: limit)
        guard case .answered(var frame) = reply else { return reply }
        frame.message = Array(change(String(decoding: frame.message, as: UTF8.self)).utf8)
        return .answered(frame)
    }
}

/// A link whose other end says nothing while it is silent, and does what it is told.
private final class SilentLink: FrameLink {
    let isSilent = Mutex(false)
    private let link: any FrameLink

    init(link: any FrameLink) { self.link = link }

    func ask(_ message: [UInt8], header: [UInt8], key: String, within limit: Duration) async -> FrameReply {
        let reply = await link.ask(message, header: header, key: key, within: limit)
        return isSilent.withLock { $0 } ? .unanswered(.timedOut) : reply
    }
}
