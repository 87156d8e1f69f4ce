internal import Telling
package import Vocabulary

/// One provider: its state now, its brands, its services with their last 90 days, its incidents.
package struct ProviderPage: Sendable, Hashable {
    package struct BrandLine: Sendable, Hashable {
        package var name: String
        package var note: String
    }

    package struct ComponentLine: Sendable, Hashable {
        package var name: Told
        package var state: Chip
        package var bars: DayBars
        /// `99,982 % without known impact`
        package var availability: String
        package var barsDescription: String
    }

    package var frame: PageFrame
    package var name: String
    package var state: Chip
    package var sentence: String
    package var brands: [BrandLine]
    package var components: [ComponentLine]
    package var noComponent: String?
    package var incidents: [IncidentLine]
    package var noIncident: String?
    package var rule: String

    static let incidentsMost = 100

    /// `incidents` of this provider as everyone may see them, newest first.
    package init(_ provider: Provider, site: SiteSnapshot, incidents: [Incident], context: PageContext) {
        let words = context.words
        let current = ProviderState(
            incidents: incidents, isStale: context.staleBanner != nil, now: context.now)
        name = provider.name
        state = current.chip(words)
        switch current {
        case .calm: sentence = words.say(.providerCalm)
        case .unknown: sentence = words.say(.providerUnknown)
        case .hit:
            let titles = incidents.filter { $0.state(now: context.now) == .ongoing }
                .compactMap { $0.title.reading(words.language)?.text }
            sentence = words.say(.providerHit, ["titles": titles.joined(separator: "; ")])
        }
        brands = site.brands.filter { $0.provider == provider.id }.map { brand in
            let languages = brand.languages.map { words.name($0) }.joined(separator: ", ")
            return BrandLine(name: brand.name, note: words.say(.brandSpeaks, ["languages": languages]))
        }
        let mine = site.components.filter { $0.provider == provider.id }
            .sorted { ($0.order, $0.id) < ($1.order, $1.id) }
        components = mine.map { component in
            ComponentLine(component, incidents: incidents, watchedSince: site.watchedSince, context: context)
        }
        noComponent = mine.isEmpty ? words.say(.noComponent, ["name": provider.name]) : nil
        self.incidents = incidents.prefix(Self.incidentsMost).map {
            IncidentLine($0, brands: site.brands, context: context)
        }
        noIncident = incidents.isEmpty ? words.say(.providerNoIncident, ["name": provider.name]) : nil
        rule = words.say(.percentageRule, ["zone": context.zone.identifier])
        frame = context.frame(
            title: "\(provider.name) · Vigie", description: words.say(.providerDescription, ["name": provider.name]),
            place: .provider(provider.id),
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(text: provider.name, address: nil),
            ],
            notes: [
                words.say(.asOf, ["clock": words.dateAndClock(context.asOf, in: context.zone)]),
                words.say(.footerRule),
            ])
    }
}

extension ProviderPage.ComponentLine {
    init(_ component: Component, incidents: [Incident], watchedSince: Instant?, context: PageContext) {
        let words = context.words
        let hits = incidents.flatMap { incident in
            incident.windows.filter { $0.components.contains(component.id) }
                .map { DayBars.Hit(start: $0.start, end: $0.end, severity: incident.severity) }
        }
        let isHit = hits.contains { $0.start <= context.now && ($0.end.map { $0 > context.now } ?? true) }
        let isStale = context.staleBanner != nil
        name =
            component.name.reading(words.language).map { Told($0, on: words.language) }
            ?? Told(words.name(component.channel))
        let current: ProviderState = isHit ? .hit : isStale ? .unknown : .calm
        state = current.chip(words)
        let knownUntil = isStale ? min(context.asOf, context.now) : context.now
        bars = DayBars(
            hits: hits, watchedSince: watchedSince, knownUntil: knownUntil, zone: context.zone, now: context.now)
        let share = words.percentage(part: bars.watchedSeconds - bars.hitSeconds, of: bars.watchedSeconds)
        availability =
            bars.watchedSeconds == 0
            ? words.say(.componentUnknown) : words.say(.withoutKnownImpact, ["percentage": share])
        let today = words.date(context.now, in: context.zone)
        let days = bars.days.filter { $0.impact > .zero }
            .map { words.dayAndMonth($0.date) + " (" + words.duration($0.impact) + ")" }
        var description =
            days.isEmpty
            ? words.say(.barsNoImpact, ["date": today])
            : words.say(.barsImpact, ["date": today, "days": days.joined(separator: ", ")])
        if let since = watchedSince, bars.days.first.map({ !$0.isWatched }) ?? false {
            description += " " + words.say(.barsUnknown, ["date": words.date(since, in: context.zone)])
        }
        barsDescription = description
    }
}

/// Ninety days of one service by real impact.
package struct DayBars: Sendable, Hashable {
    struct Hit: Sendable, Hashable {
        var start: Instant
        var end: Instant?
        var severity: Severity
    }

    package struct Day: Sendable, Hashable {
        package var date: CivilDate
        package var impact: TimeSpan
        /// The worst severity among the incidents that hit this day.
        package var severity: Severity
        /// False for a day before anybody looked.
        package var isWatched: Bool
    }

    package var days: [Day]
    package var watchedSeconds: Int64
    package var hitSeconds: Int64

    static let count = 90

    init(hits: [Hit], watchedSince: Instant?, knownUntil: Instant, zone: Zone, now: Instant) {
        let today = zone.civilTime(now).date.daysSinceEpoch
        days = []
        watchedSeconds = 0
        hitSeconds = 0
        for day in (today - Int64(Self.count) + 1)...today {
            let date = CivilDate(daysSinceEpoch: day)
            let start = Self.midnight(date, zone)
            let end = min(Self.midnight(CivilDate(daysSinceEpoch: day + 1), zone), now)
            let touching = hits.filter { $0.start < end && ($0.end ?? now) > start }
            let seconds = Self.covered(touching, from: start, to: end, now: now)
            // The part of the day that somebody watched, and of which the facts are in.
            let from = max(start, watchedSince ?? end)
            let to = min(end, knownUntil)
            let isWatched = from < to
            if isWatched {
                watchedSeconds += (to - from).wholeSeconds
                hitSeconds += Self.covered(touching, from: from, to: to, now: now)
            }
            days.append(
                Day(
                    date: date, impact: .seconds(seconds), severity: touching.map(\.severity).max() ?? .notice,
                    isWatched: isWatched || !touching.isEmpty))
        }
    }

    /// Seconds between two instants in which at least one hit was going on: none counts twice.
    private static func covered(_ hits: [Hit], from: Instant, to: Instant, now: Instant) -> Int64 {
        var total: Int64 = 0
        var reached = from
        for hit in hits.sorted(by: { $0.start < $1.start }) {
            let start = max(hit.start, reached)
            let end = min(hit.end ?? now, to)
            guard end > start else { continue }
            total += (end - start).wholeSeconds
            reached = end
        }
        return total
    }

    /// When a day begins in a zone: where midnight does not exist, the first moment after.
    private static func midnight(_ date: CivilDate, _ zone: Zone) -> Instant {
        guard let civil = CivilTime(date: date, hour: 0, minute: 0) else { return Instant(seconds: 0) }
        switch zone.instants(showing: civil) {
        case .once(let instant), .gap(let instant): return instant
        case .twice(let earlier, _): return earlier
        }
    }
}
