import Bytes
import Demo
import Following
import HTTP
import Incidents
import Journal
import StoreSQLite
import Telling
import Testing
import Vendors
import Vocabulary

@testable import Tracking

@Suite struct TrackerTests {
    private let actor: Actor = "person:ada"
    private let vendor = StandInVendor(began: SimulatedWorld.began, origin: "http://status.example.com")

    private var quick: TrackerSettings {
        var settings = TrackerSettings()
        settings.rules.firstPeriod = .seconds(20)
        settings.rules.incidentPeriod = .seconds(10)
        return settings
    }

    @Test func `a page is followed through its incident: every word, its close, and its late post-mortem`() async throws
    {
        let world = try await SimulatedWorld(answer: standIn(vendor))
        let tracker = world.tracker(quick)
        let page = try await tracker.follow(url: "status.example.com", vendor: nil, actor: actor)
        #expect(page.format == PageFormat.statuspage.rawValue)
        #expect(try await world.site().incidents.isEmpty)
        await world.run(tracker, for: .seconds(60))
        var site = try await world.site()
        #expect(site.incidents.count == 1)
        #expect(site.incidents.first?.accounts.first?.closed == nil)
        #expect(site.pages.first?.words?.troubled.map(\.word) == ["major_outage"])
        await world.run(tracker, for: .seconds(400))
        site = try await world.site()
        let incident = try #require(site.incidents.first)
        #expect(
            incident.updates.map(\.status) == [.investigating, .identified, .monitoring, .resolved, .postmortem])
        #expect(incident.accounts.first?.closed != nil)
        #expect(site.pages.first?.words?.troubled.isEmpty == true)
        #expect(incident.captures.count >= 3)
        for capture in incident.captures {
            let digest = try #require(SHA256Digest(hexadecimal: capture.digest))
            #expect(try await world.store.captured(digest)?.count == capture.bytes)
        }
        #expect(world.notModified > 10, "a quiet page costs a conditional request")
    }

    @Test func `what a restart reads again is not news`() async throws {
        let world = try await SimulatedWorld(answer: standIn(vendor))
        let first = world.tracker(quick)
        _ = try await first.follow(url: "status.example.com", vendor: nil, actor: actor)
        await world.run(first, for: .seconds(200))
        let before = try await world.store.head().position
        let second = world.tracker(quick)
        try await second.begin()
        // The page stands still from here on.
        let still = world.now
        let frozen = vendor
        world.answer { url, _ throws(FetchError) in try standIn(frozen)(url, still) }
        await world.run(second, for: .seconds(100))
        #expect(world.requests.count > 10)
        #expect(try await world.store.head().position == before)
    }

    @Test func `a page that can't be read is a state of its own, and what is known stays`() async throws {
        let world = try await SimulatedWorld(answer: standIn(vendor))
        let tracker = world.tracker(quick)
        _ = try await tracker.follow(url: "status.example.com", vendor: nil, actor: actor)
        await world.run(tracker, for: .seconds(60))
        let before = try await world.site()
        world.answer { _, _ throws(FetchError) in
            SimulatedWorld.Answer(
                status: 200, headers: ["Content-Type": "text/html"], body: Array("<html>We moved</html>".utf8))
        }
        await world.run(tracker, for: .seconds(300))
        var site = try await world.site()
        let trouble = try #require(site.pages.first?.trouble)
        #expect(trouble.reason == UnreadablePage.Reason.html.rawValue)
        #expect(trouble.since >= SimulatedWorld.began + .seconds(60))
        #expect(site.incidents == before.incidents)
        #expect(site.pages.first?.words == before.pages.first?.words)
        world.answer(standIn(vendor))
        await world.run(tracker, for: .seconds(300))
        site = try await world.site()
        #expect(site.pages.first?.trouble == nil)
        #expect(site.incidents.last?.updates.last?.status == .postmortem, "what happened meanwhile is caught up with")
    }

    @Test func `another page at the same address is noticed`() async throws {
        let world = try await SimulatedWorld(answer: standIn(vendor))
        let tracker = world.tracker(quick)
        _ = try await tracker.follow(url: "status.example.com", vendor: nil, actor: actor)
        let original = vendor
        world.answer { url, now throws(FetchError) in
            var answer = try standIn(original)(url, now)
            let text = String(decoding: answer.body, as: UTF8.self)
            answer.body = Array(text.split(separator: "vg1standin01").joined(separator: "zz9another01").utf8)
            return answer
        }
        await world.run(tracker, for: .seconds(200))
        let site = try await world.site()
        #expect(site.pages.first?.trouble?.reason == UnreadablePage.Reason.otherPage.rawValue)
        #expect(site.incidents.isEmpty)
    }

    @Test func `when most pages fail at once the fault is ours, and no vendor is said to be unreadable`() async throws {
        let statuspage = vendor
        // Two platforms: what fails on one alone could be that platform's fault.
        let world = try await SimulatedWorld { url, now throws(FetchError) in
            guard url.contains("instatus") else { return try standIn(statuspage)(url, now) }
            switch try FetchURL(url).path {
            case "/summary.json":
                let page = #"{"page":{"name":"Four","url":"https://four.instatus.example","status":"UP"}}"#
                return SimulatedWorld.Answer(body: Array(page.utf8))
            case "/v2/components.json": return SimulatedWorld.Answer(body: Array(#"{"components":[]}"#.utf8))
            default: return SimulatedWorld.Answer(status: 404, headers: [:])
            }
        }
        let tracker = world.tracker(quick)
        for host in ["status.one.example", "status.two.example", "four.instatus.example", "five.instatus.example"] {
            _ = try await tracker.follow(url: host, vendor: nil, actor: actor)
        }
        world.answer { _, _ throws(FetchError) in throw FetchError(.nameNotFound, "no name server answers") }
        await world.run(tracker, for: .seconds(600))
        let fault = await tracker.fault
        guard case .ours = fault else {
            Issue.record("the fault is \(fault)")
            return
        }
        #expect(world.notes.contains { if case .ownFault = $0 { true } else { false } })
        let troubles = try await world.site().pages.compactMap(\.trouble)
        #expect(!troubles.isEmpty, "readers are told that we can't see")
        // Whoever was judged before it was clear that all fail may stand there as unreachable.
        #expect(troubles.count { $0.reason != FollowedPage.Trouble.ownFault } <= 1)
    }

    @Test func `what can't be followed is refused with a sentence, and nothing is recorded`() async throws {
        let world = try await SimulatedWorld { _, _ throws(FetchError) in
            SimulatedWorld.Answer(
                status: 200, headers: ["Content-Type": "text/html"], body: Array("<html>Welcome</html>".utf8))
        }
        let tracker = world.tracker()
        for (typed, kind) in [
            ("", FollowRefusal.Kind.malformed), ("https://", .malformed), ("www.example.com", .notRecognised),
        ] {
            await #expect { try await tracker.follow(url: typed, vendor: nil, actor: actor) } throws: { error in
                (error as? FollowRefusal)?.kind == kind
            }
        }
        await #expect { try await tracker.follow(url: nil, vendor: "nobody", actor: actor) } throws: { error in
            (error as? FollowRefusal)?.kind == .unknownVendor
        }
        world.answer { _, _ throws(FetchError) in throw FetchError(.privateAddressRefused, "it is private") }
        await #expect { try await tracker.follow(url: "10.0.0.1", vendor: nil, actor: actor) } throws: { error in
            (error as? FollowRefusal)?.kind == .unreachable
        }
        #expect(try await world.store.head().position == .beforeFirst)
    }

    @Test func `a page is followed once, and can be left`() async throws {
        let world = try await SimulatedWorld(answer: standIn(vendor))
        let tracker = world.tracker(quick)
        let page = try await tracker.follow(url: "https://status.example.com", vendor: nil, actor: actor)
        await #expect { try await tracker.follow(url: "status.example.com/", vendor: nil, actor: actor) } throws: {
            ($0 as? FollowRefusal)?.kind == .alreadyFollowed
        }
        try await tracker.unfollow(page.provider, actor: actor)
        #expect(try await world.site().pages.isEmpty)
        let count = world.requests.count
        await world.run(tracker, for: .seconds(100))
        #expect(world.requests.count == count)
        await #expect { try await tracker.unfollow(page.provider, actor: actor) } throws: {
            ($0 as? FollowRefusal)?.kind == .notFollowed
        }
    }

    @Test func `a push makes a page due at once, and many pushes make it no busier than it may be`() async throws {
        let world = try await SimulatedWorld(answer: standIn(vendor))
        let tracker = world.tracker()
        let page = try await tracker.follow(url: "https://status.example.com", vendor: nil, actor: actor)
        await world.run(tracker, for: .seconds(12))
        let count = world.requests.count
        try await tracker.nudge(page.provider)
        await world.run(tracker, for: .seconds(1))
        #expect(world.requests.count > count)
        let after = world.requests.count
        for _ in 0..<50 {
            try await tracker.nudge(page.provider)
            await tracker.readDue()
        }
        #expect(world.requests.count == after)
        await #expect(throws: FollowRefusal.self) { try await tracker.nudge(ProviderID(checked: "nobody")) }
    }

    @Test func `a page made for people is read only where robots.txt lets programs read it`() async throws {
        let page = "https://news.example.com/outage"
        let text = "INCIDENT\n\nCard payments were refused on 4 December 2025 from 12:08 CET to 12:13 CET."
        for (robots, allowed) in [("User-agent: *\nDisallow: /outage", false), ("User-agent: *\nDisallow: /x", true)] {
            let world = try await SimulatedWorld { url, _ throws(FetchError) in
                let body = url.hasSuffix("/robots.txt") ? robots : text
                return SimulatedWorld.Answer(headers: ["Content-Type": "text/plain"], body: Array(body.utf8))
            }
            let tracker = world.tracker()
            #expect(await tracker.robotsAllow(page) == allowed)
            let count = world.requests.count
            #expect(await tracker.robotsAllow(page + "/2") == allowed)
            #expect(world.requests.count == count, "it is asked once")
        }
        let silent = try await SimulatedWorld { _, _ throws(FetchError) in SimulatedWorld.Answer(status: 503) }
        #expect(await !silent.tracker().robotsAllow(page))
    }

    /// Instatus lists what goes on and nothing else.
    private func instatus(
        _ active: @escaping @Sendable (Instant) -> Bool
    ) -> @Sendable (String, Instant) throws(FetchError) -> SimulatedWorld.Answer {
        { url, now throws(FetchError) in
            switch try FetchURL(url).path {
            case "/summary.json":
                let incident =
                    #"{"id":"abc","name":"Cards refused since 10:00 UTC","started":"2026-03-20T09:40:00Z","#
                    + #""status":"INVESTIGATING","impact":"MAJOROUTAGE","url":"https://x.example/abc"}"#
                let list = active(now) ? #","activeIncidents":[\#(incident)]"# : ""
                let page = #"{"page":{"name":"X","url":"https://x.instatus.example","status":"UP"}\#(list)}"#
                return SimulatedWorld.Answer(body: Array(page.utf8))
            case "/v2/components.json": return SimulatedWorld.Answer(body: Array(#"{"components":[]}"#.utf8))
            default: return SimulatedWorld.Answer(status: 404, headers: [:])
            }
        }
    }

    @Test func `what a complete list no longer holds is over, and is open again when it comes back as it was`()
        async throws
    {
        let began = SimulatedWorld.began
        let world = try await SimulatedWorld(
            answer: instatus { now in
                let second = (now - began).wholeSeconds
                return second < 100 || second > 300
            })
        let tracker = world.tracker(quick) { vendor, words in
            var facts = WordFacts(title: LocalizedText([words.language: vendor.title]))
            facts.windows = [.init(start: began, end: nil, quote: "since 10:00 UTC", confidence: .low)]
            return facts
        }
        _ = try await tracker.follow(url: "x.instatus.example", vendor: nil, actor: actor)
        var incident = try #require(try await world.site().incidents.first)
        #expect(incident.state(now: world.now) == .ongoing)
        await world.run(tracker, for: .seconds(200))
        incident = try #require(try await world.site().incidents.first)
        #expect(incident.state(now: world.now) == .resolved)
        #expect(incident.windows.isEmpty, "nobody said when it ended for customers")
        await world.run(tracker, for: .seconds(200))
        incident = try #require(try await world.site().incidents.first)
        #expect(incident.state(now: world.now) == .ongoing)
    }

    @Test func `trouble ends with the first success, also after a restart that finds the same bytes`() async throws {
        let still = StandInVendor(began: SimulatedWorld.began, origin: "http://status.example.com")
        let quiet: @Sendable (String, Instant) throws(FetchError) -> SimulatedWorld.Answer = {
            url, _ throws(FetchError) in
            try standIn(still)(url, SimulatedWorld.began + .seconds(60))
        }
        let world = try await SimulatedWorld(answer: quiet)
        let first = world.tracker(quick)
        _ = try await first.follow(url: "status.example.com", vendor: nil, actor: actor)
        world.answer { _, _ throws(FetchError) in SimulatedWorld.Answer(status: 404, headers: [:]) }
        await world.run(first, for: .seconds(200))
        #expect(try await world.site().pages.first?.trouble?.reason == UnreadablePage.Reason.notFound.rawValue)
        world.answer(quiet)
        let second = world.tracker(quick)
        try await second.begin()
        await world.run(second, for: .seconds(120))
        #expect(try await world.site().pages.first?.trouble == nil)
    }

    @Test func `a page whose documents are none of them needed is unreadable when none is answered`() async throws {
        let world = try await SimulatedWorld { url, _ throws(FetchError) in
            guard try FetchURL(url).path == "/api/v2/summary.json" else {
                return SimulatedWorld.Answer(status: 404, headers: [:])
            }
            let page =
                #"{"id":"01HZX3V5W7Q8R9S0T1V2W3X4Y5","name":"Y","url":"https://y.example","updated_at":"2026-03-20T10:00:00Z"}"#
            let body = #"{"page":\#(page),"status":{"indicator":"none","description":"ok"},"components":[]}"#
            return SimulatedWorld.Answer(body: Array(body.utf8))
        }
        let tracker = world.tracker(quick)
        let page = try await tracker.follow(url: "https://status.y.example", vendor: nil, actor: actor)
        #expect(page.format == PageFormat.incidentIO.rawValue)
        world.answer { _, _ throws(FetchError) in SimulatedWorld.Answer(status: 404, headers: [:]) }
        await world.run(tracker, for: .seconds(300))
        #expect(try await world.site().pages.first?.trouble != nil)
    }

    @Test func `an old file that is imported neither ends nor reopens what is known better`() async throws {
        let world = try await SimulatedWorld(answer: standIn(vendor))
        let tracker = world.tracker(quick)
        let page = try await tracker.follow(url: "status.example.com", vendor: nil, actor: actor)
        await world.run(tracker, for: .seconds(30))
        let old = try standIn(vendor)("http://status.example.com/api/v2/incidents.json", world.now).body
        await world.run(tracker, for: .seconds(170))
        let before = try await world.site().incidents
        #expect(before.first?.accounts.first?.closed != nil)
        let importer = PageImporter(
            store: world.store, formats: StatusPageFormats(zones: SimulatedWorld.zones),
            read: { vendor, words in WordFacts(title: LocalizedText([words.language: vendor.title])) },
            vendor: { _ in nil }, now: world.now)
        let outcome = await importer.record(
            PageImporter.Saved(bytes: old, name: "old.json", provider: page.provider))
        guard case .recorded = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(try await world.site().incidents == before)
    }

    @Test func `one incident that is too large leaves the others told`() async throws {
        let huge = String(repeating: "Cards are refused. ", count: 60_000)
        let world = try await SimulatedWorld { url, now throws(FetchError) in
            let path = try FetchURL(url).path
            guard ["/api/v2/summary.json", "/api/v2/incidents.json"].contains(path) else {
                return SimulatedWorld.Answer(status: 404, headers: [:])
            }
            func incident(_ id: String, _ texts: Int, _ body: String) -> String {
                let updates = (0..<texts).map {
                    #"{"id":"\#(id)\#($0)","status":"investigating","body":"\#(body)","created_at":"2026-03-20T10:00:00Z"}"#
                }
                return #"{"id":"\#(id)","name":"\#(id)","status":"investigating","impact":"major","#
                    + #""created_at":"2026-03-20T10:00:00Z","incident_updates":[\#(updates.joined(separator: ","))]}"#
            }
            let incidents = [incident("small0000001", 1, "Cards are refused."), incident("large0000002", 3, huge)]
            let page = #""page":{"id":"vg1standin01","name":"Z","url":"https://z.example"}"#
            let body =
                #"{\#(page),"status":{"indicator":"major","description":"x"},"components":[],"#
                + #""incidents":[\#(incidents.joined(separator: ","))],"scheduled_maintenances":[]}"#
            return SimulatedWorld.Answer(body: Array(body.utf8))
        }
        _ = try await world.tracker(quick).follow(url: "https://status.z.example", vendor: nil, actor: actor)
        let site = try await world.site()
        #expect(site.incidents.count == 2)
        let longest = site.incidents.flatMap(\.updates).compactMap { $0.text[.english]?.count }.max() ?? 0
        #expect(longest <= IncidentMaker.textCharactersMost + 4)
    }
}
