package import Vocabulary

/// What all targets share while something is heard, and what they have to say about it.
package struct Room: Sendable {
    package let rules: JudgingRules
    /// What every chart must reach.
    package let evidence: Double
    package let quorum: Int
    package let perVantage: Int
    package var watches: [VantageWatch]
    package var decisions: [Decision] = []
    package var signals: [Signal] = []
    /// Targets with a burst out, and when its votes are due.
    package private(set) var asking: [(target: Int, deadline: Instant)] = []
    package private(set) var askingDeadline: Instant?

    /// What a target tells the book of cases.
    package enum Signal: Sendable, Hashable {
        case began(Symptom)
        case ended(TargetNumber, at: Instant)
    }

    /// A burst went out, or is over.
    mutating func note(deadline: Instant?, of target: TargetNumber) {
        var place: Int?
        for index in asking.indices where asking[index].target == target.value { place = index }
        if let deadline {
            if let place {
                guard asking[place].deadline != deadline else { return }
                asking[place].deadline = deadline
            } else {
                asking.append((target.value, deadline))
            }
        } else {
            guard let place else { return }
            asking.remove(at: place)
        }
        askingDeadline = nil
        for entry in asking where entry.deadline < askingDeadline ?? Instant(microseconds: .max) {
            askingDeadline = entry.deadline
        }
    }

    /// A vantage saw a target fail. One that sees many fail, and many times as many as every other vantage, is doubted.
    mutating func sawFailing(_ target: TargetNumber, from vantage: Int, at: Instant) {
        watches[vantage].sawFailing(target, at: at, rules: rules)
        guard watches.count > 1 else { return }
        let own = watches[vantage].failingLately(now: at, rules: rules)
        guard own >= rules.aloneTargets else { return }
        for index in watches.indices where index != vantage {
            let other = watches[index].failingLately(now: at, rules: rules)
            if own < rules.aloneTimes * (other + 1) { return }
        }
        guard let doubt = watches[vantage].standsAlone(at: at, rules: rules) else { return }
        decisions.append(.vantageDoubted(VantageNumber(vantage), why: doubt.why, until: doubt.until))
    }

    package init(plan: Plan, rules: JudgingRules) {
        self.rules = rules
        let probed = plan.targets.count { $0.use != .passive }
        evidence = rules.evidenceNeeded(targets: probed, vantages: plan.vantages.count)
        quorum = rules.quorum(vantages: plan.vantages.count)
        // Six votes in all at least, however few vantages there are.
        perVantage = max(rules.perVantage, (6 + plan.vantages.count - 1) / plan.vantages.count)
        watches = Array(
            repeating: VantageWatch(targets: plan.targets.count), count: plan.vantages.count)
    }
}

/// One target that does not do what it should, as the book of cases sees it.
package struct Symptom: Sendable, Hashable {
    package var target: TargetNumber
    package var standing: Verdict.Standing
    package var since: Instant
    package var stage: Stage?
    package var code: String?
    package var explanation: Explanation

    package init(
        target: TargetNumber, standing: Verdict.Standing, since: Instant, stage: Stage?, code: String?,
        explanation: Explanation
    ) {
        self.target = target
        self.standing = standing
        self.since = since
        self.stage = stage
        self.code = code
        self.explanation = explanation
    }
}
