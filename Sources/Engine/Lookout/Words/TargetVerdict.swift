package import Judging
package import Vocabulary

/// What is concluded about a target, with everything by its name.
package struct TargetVerdict: Sendable, Hashable {
    package var standing: Verdict.Standing
    /// Of the first failed sample when something is wrong; of the first good one after that when it is over.
    package var since: Instant
    package var reason: JudgedReason

    package init(_ standing: Verdict.Standing, since: Instant, reason: JudgedReason) {
        self.standing = standing
        self.since = since
        self.reason = reason
    }

    package var isIll: Bool { standing == .down || standing == .degraded }
}

/// Why a verdict is what it is: the rule with its figures, and the samples that decided.
package struct JudgedReason: Sendable, Hashable {
    package var rule: Explanation.Rule
    /// The first one first, twelve at most.
    package var samples: [JudgedSample]

    package init(_ rule: Explanation.Rule, samples: [JudgedSample] = []) {
        self.rule = rule
        self.samples = samples
    }
}

/// One result, as evidence.
package struct JudgedSample: Sendable, Hashable {
    package var vantage: String
    package var at: Instant
    package var outcome: Outcome
    package var latency: TimeSpan

    package init(vantage: String, at: Instant, outcome: Outcome, latency: TimeSpan) {
        self.vantage = vantage
        self.at = at
        self.outcome = outcome
        self.latency = latency
    }
}
