internal import Vocabulary

/// What a judge must know of the time before it began, so that it neither tells a case twice nor forgets one.
package struct JudgeMemory: Sendable {
    /// Cases that are open or watched for a while. Which of their targets still ail is said by `troubles`.
    package var cases: [Case]
    /// Closed cases, latest last.
    package var history: [Case]
    package var lastNumber: CaseNumber
    /// Targets of these cases that were ill when the last was heard of them.
    package var troubles: [Symptom]

    package init(
        cases: [Case] = [], history: [Case] = [], lastNumber: CaseNumber = CaseNumber(0), troubles: [Symptom] = []
    ) {
        self.cases = cases
        self.history = history
        self.lastNumber = lastNumber
        self.troubles = troubles
    }
}

extension CaseBook {
    /// A case of which nothing ails is watched from now on.
    mutating func remember(_ memory: JudgeMemory, now: Instant, in room: inout Room) {
        let ailing = Set(memory.troubles.map(\.target))
        history = Array(memory.history.suffix(Self.historyMost))
        cases = Array(memory.cases.suffix(Self.openMost))
        lastNumber = max(
            memory.lastNumber.value, (memory.cases + memory.history).map(\.number.value).max() ?? 0)
        for index in cases.indices {
            cases[index].ailing = Set(cases[index].symptoms.map(\.target)).intersection(ailing)
            guard case .open = cases[index].state, cases[index].ailing.isEmpty else { continue }
            watch(index, end: cases[index].spans.last?.to ?? now, now: now, in: &room)
        }
    }
}

extension TargetJudge {
    /// It was ill when the last was heard of it, and is until enough good results say otherwise.
    mutating func remember(_ symptom: Symptom, rules: JudgingRules) {
        let trouble = Trouble(
            since: symptom.since, explanation: symptom.explanation, stage: symptom.stage, code: symptom.code)
        verdict = Verdict(symptom.standing, since: symptom.since, explanation: symptom.explanation)
        switch symptom.standing {
        case .down:
            phase = .down(trouble)
            recovery = RecoveryChart(broken: 0.5, usual: share.value, needed: rules.recoveredEvidence)
        case .degraded:
            degraded = trouble
            recovery = recoveryChart(of: trouble, rules)
        case .up, .unknown: break
        }
    }
}

extension PassiveTarget {
    mutating func remember(_ symptom: Symptom) {
        guard symptom.standing == .degraded || symptom.standing == .down else { return }
        verdict = Verdict(.degraded, since: symptom.since, explanation: symptom.explanation)
        trouble = (symptom.explanation, symptom.since, 0, symptom.code)
        isTold = true
    }
}
