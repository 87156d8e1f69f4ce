internal import Linking
internal import Telling
package import Vocabulary

/// Which of the site's incidents tell one event, worked out once per snapshot.
struct SiteEvents: Sendable {
    private let book: EventBook
    private let incidents: [IncidentID: Incident]
    private let decisions: [EventDecision]

    /// `incidents` as everyone may see them.
    init(_ incidents: [Incident], site: SiteSnapshot) {
        book = EventBook(incidents, providers: site.providers, decisions: site.decisions)
        self.incidents = Dictionary(incidents.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        decisions = site.decisions
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
