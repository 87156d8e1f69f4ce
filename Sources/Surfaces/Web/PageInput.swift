internal import Catalogue
internal import Telling
internal import Vocabulary
internal import Markup

/// Everything that one page is made of. Comparing two inputs is cheap (their parts share storage with the snapshot), and
/// tells whether the page must be rendered again.
struct PageInput: Sendable, Equatable {
    enum Subject: Sendable, Equatable {
        case home(SiteOverview)
        case directory(SiteOverview, SiteQuery)
        case follow(SiteQuery, FollowOutcome?)
        case provider(Provider, ProviderFacts)
        case honesty(Provider, ProviderFacts)
        case incident(Incident, EventFacts?, zone: String)
        case event(EventFacts, EventOutcome?)
        case search(SearchAsk, SearchAnswer)
        case compare(CompareAsk, [ComparePage.Entry])
        case insights([Incident])
    }

    var subject: Subject
    var language: Language
    /// What the page needs of the site; `position` and what it does not show are left out.
    var site: SiteSnapshot
    /// As exact as the page can show it, so that time passing does not change a page that says the same.
    var now: Instant

    var hasForms: Bool {
        switch subject {
        case .follow, .event: true
        default: false
        }
    }

    func render(settings: SiteSettings, catalogue: Catalogue) -> HTML {
        let words = LanguagePack.of(language)
        func context(_ zone: String) -> PageContext {
            PageContext(words: words, zone: settings.zone(zone), now: now, asOf: site.asOf, settings: settings)
        }
        let home = context(settings.homeZone)
        return switch subject {
        case .home(let overview): html(HomePage(site, incidents: site.incidents, overview: overview, context: home))
        case .directory(let overview, let query):
            html(DirectoryPage(site, overview: overview, query: query, context: home))
        case .follow(let query, let outcome):
            html(FollowPage(query, outcome: outcome, catalogue: catalogue, site: site, context: home))
        case .provider(let provider, let facts):
            html(ProviderPage(provider, site: site, facts: facts, context: context(provider.zone)))
        case .honesty(let provider, let facts):
            html(HonestyPage(provider, site: site, facts: facts, context: context(provider.zone)))
        case .incident(let incident, let event, let zone):
            html(IncidentPage(incident, event: event, site: site, context: context(zone)))
        case .event(let facts, let outcome):
            html(EventPage(facts, outcome: outcome, site: site, context: home))
        case .search(let ask, let answer): html(SearchResultsPage(ask, answer: answer, site: site, context: home))
        case .compare(let ask, let entries): html(ComparePage(ask, entries: entries, site: site, context: home))
        case .insights(let incidents): html(InsightsPage(incidents, site: site, context: home))
        }
    }
}

extension Incident {
    /// The last thing known of it: from then on its page says the same.
    var lastInstant: Instant {
        var instants = windows.compactMap(\.end) + updates.map(\.at) + accounts.compactMap(\.closed)
        instants += insideEvents.map(\.at) + claims.map(\.statedAt) + captures.map(\.at)
        instants += updates.flatMap(\.earlier).map(\.replacedAt)
        if let postmortem { instants.append(postmortem.publishedAt) }
        return (instants.max() ?? Instant(seconds: 0)) + .seconds(60)
    }
}
