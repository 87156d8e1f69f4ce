package import Vocabulary

/// What share of a target's probes fails while nothing is wrong: learned over a week of quiet hours, and bounded, so that
/// an outage that was not seen is not learned as usual.
package struct LearnedShare: Sendable, Hashable {
    /// How many samples the first guess counts for.
    static let firstGuess = 2_000.0
    /// An hour's weight falls to 1/e in a week.
    static let keptPerHour = 167.0 / 168.0

    package private(set) var value: Double
    private let initial: Double
    private let least: Double
    private let most: Double
    private var failed = 0.0
    private var total = 0.0
    private var hour: Int64 = .min
    private var failedNow = 0
    private var totalNow = 0

    package init(_ rules: JudgingRules) {
        initial = rules.initialShare
        least = rules.shareLeast
        most = rules.shareMost
        value = rules.initialShare
    }

    /// True when the share was learned anew.
    package mutating func count(failed: Int, of total: Int, at: Instant) -> Bool {
        let hour = at.seconds / 3_600
        var isNew = false
        if hour > self.hour {
            isNew = self.hour != .min && totalNow > 0
            if isNew { learn() }
            self.hour = hour
        }
        failedNow += failed
        totalNow += total
        return isNew
    }

    private mutating func learn() {
        failed = failed * Self.keptPerHour + Double(failedNow)
        total = total * Self.keptPerHour + Double(totalNow)
        failedNow = 0
        totalNow = 0
        let share = (failed + initial * Self.firstGuess) / (total + Self.firstGuess)
        value = min(max(share, least), most)
    }
}
