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
    private let base: String
    private let memory: BrandFeedMemory?

    /// `base` is where the public reaches the brand's folder, without a slash at the end.
    ///
    /// With a memory, entries that cannot have changed are taken from there.
    package init(
        _ site: BrandSite, language: Language, base: String, zones: ZoneCatalogue, now: Instant,
        memory: BrandFeedMemory? = nil
    ) {
        self.site = site
        self.now = now
        self.base = base
        self.memory = memory
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
        let entries = entries(told)
        let code = words.language.code
        return Feed(
            id: place.tag("vigie/status/\(site.brand.id)/\(code)"),
            title: words.say(status: .statusOf, ["brand": site.brand.name]),
            subtitle: words.say(status: .homeDescription, ["brand": site.brand.name]), language: words.language,
            address: place.origin + "/\(code)/feed", query: "", page: place.origin + "/\(code)/",
            updated: entries.map(\.updated).max() ?? site.knownSince ?? Instant(seconds: 0), entries: entries)
    }

    private func entries(_ told: ArraySlice<(Incident, Instant)>) -> [FeedEntry] {
        guard let memory else { return told.map { entry($0.0, changed: $0.1) } }
        let frame = BrandFeedMemory.Frame(
            brand: site.brand, components: site.named, language: words.language, zone: site.zone, base: base)
        let known = memory.entries(frame)
        var next: [IncidentID: BrandFeedMemory.Known] = [:]
        let entries = told.map { incident, changed -> FeedEntry in
            // What is over for a day reads the same at any later time.
            let hasSettled = incident.isOver(before: now - .days(1))
            if hasSettled, let known = known[incident.id], known.incident == incident {
                next[incident.id] = known
                return known.entry
            }
            var entry = entry(incident, changed: changed)
            if hasSettled {
                entry.atom = FeedWriter.atom(entry)
                next[incident.id] = BrandFeedMemory.Known(incident: incident, entry: entry)
            }
            return entry
        }
        memory.keep(next, frame)
        return entries
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
                facts: facts, brands: [site.brand], components: site.named, now: now, zone: zone, words: words,
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
