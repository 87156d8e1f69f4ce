internal import Vocabulary

/// What a stated time became.
enum Placed: Sendable, Hashable {
    case instant(Instant)
    case day(CivilDate)

    var moment: Report.Moment {
        switch self {
        case .instant(let instant): .instant(instant)
        case .day(let date): .day(date)
        }
    }

    /// For comparisons: a day begins at midnight in UTC, and ends a day later.
    var earliest: Instant {
        switch self {
        case .instant(let instant): instant
        case .day(let date): Instant(seconds: date.daysSinceEpoch * 86_400)
        }
    }
}

/// Puts what a text states on the calendar: zones, years and days that go without saying.
struct Calendar {
    let vendorZone: Zone?
    let zones: ZoneCatalogue?
    /// The zone in which the page writes its own dates, where every post has the same.
    var pageZone: StatedZone?
    private(set) var oddZones: [String] = []

    init(context: ReadingContext) {
        vendorZone = context.zone
        zones = context.zones
    }

    /// Nil when no zone is known.
    mutating func instant(_ civil: CivilTime, zone stated: StatedZone?) -> Instant? {
        guard let stated, stated.name != "local" else {
            if let vendorZone { return Self.instant(civil, in: vendorZone) }
            guard stated == nil, let pageZone else { return nil }
            return instant(civil, zone: pageZone)
        }
        if let meanings = StatedZone.shared[stated.name] {
            guard let vendorZone else { return nil }
            guard let hours = meanings[vendorZone.identifier] else {
                oddZones.append(stated.name)
                return Self.instant(civil, in: vendorZone)
            }
            return civil.instant(offsetSeconds: Int(hours * 3_600))
        }
        guard let region = stated.region else {
            return stated.offset.map { civil.instant(offsetSeconds: $0) }
        }
        let known = vendorZone.flatMap { $0.identifier == region ? $0 : nil } ?? zones?.zone(region)
        guard let known else { return stated.offset.map { civil.instant(offsetSeconds: $0) } }
        guard let local = Self.instant(civil, in: known) else { return nil }
        guard let offset = stated.offset, known.offset(at: local).seconds != offset else { return local }
        let asStated = civil.instant(offsetSeconds: offset)
        if known.offset(at: asStated).seconds == offset { return asStated }
        // Summer time in winter, or the other way: people wrote what their wall clock showed and named it wrongly.
        oddZones.append(stated.name)
        guard let vendorZone, abs(vendorZone.offset(at: local).seconds - offset) <= 3_600 else { return local }
        return Self.instant(civil, in: vendorZone)
    }

    private static func instant(_ civil: CivilTime, in zone: Zone) -> Instant? {
        switch zone.instants(showing: civil) {
        case .once(let instant): instant
        // A clock time that came twice, or never, is not told apart by the text: it stays unknown.
        case .twice, .gap: nil
        }
    }

    /// What a clock of the stated zone, else of the vendor, shows.
    func day(of instant: Instant, zone stated: StatedZone?) -> CivilDate? {
        if let stated, stated.name != "local", let offset = stated.offset {
            return CivilTime(instant, offsetSeconds: offset).date
        }
        if let region = stated?.region, let zone = zones?.zone(region) { return zone.civilTime(instant).date }
        if let vendorZone { return vendorZone.civilTime(instant).date }
        if let offset = pageZone?.offset { return CivilTime(instant, offsetSeconds: offset).date }
        return nil
    }

    /// The date with the year in which it comes latest before the anchor (a day's grace), or as stated.
    static func complete(_ date: StatedDate, before anchor: CivilDate?) -> CivilDate? {
        guard !date.isAmbiguous else { return nil }
        if date.year != nil { return date.civil() }
        guard let anchor else { return nil }
        let limit = anchor.daysSinceEpoch + 1
        for year in [anchor.year + 1, anchor.year, anchor.year - 1] {
            if let civil = date.civil(year: year), civil.daysSinceEpoch <= limit { return civil }
        }
        return nil
    }

    mutating func place(_ clock: StatedClock, on day: CivilDate, zone: StatedZone? = nil) -> Instant? {
        var day = day
        var hour = clock.hour
        if hour == 24 {
            hour = 0
            day = CivilDate(daysSinceEpoch: day.daysSinceEpoch + 1)
        }
        guard let civil = CivilTime(date: day, hour: hour, minute: clock.minute, second: clock.second ?? 0) else {
            return nil
        }
        return instant(civil, zone: clock.zone ?? zone)
    }
}
