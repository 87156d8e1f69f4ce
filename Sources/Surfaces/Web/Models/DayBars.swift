package import Vocabulary

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
