package import Telling
package import Vocabulary

extension BrandSite {
    /// How a brand does, for everything that says it in one word: page, badge, banner, JSON.
    package enum Condition: Sendable, Hashable {
        /// The facts are too old to say.
        case unknown
        case hit(Severity)
        /// Nobody is hit any more, and the last word was not "resolved".
        case watching
        case maintenance
        case fine
    }

    /// What is true now. Facts that are older than `bound` say nothing of now.
    package func condition(now: Instant, staleAfter bound: TimeSpan) -> Condition {
        guard !isStale(now: now, after: bound) else { return .unknown }
        let open = recent.filter { $0.isOpenOutage(now: now) }
        if let worst = open.filter({ $0.isHitting(now: now) }).map(\.severity).max() { return .hit(worst) }
        if !open.isEmpty { return .watching }
        return recent.contains { $0.maintenancePhase(now: now) == .inProgress } ? .maintenance : .fine
    }

    /// Each shown component's state now, as the facts make it.
    package func states(now: Instant) -> [ComponentID: ComponentState] {
        var worst: [ComponentID: Severity] = [:]
        var atWork: Set<ComponentID> = []
        for incident in recent {
            if incident.maintenancePhase(now: now) == .inProgress { atWork.formUnion(incident.components) }
            guard incident.isOpenOutage(now: now) else { continue }
            for id in incident.componentsHit(now: now) {
                worst[id] = max(worst[id] ?? incident.severity, incident.severity)
            }
        }
        var states: [ComponentID: ComponentState] = [:]
        for component in components {
            let hit = worst[component.id]?.stateOfHit ?? .operational
            states[component.id] = hit == .operational && atWork.contains(component.id) ? .maintenance : hit
        }
        return states
    }
}

extension Severity {
    /// What an open impact of this severity makes of the components that it hits.
    package var stateOfHit: ComponentState {
        switch self {
        case .critical: .majorOutage
        case .major: .partialOutage
        case .minor, .unknown: .degraded
        case .notice: .operational
        case .maintenance: .maintenance
        }
    }
}

extension Incident {
    /// Whether everything about it lies before an instant, and its last word was that it is over.
    package func isOver(before cut: Instant) -> Bool {
        guard windows.allSatisfy({ $0.end.map { $0 < cut } ?? false }), updates.allSatisfy({ $0.at < cut }) else {
            return false
        }
        if let own {
            guard own.declaredAt < cut, own.plan.map({ $0.end < cut }) ?? true else { return false }
        }
        if let record {
            guard record.firstSeen < cut, record.scheduledUntil.map({ $0 < cut }) ?? true else { return false }
        }
        let last = updates.last { $0.status != .postmortem }?.status
        return last == .resolved || last == .completed
    }

    /// Planned work, which is no outage.
    package var isPlannedWork: Bool {
        severity == .maintenance || own?.plan != nil || record?.scheduledFor != nil
    }

    /// An outage that goes on, that is being watched, or that was declared and not closed.
    package func isOpenOutage(now: Instant) -> Bool {
        guard !isPlannedWork, record?.isSample != true else { return false }
        switch state(now: now) {
        case .ongoing, .watching, .reported: return true
        case .resolved: return false
        case .unknown:
            // Declared, and no impact window is known yet: open until somebody says that it is over.
            guard own != nil else { return false }
            let last = updates.last { $0.at <= now }?.status
            return last != .resolved && last != .completed && last != .postmortem
        }
    }

    /// Where it stands, in a word.
    package func stateWord(_ words: LanguagePack, now: Instant) -> String {
        switch maintenancePhase(now: now) {
        case .scheduled: return words.say(status: .phaseScheduled)
        case .inProgress: return words.say(status: .phaseInProgress)
        case .completed: return words.say(status: .phaseCompleted)
        case .cancelled: return words.say(status: .phaseCancelled)
        case nil: break
        }
        let state = state(now: now)
        // Declared and not closed: what is said of it stands for what is measured.
        return words.name(state == .unknown && isOpenOutage(now: now) ? .ongoing : state)
    }

    /// Whether an open outage hits customers now as far as anybody knows.
    package func isHitting(now: Instant) -> Bool {
        isOpenOutage(now: now) && state(now: now) != .watching
    }

    /// The components that are hit now: those of the open windows, else those of an outage that has no window yet.
    package func componentsHit(now: Instant) -> Set<ComponentID> {
        guard isHitting(now: now) else { return [] }
        let open = windows.filter { $0.start <= now && ($0.end.map { $0 > now } ?? true) }
        let named = Set(open.flatMap(\.components))
        return named.isEmpty ? Set(components) : named
    }

    /// How far planned work is; nil when this is none.
    package func maintenancePhase(now: Instant) -> MaintenancePlan.Phase? {
        guard isPlannedWork else { return nil }
        let last = updates.last { $0.at <= now }?.status
        if let plan = own?.plan {
            if plan.phase == .cancelled || plan.phase == .completed { return plan.phase }
            if last == .completed || last == .resolved { return .completed }
            if plan.phase == .inProgress { return .inProgress }
            return now < plan.start ? .scheduled : now < plan.end ? .inProgress : .completed
        }
        if last == .completed || last == .resolved { return .completed }
        let start = record?.scheduledFor ?? windows.map(\.start).min()
        guard let start, start <= now else { return .scheduled }
        let end = record?.scheduledUntil ?? windows.compactMap(\.end).max()
        return end.map { $0 > now } ?? true ? .inProgress : .completed
    }

    /// From when to when planned work is to be.
    package var plannedTime: (start: Instant, end: Instant?)? {
        if let plan = own?.plan { return (plan.start, plan.end) }
        guard isPlannedWork, let start = record?.scheduledFor ?? windows.map(\.start).min() else { return nil }
        return (start, record?.scheduledUntil ?? windows.compactMap(\.end).max())
    }

    /// When it began: the first impact, else the plan, else the first word or page, else when it was declared.
    package var began: Instant? {
        windows.map(\.start).min() ?? own?.plan?.start ?? updates.map(\.at).min() ?? accounts.map(\.opened).min()
            ?? own?.declaredAt
    }
}
