package import Vocabulary

/// All that is known of one target, and its verdict. Bounded, whatever comes.
///
/// Two layers. Votes decide within seconds whether it is down (`TargetJudge+Bursts.swift`); charts decide over tens of
/// seconds whether a share fails, and when it is good again (`TargetJudge+Charts.swift`).
package struct TargetJudge: Sendable {
    package enum Phase: Sendable {
        case calm
        /// The first burst is out.
        case suspected(Suspicion)
        /// A quorum saw it down; the second burst is out, before anybody is woken.
        case confirming(Suspicion, Trouble)
        case down(Trouble)
    }

    package struct Suspicion: Sendable {
        package var burst: Burst
        package var askedAt: Instant
        package var firstFailed: Instant
        package var samples: [Explanation.Sample]
    }

    /// Something that is wrong with it, from its first failed sample on.
    package struct Trouble: Sendable {
        package var since: Instant
        package var explanation: Explanation
        package var stage: Stage?
        package var code: String?
    }

    package let number: TargetNumber
    package let slowFrom: TimeSpan?
    /// After this an ask has failed, and no vote is out any more.
    let hardTimeout: TimeSpan
    /// How long samples wait for those that may still come before them.
    let hold: TimeSpan
    let staleAfter: TimeSpan
    package internal(set) var verdict: Verdict
    package internal(set) var phase: Phase = .calm
    /// A share of it fails, or it is slow, or it comes and goes.
    package internal(set) var degraded: Trouble?
    package internal(set) var lastGood: Instant?
    package internal(set) var lastFailed: Instant?
    /// Results that were told too late to count, came twice, or from a clock that is wrong.
    package internal(set) var setAside = 0

    var heard: [HeardNumbers]
    var lastHeard: [Instant?]
    /// By vantage: when the latest result began, and whether it was good.
    var latest: [Instant]
    var isLatestGood: [Bool]
    var startedAt: Instant?
    var waiting = WaitingSamples()
    var drainedTo = Instant(microseconds: .min)
    var loss: LossCharts
    var slow: LossCharts
    var recovery: RecoveryChart?
    var share: LearnedShare
    /// When the share that fails was noticed, until it lasted long enough to be told.
    var lossNoticed: Instant?
    /// Who has seen it since then.
    var witnesses: Witnesses?
    var burn: BurnRate
    var isBurning = false
    /// Samples of an outage feed no chart: one of two seconds would look like a share that fails.
    var episode: ClosedRange<Instant>?
    var failures: [Explanation.Sample] = []
    /// By vantage: the last failure that a chart counted.
    var lastCounted: [Instant]
    var lastStage: Stage?
    var lastCode: String?
    var bursts = 0
    var tokens: Double
    var tokensAt: Instant?
    var raisedLeft: Double
    var raisedLeftAt: Instant?
    var raisedUntil: Instant?
    var microOutages: [Instant] = []
    var unknownSince: Instant?
    var goodSinceUnknown: UInt8 = 0

    package init(_ number: TargetNumber, target: Target, vantages: Int, room: Room) {
        self.number = number
        slowFrom = target.slowFrom
        hardTimeout = max(room.rules.hardTimeout, min(target.timeout, room.rules.timeoutMost))
        hold = room.rules.lateness + hardTimeout
        // Of three asks one may be lost, and one may still be under way.
        staleAfter = max(
            room.rules.staleAfter, TimeSpan(microseconds: target.period.microseconds * 3) + hardTimeout)
        verdict = Verdict(
            .unknown, since: Instant(microseconds: .min), explanation: Explanation(.stale(.zero)))
        heard = Array(repeating: HeardNumbers(), count: vantages)
        lastHeard = Array(repeating: nil, count: vantages)
        latest = Array(repeating: Instant(microseconds: .min), count: vantages)
        isLatestGood = Array(repeating: false, count: vantages)
        let rules = room.rules
        share = LearnedShare(rules)
        burn = BurnRate(vantages: vantages)
        lastCounted = Array(repeating: Instant(microseconds: .min), count: vantages)
        let most = room.evidence + 4
        loss = LossCharts(
            vantages: vantages, usual: share.value, bad: Self.badShare(share.value, rules), most: most)
        slow = LossCharts(vantages: vantages, usual: rules.slowShare, bad: rules.slowLoss, most: most)
        tokens = Double(rules.burstTokens)
        raisedLeft = Double(rules.raisedLongest.microseconds) / 1e6
    }

    static func badShare(_ usual: Double, _ rules: JudgingRules) -> Double { max(rules.lossLeast, usual * 10) }

    package var usualShare: Double { share.value }
    package var evidenceOfLoss: Double { loss.evidence }

    /// When time alone changes something: the end of a burst.
    package var deadline: Instant? {
        switch phase {
        case .suspected(let suspicion), .confirming(let suspicion, _): suspicion.burst.deadline
        case .calm, .down: nil
        }
    }

    /// A result came.
    package mutating func hear(_ observation: Observation, now: Instant, in room: inout Room) {
        let index = observation.vantage.value
        guard heard.indices.contains(index) else { return }
        guard observation.startedAt <= now + room.rules.ahead else {
            setAside += 1
            return
        }
        if observation.outcome == .late {
            // It says nothing of what becomes of it, so its number is not taken.
            if now - observation.startedAt <= hold {
                suspect(observation, now: now, in: &room)
                room.note(deadline: deadline, of: number)
            }
            return
        }
        guard heard[index].take(observation.number) else {
            setAside += 1
            return
        }
        guard observation.startedAt >= now - hold else {
            setAside += 1
            return
        }
        if startedAt == nil { startedAt = now }
        if case .failed = observation.outcome { room.sawFailing(number, from: index, at: observation.startedAt) }
        let isDoubted = room.watches[index].isDoubted(at: observation.startedAt)
        if observation.outcome != .unknown, observation.outcome.isGood || !isDoubted {
            lastHeard[index] = max(observation.endedAt, lastHeard[index] ?? observation.endedAt)
            note(observation)
            wait(observation)
        }
        if let burst = observation.purpose.burst {
            if case .failed = observation.outcome { addVote(observation, burst) }
            vote(burst, observation.vantage, observation.outcome)
            evaluate(now: now, in: &room)
        }
        if case .failed = observation.outcome, !isDoubted {
            suspect(observation, now: now, in: &room)
            raise(now: now, in: &room)
        }
        drain(now: now, in: &room)
        room.note(deadline: deadline, of: number)
    }

    /// Good results came, told in one word.
    package mutating func hear(_ run: GoodRun, now: Instant, in room: inout Room) {
        let index = run.vantage.value
        guard heard.indices.contains(index), run.count > 0, run.first <= run.last, run.last <= now + room.rules.ahead
        else { return }
        guard heard[index].take(run.number), run.last >= now - hold else {
            setAside += 1
            return
        }
        if startedAt == nil { startedAt = now }
        lastHeard[index] = max(run.last, lastHeard[index] ?? run.last)
        lastGood = max(run.last, lastGood ?? run.last)
        noteLatest(index, at: run.last, isGood: true)
        waiting.add(
            WaitingSample(
                at: run.last, first: run.first, vantage: Int32(index), count: Int32(clamping: run.count),
                scheduled: Int32(clamping: run.scheduled), number: run.number, kind: .good))
        if let burst = run.burst {
            for _ in 0..<min(run.count, room.perVantage) { vote(burst, run.vantage, .good) }
            evaluate(now: now, in: &room)
        }
        drain(now: now, in: &room)
        if run.burst != nil { room.note(deadline: deadline, of: number) }
    }

    /// Time passed.
    package mutating func advance(to now: Instant, in room: inout Room) {
        if let deadline, deadline <= now { evaluate(now: now, in: &room) }
        drain(now: now, in: &room)
        lookForSilence(now: now, in: &room)
        room.note(deadline: deadline, of: number)
    }

    private mutating func noteLatest(_ vantage: Int, at: Instant, isGood: Bool) {
        guard at >= latest[vantage] else { return }
        latest[vantage] = at
        isLatestGood[vantage] = isGood
    }

    private mutating func note(_ observation: Observation) {
        noteLatest(observation.vantage.value, at: observation.startedAt, isGood: observation.outcome.isGood)
        switch observation.outcome {
        case .good, .refused:
            lastGood = max(observation.startedAt, lastGood ?? observation.startedAt)
        case .failed(let stage, let code):
            if observation.startedAt >= lastFailed ?? observation.startedAt {
                lastFailed = observation.startedAt
                lastStage = stage
                lastCode = code
            }
            if failures.count == Explanation.samplesMost { failures.removeFirst() }
            failures.append(Explanation.Sample(observation))
            var index = failures.count - 1
            while index > 0, Self.isBefore(failures[index], failures[index - 1]) {
                failures.swapAt(index, index - 1)
                index -= 1
            }
        case .late, .unknown: break
        }
    }

    static func isBefore(_ left: Explanation.Sample, _ right: Explanation.Sample) -> Bool {
        left.at != right.at ? left.at < right.at : left.vantage < right.vantage
    }

    private mutating func wait(_ observation: Observation) {
        let kind: WaitingSample.Kind
        switch observation.outcome {
        case .failed: kind = .failed
        case .good, .refused: kind = slowFrom.map { observation.latency >= $0 } ?? false ? .slow : .good
        case .late, .unknown: return
        }
        waiting.add(
            WaitingSample(
                at: observation.startedAt, first: observation.startedAt, vantage: Int32(observation.vantage.value),
                count: 1, scheduled: observation.purpose == .scheduled ? 1 : 0, number: observation.number, kind: kind))
    }

    /// A verdict is told when its standing or its start is another one.
    mutating func settle(_ standing: Verdict.Standing, since: Instant, _ explanation: Explanation, in room: inout Room)
    {
        if standing == .unknown, verdict.standing != .unknown {
            unknownSince = since
            goodSinceUnknown = 0
        }
        let isNews = verdict.standing != standing || (standing != .up && verdict.since != since)
        verdict = Verdict(standing, since: since, explanation: explanation)
        if isNews { room.decisions.append(.verdict(number, verdict)) }
    }

    /// Nothing trusted was heard from enough vantages: what was known is no longer known.
    private mutating func lookForSilence(now: Instant, in room: inout Room) {
        guard let startedAt, verdict.standing != .unknown, case .calm = phase else { return }
        guard now - startedAt > staleAfter else { return }
        let fresh = lastHeard.count { heard in heard.map { now - $0 <= staleAfter } ?? false }
        guard fresh < room.quorum else { return }
        let last = lastHeard.compactMap { $0 }.max() ?? startedAt
        settle(.unknown, since: last, Explanation(.stale(now - last)), in: &room)
    }
}
