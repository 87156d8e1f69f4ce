package import Incidents
internal import Telling
package import Vocabulary

/// Incidents -> a feed in one language. Every text goes through `Core/Telling`, as on the pages.
package struct FeedMaker: Sendable {
    package static let entriesMost = 50
    package static var languages: [Language] { LanguagePack.all.map(\.language) }

    private let site: Site
    private let now: Instant
    private let words: LanguagePack
    private let zones: ZoneCatalogue
    private let place: PublicPlace

    package init(_ site: Site, now: Instant, language: Language, zones: ZoneCatalogue, place: PublicPlace) {
        self.site = site
        self.now = now
        words = LanguagePack.of(language)
        self.zones = zones
        self.place = place
    }

    /// Nil when there is no such provider or component. `incidents` may hold more than belong; the 50 that changed last
    /// are told, the latest change first.
    package func feed(_ scope: FeedScope, _ incidents: [Incident]) -> Feed? {
        guard let subject = subject(of: scope) else { return nil }
        let told = incidents.filter { scope.holds($0) && $0.record?.isSample != true }
            .compactMap { $0.seen(by: .everyone(brand: nil)) }
            .compactMap { incident in incident.lastChange(now: now).map { (incident, $0) } }
            .sorted { ($1.1, $0.0.id) < ($0.1, $1.0.id) }
            .prefix(Self.entriesMost)
        let entries = told.map { entry($0.0, changed: $0.1) }
        let code = words.language.code
        return Feed(
            id: place.tag("vigie" + scope.address + "/" + code), title: title(subject),
            subtitle: words.say(.tagline), language: words.language, address: place.origin + scope.address,
            query: words.language == .english ? "" : "?lang=\(code)", page: page(of: scope),
            updated: entries.map(\.updated).max() ?? since(scope), entries: entries)
    }

    // MARK: The feed

    /// What a scope is called; empty for everything, nil when it is not there.
    private func subject(of scope: FeedScope) -> String? {
        switch scope {
        case .all: ""
        case .provider(let id): site.providers.first { $0.id == id }?.name
        case .component(let id):
            site.components.first { $0.id == id }.map { component in
                let name = component.name.reading(words.language)?.text ?? id.rawValue
                return provider(component.provider).map { $0.name + " · " + name } ?? name
            }
        case .entity(let word): word
        }
    }

    private func title(_ subject: String) -> String {
        ["Vigie", subject, words.say(.allIncidents)].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private func page(of scope: FeedScope) -> String {
        let home = place.origin + "/" + words.language.code + "/"
        switch scope {
        case .all, .entity: return home
        case .provider(let id): return home + "providers/\(id)"
        case .component(let id):
            return site.components.first { $0.id == id }.map { home + "providers/\($0.provider)" } ?? home
        }
    }

    /// An empty feed was last changed when following began.
    private func since(_ scope: FeedScope) -> Instant {
        let providers: [Provider] =
            switch scope {
            case .provider(let id): site.providers.filter { $0.id == id }
            default: site.providers
            }
        return providers.compactMap(\.followedSince).filter { $0 <= now }.min() ?? Instant(seconds: 0)
    }

    // MARK: Entries

    private func entry(_ incident: Incident, changed: Instant) -> FeedEntry {
        let provider = provider(incident.provider)
        let zone = provider.flatMap { zones.zone($0.zone) } ?? .utc
        let facts = IncidentFacts(incident, now: now, zone: zone, words: words)
        let name = provider?.name ?? incident.provider.rawValue
        let title = facts.reading(incident.title)?.text ?? incident.reference?.rawValue ?? incident.id.rawValue
        return FeedEntry(
            id: place.tag("vigie/incidents/\(incident.id)/\(words.language)"),
            page: place.origin + "/\(words.language)/incidents/\(incident.id)", title: name + " · " + title,
            html: FeedEntryBody(
                facts: facts, brands: site.brands, components: site.components, now: now, zone: zone, words: words
            ).html,
            published: min(incident.firstTold(now: now) ?? changed, changed), updated: changed, author: name,
            tags: [incident.severity.rawValue, incident.state(now: now).rawValue] + incident.entities)
    }

    private func provider(_ id: ProviderID) -> Provider? { site.providers.first { $0.id == id } }
}
