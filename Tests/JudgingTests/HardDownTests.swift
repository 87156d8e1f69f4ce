import Testing
import Vocabulary

@testable import Judging

/// Down: from the first failed probe to the verdict, the page, and the end.
@Suite struct HardDownTests {
    static let outage = World.begin + .seconds(40)

    static func world(
        _ answer: World.Answer, seconds: Int64, seed: UInt64 = 1, vantages: Int = 3
    ) throws -> World {
        try World.calm(SmallPlan.one(vantages: vantages), seed: seed) { _, _, at, _ in
            at >= outage && at < outage + .seconds(seconds) ? answer : (.good, World.fast)
        }
    }

    @Test(arguments: [(Outcome.refusedConnection, Int64(20_000)), (.timeout, 1_000_000)])
    func `down within three seconds, by the first failed sample, and one page`(
        outcome: Outcome, latency: Int64
    ) throws {
        for seed in UInt64(1)...5 {
            var world = try Self.world((outcome, TimeSpan(microseconds: latency)), seconds: 40, seed: seed)
            world.run(seconds: 120)
            let down = try #require(world.firstVerdict(.down, of: 0))
            #expect(down.at - Self.outage <= .seconds(3))
            #expect(down.verdict.since >= Self.outage)
            #expect(down.verdict.since - Self.outage <= .seconds(1))
            #expect(down.verdict.explanation.samples.first?.at == down.verdict.since)
            guard case .quorum(let failed, let counted, let vantages) = down.verdict.explanation.rule else {
                Issue.record("\(down.verdict.explanation.rule)")
                return
            }
            #expect(failed >= 5 && counted >= failed && vantages >= 2)
            #expect(world.pages.count == 1)
            #expect(try #require(world.pages.first).page.since == down.verdict.since)
        }
    }

    @Test func `the end is the first good sample`() throws {
        var world = try Self.world((.refusedConnection, World.fast), seconds: 40)
        world.run(seconds: 120)
        let ends = world.decisions.compactMap { entry in
            if case .recovered(_, let from, let to) = entry.decision { (from, to) } else { nil }
        }
        let end = try #require(ends.first)
        #expect(ends.count == 1)
        #expect(end.1 >= Self.outage + .seconds(40))
        #expect(end.1 - (Self.outage + .seconds(40)) <= .seconds(1))
        #expect(world.judge.verdict(TargetNumber(0)).standing == .up)
        #expect(world.judge.verdict(TargetNumber(0)).since == end.1)
    }

    @Test func `a business refusal is a sign of life`() throws {
        var world = try Self.world((.refused, World.fast), seconds: 40)
        world.run(seconds: 120)
        #expect(world.firstVerdict(.down, of: 0) == nil)
        #expect(world.pages.isEmpty)
    }

    @Test func `less than a second is written down, and wakes nobody`() throws {
        var world = try World.calm(SmallPlan.one()) { _, _, at, _ in
            at >= Self.outage && at < Self.outage + TimeSpan(microseconds: 700_000)
                ? (.refusedConnection, World.fast) : (.good, World.fast)
        }
        world.run(seconds: 60)
        #expect(world.pages.isEmpty)
        let micro = world.decisions.compactMap { entry in
            if case .microOutage(_, let from, let to, _) = entry.decision { (from, to) } else { nil }
        }
        #expect(micro.count == 1)
        #expect(try #require(micro.first).0 >= Self.outage)
        #expect(world.judge.verdict(TargetNumber(0)).standing == .up)
    }

    @Test func `three short ones within ten minutes are one page that says unstable`() throws {
        var world = try World.calm(SmallPlan.one()) { _, _, at, _ in
            let into = (at - Self.outage).microseconds
            guard into >= 0, into < 180_000_000, into % 60_000_000 < 700_000 else { return (.good, World.fast) }
            return (.refusedConnection, World.fast)
        }
        world.run(seconds: 240)
        #expect(world.pages.count == 1)
        guard case .unstable(let times, _)? = world.pages.first?.page.symptoms.first?.explanation.rule else {
            Issue.record("no page that says unstable")
            return
        }
        #expect(times == 3)
    }

    @Test func `what comes back within ten minutes opens the case again, and pages again only as unstable`() throws {
        var world = try World.calm(SmallPlan.one()) { _, _, at, _ in
            let into = (at - Self.outage).microseconds
            guard into >= 0, into < 480_000_000, into % 120_000_000 < 20_000_000 else { return (.good, World.fast) }
            return (.refusedConnection, World.fast)
        }
        world.run(seconds: 560)
        let reopened = world.decisions.count { entry in
            if case .reopened = entry.decision { true } else { false }
        }
        #expect(reopened == 3)
        #expect(world.pages.map(\.page.isUnstable) == [false, true])
        #expect(Set(world.pages.map(\.page.number)).count == 1)
        let spans = try #require(world.judge.book.cases.first).spans
        #expect(spans.count == 4)
        #expect(spans.allSatisfy { $0.to != nil })
    }

    @Test func `one vantage is enough where there is only one, with six votes`() throws {
        var world = try Self.world((.refusedConnection, World.fast), seconds: 40, vantages: 1)
        world.run(seconds: 60)
        let down = try #require(world.firstVerdict(.down, of: 0))
        guard case .quorum(let failed, _, let vantages) = down.verdict.explanation.rule else { return }
        #expect(failed >= 5)
        #expect(vantages == 1)
        #expect(down.at - Self.outage <= .seconds(3))
    }
}
