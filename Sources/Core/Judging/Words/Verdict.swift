package import Vocabulary

/// What we conclude about a target.
package struct Verdict: Sendable, Hashable {
    package enum Standing: String, Sendable, Hashable, CaseIterable {
        case up
        /// A part of what is tried fails, or all of it is slow.
        case degraded
        case down
        /// Not enough can be trusted to say.
        case unknown
    }

    package var standing: Standing
    /// Of the first failed sample when something is wrong; of the first good one after that when it is over.
    package var since: Instant
    package var explanation: Explanation

    package init(_ standing: Standing, since: Instant, explanation: Explanation) {
        self.standing = standing
        self.since = since
        self.explanation = explanation
    }
}

/// Why a verdict is what it is, as data: people read it in their language, graphs draw it.
package struct Explanation: Sendable, Hashable {
    package enum Rule: Sendable, Hashable {
        /// Nothing speaks against it.
        case quiet
        /// Votes of a burst: so many failed of those counted, and all of so many vantages.
        case quorum(failed: Int, counted: Int, vantages: Int)
        /// Fewer vantages than needed could be trusted.
        case noQuorum(trusted: Int, needed: Int)
        /// Nothing trusted was heard for so long.
        case stale(TimeSpan)
        /// So many of so many failed since it began; the evidence of the weakest chart, and what was needed.
        case loss(failed: Int, of: Int, evidence: Double, needed: Double)
        /// The same with slow answers.
        case slow(slow: Int, of: Int, evidence: Double, needed: Double)
        /// No arrival for so long, where so many a second are usual.
        case gap(TimeSpan, usualPerSecond: Double)
        /// Fewer arrivals than usual, for a while.
        case drop(usualPerSecond: Double, evidence: Double, needed: Double)
        /// The objective's allowance is used up so many times too fast, over two windows.
        case burn(times: Double, long: TimeSpan, short: TimeSpan)
        /// It keeps going away and coming back.
        case unstable(times: Int, within: TimeSpan)
        /// A heartbeat was not heard for so long, that must be heard every so often.
        case silent(TimeSpan, every: TimeSpan)
        /// It said itself that it failed, or somebody's alert fires; by which name.
        case told(code: String)
        /// Good again: so many good results, for so long.
        case recovered(good: Int, clean: TimeSpan)
    }

    package var rule: Rule
    /// The samples that decided, first one first; never more than `samplesMost`.
    package var samples: [Sample]

    package static let samplesMost = 12

    package init(_ rule: Rule, samples: [Sample] = []) {
        self.rule = rule
        self.samples = samples
    }

    /// One observation, as evidence.
    package struct Sample: Sendable, Hashable {
        package var vantage: VantageNumber
        package var at: Instant
        package var outcome: Outcome
        package var latency: TimeSpan

        package init(_ observation: Observation) {
            vantage = observation.vantage
            at = observation.startedAt
            outcome = observation.outcome
            latency = observation.latency
        }
    }
}
