package import Vocabulary

/// The fast layer: first failure, burst, quorum, second burst.
extension TargetJudge {
    mutating func suspect(_ observation: Observation, now: Instant, in room: inout Room) {
        switch phase {
        case .calm:
            guard mayAsk(now: now, rules: room.rules) else { return }
            let first = observation.startedAt
            let burst = ask(now: now, notBefore: now, provenSince: first, in: &room)
            phase = .suspected(
                Suspicion(
                    burst: burst, askedAt: now, firstFailed: first,
                    samples: observation.outcome == .late ? [] : [Explanation.Sample(observation)]))
        case .suspected(var suspicion):
            guard observation.startedAt >= suspicion.askedAt - hold else { return }
            Self.add(observation, to: &suspicion)
            phase = .suspected(suspicion)
        case .confirming(let suspicion, var trouble):
            guard observation.startedAt < trouble.since, observation.startedAt >= trouble.since - room.rules.lateness
            else { return }
            trouble.since = observation.startedAt
            phase = .confirming(suspicion, trouble)
            settle(.down, since: trouble.since, trouble.explanation, in: &room)
        case .down: break
        }
    }

    private static func add(_ observation: Observation, to suspicion: inout Suspicion) {
        suspicion.firstFailed = min(suspicion.firstFailed, observation.startedAt)
        guard observation.outcome != .late, suspicion.samples.count < Explanation.samplesMost else { return }
        let sample = Explanation.Sample(observation)
        guard !suspicion.samples.contains(sample) else { return }
        let place = suspicion.samples.firstIndex { isBefore(sample, $0) } ?? suspicion.samples.endIndex
        suspicion.samples.insert(sample, at: place)
    }

    mutating func vote(_ number: Int, _ vantage: VantageNumber, _ outcome: Outcome) {
        switch phase {
        case .suspected(var suspicion) where suspicion.burst.number == number:
            suspicion.burst.vote(vantage, outcome)
            phase = .suspected(suspicion)
        case .confirming(var suspicion, let trouble) where suspicion.burst.number == number:
            suspicion.burst.vote(vantage, outcome)
            phase = .confirming(suspicion, trouble)
        case .calm, .suspected, .confirming, .down: return
        }
    }

    mutating func addVote(_ observation: Observation, _ number: Int) {
        guard case .suspected(var suspicion) = phase, suspicion.burst.number == number else { return }
        Self.add(observation, to: &suspicion)
        phase = .suspected(suspicion)
    }

    /// Looks at the votes again: one came, an anchor proved a vantage, or time is over.
    package mutating func evaluate(now: Instant, in room: inout Room) {
        switch phase {
        case .calm, .down: return
        case .suspected(let suspicion):
            let outcome = suspicion.burst.outcome(now: now, watches: room.watches, quorum: room.quorum)
            switch outcome {
            case .open: return
            case .down(let failed, let counted, let vantages):
                detected(suspicion, failed, counted, vantages, now: now, in: &room)
            case .good:
                phase = .calm
            case .undecided(let trusted):
                phase = .calm
                guard degraded == nil else { return }
                settle(
                    .unknown, since: suspicion.firstFailed,
                    Explanation(.noQuorum(trusted: trusted, needed: room.quorum), samples: suspicion.samples),
                    in: &room)
            }
        case .confirming(let suspicion, let trouble):
            let outcome = suspicion.burst.outcome(now: now, watches: room.watches, quorum: room.quorum)
            switch outcome {
            case .open: return
            case .down: confirmed(trouble, in: &room)
            case .good: passed(trouble, now: now, in: &room)
            case .undecided:
                // It stays as a quorum saw it, until a quorum sees anything else.
                let next = max(suspicion.askedAt + room.rules.betweenBursts, now)
                let burst = ask(now: now, notBefore: next, provenSince: now, in: &room)
                phase = .confirming(
                    Suspicion(burst: burst, askedAt: next, firstFailed: trouble.since, samples: []), trouble)
            }
        }
    }

    private mutating func detected(
        _ suspicion: Suspicion, _ failed: Int, _ counted: Int, _ vantages: Int, now: Instant, in room: inout Room
    ) {
        let explanation = Explanation(
            .quorum(failed: failed, counted: counted, vantages: vantages), samples: suspicion.samples)
        var trouble = Trouble(since: suspicion.firstFailed, explanation: explanation, stage: nil, code: nil)
        if let told = Self.usualFailure(suspicion.samples) { (trouble.stage, trouble.code) = told }
        settle(.down, since: trouble.since, explanation, in: &room)
        let next = max(suspicion.askedAt + room.rules.betweenBursts, now)
        let burst = ask(now: now, notBefore: next, provenSince: now, in: &room)
        phase = .confirming(
            Suspicion(burst: burst, askedAt: next, firstFailed: trouble.since, samples: []), trouble)
    }

    private mutating func confirmed(_ trouble: Trouble, in room: inout Room) {
        phase = .down(trouble)
        recovery = RecoveryChart(broken: 0.5, usual: share.value, needed: room.rules.recoveredEvidence)
        room.signals.append(.began(symptom(.down, trouble)))
    }

    /// It was down, and is not any more: written down, and nobody is woken unless it does so again and again.
    private mutating func passed(_ trouble: Trouble, now: Instant, in room: inout Room) {
        let rules = room.rules
        let end = max(lastGood ?? now, trouble.since)
        phase = .calm
        episode = min(trouble.since, end)...max(end, now)
        loss.reset()
        room.decisions.append(
            .microOutage(number, from: trouble.since, to: end, explanation: trouble.explanation))
        if let degraded {
            settle(.degraded, since: degraded.since, degraded.explanation, in: &room)
        } else {
            settle(.up, since: end, Explanation(.recovered(good: 0, clean: now - end)), in: &room)
        }
        microOutages.removeAll { trouble.since - $0 > rules.microOutagesWithin }
        microOutages.append(trouble.since)
        guard microOutages.count >= rules.microOutagesMost, degraded == nil, let first = microOutages.first else {
            return
        }
        let times = microOutages.count
        microOutages.removeAll()
        var unstable = trouble
        unstable.since = first
        unstable.explanation = Explanation(
            .unstable(times: times, within: rules.microOutagesWithin), samples: trouble.explanation.samples)
        degrade(unstable, in: &room)
    }

    private mutating func ask(now: Instant, notBefore: Instant, provenSince: Instant, in room: inout Room) -> Burst {
        bursts += 1
        let deadline = notBefore + hardTimeout + room.rules.transport
        room.decisions.append(
            .burst(
                BurstOrder(
                    target: number, burst: bursts, perVantage: room.perVantage, notBefore: notBefore,
                    deadline: deadline)))
        return Burst(
            number: bursts, deadline: deadline, provenSince: provenSince, perVantage: room.perVantage,
            vantages: heard.count)
    }

    /// A burst costs a token. When two vantages see it fail now, it is asked without one: a bucket must never hide an
    /// outage.
    private mutating func mayAsk(now: Instant, rules: JudgingRules) -> Bool {
        if let at = tokensAt {
            let back = Double((now - at).microseconds) / Double(max(rules.burstTokenEvery.microseconds, 1))
            tokens = min(tokens + max(back, 0), Double(rules.burstTokens))
        }
        tokensAt = now
        if tokens >= 1 {
            tokens -= 1
            return true
        }
        guard let lastFailed, lastGood.map({ $0 < lastFailed }) ?? true else { return false }
        var seen: Set<VantageNumber> = []
        for sample in failures where now - sample.at <= rules.period + hardTimeout { seen.insert(sample.vantage) }
        return seen.count >= min(2, heard.count)
    }

    func symptom(_ standing: Verdict.Standing, _ trouble: Trouble) -> Symptom {
        Symptom(
            target: number, standing: standing, since: trouble.since, stage: trouble.stage, code: trouble.code,
            explanation: trouble.explanation)
    }

    /// What most of the samples failed with; of two that are as frequent, the earlier in the order of stages and codes.
    static func usualFailure(_ samples: [Explanation.Sample]) -> (Stage, String)? {
        var counts: [(stage: Stage, code: String, count: Int)] = []
        for sample in samples {
            guard case .failed(let stage, let code) = sample.outcome else { continue }
            if let index = counts.firstIndex(where: { $0.stage == stage && $0.code == code }) {
                counts[index].count += 1
            } else {
                counts.append((stage, code, 1))
            }
        }
        let best = counts.max { left, right in
            left.count != right.count
                ? left.count < right.count : (left.stage.rawValue, left.code) > (right.stage.rawValue, right.code)
        }
        return best.map { ($0.stage, $0.code) }
    }
}
