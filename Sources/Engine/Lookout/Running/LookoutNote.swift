internal import Vocabulary

/// What the lookout has to say to the operator's log.
package enum LookoutNote: Sendable, Hashable {
    case began(targets: Int, open: Int)
    case told(LookoutFact)
    case journalUnavailable(String)
    case journalBack
    /// An entry that the journal does not take at all.
    case factRefused(String, String)
    case seriesUnavailable(String)
    case seriesBack
    case seriesRefused(String, String)
}

/// How much the lookout has done since it began.
package struct LookoutCounts: Sendable, Hashable {
    /// Upper bounds of `lag`, in seconds.
    package static let lagBounds = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5]

    /// Results by how they ended, and by the kind of probe.
    package var byOutcome: [String: UInt64] = [:]
    package var byKind: [String: UInt64] = [:]
    package var late: UInt64 = 0
    package var anchorsReached: UInt64 = 0
    package var anchorsMissed: UInt64 = 0
    package var verdictChanges = 0
    package var openCases = 0
    package var watchedCases = 0
    /// Between the end of an ask and its judgement; one more than bounds.
    package var lag = [UInt64](repeating: 0, count: lagBounds.count + 1)
    package var lagSeconds = 0.0
    package var factsWaiting = 0
    package var factsLost = 0
    package var samplesWaiting = 0
    package var samplesLost = 0
    package var reportsLost = 0
    package var journalTrouble: String?
    package var seriesTrouble: String?

    package init() {}

    mutating func note(lag span: TimeSpan) {
        let seconds = Double(max(span.microseconds, 0)) / 1_000_000
        lagSeconds += seconds
        lag[Self.lagBounds.firstIndex { seconds <= $0 } ?? Self.lagBounds.count] += 1
    }
}
