package import Vocabulary

/// Whether a share fails that should not: one chart for each vantage, on the results of all the others, so that a vantage
/// with a fault of its own can never raise them all.
///
/// Each is a CUSUM of the log-likelihood ratio of "a share of `bad` fails" against "a share of `usual` fails".
package struct LossCharts: Sendable, Hashable {
    package private(set) var sums: [Double]
    /// The first failure since all were at zero.
    package private(set) var risingSince: Instant?
    package private(set) var failed = 0
    package private(set) var total = 0
    private var gain: Double
    private var loss: Double
    /// What a chart may at most hold: what is long over must not be paid back for minutes.
    private let most: Double

    package init(vantages: Int, usual: Double, bad: Double, most: Double) {
        sums = Array(repeating: 0, count: max(vantages, 1))
        gain = 0
        loss = 0
        self.most = most
        set(usual: usual, bad: bad)
    }

    package mutating func set(usual: Double, bad: Double) {
        gain = naturalLogarithm(bad / usual)
        loss = naturalLogarithm((1 - usual) / (1 - bad))
    }

    package mutating func fail(_ vantage: Int, at: Instant) {
        if risingSince == nil { risingSince = at }
        failed += 1
        total += 1
        for index in sums.indices where index != vantage || sums.count == 1 {
            sums[index] = min(sums[index] + gain, most)
        }
    }

    package mutating func good(_ vantage: Int, count: Int) {
        guard risingSince != nil else { return }
        total += count
        var isRaised = false
        for index in sums.indices {
            if index != vantage || sums.count == 1 { sums[index] = max(sums[index] - loss * Double(count), 0) }
            if sums[index] > 0 { isRaised = true }
        }
        if !isRaised { reset() }
    }

    package mutating func reset() {
        for index in sums.indices { sums[index] = 0 }
        risingSince = nil
        failed = 0
        total = 0
    }

    /// Of the weakest chart: what remains when any one vantage is left out.
    package var evidence: Double { sums.min() ?? 0 }
    package var isRising: Bool { risingSince != nil }
}
