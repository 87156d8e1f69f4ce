package import Judging
package import Vocabulary
internal import Watching

/// What a vantage is to do at which time: pure, so that every case can be played. Tell it the time, do the steps that it gives, and
/// tell it what became of them.
///
/// Each target has a beat: its phase within its period, counted from 1970. An ask that has no answer yet does not hold up the
/// next one. What can't begin in time is a step too (`notAsked`): nothing is ever left out without a word, except after a
/// standstill of many periods, which `missed` counts.
package struct AskSchedule: Sendable {
    package struct Ask: Sendable, Hashable {
        /// The target's place in the plan.
        package var target: Int
        package var number: UInt64
        package var purpose: Purpose
        package var at: Instant
    }

    package enum Step: Sendable, Hashable {
        case ask(Ask)
        case anchor(Int, at: Instant)
        case late(Ask)
        /// The vantage has no room, or came too late.
        case notAsked(Ask, why: String)
    }

    private struct Line: Sendable {
        var next: Instant?
        var number: UInt64
        var running = 0
        var raisedUntil: Instant?
        var raisedStep: TimeSpan = .zero
    }

    private struct Burst: Sendable {
        var target: Int
        var number: Int
        var count: Int
        var at: Instant
        var deadline: Instant
    }

    private struct Anchor: Sendable {
        var next: Instant
        var last: Instant
        var isRunning = false
        var isReached = true
    }

    package let plan: VantagePlan
    private let places: [String: Int]
    private var lines: [Line]
    private var anchors: [Anchor]
    private var bursts: [Burst] = []
    private var extra: [Int] = []
    /// Targets whose rate is raised, and how many asks a second all of them may have together, with their beats.
    private var raised = 0
    private let raisedTogether: Int64
    /// Asks without an answer, by the time at which they are late; in no order.
    private var running: [RunningKey: (ask: Ask, lateAt: Instant?)] = [:]
    /// Asks that a standstill was too long to tell one by one.
    package private(set) var missed = 0

    private struct RunningKey: Hashable {
        var target: Int
        var number: UInt64
    }

    /// Numbers begin at the milliseconds since 1970, so that they go on above those of an earlier start.
    package init(_ plan: VantagePlan, from start: Instant) {
        self.plan = plan
        places = Dictionary(
            plan.targets.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        let scheduled = plan.targets.reduce(0.0) { rate, target in
            rate + (target.isScheduled ? 1_000_000 / Double(max(target.probe.period.microseconds, 1)) : 0)
        }
        raisedTogether = max(Int64(2 * scheduled), VantageRules.raisedTogetherLeast)
        let number = UInt64(max(start.microseconds / 1_000, 1))
        lines = plan.targets.map { target in
            Line(next: target.isScheduled ? Self.beat(of: target, from: start) : nil, number: number)
        }
        anchors = plan.anchors.indices.map { place in
            let first = start + TimeSpan(microseconds: Int64(place) * VantageRules.anchorsApart.microseconds)
            return Anchor(next: first, last: first - .days(1))
        }
    }

    /// The first beat of a target at or after that time.
    static func beat(of target: VantageTarget, from: Instant) -> Instant {
        let period = max(target.probe.period.microseconds, 1)
        let rest = (from.microseconds - target.phase.microseconds) % period
        let wait = rest == 0 ? 0 : rest > 0 ? period - rest : -rest
        return from + TimeSpan(microseconds: wait)
    }

    package var runningCount: Int { running.count }

    /// When it must be told the time again.
    package var next: Instant? {
        var earliest = Instant(microseconds: .max)
        for line in lines { if let next = line.next, next < earliest { earliest = next } }
        for anchor in anchors where !anchor.isRunning { earliest = min(earliest, anchor.next) }
        for burst in bursts { earliest = min(earliest, burst.at) }
        for entry in running.values { if let late = entry.lateAt, late < earliest { earliest = late } }
        return earliest == Instant(microseconds: .max) ? nil : earliest
    }

    package mutating func take(_ order: VantageOrder, now: Instant) {
        switch order {
        case .burst(let target, let number, let count, let notBefore, let deadline):
            guard let place = places[target], count > 0, bursts.count < VantageRules.askedMost else { return }
            bursts.append(
                Burst(
                    target: place, number: number, count: min(count, VantageRules.burstMost), at: max(notBefore, now),
                    deadline: deadline))
        case .raise(let target, let perSecond, let until):
            // What is to be undone is not asked more often: the more fails, the more would be owed.
            guard let place = places[target], perSecond > 0, !plan.targets[place].probe.question.isToBeUndone else {
                return
            }
            let rate = Int64(min(perSecond, VantageRules.perSecondMost))
            if lines[place].raisedUntil == nil { raised += 1 }
            lines[place].raisedStep = TimeSpan(microseconds: 1_000_000 / rate)
            lines[place].raisedUntil = min(until, now + VantageRules.raisedLongest)
            if plan.targets[place].isScheduled || lines[place].next == nil { hasten(place, now: now) }
        case .ask(let targets):
            for target in targets {
                guard let place = places[target], extra.count < VantageRules.askedMost else { continue }
                extra.append(place)
            }
        }
    }

    /// The next ask of a target whose rate is raised comes after the raised step, if the beat is later.
    private mutating func hasten(_ place: Int, now: Instant) {
        let soon = now + raisedStep(of: place)
        if let next = lines[place].next, next <= soon { return }
        lines[place].next = soon
    }

    /// Where much fails at once, each target gets less: what is asked besides never becomes what breaks the platform.
    private func raisedStep(of place: Int) -> TimeSpan {
        max(lines[place].raisedStep, TimeSpan(microseconds: Int64(raised) * 1_000_000 / raisedTogether))
    }

    /// What is due by now, in the order of its time.
    package mutating func advance(to now: Instant) -> [Step] {
        var steps: [Step] = []
        for place in anchors.indices where !anchors[place].isRunning && anchors[place].next <= now {
            reach(place, now: now, into: &steps)
        }
        sendBursts(now: now, into: &steps)
        for place in extra { begin(place, .extra, at: now, now: now, into: &steps) }
        extra.removeAll()
        for place in lines.indices { beat(place, now: now, into: &steps) }
        for (key, entry) in running {
            guard let late = entry.lateAt, late <= now else { continue }
            running[key]?.lateAt = nil
            steps.append(.late(entry.ask))
        }
        return steps
    }

    private mutating func sendBursts(now: Instant, into steps: inout [Step]) {
        var waiting: [Burst] = []
        var isAnySent = false
        for burst in bursts {
            guard burst.at <= now else {
                waiting.append(burst)
                continue
            }
            // After the deadline nobody counts the votes any more.
            guard now < burst.deadline else { continue }
            isAnySent = true
            for _ in 0..<burst.count { begin(burst.target, .burst(burst.number), at: now, now: now, into: &steps) }
        }
        bursts = waiting
        guard isAnySent else { return }
        // A vote counts only from a vantage that reached its anchors since the first failure.
        for place in anchors.indices where anchors[place].last < now {
            let soonest = max(now, anchors[place].last + VantageRules.anchorsApart)
            if soonest <= now, !anchors[place].isRunning {
                reach(place, now: now, into: &steps)
            } else {
                anchors[place].next = min(anchors[place].next, soonest)
            }
        }
    }

    private mutating func reach(_ place: Int, now: Instant, into steps: inout [Step]) {
        anchors[place].isRunning = true
        anchors[place].last = now
        anchors[place].next = now + VantageRules.anchorPeriod
        steps.append(.anchor(place, at: now))
    }

    private mutating func beat(_ place: Int, now: Instant, into steps: inout [Step]) {
        guard var due = lines[place].next, due <= now else { return }
        let target = plan.targets[place]
        let period = max(target.probe.period, TimeSpan(microseconds: 1))
        let overdue = (now - due).microseconds / period.microseconds
        if overdue > Int64(VantageRules.missedMost) {
            let skipped = overdue - Int64(VantageRules.missedMost)
            missed += Int(skipped)
            due = due + TimeSpan(microseconds: skipped * period.microseconds)
        }
        while due <= now {
            let isBeat = target.isScheduled && Self.beat(of: target, from: due) == due
            begin(place, isBeat ? .scheduled : .extra, at: due, now: now, into: &steps)
            let after = due + TimeSpan(microseconds: 1)
            let beat = target.isScheduled ? Self.beat(of: target, from: after) : nil
            var following = beat
            if let until = lines[place].raisedUntil {
                let sooner = due + raisedStep(of: place)
                if sooner < until {
                    following = min(beat ?? sooner, sooner)
                } else {
                    lines[place].raisedUntil = nil
                    raised -= 1
                }
            }
            guard let following else {
                lines[place].next = nil
                return
            }
            due = following
        }
        lines[place].next = due
    }

    private mutating func begin(
        _ place: Int, _ purpose: Purpose, at due: Instant, now: Instant, into steps: inout [Step]
    ) {
        lines[place].number += 1
        var ask = Ask(target: place, number: lines[place].number, purpose: purpose, at: due)
        if now - due > VantageRules.tardiness {
            // An ask now would say nothing of then.
            if purpose == .scheduled { steps.append(.notAsked(ask, why: "the prober stood still")) }
            return
        }
        guard running.count < VantageRules.runningMost, lines[place].running < VantageRules.runningOfTargetMost else {
            steps.append(.notAsked(ask, why: "too many asks are under way"))
            return
        }
        ask.at = now
        lines[place].running += 1
        running[RunningKey(target: place, number: ask.number)] = (ask, now + plan.targets[place].usualTime)
        steps.append(.ask(ask))
    }

    /// An ask has its result.
    package mutating func finished(_ ask: Ask) {
        guard running.removeValue(forKey: RunningKey(target: ask.target, number: ask.number)) != nil else { return }
        lines[ask.target].running -= 1
    }

    package mutating func anchorFinished(_ place: Int, isReached: Bool) {
        guard anchors.indices.contains(place), anchors[place].isRunning else { return }
        anchors[place].isRunning = false
        guard !isReached || !anchors[place].isReached else { return }
        anchors[place].isReached = isReached
        anchors[place].next = min(anchors[place].next, anchors[place].last + VantageRules.anchorPeriodInDoubt)
    }
}
