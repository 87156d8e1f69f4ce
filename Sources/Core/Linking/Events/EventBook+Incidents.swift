internal import Telling
package import Vocabulary

extension LinkTraits {
    /// What of an incident decides; `family` is its provider's. The one conversion: whoever links incidents uses it.
    package init(_ incident: Incident, family: String? = nil) {
        let isMaintenance = incident.severity == .maintenance || incident.record?.scheduledFor != nil
        let opened = incident.accounts.map(\.opened).min()
        let closings = incident.accounts.map(\.closed)
        self.init(
            incident: incident.id, provider: incident.provider, page: incident.accounts.first?.brand.rawValue,
            family: family,
            kind: incident.record?.isSample == true ? .sample : isMaintenance ? .maintenance : .incident,
            references: [incident.reference].compactMap(\.self) + incident.otherReferences,
            windows: incident.windows.map { Span(start: $0.start, end: $0.end) },
            paperwork: opened.map {
                Span(start: $0, end: closings.contains(nil) ? nil : closings.compactMap(\.self).max())
            }, entities: Set(incident.entities),
            firstWord: incident.updates.filter { $0.status != .postmortem }.map(\.at).min())
    }
}

extension LinkDecision {
    /// A person's word as the journal keeps it; nil for an incident and itself.
    package init?(_ decision: EventDecision) {
        guard let pair = IncidentPair(decision.first, decision.second) else { return nil }
        self.init(
            decision.verdict == .joined ? .joined : .apart, pair, who: decision.actor, why: decision.reason,
            at: decision.at)
    }
}

extension EventBook {
    /// The events that these incidents tell. Give incidents as the reader may see them: what is for the team links nothing
    /// on a public page.
    package init(_ incidents: [Incident], providers: [Provider], decisions: [EventDecision]) {
        self.init()
        let families = Dictionary(providers.map { ($0.id, $0.family) }, uniquingKeysWith: { first, _ in first })
        for incident in incidents { note(LinkTraits(incident, family: families[incident.provider] ?? nil)) }
        for decision in decisions { LinkDecision(decision).map { decide($0) } }
    }
}
