package import Vocabulary

/// The numbers of judging. docs/judging.md says where each comes from.
package struct JudgingRules: Sendable, Hashable {
    // Bursts.
    package var perVantage = 2
    package var hardTimeout: TimeSpan = .seconds(1)
    /// A target whose asks may take longer is waited for, at most so long.
    package var timeoutMost: TimeSpan = .seconds(30)
    package var transport = TimeSpan(microseconds: 300_000)
    package var betweenBursts: TimeSpan = .seconds(1)
    package var burstTokens = 6
    package var burstTokenEvery: TimeSpan = .seconds(5)
    /// How many vantages must agree; fewer only where the plan has fewer.
    package var quorum = 2

    // Time.
    /// A result that is told later than this after it ended changes no verdict.
    package var lateness: TimeSpan = .seconds(2)
    /// A result from further ahead than this comes from a wrong clock.
    package var ahead: TimeSpan = .seconds(1)
    package var staleAfter: TimeSpan = .seconds(10)
    /// How often targets are looked at of which nothing is heard.
    package var lookEvery: TimeSpan = .seconds(1)

    // Loss, slowness.
    package var initialShare = 0.01
    package var shareLeast = 0.001
    package var shareMost = 0.02
    package var lossLeast = 0.05
    package var slowShare = 0.01
    package var slowLoss = 0.08
    /// Mean time between two false alarms of the whole installation.
    package var falseAlarmEvery: TimeSpan = .days(300)
    package var period: TimeSpan = .seconds(1)
    package var raisedPerSecond = 10
    package var raisedLongest: TimeSpan = .seconds(60)
    /// For each second, so much of a raised second comes back.
    package var raisedBack = 0.2

    // Recovery, flapping.
    package var recoveredEvidence = 5.0
    package var restoredEvidence = 6.0
    /// A share that fails wakes people when it still does after this, by evidence of its own.
    package var lossLasts: TimeSpan = .seconds(15)
    package var lossLastsEvidence = 8.0
    /// Until so many see it, or all that are heard, it may be lost on the ways to the target.
    package var lossWitnesses = 3
    /// After so long it wakes people whoever sees it.
    package var lossOfFewLasts: TimeSpan = .minutes(2)
    package var cleanLeast: TimeSpan = .seconds(10)
    package var monitoringFor: TimeSpan = .minutes(10)
    package var reopeningsMost = 3
    package var reopeningsWithin: TimeSpan = .hours(1)
    package var microOutagesMost = 3
    package var microOutagesWithin: TimeSpan = .minutes(10)

    // Vantages.
    package var anchorMemory: TimeSpan = .seconds(30)
    package var aloneTargets = 5
    package var aloneTimes = 5
    package var aloneWithin: TimeSpan = .seconds(10)
    package var aloneFor: TimeSpan = .seconds(30)

    // Counted outcomes and arrivals.
    package var passiveEvidence = 18.0
    package var passiveAloneFactor = 2.0
    package var technicalShare = 0.003
    package var technicalLoss = 0.05
    package var gapsPerMonth = 0.1
    package var gapLongest: TimeSpan = .minutes(10)

    // The slow layer.
    package var objective = 0.999

    // Causes and cases.
    package var gather: TimeSpan = .seconds(1)
    package var gatherLongest: TimeSpan = .seconds(2)
    package var closeFactor = 3.0
    /// How old a case may be that another cause is found for.
    package var reviseWithin: TimeSpan = .minutes(5)
    package var changeMemory: TimeSpan = .minutes(30)
    package var changeFactor = 20.0
    package var recurrenceMemory: TimeSpan = .days(7)
    package var recurrenceFactor = 5.0
    package var basePrior = 0.01
    package var gapOfChangeLongest: TimeSpan = .seconds(30)

    package init() {}

    package static let standard = JudgingRules()

    /// What a chart must reach, so that the whole installation alarms falsely as seldom as `falseAlarmEvery`. The run
    /// length of such a chart in samples is near e^(h + 3.8): computed from its Markov chain, see docs/judging.md.
    package func evidenceNeeded(targets: Int, vantages: Int) -> Double {
        let samples =
            Double(max(targets, 1)) * Double(max(vantages, 1)) * Double(falseAlarmEvery.microseconds)
            / Double(max(period.microseconds, 1))
        return max(naturalLogarithm(samples) - 3.8, 8)
    }

    package func quorum(vantages: Int) -> Int { min(quorum, vantages) }
}
