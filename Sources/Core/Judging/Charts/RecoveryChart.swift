package import Vocabulary

/// Whether it is good again: the same statistic the other way round, with a time that must be clean as well.
package struct RecoveryChart: Sendable, Hashable {
    package private(set) var evidence = 0.0
    /// The first good sample since the evidence was at zero.
    package private(set) var cleanSince: Instant?
    package private(set) var good = 0
    package private(set) var last: Instant?
    private var vantages: UInt8 = 0
    private let gain: Double
    private let loss: Double
    private let needed: Double

    /// - Parameters:
    ///   - broken: the share that fails while it is not good.
    ///   - usual: the share that fails when it is.
    package init(broken: Double, usual: Double, needed: Double) {
        gain = naturalLogarithm((1 - usual) / (1 - broken))
        loss = naturalLogarithm(broken / usual)
        self.needed = needed
    }

    package mutating func good(_ vantage: Int, count: Int, first: Instant, last: Instant) {
        if cleanSince == nil {
            cleanSince = first
            good = 0
            vantages = 0
        }
        good += count
        vantages |= 1 << UInt8(vantage)
        self.last = max(last, self.last ?? last)
        evidence = min(evidence + gain * Double(count), needed + loss)
    }

    package mutating func fail() {
        evidence -= loss
        guard evidence <= 0 else { return }
        evidence = 0
        cleanSince = nil
    }

    /// Since when it is good again; nil while that is not sure.
    package func isOver(cleanFor least: TimeSpan, quorum: Int) -> Instant? {
        guard let cleanSince, let last, evidence >= needed, last - cleanSince >= least,
            vantages.nonzeroBitCount >= quorum
        else { return nil }
        return cleanSince
    }
}
