import Vocabulary

/// The charts: a share that fails, slowness, the slow layer, and the end of what was wrong.
extension TargetJudge {
    /// Gives the charts all samples before which nothing can come any more.
    mutating func drain(now: Instant, in room: inout Room) {
        var limit = now - hold
        switch phase {
        case .suspected(let suspicion), .confirming(let suspicion, _):
            // Whether these belong to an outage is not known yet.
            limit = min(limit, suspicion.firstFailed - TimeSpan(microseconds: 1))
        case .calm, .down: break
        }
        while let sample = waiting.first, sample.at <= limit || waiting.isFull {
            waiting.removeFirst()
            take(sample, in: &room)
        }
        drainedTo = max(drainedTo, limit)
        keepRaised(now: now, in: &room)
    }

    private mutating func take(_ sample: WaitingSample, in room: inout Room) {
        let index = Int(sample.vantage)
        if sample.kind == .failed, room.watches[index].isDoubted(at: sample.at) { return }
        let failed = sample.kind == .failed ? 1 : 0
        let scheduled = Int(sample.scheduled)
        if case .down(let trouble) = phase {
            guard sample.at > trouble.since else { return }
            recover(sample, trouble, in: &room)
            return
        }
        if let episode, episode.contains(sample.at) { return }
        wakeFromUnknown(sample, in: &room)
        if let degraded, recovery != nil {
            guard sample.at > degraded.since else { return }
            if let lossNoticed {
                // A doubted vantage is no witness, also not of what is good: what it sees fail is not heard.
                if !room.watches[index].isDoubted(at: sample.at) { bearWitness(sample, index, degraded, room.rules) }
                if sample.at >= lossNoticed + room.rules.lossLasts {
                    lookWhetherItLasts(sample, index, degraded, since: lossNoticed, in: &room)
                }
            }
            restore(sample, degraded, in: &room)
            return
        }
        // An outage that was told already burns no more: this layer is for what no other sees.
        if scheduled > 0, burn.count(index, failed: min(failed, scheduled), of: scheduled, at: sample.at) {
            lookAtBurn(sample.at, in: &room)
        }
        if scheduled > 0, share.count(failed: min(failed, scheduled), of: scheduled, at: sample.at) {
            loss.set(usual: share.value, bad: Self.badShare(share.value, room.rules))
        }
        chart(sample, index, in: &room)
    }

    private mutating func chart(_ sample: WaitingSample, _ index: Int, in room: inout Room) {
        switch sample.kind {
        case .failed:
            // Failures come in clusters: those of one vantage within a period are one event, however often it was tried.
            guard sample.at >= lastCounted[index] + room.rules.period - Self.slack else { return }
            lastCounted[index] = sample.at
            loss.fail(index, at: sample.at)
            guard loss.evidence >= room.evidence, let since = loss.risingSince else { return }
            let rule = Explanation.Rule.loss(
                failed: loss.failed, of: loss.total, evidence: loss.evidence, needed: room.evidence)
            var trouble = Trouble(since: since, explanation: Explanation(rule), stage: lastStage, code: lastCode)
            trouble.explanation.samples = failures.filter { $0.at >= since }
            if let told = Self.usualFailure(trouble.explanation.samples) { (trouble.stage, trouble.code) = told }
            lossNoticed = sample.at
            degrade(trouble, in: &room)
        case .slow:
            loss.good(index, count: 1)
            slow.fail(index, at: sample.at)
            guard slow.evidence >= room.evidence, let since = slow.risingSince else { return }
            let rule = Explanation.Rule.slow(
                slow: slow.failed, of: slow.total, evidence: slow.evidence, needed: room.evidence)
            lossNoticed = sample.at
            degrade(Trouble(since: since, explanation: Explanation(rule), stage: nil, code: nil), in: &room)
        case .good:
            loss.good(index, count: Int(sample.count))
            slow.good(index, count: Int(sample.count))
        }
    }

    mutating func degrade(_ trouble: Trouble, in room: inout Room) {
        degraded = trouble
        recovery = recoveryChart(of: trouble, room.rules)
        witnesses = lossNoticed == nil ? nil : makeWitnesses(of: trouble, room.rules)
        loss.reset()
        slow.reset()
        if case .calm = phase { settle(.degraded, since: trouble.since, trouble.explanation, in: &room) }
        if lossNoticed == nil { room.signals.append(.began(symptom(.degraded, trouble))) }
    }

    func recoveryChart(of trouble: Trouble, _ rules: JudgingRules) -> RecoveryChart {
        let (usual, bad) = shares(of: trouble, rules)
        return RecoveryChart(broken: bad, usual: usual, needed: rules.restoredEvidence)
    }

    private func makeWitnesses(of trouble: Trouble, _ rules: JudgingRules) -> Witnesses {
        let (usual, bad) = shares(of: trouble, rules)
        return Witnesses(vantages: heard.count, usual: usual, bad: bad)
    }

    private func shares(of trouble: Trouble, _ rules: JudgingRules) -> (usual: Double, bad: Double) {
        switch trouble.explanation.rule {
        case .slow: (rules.slowShare, rules.slowLoss)
        case .unstable: (share.value, 0.5)
        default: (share.value, Self.badShare(share.value, rules))
        }
    }

    private mutating func bearWitness(
        _ sample: WaitingSample, _ index: Int, _ trouble: Trouble, _ rules: JudgingRules
    ) {
        let isSlow = if case .slow = trouble.explanation.rule { true } else { false }
        if sample.kind == (isSlow ? .slow : .failed) {
            witnesses?.fail(index, at: sample.at, period: rules.period)
        } else {
            witnesses?.good(index, count: Int(sample.count))
        }
    }

    /// Fresh evidence, after a while, and from enough vantages: only then is somebody woken.
    private mutating func lookWhetherItLasts(
        _ sample: WaitingSample, _ index: Int, _ trouble: Trouble, since noticed: Instant, in room: inout Room
    ) {
        let isSlow = if case .slow = trouble.explanation.rule { true } else { false }
        let isFailure = sample.kind == (isSlow ? .slow : .failed)
        if isFailure {
            guard sample.at >= lastCounted[index] + room.rules.period - Self.slack else { return }
            lastCounted[index] = sample.at
            if isSlow { slow.fail(index, at: sample.at) } else { loss.fail(index, at: sample.at) }
        } else if isSlow {
            slow.good(index, count: Int(sample.count))
        } else {
            loss.good(index, count: Int(sample.count))
        }
        guard (isSlow ? slow : loss).evidence >= room.rules.lossLastsEvidence else { return }
        let isSeenEnough = witnesses?.areEnough(room.rules.lossWitnesses) ?? true
        guard isSeenEnough || sample.at >= noticed + room.rules.lossOfFewLasts else { return }
        lossNoticed = nil
        witnesses = nil
        room.signals.append(.began(symptom(.degraded, trouble)))
    }

    /// Probes do not begin on the microsecond.
    static let slack = TimeSpan(microseconds: 100_000)

    private mutating func recover(_ sample: WaitingSample, _ trouble: Trouble, in room: inout Room) {
        feed(sample, isFailure: sample.kind == .failed, after: trouble.since)
        guard let end = recovery?.isOver(cleanFor: room.rules.cleanLeast, quorum: room.quorum) else { return }
        finish(trouble, end: end, at: sample.at, in: &room)
        phase = .calm
        loss.reset()
    }

    private mutating func restore(_ sample: WaitingSample, _ trouble: Trouble, in room: inout Room) {
        var isFailure = sample.kind == .failed
        if case .slow = trouble.explanation.rule { isFailure = sample.kind == .slow }
        feed(sample, isFailure: isFailure, after: trouble.since)
        guard let end = recovery?.isOver(cleanFor: room.rules.cleanLeast, quorum: room.quorum) else { return }
        finish(trouble, end: end, at: sample.at, in: &room)
    }

    private mutating func feed(_ sample: WaitingSample, isFailure: Bool, after since: Instant) {
        if isFailure {
            recovery?.fail()
        } else {
            // A run that began before the trouble says nothing of an end before its start.
            recovery?.good(
                Int(sample.vantage), count: Int(sample.count), first: max(sample.first, since), last: sample.at)
        }
    }

    private mutating func finish(_ trouble: Trouble, end: Instant, at: Instant, in room: inout Room) {
        let good = recovery?.good ?? 0
        recovery = nil
        degraded = nil
        lossNoticed = nil
        witnesses = nil
        loss.reset()
        slow.reset()
        episode = trouble.since...max(at, trouble.since)
        room.decisions.append(.recovered(number, from: trouble.since, to: end))
        settle(.up, since: end, Explanation(.recovered(good: good, clean: at - end)), in: &room)
        room.signals.append(.ended(number, at: end))
    }

    /// Up again once good results came from enough vantages.
    private mutating func wakeFromUnknown(_ sample: WaitingSample, in room: inout Room) {
        guard verdict.standing == .unknown, sample.kind != .failed else { return }
        if goodSinceUnknown == 0 { unknownSince = sample.at }
        goodSinceUnknown |= 1 << UInt8(sample.vantage)
        guard goodSinceUnknown.nonzeroBitCount >= room.quorum else { return }
        let since = unknownSince ?? sample.at
        goodSinceUnknown = 0
        if let degraded {
            settle(.degraded, since: degraded.since, degraded.explanation, in: &room)
        } else {
            settle(.up, since: since, Explanation(.quiet), in: &room)
        }
    }

    private mutating func lookAtBurn(_ at: Instant, in room: inout Room) {
        let alarm = burn.alarm(objective: room.rules.objective, usual: share.value)
        guard let alarm else {
            // Only what the slow layer alone saw ends with it.
            if isBurning, let degraded, recovery == nil {
                isBurning = false
                finish(degraded, end: at, at: at, in: &room)
            }
            isBurning = false
            return
        }
        guard !isBurning else { return }
        isBurning = true
        let rule = Explanation.Rule.burn(times: alarm.times, long: alarm.long, short: alarm.short)
        guard alarm.isPage else {
            room.decisions.append(.ticket(number, Explanation(rule)))
            return
        }
        guard degraded == nil, case .calm = phase else { return }
        let trouble = Trouble(
            since: failures.first.map { max($0.at, at - alarm.short) } ?? at - alarm.short,
            explanation: Explanation(rule, samples: failures), stage: lastStage, code: lastCode)
        degraded = trouble
        settle(.degraded, since: trouble.since, trouble.explanation, in: &room)
        room.signals.append(.began(symptom(.degraded, trouble)))
    }

    /// More samples while something is in doubt, never for long.
    mutating func raise(now: Instant, in room: inout Room) {
        let rules = room.rules
        if let at = raisedLeftAt {
            let most = Double(rules.raisedLongest.microseconds) / 1e6
            raisedLeft = min(raisedLeft + max(Double((now - at).microseconds) / 1e6 * rules.raisedBack, 0), most)
        }
        raisedLeftAt = now
        if case .down = phase { return }
        if degraded != nil, lossNoticed == nil { return }
        let until = now + .seconds(2)
        let added = Double((until - max(raisedUntil ?? now, now)).microseconds) / 1e6
        guard added >= 1, raisedLeft >= added else { return }
        raisedLeft -= added
        raisedUntil = until
        room.decisions.append(.raise(number, perSecond: rules.raisedPerSecond, until: until))
    }

    private mutating func keepRaised(now: Instant, in room: inout Room) {
        guard loss.isRising, let raisedUntil, raisedUntil - now <= .seconds(1) else { return }
        raise(now: now, in: &room)
    }
}
