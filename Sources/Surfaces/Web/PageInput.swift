internal import Telling
internal import Vocabulary

/// Everything that one page is made of. Comparing two inputs is cheap (their parts share storage with the snapshot), and
/// tells whether the page must be rendered again.
struct PageInput: Sendable, Equatable {
    enum Subject: Sendable, Equatable {
        case home
        case provider(Provider)
        case incident(Incident, zone: String)
    }

    var subject: Subject
    var language: Language
    /// What the page needs of the site; `position` and what it does not show are left out.
    var site: SiteSnapshot
    /// As exact as the page can show it, so that time passing does not change a page that says the same.
    var now: Instant

    /// Every page that is worth preparing, with its target.
    static func all(_ site: SiteSnapshot, settings: SiteSettings, now: Instant) -> [(String, PageInput)] {
        let incidents = newestFirst(site)
        var inputs: [(String, PageInput)] = []
        for words in LanguagePack.all {
            let language = words.language
            inputs.append((SitePlace.home.address(language).text, home(site, incidents, language, settings, now)))
            for provider in site.providers {
                let input = page(provider, site, incidents, language, settings, now)
                inputs.append((SitePlace.provider(provider.id).address(language).text, input))
            }
            for incident in incidents.prefix(settings.preparedIncidentsMost) {
                let input = page(incident, site, language, settings, now)
                inputs.append((SitePlace.incident(incident.id).address(language).text, input))
            }
        }
        return inputs
    }

    /// The page of a path such as `en/`, `en/providers/payplug` or `en/incidents/tsr-1532`; nil when there is none in
    /// this site.
    static func one(_ parts: [String], site: SiteSnapshot, settings: SiteSettings, now: Instant) -> PageInput? {
        guard let code = parts.first, let language = Language(code), LanguagePack.exists(for: language) else {
            return nil
        }
        if parts.count == 2, parts[1].isEmpty { return home(site, newestFirst(site), language, settings, now) }
        guard parts.count == 3 else { return nil }
        switch parts[1] {
        case "providers":
            guard let provider = site.providers.first(where: { $0.id.rawValue == parts[2] }) else { return nil }
            return page(provider, site, newestFirst(site), language, settings, now)
        case "incidents":
            guard let incident = site.incidents.first(where: { $0.id.rawValue == parts[2] }) else { return nil }
            return self.incident(incident, language, site: site, settings: settings, now: now)
        default: return nil
        }
    }

    /// The incident and the language that a path asks for, also when the site does not hold it.
    static func incidentAddress(_ parts: [String]) -> (IncidentID, Language)? {
        guard parts.count == 3, parts[1] == "incidents", let language = Language(parts[0]),
            LanguagePack.exists(for: language), let id = IncidentID(parts[2])
        else { return nil }
        return (id, language)
    }

    /// The page of one incident, which need not be one that the site holds.
    static func incident(
        _ incident: Incident, _ language: Language, site: SiteSnapshot, settings: SiteSettings, now: Instant
    ) -> PageInput {
        page(incident.seen(by: .everyone(brand: nil)), site, language, settings, now)
    }

    func render(settings: SiteSettings) -> HTML {
        let words = LanguagePack.of(language)
        func context(_ zone: String) -> PageContext {
            PageContext(words: words, zone: settings.zone(zone), now: now, asOf: site.asOf, settings: settings)
        }
        switch subject {
        case .home:
            return html(HomePage(site, incidents: site.incidents, context: context(settings.homeZone)))
        case .provider(let provider):
            return html(
                ProviderPage(
                    provider, site: site, facts: ProviderFacts(incidents: site.incidents, isComplete: !site.hasOlder),
                    context: context(provider.zone)))
        case .incident(let incident, let zone):
            return html(IncidentPage(incident, site: site, context: context(zone)))
        }
    }

    private static func newestFirst(_ site: SiteSnapshot) -> [Incident] {
        site.incidents.map { $0.seen(by: .everyone(brand: nil)) }
            .map { ($0, $0.firstInstant ?? Instant(seconds: 0)) }
            .sorted { ($1.1, $1.0.id) < ($0.1, $0.0.id) }
            .map(\.0)
    }

    private static func home(
        _ site: SiteSnapshot, _ incidents: [Incident], _ language: Language, _ settings: SiteSettings, _ now: Instant
    ) -> PageInput {
        var part = site
        part.position = 0
        part.incidents =
            incidents.filter { $0.state(now: now) == .ongoing }
            + incidents.filter { $0.state(now: now) != .ongoing }.prefix(HomePage.recentMost)
        return PageInput(subject: .home, language: language, site: part, now: minute(now))
    }

    private static func page(
        _ provider: Provider, _ site: SiteSnapshot, _ incidents: [Incident], _ language: Language,
        _ settings: SiteSettings, _ now: Instant
    ) -> PageInput {
        var part = site
        part.position = 0
        part.providers = [provider]
        part.brands = site.brands.filter { $0.provider == provider.id }
        part.components = site.components.filter { $0.provider == provider.id }
        part.pages = site.pages.filter { $0.provider == provider.id }
        part.incidents = incidents.filter { $0.provider == provider.id }
        return PageInput(subject: .provider(provider), language: language, site: part, now: minute(now))
    }

    private static func page(
        _ incident: Incident, _ site: SiteSnapshot, _ language: Language, _ settings: SiteSettings, _ now: Instant
    ) -> PageInput {
        let provider = site.providers.first { $0.id == incident.provider }
        var part = SiteSnapshot(asOf: site.asOf)
        part.providers = provider.map { [$0] } ?? []
        part.brands = site.brands.filter { $0.provider == incident.provider }
        part.components = site.components.filter { $0.provider == incident.provider }
        // A page of the past says the same tomorrow: it is rendered again only when its facts change, or when facts
        // begin or cease to be stale.
        var moment = minute(now)
        let isSettled =
            incident.state(now: now) != .ongoing && incident.accounts.allSatisfy { ($0.closed ?? now) < now }
            && incident.windows.allSatisfy { ($0.end ?? now) < now }
        if isSettled {
            let isStale = now - site.asOf > settings.staleAfter
            let last = incident.lastInstant
            part.asOf = isStale ? site.asOf : last
            moment = isStale ? site.asOf + settings.staleAfter + .seconds(1) : last
        }
        return PageInput(
            subject: .incident(incident, zone: provider?.zone ?? settings.homeZone), language: language, site: part,
            now: moment)
    }

    private static func minute(_ now: Instant) -> Instant { Instant(seconds: now.seconds - now.seconds % 60) }
}

extension Incident {
    /// The last thing known of it: from then on its page says the same.
    var lastInstant: Instant {
        var instants = windows.compactMap(\.end) + updates.map(\.at) + accounts.compactMap(\.closed)
        instants += insideEvents.map(\.at) + claims.map(\.statedAt)
        if let postmortem { instants.append(postmortem.publishedAt) }
        return (instants.max() ?? Instant(seconds: 0)) + .seconds(60)
    }
}
