import Testing
import Vocabulary

@testable import Series

@Suite struct RollupTests {
    @Test(arguments: 1...12)
    func `rollups of parts, in any order, are the rollup of all`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let samples = (ProbeModel().samples(300, &random) + wildSamples(60, &random)).shuffled(using: &random)
        let whole = Rollup(samples)
        var parts = SampleChunk(samples).split(most: Int.random(in: 1...80, using: &random)).map { Rollup($0.samples) }
        parts.shuffle(using: &random)
        var sum = Rollup()
        for part in parts { sum.merge(part) }
        #expect(sum == whole)
        #expect(whole.count == 360)
    }

    @Test func `it counts each kind, and times only answers`() {
        let rollup = Rollup([
            Sample(at: noon, .ok, total: TimeSpan(microseconds: 40), phases: [.connect: TimeSpan(microseconds: 7)]),
            Sample(at: noon, SampleOutcome(.refused, code: 5), total: TimeSpan(microseconds: 60)),
            Sample(at: noon, SampleOutcome(.failed, at: .connect), total: .seconds(3)),
            Sample(at: noon, SampleOutcome(.unknown, at: .own), total: .zero),
        ])
        #expect(rollup.count == 4 && rollup.failures == 1 && rollup.answered == 2 && rollup[.unknown] == 1)
        #expect(rollup.shortest?.microseconds == 40 && rollup.longest?.microseconds == 60)
        #expect(rollup.mean?.microseconds == 50 && rollup.mean(of: .connect)?.microseconds == 3)
        let empty = Rollup([Sample(at: noon, SampleOutcome(.failed, at: .connect), total: .seconds(3))])
        #expect(empty.mean == nil && empty.percentile(0.5) == nil && empty.longest == nil)
    }

    @Test(arguments: 1...6)
    func `a percentile is at most 4 % beside the true one`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let samples = ProbeModel(spread: 0.4, slowShare: 0.05, failureShare: 0).samples(5_000, &random)
        let times = samples.map(\.total.microseconds).sorted()
        let rollup = Rollup(samples)
        for share in [0.01, 0.5, 0.9, 0.99, 0.999, 1] {
            let exact = times[max(Int((share * 5_000).rounded(.up)), 1) - 1]
            let told = rollup.percentile(share)?.microseconds ?? 0
            #expect(abs(Double(told - exact)) <= 0.04 * Double(exact), "\(share): \(told) for \(exact)")
        }
    }

    @Test func `a block keeps the spans of its time and gives them in order`() throws {
        var random = SeededRandom(seed: 2)
        let start = Instant(seconds: 1_790_000_000 / 3_840 * 3_840)
        let samples = ProbeModel(period: 20_000_000).samples(150, from: start, &random)
        var block = RollupBlock(.minute, number: RollupBlock.number(.minute, of: samples[0].milliseconds))
        for sample in samples.shuffled(using: &random) { block.add(sample) }
        #expect(block.start == start)
        #expect(block.spans.map(\.start) == (0..<50).map { start + .minutes($0) })
        #expect(block.spans.map(\.rollup.count).reduce(0, +) == 150)
        #expect(try RollupBlock(encoded: block.encoded()) == block)
    }

    @Test func `coarser rollups never end before finer ones`() {
        let rule = RetentionRule(samples: .days(9), minutes: .days(3), hours: .days(5), days: .days(1))
        #expect(RollupLevel.allCases.map(rule.span) == [.days(9), .days(9), .days(9)])
        #expect(RetentionRule.standard.span(of: .day) > RetentionRule.standard.span(of: .hour))
    }
}
