import Ledger
import Testing
import Vocabulary

@testable import Traffic

@Suite struct ArrivalPlanTests {
    private func arrivals(_ seed: UInt64, rate: Double = 50, count: Int) throws -> [ArrivalPlan.Arrival] {
        var plan = ArrivalPlan(
            seed: seed, rate: rate, mix: .usual, places: 8, currency: try #require(Currency("EUR")))
        return (0..<count).map { _ in plan.next() }
    }

    @Test func `the same seed gives the same customers, another one others`() throws {
        #expect(try arrivals(3, count: 500) == arrivals(3, count: 500))
        #expect(try arrivals(3, count: 50) != arrivals(4, count: 50))
    }

    @Test func `they come at the rate, and as those who know nothing of each other`() throws {
        let all = try arrivals(11, rate: 50, count: 20_001)
        let times = all.map { Double($0.after.microseconds) / 1_000_000 }
        #expect(zip(times, times.dropFirst()).allSatisfy(<=))
        let pauses = zip(times, times.dropFirst()).map { $1 - $0 }
        let mean = pauses.reduce(0, +) / Double(pauses.count)
        #expect(abs(mean - 0.02) < 0.02 * 0.05)
        // Of exponential pauses, 1 − 1/e are shorter than their mean, and the deviation is the mean.
        let short = Double(pauses.count { $0 < 0.02 }) / Double(pauses.count)
        #expect(abs(short - 0.632) < 0.02)
        let variance = pauses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(pauses.count)
        #expect(abs(variance.squareRoot() - mean) < mean * 0.05)
    }

    @Test func `amounts are what a ledger takes, and a few are refused`() throws {
        let all = try arrivals(5, count: 5_000)
        #expect(all.allSatisfy { (1...Money.most).contains($0.amount.minor) })
        #expect((50...160).contains(all.count { $0.isPoor }))
        #expect(Set(all.map(\.place)) == Set(0..<8))
        #expect(all.map(\.number) == Array(0..<5_000))
    }
}
