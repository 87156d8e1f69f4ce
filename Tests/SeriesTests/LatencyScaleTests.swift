import Testing
import Vocabulary

@testable import Series

@Suite struct LatencyScaleTests {
    @Test(arguments: [(6, 0.0079), (4, 0.0313), (3, 0.0626)])
    func `a length of time comes back as near as its scale says`(stepBits: Int, wrongMost: Double) {
        let scale = LatencyScale(stepBits: stepBits)
        var random = SeededRandom(seed: 1)
        for _ in 0..<20_000 {
            let time = Int64(
                UInt64.random(in: 0 ... .max, using: &random) >> UInt64.random(in: 32...63, using: &random))
            let code = scale.code(time)
            let kept = scale.microseconds(code)
            #expect(abs(Double(kept - time)) <= wrongMost * Double(time), "\(time) came back as \(kept)")
            #expect(scale.code(kept) == code)
        }
    }

    @Test func `numbers follow one another without a gap, and the longest time is the last`() {
        for scale in [LatencyScale.total, .phase, .percentile] {
            var before: Int64 = -1
            for code in 0...scale.codeMost {
                #expect(scale.code(scale.microseconds(code)) == code)
                #expect(scale.microseconds(code) > before)
                before = scale.microseconds(code)
            }
            #expect(scale.code(.max) == scale.codeMost && scale.code(-5) == 0)
        }
        #expect(LatencyScale.phase.codeMost <= UInt8.max && LatencyScale.total.codeMost <= UInt16.max)
    }

    @Test func `an instant is kept to the millisecond before 1970 too`() {
        let sample = Sample(at: Instant(microseconds: -1), .ok, total: .zero)
        #expect(sample.milliseconds == -1)
    }
}
