internal import Journal
internal import Incidents
internal import Telling
package import Vocabulary

/// Does what time brings: lifts embargoes, begins and ends planned work, and plans the next times of work that comes again.
///
/// What time brings is recorded like an order of anybody, so what readers see never depends on a clock alone, and two nodes that
/// do it at once do it once.
package struct DeskClock: Sendable {
    /// Planned work that comes again is announced so long before.
    package static let ahead = TimeSpan.days(14)
    static let caller = DeskCaller(actor: "system:desk", person: "system")

    let desk: Desk
    let zones: ZoneCatalogue

    package init(desk: Desk, zones: ZoneCatalogue) {
        self.desk = desk
        self.zones = zones
    }

    /// Does what is due; gives when something will be due next, at the latest in an hour, and what could not be done.
    package func turn(now: Instant) async throws(DeskRefusal) -> (next: Instant, problems: [String]) {
        let site = try await desk.site()
        var next = now + .hours(1)
        var problems: [String] = []
        for incident in site.incidents {
            guard let own = incident.own else { continue }
            for (at, order) in Self.due(own) {
                guard at <= now else {
                    next = min(next, at)
                    continue
                }
                do throws(DeskRefusal) {
                    var caller = Self.caller
                    caller.key = IdempotencyKey("desk:\(incident.id):\(Self.name(order)):\(at.microseconds)")
                    _ = try await desk.perform(order, on: incident.id, by: caller)
                } catch {
                    if error.reason != .conflict { problems.append("\(incident.id): \(error.message)") }
                }
            }
        }
        for series in site.series {
            let announced = site.incidents.filter { $0.own?.plan?.series == series.id }
            let steps = SeriesSteps.steps(
                series, announced: announced, zone: zones.zone(series.zone) ?? .utc, now: now, ahead: Self.ahead)
            for step in steps {
                do throws(DeskRefusal) {
                    try await take(step, of: series)
                } catch {
                    problems.append("\(series.id): \(error.message)")
                }
            }
        }
        return (next, problems)
    }

    private static func due(_ own: OwnRecord) -> [(Instant, DeskOrder)] {
        var due: [(Instant, DeskOrder)] = []
        if let until = own.embargoUntil { due.append((until, .publish)) }
        switch own.plan?.phase {
        case .scheduled: if let plan = own.plan { due.append((plan.start, .beginPlan)) }
        case .inProgress: if let plan = own.plan { due.append((plan.end, .completePlan)) }
        case .completed, .cancelled, nil: break
        }
        return due
    }

    private static func name(_ order: DeskOrder) -> String {
        switch order {
        case .publish: "publish"
        case .beginPlan: "begin"
        default: "complete"
        }
    }

    private func take(_ step: SeriesSteps.Step, of series: MaintenanceSeries) async throws(DeskRefusal) {
        do throws(DeskRefusal) {
            switch step {
            case .announce(let start, let name):
                var declaration = Declaration(
                    provider: series.provider, title: LocalizedText(), severity: .maintenance,
                    components: series.components)
                if series.proposedBy == nil {
                    (declaration.title, declaration.summary) = (series.title, series.summary)
                    declaration.areWordsAgreed = true
                }
                if !series.brands.isEmpty { declaration.brands = series.brands }
                declaration.plan = MaintenancePlan(start: start, end: start + series.length, series: series.id)
                declaration.name = name
                _ = try await desk.declare(declaration, by: Self.caller)
            case .move(let id, let start):
                _ = try await desk.perform(
                    .followSeries(start: start, end: start + series.length), on: id, by: Self.caller)
            case .cancel(let id): _ = try await desk.perform(.cancelPlan, on: id, by: Self.caller)
            }
        } catch {
            // Another node was faster, unless something else has the name.
            guard error.reason == .conflict else { throw error }
            guard case .announce(_, let name) = step, try await !isOne(name, of: series) else { return }
            throw DeskRefusal(.conflict, .seriesName, ["name": "\(name)"])
        }
    }

    private func isOne(_ name: IncidentID, of series: MaintenanceSeries) async throws(DeskRefusal) -> Bool {
        try await desk.incident(name)?.incident.own?.plan?.series == series.id
    }
}
