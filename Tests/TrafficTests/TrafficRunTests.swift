import Ledger
import Synchronization
import Testing
import Vocabulary

@testable import Traffic

@Suite struct TrafficRunTests {
    /// Time that passes when somebody sleeps.
    private final class TestClock: Sendable {
        private let microseconds = Mutex<Int64>(0)
        var now: Instant { Instant(microseconds: microseconds.withLock { $0 }) }
        func sleep(_ span: TimeSpan) async {
            microseconds.withLock { $0 += span.microseconds }
            await Task.yield()
        }
    }

    private struct Client: PaymentClient {
        let channel: Channel
        let answer: @Sendable (ArrivalPlan.Arrival) async -> PaymentReport
        func pay(_ arrival: ArrivalPlan.Arrival, _ listener: @escaping StepListener) async -> PaymentReport {
            await answer(arrival)
        }
    }

    private func plan(_ mix: String, rate: Double = 100, seconds: Int64 = 10, most: Int = 1_000) throws
        -> TrafficRun.Plan
    {
        TrafficRun.Plan(
            arrivals: ArrivalPlan(
                seed: 1, rate: rate, mix: try TrafficMix(mix), places: 4, currency: try #require(Currency("EUR"))),
            length: .seconds(seconds), underWayMost: most)
    }

    @Test func `everybody who comes is counted once, with what their client says`() async throws {
        let clock = TestClock()
        let heard = Mutex<Set<Int>>([])
        let run = TrafficRun(
            clients: [
                Client(channel: .ecommerce) { PaymentReport($0.number % 10 == 0 ? .refused : .approved) },
                Client(channel: .alternative) { _ in PaymentReport(.unknown, reason: "no answer") },
            ], now: { clock.now }, sleep: { await clock.sleep($0) })
        let tally = try await run.play(plan("ecommerce=3,apm=1,3ds=1")) { arrival, _ in
            heard.withLock { _ = $0.insert(arrival.number) }
        }
        let count = heard.withLock { $0.count }
        #expect((850...1_150).contains(count))
        #expect(tally.total.ended == count)
        #expect(tally.total.underWay == 0)
        #expect(tally.lines[.alternative]?.fates.keys.map { $0 } == [.unknown])
        #expect(tally.lines[.threeDS]?.reasons.keys.map { $0 } == ["no client speaks 3ds"])
    }

    @Test func `who comes while too many are under way is turned away, and counted`() async throws {
        let clock = TestClock()
        let isOpen = Atomic<Bool>(false)
        let run = TrafficRun(
            clients: [
                Client(channel: .ecommerce) { _ in
                    while !isOpen.load(ordering: .relaxed) { await Task.yield() }
                    return PaymentReport(.approved)
                }
            ], now: { clock.now },
            sleep: { span in
                await clock.sleep(span)
                if clock.now > Instant(microseconds: 9_000_000) { isOpen.store(true, ordering: .relaxed) }
            })
        let tally = try await run.play(plan("ecommerce", most: 5))
        #expect(tally.total.count(of: .approved) >= 5)
        #expect(tally.total.count(of: .failed) > 700)
        #expect(tally.total.reasons.keys.map { $0 } == ["turned away: too many are under way"])
    }

    @Test func `when it is stopped, those who are here are served`() async throws {
        let clock = TestClock()
        let run = TrafficRun(
            clients: [Client(channel: .ecommerce) { _ in PaymentReport(.approved) }], now: { clock.now },
            sleep: { await clock.sleep($0) })
        let tally = try await run.play(plan("ecommerce", seconds: 1_000_000)) { arrival, _ in
            if arrival.number == 50 { run.stop() }
        }
        #expect(tally.total.ended >= 50)
        #expect(tally.total.underWay == 0)
    }
}
