internal import Telling
package import Vocabulary

/// Customers were hit again after a page had said "resolved".
package struct HiddenRecurrence: Sendable, Hashable {
    /// The last "resolved" before it began: an update, or the closing of a page's record.
    package var resolvedAt: Instant
    package var start: Instant
    package var end: Instant?
    /// Whether a public word, other than the post-mortem, came after it began.
    package var wasTold: Bool

    package var after: TimeSpan { start - resolvedAt }

    /// The recurrences of an incident, in order.
    package static func all(in incident: Incident, now: Instant) -> [HiddenRecurrence] {
        let stretches = IncidentFigures(incident, now: now).impact
        let words = incident.updates.filter { $0.status != .postmortem }
        let resolved =
            words.filter { $0.status == .resolved }.map(\.at) + incident.accounts.compactMap(\.closed)
        return stretches.dropFirst().compactMap { stretch in
            guard let last = resolved.filter({ $0 <= stretch.start }).max() else { return nil }
            return HiddenRecurrence(
                resolvedAt: last, start: stretch.start, end: stretch.end,
                wasTold: words.contains { $0.at >= stretch.start })
        }
    }
}
