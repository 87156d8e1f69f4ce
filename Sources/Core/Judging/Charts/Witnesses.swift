package import Vocabulary

/// What each vantage saw by itself since a share that fails was noticed.
///
/// What is lost at a target is lost to everybody who asks. What is lost on the ways to it is seen by those who go these ways: two
/// networks that lose at once come about, three do not.
package struct Witnesses: Sendable, Hashable {
    /// By vantage: the log-likelihood ratio of "a share of `bad` fails" against "a share of `usual` fails".
    private var sums: [Double]
    private var heard: [Bool]
    private var lastCounted: [Instant]
    private let gain: Double
    private let loss: Double

    package init(vantages: Int, usual: Double, bad: Double) {
        sums = Array(repeating: 0, count: vantages)
        heard = Array(repeating: false, count: vantages)
        lastCounted = Array(repeating: Instant(microseconds: .min), count: vantages)
        gain = naturalLogarithm(bad / usual)
        loss = naturalLogarithm((1 - usual) / (1 - bad))
    }

    /// Those within a period are one: they come in clusters.
    package mutating func fail(_ vantage: Int, at: Instant, period: TimeSpan) {
        heard[vantage] = true
        guard at >= lastCounted[vantage] + period - TargetJudge.slack else { return }
        lastCounted[vantage] = at
        sums[vantage] += gain
    }

    package mutating func good(_ vantage: Int, count: Int) {
        heard[vantage] = true
        sums[vantage] -= loss * Double(count)
    }

    /// Whether so many see it, or all that are heard where they are fewer.
    package func areEnough(_ least: Int) -> Bool {
        sums.count { $0 > 0 } >= min(least, heard.count { $0 })
    }
}
