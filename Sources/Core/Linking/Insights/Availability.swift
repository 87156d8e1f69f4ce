package import Vocabulary

/// How long customers were hit in the last days, from true windows. No minute counts twice, and none counts that nobody
/// watched.
package struct Availability: Sendable, Hashable {
    /// One window as it counts for one component.
    package struct Hit: Sendable, Hashable {
        package var start: Instant
        /// Nil while it goes on.
        package var end: Instant?
        package var severity: Severity
        /// The state that the component was in, where it is known.
        package var state: ComponentState?

        package init(start: Instant, end: Instant?, severity: Severity, state: ComponentState? = nil) {
            self.start = start
            self.end = end
            self.severity = severity
            self.state = state
        }
    }

    package struct Day: Sendable, Hashable {
        package var date: CivilDate
        /// Of this day: how much is watched and known, and how long customers were hit, unwatched parts included.
        package var watched: TimeSpan
        package var impact: TimeSpan
        /// The worst severity that hit this day; nil when nothing did.
        package var worst: Severity?
        /// The worst state of the component that is known of this day.
        package var worstState: ComponentState?

        /// Nobody looked, and nothing was told afterwards: not fine, unknown.
        package var isUnknown: Bool { watched == .zero && impact == .zero && worst == nil }
    }

    /// Oldest first; the last one is today.
    package var days: [Day]
    package var watched: TimeSpan
    /// Within what was watched.
    package var hit: TimeSpan

    /// The share of the watched time without known impact; nil when nothing was watched.
    package var share: Double? {
        watched == .zero ? nil : 1 - Double(hit.microseconds) / Double(watched.microseconds)
    }

    /// `knownUntil` is the last successful read: after it nothing is known, and nothing is fine.
    package init(
        hits: [Hit], followedSince: Instant?, knownUntil: Instant, days count: Int = 90, zone: Zone, now: Instant
    ) {
        days = []
        watched = .zero
        hit = .zero
        let today = zone.civilTime(now).date.daysSinceEpoch
        let sorted = hits.filter { $0.start <= now }.sorted { $0.start < $1.start }
        let stretches = Self.union(sorted, now: now)
        var start = Self.midnight(today - Int64(max(count, 1)) + 1, zone)
        for day in (today - Int64(max(count, 1)) + 1)...today {
            let next = Self.midnight(day + 1, zone)
            let end = max(min(next, now), start)
            let from = max(start, followedSince ?? end)
            let to = min(end, knownUntil)
            let seen = from < to ? to - from : .zero
            if from < to { hit = hit + Self.covered(stretches, from, to) }
            watched = watched + seen
            let touching = sorted.filter { Self.touches($0, start, end, now) }
            days.append(
                Day(
                    date: CivilDate(daysSinceEpoch: day), watched: seen, impact: Self.covered(stretches, start, end),
                    worst: touching.map(\.severity).max(), worstState: .worst(touching.compactMap(\.state))))
            start = next
        }
    }

    /// Each component's availability from the windows of its incidents.
    package static func perComponent(
        _ components: [ComponentID], incidents: [Incident], followedSince: Instant?, knownUntil: Instant,
        days: Int = 90, zone: Zone, now: Instant
    ) -> [ComponentID: Availability] {
        var hits: [ComponentID: [Hit]] = [:]
        for incident in incidents {
            for window in incident.windows {
                let hit = Hit(start: window.start, end: window.end, severity: incident.severity)
                for component in Set(window.components) { hits[component, default: []].append(hit) }
            }
        }
        var found: [ComponentID: Availability] = [:]
        for component in components {
            found[component] = Availability(
                hits: hits[component] ?? [], followedSince: followedSince, knownUntil: knownUntil, days: days,
                zone: zone, now: now)
        }
        return found
    }

    private static func touches(_ hit: Hit, _ start: Instant, _ end: Instant, _ now: Instant) -> Bool {
        let until = hit.end ?? now
        // A window that began and ended in one minute still hit this day.
        return hit.start < end && (until > start || (until == hit.start && until >= start))
    }

    private static func union(_ hits: [Hit], now: Instant) -> [(start: Instant, end: Instant)] {
        var stretches: [(start: Instant, end: Instant)] = []
        for hit in hits {
            let end = min(hit.end ?? now, now)
            guard end > hit.start else { continue }
            if let last = stretches.last, hit.start <= last.end {
                stretches[stretches.count - 1].end = max(last.end, end)
            } else {
                stretches.append((hit.start, end))
            }
        }
        return stretches
    }

    private static func covered(
        _ stretches: [(start: Instant, end: Instant)], _ from: Instant, _ to: Instant
    ) -> TimeSpan {
        stretches.reduce(.zero) { sum, stretch in
            let start = max(stretch.start, from)
            let end = min(stretch.end, to)
            return end > start ? sum + (end - start) : sum
        }
    }

    /// When a day begins in a zone: where midnight does not exist, the first moment after.
    private static func midnight(_ day: Int64, _ zone: Zone) -> Instant {
        guard let civil = CivilTime(date: CivilDate(daysSinceEpoch: day), hour: 0, minute: 0) else {
            return Instant(seconds: day * 86_400)
        }
        switch zone.instants(showing: civil) {
        case .once(let instant), .gap(let instant): return instant
        case .twice(let earlier, _): return earlier
        }
    }
}
