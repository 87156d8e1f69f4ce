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
    /// Nil for everybody: the pages that all readers share.
    package var reader: SiteReader?

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

    /// The same for one reader: their pages have the forms that they may send, and are kept by nobody.
    package func read(by reader: SiteReader?) -> SiteSettings {
        guard let reader else { return self }
        var settings = self
        settings.reader = reader
        settings.writing = reader.managesSources ? .open : .notByRole
        return settings
    }

    /// The zone of that name, else UTC: a page in UTC is right, only less handy.
    package func zone(_ identifier: String) -> Zone { zones.zone(identifier) ?? .utc }
}

/// Somebody who is signed in, as these pages need to know them.
package struct SiteReader: Sendable, Hashable {
    package var name: String
    /// What their forms carry, so that no other site's page can send one.
    package var formToken: String
    package var managesSources: Bool
    package var readsAlerts: Bool
    package var managesAlerts: Bool

    package init(name: String, formToken: String, managesSources: Bool, readsAlerts: Bool, managesAlerts: Bool) {
        self.name = name
        self.formToken = formToken
        self.managesSources = managesSources
        self.readsAlerts = readsAlerts
        self.managesAlerts = managesAlerts
    }
}

/// Whether pages offer forms that change something.
package enum Writing: Sendable, Hashable {
    case open
    /// The page says that it is for reading, and names the command that does the same where the program runs.
    case closed(command: String?)
    /// The reader is signed in, and none of their roles lets them.
    case notByRole

    package var isOpen: Bool { self == .open }
}
