internal import HTTP
internal import Incidents
internal import Telling
internal import Vocabulary
internal import Markup

/// What a path and its query ask for, in one language of the site.
struct WebRoutes {
    enum Answer {
        case page(PageInput)
        /// Must be asked of the store first.
        case asking(@Sendable () async throws(QueryFailure) -> PageInput?)
        case moved(Address)
        case missing
    }

    let view: SiteView
    let settings: SiteSettings
    let queries: any SiteQueries

    /// The names that mean something in a page's query; all others are as good as not there.
    private static let names: [String: Set<String>] = [
        "providers": ["q", "page"], "follow": ["q", "page", "followed", "unfollowed", "known"],
        "search": Set(SearchAsk.Field.allCases.map(\.rawValue) + ["after"]), "compare": ["p"],
    ]

    /// What of a query means something under a path such as `en/search`.
    static func query(_ parts: [String], _ query: QueryParameters) -> SiteQuery {
        let names: Set<String> =
            switch (parts.count, parts.dropFirst().first) {
            case (2, let page?): Self.names[page] ?? []
            case (3, "providers"): ["before"]
            case (3, "events"): ["done"]
            default: []
            }
        return SiteQuery(query.parameters.filter { names.contains($0.name) }.map { ($0.name, $0.value) })
    }

    func answer(_ parts: [String], _ query: SiteQuery) -> Answer {
        guard let code = parts.first, let language = Language(code), LanguagePack.exists(for: language) else {
            return .missing
        }
        let make = PageInputMaker(view: view, settings: settings, language: language)
        switch (parts.count, parts.dropFirst().first) {
        case (2, ""): return .page(make.home)
        case (2, "providers"): return .page(make.directory(query))
        case (2, "follow"): return .page(make.follow(query, outcome: FollowOutcome(query)))
        case (2, "search"): return search(query, make)
        case (2, "compare"): return compare(query, make)
        case (2, "insights"): return .page(make.insights)
        case (3, "providers"):
            guard let provider = view.provider(parts[2]) else { return .missing }
            return self.provider(provider, before: query["before"].flatMap { IncidentID($0) }, make)
        case (4, "providers"):
            guard parts[3] == "honesty", let provider = view.provider(parts[2]) else { return .missing }
            return honesty(provider, make)
        case (3, "incidents"): return incident(parts[2], make)
        case (3, "events"): return event(parts[2], query, make)
        default: return .missing
        }
    }

    private func incident(_ text: String, _ make: PageInputMaker) -> Answer {
        guard let id = IncidentID(text) else { return .missing }
        if let incident = view.incidents.first(where: { $0.id == id }) { return .page(make.incident(incident)) }
        let queries = queries
        return .asking { () async throws(QueryFailure) -> PageInput? in
            try await queries.incident(id)?.seen(by: .everyone(brand: nil)).map { make.incident($0) }
        }
    }

    private func event(_ text: String, _ query: SiteQuery, _ make: PageInputMaker) -> Answer {
        guard let id = IncidentID(text) else { return .missing }
        if let facts = view.events.facts(of: id) {
            // An event is named after its earliest incident, which may have come to be known later.
            guard facts.id == text else { return .moved(SitePlace.event(facts.id).address(make.language)) }
            return .page(make.event(facts, outcome: query["done"] == nil ? nil : .kept))
        }
        let queries = queries
        return .asking { () async throws(QueryFailure) -> PageInput? in
            guard let incident = try await queries.incident(id)?.seen(by: .everyone(brand: nil)) else { return nil }
            let events = SiteEvents([incident], site: make.view.site)
            return events.facts(of: id).map { make.event($0, outcome: nil) }
        }
    }

    private func search(_ query: SiteQuery, _ make: PageInputMaker) -> Answer {
        let ask = SearchAsk(query, providers: view.site.providers, zone: settings.zone(settings.homeZone))
        guard let question = ask.question else { return .page(make.search(ask, answer: .none)) }
        let queries = queries
        return .asking { () async throws(QueryFailure) -> PageInput? in
            do throws(QueryFailure) {
                return make.search(ask, answer: .found(try await queries.search(question)))
            } catch {
                // The form stands, and what was asked stands in it.
                return make.search(ask, answer: .failed(error.message))
            }
        }
    }

    private func compare(_ query: SiteQuery, _ make: PageInputMaker) -> Answer {
        let ask = CompareAsk(query, providers: view.site.providers)
        let chosen = ask.providers.compactMap { id in view.site.providers.first { $0.id == id } }
        guard view.site.hasOlder, chosen.count > 1 else {
            return .page(
                make.compare(ask, entries: chosen.map { ComparePage.Entry(provider: $0, facts: view.facts($0)) }))
        }
        let routes = self
        return .asking { () async throws(QueryFailure) -> PageInput? in
            var entries: [ComparePage.Entry] = []
            for provider in chosen {
                entries.append(ComparePage.Entry(provider: provider, facts: try await routes.latest(provider)))
            }
            return make.compare(ask, entries: entries)
        }
    }

    private func provider(_ provider: Provider, before: IncidentID?, _ make: PageInputMaker) -> Answer {
        guard view.site.hasOlder else {
            let facts = view.facts(provider, before: before)
            guard before == nil || facts.incidents.contains(where: { $0.id == before }) else { return .missing }
            return .page(make.provider(provider, facts))
        }
        let (routes, queries) = (self, queries)
        return .asking { () async throws(QueryFailure) -> PageInput? in
            guard let before else { return make.provider(provider, try await routes.latest(provider)) }
            let most = ProviderFacts.shownMost + 1
            let found = try await queries.incidents(of: provider.id, before: before, limit: most)
            return make.provider(
                provider,
                ProviderFacts(
                    incidents: found.compactMap { $0.seen(by: .everyone(brand: nil)) }, before: before,
                    isComplete: found.count < most))
        }
    }

    private func honesty(_ provider: Provider, _ make: PageInputMaker) -> Answer {
        guard view.site.hasOlder else { return .page(make.honesty(provider, view.facts(provider))) }
        let routes = self
        return .asking { () async throws(QueryFailure) -> PageInput? in
            make.honesty(provider, try await routes.latest(provider))
        }
    }

    /// How many of a provider's incidents its figures rest on, when they are asked for.
    private static let latestMost = 200

    private func latest(_ provider: Provider) async throws(QueryFailure) -> ProviderFacts {
        let found = try await queries.incidents(of: provider.id, before: nil, limit: Self.latestMost + 1)
        return ProviderFacts(
            incidents: found.prefix(Self.latestMost).compactMap { $0.seen(by: .everyone(brand: nil)) },
            isComplete: found.count <= Self.latestMost)
    }
}
