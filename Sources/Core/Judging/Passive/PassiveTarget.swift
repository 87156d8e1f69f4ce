import Vocabulary

/// A target that nobody probes: its arrivals and outcomes are counted. What they say is believed alone only when it is
/// twice as strong as needed, or when a probe on a common part agrees.
package struct PassiveTarget: Sendable {
    package let number: TargetNumber
    package internal(set) var verdict: Verdict
    var traffic: TrafficWatch
    var outcomes: OutcomeWatch
    var trouble: (explanation: Explanation, since: Instant, evidence: Double, code: String?)?
    var isTold = false
    var clearSince: Instant?

    package init(_ number: TargetNumber, rules: JudgingRules) {
        self.number = number
        verdict = Verdict(.unknown, since: Instant(microseconds: .min), explanation: Explanation(.stale(.zero)))
        traffic = TrafficWatch(rules: rules)
        outcomes = OutcomeWatch(rules: rules)
    }

    mutating func hear(_ count: TrafficWatch.Count, offset: Int, agrees: Bool, in room: inout Room) {
        switch traffic.hear(count, offset: offset) {
        case .unknown: break
        case .usual: clear(at: count.until, in: &room)
        case .missing(let rule, let since, let evidence):
            note(Explanation(rule), since, evidence, code: nil, agrees: agrees, in: &room)
        }
    }

    mutating func hear(_ count: OutcomeWatch.Count, agrees: Bool, in room: inout Room) {
        if let found = outcomes.hear(count) {
            note(Explanation(found.rule), found.since, outcomes.evidence, code: count.code, agrees: agrees, in: &room)
        } else {
            clear(at: count.until, in: &room)
        }
    }

    private mutating func note(
        _ explanation: Explanation, _ since: Instant, _ evidence: Double, code: String?, agrees: Bool,
        in room: inout Room
    ) {
        clearSince = nil
        let first = min(since, trouble?.since ?? since)
        trouble = (explanation, first, evidence, code)
        if verdict.standing != .degraded {
            verdict = Verdict(.degraded, since: first, explanation: explanation)
            room.decisions.append(.verdict(number, verdict))
        }
        guard !isTold, agrees || evidence >= room.rules.passiveEvidence * room.rules.passiveAloneFactor else { return }
        isTold = true
        room.signals.append(
            .began(
                Symptom(
                    target: number, standing: .degraded, since: first, stage: code == nil ? nil : .answer, code: code,
                    explanation: explanation)))
    }

    private mutating func clear(at: Instant, in room: inout Room) {
        guard trouble != nil || verdict.standing == .unknown else { return }
        let since = clearSince ?? at
        clearSince = since
        guard trouble == nil || at - since >= room.rules.cleanLeast else { return }
        let clean = at - since
        if let trouble { room.decisions.append(.recovered(number, from: trouble.since, to: since)) }
        verdict = Verdict(
            .up, since: since, explanation: Explanation(trouble == nil ? .quiet : .recovered(good: 0, clean: clean)))
        room.decisions.append(.verdict(number, verdict))
        if isTold { room.signals.append(.ended(number, at: since)) }
        isTold = false
        trouble = nil
        clearSince = nil
    }
}
