import JSON
import Journal
import Testing
import Vocabulary

@testable import Alerting

@Suite struct RouteTests {
    private func subject(_ severity: Severity = .major, kind: AlertKind = .incident) -> AlertSubject {
        AlertSubject(
            kind: kind, provider: Cases.provider.id, components: [Cases.component.id], channels: [.ecommerce],
            entities: ["visa"], severity: severity)
    }

    private func verdict(_ match: AlertRoute.Match, _ subject: AlertSubject) throws -> RouteVerdict {
        try #require(
            RouteRule.explain(subject, routes: [Cases.route("r", match)], now: Cases.start, zones: zones).first)
    }

    @Test func `a route that asks for nothing takes incidents and recurrences, not maintenance or unreadable pages`()
        throws
    {
        #expect(try verdict(AlertRoute.Match(), subject()).matches)
        #expect(try verdict(AlertRoute.Match(), subject(kind: .recurrence)).matches)
        #expect(try !verdict(AlertRoute.Match(), subject(kind: .maintenance)).matches)
        #expect(try !verdict(AlertRoute.Match(), AlertSubject(unreadable: Cases.provider.id)).matches)
    }

    @Test func `the first condition that fails is said with what was found and what was wanted`() throws {
        let verdict = try verdict(AlertRoute.Match(severityAtLeast: .critical), subject(.minor))
        #expect(verdict.sentence == "tells nobody: severity is minor, and the route wants at least critical")
        #expect(verdict.to.isEmpty)
        let other = try self.verdict(AlertRoute.Match(providers: [ProviderID(checked: "other")]), subject())
        #expect(other.sentence == "tells nobody: provider is acme-pay, and the route wants other")
    }

    @Test(arguments: [
        (AlertRoute.Match(providers: [Cases.provider.id]), true),
        (AlertRoute.Match(components: [ComponentID(checked: "acme-dashboard")]), false),
        (AlertRoute.Match(components: [Cases.component.id], channels: [.threeDS]), false),
        (AlertRoute.Match(channels: [.threeDS, .ecommerce]), true),
        (AlertRoute.Match(entities: ["blik", "visa"]), true),
        (AlertRoute.Match(entities: ["blik"]), false),
        (AlertRoute.Match(severityAtLeast: .major), true),
        (AlertRoute.Match(severityAtLeast: .critical), false),
        (AlertRoute.Match(kinds: [.maintenance]), false),
    ])
    func `within a field any value may hold, and all fields must`(match: AlertRoute.Match, holds: Bool) throws {
        #expect(try verdict(match, subject()).matches == holds)
    }

    @Test func `an unknown severity is not taken for harmless`() throws {
        #expect(try verdict(AlertRoute.Match(severityAtLeast: .notice), subject(.unknown)).matches)
        #expect(try !verdict(AlertRoute.Match(severityAtLeast: .minor), subject(.unknown)).matches)
    }

    @Test func `quiet hours over midnight hold a message until the morning, on the zone's clocks`() throws {
        var route = Cases.route()
        route.quiet = AlertRoute.QuietHours(
            zone: "Europe/Paris", from: try #require(ClockTime("22:00")), to: try #require(ClockTime("07:00")))
        route.passes = .critical
        let evening = try at("2025-12-04T21:30:00Z")
        #expect(
            route.timing(.major, wanted: evening, zones: zones) == .held(until: try at("2025-12-05T06:00:00Z")))
        #expect(
            route.timing(.major, wanted: try at("2025-12-05T05:59:00Z"), zones: zones)
                == .held(until: try at("2025-12-05T06:00:00Z")))
        #expect(route.timing(.major, wanted: try at("2025-12-05T06:00:00Z"), zones: zones) == .now)
        #expect(route.timing(.critical, wanted: evening, zones: zones) == .now)
        // In the night in which clocks go forward the end is still seven o'clock there.
        #expect(
            route.timing(.minor, wanted: try at("2026-03-28T22:00:00Z"), zones: zones)
                == .held(until: try at("2026-03-29T05:00:00Z")))
    }

    @Test func `a digest goes out at its time, and worse things pass it`() throws {
        var route = Cases.route()
        route.digest = .daily(at: try #require(ClockTime("08:00")), zone: "Europe/Paris")
        route.passes = .critical
        #expect(
            route.timing(.minor, wanted: try at("2025-12-04T06:59:00Z"), zones: zones)
                == .digest(at: try at("2025-12-04T07:00:00Z")))
        #expect(
            route.timing(.minor, wanted: try at("2025-12-04T07:00:00Z"), zones: zones)
                == .digest(at: try at("2025-12-05T07:00:00Z")))
        #expect(route.timing(.critical, wanted: try at("2025-12-04T07:30:00Z"), zones: zones) == .now)
        route.digest = .hourly
        #expect(
            route.timing(.minor, wanted: try at("2025-12-04T07:30:00Z"), zones: zones)
                == .digest(at: try at("2025-12-04T08:00:00Z")))
    }

    @Test func `routes and channels come back from JSON as they were`() throws {
        var route = Cases.route(
            "night",
            AlertRoute.Match(
                providers: [Cases.provider.id], components: [Cases.component.id], channels: [.threeDS],
                entities: ["blik"], severityAtLeast: .minor, kinds: AlertKind.allCases))
        route.quiet = AlertRoute.QuietHours(
            zone: "Europe/Paris", from: try #require(ClockTime("22:00")), to: try #require(ClockTime("07:05")))
        route.digest = .daily(at: try #require(ClockTime("08:30")), zone: "Europe/Rome")
        route.passes = .major
        route.language = .italian
        route.origin = .person
        #expect(try AlertRoute(json: route.json, path: .root) == route)
        route.digest = .hourly
        #expect(try AlertRoute(json: route.json, path: .root) == route)
        let channel = Cases.channel("chat", .slack, .thread)
        #expect(try AlertChannelProfile(json: channel.json, path: .root) == channel)
    }

    @Test func `a person's route that would tell nobody is refused with a reason`() {
        let book = RouteBook(channels: [Cases.channel("hook")])
        #expect(book.objection(to: Cases.route()) == nil)
        #expect(book.objection(to: Cases.route(to: [])) == "a route tells at least one channel")
        #expect(
            book.objection(to: Cases.route(to: ["hok"])) == "there is no channel hok; the configuration has hook")
        #expect(book.objection(to: Cases.route("a", AlertRoute.Match(kinds: []))) != nil)
    }

    @Test func `a person's route stands until the configuration says something new under its name`() throws {
        var book = RouteBook()
        let first = Cases.route("a")
        var own = Cases.route("a", to: ["mail"])
        own.origin = .person
        book.set([first, Cases.route("b")], [])
        book.change(own)
        book.remove(RouteName(checked: "b"))
        #expect(book.routes == [own])
        // The same configuration, read again at a restart, changes nothing.
        book.set([first, Cases.route("b")], [])
        #expect(book.routes == [own])
        let changed = Cases.route("a", AlertRoute.Match(entities: ["blik"]))
        book.set([changed, Cases.route("b")], [])
        #expect(book.routes == [changed])
        #expect(try RouteBook(json: book.json) == book)
    }
}

extension Cases {
    static func route(_ name: String, _ match: AlertRoute.Match) -> AlertRoute { route(name, to: ["hook"], match) }
}
