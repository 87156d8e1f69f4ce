package import Incidents
internal import Telling
package import Vocabulary

/// What a brand tells, as a feed in one of its languages.
package struct BrandFeedMaker: Sendable {
    private let site: BrandSite
    private let words: LanguagePack
    private let place: PublicPlace
    private let zone: Zone
    private let now: Instant

    /// `base` is where the public reaches the brand's folder, without a slash at the end.
    package init(_ site: BrandSite, language: Language, base: String, zones: ZoneCatalogue, now: Instant) {
        self.site = site
        self.now = now
        words = LanguagePack.of(language)
        place = PublicPlace(origin: base)
        zone = zones.zone(site.zone) ?? .utc
    }

    /// The latest change first.
    package var feed: Feed {
        let told = site.incidents
            .compactMap { incident in
                (incident.lastChange(now: now) ?? incident.own?.declaredAt).map { (incident, $0) }
            }
            .sorted { ($1.1, $0.0.id) < ($0.1, $1.0.id) }
            .prefix(FeedMaker.entriesMost)
        let entries = told.map { entry($0.0, changed: $0.1) }
        let code = words.language.code
        return Feed(
            id: place.tag("vigie/status/\(site.brand.id)/\(code)"),
            title: words.say(status: .statusOf, ["brand": site.brand.name]),
            subtitle: words.say(status: .homeDescription, ["brand": site.brand.name]), language: words.language,
            address: place.origin + "/\(code)/feed", query: "", page: place.origin + "/\(code)/",
            updated: entries.map(\.updated).max() ?? site.knownSince ?? Instant(seconds: 0), entries: entries)
    }

    private func entry(_ incident: Incident, changed: Instant) -> FeedEntry {
        var shown = incident
        // These are the tracker's doubts and proofs about a page, not a page's words.
        shown.contradictions = []
        for index in shown.windows.indices { shown.windows[index].evidence = LocalizedText() }
        let facts = IncidentFacts(shown, now: now, zone: zone, words: words)
        let title = facts.reading(incident.title)?.text ?? incident.reference?.rawValue ?? incident.id.rawValue
        return FeedEntry(
            id: place.tag("vigie/status/\(site.brand.id)/incidents/\(incident.id)/\(words.language)"),
            page: place.origin + "/\(words.language)/incidents/\(incident.id)/", title: title,
            html: FeedEntryBody(
                facts: facts, brands: [site.brand], components: site.components, now: now, zone: zone, words: words,
                state: incident.stateWord(words, now: now)
            ).html,
            published: min(incident.firstTold(now: now) ?? changed, changed), updated: changed,
            author: site.brand.name,
            tags: [
                incident.severity.rawValue,
                incident.maintenancePhase(now: now)?.rawValue ?? incident.state(now: now).rawValue,
            ])
    }
}
