internal import Telling
package import Vocabulary

/// What one brand of our own tells the public: the one input of its status page, feeds, badges and JSON, so that none of them
/// can say what another hides.
package struct BrandSite: Sendable {
    /// A heading of the page and the components under it.
    package struct Section: Sendable, Hashable {
        /// Empty where the page has no headings.
        package var title: LocalizedText
        package var components: [Component]

        package init(title: LocalizedText = LocalizedText(), components: [Component]) {
            self.title = title
            self.components = components
        }
    }

    package var brand: Brand
    package var provider: Provider
    package var sections: [Section]
    /// Components that are out of use: no heading has them, and what was told of them keeps their names.
    package var retired: [Component]
    /// As everyone may see them on this brand's page, the latest to begin first. Components that the page does not show are
    /// not named.
    package var incidents: [Incident] {
        didSet { recent = Self.recent(incidents, asOf: asOf) }
    }
    /// Those of them that may matter to what is true now and to the last ninety days: not what is long over.
    package private(set) var recent: [Incident]
    /// When the facts were read.
    package var asOf: Instant
    /// Since when the facts are complete; before, nothing is known.
    package var knownSince: Instant?

    package init(
        brand: Brand, provider: Provider, sections: [Section], retired: [Component] = [], incidents: [Incident],
        asOf: Instant, knownSince: Instant? = nil
    ) {
        self.brand = brand
        self.provider = provider
        self.sections = sections
        self.retired = retired
        self.incidents = incidents
        recent = Self.recent(incidents, asOf: asOf)
        self.asOf = asOf
        self.knownSince = knownSince
    }

    /// Nil when there is no such brand, when it is retired, or when it is a vendor's. What `previous` has of incidents that are `unchanged` is
    /// taken from there.
    package init?(
        _ id: BrandID, in site: Site, asOf: Instant, reusing previous: BrandSite? = nil,
        unchanged: Set<IncidentID> = []
    ) {
        guard let brand = site.brands.first(where: { $0.id == id }), !brand.isRetired,
            let provider = site.providers.first(where: { $0.id == brand.provider }), provider.isOurs
        else { return nil }
        let sections = Self.sections(of: brand, provider, in: site)
        let listed = Set(brand.face.sections.flatMap(\.components))
        let retired = site.components.filter { component in
            component.isRetired && component.provider == provider.id
                && (component.brands.contains(id) || listed.contains(component.id))
        }
        let shown = Set((sections.flatMap(\.components) + retired).map(\.id))
        let known = Dictionary((previous?.incidents ?? []).map { ($0.id, $0) }) { first, _ in first }
        let own = site.ownIncidents.filter { $0.provider == provider.id }
        let incidents = own.compactMap { incident -> Incident? in
            if previous != nil, unchanged.contains(incident.id) { return known[incident.id] }
            return Self.shown(incident, on: id, naming: shown)
        }.sorted { ($1.began ?? asOf, $0.id) < ($0.began ?? asOf, $1.id) }
        let oldest = site.hasOlderOwn ? own.compactMap { IncidentIndex.began($0) }.min() : nil
        self.init(
            brand: brand, provider: provider, sections: sections, retired: retired, incidents: incidents, asOf: asOf,
            knownSince: [provider.followedSince, oldest].compactMap(\.self).max())
    }

    /// The languages that the page exists in; the first is the one for readers who ask for none of them.
    package var languages: [Language] {
        let spoken = brand.languages.filter { LanguagePack.exists(for: $0) }
        return spoken.isEmpty ? [.english] : spoken
    }

    /// The name of the zone in which its readers live.
    package var zone: String { brand.face.zone ?? provider.zone }

    package var components: [Component] { sections.flatMap(\.components) }

    /// All whose names the page may say: those that it lists, and those that it listed.
    package var named: [Component] { components + retired }

    private static func recent(_ incidents: [Incident], asOf: Instant) -> [Incident] {
        let cut = asOf - .days(100)
        return incidents.filter { !$0.isOver(before: cut) }
    }

    package func incident(_ id: IncidentID) -> Incident? { incidents.first { $0.id == id } }

    package func isStale(now: Instant, after bound: TimeSpan) -> Bool { now - asOf > bound }

    private static func shown(_ incident: Incident, on brand: BrandID, naming shown: Set<ComponentID>) -> Incident? {
        guard var seen = incident.seen(by: .everyone(brand: brand)) else { return nil }
        seen.components.keep(shown.contains)
        for index in seen.windows.indices where !seen.windows[index].components.allSatisfy(shown.contains) {
            seen.windows[index].components.keep(shown.contains)
        }
        return seen
    }

    private static func sections(of brand: Brand, _ provider: Provider, in site: Site) -> [Section] {
        let components = site.components.filter { $0.provider == brand.provider && !$0.isRetired }
        guard brand.face.sections.isEmpty else { return sections(brand.face.sections, of: components) }
        let named = components.filter { $0.brands.contains(brand.id) }
        let groups = sections(provider.groups, of: named)
        let placed = Set(groups.flatMap(\.components).map(\.id))
        let others = named.filter { !placed.contains($0.id) }
        return (others.isEmpty ? [] : [Section(components: others)]) + groups
    }

    private static func sections(_ described: [BrandFace.Section], of components: [Component]) -> [Section] {
        var placed: Set<ComponentID> = []
        return described.map { section in
            // What stands under two headings is shown under the first.
            let found = section.components.filter { placed.insert($0).inserted }
                .compactMap { id in components.first { $0.id == id } }
            return Section(title: section.title, components: found)
        }.filter { !$0.components.isEmpty }
    }
}
