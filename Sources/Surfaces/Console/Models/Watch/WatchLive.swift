package import Judging
package import Vocabulary

/// What is heard right now, by names. The journal says what was judged last, which may be long ago; this says whether it still is so.
package struct WatchLive: Sendable, Hashable {
    package struct Target: Sendable, Hashable {
        package var standing: Verdict.Standing?
        package var since: Instant?
        /// Of the latest result of any vantage.
        package var heardAt: Instant?
        package var latency: TimeSpan?

        package init(
            standing: Verdict.Standing? = nil, since: Instant? = nil, heardAt: Instant? = nil, latency: TimeSpan? = nil
        ) {
            self.standing = standing
            self.since = since
            self.heardAt = heardAt
            self.latency = latency
        }
    }

    package var targets: [String: Target]
    /// When each vantage was heard last.
    package var vantages: [String: Instant]

    package init(targets: [String: Target] = [:], vantages: [String: Instant] = [:]) {
        self.targets = targets
        self.vantages = vantages
    }
}
