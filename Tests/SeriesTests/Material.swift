import Vocabulary

@testable import Series

let noon = Instant(seconds: 1_790_000_000)

/// Probes as they come: a schedule with its delays, answers around a mean with a long tail, and now and then a failure.
struct ProbeModel {
    var period: Int64 = 1_000_000
    /// How late the schedule starts a probe, at most.
    var delayMost: Int64 = 900
    var phases: [(phase: Sample.Phase, mean: Double)] = [
        (.connect, 8_000), (.secure, 19_000), (.wait, 24_000), (.receive, 300),
    ]
    /// The spread of a phase, as a share of its mean.
    var spread = 0.08
    var slowShare = 0.01
    var failureShare = 0.002

    func samples(_ count: Int, from start: Instant = noon, _ random: inout SeededRandom) -> [Sample] {
        (0..<count).map { number in
            let delay = Int64.random(in: 0...delayMost, using: &random)
            let instant = start + TimeSpan(microseconds: Int64(number) * period + delay)
            if Double.random(in: 0..<1, using: &random) < failureShare {
                return Sample(
                    at: instant, SampleOutcome(.failed, at: .receive, code: 110), total: .seconds(1),
                    phases: [.connect: TimeSpan(microseconds: 8_000)])
            }
            let isSlow = Double.random(in: 0..<1, using: &random) < slowShare
            var total: Int64 = 0
            var spans: [Sample.Phase: TimeSpan] = [:]
            for (phase, mean) in phases {
                // The sum of twelve even chances is near to a normal one.
                let normal = (0..<12).reduce(-6.0) { sum, _ in sum + .random(in: 0..<1, using: &random) }
                let time = Int64(max(mean * (1 + spread * normal) * (isSlow && phase == .wait ? 6 : 1), 1))
                spans[phase] = TimeSpan(microseconds: time)
                total += time
            }
            return Sample(at: instant, .ok, total: TimeSpan(microseconds: total), phases: spans)
        }
    }
}

/// Samples of no sense at all, which are samples still.
func wildSamples(_ count: Int, _ random: inout SeededRandom) -> [Sample] {
    (0..<count).map { _ in
        let kind = SampleOutcome.Kind.allCases.randomElement(using: &random) ?? .ok
        let stage = SampleOutcome.Stage.allCases.randomElement(using: &random) ?? .none
        func span() -> TimeSpan {
            TimeSpan(
                microseconds: Int64(
                    UInt64.random(in: 0 ... .max, using: &random) >> UInt64.random(in: 1...60, using: &random)))
        }
        let spread: Int64 = Bool.random(using: &random) ? 5_000 : 7_999_999_999_000
        var phases: [Sample.Phase: TimeSpan] = [:]
        for phase in Sample.Phase.allCases where Bool.random(using: &random) { phases[phase] = span() }
        return Sample(
            at: Instant(microseconds: Int64.random(in: 0..<spread, using: &random) * 1_000),
            SampleOutcome(kind, at: stage, code: .random(in: 0 ... .max, using: &random)), total: span(), phases: phases
        )
    }
}
