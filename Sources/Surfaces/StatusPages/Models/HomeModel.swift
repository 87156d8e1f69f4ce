internal import Incidents
internal import Linking
package import Markup
internal import Telling
internal import Vocabulary

/// The state of a brand now, in words; then its services, what is open or planned, and the last days.
package struct HomeModel: Sendable, Hashable {
    package struct Service: Sendable, Hashable {
        package var name: StatusText
        package var state: StatusMark
        package var bars: StatusBars
        /// The share of the watched time, and how it was worked out.
        package var uptime: String
        package var formula: String?
    }

    package struct Section: Sendable, Hashable {
        package var title: StatusText?
        package var services: [Service]
    }

    package struct Day: Sendable, Hashable {
        package var date: String
        package var incidents: [IncidentItem]
        package var nothing: String?
    }

    package var frame: StatusFrame
    package var state: StatusMark
    package var lead: String
    package var open: [IncidentItem]
    package var maintenance: [IncidentItem]
    package var sections: [Section]
    package var formula: String
    package var ninetyDaysAgo: String
    package var today: String
    package var days: [Day]
    package var history: Address
    package var allMaintenance: Address

    static let daysShown = 14
    static let incidentsMost = 50

    package init(_ context: StatusContext) {
        let words = context.words
        let now = context.knownUntil
        let site = context.site
        state = StatusMark(context.condition, words)
        // To the minute: a page says the same until the next one.
        let minute = Instant(seconds: site.asOf.seconds - site.asOf.seconds % 60)
        lead =
            context.isStale
            ? context.say(.nowUnknownText) : context.say(.asOf, ["moment": context.moment(minute)])
        frame = context.frame(
            .home, title: state.text, description: context.say(.homeDescription, ["brand": site.brand.name]))
        func item(_ incident: Incident) -> IncidentItem { IncidentItem(incident, from: .home, context) }
        open = site.recent.filter { $0.isOpenOutage(now: now) }.prefix(Self.incidentsMost).map(item)
        let planned = site.recent.filter {
            let phase = $0.maintenancePhase(now: now)
            return phase == .scheduled || phase == .inProgress
        }
        maintenance = planned.sorted { ($0.began ?? now, $0.id) < ($1.began ?? now, $1.id) }.prefix(20).map(item)
        let states = context.isStale ? [:] : site.states(now: now)
        let hits = context.hits
        sections = site.sections.map { section in
            Section(
                title: section.title.reading(words.language, otherwise: site.languages)
                    .map { StatusText($0, on: words.language) },
                services: section.components.map { component in
                    Service(component, states[component.id] ?? .unknown, hits[component.id] ?? [], context)
                })
        }
        formula = context.say(.formula, ["date": words.date(now, in: context.zone)])
        ninetyDaysAgo = words.say(.ninetyDaysAgo)
        today = words.say(.today)
        days = Self.days(context)
        let links = StatusLinks.relative(from: .home)
        history = links.address(.history, words.language)
        allMaintenance = links.address(.maintenance, words.language)
    }

    /// The last two weeks, the latest day first; days on which nothing happened stand together.
    private static func days(_ context: StatusContext) -> [Day] {
        let words = context.words
        let today = context.zone.civilTime(context.knownUntil).date.daysSinceEpoch
        let since = context.knownUntil - .days(Int64(daysShown) + 2)
        let outages = context.site.recent.filter { incident in
            !incident.isPlannedWork && incident.record?.isSample != true
                && ((incident.began ?? since) >= since
                    || incident.windows.contains { ($0.end ?? context.knownUntil) >= since })
        }
        let known = context.site.knownSince.map { context.zone.civilTime($0).date }
        var days: [Day] = []
        var still: (first: CivilDate, last: CivilDate, isKnown: Bool)?
        func close() {
            guard let stretch = still else { return }
            let date =
                stretch.first == stretch.last
                ? words.date(stretch.last) : words.dayAndMonth(stretch.first) + " – " + words.date(stretch.last)
            days.append(
                Day(date: date, incidents: [], nothing: context.say(stretch.isKnown ? .dayCalm : .dayUnknown)))
            still = nil
        }
        for back in 0..<Int64(daysShown) {
            let date = CivilDate(daysSinceEpoch: today - back)
            let told = outages.filter { $0.touches(date, context) }.map { IncidentItem($0, from: .home, context) }
            let isKnown = known.map { $0 <= date } ?? true
            if told.isEmpty, let stretch = still, stretch.isKnown == isKnown {
                still = (date, stretch.last, isKnown)
                continue
            }
            close()
            if told.isEmpty {
                still = (date, date, isKnown)
            } else {
                days.append(Day(date: words.date(date), incidents: told))
            }
        }
        close()
        return days
    }
}

extension HomeModel.Service {
    init(_ component: Component, _ state: ComponentState, _ hits: [Availability.Hit], _ context: StatusContext) {
        let words = context.words
        name = context.name(of: component)
        self.state = StatusMark(state, words)
        let availability = Availability(
            hits: hits, followedSince: context.site.knownSince ?? context.knownUntil, knownUntil: context.knownUntil,
            zone: context.zone, now: context.knownUntil)
        bars = StatusBars(availability, context)
        let watched = availability.watched
        guard watched > .zero else {
            uptime = context.say(.formulaUnknown)
            formula = nil
            return
        }
        let left = watched.wholeSeconds - availability.hit.wholeSeconds
        let percentage = words.percentage(part: left, of: watched.wholeSeconds)
        uptime = words.say(.withoutKnownImpact, ["percentage": percentage])
        formula =
            availability.hit == .zero
            ? nil
            : context.say(
                .formulaOf,
                [
                    "watched": words.duration(watched), "impact": words.duration(availability.hit),
                    "percentage": percentage,
                ])
    }
}

extension StatusContext {
    /// When which component was hit, from the impact windows of outages.
    var hits: [ComponentID: [Availability.Hit]] {
        var hits: [ComponentID: [Availability.Hit]] = [:]
        for incident in site.recent where !incident.isPlannedWork && incident.record?.isSample != true {
            for window in incident.windows {
                let hit = Availability.Hit(start: window.start, end: window.end, severity: incident.severity)
                let named = window.components.isEmpty ? incident.components : window.components
                for component in Set(named) { hits[component, default: []].append(hit) }
            }
        }
        return hits
    }
}

extension Incident {
    /// Whether it belongs to a day: it hit customers then, began then, or something was said then.
    func touches(_ date: CivilDate, _ context: StatusContext) -> Bool {
        let zone = context.zone
        if began.map({ zone.civilTime($0).date == date }) ?? false { return true }
        return windows.contains { window in
            guard window.start <= context.knownUntil else { return false }
            let end = max(window.end ?? context.knownUntil, window.start)
            return zone.civilTime(window.start).date <= date && zone.civilTime(end).date >= date
        }
    }
}
