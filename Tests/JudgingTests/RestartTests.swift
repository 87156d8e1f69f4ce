import Testing
import Vocabulary

@testable import Judging

/// A judge that goes on where another ended.
@Suite struct RestartTests {
    static let outage = World.begin + .seconds(40)

    static func world(seconds: Int64) throws -> World { try CaseTests.world(seconds: seconds) }

    /// What a journal would have kept.
    static func memory(of judge: Judge) -> JudgeMemory {
        var troubles: [Symptom] = []
        for known in judge.book.cases {
            troubles += known.symptoms.filter { known.ailing.contains($0.target) }
        }
        return JudgeMemory(cases: judge.book.cases, history: judge.book.history, troubles: troubles)
    }

    static func restart(_ world: inout World, after seconds: Int64 = 5) {
        let memory = memory(of: world.judge)
        world.jump(to: world.now + .seconds(seconds))
        world.judge = Judge(plan: world.judge.plan, rules: world.judge.rules, remembering: memory, now: world.now)
    }

    @Test func `an outage over a restart is one case, one page, and ends with its first good sample`() throws {
        var world = try Self.world(seconds: 60)
        world.run(seconds: 50)
        #expect(world.pages.count == 1)
        Self.restart(&world)
        #expect(world.judge.verdict(TargetNumber(0)).standing == .down)
        #expect(world.judge.verdict(TargetNumber(0)).since == world.pages[0].page.since)
        world.run(seconds: 800)
        #expect(world.pages.count == 1)
        let ends = world.decisions.compactMap { entry in
            if case .monitoring(let number, let end) = entry.decision { (number, end) } else { nil }
        }
        #expect(ends.map(\.0) == [CaseNumber(1)])
        let end = try #require(ends.first?.1)
        #expect(end >= Self.outage + .seconds(60) && end < Self.outage + .seconds(62))
        #expect(world.judge.book.history.map(\.number) == [CaseNumber(1)])
    }

    @Test func `what ended while nobody watched is watched for a while, then closed`() throws {
        var world = try Self.world(seconds: 15)
        world.run(seconds: 50)
        #expect(world.pages.count == 1)
        Self.restart(&world, after: 30)
        world.run(seconds: 700)
        #expect(world.pages.count == 1)
        #expect(world.judge.book.cases.isEmpty)
        #expect(world.judge.book.history.count == 1)
        #expect(world.judge.verdict(TargetNumber(0)).standing == .up)
    }

    @Test func `what comes back after a restart is the same case, and numbers go on`() throws {
        var world = try Self.world(seconds: 15)
        world.run(seconds: 800)
        #expect(world.judge.book.history.count == 1)
        Self.restart(&world)
        let again = world.now + .seconds(20)
        world.meets = { _, _, at, _ in at >= again ? (.refusedConnection, World.fast) : (.good, World.fast) }
        world.run(seconds: 60)
        #expect(world.pages.count == 2)
        #expect(world.pages[1].page.number == CaseNumber(1))
        #expect(world.pages[1].page.recurrence?.isExact == true)

        let plan = try SmallPlan.one()
        let memory = JudgeMemory(lastNumber: CaseNumber(41))
        var fresh = try Self.world(seconds: 60)
        fresh.judge = Judge(plan: plan, rules: fresh.judge.rules, remembering: memory, now: fresh.now)
        fresh.run(seconds: 60)
        #expect(fresh.pages.map(\.page.number) == [CaseNumber(42)])
    }

    @Test func `a case of which nothing is watched any more is watched from now on`() throws {
        var world = try Self.world(seconds: 60)
        world.run(seconds: 50)
        var memory = Self.memory(of: world.judge)
        memory.troubles = []
        var judge = Judge(plan: world.judge.plan, remembering: memory, now: world.now)
        let decisions = judge.take(.tick, now: world.now)
        #expect(decisions.contains(.monitoring(CaseNumber(1), end: world.now)))
    }

    @Test func `slow probes are waited for, and seldom ones are not stale`() throws {
        let plan = try Plan(
            parts: [Part("shop", .instance)],
            targets: [Target("shop", path: [PartNumber(0)], period: .seconds(30), timeout: .seconds(5))],
            vantages: ["a", "b"])
        var judge = Judge(plan: plan)
        var now = World.begin
        var number: UInt64 = 0
        func hear(_ vantage: Int, _ outcome: Outcome, _ purpose: Purpose, latency: TimeSpan) -> [Decision] {
            number += 1
            return judge.take(
                .observed(
                    Observation(
                        TargetNumber(0), from: VantageNumber(vantage), number: number, purpose: purpose,
                        startedAt: now - latency, latency: latency, outcome: outcome)), now: now)
        }
        for _ in 0..<5 {
            for vantage in 0..<2 { _ = hear(vantage, .good, .scheduled, latency: .seconds(1)) }
            for _ in 0..<30 {
                now = now + .seconds(1)
                _ = judge.take(.tick, now: now)
            }
        }
        #expect(judge.verdict(TargetNumber(0)).standing == .up)
        // A timeout of five seconds is heard, and its burst waits for votes that take as long.
        let decisions = hear(0, .failed(.request, code: ""), .scheduled, latency: .seconds(5))
        let bursts = decisions.compactMap { if case .burst(let order) = $0 { order } else { nil } }
        #expect(bursts.count == 1)
        #expect(bursts.allSatisfy { $0.deadline - $0.notBefore > .seconds(5) })
    }
}
