internal import Incidents
internal import Telling
internal import Vocabulary
internal import Markup

/// Puts into each input what its page shows, and nothing else: a page is rendered again when its input differs.
struct PageInputMaker {
    let view: SiteView
    let settings: SiteSettings
    let language: Language

    private var site: SiteSnapshot { view.site }
    private var minute: Instant { Instant(seconds: view.now.seconds - view.now.seconds % 60) }
    /// For pages that say nothing of now: they are never stale.
    private static let timeless = Instant(seconds: 0)

    /// Every page that is worth preparing, with its target.
    static func all(_ view: SiteView, settings: SiteSettings) -> [(String, PageInput)] {
        LanguagePack.all.flatMap { words in
            PageInputMaker(view: view, settings: settings, language: words.language).all
        }
    }

    private var all: [(String, PageInput)] {
        var inputs: [(SitePlace, PageInput)] = [
            (.home, home), (.directory(), directory(SiteQuery())), (.follow(), follow(SiteQuery(), outcome: nil)),
            (.search(), search(SearchAsk(SiteQuery(), providers: [], zone: .utc), answer: .none)),
            (.compare(), compare(CompareAsk(SiteQuery(), providers: []), entries: [])), (.insights, insights),
        ]
        // With older incidents elsewhere, or very many providers, their pages are made when somebody asks for them.
        if !site.hasOlder, site.providers.count <= settings.preparedProvidersMost {
            for provider in site.providers {
                let facts = view.facts(provider)
                inputs.append((.provider(provider.id), self.provider(provider, facts)))
                inputs.append((.honesty(provider.id), honesty(provider, facts)))
            }
        }
        for incident in view.incidents.prefix(settings.preparedIncidentsMost) {
            inputs.append((.incident(incident.id), self.incident(incident)))
        }
        return inputs.map { ($0.0.address(language).text, $0.1) }
    }

    private func input(_ subject: PageInput.Subject, _ part: SiteSnapshot, now: Instant? = nil) -> PageInput {
        PageInput(subject: subject, language: language, site: part, now: now ?? minute)
    }

    var home: PageInput {
        var part = SiteSnapshot(asOf: site.asOf)
        part.providers = site.providers
        part.brands = site.brands
        part.components = site.components
        part.incidents =
            view.incidents.filter { $0.isOpen(now: view.now) }
            + view.incidents.filter { !$0.isOpen(now: view.now) }.prefix(HomePage.recentMost)
        return input(.home(view.overview), part)
    }

    func directory(_ query: SiteQuery) -> PageInput {
        input(.directory(view.overview, query), SiteSnapshot(asOf: site.asOf))
    }

    func follow(_ query: SiteQuery, outcome: FollowOutcome?) -> PageInput {
        var part = SiteSnapshot(providers: site.providers, asOf: Self.timeless)
        // Whether a page is followed matters here; what it says, and how it is read, does not.
        part.pages = site.pages.map { page in
            var page = page
            page.words = nil
            page.trouble = nil
            return page
        }
        return input(.follow(query, outcome), part, now: Self.timeless)
    }

    private func part(_ provider: Provider) -> SiteSnapshot {
        var part = SiteSnapshot(asOf: site.asOf, watchedSince: site.watchedSince)
        part.providers = [provider]
        part.brands = site.brands.filter { $0.provider == provider.id }
        part.components = site.components.filter { $0.provider == provider.id }
        part.pages = site.pages.filter { $0.provider == provider.id }
        return part
    }

    func provider(_ provider: Provider, _ facts: ProviderFacts) -> PageInput {
        input(.provider(provider, facts), part(provider))
    }

    func honesty(_ provider: Provider, _ facts: ProviderFacts) -> PageInput {
        input(.honesty(provider, facts), part(provider))
    }

    func search(_ ask: SearchAsk, answer: SearchAnswer) -> PageInput {
        var answer = answer
        var part = SiteSnapshot(providers: site.providers, asOf: Self.timeless)
        if case .found(var page) = answer {
            page.incidents = page.incidents.compactMap { $0.seen(by: .everyone(brand: nil)) }
            answer = .found(page)
            part.brands = site.brands
            part.asOf = site.asOf
            return input(.search(ask, answer), part)
        }
        return input(.search(ask, answer), part, now: Self.timeless)
    }

    func compare(_ ask: CompareAsk, entries: [ComparePage.Entry]) -> PageInput {
        var part = SiteSnapshot(providers: site.providers, asOf: Self.timeless)
        guard !entries.isEmpty else { return input(.compare(ask, entries), part, now: Self.timeless) }
        let chosen = Set(entries.map(\.provider.id))
        part.asOf = site.asOf
        part.watchedSince = site.watchedSince
        part.components = site.components.filter { chosen.contains($0.provider) }
        part.pages = site.pages.filter { chosen.contains($0.provider) }
        return input(.compare(ask, entries), part)
    }

    /// Rendered again when an incident changes, not when time passes: what goes on counts when it is over.
    var insights: PageInput {
        let incidents = view.incidents.filter(\.isOutage)
        let last = incidents.map(\.lastInstant).max() ?? Self.timeless
        return input(.insights(incidents), SiteSnapshot(asOf: last, hasOlder: site.hasOlder), now: last)
    }

    func event(_ facts: EventFacts, outcome: EventOutcome?) -> PageInput {
        let providers = Set(facts.incidents.map(\.provider))
        var part = SiteSnapshot(asOf: site.asOf)
        part.providers = site.providers.filter { providers.contains($0.id) }
        part.brands = site.brands.filter { providers.contains($0.provider) }
        return input(.event(facts, outcome), part)
    }

    /// An incident as everyone may see it, which need not be one that the site holds.
    func incident(_ incident: Incident) -> PageInput {
        let event = view.events.facts(of: incident.id)
        let provider = site.providers.first { $0.id == incident.provider }
        let tellers = Set((event?.incidents ?? []).map(\.provider) + [incident.provider])
        var part = SiteSnapshot(asOf: site.asOf)
        part.providers = site.providers.filter { tellers.contains($0.id) }
        part.brands = site.brands.filter { tellers.contains($0.provider) }
        part.components = site.components.filter { $0.provider == incident.provider }
        part.assessments = site.assessments.filter { $0.key == incident.id }
        // A page of the past says the same tomorrow: it is rendered again only when its facts change, or when facts
        // begin or cease to be stale.
        var moment = minute
        let all = [incident] + (event?.incidents ?? [])
        let isSettled = all.allSatisfy { $0.isSettled(now: view.now) }
        if isSettled {
            let isStale = view.now - site.asOf > settings.staleAfter
            let last = all.map(\.lastInstant).max() ?? incident.lastInstant
            part.asOf = isStale ? site.asOf : last
            moment = isStale ? site.asOf + settings.staleAfter + .seconds(1) : last
        }
        return input(
            .incident(incident, event, zone: provider?.zone ?? settings.homeZone), part, now: moment)
    }
}

extension Incident {
    /// Whether nothing about it changes by time alone any more.
    fileprivate func isSettled(now: Instant) -> Bool {
        state(now: now) != .ongoing && accounts.allSatisfy { ($0.closed ?? now) < now }
            && windows.allSatisfy { ($0.end ?? now) < now }
    }
}
