package import Vocabulary

/// What the judge is told.
package enum Input: Sendable, Hashable {
    case observed(Observation)
    case ran(GoodRun)
    case anchor(AnchorResult)
    /// Arrivals, with how far clocks at the customers' place are ahead of UTC, in seconds.
    case arrivals(TrafficWatch.Count, offset: Int)
    case outcomes(OutcomeWatch.Count)
    case told(ToldStanding)
    case changed(ChangeNote)
    case planned(PlannedWork)
    /// What people call a case from now on, such as TSR-2641.
    case named(CaseNumber, String)
    /// Nothing but time passed.
    case tick
}

/// Everything that is known, and the rules on it: `(state, input, now) → (state, decisions)`.
///
/// Tell it each result, wake it at `deadline` and once a second, and do what the decisions say. It asks for more results
/// where it is in doubt; it never waits for any.
package struct Judge: Sendable {
    package let plan: Plan
    package let rules: JudgingRules
    package private(set) var targets: [TargetJudge]
    package private(set) var passive: [PassiveTarget?]
    package private(set) var book = CaseBook()
    package private(set) var context = Context()
    private var room: Room
    private let localiser: Localiser
    private var tickedAt: Instant?

    package init(plan: Plan, rules: JudgingRules = .standard) {
        self.plan = plan
        self.rules = rules
        let room = Room(plan: plan, rules: rules)
        self.room = room
        localiser = Localiser(plan: plan, rules: rules)
        let vantages = plan.vantages.count
        targets = plan.targets.enumerated().map { index, target in
            TargetJudge(TargetNumber(index), target: target, vantages: vantages, room: room)
        }
        passive = plan.targets.enumerated().map { index, target in
            target.use == .passive ? PassiveTarget(TargetNumber(index), rules: rules) : nil
        }
    }

    /// Goes on where another judge ended. What follows from that at once is said by the first input that is taken.
    package init(plan: Plan, rules: JudgingRules = .standard, remembering memory: JudgeMemory, now: Instant) {
        self.init(plan: plan, rules: rules)
        for symptom in memory.troubles where targets.indices.contains(symptom.target.value) {
            targets[symptom.target.value].remember(symptom, rules: rules)
            passive[symptom.target.value]?.remember(symptom)
        }
        book.remember(memory, now: now, in: &room)
    }

    /// When time alone changes something. Besides, once a second is often enough.
    package var deadline: Instant? {
        guard let asking = room.askingDeadline else { return book.deadline }
        guard let other = book.deadline else { return asking }
        return min(asking, other)
    }

    /// What each chart of the installation must reach.
    package var evidenceNeeded: Double { room.evidence }

    package func verdict(_ target: TargetNumber) -> Verdict {
        passive[target.value]?.verdict ?? targets[target.value].verdict
    }

    package func isDoubted(_ vantage: VantageNumber, at: Instant) -> Bool {
        room.watches[vantage.value].isDoubted(at: at)
    }

    package mutating func take(_ input: Input, now: Instant) -> [Decision] {
        switch input {
        case .observed(let observation): hear(observation, now: now)
        case .ran(let run): hear(run, now: now)
        case .anchor(let result): hear(result, now: now)
        case .arrivals(let count, let offset): hear(count, offset: offset)
        case .outcomes(let count): hear(count)
        case .told(let told): hear(told)
        case .changed(let change): context.add(change, rules: rules)
        case .planned(let work):
            context.add(work, now: now)
            book.replan(work)
        case .named(let number, let reference): book.name(number, reference)
        case .tick: break
        }
        pass(now)
        guard !room.decisions.isEmpty else { return [] }
        let decisions = room.decisions
        room.decisions.removeAll(keepingCapacity: true)
        return decisions
    }

    private mutating func hear(_ observation: Observation, now: Instant) {
        let index = observation.target.value
        guard targets.indices.contains(index), passive[index] == nil else { return }
        targets[index].hear(observation, now: now, in: &room)
        settleSignals(now: now)
    }

    private mutating func hear(_ run: GoodRun, now: Instant) {
        let index = run.target.value
        guard targets.indices.contains(index), passive[index] == nil else { return }
        targets[index].hear(run, now: now, in: &room)
        settleSignals(now: now)
    }

    private mutating func hear(_ result: AnchorResult, now: Instant) {
        guard room.watches.indices.contains(result.vantage.value), result.at <= now + rules.ahead,
            result.at >= now - rules.anchorMemory
        else { return }
        if let doubt = room.watches[result.vantage.value].hear(result, rules: rules) {
            room.decisions.append(.vantageDoubted(result.vantage, why: doubt.why, until: doubt.until))
        }
        // It may be the proof that a burst waits for.
        for entry in room.asking {
            targets[entry.target].evaluate(now: now, in: &room)
            room.note(deadline: targets[entry.target].deadline, of: TargetNumber(entry.target))
        }
        settleSignals(now: now)
    }

    private mutating func hear(_ count: TrafficWatch.Count, offset: Int) {
        let agrees = doProbesAgree(count.target)
        guard passive.indices.contains(count.target.value) else { return }
        passive[count.target.value]?.hear(count, offset: offset, agrees: agrees, in: &room)
        settleSignals(now: count.until)
    }

    private mutating func hear(_ count: OutcomeWatch.Count) {
        let agrees = doProbesAgree(count.target)
        guard passive.indices.contains(count.target.value) else { return }
        passive[count.target.value]?.hear(count, agrees: agrees, in: &room)
        settleSignals(now: count.until)
    }

    private mutating func hear(_ told: ToldStanding) {
        guard passive.indices.contains(told.target.value) else { return }
        passive[told.target.value]?.hear(told, in: &room)
        settleSignals(now: told.at)
    }

    /// Whether a probe that leads through a common part sees trouble.
    private func doProbesAgree(_ number: TargetNumber) -> Bool {
        guard plan.targets.indices.contains(number.value) else { return false }
        let own = Set(plan[number].path)
        return targets.contains { judge in
            guard judge.verdict.standing == .down || judge.verdict.standing == .degraded else { return false }
            return plan[judge.number].path.contains(where: own.contains)
        }
    }

    private mutating func pass(_ now: Instant) {
        if let due = room.askingDeadline, due <= now {
            for entry in room.asking { targets[entry.target].advance(to: now, in: &room) }
            settleSignals(now: now)
        }
        if tickedAt.map({ now - $0 >= rules.lookEvery }) ?? true {
            tickedAt = now
            for index in targets.indices { targets[index].advance(to: now, in: &room) }
            settleSignals(now: now)
        }
        guard let due = book.deadline, due <= now else { return }
        let targets = targets
        let quorum = room.quorum
        book.advance(
            to: now, localiser: localiser, context: context, in: &room,
            isGoodAgain: { targets[$0.value].isGoodAgain(quorum: quorum) },
            look: { since in targets.compactMap { $0.sighting(since: since) } })
    }

    private mutating func settleSignals(now: Instant) {
        guard !room.signals.isEmpty else { return }
        let signals = room.signals
        room.signals.removeAll(keepingCapacity: true)
        for signal in signals {
            switch signal {
            case .began(let symptom): book.began(symptom, now: now, plan: plan, context: context, in: &room)
            case .ended(let target, let end): book.ended(target, at: end, now: now, in: &room)
            }
        }
    }
}

extension TargetJudge {
    /// Whether the latest results of enough vantages are good: one that fails by chance takes nothing back.
    func isGoodAgain(quorum: Int) -> Bool { isLatestGood.count { $0 } >= quorum }

    /// What it says to whoever looks for a cause; nil when it can't say.
    package func sighting(since: Instant) -> Sighting? {
        switch phase {
        case .down(let trouble), .confirming(_, let trouble):
            return Sighting(number, .failing, stage: trouble.stage, code: trouble.code)
        case .suspected(let suspicion):
            // It failed just now, and the vote is out: it is likelier ill than well, and not counted as either.
            guard suspicion.samples.count >= 3, lastGood.map({ $0 < suspicion.firstFailed }) ?? true else { return nil }
            let told = Self.usualFailure(suspicion.samples)
            return Sighting(number, .failing, stage: told?.0, code: told?.1)
        case .calm: break
        }
        if let degraded { return Sighting(number, .partly, stage: degraded.stage, code: degraded.code) }
        guard let lastGood, lastGood > since, lastGood > lastFailed ?? Instant(microseconds: .min) else { return nil }
        return Sighting(number, .passing)
    }
}
