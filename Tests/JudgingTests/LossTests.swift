import JudgingSimulation
import Testing
import Vocabulary

@testable import Judging

/// A share that fails, slow answers, and the slow layer.
@Suite struct LossTests {
    static let trouble = World.begin + .seconds(60)

    static func world(_ share: Double, usual: Double = 0.001, seed: UInt64) throws -> World {
        try World.calm(SmallPlan.one(), seed: seed) { _, _, at, random in
            let share = at >= trouble && at < trouble + .seconds(90) ? share : usual
            return random.chance(share) ? (.timeout, .seconds(1)) : (.good, World.fast)
        }
    }

    @Test func `five in a hundred are seen within a minute, from the first that failed`() throws {
        for seed in UInt64(1)...8 {
            var world = try Self.world(0.05, seed: seed)
            world.run(seconds: 95)
            let verdict = try #require(world.firstVerdict(.degraded, of: 0), "seed \(seed)")
            #expect(verdict.at - Self.trouble <= .seconds(60), "seed \(seed)")
            guard case .loss(let failed, let of, let evidence, let needed) = verdict.verdict.explanation.rule else {
                Issue.record("\(verdict.verdict.explanation.rule)")
                return
            }
            #expect(failed > 3 && failed < of && evidence >= needed)
            #expect(!verdict.verdict.explanation.samples.isEmpty)
            #expect(world.firstVerdict(.down, of: 0) == nil)
        }
    }

    @Test func `it is paged once when it lasts, and ends with the first good sample of what stayed good`() throws {
        var world = try Self.world(0.1, seed: 3)
        world.run(seconds: 300)
        #expect(world.pages.count == 1)
        #expect(world.judge.verdict(TargetNumber(0)).standing == .up)
        let ends = world.decisions.compactMap { entry in
            if case .recovered(_, _, let to) = entry.decision { to } else { nil }
        }
        #expect(ends.count == 1)
        let end = try #require(ends.first)
        #expect(end - (Self.trouble + .seconds(90)) <= .seconds(40))
        #expect((Self.trouble + .seconds(90)) - end <= .seconds(40))
    }

    @Test func `the rate is raised while in doubt, and never for long`() throws {
        var world = try Self.world(0.02, usual: 0.02, seed: 4)
        world.run(seconds: 120)
        var raised = 0.0
        var last = World.begin
        for (at, decision) in world.decisions {
            if case .raise(_, let perSecond, let until) = decision {
                #expect(perSecond == 10)
                #expect(until - at <= .seconds(2))
                raised += Double((until - max(last, at)).microseconds) / 1e6
                last = until
            }
        }
        #expect(raised > 0)
        #expect(raised <= 60 + 150 * 0.2 + 2)
    }

    @Test func `slow answers are a share too, where it is known what is usual`() throws {
        var plan = try SmallPlan.one()
        plan = try Plan(
            parts: plan.parts,
            targets: [Target("shop", path: plan.targets[0].path, slowFrom: TimeSpan(microseconds: 200_000))],
            vantages: plan.vantages)
        var world = World.calm(plan) { _, _, at, _ in
            (.good, at >= Self.trouble ? TimeSpan(microseconds: 300_000) : World.fast)
        }
        world.run(seconds: 90)
        let verdict = try #require(world.firstVerdict(.degraded, of: 0))
        guard case .slow = verdict.verdict.explanation.rule else {
            Issue.record("\(verdict.verdict.explanation.rule)")
            return
        }
        #expect(world.pages.count == 1)
    }

    @Test func `a loss too small for the charts burns the allowance over hours`() throws {
        var burn = BurnRate(vantages: 3)
        func feed(minutes: ClosedRange<Int64>, failing: Int) {
            for minute in minutes {
                for vantage in 0..<3 {
                    _ = burn.count(vantage, failed: failing, of: 60, at: Instant(seconds: minute * 60))
                }
            }
        }
        feed(minutes: 1...400, failing: 0)
        #expect(burn.alarm(objective: 0.999, usual: 0.001) == nil)
        feed(minutes: 401...470, failing: 2)
        let alarm = try #require(burn.alarm(objective: 0.999, usual: 0.001))
        #expect(alarm.isPage)
        #expect(alarm.long == .hours(1))
        #expect(abs(alarm.times - 32.3) < 0.1)
        // What usually fails is no burn, and what one vantage alone sees is none either.
        #expect(burn.alarm(objective: 0.999, usual: 0.033) == nil)
        var alone = BurnRate(vantages: 3)
        for minute in Int64(1)...470 {
            for vantage in 0..<3 {
                let failed = vantage == 1 && minute > 400 ? 30 : 0
                _ = alone.count(vantage, failed: failed, of: 60, at: Instant(seconds: minute * 60))
            }
        }
        #expect(alone.alarm(objective: 0.999, usual: 0.001) == nil)
    }

    @Test func `what usually fails is learned from quiet hours, within bounds`() {
        var share = LearnedShare(.standard)
        #expect(share.value == JudgingRules.standard.initialShare)
        for hour in Int64(0)...400 { _ = share.count(failed: 5, of: 1_000, at: Instant(seconds: hour * 3_600)) }
        #expect(abs(share.value - 0.005) < 0.001)
        for hour in Int64(401)...2_000 { _ = share.count(failed: 500, of: 1_000, at: Instant(seconds: hour * 3_600)) }
        #expect(share.value == JudgingRules.standard.shareMost)
        for hour in Int64(2_001)...5_000 { _ = share.count(failed: 0, of: 1_000, at: Instant(seconds: hour * 3_600)) }
        #expect(share.value == JudgingRules.standard.shareLeast)
    }
}
