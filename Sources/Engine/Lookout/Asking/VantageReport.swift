package import Judging
package import Observing
package import Series
package import Vocabulary

/// What a vantage says.
package enum VantageReport: Sendable, Hashable {
    case result(VantageResult)
    /// An ask has no answer after the usual time. Its result follows under the same number.
    case late(target: String, number: UInt64, purpose: Purpose, began: Instant)
    /// What became of asking the anchor of this place in the plan; `at` is when it began.
    case anchor(Int, at: Instant, isGood: Bool)
}

/// How one ask went.
package struct VantageResult: Sendable, Hashable {
    package static let wordsMost = 400

    package var target: String
    /// Counts up for each target at one vantage, also when the vantage starts again.
    package var number: UInt64
    package var purpose: Purpose
    package var began: Instant
    package var outcome: SampleOutcome
    package var total: TimeSpan
    package var phases: [Sample.Phase: TimeSpan]
    /// One sentence for people, without anything secret.
    package var words: String

    package init(
        target: String, number: UInt64, purpose: Purpose, began: Instant, outcome: SampleOutcome, total: TimeSpan,
        phases: [Sample.Phase: TimeSpan] = [:], words: String
    ) {
        self.target = target
        self.number = number
        self.purpose = purpose
        self.began = began
        self.outcome = outcome
        self.total = total
        self.phases = phases
        self.words = String(words.prefix(Self.wordsMost))
    }

    package init(_ report: ProbeReport, target: String, number: UInt64, purpose: Purpose) {
        self.init(
            target: target, number: number, purpose: purpose, began: report.began, outcome: report.outcome,
            total: report.total, phases: report.phases, words: report.words)
    }

    package var sample: Sample { Sample(at: began, outcome, total: total, phases: phases) }
    package var ended: Instant { began + total }
}
