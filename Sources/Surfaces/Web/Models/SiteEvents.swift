internal import Linking
internal import Telling
package import Vocabulary

/// Which of the site's incidents tell one event, worked out once per snapshot.
struct SiteEvents: Sendable {
    private var book = EventBook()
    private var incidents: [IncidentID: Incident] = [:]
    private var decisions: [EventDecision]

    /// `incidents` as everyone may see them.
    init(_ incidents: [Incident], site: SiteSnapshot) {
        let families = Dictionary(
            site.providers.compactMap { provider in provider.family.map { (provider.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        for incident in incidents {
            self.incidents[incident.id] = incident
            book.note(.of(incident, family: families[incident.provider]))
        }
        decisions = site.decisions
        for decision in site.decisions {
            guard let pair = IncidentPair(decision.first, decision.second) else { continue }
            book.decide(
                LinkDecision(
                    decision.verdict == .joined ? .joined : .apart, pair, who: decision.actor, why: decision.reason,
                    at: decision.at))
        }
    }

    /// The event that an incident tells; nil for one that is not here, such as a sample.
    func facts(of id: IncidentID) -> EventFacts? {
        guard let event = book.event(of: id) else { return nil }
        let members = event.incidents.compactMap { incidents[$0] }
        let known = Set(event.incidents)
        let links = book.links(in: event)
        return EventFacts(
            id: event.id.rawValue, start: event.start, incidents: members,
            reasons: Dictionary(links.map { ($0.incident, $0) }, uniquingKeysWith: { first, _ in first })
                .mapValues { EventFacts.Reason(to: $0.to, reason: $0.reason) },
            decisions: decisions.filter { known.contains($0.first) || known.contains($0.second) }
                .sorted { ($0.at, $0.first) < ($1.at, $1.first) })
    }
}

/// One event: what tells it, why they belong together, and what people decided.
package struct EventFacts: Sendable, Hashable {
    struct Reason: Sendable, Hashable {
        var to: IncidentID
        var reason: LinkReason
    }

    package var id: String
    package var start: Instant?
    /// By their start.
    package var incidents: [Incident]
    /// Why each but the first belongs.
    var reasons: [IncidentID: Reason]
    package var decisions: [EventDecision]

    /// Why an incident stands beside another one; nil when both are linked through a third.
    func reason(_ one: IncidentID, _ other: IncidentID) -> LinkReason? {
        if let reason = reasons[one], reason.to == other { return reason.reason }
        if let reason = reasons[other], reason.to == one { return reason.reason }
        return nil
    }
}

extension LinkTraits {
    /// The traits of an incident of the site, with what its record adds.
    static func of(_ incident: Incident, family: String?) -> LinkTraits {
        let kind: Kind =
            incident.record?.isSample ?? false ? .sample : incident.isPlanned ? .maintenance : .incident
        var traits = LinkTraits(
            incident, page: incident.accounts.first?.brand.rawValue, family: family, kind: kind,
            entities: Set(incident.entities))
        traits.references += incident.otherReferences
        return traits
    }
}

extension LanguagePack {
    /// Why two incidents are one event, in words.
    func say(_ reason: LinkReason?) -> String {
        switch reason {
        case nil: say(.reasonThrough)
        case .reference(let reference, _): say(.reasonReference, ["reference": reference])
        case .family(_, let overlap, .windows): say(.reasonFamily, ["span": duration(overlap)])
        case .family(_, let overlap, .paperwork): say(.reasonFamilyPaper, ["span": duration(overlap)])
        case .entity(let entity, let distance): say(.reasonEntity, ["entity": entity, "span": duration(distance)])
        case .person(let who, let why, _): say(.reasonPerson, ["actor": who, "reason": why])
        }
    }
}
