package import Vocabulary

/// Whether customers still come: the only sign that sees that they can't reach us at all. Never alone at night, when few
/// come anyway.
package struct TrafficWatch: Sendable {
    /// What arrived within a span of a few seconds.
    package struct Count: Sendable, Hashable {
        package var target: TargetNumber
        package var from: Instant
        package var until: Instant
        package var arrivals: Int

        package init(_ target: TargetNumber, from: Instant, until: Instant, arrivals: Int) {
            self.target = target
            self.from = from
            self.until = until
            self.arrivals = arrivals
        }
    }

    package enum Finding: Sendable, Hashable {
        /// Nothing is expected yet: nothing can be missed.
        case unknown
        case usual
        /// Something is missing, since then.
        case missing(Explanation.Rule, since: Instant, evidence: Double)
    }

    package private(set) var usual = HourOfWeek()
    package private(set) var lastArrival: Instant?
    package private(set) var seenUntil: Instant?
    /// Evidence for half of what is usual, in nats, and since when it rises.
    package private(set) var evidence = 0.0
    private var fallingSince: Instant?
    private var hour: Int64?
    private var arrivalsOfHour = 0.0
    private var secondsOfHour = 0.0
    private var isHourTroubled = false
    private let rules: JudgingRules

    package init(rules: JudgingRules) { self.rules = rules }

    /// What is known from before, such as from a store.
    package mutating func learn(slot: Int, arrivals: Double) { usual.learn(slot: slot, arrivals: arrivals) }

    /// - Parameter offset: how far clocks at the customers' place are ahead of UTC, in seconds.
    package mutating func hear(_ count: Count, offset: Int) -> Finding {
        guard count.until > count.from, count.arrivals >= 0, count.from >= seenUntil ?? count.from else {
            return .unknown
        }
        seenUntil = count.until
        if count.arrivals > 0 || lastArrival == nil { lastArrival = count.until }
        learnHour(count, offset: offset)
        guard let usualRate = usual.rate(slot: HourOfWeek.slot(count.from, offset: offset)), usualRate > 0 else {
            evidence = 0
            return .unknown
        }
        // Arrivals that come in bursts say less: as much as so many fewer that came by chance.
        let scatter = usual.scatter
        let seconds = Double((count.until - count.from).microseconds) / 1e6
        let half = 0.5
        evidence +=
            (Double(count.arrivals) * naturalLogarithm(half) + usualRate * seconds * (1 - half)) / scatter
        if evidence <= 0 {
            evidence = 0
            fallingSince = nil
        } else if fallingSince == nil {
            fallingSince = count.from
        }
        evidence = min(evidence, rules.passiveEvidence * rules.passiveAloneFactor + 4)
        let finding = finding(usualRate, scatter, now: count.until)
        if case .missing = finding { isHourTroubled = true }
        return finding
    }

    private func finding(_ rate: Double, _ scatter: Double, now: Instant) -> Finding {
        if let longest = Self.longestGap(rate: rate / scatter, rules: rules), let lastArrival,
            now - lastArrival >= longest
        {
            let gap = now - lastArrival
            let nats = Double(gap.microseconds) / 1e6 * rate / scatter
            return .missing(.gap(gap, usualPerSecond: rate), since: lastArrival, evidence: nats)
        }
        guard evidence >= rules.passiveEvidence, let fallingSince else { return .usual }
        let rule = Explanation.Rule.drop(usualPerSecond: rate, evidence: evidence, needed: rules.passiveEvidence)
        return .missing(rule, since: fallingSince, evidence: evidence)
    }

    /// The gap that chance makes so seldom that it counts; nil when so few come that no gap does.
    package static func longestGap(rate: Double, rules: JudgingRules) -> TimeSpan? {
        let month = 2_592_000.0
        let expected = rate * month / rules.gapsPerMonth
        guard expected > 2.7 else { return nil }
        let seconds = naturalLogarithm(expected) / rate
        let gap = TimeSpan(microseconds: Int64(seconds * 1e6))
        return gap <= rules.gapLongest ? gap : nil
    }

    private mutating func learnHour(_ count: Count, offset: Int) {
        let current = count.from.seconds / 3_600
        if let hour, current > hour {
            // Only an hour that was watched whole, and without trouble, teaches.
            if secondsOfHour >= 3_500, !isHourTroubled {
                let slot = HourOfWeek.slot(Instant(seconds: hour * 3_600), offset: offset)
                usual.learn(slot: slot, arrivals: arrivalsOfHour)
            }
            arrivalsOfHour = 0
            secondsOfHour = 0
            isHourTroubled = false
        }
        hour = current
        arrivalsOfHour += Double(count.arrivals)
        secondsOfHour += Double((count.until - count.from).microseconds) / 1e6
    }
}
