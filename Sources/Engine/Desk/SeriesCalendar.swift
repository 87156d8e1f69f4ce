package import Vocabulary

/// When planned work that comes again is next: pure, in the civil time of its zone, so that it stays at the same hour when clocks
/// are changed. A time that a change of clocks leaves out is where it would have been; of a time that comes twice the first counts.
package enum SeriesCalendar {
    /// Enough for daily work of three years; what lies further is reached by later calls.
    private static let stepsMost = 1_200

    /// Starts after `after` and not later than `until`, in order, at most `limit`.
    package static func starts(
        _ series: MaintenanceSeries, zone: Zone, after: Instant, until: Instant, limit: Int = 50
    ) -> [Instant] {
        guard !series.isEnded, series.interval > 0 else { return [] }
        let first = zone.civilTime(series.firstStart)
        let last = min(until, series.until ?? until)
        var found: [Instant] = []
        // Whole turns that lie before the time asked for are skipped, not walked.
        let gone = max(0, (after - series.firstStart).wholeSeconds / 86_400 - 1)
        var step = max(0, Int(gone) / daysMost(series) - 1)
        for _ in 0..<stepsMost {
            defer { step += 1 }
            guard let date = date(first.date, series, step) else { continue }
            guard
                let civil = CivilTime(date: date, hour: first.hour, minute: first.minute, second: first.second),
                case let instant = instant(civil, zone)
            else { continue }
            if instant > last || found.count >= limit { break }
            if instant > after, instant >= series.firstStart { found.append(instant) }
        }
        return found
    }

    /// The most days that one turn takes: skipping by it never skips too far.
    private static func daysMost(_ series: MaintenanceSeries) -> Int {
        switch series.rhythm {
        case .daily: series.interval
        case .weekly: series.interval * 7
        case .monthlyByWeekday, .monthlyByDay: series.interval * 31
        }
    }

    /// Nil when the month has no such day.
    private static func date(_ first: CivilDate, _ series: MaintenanceSeries, _ step: Int) -> CivilDate? {
        let turn = step * series.interval
        switch series.rhythm {
        case .daily: return CivilDate(daysSinceEpoch: first.daysSinceEpoch + Int64(turn))
        case .weekly: return CivilDate(daysSinceEpoch: first.daysSinceEpoch + Int64(turn) * 7)
        case .monthlyByDay:
            let (year, month) = self.month(first, turn)
            return CivilDate(year: year, month: month, day: first.day)
        case .monthlyByWeekday:
            let (year, month) = self.month(first, turn)
            guard let begin = CivilDate(year: year, month: month, day: 1) else { return nil }
            let weekday = (first.daysSinceEpoch % 7 + 7) % 7
            let ahead = (weekday - (begin.daysSinceEpoch % 7 + 7) % 7 + 7) % 7
            return CivilDate(year: year, month: month, day: 1 + Int(ahead) + (first.day - 1) / 7 * 7)
        }
    }

    private static func month(_ first: CivilDate, _ turn: Int) -> (year: Int, month: Int) {
        let months = first.year * 12 + first.month - 1 + turn
        return (months / 12, months % 12 + 1)
    }

    private static func instant(_ civil: CivilTime, _ zone: Zone) -> Instant {
        switch zone.instants(showing: civil) {
        case .once(let instant): instant
        case .twice(let earlier, _): earlier
        case .gap(let asIfBefore): asIfBefore
        }
    }
}
