package import Linking
internal import Telling
package import Vocabulary
package import Markup

/// One provider: its state now, what its page says, its services with their last 90 days, its incidents.
package struct ProviderPage: Sendable, Hashable {
    package struct BrandLine: Sendable, Hashable {
        package var name: String
        package var note: String
        /// The status page of a brand of our own.
        package var page: Address?
    }

    package struct ComponentLine: Sendable, Hashable {
        package var name: Told
        package var state: Chip
        /// What its vendor's page says of it now, where a page is followed.
        package var claim: String?
        package var bars: Availability
        /// `99,982 % without known impact`
        package var availability: String
        package var barsDescription: String
    }

    /// What one followed page says of now, and how it is read.
    package struct SourceLine: Sendable, Hashable {
        package struct Troubled: Sendable, Hashable {
            package var name: Told
            package var state: Chip
            /// The vendor's own word.
            package var word: String?
        }

        package var page: Link
        package var notes: String
        package var state: Chip?
        package var sentence: Told?
        package var saidAt: String?
        package var allFine: String?
        package var troubled: [Troubled]
        package var warnings: [String]
        package var unreadable: String?
        /// What was met instead of the page; in English, as the format's reader says it.
        package var why: Told?
        package var unfollow: FollowForm?
    }

    package var frame: PageFrame
    package var name: String
    package var state: Chip
    package var sentence: String
    package var brands: [BrandLine]
    package var sources: [SourceLine]
    package var components: [ComponentLine]
    package var noComponent: String?
    /// Planned work that is not over.
    package var maintenance: [IncidentLine]
    package var noMaintenance: String?
    package var incidents: IncidentList
    /// How honestly it tells; nil while no outage of it is known.
    package var honesty: HonestySummary?
    package var honestyRows: Link?
    package var feeds: [Link]
    package var compare: Link
    package var rule: String

    /// `facts` hold incidents of this provider as everyone may see them, newest first.
    package init(_ provider: Provider, site: SiteSnapshot, facts: ProviderFacts, context: PageContext) {
        let words = context.words
        let incidents = facts.incidents
        let pages = site.pages.filter { $0.provider == provider.id }
        let current = ProviderState(
            incidents: incidents, pages: pages, isStale: context.staleBanner != nil, now: context.now)
        name = provider.name
        state = current.chip(words, zone: context.zone)
        sentence = current.sentence(provider, incidents: incidents, pages: pages, context: context)
        brands = site.brands.filter { $0.provider == provider.id && !$0.languages.isEmpty }.map { brand in
            let languages = brand.languages.map { words.name($0) }.joined(separator: ", ")
            return BrandLine(
                name: brand.name, note: words.say(.brandSpeaks, ["languages": languages]),
                page: provider.isOurs ? .path("status", brand.id.rawValue, trailingSlash: true) : nil)
        }
        sources = pages.map { SourceLine($0, provider: provider, site: site, context: context) }
        let mine = site.components.filter { $0.provider == provider.id }
            .sorted { ($0.order, $0.id) < ($1.order, $1.id) }
        let watchedSince = facts.watchedSince(provider, site: site)
        components = mine.map { component in
            ComponentLine(
                component, incidents: incidents, pages: pages, watchedSince: watchedSince, context: context)
        }
        noComponent = mine.isEmpty ? words.say(.noComponent, ["name": provider.name]) : nil
        maintenance = incidents.filter { $0.isPlanned && !$0.isOver(now: context.now) }.map {
            IncidentLine($0, brands: site.brands, context: context)
        }
        noMaintenance = maintenance.isEmpty && !pages.isEmpty ? words.say(.noMaintenance) : nil
        self.incidents = IncidentList(provider, facts: facts, site: site, context: context)
        honesty = HonestySummary(provider, incidents: incidents, components: mine, context: context)?.known
        honestyRows = honesty.map { _ in
            Link(
                text: words.say(.rowsBehind),
                address: SitePlace.honesty(provider.id).address(words.language))
        }
        feeds = [("Atom", "atom"), ("RSS", "rss"), ("JSON Feed", "json")].map { name, ending in
            Link(text: name, address: .path("feeds", "providers", provider.id.rawValue + "." + ending))
        }
        compare = Link(
            text: words.say(.compareWith, ["name": provider.name]),
            address: SitePlace.compare(SiteQuery([("p", provider.id.rawValue)])).address(words.language))
        rule = words.say(.percentageRule, ["zone": context.zone.identifier]) + " " + words.say(.uptimeRule)
        frame = context.frame(
            title: "\(provider.name) · Vigie", description: words.say(.providerDescription, ["name": provider.name]),
            place: .provider(provider.id, before: facts.before),
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(text: words.say(.providers), address: SitePlace.directory().address(words.language)),
                Link(text: provider.name, address: nil),
            ],
            notes: [
                words.say(.asOf, ["clock": words.dateAndClock(context.asOf, in: context.zone)]),
                words.say(.footerRule),
            ])
    }
}

/// What a provider's page rests on: its incidents, or one page of them.
package struct ProviderFacts: Sendable, Hashable {
    package var incidents: [Incident]
    /// The incident that the list comes after; nil on the first page.
    package var before: IncidentID?
    /// Whether all of its incidents were at hand when the list began.
    package var isComplete: Bool
    /// How many a page shows.
    package static let shownMost = 20

    package init(incidents: [Incident], before: IncidentID? = nil, isComplete: Bool) {
        self.incidents = incidents
        self.before = before
        self.isComplete = isComplete
    }

    /// Since when days without an incident are known to be fine.
    func watchedSince(_ provider: Provider, site: SiteSnapshot) -> Instant? {
        let followed = provider.followedSince ?? site.watchedSince
        guard !isComplete else { return followed }
        // Days before the oldest incident that is here may have had others.
        return [followed, incidents.last?.firstInstant].compactMap(\.self).max()
    }
}

/// Incidents as a list that goes on, on another page, where it is long.
package struct IncidentList: Sendable, Hashable {
    package var lines: [IncidentLine]
    package var empty: String?
    package var older: Link?
    package var newest: Link?

    init(_ provider: Provider, facts: ProviderFacts, site: SiteSnapshot, context: PageContext) {
        let words = context.words
        var rest = facts.incidents[...]
        if let before = facts.before, let index = rest.firstIndex(where: { $0.id == before }) {
            rest = rest[(index + 1)...]
        }
        lines = rest.prefix(ProviderFacts.shownMost).map {
            IncidentLine($0, brands: site.brands, context: context)
        }
        empty =
            lines.isEmpty
            ? words.say(facts.before == nil ? .providerNoIncident : .noOlderIncident, ["name": provider.name]) : nil
        let last = rest.prefix(ProviderFacts.shownMost).last
        older = last.flatMap { last in
            rest.count > ProviderFacts.shownMost || !facts.isComplete
                ? Link(
                    text: words.say(.older),
                    address: SitePlace.provider(provider.id, before: last.id).address(words.language)) : nil
        }
        newest =
            facts.before == nil
            ? nil
            : Link(text: words.say(.newest), address: SitePlace.provider(provider.id).address(words.language))
    }
}
