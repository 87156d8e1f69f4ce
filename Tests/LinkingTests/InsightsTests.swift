import Demo
import Foundation
import Testing
import Vocabulary

@testable import Linking

@Suite struct InsightsTests {
    private static func paris() throws -> Zone {
        let data = try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Paris"))
        return try Zone(identifier: "Europe/Paris", data: Array(data))
    }

    private static func hit(_ start: Instant, _ minutes: Int64?, _ severity: Severity = .major) -> Availability.Hit {
        Availability.Hit(start: start, end: minutes.map { start + .minutes($0) }, severity: severity)
    }

    @Test func `overlapping windows count once, and days have the length of the zone's days`() throws {
        let now = try at("2026-04-02T10:00:00Z")
        let clocksChange = try at("2026-03-28T23:00:00Z")
        let availability = Availability(
            hits: [
                Self.hit(clocksChange + .hours(2), 60), Self.hit(clocksChange + .hours(2) + .minutes(30), 60, .minor),
            ], followedSince: now - .days(60), knownUntil: now, days: 30, zone: try Self.paris(), now: now)
        #expect(availability.days.count == 30 && availability.hit == .minutes(90))
        let day = try #require(availability.days.first { $0.date == CivilDate(year: 2026, month: 3, day: 29) })
        #expect(day.watched == .hours(23) && day.impact == .minutes(90) && day.worst == .major)
        #expect(availability.days.last?.watched == .hours(12) && availability.days.last?.worst == nil)
        // Thirty days, less the hour of spring and the twelve that are to come.
        #expect(availability.watched == .hours(30 * 24 - 13))
    }

    @Test func `before anybody looked, and after the last read, it is unknown and not fine`() throws {
        let now = try at("2026-04-02T10:00:00Z")
        let since = try at("2026-03-31T10:00:00Z")
        let availability = Availability(
            hits: [Self.hit(since - .days(2), 10)], followedSince: since, knownUntil: since + .hours(24), days: 5,
            zone: .utc, now: now)
        #expect(availability.days.map(\.isUnknown) == [false, true, false, false, true])
        #expect(availability.days.map(\.watched) == [.zero, .zero, .hours(14), .hours(10), .zero])
        #expect(availability.days[0].worst == .major && availability.hit == .zero && availability.share == 1)
        let never = Availability(hits: [], followedSince: nil, knownUntil: now, days: 5, zone: .utc, now: now)
        #expect(never.share == nil && never.days.allSatisfy(\.isUnknown))
    }

    @Test func `an open window counts until now, and a window of no length still marks its day`() throws {
        let now = try at("2026-04-02T10:00:00Z")
        let open = Availability(
            hits: [Self.hit(now - .minutes(20), nil, .critical), Self.hit(now - .hours(30), 0, .minor)],
            followedSince: now - .days(9), knownUntil: now, days: 3, zone: .utc, now: now)
        #expect(open.hit == .minutes(20) && open.days.map(\.worst) == [nil, .minor, .critical])
    }

    @Test func `minutes counted one by one are the same`() throws {
        var random = SeededRandom(seed: 21)
        let now = try at("2026-04-02T10:00:00Z")
        let zone = try Self.paris()
        for _ in 0..<20 {
            let hits = (0..<random.below(25)).map { _ in
                Self.hit(
                    now - .minutes(Int64(random.below(6_000))), random.below(9) == 0 ? nil : Int64(random.below(400)))
            }
            let since = now - .minutes(Int64(random.below(5_000)))
            let until = now - .minutes(Int64(random.below(300)))
            let found = Availability(hits: hits, followedSince: since, knownUntil: until, days: 4, zone: zone, now: now)
            var watched: Int64 = 0
            var hit: Int64 = 0
            var perDay: [CivilDate: Int64] = [:]
            let first = try #require(found.days.first?.date)
            for minute in 0..<6_000 {
                let instant = now - .minutes(Int64(6_000 - minute))
                let date = zone.civilTime(instant).date
                guard date >= first else { continue }
                let isHit = hits.contains { $0.start <= instant && ($0.end ?? now) > instant }
                if isHit { perDay[date, default: 0] += 1 }
                guard instant >= since, instant < until else { continue }
                watched += 1
                if isHit { hit += 1 }
            }
            #expect(found.watched == .minutes(watched) && found.hit == .minutes(hit))
            for day in found.days { #expect(day.impact == .minutes(perDay[day.date] ?? 0)) }
        }
    }

    @Test func `each component has its own windows`() throws {
        let now = try at("2025-12-09T00:00:00Z")
        let found = Availability.perComponent(
            DemoSite.components.map(\.id), incidents: DemoSite.incidents, followedSince: now - .days(60),
            knownUntil: now, days: 30, zone: try Self.paris(), now: now)
        #expect(found[DemoSite.instoreCB2A]?.hit == .minutes(24))
        #expect(found[DemoSite.instoreNexo]?.hit == .zero && found[DemoSite.instoreNexo]?.share == 1)
    }

    @Test func `causes, lags and origins are counted per month with their n`() throws {
        func row(_ name: String, _ time: String, _ category: Incident.Category, lag: Int64?, impact: Int64?) throws
            -> InsightRow
        {
            InsightRow(
                incident: incident(name), at: try at(time), category: category, lag: lag.map { .minutes($0) },
                impact: impact.map { .minutes($0) })
        }
        let rows = [
            // In Paris this is already April.
            try row("b", "2025-03-31T22:30:00Z", .changeDeploy, lag: 10, impact: 13),
            try row("a", "2025-04-20T10:00:00Z", .externalProvider, lag: nil, impact: nil),
            try row("c", "2025-04-21T10:00:00Z", .changeDNS, lag: 30, impact: 11),
            try row("d", "2025-07-01T10:00:00Z", .unknown, lag: nil, impact: nil),
            try row("e", "2025-07-02T10:00:00Z", .capacity, lag: nil, impact: 5),
        ]
        let insights = Insights(rows.reversed(), zone: try Self.paris())
        #expect(insights.months.map(\.month.month) == [4, 5, 6, 7] && insights.months.map(\.all.n) == [3, 0, 0, 2])
        #expect(insights.months[0].lag == .minutes(20) && insights.months[0].lags == 2)
        #expect(insights.months[1].lag == nil && insights.months[3].lags == 0)
        #expect(insights.months[0].all.impact == .minutes(24) && insights.months[0].all.known == 2)
        #expect(insights.months[0].causes[.changeDeploy]?.incidents == [incident("b")])
        #expect(insights.origins.changes.n == 2 && insights.origins.suppliers.n == 1)
        #expect(insights.origins.others.n == 1 && insights.origins.unknown.n == 1 && insights.origins.n == 5)
    }

    @Test func `the demo's incidents make the rows that their facts say`() throws {
        let now = try at("2026-01-01T00:00:00Z")
        let rows = DemoSite.incidents.compactMap { InsightRow($0, now: now) }
        #expect(rows.map { $0.lag?.roundedMinutes } == [21, 10, 48, 26])
        #expect(rows.map { $0.impact?.roundedMinutes } == [11, 13, 47, 24])
        let insights = Insights(rows, zone: try Self.paris())
        #expect(insights.months.count == 13 && insights.origins.suppliers.n == 1 && insights.origins.n == 4)
        let empty = Incident(
            id: incident("empty"), provider: ProviderID(checked: "psp"), title: LocalizedText())
        #expect(InsightRow(empty, now: now) == nil)
    }

    @Test func `a day shows the worst state that a window states`() throws {
        let now = try at("2026-04-02T10:00:00Z")
        func hit(_ state: ComponentState?) -> Availability.Hit {
            Availability.Hit(start: now - .minutes(30), end: now, severity: .minor, state: state)
        }
        func state(_ hits: [Availability.Hit]) -> ComponentState? {
            Availability(hits: hits, followedSince: now - .days(9), knownUntil: now, days: 1, zone: .utc, now: now)
                .days[0].worstState
        }
        #expect(state([hit(.degraded), hit(.partialOutage), hit(nil)]) == .partialOutage)
        #expect(state([hit(nil)]) == nil)
    }

    @Test func `a date in a far year does not fill in the years between`() throws {
        let rows = [
            InsightRow(incident: incident("a"), at: try at("2025-01-01T00:00:00Z")),
            InsightRow(incident: incident("b"), at: try at("9025-01-01T00:00:00Z")),
        ]
        #expect(Insights(rows, zone: .utc).months.count == 2)
    }
}
