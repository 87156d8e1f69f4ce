package import Vocabulary

/// When a message may go.
package enum AlertTiming: Sendable, Hashable {
    case now
    /// Held back by quiet hours, alone.
    case held(until: Instant)
    /// Gathered with others into one message.
    case digest(at: Instant)

    /// When it is due, `wanted` being the moment from which it is to be said.
    package func due(wanted: Instant) -> Instant {
        switch self {
        case .now: wanted
        case .held(let instant), .digest(let instant): instant
        }
    }
}

extension AlertRoute {
    /// When a message of this severity goes by this route, when it is wanted from an instant on. A zone that is not
    /// known counts as UTC.
    package func timing(_ severity: Severity, wanted: Instant, zones: ZoneCatalogue) -> AlertTiming {
        if let passes, severity >= passes { return .now }
        let quietEnd = quiet.flatMap { $0.end(at: wanted, zones: zones) }
        guard let digest else { return quietEnd.map { .held(until: $0) } ?? .now }
        // A digest that falls into quiet hours waits for their end.
        let next = digest.next(after: wanted, zones: zones)
        return .digest(at: quiet?.end(at: next, zones: zones) ?? next)
    }
}

extension AlertRoute.QuietHours {
    /// When the quiet hours around an instant end; nil outside of them.
    package func end(at instant: Instant, zones: ZoneCatalogue) -> Instant? {
        let zone = zones.zone(zone) ?? .utc
        let civil = zone.civilTime(instant)
        let minute = civil.hour * 60 + civil.minute
        let (from, to) = (self.from.minuteOfDay, self.to.minuteOfDay)
        let isQuiet = from <= to ? (from..<to).contains(minute) : minute >= from || minute < to
        guard isQuiet else { return nil }
        let isTomorrow = from > to && minute >= from
        return zone.instant(of: self.to, daysLater: isTomorrow ? 1 : 0, than: civil.date)
    }
}

extension AlertRoute.Digest {
    /// The first time after an instant at which the digest goes out.
    package func next(after instant: Instant, zones: ZoneCatalogue) -> Instant {
        switch self {
        case .hourly: return Instant(seconds: (instant.seconds / 3_600 + 1) * 3_600)
        case .daily(let clock, let name):
            let zone = zones.zone(name) ?? .utc
            let date = zone.civilTime(instant).date
            let today = zone.instant(of: clock, daysLater: 0, than: date)
            return today > instant ? today : zone.instant(of: clock, daysLater: 1, than: date)
        }
    }
}

extension Zone {
    /// When clocks here show a time of day; where they never do or do twice, the first time that comes nearest.
    fileprivate func instant(of clock: ClockTime, daysLater days: Int64, than date: CivilDate) -> Instant {
        let day = CivilDate(daysSinceEpoch: date.daysSinceEpoch + days)
        guard let civil = CivilTime(date: day, hour: clock.hour, minute: clock.minute) else {
            return Instant(seconds: day.daysSinceEpoch * 86_400)
        }
        return switch instants(showing: civil) {
        case .once(let instant), .twice(let instant, _), .gap(let instant): instant
        }
    }
}
