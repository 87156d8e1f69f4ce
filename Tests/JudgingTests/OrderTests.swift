import JudgingSimulation
import Testing
import Vocabulary

@testable import Judging

/// Results that come late, twice or in another order change nothing wrongly.
@Suite struct OrderTests {
    static let start = World.begin
    static let target = TargetNumber(0)

    /// Twelve seconds of results of one target as they were measured; a share fails, or everything from a moment on.
    static func results(seed: UInt64) -> [Observation] {
        var random = SeededRandom(seed: seed)
        let isDown = seed % 2 == 0
        let share = random.between(0, 0.5)
        var results: [Observation] = []
        var numbers: [UInt64] = [0, 0, 0]
        func add(_ at: Instant, _ vantage: Int, _ purpose: Purpose, _ outcome: Outcome) {
            numbers[vantage] += 1
            results.append(
                Observation(
                    target, from: VantageNumber(vantage), number: numbers[vantage], purpose: purpose, startedAt: at,
                    latency: World.fast, outcome: outcome))
        }
        for tick in 0..<36 {
            let at = start + TimeSpan(microseconds: Int64(tick) * 333_333)
            let failing = isDown ? tick > 20 : random.chance(share)
            add(at, tick % 3, .scheduled, failing ? .refusedConnection : .good)
        }
        for burst in 1...2 {
            for vantage in 0..<3 {
                for _ in 0..<2 {
                    let failing = isDown || random.chance(share)
                    add(
                        start + .seconds(11 + Int64(burst)), vantage, .burst(burst),
                        failing ? .refusedConnection : .good)
                }
            }
        }
        return results
    }

    static func anchors(_ judge: inout Judge, at: Instant) {
        for vantage in 0..<3 {
            for anchor in 0..<3 {
                let result = AnchorResult(vantage: VantageNumber(vantage), anchor: anchor, at: at, isGood: true)
                _ = judge.take(.anchor(result), now: at)
            }
        }
    }

    /// All results arrive at one moment, in this order, within the bound for lateness.
    static func judged(_ results: [Observation]) throws -> Judge {
        var rules = JudgingRules.learned
        rules.lateness = .seconds(15)
        rules.hardTimeout = .seconds(3)
        var judge = Judge(plan: try SmallPlan.one(), rules: rules)
        let now = start + .seconds(14)
        anchors(&judge, at: now)
        for result in results { _ = judge.take(.observed(result), now: now) }
        // Everything is told; time passes until the charts have seen it.
        for second in Int64(1)...25 { _ = judge.take(.tick, now: now + .seconds(second)) }
        return judge
    }

    @Test(arguments: Array(UInt64(1)...12))
    func `any order of arrival comes to the same verdict and the same evidence`(seed: UInt64) throws {
        // Votes come after the question: the burst is asked for by the first failure, whichever that is.
        let results = Self.results(seed: seed)
        let scheduled = results.filter { $0.purpose == .scheduled }
        let votes = results.filter { $0.purpose != .scheduled }
        let first = try Self.judged(scheduled + votes)
        var random = SeededRandom(seed: seed)
        for _ in 0..<4 {
            let other = try Self.judged(
                scheduled.shuffled(using: &random) + votes.filter { $0.purpose == .burst(1) }.shuffled(using: &random)
                    + votes.filter { $0.purpose == .burst(2) }.shuffled(using: &random))
            let (left, right) = (first.targets[0], other.targets[0])
            #expect(left.verdict.standing == right.verdict.standing)
            #expect(left.verdict.since == right.verdict.since)
            #expect(left.loss == right.loss)
            #expect(left.recovery == right.recovery)
        }
    }

    @Test(arguments: Array(UInt64(1)...8))
    func `a result that comes twice is counted once`(seed: UInt64) throws {
        let results = Self.results(seed: seed)
        let once = try Self.judged(results)
        let twice = try Self.judged(results.flatMap { [$0, $0] })
        #expect(once.targets[0].verdict == twice.targets[0].verdict)
        #expect(once.targets[0].loss == twice.targets[0].loss)
        #expect(twice.targets[0].setAside >= results.count)
    }

    @Test func `what comes too late, or from a clock that is ahead, changes no verdict`() throws {
        var judge = Judge(plan: try SmallPlan.one(), rules: .learned)
        let now = Self.start + .seconds(3_600)
        Self.anchors(&judge, at: now)
        var decisions: [Decision] = []
        for number in UInt64(1)...40 {
            let back = Self.start + .seconds(Int64(number))
            for (vantage, at) in [(0, back), (1, now + .minutes(5)), (2, back)] {
                let result = Observation(
                    Self.target, from: VantageNumber(vantage), number: number, startedAt: at, latency: World.fast,
                    outcome: .refusedConnection)
                decisions += judge.take(.observed(result), now: now)
            }
        }
        #expect(decisions.isEmpty)
        #expect(judge.targets[0].setAside == 120)
        #expect(judge.verdict(Self.target).standing == .unknown)
    }

    @Test(arguments: Array(UInt64(1)...30))
    func `never down without a quorum whose anchors answered`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let believed = random.below(3)
        let share = random.between(0.3, 1)
        var world = World.calm(try SmallPlan.one(), seed: seed) { _, vantage, at, random in
            at >= World.begin + .seconds(35) && random.chance(share)
                ? (random.chance(0.5) ? .refusedConnection : .timeout, World.fast) : (.good, World.fast)
        }
        // From a moment on, at most one vantage reaches its anchors.
        world.blind = { vantage, at in at >= World.begin + .seconds(33) && vantage != believed }
        world.run(seconds: 45)
        #expect(world.firstVerdict(.down, of: 0) == nil)
        #expect(world.pages.isEmpty)
    }

    @Test func `a good run is the same as its results one by one`() throws {
        var single = Judge(plan: try SmallPlan.one(), rules: .learned)
        var run = single
        func both(_ input: Input, _ now: Instant) {
            _ = single.take(input, now: now)
            _ = run.take(input, now: now)
        }
        for vantage in 0..<3 {
            let failed = Observation(
                Self.target, from: VantageNumber(vantage), number: 1, startedAt: Self.start, latency: World.fast,
                outcome: .refusedConnection)
            both(.observed(failed), Self.start + World.fast)
        }
        for vantage in 0..<3 {
            for tick in Int64(1)...5 {
                let at = Self.start + .seconds(tick)
                let good = Observation(
                    Self.target, from: VantageNumber(vantage), number: UInt64(tick) + 1, startedAt: at,
                    latency: World.fast, outcome: .good)
                _ = single.take(.observed(good), now: at + World.fast)
            }
            let good = GoodRun(
                Self.target, from: VantageNumber(vantage), number: 6, count: 5, first: Self.start + .seconds(1),
                last: Self.start + .seconds(5))
            _ = run.take(.ran(good), now: Self.start + .seconds(5) + World.fast)
        }
        both(.tick, Self.start + .seconds(20))
        #expect(single.targets[0].loss.evidence > 0)
        #expect(abs(single.targets[0].loss.evidence - run.targets[0].loss.evidence) < 1e-9)
        #expect(single.targets[0].verdict.standing == run.targets[0].verdict.standing)
    }

    @Test func `numbers are known again within their window`() {
        var heard = HeardNumbers()
        var fresh: [Bool] = []
        for number: UInt64 in [100, 100, 99, 99, 163, 100, 101, 99, 1_000, 163] { fresh.append(heard.take(number)) }
        #expect(fresh == [true, false, true, false, true, false, true, false, true, false])
    }
}
