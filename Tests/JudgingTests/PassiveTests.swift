import JudgingSimulation
import Testing
import Vocabulary

@testable import Judging

/// Real traffic: arrivals that stop, and outcomes that turn bad.
@Suite struct PassiveTests {
    static let start = World.begin

    /// Six weeks of a steady rate.
    static func watch(perHour: Double, scatter: Double = 0) -> TrafficWatch {
        var watch = TrafficWatch(rules: .standard)
        for week in 0..<6 {
            let swing = week % 2 == 0 ? scatter : -scatter
            for slot in 0..<HourOfWeek.slots { watch.learn(slot: slot, arrivals: perHour + swing) }
        }
        return watch
    }

    static func seconds(_ watch: inout TrafficWatch, _ arrivals: [Int]) -> Int? {
        for (second, count) in arrivals.enumerated() {
            let from = start + .seconds(Int64(second))
            let finding = watch.hear(
                .init(TargetNumber(0), from: from, until: from + .seconds(1), arrivals: count), offset: 3_600)
            if case .missing = finding { return second + 1 }
        }
        return nil
    }

    @Test func `ten a second that stop are missed within two seconds`() throws {
        var watch = Self.watch(perHour: 36_000)
        #expect(Self.seconds(&watch, Array(repeating: 10, count: 120)) == nil)
        var stopping = Self.watch(perHour: 36_000)
        let found = try #require(
            Self.seconds(&stopping, Array(repeating: 10, count: 60) + Array(repeating: 0, count: 30)))
        #expect(found - 60 <= 3)
    }

    @Test func `half of them are missed within a minute`() throws {
        var watch = Self.watch(perHour: 36_000)
        let found = try #require(Self.seconds(&watch, Array(repeating: 10, count: 60) + Array(repeating: 5, count: 60)))
        #expect(found > 60 && found - 60 <= 30)
    }

    @Test func `a few an hour are never missed: chance makes such gaps`() {
        var watch = Self.watch(perHour: 20)
        #expect(Self.seconds(&watch, [1] + Array(repeating: 0, count: 3_000)) == nil)
        #expect(TrafficWatch.longestGap(rate: 20.0 / 3_600, rules: .standard) == nil)
    }

    @Test func `nothing is expected before three weeks are known`() {
        var watch = TrafficWatch(rules: .standard)
        for slot in 0..<HourOfWeek.slots {
            watch.learn(slot: slot, arrivals: 36_000)
            watch.learn(slot: slot, arrivals: 36_000)
        }
        #expect(Self.seconds(&watch, [10] + Array(repeating: 0, count: 600)) == nil)
        #expect(watch.usual.rate(slot: 3) == nil)
    }

    @Test func `arrivals that scatter are waited for longer`() throws {
        var steady = Self.watch(perHour: 3_600)
        var bursty = Self.watch(perHour: 3_600, scatter: 130)
        let arrivals = [1] + Array(repeating: 0, count: 300)
        let first = try #require(Self.seconds(&steady, arrivals))
        let second = try #require(Self.seconds(&bursty, arrivals))
        #expect(bursty.usual.scatter > 3)
        #expect(second > first * 2)
    }

    @Test func `the hour of the week follows the clocks of the place`() {
        // 1970 began on a Thursday.
        #expect(HourOfWeek.slot(Instant(seconds: 0), offset: 0) == 0)
        #expect(HourOfWeek.slot(Instant(seconds: 0), offset: 3_600) == 1)
        #expect(HourOfWeek.slot(Instant(seconds: 0), offset: -3_600) == 167)
        #expect(HourOfWeek.slot(Instant(seconds: 7 * 86_400 + 7_200), offset: 0) == 2)
        var usual = HourOfWeek()
        for arrivals in [100.0, 120, 5_000, 110, 90, 105] { usual.learn(slot: 1, arrivals: arrivals) }
        #expect(usual.rate(slot: 1) == 107.5 / 3_600)
    }

    @Test func `technical failures of a provider's server are seen, and page alone only when twice as sure`() throws {
        let plan = try Plan(
            parts: [Part("acquirer-1", .providerServer)],
            targets: [
                Target("outcomes at acquirer-1", path: [PartNumber(0)], use: .passive),
                Target("X acquirer-1", path: [PartNumber(0)]),
            ], vantages: ["a", "b", "c"])
        for probesAgree in [false, true] {
            var world = World.calm(plan) { target, _, at, _ in
                probesAgree && at >= Self.start + .seconds(40) ? (.timeout, .seconds(1)) : (.good, World.fast)
            }
            for second in Int64(0)...120 {
                let from = Self.start + .seconds(second)
                let isBad = second >= 40 && second < 55
                let count = OutcomeWatch.Count(
                    TargetNumber(0), from: from, until: from + .seconds(1), good: isBad ? 9 : 10, failed: isBad ? 1 : 0,
                    code: isBad ? "91" : nil)
                world.tell(.outcomes(count), at: from + .seconds(1))
            }
            world.run(seconds: 80)
            let verdict = try #require(world.firstVerdict(.degraded, of: 0))
            #expect(verdict.verdict.since == Self.start + .seconds(40))
            #expect(verdict.at - Self.start <= .seconds(60))
            #expect(world.pages.count == 1)
            let page = try #require(world.pages.first)
            #expect(page.page.symptoms.contains { $0.target == TargetNumber(probesAgree ? 1 : 0) })
        }
    }

    @Test func `refusals are no failures, and a handful of failures is none`() {
        var watch = OutcomeWatch(rules: .standard)
        for second in Int64(0)..<600 {
            let from = Self.start + .seconds(second)
            let found = watch.hear(
                .init(
                    TargetNumber(0), from: from, until: from + .seconds(1), good: 10, failed: second % 60 == 0 ? 1 : 0))
            #expect(found == nil)
        }
    }

    @Test(arguments: [1e-9, 0.002, 0.5, 1, 1.5, 2, 7.77, 1e6, 2.3e10])
    func `logarithms and powers are right without a C library`(value: Double) {
        let logarithm = naturalLogarithm(value)
        #expect(abs(exponential(logarithm) / value - 1) < 1e-12)
        #expect(abs(naturalLogarithm(value * 2) - logarithm - 0.693_147_180_559_945_3) < 1e-12)
    }

    @Test func `known logarithms`() {
        #expect(naturalLogarithm(1) == 0)
        #expect(abs(naturalLogarithm(10) - 2.302_585_092_994_046) < 1e-14)
        #expect(abs(exponential(1) - 2.718_281_828_459_045) < 1e-14)
        #expect(exponential(-800) == 0)
    }
}
