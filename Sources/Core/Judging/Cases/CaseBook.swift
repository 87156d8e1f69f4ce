package import Vocabulary

/// One page per cause. Symptoms are gathered for a second, their cause is looked for, and one page says it; what comes
/// later is attached. Closed cases are kept for as long as a recurrence would be recognised.
package struct CaseBook: Sendable {
    package static let openMost = 100
    package static let historyMost = 500

    package struct Gathering: Sendable {
        package var symptoms: [Symptom]
        package var startedAt: Instant
        package var due: Instant
        package var hasAsked = false
    }

    /// Open, or watched for a while.
    package internal(set) var cases: [Case] = []
    /// Closed, latest last.
    package internal(set) var history: [Case] = []
    package internal(set) var gathering: Gathering?
    /// Symptoms that wait because a change said that this would happen, each with when that is over.
    package internal(set) var held: [(symptom: Symptom, until: Instant)] = []
    var lastNumber = 0

    package init() {}

    /// When time alone changes something.
    package var deadline: Instant? {
        var earliest = gathering?.due
        for (_, until) in held { earliest = min(earliest ?? until, until) }
        for entry in cases {
            if case .monitoring(let until) = entry.state { earliest = min(earliest ?? until, until) }
            if let work = entry.withheld { earliest = min(earliest ?? work.until, work.until) }
        }
        return earliest
    }

    /// Parts that were the cause of a case lately, with what it was called.
    package func recentParts(plan: Plan, now: Instant, rules: JudgingRules) -> [String: String] {
        var names: [String: String] = [:]
        for entry in history where now - entry.firstSince <= rules.recurrenceMemory {
            for name in entry.signature.parts { names[name] = entry.reference ?? "case \(entry.number.value)" }
        }
        return names
    }

    package mutating func name(_ number: CaseNumber, _ reference: String) {
        for index in cases.indices where cases[index].number == number { cases[index].reference = reference }
        for index in history.indices where history[index].number == number { history[index].reference = reference }
    }

    package mutating func began(_ symptom: Symptom, now: Instant, plan: Plan, context: Context, in room: inout Room) {
        let target = plan[symptom.target]
        let open = cases.firstIndex { entry in
            // What begins while a case is only watched may be something else: its cause is looked for like any other's.
            if case .monitoring = entry.state, symptom.since > entry.spans.last?.to ?? symptom.since { return false }
            if entry.symptoms.contains(where: { $0.target == symptom.target }) { return true }
            return symptom.since >= entry.firstSince - .minutes(1)
                && target.meets(entry.parts)
        }
        if let open {
            rejoin(open, symptom, now: now, plan: plan, in: &room)
            return
        }
        if let until = context.gapEnd(of: target, since: symptom.since), until > now {
            held.removeAll { $0.symptom.target == symptom.target }
            // One period more, so that a quorum has had its turn after the gap.
            held.append((symptom, until + room.rules.period))
            return
        }
        gather(symptom, now: now, rules: room.rules)
    }

    private mutating func gather(_ symptom: Symptom, now: Instant, rules: JudgingRules) {
        if gathering == nil { gathering = Gathering(symptoms: [], startedAt: now, due: now + rules.gather) }
        guard var current = gathering else { return }
        current.symptoms.removeAll { $0.target == symptom.target }
        current.symptoms.append(symptom)
        gathering = current
    }

    /// The case that is watched, and whose cause this is again.
    func watched(_ causes: [Candidate], _ symptoms: [Symptom]) -> Int? {
        let parts = Set(causes.first?.parts ?? [])
        return cases.firstIndex { entry in
            guard case .monitoring = entry.state else { return false }
            // Its parts may be forgotten, when they are no longer declared.
            guard !entry.parts.isEmpty else {
                return symptoms.allSatisfy { symptom in entry.symptoms.contains { $0.target == symptom.target } }
            }
            return !parts.isEmpty && parts.isSubset(of: entry.parts)
        }
    }

    mutating func rejoin(_ index: Int, _ symptom: Symptom, now: Instant, plan: Plan, in room: inout Room) {
        defer { wakeBeyondWork(index, symptom.target, plan: plan, in: &room) }
        let isNew = !cases[index].symptoms.contains { $0.target == symptom.target }
        cases[index].add(symptom)
        if isNew { room.decisions.append(.attached(cases[index].number, symptom.target)) }
        guard case .monitoring = cases[index].state else { return }
        cases[index].state = .open
        cases[index].began(at: symptom.since)
        cases[index].reopenings.removeAll { now - $0 > room.rules.reopeningsWithin }
        cases[index].reopenings.append(now)
        room.decisions.append(.reopened(cases[index].number, at: symptom.since))
        guard cases[index].reopenings.count >= room.rules.reopeningsMost, !cases[index].isUnstable else { return }
        cases[index].isUnstable = true
        let entry = cases[index]
        room.decisions.append(
            .page(
                Page(
                    number: entry.number, since: entry.firstSince, symptoms: entry.symptoms, causes: entry.causes,
                    recurrence: nil, missing: nil, isUnstable: true)))
    }

    package mutating func ended(_ target: TargetNumber, at end: Instant, now: Instant, in room: inout Room) {
        held.removeAll { $0.symptom.target == target }
        for index in cases.indices where cases[index].ailing.contains(target) {
            cases[index].ailing.remove(target)
            let last = cases[index].spans.count - 1
            cases[index].spans[last].to = max(end, cases[index].spans[last].to ?? end)
            guard cases[index].ailing.isEmpty else { continue }
            watch(index, end: cases[index].spans[last].to ?? end, now: now, in: &room)
        }
    }

    /// All of it is good again: it is watched for a while before it is closed.
    mutating func watch(_ index: Int, end: Instant, now: Instant, in room: inout Room) {
        if let last = cases[index].spans.indices.last { cases[index].spans[last].to = end }
        cases[index].state = .monitoring(until: now + room.rules.monitoringFor)
        room.decisions.append(.monitoring(cases[index].number, end: end))
    }

    /// Closes what stayed good, and moves it to the history.
    mutating func closeWhatIsOver(now: Instant, in room: inout Room) {
        var isMoved = false
        for index in cases.indices {
            guard case .monitoring(let until) = cases[index].state, until <= now else { continue }
            cases[index].state = .closed
            let entry = cases[index]
            room.decisions.append(.closed(entry.number, end: entry.spans.last?.to ?? now))
            history.append(entry)
            isMoved = true
        }
        guard isMoved else { return }
        cases.removeAll { $0.state == .closed }
        history.removeAll {
            now - $0.firstSince > room.rules.recurrenceMemory && now - $0.since > room.rules.recurrenceMemory
        }
        if history.count > Self.historyMost { history.removeFirst(history.count - Self.historyMost) }
    }
}
