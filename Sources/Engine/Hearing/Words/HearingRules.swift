package import Vocabulary

/// Every bound on what is heard. docs/hearing.md says why each is what it is.
package struct HearingRules: Sendable, Hashable {
    /// Series of counters that are remembered, and tellers of one target.
    package var seriesMost = 20_000
    package var tellersMost = 500
    /// Shorter spans wait for the next push.
    package var spanLeast: TimeSpan = .seconds(1)
    /// A teller that missed so many of its usual turns is silent, but not before so long.
    package var silentTurns: Int64 = 3
    package var silentLeast: TimeSpan = .seconds(30)
    /// After a teller fell silent few counts mean nothing for so long.
    package var blindFor: TimeSpan = .minutes(10)
    package var seriesKept: TimeSpan = .hours(1)
    /// Counts that end longer ago are not counted any more.
    package var lateMost: TimeSpan = .minutes(5)
    /// A teller's clock may be ahead of ours by so much.
    package var ahead: TimeSpan = .seconds(30)
    /// A heartbeat that comes more rarely is written down each time, one that comes more often once in so long.
    package var writtenEvery: TimeSpan = .minutes(10)
    /// Of one heartbeat; what is said more often is heard, and not written down.
    package var writtenInMinuteMost = 6
    /// How often it is written down that we listen.
    package var listeningEvery: TimeSpan = .hours(1)
    package var alertsMost = 1_000
    package var changesKept: TimeSpan = .days(90)

    package static let standard = HearingRules()

    package init() {}
}
