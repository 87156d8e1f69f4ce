package import Vocabulary

/// How honest and how fast vendors told what happened: per vendor, and per vendor and channel.
package struct HonestyLedger: Sendable, Hashable {
    package struct Account: Sendable, Hashable {
        package var provider: ProviderID
        /// Nil for all channels together.
        package var channel: Channel?
        package var incidents: Int
        /// In the order of ``HonestyMeasure``.
        package var figures: [HonestyFigure]
        /// The middle of the figures' grades; nil when fewer than three figures have one.
        package var grade: HonestyGrade?

        package func figure(_ measure: HonestyMeasure) -> HonestyFigure? { figures.first { $0.measure == measure } }
    }

    /// By provider, all channels first.
    package var accounts: [Account]

    /// A post-mortem that has not come by then is counted as missing; before, the incident waits.
    package static let postmortemWithin: TimeSpan = .days(30)

    package init(rows: [HonestyRow], now: Instant) {
        accounts = []
        let byProvider = Dictionary(grouping: rows, by: \.provider)
        for provider in byProvider.keys.sorted() {
            let mine = (byProvider[provider] ?? []).sorted {
                ($0.impactStart ?? $0.firstWord ?? now, $0.incident) < (
                    $1.impactStart ?? $1.firstWord ?? now, $1.incident
                )
            }
            accounts.append(Self.account(provider, nil, mine, now))
            for channel in Channel.allCases {
                let hit = mine.filter { $0.channels.contains(channel) }
                if !hit.isEmpty { accounts.append(Self.account(provider, channel, hit, now)) }
            }
        }
    }

    package func account(_ provider: ProviderID, channel: Channel? = nil) -> Account? {
        accounts.first { $0.provider == provider && $0.channel == channel }
    }

    private static func account(_ provider: ProviderID, _ channel: Channel?, _ rows: [HonestyRow], _ now: Instant)
        -> Account
    {
        let figures = HonestyMeasure.allCases.map { figure($0, rows, now) }
        return Account(
            provider: provider, channel: channel, incidents: rows.count, figures: figures,
            grade: HonestyGrade.middle(figures.compactMap(\.grade)))
    }

    private static func figure(_ measure: HonestyMeasure, _ rows: [HonestyRow], _ now: Instant) -> HonestyFigure {
        func spans(_ value: (HonestyRow) -> TimeSpan?) -> HonestyFigure {
            let found = rows.compactMap { row in value(row).map { (row.incident, $0) } }
            return HonestyFigure(
                measure, value: Median.of(found.map(\.1)).map { .span($0) },
                evidence: found.map { .init(incident: $0.0, value: .span($0.1)) })
        }
        func share(_ counts: (HonestyRow) -> Bool?) -> HonestyFigure {
            let found = rows.compactMap { row in counts(row).map { (row.incident, $0) } }
            return HonestyFigure(
                measure, value: .share(part: found.count { $0.1 }, of: found.count),
                evidence: found.map { .init(incident: $0.0, value: .counted($0.1)) })
        }
        func count(_ value: (HonestyRow) -> Int?) -> HonestyFigure {
            let found = rows.compactMap { row in value(row).map { (row.incident, $0) } }
            return HonestyFigure(
                measure, value: .count(found.reduce(0) { $0 + $1.1 }, incidents: found.count),
                evidence: found.map { .init(incident: $0.0, value: .count($0.1)) })
        }
        switch measure {
        case .firstWordLag: return spans(\.lag)
        case .toldAfterEnd: return share(\.isToldAfterEnd)
        case .pageAgainstTrue: return times(rows)
        case .postmortemRate: return share { $0.hasPostmortem(now: now) }
        case .postmortemDelay: return spans(\.postmortemDelay)
        case .hiddenRecurrences: return count(\.hiddenRecurrences)
        case .harmlessThoughHit: return share(\.isHitThoughHarmless)
        case .corrections: return count(\.corrections)
        }
    }

    private static func times(_ rows: [HonestyRow]) -> HonestyFigure {
        let found = rows.compactMap { row -> (IncidentID, TimeSpan, TimeSpan)? in
            guard let page = row.pageLength, let impact = row.impactLength else { return nil }
            return (row.incident, page, impact)
        }
        let sums = found.reduce((TimeSpan.zero, TimeSpan.zero)) { ($0.0 + $1.1, $0.1 + $1.2) }
        return HonestyFigure(
            .pageAgainstTrue, value: .times(page: sums.0, impact: sums.1),
            evidence: found.map { .init(incident: $0.0, value: .times(page: $0.1, impact: $0.2)) })
    }
}

extension HonestyRow {
    /// From the first customer hit to the first public word.
    package var lag: TimeSpan? {
        guard let impactStart, let firstWord else { return nil }
        return firstWord - impactStart
    }

    /// Whether customers had to learn of it when it was over. An impact that goes on was told in time, or is not told.
    var isToldAfterEnd: Bool? {
        guard let impactEnd, let firstWord else { return nil }
        return firstWord > impactEnd
    }

    var postmortemDelay: TimeSpan? {
        guard let resolvedAt, let postmortemAt else { return nil }
        return postmortemAt - resolvedAt
    }

    func hasPostmortem(now: Instant) -> Bool? {
        if postmortemAt != nil { return true }
        guard let resolvedAt, now - resolvedAt >= HonestyLedger.postmortemWithin else { return nil }
        return false
    }

    /// Only of incidents that the page called harmless. Without a window nobody knows, and it is counted as harmless: the
    /// share is "at least".
    var isHitThoughHarmless: Bool? {
        guard vendorSeverity == .notice else { return nil }
        return impactStart != nil && channels.contains { $0.isCorePayment }
    }
}

enum Median {
    /// The middle one; between two, their mean. Nil of nothing.
    static func of(_ spans: [TimeSpan]) -> TimeSpan? {
        guard !spans.isEmpty else { return nil }
        let sorted = spans.sorted()
        let upper = sorted[sorted.count / 2].microseconds
        guard sorted.count % 2 == 0 else { return TimeSpan(microseconds: upper) }
        let lower = sorted[sorted.count / 2 - 1].microseconds
        return TimeSpan(microseconds: lower + (upper - lower) / 2)
    }
}
