package import Vocabulary

/// What keeps the announced times of a series as the series says: pure.
package enum SeriesSteps {
    package enum Step: Sendable, Hashable {
        case announce(Instant, name: IncidentID)
        case move(IncidentID, Instant)
        case cancel(IncidentID)
    }

    /// `announced` are the series' times that are incidents already, whatever became of them. A day of the series has one at most:
    /// it follows the series to another hour, and is cancelled when the series has no such day any more. What was cancelled is not
    /// announced again, and what somebody moved stays there while the series' own time stays.
    package static func steps(
        _ series: MaintenanceSeries, announced: [Incident], zone: Zone, now: Instant, ahead: TimeSpan
    ) -> [Step] {
        let plans = announced.compactMap { incident in incident.own?.plan.map { (incident.id, $0) } }
        // Another node's clock may have announced a moment further than this one's.
        let last = plans.map { $0.1.seriesStart ?? $0.1.start }.max() ?? now
        let starts = SeriesCalendar.starts(series, zone: zone, after: now, until: max(last, now + ahead))
        let days = Dictionary(
            starts.map { (zone.civilTime($0).date, $0) }, uniquingKeysWith: { first, _ in first })
        var steps: [Step] = []
        var taken: Set<CivilDate> = []
        for (id, plan) in plans {
            let own = plan.seriesStart ?? plan.start
            let day = zone.civilTime(own).date
            let isAhead = plan.phase == .scheduled && plan.start > now
            guard let start = days[day] else {
                // Its own time may be past when somebody moved it to later.
                if isAhead, own > now || series.isEnded { steps.append(.cancel(id)) }
                continue
            }
            taken.insert(day)
            let isLonger = plan.seriesStart == nil && plan.end - plan.start != series.length
            if isAhead, start != own || isLonger { steps.append(.move(id, start)) }
        }
        for start in starts where start <= now + ahead {
            let day = zone.civilTime(start).date
            guard taken.insert(day).inserted else { continue }
            // A name of its own, so that two nodes announce it once.
            let digits = String(day.year * 10_000 + day.month * 100 + day.day)
            let text = "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
            guard let name = IncidentID("\(series.id.rawValue.prefix(50))-\(text)") else { continue }
            steps.append(.announce(start, name: name))
        }
        return steps
    }
}
