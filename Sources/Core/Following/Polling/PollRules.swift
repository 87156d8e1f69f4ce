package import Vocabulary

/// How eagerly a page is read.
package enum PollTier: String, Sendable, Hashable, CaseIterable {
    /// What payments hang on.
    case first
    case normal
    /// Nothing happens there for months.
    case dormant
}

/// The numbers of polling. docs/polling.md says where each comes from.
package struct PollRules: Sendable, Hashable {
    package var firstPeriod: TimeSpan = .seconds(120)
    package var normalPeriod: TimeSpan = .seconds(300)
    package var dormantPeriod: TimeSpan = .seconds(1_800)
    /// While an incident is open, and until ``calmAfter`` has passed without one.
    package var incidentPeriod: TimeSpan = .seconds(60)
    package var calmAfter: TimeSpan = .minutes(30)
    /// How far a read may stray from its place in the period, to each side.
    package var jitterPercent: Int64 = 10
    /// How long a server is left alone that asks for it without saying how long, and at most.
    package var pauseUnsaid: TimeSpan = .seconds(60)
    package var pauseMost: TimeSpan = .hours(6)
    /// Within one cycle, of what may be better in a moment.
    package var retriesMost: Int = 3
    package var retryBase: TimeSpan = TimeSpan(microseconds: 500_000)
    package var retryMost: TimeSpan = .seconds(30)
    /// A page that could not be read for so long is read at the dormant period, until it can be read again.
    package var forsakenAfter: TimeSpan = .days(1)

    package init() {}

    package static let standard = PollRules()

    package func period(_ tier: PollTier) -> TimeSpan {
        switch tier {
        case .first: firstPeriod
        case .normal: normalPeriod
        case .dormant: dormantPeriod
        }
    }

    /// How long to leave a server alone that asked for it.
    package func pause(_ asked: TimeSpan?) -> TimeSpan { min(max(asked ?? pauseUnsaid, .seconds(1)), pauseMost) }
}
