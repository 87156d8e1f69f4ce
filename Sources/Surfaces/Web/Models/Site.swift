package import Linking
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
    /// Whether there are incidents that are not here: they are asked for when somebody wants to see them.
    package var hasOlder: Bool
    /// The vendors' pages that are followed.
    package var pages: [FollowedPage]
    /// What people decided about which incidents tell one event.
    package var decisions: [EventDecision]
    /// How our severities came about, where that is known: the page shows the rule.
    package var assessments: [IncidentID: AssessedSeverity]

    package init(
        providers: [Provider] = [], brands: [Brand] = [], components: [Component] = [], incidents: [Incident] = [],
        position: Int64 = 0, asOf: Instant, watchedSince: Instant? = nil, hasOlder: Bool = false,
        pages: [FollowedPage] = [], decisions: [EventDecision] = [],
        assessments: [IncidentID: AssessedSeverity] = [:]
    ) {
        self.providers = providers
        self.brands = brands
        self.components = components
        self.incidents = incidents
        self.position = position
        self.asOf = asOf
        self.watchedSince = watchedSince
        self.hasOlder = hasOlder
        self.pages = pages
        self.decisions = decisions
        self.assessments = assessments
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
    /// Pages of providers are prepared while there are no more than these; else they are made when they are asked for.
    package var preparedProvidersMost: Int
    /// Whether this site takes what changes something: following, and joining and splitting events.
    package var writing: Writing

    package init(
        zones: ZoneCatalogue, origin: String? = nil, homeZone: String = "UTC", staleAfter: TimeSpan = .minutes(15),
        preparedIncidentsMost: Int = 60, preparedProvidersMost: Int = 30, writing: Writing = .closed(command: nil)
    ) {
        self.zones = zones
        self.origin = origin
        self.homeZone = homeZone
        self.staleAfter = staleAfter
        self.preparedIncidentsMost = preparedIncidentsMost
        self.preparedProvidersMost = preparedProvidersMost
        self.writing = writing
    }

    /// The zone of that name, else UTC: a page in UTC is right, only less handy.
    package func zone(_ identifier: String) -> Zone { zones.zone(identifier) ?? .utc }
}

/// Whether pages offer forms that change something.
package enum Writing: Sendable, Hashable {
    case open
    /// The page says that it is for reading, and names the command that does the same where the program runs.
    case closed(command: String?)

    package var isOpen: Bool { self == .open }
}
