internal import Incidents
package import Markup
internal import Telling
internal import Vocabulary

/// Planned work: what goes on, what comes, what was.
package struct MaintenanceModel: Sendable, Hashable {
    package var frame: StatusFrame
    package var running: [IncidentItem]
    package var coming: [IncidentItem]
    package var past: [IncidentItem]
    package var calendar: Address

    static let pastMost = 100

    package init(_ context: StatusContext) {
        let now = context.knownUntil
        func items(_ phases: Set<MaintenancePlan.Phase>) -> [Incident] {
            context.site.incidents.filter { incident in
                incident.maintenancePhase(now: now).map { phases.contains($0) } ?? false
            }
        }
        func item(_ incident: Incident) -> IncidentItem { IncidentItem(incident, from: .maintenance, context) }
        running = items([.inProgress]).map(item)
        // The next comes first.
        coming = items([.scheduled]).reversed().map(item)
        past = items([.completed, .cancelled]).prefix(Self.pastMost).map(item)
        calendar = StatusLinks.relative(from: .maintenance).file([context.language.code, "maintenance.ics"])
        frame = context.frame(
            .maintenance, title: context.say(.maintenance),
            description: context.say(.maintenanceDescription, ["brand": context.brand.name]))
    }
}
