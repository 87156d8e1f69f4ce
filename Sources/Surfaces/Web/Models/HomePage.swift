internal import Telling
package import Vocabulary

/// What Vigie is watching, what is true now, and what happened lately.
package struct HomePage: Sendable, Hashable {
    package struct ProviderLine: Sendable, Hashable {
        package var name: String
        package var address: Address
        package var state: Chip
        package var brands: String
    }

    package var frame: PageFrame
    /// What is true now, in one sentence.
    package var headline: String
    package var state: Symbol
    package var lead: [String]
    package var ongoing: [IncidentLine]
    package var recent: [IncidentLine]
    package var providers: [ProviderLine]
    /// What to do while there is nothing to show.
    package var emptyText: String?

    static let recentMost = 20

    /// `incidents` as everyone may see them, newest first.
    package init(_ site: SiteSnapshot, incidents: [Incident], context: PageContext) {
        let words = context.words
        let going = incidents.filter { $0.state(now: context.now) == .ongoing }
        func line(_ incident: Incident) -> IncidentLine {
            var local = context
            let provider = site.providers.first { $0.id == incident.provider }
            local.zone = context.settings.zone(provider?.zone ?? context.settings.homeZone)
            return IncidentLine(incident, brands: site.brands, context: local)
        }
        ongoing = going.prefix(Self.recentMost).map(line)
        recent = incidents.filter { $0.state(now: context.now) != .ongoing }.prefix(Self.recentMost).map(line)
        providers = site.providers.map { provider in
            let state = ProviderState(
                incidents: incidents.filter { $0.provider == provider.id },
                pages: site.pages.filter { $0.provider == provider.id }, isStale: context.staleBanner != nil,
                now: context.now)
            return ProviderLine(
                name: provider.name, address: SitePlace.provider(provider.id).address(words.language),
                state: state.chip(words, zone: context.zone),
                brands: site.brands.filter { $0.provider == provider.id }.map(\.name).joined(separator: " · "))
        }
        lead = []
        if site.providers.isEmpty {
            headline = words.say(.homeNoProviderTitle)
            state = .unknown
            emptyText = words.say(.homeNoProviderText)
        } else {
            if going.isEmpty {
                headline = context.staleBanner == nil ? words.say(.homeCalm) : words.say(.providerUnknown)
                state = context.staleBanner == nil ? .fine : .unknown
            } else {
                headline = words.say(.homeOngoing, ["count": words.count(.ongoingIncidents, going.count)])
                state = .critical
            }
            lead.append(
                words.say(
                    .homeWatching,
                    [
                        "providers": words.count(.providers, site.providers.count),
                        "brands": words.count(.brands, site.brands.count),
                        "components": words.count(.components, site.components.count),
                    ]))
            emptyText = incidents.isEmpty ? words.say(.noIncidentYet) : nil
        }
        if going.isEmpty, let last = incidents.first {
            let figures = IncidentFigures(last, now: context.now)
            if let start = figures.start {
                lead.append(
                    words.say(
                        .homeLastImpact,
                        [
                            "date": words.date(start, in: context.zone),
                            "impact": words.duration(figures.totalImpact),
                        ]))
            }
        }
        frame = context.frame(
            title: "Vigie · \(headline)", description: words.say(.homeDescription), place: .home,
            notes: [
                words.say(.asOf, ["clock": words.dateAndClock(context.asOf, in: context.zone)]),
                words.say(.footerRule),
            ])
    }
}
