package import Vocabulary
internal import Watching

/// What a policy makes of a case. Pure: what is known and the time go in, what is to be done comes out.
///
/// It compares what should be with what was recorded, so it does not matter how often it is asked, nor whether the program was
/// restarted in between: what is done is recorded, and is not asked for again.
package struct AnnouncingDecision: Sendable {
    package let policy: AnnouncingPolicy
    /// Components of ours that the catalogue has, in use: others can't stand in an incident.
    package let catalogue: Set<ComponentID>
    /// Rules that wake nobody any more.
    package let demoted: Set<RuleName>

    package init(policy: AnnouncingPolicy, catalogue: Set<ComponentID>, demoted: Set<RuleName> = []) {
        self.policy = policy
        self.catalogue = catalogue
        self.demoted = demoted
    }

    /// - Parameter beside: evidence that is not among the symptoms, such as a vendor's page that tells of it.
    /// - Parameter incident: how the case's incident stands; nil while there is none.
    package func actions(
        for seen: SeenCase, _ known: Announcement, beside: Set<EvidenceKind> = [], incident: IncidentStanding?,
        now: Instant
    ) -> [AnnouncingAction] {
        guard let span = seen.latest else { return [] }
        var actions = calls(seen, known)
        guard let round = known.rounds.last, round.from == span.from else {
            // What ended while nobody looked is history, and what was said to be no outage begins none.
            if let begun = begin(seen, span, known) { actions.append(.begin(begun)) }
            return actions
        }
        actions += steps(seen, span, round, known, beside, incident, now)
        return actions
    }

    /// When time alone changes something.
    package func deadline(_ known: Announcement) -> Instant? {
        known.rounds.last.flatMap { $0.isPending ? $0.due : nil }
    }

    // MARK: Calls

    /// Once for each time that the lookout says so, and once more when it is worse than what was called: what is attached otherwise,
    /// withheld or blinks calls nobody.
    private func calls(_ seen: SeenCase, _ known: Announcement) -> [AnnouncingAction] {
        let last = known.calls.last
        if seen.state == .closed {
            guard let last, last.moment != .over else { return [] }
            return [.call(.init(at: last.at, moment: .over))]
        }
        let heard = seen.symptoms.filter { !demoted.contains($0.rule) }
        let isQuiet = heard.isEmpty && !seen.symptoms.isEmpty
        guard let paged = seen.pagedAt, seen.work == nil, !isQuiet else { return [] }
        let severity = policy.severity(of: heard)
        guard let last, last.at >= paged else {
            let moment: Announcement.Call.Moment = last == nil ? .opened : seen.isUnstable ? .unstable : .returned
            return [.call(.init(at: paged, moment: moment, severity: severity))]
        }
        // Whoever is woken by what is bad alone was not woken when the first sign of it was small.
        let called = known.calls.filter { $0.at == paged }.compactMap(\.severity).max()
        guard seen.state == .open, last.moment != .over else { return [] }
        if let called, severity > called { return [.call(.init(at: paged, moment: .worse, severity: severity))] }
        // The better cause reaches whoever was called with another one.
        guard let revised = seen.revisedAt, revised > paged,
            !known.calls.contains(where: { $0.moment == .revised && $0.at == revised })
        else { return [] }
        return [.call(.init(at: revised, moment: .revised, severity: severity))]
    }

    // MARK: Rounds

    /// Components of the case that something is to be said of, sorted.
    private func hit(_ seen: SeenCase) -> [ComponentID] {
        let names = Set(seen.symptoms.compactMap(\.component))
        return names.compactMap { name in
            guard let id = ComponentID(name), catalogue.contains(id), let declared = policy[name],
                declared.telling != .nothing
            else { return nil }
            return id
        }.sorted()
    }

    private func severity(_ seen: SeenCase, _ components: [ComponentID]) -> Severity {
        let names = Set(components.map(\.rawValue))
        return policy.severity(of: seen.symptoms.filter { names.contains($0.component ?? "") })
    }

    private func begin(
        _ seen: SeenCase, _ span: SeenCase.Span, _ known: Announcement
    ) -> Announcement.Round? {
        guard seen.work == nil, seen.state == .open, !isNoOutage(known),
            known.rounds.last.map({ $0.from < span.from }) ?? true
        else { return nil }
        let components = hit(seen)
        guard !components.isEmpty else { return nil }
        return Announcement.Round(
            from: span.from, components: components, severity: severity(seen, components))
    }

    private func isNoOutage(_ known: Announcement) -> Bool {
        known.label.map { $0.verdict != .real } ?? false
    }

    private func steps(
        _ seen: SeenCase, _ span: SeenCase.Span, _ round: Announcement.Round, _ known: Announcement,
        _ beside: Set<EvidenceKind>, _ incident: IncidentStanding?, _ now: Instant
    ) -> [AnnouncingAction] {
        // What the desk refused is not tried again and again.
        guard round.isDrafted else { return round.left == nil ? [.draft(round)] : [] }
        // What was begun is finished first, whatever changed since.
        if round.telling != nil, round.told == nil, round.left == nil { return [.finish(round)] }
        if let wider = wider(seen, round, incident) { return [.widen(wider)] }
        if let to = span.to, seen.state != .open { return over(round, to, incident) }
        return telling(seen, round, known, beside, incident, now)
    }

    /// A draft says all that is hit; what stands in public is people's to widen.
    private func wider(
        _ seen: SeenCase, _ round: Announcement.Round, _ incident: IncidentStanding?
    ) -> Announcement.Round? {
        guard round.end == nil, round.told == nil, incident?.isPublic == false else { return nil }
        let components = Set(round.components).union(hit(seen)).sorted()
        let worst = max(round.severity, severity(seen, components))
        guard components != round.components || worst != round.severity else { return nil }
        var wider = round
        wider.components = components
        wider.severity = worst
        return wider
    }

    private func over(
        _ round: Announcement.Round, _ to: Instant, _ incident: IncidentStanding?
    ) -> [AnnouncingAction] {
        var actions: [AnnouncingAction] = []
        if round.isPending { actions.append(.leave(from: round.from, .init(.over))) }
        guard round.end == nil, let incident else { return actions }
        let at = max(to, round.from)
        // An end at the same instant is ours: the program died before it told readers.
        let isOpen = incident.hasOpenWindow || incident.lastEnd == at
        let mode: Announcement.End.Mode
        if incident.isPublic, isOpen, round.told != nil, recoversByItself(round) {
            mode = .told
        } else if !incident.hasOpenWindow || !incident.isPublic {
            // What people ended themselves needs nobody.
            mode = .recorded
        } else {
            mode = .proposed
        }
        actions.append(.end(round, .init(at: at, mode: mode)))
        return actions
    }

    private func recoversByItself(_ round: Announcement.Round) -> Bool {
        !round.measured.isEmpty && round.measured.allSatisfy { policy[$0.rawValue]?.recovery == .measured }
    }

    private func telling(
        _ seen: SeenCase, _ round: Announcement.Round, _ known: Announcement, _ beside: Set<EvidenceKind>,
        _ incident: IncidentStanding?, _ now: Instant
    ) -> [AnnouncingAction] {
        guard round.told == nil, round.stopped == nil, round.left == nil, seen.state == .open else { return [] }
        func leave(_ reason: Announcement.Leaving.Reason) -> [AnnouncingAction] {
            // Nothing was promised before the grace time began.
            round.due == nil ? [] : [.leave(from: round.from, .init(reason))]
        }
        if isNoOutage(known) { return leave(.label) }
        if seen.work != nil { return leave(.work) }
        guard let incident else { return [] }
        if incident.isUnderEmbargo { return leave(.embargo) }
        // What is public in its first round was published by people, who were faster; so is what they did not end yet.
        if incident.isPublic, known.rounds.count == 1 || incident.hasOpenWindow { return leave(.people) }
        let agreed = agreed(seen, known, beside)
        guard let due = round.due else {
            guard !agreed.components.isEmpty else { return [] }
            let grace = agreed.components.compactMap { policy[$0.rawValue]?.grace }.max() ?? .zero
            return [
                .schedule(
                    from: round.from, due: now + grace, components: agreed.components, kinds: agreed.kinds.sorted())
            ]
        }
        guard due <= now else { return [] }
        let components = round.measured.filter(agreed.components.contains)
        return components.isEmpty
            ? leave(.evidence)
            : [
                .tell(
                    from: round.from, components: components, severity: severity(seen, components))
            ]
    }

    /// Components that two kinds of evidence agree on and whose policy is to publish, and those kinds.
    func agreed(
        _ seen: SeenCase, _ known: Announcement, _ beside: Set<EvidenceKind>
    ) -> (components: [ComponentID], kinds: Set<EvidenceKind>) {
        var others = beside
        if known.label?.verdict == .real { others.insert(.person) }
        var components: [ComponentID] = []
        var kinds: Set<EvidenceKind> = []
        for component in hit(seen) where policy[component.rawValue]?.telling == .measured {
            let own = Set(
                seen.symptoms.filter { $0.component == component.rawValue && !demoted.contains($0.rule) }
                    .map(\.evidence))
            // What others say agrees with something of our own, never alone.
            guard !own.isEmpty, own.union(others).count >= 2 else { continue }
            components.append(component)
            kinds.formUnion(own.union(others))
        }
        return (components, kinds)
    }
}
