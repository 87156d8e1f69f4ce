package import Vocabulary

/// The figures of an incident, all made from its facts; each is nil when the facts do not hold it.
package struct IncidentFigures: Sendable, Hashable {
    /// The impact windows in order, overlaps merged, so that no minute counts twice.
    package var impact: [Stretch]
    /// Each page's own open-to-close time, longest first: paperwork, and named so.
    package var pageTimes: [PageTime]
    /// The first public word of anybody.
    package var firstWord: FirstWord?
    /// From the start to when the cause was found.
    package var causeAfter: TimeSpan?
    /// From the start to when somebody or something noticed.
    package var detectedAfter: TimeSpan?
    /// Impact that began after a page said "resolved", in order.
    package var recurrencesAfterResolved: [Recurrence]

    package struct Stretch: Sendable, Hashable {
        package var start: Instant
        package var end: Instant?
        package var length: TimeSpan
    }

    package struct PageTime: Sendable, Hashable {
        package var brand: BrandID
        package var opened: Instant
        package var closed: Instant
        package var length: TimeSpan
    }

    package struct FirstWord: Sendable, Hashable {
        package var at: Instant
        package var brand: BrandID
        package var after: TimeSpan
        /// How long after the end of the first stretch the word came; nil when it came while customers were hit.
        package var afterEnd: TimeSpan?
    }

    package struct Recurrence: Sendable, Hashable {
        package var resolvedAt: Instant
        package var start: Instant
        package var after: TimeSpan
        /// Whether a public word, other than the post-mortem, came after it began.
        package var wasTold: Bool
    }

    /// The sum over all stretches.
    package var totalImpact: TimeSpan { impact.reduce(.zero) { $0 + $1.length } }
    package var start: Instant? { impact.first?.start }

    package init(_ incident: Incident, now: Instant) {
        impact = Self.merged(incident.windows, now: now)
        pageTimes = incident.accounts
            .compactMap { account in
                account.closed.map {
                    PageTime(brand: account.brand, opened: account.opened, closed: $0, length: $0 - account.opened)
                }
            }
            .sorted { ($1.length, $0.brand) < ($0.length, $1.brand) }
        let start = impact.first?.start
        let words = incident.updates.filter { $0.status != .postmortem }.sorted { $0.at < $1.at }
        if let start, let first = words.first {
            let end = impact.first?.end
            firstWord = FirstWord(
                at: first.at, brand: first.brand, after: first.at - start,
                afterEnd: end.flatMap { first.at > $0 ? first.at - $0 : nil })
        }
        func after(_ subject: Claim.Subject) -> TimeSpan? {
            guard let start, let claim = incident.claims.filter({ $0.subject == subject }).map(\.instant).min() else {
                return nil
            }
            return claim - start
        }
        causeAfter = after(.identified)
        detectedAfter = after(.detected)
        recurrencesAfterResolved = impact.dropFirst().compactMap { stretch in
            guard let resolved = words.last(where: { $0.status == .resolved && $0.at <= stretch.start }) else {
                return nil
            }
            return Recurrence(
                resolvedAt: resolved.at, start: stretch.start, after: stretch.start - resolved.at,
                wasTold: words.contains { $0.at >= stretch.start })
        }
    }

    private static func merged(_ windows: [ImpactWindow], now: Instant) -> [Stretch] {
        var stretches: [(start: Instant, end: Instant?)] = []
        for window in windows.sorted(by: { ($0.start, $0.id) < ($1.start, $1.id) }) {
            guard let last = stretches.last, last.end.map({ $0 >= window.start }) ?? true else {
                stretches.append((window.start, window.end))
                continue
            }
            // An open end swallows everything after it; else the later end counts.
            let end = last.end.flatMap { earlier in window.end.map { max(earlier, $0) } }
            stretches[stretches.count - 1].end = end
        }
        return stretches.map { stretch in
            Stretch(start: stretch.start, end: stretch.end, length: max((stretch.end ?? now) - stretch.start, .zero))
        }
    }
}
