package import Vocabulary

/// A month of a zone's calendar.
package struct Month: Sendable, Hashable, Comparable {
    package let year: Int
    package let month: Int

    package init(_ instant: Instant, in zone: Zone) {
        let date = zone.civilTime(instant).date
        year = date.year
        month = date.month
    }

    private init(year: Int, month: Int) {
        self.year = year
        self.month = month
    }

    package var next: Month { month == 12 ? Month(year: year + 1, month: 1) : Month(year: year, month: month + 1) }
    package static func < (left: Month, right: Month) -> Bool { (left.year, left.month) < (right.year, right.month) }
}

/// What an incident brings to the pictures over time.
package struct InsightRow: Sendable, Hashable {
    package var incident: IncidentID
    /// When it began, else its first word.
    package var at: Instant
    package var category: Incident.Category
    package var responsibility: Incident.Responsibility
    /// From the start to the first public word.
    package var lag: TimeSpan?
    package var impact: TimeSpan?

    package init(
        incident: IncidentID, at: Instant, category: Incident.Category = .unknown,
        responsibility: Incident.Responsibility = .unknown, lag: TimeSpan? = nil, impact: TimeSpan? = nil
    ) {
        self.incident = incident
        self.at = at
        self.category = category
        self.responsibility = responsibility
        self.lag = lag
        self.impact = impact
    }
}

extension InsightRow {
    /// The row of an incident; nil when nothing says when it was.
    package init?(_ incident: Incident, now: Instant) {
        let row = HonestyRow(incident, channels: [:], vendorSeverity: .unknown, now: now)
        guard let at = row.impactStart ?? row.firstWord ?? incident.accounts.map(\.opened).min() else { return nil }
        self.init(
            incident: incident.id, at: at, category: incident.category, responsibility: incident.responsibility,
            lag: row.lag, impact: row.impactLength)
    }
}

/// A number of incidents with their impact.
package struct Tally: Sendable, Hashable {
    package var incidents: [IncidentID] = []
    /// The impact of those whose impact is known, and how many those are.
    package var impact: TimeSpan = .zero
    package var known = 0

    package var n: Int { incidents.count }

    mutating func add(_ row: InsightRow) {
        incidents.append(row.incident)
        guard let length = row.impact else { return }
        impact = impact + length
        known += 1
    }
}

/// Causes, months, and who changed what: pure aggregations with their n.
package struct Insights: Sendable, Hashable {
    package struct MonthLine: Sendable, Hashable {
        package var month: Month
        package var causes: [Incident.Category: Tally]
        package var all: Tally
        /// The median from start to first word, and of how many; nil when no incident of the month holds both.
        package var lag: TimeSpan?
        package var lags: Int
    }

    /// Changes against suppliers: what somebody altered, what came from outside, the rest, and what nobody said.
    package struct Origins: Sendable, Hashable {
        package var changes = Tally()
        package var suppliers = Tally()
        package var others = Tally()
        package var unknown = Tally()

        package var n: Int { changes.n + suppliers.n + others.n + unknown.n }
    }

    /// Every month from the first to the last, empty ones included.
    package var months: [MonthLine]
    package var origins: Origins

    /// Beyond this, months without any incident are not filled in: a date in a far year is a mistake, not a decade.
    static let monthsMost = 600

    package init(_ rows: [InsightRow], zone: Zone) {
        let sorted = rows.sorted { ($0.at, $0.incident) < ($1.at, $1.incident) }
        origins = Origins()
        for row in sorted {
            switch row.category {
            case .changeDeploy, .changeConfig, .changeDNS, .changeCertificate: origins.changes.add(row)
            case .externalProvider: origins.suppliers.add(row)
            case .unknown where row.responsibility == .external: origins.suppliers.add(row)
            case .unknown: origins.unknown.add(row)
            case .capacity, .softwareBug, .hardware, .network, .security, .humanError: origins.others.add(row)
            }
        }
        let byMonth = Dictionary(grouping: sorted) { Month($0.at, in: zone) }
        var names = byMonth.keys.sorted()
        if let first = names.first, let last = names.last {
            let all = Array(sequence(first: first) { $0 < last ? $0.next : nil }.prefix(Self.monthsMost + 1))
            if all.count <= Self.monthsMost { names = all }
        }
        months = names.map { Self.line($0, byMonth[$0] ?? []) }
    }

    private static func line(_ month: Month, _ rows: [InsightRow]) -> MonthLine {
        var causes: [Incident.Category: Tally] = [:]
        var all = Tally()
        for row in rows {
            causes[row.category, default: Tally()].add(row)
            all.add(row)
        }
        let lags = rows.compactMap(\.lag)
        return MonthLine(month: month, causes: causes, all: all, lag: Median.of(lags), lags: lags.count)
    }
}
