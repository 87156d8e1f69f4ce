import JudgingSimulation
import Testing
import Vocabulary

@testable import Judging

/// Loss on the ways of some vantages is not loss at the target.
@Suite struct WitnessTests {
    static let trouble = World.begin + .seconds(60)

    /// Vantages that lose a share, from `trouble` on for so long.
    static func world(_ lossy: Set<Int>, _ share: Double, seconds: Int64, seed: UInt64) throws -> World {
        try World.calm(SmallPlan.one(), seed: seed) { _, vantage, at, random in
            let isLossy = lossy.contains(vantage) && at >= trouble && at < trouble + .seconds(seconds)
            return random.chance(isLossy ? share : 0.0002) ? (.timeout, .seconds(1)) : (.good, World.fast)
        }
    }

    @Test func `two vantages that lose for a while wake nobody`() throws {
        for seed in UInt64(1)...6 {
            for share in [0.2, 0.35, 0.5] {
                var world = try Self.world([0, 1], share, seconds: 60, seed: seed)
                world.run(seconds: 240)
                #expect(world.pages.isEmpty, "seed \(seed), \(share)")
                #expect(world.firstVerdict(.down, of: 0) == nil)
            }
        }
    }

    @Test func `what two of three see for minutes is told`() throws {
        for seed in UInt64(1)...4 {
            var world = try Self.world([0, 2], 0.3, seconds: 400, seed: seed)
            world.run(seconds: 400)
            #expect(world.pages.count == 1, "seed \(seed)")
            let paged = try #require(world.pages.first?.at)
            #expect(paged - Self.trouble >= JudgingRules.standard.lossOfFewLasts)
            #expect(paged - Self.trouble <= .seconds(180))
        }
    }

    @Test func `what all see is told as soon as it lasts`() throws {
        var late = 0
        for seed in UInt64(1)...12 {
            var world = try Self.world([0, 1, 2], 0.05, seconds: 300, seed: seed)
            world.run(seconds: 360)
            #expect(world.pages.count == 1, "seed \(seed)")
            let verdict = try #require(world.firstVerdict(.degraded, of: 0), "seed \(seed)")
            let paged = try #require(world.pages.first?.at, "seed \(seed)")
            if paged - verdict.at > .seconds(60) { late += 1 }
        }
        #expect(late <= 1)
    }

    @Test func `where two vantages are all there is, two are enough`() throws {
        var world = World.calm(try SmallPlan.one(vantages: 2), seed: 2) { _, _, at, random in
            random.chance(at >= Self.trouble ? 0.2 : 0.0002) ? (.timeout, .seconds(1)) : (.good, World.fast)
        }
        world.run(seconds: 150)
        let paged = try #require(world.pages.first?.at)
        #expect(paged - Self.trouble < JudgingRules.standard.lossOfFewLasts)
    }

    @Test func `a vantage is a witness by what it saw, and failures in a cluster are one`() {
        var witnesses = Witnesses(vantages: 3, usual: 0.001, bad: 0.05)
        #expect(witnesses.areEnough(3), "nobody was heard, so nobody is missing")
        for vantage in 0..<2 { witnesses.fail(vantage, at: Self.trouble, period: .seconds(1)) }
        #expect(witnesses.areEnough(3), "all that were heard saw it")
        witnesses.good(2, count: 10)
        #expect(!witnesses.areEnough(3))
        witnesses.fail(2, at: Self.trouble, period: .seconds(1))
        #expect(witnesses.areEnough(3))
        // One failure speaks for some 78 probes, and no second one within the period adds to it.
        witnesses.fail(2, at: Self.trouble + TimeSpan(microseconds: 500_000), period: .seconds(1))
        witnesses.good(2, count: 80)
        #expect(!witnesses.areEnough(3))
    }
}
