internal import HTTP
package import Incidents
package import JSON
internal import Telling
package import Vocabulary

/// A provider as an Atlassian Statuspage would tell it: the eight documents of its public API v2, member by member, so
/// that clients written for Statuspage read Vigie without a change.
package struct StatuspageDocuments: Sendable {
    package static let incidentsMost = 50

    /// The state can't be told in Statuspage's words, which know no "unknown"; the sentence says why.
    package struct Unsayable: Error, Sendable, Hashable {
        package var message: String
    }

    let provider: Provider
    let page: FollowedPage?
    let components: [Component]
    let brands: [Brand]
    let incidents: [Incident]
    let now: Instant
    let language: Language
    /// A brand's own page; nil where a provider is told as one.
    let brandSite: BrandSite?
    /// The page's own address, and that of an incident below it.
    let pageAddress: String
    let incidentAddress: @Sendable (IncidentID) -> String
    let isStale: Bool
    /// Since when anything is known; components have no other day of birth here.
    private let since: Instant
    private let updatedAt: Instant
    /// In which times inside texts are written: the page's own, as its `time_zone` says.
    let zone: Zone

    /// Nil when there is no such provider. `incidents` are the provider's latest; others are left out.
    package init?(
        _ id: ProviderID, in site: Site, incidents: [Incident]? = nil, now: Instant, language: Language,
        zones: ZoneCatalogue, place: PublicPlace
    ) {
        guard let provider = site.providers.first(where: { $0.id == id }) else { return nil }
        self.provider = provider
        page = site.pages.first { $0.provider == id }
        components = site.components.filter { $0.provider == id }
        brands = site.brands.filter { $0.provider == id }
        self.incidents = (incidents ?? site.incidents)
            .filter { $0.provider == id && $0.record?.isSample != true }
            .compactMap { $0.seen(by: .everyone(brand: nil)) }
            .map { ($0, $0.firstTold(now: now) ?? Instant(seconds: 0)) }
            .sorted { ($1.1, $0.0.id) < ($0.1, $1.0.id) }
            .map(\.0)
        self.now = now
        self.language = language
        brandSite = nil
        isStale = false
        pageAddress = place.origin + "/\(language)/providers/\(provider.id)"
        incidentAddress = { place.origin + "/\(language)/incidents/\($0)" }
        zone = zones.zone(provider.zone) ?? .utc
        (since, updatedAt) = Self.dates(provider, page, self.incidents, now: now)
    }

    /// A brand of our own, in its first language. `base` is where the public reaches its folder, without a slash at the end.
    package init(_ site: BrandSite, base: String, zones: ZoneCatalogue, isStale: Bool, now: Instant) {
        let language = site.languages[0]
        provider = site.provider
        page = nil
        components = site.components
        brands = [site.brand]
        incidents = site.incidents
            .map { ($0, $0.firstTold(now: now) ?? $0.own?.declaredAt ?? Instant(seconds: 0)) }
            .sorted { ($1.1, $0.0.id) < ($0.1, $1.0.id) }
            .map(\.0)
        self.now = now
        self.language = language
        brandSite = site
        self.isStale = isStale
        pageAddress = base + "/\(language)/"
        incidentAddress = { base + "/\(language)/incidents/\($0)/" }
        zone = zones.zone(site.zone) ?? .utc
        (since, updatedAt) = Self.dates(provider, page, incidents, now: now)
    }

    /// With what every document is answered: any page may read it, and it may be some seconds old.
    static let headers: HTTPHeaders = [
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "max-age=10, public, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600",
        "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag",
        "Cross-Origin-Resource-Policy": "cross-origin",
    ]

    var pageID: String {
        brandSite.map { StatuspageID.page($0.brand.id) } ?? StatuspageID.page(provider.id)
    }

    // MARK: Documents

    package func summary() throws(Unsayable) -> JSONValue {
        let states = try states()
        return document([
            "components": .array(componentValues(states)),
            "incidents": .array(open(maintenance: false).map { incidentValue($0, states) }),
            "scheduled_maintenances": .array(open(maintenance: true).map { incidentValue($0, states) }),
            "status": status(states),
        ])
    }

    package func status() throws(Unsayable) -> JSONValue { document(["status": status(try states())]) }

    package func componentsDocument() throws(Unsayable) -> JSONValue {
        document(["components": .array(componentValues(try states()))])
    }

    package func incidentsDocument(openOnly: Bool = false) -> JSONValue {
        let told = openOnly ? open(maintenance: false) : latest(maintenance: false)
        let states = try? states()
        return document(["incidents": .array(told.map { incidentValue($0, states) })])
    }

    package enum Maintenances: Sendable { case all, upcoming, active }

    package func maintenancesDocument(_ which: Maintenances = .all) -> JSONValue {
        let told = latest(maintenance: true).filter { incident in
            let status = StatuspageWords.status(incident, now: now)
            return switch which {
            case .all: true
            case .upcoming: status == "scheduled"
            case .active: status == "in_progress" || status == "verifying"
            }
        }
        let states = try? states()
        return document(["scheduled_maintenances": .array(told.map { incidentValue($0, states) })])
    }

    private func document(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        var object = JSONObject()
        object["page"] = pageValue
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    private func latest(maintenance: Bool) -> [Incident] {
        Array(
            incidents.filter {
                StatuspageWords.isMaintenance($0) == maintenance && StatuspageWords.status($0, now: now) != nil
            }
            .prefix(Self.incidentsMost))
    }

    private func open(maintenance: Bool) -> [Incident] {
        let closed: Set = ["resolved", "postmortem", "completed"]
        return latest(maintenance: maintenance).filter { incident in
            StatuspageWords.status(incident, now: now).map { !closed.contains($0) } ?? false
        }
    }

    // MARK: The page and its state

    private var pageValue: JSONValue {
        [
            "id": .string(pageID), "name": .string(brandSite?.brand.name ?? provider.name),
            "url": .string(pageAddress), "time_zone": .string(zone.identifier),
            "updated_at": .string(updatedAt.statuspage),
        ]
    }

    /// Since when anything is known, and when something was last said: every component and the page itself carry both.
    private static func dates(
        _ provider: Provider, _ page: FollowedPage?, _ incidents: [Incident], now: Instant
    ) -> (since: Instant, updatedAt: Instant) {
        let since =
            page?.since ?? provider.followedSince ?? incidents.compactMap { $0.firstTold(now: now) }.min()
            ?? Instant(seconds: 0)
        let changes = incidents.compactMap { $0.lastChange(now: now) }
        return (since, (changes + [page?.words?.saidAt, since].compactMap(\.self)).max() ?? since)
    }

    /// Each component's state: as the followed page said, else as open impacts make it.
    private func states() throws(Unsayable) -> [ComponentID: ComponentState] {
        if let brandSite {
            guard !isStale else {
                throw Unsayable(
                    message: "Nothing is known of \(brandSite.brand.name) since \(brandSite.asOf.rfc3339): "
                        + "what is true now is unknown.")
            }
            return brandSite.states(now: now)
        }
        var states: [ComponentID: ComponentState] = [:]
        for component in components { states[component.id] = .operational }
        if let page {
            guard let words = page.words else {
                throw Unsayable(message: "The page of \(provider.name) has not been read yet.")
            }
            if words.state == .unknown, words.troubled.isEmpty {
                throw Unsayable(message: "What the page of \(provider.name) says of now was not understood.")
            }
            // What was said in a word that nobody understood is not fine: the page would not have named it.
            for troubled in words.troubled {
                states[troubled.component] = troubled.state == .unknown ? .degraded : troubled.state
            }
            // An old "all is well" is no news: clients would show green for what nobody can see.
            if let trouble = page.trouble, words.troubled.isEmpty {
                throw Unsayable(
                    message: "The page of \(provider.name) can't be read since \(trouble.since.rfc3339): "
                        + "what is true now is not known.")
            }
        }
        for incident in incidents where !StatuspageWords.isMaintenance(incident) {
            for window in incident.windows where isOpen(window) {
                let state = StatuspageWords.component(hitBy: incident.severity)
                for id in window.components {
                    let known = states[id] ?? .operational
                    states[id] = StatuspageWords.rank(known) >= StatuspageWords.rank(state) ? known : state
                }
            }
        }
        return states
    }

    private func isOpen(_ window: ImpactWindow) -> Bool {
        window.start <= now && (window.end ?? now + .seconds(1)) > now
    }

    private func status(_ states: [ComponentID: ComponentState]) -> JSONValue {
        let impacts = open(maintenance: false)
            .filter { brandSite == nil ? $0.state(now: now) == .ongoing : $0.isHitting(now: now) }
            .map { StatuspageWords.component(hitBy: $0.severity) }
        let all = Array(states.values) + impacts + [page?.words?.state].compactMap(\.self)
        let worst = all.max { StatuspageWords.rank($0) < StatuspageWords.rank($1) } ?? .operational
        let indicator = StatuspageWords.indicator(worst)
        var sentence = indicator.sentence
        // The page's own sentence, where the page itself says that it is this bad.
        if let words = page?.words, StatuspageWords.rank(words.state) == StatuspageWords.rank(worst) {
            sentence = words.sentence ?? sentence
        }
        if let page, page.trouble != nil, let saidAt = page.words?.saidAt {
            sentence += " (as of \(saidAt.rfc3339); the page can't be read since)"
        }
        return ["indicator": .string(indicator.word), "description": .string(sentence)]
    }

    private func componentValues(_ states: [ComponentID: ComponentState]) -> [JSONValue] {
        guard let brandSite, brandSite.sections.contains(where: { !$0.title.isEmpty }) else {
            return components.enumerated().map { componentValue($1, position: $0 + 1, states) }
        }
        // A section of the page is a group, followed by its components.
        return brandSite.sections.enumerated().flatMap { index, section -> [JSONValue] in
            guard !section.title.isEmpty else {
                return section.components.enumerated().map { componentValue($1, position: $0 + 1, states) }
            }
            let group = StatuspageID.group(brandSite.brand.id, index)
            return [groupValue(section, id: group, position: index + 1, states)]
                + section.components.enumerated().map { componentValue($1, position: $0 + 1, group: group, states) }
        }
    }

    private func groupValue(
        _ section: BrandSite.Section, id: String, position: Int, _ states: [ComponentID: ComponentState]
    ) -> JSONValue {
        let worst = section.components.compactMap { states[$0.id] }
            .max { StatuspageWords.rank($0) < StatuspageWords.rank($1) }
        return [
            "id": .string(id), "name": .string(section.title.reading(language)?.text ?? id),
            "status": .string(worst.flatMap(StatuspageWords.component) ?? "operational"),
            "created_at": .string(since.statuspage), "updated_at": .string(updatedAt.statuspage),
            "position": JSONValue(position), "description": .null, "showcase": false, "start_date": .null,
            "group_id": .null, "page_id": .string(pageID), "group": true, "only_show_if_degraded": false,
            "components": .array(section.components.map { .string(StatuspageID.component($0.id)) }),
        ]
    }

    /// Where components are told in groups, the group of one.
    func group(of component: ComponentID) -> String? {
        guard let brandSite else { return nil }
        let index = brandSite.sections.firstIndex { $0.components.contains { $0.id == component } }
        return index.flatMap { index in
            brandSite.sections[index].title.isEmpty ? nil : StatuspageID.group(brandSite.brand.id, index)
        }
    }

    func componentValue(
        _ component: Component, position: Int, group: String? = nil, _ states: [ComponentID: ComponentState]
    ) -> JSONValue {
        let state = StatuspageWords.component(states[component.id] ?? .operational) ?? "degraded_performance"
        return [
            "id": .string(StatuspageID.component(component.id)),
            "name": .string(component.name.reading(language)?.text ?? component.id.rawValue),
            "status": .string(state), "created_at": .string(since.statuspage),
            "updated_at": .string(updatedAt.statuspage), "position": JSONValue(position), "description": .null,
            "showcase": true, "start_date": .null, "group_id": JSONValue(group), "page_id": .string(pageID),
            "group": false, "only_show_if_degraded": false,
        ]
    }
}
