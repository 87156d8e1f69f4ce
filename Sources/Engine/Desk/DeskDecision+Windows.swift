internal import Incidents
internal import Telling
internal import Vocabulary

// When customers were hit.
extension DeskDecision {
    func record(_ given: WindowOrder, _ made: inout Made) throws(DeskRefusal) {
        let incident = made.incident
        var order = given
        let components = order.components ?? incident.components
        let named = incident.components + incident.windows.flatMap(\.components)
        try context.known(components, field: "components", before: named)
        let known = order.id.flatMap { id in incident.windows.first { $0.id == id } }
        // What stands already may be as old as it is.
        order.start = try context.past(
            order.start, orAhead: .startAhead, field: "start", isBound: order.start != known?.start)
        if let end = order.end {
            guard end >= order.start else {
                throw DeskRefusal(.refused, .endBefore, field: "end")
            }
            order.end = try context.past(end, orAhead: .endAhead, field: "end", isBound: end != known?.end)
        }
        if let id = order.id, known == nil {
            throw DeskRefusal(.notFound, .noWindow, ["id": "\(id)", "incident": "\(incident.id)"], field: "id")
        }
        guard known != nil || incident.windows.count < Self.windowsMost else {
            throw DeskRefusal(.refused, .windowsMost, ["most": "\(Self.windowsMost)"])
        }
        let id = order.id ?? nextWindow(incident)
        // What it rests on is words of somebody: readers see them when they were agreed to.
        try check(order.evidence, "evidence", mayBeEmpty: true)
        let isNew = Self.hasWords(order.evidence) && order.evidence != known?.evidence
        let isPublic = letsThrough(incident.priority)
        let evidence = isNew && isPublic ? order.evidence : known?.evidence ?? LocalizedText()
        let window = ImpactWindow(
            id: id, start: order.start, end: order.end, components: components, origin: order.origin,
            evidence: evidence, confidence: order.confidence)
        made.id = id.rawValue
        guard window != known else {
            if isNew { try propose(.evidence(id), order.evidence, isPublic: isPublic, &made) }
            return
        }
        made.add(.impactWindowRecorded(incident.id, window))
        if isNew { try propose(.evidence(id), order.evidence, isPublic: isPublic, &made) }
        // A time that moved is a claim beside the earlier one, never in its place.
        let source = LocalizedText([.english: "Vigie"])
        if known?.start != window.start {
            made.add(
                .claimRecorded(
                    incident.id,
                    Claim(subject: .start, instant: window.start, source: source, statedAt: context.now)))
        }
        if let end = window.end, known?.end != end {
            made.add(
                .claimRecorded(
                    incident.id, Claim(subject: .end, instant: end, source: source, statedAt: context.now)))
        }
    }

    private func nextWindow(_ incident: Incident) -> ImpactWindowID {
        var number = incident.windows.count + 1
        while incident.windows.contains(where: { $0.id.rawValue == "w\(number)" }) { number += 1 }
        return ImpactWindowID(checked: "w\(number)")
    }

    func withdraw(_ id: ImpactWindowID, _ made: inout Made) throws(DeskRefusal) {
        guard made.incident.windows.contains(where: { $0.id == id }) else {
            throw DeskRefusal(.notFound, .noWindow, ["id": "\(id)", "incident": "\(made.incident.id)"])
        }
        made.add(.impactWindowWithdrawn(made.incident.id, id))
        made.id = id.rawValue
    }

    func reopen(
        _ start: Instant, _ components: [ComponentID]?, _ evidence: LocalizedText, _ word: Saying?, _ made: inout Made
    ) throws(DeskRefusal) {
        guard !made.incident.windows.contains(where: { $0.end == nil }) else {
            throw DeskRefusal(.refused, .isOpen)
        }
        if let last = made.incident.windows.compactMap(\.end).max(), start < last {
            throw DeskRefusal(.refused, .reopenBefore, field: "start")
        }
        try record(WindowOrder(start: start, end: nil, components: components, evidence: evidence), &made)
        let window = made.id
        if let word {
            try say(word, &made)
        } else if let sentence = sentence(for: .recurred) {
            // Readers who were told that it is over are told that it is not.
            try say(Saying(.sentence(sentence.id)), &made)
        }
        made.id = window
    }

    func resolve(_ end: Instant?, _ word: Saying, _ made: inout Made) throws(DeskRefusal) {
        for window in made.incident.windows where window.end == nil {
            guard let end else {
                throw DeskRefusal(.refused, .endMissing, field: "end")
            }
            try record(
                WindowOrder(
                    id: window.id, start: window.start, end: end, components: window.components,
                    origin: window.origin, confidence: window.confidence), &made)
        }
        try say(word, &made)
    }

    // MARK: Planned work

    func movePlan(_ start: Instant, _ end: Instant, _ made: inout Made) throws(DeskRefusal) {
        guard let plan = made.incident.own?.plan else { throw DeskRefusal(.refused, .noPlan) }
        // Which time of its series it is stays known, so that the series does not plan it once more.
        let seriesStart = plan.series == nil ? nil : plan.seriesStart ?? plan.start
        try move(start, end, seriesStart: seriesStart, &made)
    }

    func followSeries(_ start: Instant, _ end: Instant, _ made: inout Made) throws(DeskRefusal) {
        guard let plan = made.incident.own?.plan, plan.series != nil else {
            throw DeskRefusal(.refused, .noPlanOfSeries)
        }
        // Another node may have been faster.
        guard plan.start != start || plan.end != end || plan.seriesStart != nil else { return }
        try move(start, end, seriesStart: nil, &made)
    }

    private func move(
        _ start: Instant, _ end: Instant, seriesStart: Instant?, _ made: inout Made
    ) throws(DeskRefusal) {
        var head = made.incident
        guard head.own?.plan?.phase == .scheduled else {
            throw DeskRefusal(.refused, .planBegun)
        }
        guard end > start, start > context.now else {
            throw DeskRefusal(.refused, .planAhead, field: "start")
        }
        head.own?.plan?.start = start
        head.own?.plan?.end = end
        head.own?.plan?.seriesStart = seriesStart
        made.add(.incidentDescribed(head))
        if let sentence = sentence(for: .maintenanceScheduled) {
            try say(Saying(.sentence(sentence.id)), &made)
        }
    }

    func stepPlan(
        _ phase: MaintenancePlan.Phase, from: [MaintenancePlan.Phase], saying moment: Sentence.Phase,
        _ made: inout Made
    ) throws(DeskRefusal) {
        var head = made.incident
        guard let plan = head.own?.plan else { throw DeskRefusal(.refused, .noPlan) }
        guard from.contains(plan.phase) else {
            throw DeskRefusal(.conflict, .planPhase, ["phase": plan.phase.rawValue])
        }
        head.own?.plan?.phase = phase
        made.add(.incidentDescribed(head))
        if let sentence = sentence(for: moment) { try say(Saying(.sentence(sentence.id)), &made) }
    }
}
