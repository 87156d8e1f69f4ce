internal import Linking
internal import Telling
internal import Vocabulary

extension AssessedSeverity {
    /// Our severity with its rule, from what an incident holds. Nil when its severity does not follow from that: it was
    /// given by a person, or rests on component states that the incident does not hold. Then no rule is claimed.
    static func of(_ incident: Incident, components: [Component], now: Instant) -> AssessedSeverity? {
        guard let record = incident.record else { return nil }
        let channels = Dictionary(components.map { ($0.id, $0.channel) }, uniquingKeysWith: { first, _ in first })
        let hit = incident.windows.isEmpty ? incident.components : incident.windows.flatMap(\.components)
        let figures = IncidentFigures(incident, now: now)
        let isOver = !figures.impact.isEmpty && figures.impact.allSatisfy { $0.end != nil }
        let assessed = AssessedSeverity.assess(
            AssessedSeverity.Evidence(
                vendorWord: record.severityWord, vendorSeverity: record.severity, priority: incident.priority,
                worstState: nil, channels: Set(hit.compactMap { channels[$0] }),
                trueLength: isOver ? figures.totalImpact : nil, hasWindow: !figures.impact.isEmpty,
                isPlanned: incident.isPlanned))
        return assessed.assessed == incident.severity ? assessed : nil
    }
}

extension LanguagePack {
    func say(_ rule: SeverityRule) -> String {
        let phrase: Phrase =
            switch rule {
            case .plannedWork: .rulePlannedWork
            case .coreOutage: .ruleCoreOutage
            case .coreOutageBrief: .ruleCoreOutageBrief
            case .corePartial: .ruleCorePartial
            case .corePartialLong: .ruleCorePartialLong
            case .coreDegraded: .ruleCoreDegraded
            case .coreDegradedLong: .ruleCoreDegradedLong
            case .coreStated: .ruleCoreStated
            case .coreStatedLong: .ruleCoreStatedLong
            case .supportOutage: .ruleSupportOutage
            case .supportOutageLong: .ruleSupportOutageLong
            case .supportPartial: .ruleSupportPartial
            case .supportDegraded: .ruleSupportDegraded
            case .supportStated: .ruleSupportStated
            case .unplacedOutage: .ruleUnplacedOutage
            case .unplacedPartial: .ruleUnplacedPartial
            case .unplacedDegraded: .ruleUnplacedDegraded
            case .nothingToGoBy: .ruleNothing
            }
        return say(phrase)
    }
}
