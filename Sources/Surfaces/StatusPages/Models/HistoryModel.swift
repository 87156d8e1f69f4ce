internal import Incidents
internal import Linking
package import Markup
internal import Telling
package import Vocabulary

/// A month as a calendar, and its incidents below.
package struct HistoryModel: Sendable, Hashable {
    package struct Day: Sendable, Hashable {
        package var number: String
        package var symbol: Symbol?
        /// The whole day in words.
        package var description: String
        package var isUnknown: Bool
        /// The incident that it leads to.
        package var address: Address?
    }

    package var frame: StatusFrame
    package var month: String
    package var caption: String
    package var weekdays: [String]
    /// Weeks of seven days; nil before the first and after the last.
    package var weeks: [[Day?]]
    package var incidents: [IncidentItem]
    package var nothing: String?
    package var earlier: Address?
    package var later: Address?

    /// `month` is the first day of it; nil for the month of now.
    package init(_ month: CivilDate?, _ context: StatusContext) {
        let words = context.words
        let now = context.knownUntil
        let current = StatusMonths.of(now, context)
        let first = month ?? current
        let place: StatusPlace = month.map { .month($0) } ?? .history
        let site = context.site
        self.month = words.month(first)
        caption = context.say(.calendarOf, ["month": self.month])
        weekdays = words.shortWeekdays
        let bounds = StatusMonths.bounds(first, context)
        let told = site.incidents.filter { $0.record?.isSample != true && $0.isOf(bounds, context) }
        let outages = told.filter { !$0.isPlannedWork }
        incidents = told.map { IncidentItem($0, from: place, context) }
        let links = StatusLinks.relative(from: place)
        let length = CivilDate.days(inMonth: first.month, of: first.year)
        let today = context.zone.civilTime(now).date
        let known = site.knownSince.map { context.zone.civilTime($0).date }
        let hits = outages.flatMap { incident in
            incident.windows.map { Availability.Hit(start: $0.start, end: $0.end, severity: incident.severity) }
        }
        let span = Int(today.daysSinceEpoch - first.daysSinceEpoch) + 1
        let availability = Availability(
            hits: hits, followedSince: site.knownSince, knownUntil: now, days: max(span, 1), zone: context.zone,
            now: now)
        var cells: [Day?] = Array(repeating: nil, count: (first.weekday + 6) % 7)
        for number in 1...length {
            guard let date = CivilDate(year: first.year, month: first.month, day: number) else { continue }
            let figures = date <= today ? availability.days.first { $0.date == date } : nil
            let isUnknown = date > today || (known.map { $0 > date } ?? false)
            let incident = outages.filter { $0.touches(date, context) }.max { $0.severity < $1.severity }
            let name = words.date(date)
            let description: String
            if let figures, figures.impact > .zero, let worst = figures.worst {
                description = context.say(
                    .dayImpact,
                    [
                        "date": name, "severity": words.name(worst), "impact": words.duration(figures.impact),
                    ])
            } else {
                description =
                    isUnknown ? name + ": " + words.say(.notKnown) : context.say(.dayNoImpact, ["date": name])
            }
            let hit = figures.flatMap { $0.impact > .zero || $0.worst != nil ? $0.worst : nil }
            cells.append(
                Day(
                    number: String(number), symbol: hit.map { Symbol($0) }, description: description,
                    isUnknown: isUnknown, address: incident.map { links.address(.incident($0.id), words.language) }))
        }
        while cells.count % 7 != 0 { cells.append(nil) }
        weeks = stride(from: 0, to: cells.count, by: 7).map { Array(cells[$0..<$0 + 7]) }
        let months = StatusMonths.all(context)
        func address(_ other: CivilDate?) -> Address? {
            other.map { links.address($0 == current ? .history : .month($0), words.language) }
        }
        let index = months.firstIndex(of: first)
        earlier = address(index.flatMap { $0 + 1 < months.count ? months[$0 + 1] : nil })
        later = address(index.flatMap { $0 > 0 ? months[$0 - 1] : nil })
        let isKnown = known.map { known in
            CivilDate(year: first.year, month: first.month, day: length).map { known <= $0 } ?? true
        }
        nothing =
            incidents.isEmpty
            ? context.say(isKnown ?? true ? .monthCalm : .monthUnknown, ["month": self.month]) : nil
        frame = context.frame(
            place, title: context.say(.history) + ", " + self.month,
            description: context.say(.historyDescription, ["brand": site.brand.name]))
    }
}

/// The months that a brand's history has pages for.
enum StatusMonths {
    static let most = 240

    /// The first day of the month of an instant.
    static func of(_ instant: Instant, _ context: StatusContext) -> CivilDate {
        first(of: context.zone.civilTime(instant).date)
    }

    /// From when to when a month is in the brand's zone.
    static func bounds(_ first: CivilDate, _ context: StatusContext) -> Range<Instant> {
        let days = CivilDate.days(inMonth: first.month, of: first.year)
        let start = midnight(first, context.zone)
        let end = midnight(CivilDate(daysSinceEpoch: first.daysSinceEpoch + Int64(days)), context.zone)
        return start..<max(start, end)
    }

    /// When a day begins: where midnight does not exist, the first moment after.
    private static func midnight(_ date: CivilDate, _ zone: Zone) -> Instant {
        guard let civil = CivilTime(date: date, hour: 0, minute: 0) else {
            return Instant(seconds: date.daysSinceEpoch * 86_400)
        }
        switch zone.instants(showing: civil) {
        case .once(let instant), .gap(let instant): return instant
        case .twice(let earlier, _): return earlier
        }
    }

    static func first(of date: CivilDate) -> CivilDate {
        CivilDate(year: date.year, month: date.month, day: 1) ?? date
    }

    /// The latest first, back to the earliest that anything is known of.
    static func all(_ context: StatusContext) -> [CivilDate] {
        let began = context.site.incidents.compactMap(\.began).min()
        let earliest = [began, context.site.knownSince].compactMap(\.self).min() ?? context.knownUntil
        let last = of(earliest, context)
        var month = of(context.knownUntil, context)
        var months = [month]
        while month > last, months.count < most {
            month = first(of: CivilDate(daysSinceEpoch: month.daysSinceEpoch - 1))
            months.append(month)
        }
        return months
    }
}

extension Incident {
    /// Whether it began in a stretch of time, or hit customers in it.
    func isOf(_ bounds: Range<Instant>, _ context: StatusContext) -> Bool {
        if let began, bounds.contains(began) { return true }
        return windows.contains { window in
            window.start <= context.knownUntil && window.start < bounds.upperBound
                && max(window.end ?? context.knownUntil, window.start) >= bounds.lowerBound
        }
    }
}
