package import Vocabulary

/// From gathered symptoms to pages.
extension CaseBook {
    /// Time passed.
    ///
    /// - Parameter isGoodAgain: whether the last result of a target is good.
    /// - Parameter look: what all targets say, of those that are worth looking at since then.
    package mutating func advance(
        to now: Instant, localiser: Localiser, context: Context, in room: inout Room,
        isGoodAgain: (TargetNumber) -> Bool, look: (_ since: Instant) -> [Sighting]
    ) {
        for index in held.indices.reversed() where held[index].until <= now {
            // Its last result is good: that it is over takes some seconds more to be sure of.
            if isGoodAgain(held[index].symptom.target) {
                held[index].until = now + room.rules.gather
                continue
            }
            let symptom = held.remove(at: index).symptom
            began(symptom, now: now, plan: localiser.plan, context: Context(), in: &room)
        }
        pageWhatWorkLeft(now: now, in: &room)
        closeWhatIsOver(now: now, in: &room)
        guard let current = gathering, current.due <= now else { return }
        conclude(current, now: now, localiser: localiser, context: context, in: &room, look: look)
    }

    private mutating func conclude(
        _ current: Gathering, now: Instant, localiser: Localiser, context: Context, in room: inout Room,
        look: (_ since: Instant) -> [Sighting]
    ) {
        let rules = room.rules
        let since = current.symptoms.map(\.since).min() ?? now
        var sightings = look(since)
        // A symptom speaks for its target, whatever was heard since.
        for symptom in current.symptoms {
            sightings.removeAll { $0.target == symptom.target }
            let state: Sighting.State = symptom.standing == .down ? .failing : .partly
            sightings.append(Sighting(symptom.target, state, stage: symptom.stage, code: symptom.code))
        }
        sightings.sort { $0.target < $1.target }
        let recent = recentParts(plan: localiser.plan, now: now, rules: rules)
        let finding = localiser.find(sightings, since: since, context: context, recent: recent)
        if let target = finding.discriminating, !current.hasAsked, now - current.startedAt < rules.gatherLongest {
            room.decisions.append(.ask([target]))
            gathering?.hasAsked = true
            gathering?.due = min(now + rules.gather, current.startedAt + rules.gatherLongest)
            return
        }
        gathering = nil
        if revise(current.symptoms, finding, now: now, plan: localiser.plan, context, in: &room) { return }
        for group in Self.groups(current.symptoms, by: finding, plan: localiser.plan) {
            open(group.symptoms, group.causes, finding.missing, now: now, plan: localiser.plan, context, in: &room)
        }
    }

    /// One group for each part of the likeliest cause; what a part explains belongs to the first that does. Parts of one kind that
    /// break within the same second, such as both instances of a role, did not do so by chance: they stay together.
    static func groups(
        _ symptoms: [Symptom], by finding: Localiser.Finding, plan: Plan
    ) -> [(symptoms: [Symptom], causes: [Candidate])] {
        guard let best = finding.candidates.first, Set(best.parts.map { plan[$0].kind }).count > 1 else {
            return [(symptoms, finding.candidates)]
        }
        var left = symptoms
        var groups: [(symptoms: [Symptom], causes: [Candidate])] = []
        for part in best.parts {
            let own = left.filter { plan[$0.target].meets([part]) }
            guard !own.isEmpty else { continue }
            left.removeAll { own.contains($0) }
            var cause = best
            cause.parts = [part]
            cause.explains = own.map(\.target)
            groups.append((own, [cause] + finding.candidates.dropFirst()))
        }
        if groups.isEmpty { return [(symptoms, finding.candidates)] }
        groups[0].symptoms += left
        return groups
    }

    private mutating func open(
        _ symptoms: [Symptom], _ causes: [Candidate], _ missing: MissingProbe?, now: Instant, plan: Plan,
        _ context: Context, in room: inout Room
    ) {
        if let again = watched(causes, symptoms) {
            for symptom in symptoms { rejoin(again, symptom, now: now, plan: plan, in: &room) }
            return
        }
        let since = symptoms.map(\.since).min() ?? now
        let signature = Self.signature(symptoms, causes, plan: plan)
        let earlier = recurrence(of: signature, since: since, rules: room.rules)
        var entry: Case
        if let earlier, let index = history.firstIndex(where: { $0.number == earlier.number }) {
            entry = history.remove(at: index)
            entry.state = .open
            entry.began(at: since)
            entry.symptoms = Array(symptoms.prefix(Case.symptomsMost))
            entry.ailing = Set(symptoms.map(\.target))
            entry.causes = causes
            room.decisions.append(.reopened(entry.number, at: since))
        } else {
            lastNumber += 1
            entry = Case(
                number: CaseNumber(lastNumber), symptoms: symptoms, causes: causes, signature: signature, since: since)
        }
        if cases.count == Self.openMost { history.append(cases.removeFirst()) }
        if let work = context.work(over: symptoms.map(\.target), in: plan, now: now) {
            entry.withheld = work
            cases.append(entry)
            room.decisions.append(.withheld(entry.number, work: work.name))
            return
        }
        cases.append(entry)
        room.decisions.append(
            .page(
                Page(
                    number: entry.number, since: since, symptoms: entry.symptoms, causes: causes, recurrence: earlier,
                    missing: missing, isUnstable: false)))
    }

    /// Planned work is over, and it is still broken.
    private mutating func pageWhatWorkLeft(now: Instant, in room: inout Room) {
        for index in cases.indices {
            guard let work = cases[index].withheld, work.until <= now else { continue }
            wake(index, in: &room)
        }
    }

    /// What was withheld is no longer.
    private mutating func wake(_ index: Int, in room: inout Room) {
        cases[index].withheld = nil
        guard !cases[index].ailing.isEmpty else { return }
        let entry = cases[index]
        room.decisions.append(
            .page(
                Page(
                    number: entry.number, since: entry.since, symptoms: entry.symptoms, causes: entry.causes,
                    recurrence: nil, missing: nil, isUnstable: false)))
    }

    /// Work that was told before is longer or shorter now, or will not be.
    package mutating func replan(_ work: PlannedWork) {
        for index in cases.indices where cases[index].withheld?.name == work.name { cases[index].withheld = work }
    }

    /// What joined a case that nobody was woken for is not worked on: somebody is.
    mutating func wakeBeyondWork(_ index: Int, _ target: TargetNumber, plan: Plan, in room: inout Room) {
        guard let work = cases[index].withheld, !work.covers(target, in: plan) else { return }
        wake(index, in: &room)
    }

    /// The latest case that looked the same; one with other codes only when there is none.
    func recurrence(of signature: Signature, since: Instant, rules: JudgingRules) -> Recurrence? {
        guard !signature.parts.isEmpty else { return nil }
        let near = history.filter { since - $0.since <= rules.recurrenceMemory && $0.since <= since }
        let exact = near.last { $0.signature == signature }
        guard let found = exact ?? near.last(where: { $0.signature.resembles(signature) }) else { return nil }
        return Recurrence(
            number: found.number, reference: found.reference, ago: since - found.since, isExact: exact != nil)
    }

    static func usual(_ stages: [Stage?]) -> Stage? {
        let counted = Dictionary(grouping: stages.compactMap { $0 }) { $0 }
        return counted.max { left, right in
            left.value.count != right.value.count
                ? left.value.count < right.value.count : left.key.rawValue > right.key.rawValue
        }?.key
    }
}
