package import Vocabulary

/// Outcomes of real payments, counted by channel, provider or provider's server: whether technical failures are more than
/// usual. Refusals count as good: a decline proves that everything answered.
package struct OutcomeWatch: Sendable, Hashable {
    package struct Count: Sendable, Hashable {
        package var target: TargetNumber
        package var from: Instant
        package var until: Instant
        package var good: Int
        package var failed: Int
        package var code: String?

        package init(
            _ target: TargetNumber, from: Instant, until: Instant, good: Int, failed: Int, code: String? = nil
        ) {
            self.target = target
            self.from = from
            self.until = until
            self.good = good
            self.failed = failed
            self.code = code
        }
    }

    private var chart: LossCharts
    private var seenUntil: Instant?
    private let needed: Double

    package init(rules: JudgingRules) {
        chart = LossCharts(
            vantages: 1, usual: rules.technicalShare, bad: rules.technicalLoss,
            most: rules.passiveEvidence * rules.passiveAloneFactor + 4)
        needed = rules.passiveEvidence
    }

    package var evidence: Double { chart.evidence }

    /// Nil while nothing is wrong.
    package mutating func hear(_ count: Count) -> (rule: Explanation.Rule, since: Instant)? {
        guard count.good >= 0, count.failed >= 0, count.from >= seenUntil ?? count.from else { return nil }
        seenUntil = count.until
        // Within one count nobody knows the order; taking the good ones first errs towards silence at its begin.
        chart.good(0, count: count.good)
        for _ in 0..<min(count.failed, 1_000) { chart.fail(0, at: count.from) }
        guard chart.evidence >= needed, let since = chart.risingSince else { return nil }
        let rule = Explanation.Rule.loss(
            failed: chart.failed, of: chart.total, evidence: chart.evidence, needed: needed)
        return (rule, since)
    }
}
