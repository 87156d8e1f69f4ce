package import Vocabulary

/// Everything that public pages are made of, at one position of the journal. The projection of incidents makes it.
package struct SiteSnapshot: Sendable, Hashable {
    package var providers: [Provider]
    package var brands: [Brand]
    package var components: [Component]
    package var incidents: [Incident]
    /// The journal's position that this rests on.
    package var position: Int64
    /// Until when the facts are known to be complete.
    package var asOf: Instant
    /// Since when somebody has been looking; days before are unknown, not fine.
    package var watchedSince: Instant?

    package init(
        providers: [Provider] = [], brands: [Brand] = [], components: [Component] = [], incidents: [Incident] = [],
        position: Int64 = 0, asOf: Instant, watchedSince: Instant? = nil
    ) {
        self.providers = providers
        self.brands = brands
        self.components = components
        self.incidents = incidents
        self.position = position
        self.asOf = asOf
        self.watchedSince = watchedSince
    }
}

/// What holds for the whole site and changes with the configuration alone.
package struct SiteSettings: Sendable {
    package var zones: ZoneCatalogue
    /// Where the public reaches the site, for example `https://status.example.com`; nil keeps links relative.
    package var origin: String?
    /// The zone of pages that belong to no single provider.
    package var homeZone: String
    /// Facts older than this are shown as stale.
    package var staleAfter: TimeSpan
    /// Pages of this many newest incidents are prepared; older ones are made when they are asked for.
    package var preparedIncidentsMost: Int

    package init(
        zones: ZoneCatalogue, origin: String? = nil, homeZone: String = "UTC", staleAfter: TimeSpan = .minutes(15),
        preparedIncidentsMost: Int = 60
    ) {
        self.zones = zones
        self.origin = origin
        self.homeZone = homeZone
        self.staleAfter = staleAfter
        self.preparedIncidentsMost = preparedIncidentsMost
    }

    /// The zone of that name, else UTC: a page in UTC is right, only less handy.
    package func zone(_ identifier: String) -> Zone { zones.zone(identifier) ?? .utc }
}

/// A page's place in the site, in no language.
package enum SitePlace: Sendable, Hashable {
    case home
    case provider(ProviderID)
    case incident(IncidentID)

    package func address(_ language: Language) -> Address {
        switch self {
        case .home: .path(language.code, trailingSlash: true)
        case .provider(let id): .path(language.code, "providers", id.rawValue)
        case .incident(let id): .path(language.code, "incidents", id.rawValue)
        }
    }
}
