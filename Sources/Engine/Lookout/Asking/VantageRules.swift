internal import Vocabulary

/// The numbers of asking. docs/lookout.md says where each comes from.
package enum VantageRules {
    /// After this an ask without an answer is told as late, unless the probe calls later answers good.
    static let usualTime = TimeSpan(microseconds: 400_000)
    static let anchorPeriod = TimeSpan.seconds(5)
    /// While an anchor is not reached, so that a doubt of the vantage has no gaps.
    static let anchorPeriodInDoubt = TimeSpan.seconds(1)
    /// Bursts of many targets share the asks of an anchor.
    static let anchorsApart = TimeSpan(microseconds: 50_000)
    /// Asks under way at once; what is more is told as unknown.
    package static let runningMost = 1_000
    /// Of one target: a period of 0.2 s with a timeout of 10 s needs 50.
    static let runningOfTargetMost = 64
    /// An ask that could not begin for so long is told as unknown, in place of being made up for.
    static let tardiness = TimeSpan(microseconds: 500_000)
    /// Missed asks of one target that are told one by one after a standstill.
    static let missedMost = 30
    static let burstMost = 8
    static let perSecondMost = 20
    /// Asks a second of all targets together whose rate is raised, or twice as many as the schedule has, if that is more.
    static let raisedTogetherLeast: Int64 = 20
    static let raisedLongest = TimeSpan.minutes(2)
    static let askedMost = 1_000
}
