package import Vocabulary

extension LinkTraits {
    /// The traits of an incident of ours: its reference, its windows, its pages' accounts and its first public word.
    package init(
        _ incident: Incident, page: String? = nil, family: String? = nil, kind: Kind = .incident,
        entities: Set<String> = []
    ) {
        let opened = incident.accounts.map(\.opened).min()
        let isClosed = incident.accounts.allSatisfy { $0.closed != nil }
        self.init(
            incident: incident.id, provider: incident.provider, page: page, family: family, kind: kind,
            references: [incident.reference].compactMap(\.self),
            windows: incident.windows.map { Span(start: $0.start, end: $0.end) },
            paperwork: opened.map { opened in
                Span(start: opened, end: isClosed ? incident.accounts.compactMap(\.closed).max() : nil)
            }, entities: entities, firstWord: incident.updates.filter { $0.status != .postmortem }.map(\.at).min())
    }
}
