internal import Telling
package import Vocabulary

extension AssessedSeverity.Evidence {
    /// What an incident holds for our reading; nil for one of our own, which people judge.
    package init?(_ incident: Incident, channels: [ComponentID: Channel], now: Instant) {
        guard let record = incident.record else { return nil }
        let hit = incident.windows.flatMap(\.components) + incident.components
        let figures = IncidentFigures(incident, now: now)
        let isOver = !figures.impact.isEmpty && figures.impact.allSatisfy { $0.end != nil }
        self.init(
            vendorWord: record.severityWord, vendorSeverity: record.severity, priority: incident.priority,
            worstState: record.worstState, channels: Set(hit.compactMap { channels[$0] }),
            trueLength: isOver ? figures.totalImpact : nil, hasWindow: !figures.impact.isEmpty,
            isPlanned: incident.severity == .maintenance || record.scheduledFor != nil)
    }
}
