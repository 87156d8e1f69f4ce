internal import Telling
internal import Vocabulary
package import Markup

/// What Vigie is watching, what is true now, and what happened lately.
package struct HomePage: Sendable, Hashable {
    package var frame: PageFrame
    /// What is true now, in one sentence.
    package var headline: String
    package var state: Symbol
    package var lead: [String]
    package var ongoing: [IncidentLine]
    package var recent: [IncidentLine]
    /// What needs a look first; the rest is in the directory.
    package var providers: [DirectoryPage.Line]
    package var allProviders: Link?
    package var ownFault: String?
    /// What to do while there is nothing to show.
    package var emptyText: String?
    /// Where to begin while nothing is followed.
    package var follow: Link?

    static let recentMost = 20
    static let providersMost = 12

    /// `incidents` as everyone may see them, newest first.
    init(_ site: SiteSnapshot, incidents: [Incident], overview: SiteOverview, context: PageContext) {
        let words = context.words
        let going = incidents.filter { $0.isOpen(now: context.now) }
        func line(_ incident: Incident) -> IncidentLine {
            var local = context
            let provider = site.providers.first { $0.id == incident.provider }
            local.zone = context.settings.zone(provider?.zone ?? context.settings.homeZone)
            return IncidentLine(
                incident, brands: site.brands, provider: site.providers.count > 1 ? provider?.name : nil, context: local
            )
        }
        ongoing = going.prefix(Self.recentMost).map(line)
        recent = incidents.filter { !$0.isOpen(now: context.now) }.prefix(Self.recentMost).map(line)
        providers = overview.providers.prefix(Self.providersMost).map {
            DirectoryPage.Line($0, words: words, context: context)
        }
        if overview.providers.count > Self.providersMost {
            let count = words.count(.providers, overview.providers.count)
            allProviders = Link(
                text: words.say(.allProviders, ["providers": count]),
                address: SitePlace.directory().address(words.language))
        }
        ownFault = overview.ownFaultSince.map {
            words.say(.ownFaultBanner, ["clock": words.dateAndClock($0, in: context.zone)])
        }
        (headline, state) = Self.headline(going, site: site, isBlind: ownFault != nil, context: context)
        lead = []
        if site.providers.isEmpty {
            emptyText = words.say(.homeNoProviderText)
            follow = Link(text: words.say(.homeFollowFirst), address: SitePlace.follow().address(words.language))
        } else {
            lead = Self.lead(site, overview, words)
            emptyText = incidents.isEmpty ? words.say(.noIncidentYet) : nil
        }
        if going.isEmpty, let last = incidents.first(where: \.isOutage) {
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

    /// What is true now. Customers hit come first, then what is not known, then what pages say.
    private static func headline(
        _ going: [Incident], site: SiteSnapshot, isBlind: Bool, context: PageContext
    ) -> (String, Symbol) {
        let words = context.words
        if site.providers.isEmpty { return (words.say(.homeNoProviderTitle), .unknown) }
        let hits = going.count { $0.state(now: context.now) == .ongoing }
        if hits > 0 { return (words.say(.homeOngoing, ["count": words.count(.ongoingIncidents, hits)]), .critical) }
        if context.staleBanner != nil { return (words.say(.providerUnknown), .unknown) }
        if isBlind { return (words.say(.homeBlind), .unreadable) }
        if !going.isEmpty {
            return (words.say(.homeReported, ["count": words.count(.openIncidents, going.count)]), .unknown)
        }
        return (words.say(.homeCalm), .fine)
    }

    private static func lead(_ site: SiteSnapshot, _ overview: SiteOverview, _ words: LanguagePack) -> [String] {
        var lead = [
            words.say(
                .homeWatching,
                [
                    "providers": words.count(.providers, site.providers.count),
                    "brands": words.count(.brands, site.brands.count),
                    "components": words.count(.components, site.components.count),
                ])
        ]
        guard overview.pages > 0 else { return lead }
        let unreadable = overview.unreadablePages
        let facts = ["read": words.number(overview.readablePages), "pages": words.number(overview.pages)]
        lead.append(
            unreadable == 0
                ? words.say(.homePages, facts)
                : words.say(
                    .homePagesUnreadable, facts.merging(["unreadable": words.number(unreadable)]) { first, _ in first })
        )
        return lead
    }
}
