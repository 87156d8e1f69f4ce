import CB2A
import ISO8583
import Ledger
import Roles
import Synchronization
import Telemetry
import Testing
import Vocabulary

@testable import TerminalHost

/// A provider that refuses to undo, until somebody has seen to it there. The reference provider never does.
private final class StubbornProvider: ProviderLink {
    let verdict = Mutex(Fate.refused(.invalidTransaction))

    func perform(_ order: ProviderOrder) async -> ProviderVerdict {
        ProviderVerdict(verdict.withLock { $0 }, server: "a")
    }
}

@Suite struct RefusedReversalTests {
    @Test func `a reversal that the provider refuses is told, and asked for again until it is confirmed`() async throws
    {
        try await Bench.with { bench in
            let told = Mutex<[String]>([])
            let registry = MetricsRegistry()
            let figures = HostFigures(
                registry, outcomes: OutcomeCounters(registry),
                reversalRefused: { _, code, tries in told.withLock { $0.append("\(code) \(tries)") } },
                reversalConfirmed: { _ in told.withLock { $0.append("confirmed") } })
            let provider = StubbornProvider()
            let far = Instant(seconds: 1 << 40)
            let authoriser = Authoriser(store: bench.store, provider: provider, figures: figures, now: { far })
            let name = try #require(ExchangeName(try request(1).key, now: Bench.now()))
            let amount = Money(1_000, try #require(Currency("EUR")))
            #expect(await authoriser.undo(name, amount, "SHOP 1", cause: "terminal"))
            let later = Authoriser(
                store: bench.store, provider: provider, figures: figures, now: { Instant(seconds: 1 << 41) })
            #expect(try await later.undoDue() == 1)
            provider.verdict.withLock { $0 = .approved(code: "123456") }
            let atLast = Authoriser(
                store: bench.store, provider: provider, figures: figures, now: { Instant(seconds: 1 << 42) })
            #expect(try await atLast.undoDue() == 0)
            #expect(told.withLock { $0 } == ["12 1", "12 2", "confirmed"])
            let left = try await bench.store.due(Undoing.kind, until: Instant(seconds: 1 << 43), limit: 10)
            #expect(left.isEmpty)
        }
    }
}
