import Foundation
import HTTP
import Incidents
import Journal
import Judging
import Lookout
import Observing
import Series
import StoreSQLite
import Telling
import Testing
import Vocabulary
import Watching

@testable import Console

/// Pages of what is watched, from the journal's own entries and from a real store of samples.
@Suite struct WatchPagesTests {
    private static let nexo = "till-nexo/acquirers/acquirer-2"
    private static let down = Explanation.Rule.quorum(failed: 6, counted: 6, vantages: 3)

    private func matrix() throws -> Matrix {
        let stops = ["acquirer-1", "acquirer-2"].enumerated().map { number, name in
            Stop(name, address: Destination(host: "192.0.2.\(number + 1)", port: 443), through: [name])
        }
        func probe(_ name: String, _ paths: [String], _ through: [String]) -> ProbeDeclaration {
            ProbeDeclaration(
                name, .tcp, component: "till", to: Destination(host: "192.0.2.9", port: 443), paths: paths,
                through: through, question: .tcp(exchange: []))
        }
        return try Matrix(
            WatchDeclaration(
                vantages: ["paris", "oslo"].map { Vantage($0, anchors: []) },
                components: [WatchedComponent("till", channel: .instoreNexo)],
                parts: [
                    Part("acquirer-1", .providerServer), Part("acquirer-2", .providerServer), Part("host", .instance),
                ],
                paths: [WatchPath("acquirers", .providerServer, legs: [stops])],
                probes: [probe("till-nexo", ["acquirers"], ["host"]), probe("shop", [], ["host"])]))
    }

    /// Somebody who looks, in a room where a platform of three targets is watched and all is well.
    private func room() async throws -> (Watchroom, Browser) {
        let room = try await Watchroom(watches: try matrix())
        try await room.furnish()
        let admin = try await room.found()
        hear(room)
        return (room, admin)
    }

    private func hear(_ room: Watchroom, down: Set<String> = []) {
        let now = room.clock.now
        let names = ["till-nexo/acquirers/acquirer-1", Self.nexo, "shop"]
        room.heard.tell(
            WatchLive(
                targets: Dictionary(
                    uniqueKeysWithValues: names.map { name in
                        (
                            name,
                            WatchLive.Target(
                                standing: down.contains(name) ? .down : .up, since: now - .minutes(4), heardAt: now,
                                latency: TimeSpan(microseconds: 38_000))
                        )
                    }), vantages: ["paris": now, "oslo": now]))
    }

    private func symptom(_ room: Watchroom, _ target: String = nexo) -> CaseSymptom {
        CaseSymptom(
            target: target, standing: .down, since: room.clock.now - .minutes(4), stage: .connect, code: "111",
            reason: JudgedReason(
                Self.down,
                samples: [
                    JudgedSample(
                        vantage: "oslo", at: room.clock.now - .minutes(4), outcome: .failed(.connect, code: "111"),
                        latency: TimeSpan(microseconds: 1_900))
                ]))
    }

    private func telling(_ room: Watchroom, recurrence: Recurrence? = nil, withheld: CaseWork? = nil) -> CaseTelling {
        CaseTelling(
            since: room.clock.now - .minutes(4), symptoms: [symptom(room)],
            causes: [
                CaseCause(
                    parts: ["acquirer-2"], probability: 0.874, explains: [Self.nexo], failing: 1, passing: 2,
                    change: CaseChange(name: "route 7", at: room.clock.now - .minutes(20)), recent: "TSR-2641"),
                CaseCause(
                    parts: ["host"], probability: 0.06, explains: [Self.nexo], failing: 1,
                    contradictedBy: ["shop"], contradicting: 2, passing: 2, indistinct: ["host-network"]),
            ], signature: Signature(parts: ["acquirer-2"], stage: .connect, codes: ["111"]), recurrence: recurrence,
            missing: CaseMissingProbe(through: ["acquirer-2"], notThrough: ["host"]), withheld: withheld)
    }

    private func tell(_ room: Watchroom, _ facts: [LookoutFact], at instant: Instant? = nil) async throws {
        _ = try await room.store.append(
            AppendCommand(
                actor: LookoutFact.actor, instant: instant ?? room.clock.now, drafts: facts.map(\.draft)))
    }

    @Test func `where nothing is watched every page says how to begin`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let pages = ["", "/cases", "/cases/1", "/noise", "/target?name=shop"]
        for page in pages {
            let answer = await admin.get("/en/console/watch" + page)
            #expect(answer.status == .ok && answer.text.contains("Nothing is watched yet"), "\(page)")
            #expect(answer.text.contains("docs/watch-file.md") && !answer.text.contains("<script"))
        }
    }

    @Test func `the matrix says in its first line that all is well, and what each target is`() async throws {
        let (_, admin) = try await room()
        let page = await admin.get("/en/console/watch")
        #expect(page.text.contains("Nothing is wrong</h1>"))
        #expect(page.text.contains("3 of 3\u{A0}targets up, asked from 2\u{A0}places."))
        #expect(page.text.contains("<th scope=\"row\" role=\"rowheader\"><span class=\"line name\">till-nexo</span>"))
        #expect(page.text.contains("In store, nexo · till · TCP"))
        #expect(page.text.contains("Up, all 2") && page.text.contains("Not asked"))
        #expect(page.text.contains("/en/console/watch/target?name=till-nexo%2Facquirers%2Facquirer-2"))
        #expect(page.text.contains("data-live=\"/en/console/watch\""))
        #expect(page.headers["Content-Security-Policy"]?.contains("unsafe") == false)
        for (language, words) in [("fr", "Tout va bien"), ("it", "Tutto funziona")] {
            #expect(await admin.get("/\(language)/console/watch").text.contains(words))
        }
    }

    @Test func `a case is the first line, whose fault it most likely is, and opens to all that is known`() async throws
    {
        let (room, admin) = try await room()
        hear(room, down: [Self.nexo])
        let first = telling(
            room,
            recurrence: Recurrence(number: CaseNumber(3), reference: "TSR-2641", ago: .minutes(271), isExact: true))
        try await tell(
            room,
            [
                .targetJudged(
                    Self.nexo,
                    TargetVerdict(
                        .down, since: room.clock.now - .minutes(4),
                        reason: JudgedReason(Self.down, samples: symptom(room).reason.samples))),
                .caseOpened(CaseNumber(7), first), .caseAttached(CaseNumber(7), symptom(room, "shop")),
                .caseRevised(CaseNumber(7), first),
            ])
        let page = await admin.get("/en/console/watch")
        #expect(page.text.contains("Most likely the fault of acquirer-2</h1>"))
        #expect(page.text.contains("href=\"/en/console/watch/cases/7\""))
        #expect(page.text.contains("Down, 1 of 2") && page.text.contains("<span class=\"state critical\">"))

        let known = await admin.get("/en/console/watch/cases/7")
        #expect(known.text.contains("Most likely acquirer-2, 87"))
        #expect(known.text.contains("it explains 1 of 1 failing targets, and 0 of 2 passing ones speak against it."))
        #expect(
            known.text.contains("The same as TSR-2641, 4\u{A0}h\u{A0}31\u{A0}min ago")
                || known.text.contains("The same as TSR-2641"))
        #expect(known.text.contains("href=\"/en/console/watch/cases/3\""))
        #expect(known.text.contains("Before it came a change: route 7"))
        #expect(known.text.contains("No target tells it apart from host-network"))
        #expect(known.text.contains("2 of 2 passing targets lead through it and speak against it"))
        #expect(known.text.contains("one that leads through acquirer-2 and not through host."))
        #expect(known.text.contains("First failed sample: \(Self.nexo), seen from oslo"))
        #expect(known.text.contains("One more symptom: shop") && known.text.contains("People were paged"))
        #expect(known.text.contains("The likeliest cause is another one now: acquirer-2"))
        #expect(known.text.contains("<svg class=\"graph\"") && known.text.contains("class=\"explains\""))
        #expect(known.text.contains("6 of 6 votes failed"))

        let target = await admin.get("/en/console/watch/target?name=till-nexo%2Facquirers%2Facquirer-2")
        #expect(target.text.contains("The 1 samples that decided") || target.text.contains("samples that decided"))
        #expect(target.text.contains("Failed: the connection · 111") && target.text.contains("acquirer-2, ") == false)
        #expect(target.text.contains("Nothing was measured in this time."))
        #expect(await admin.get("/en/console/watch/cases/8").status == .notFound)
        #expect(await admin.get("/en/console/watch/target?name=nobody").status == .notFound)
    }

    @Test func `a case that is over leads to the incident that came from it`() async throws {
        let (room, admin) = try await room()
        let address = try await room.declare(admin)
        let reference = try #require(try await room.incident(address).reference)
        try await tell(
            room,
            [
                .caseOpened(CaseNumber(1), telling(room)), .caseNamed(CaseNumber(1), reference.rawValue),
                .caseMonitoring(CaseNumber(1), end: room.clock.now, until: room.clock.now + .minutes(10)),
                .caseClosed(CaseNumber(1), end: room.clock.now),
                .caseOpened(
                    CaseNumber(2),
                    telling(
                        room,
                        withheld: CaseWork(
                            name: "switches", parts: ["host"], from: room.clock.now, until: room.clock.now + .hours(1)))
                ),
            ])
        let over = await admin.get("/en/console/watch/cases/1")
        #expect(over.text.contains("href=\"\(address)\">The incident that came from it"))
        #expect(over.text.contains("for 4\u{A0}min") || over.text.contains("4\u{202F}min"))
        #expect(over.text.contains("Called \(reference.rawValue)"))
        let list = await admin.get("/en/console/watch/cases")
        #expect(list.text.contains("nobody was woken") && list.text.contains("/watch/cases/1\""))
        let withheld = await admin.get("/en/console/watch/cases/2")
        #expect(withheld.text.contains("because of planned work: switches"))
    }

    @Test func `what was heard too long ago is not told as it was`() async throws {
        let (room, admin) = try await room()
        room.clock.move(.seconds(31))
        let page = await admin.get("/en/console/watch")
        #expect(page.text.contains("It is not known how things stand</h1>"))
        #expect(
            page.text.contains("31\u{202F}s ago: what stands here is old.")
                || page.text.contains("what stands here is old."))
        #expect(page.text.contains("Not heard, all 2") && !page.text.contains("class=\"state fine\""))
        let target = await admin.get("/en/console/watch/target?name=shop")
        #expect(target.text.contains("what stands here is old."))
        #expect(target.text.contains("Not heard</span>"))
    }

    @Test func `a target's history is drawn from the store of samples, and stands in a table too`() async throws {
        let (room, admin) = try await room()
        let series = try #require(room.series)
        let name = try #require(SeriesName(rawValue: "shop"))
        let start = room.clock.now - .minutes(10)
        for (place, vantage) in ["oslo", "paris"].enumerated() {
            let samples = (0..<540).map { second -> Sample in
                let outcome = second % 100 == 7 ? SampleOutcome(.failed, at: .connect, code: 111) : .ok
                return Sample(
                    at: start + .seconds(Int64(second)), outcome,
                    total: TimeSpan(microseconds: Int64(20_000 + place * 10_000)),
                    phases: [.connect: TimeSpan(microseconds: 5_000), .wait: TimeSpan(microseconds: 9_000)])
            }
            _ = try await series.append([
                SeriesBatch(
                    series: name, vantage: try #require(VantageName(rawValue: vantage)), sequence: 1, samples: samples)
            ])
        }
        for reach in ["hour", "day", "week", "year"] {
            let page = await admin.get("/en/console/watch/target?name=shop&reach=\(reach)")
            #expect(page.text.contains("of 540 answered"), "\(reach)")
            #expect(page.text.contains("class=\"line p99\"") && page.text.contains("class=\"area phase3\""), "\(reach)")
            #expect(page.text.contains("The same as a table"))
            #expect(
                page.text.contains("reach=\(reach)#history\" aria-current=\"page\"")
                    || page.text.contains("aria-current=\"page\">"))
        }
        let one = await admin.get("/en/console/watch/target?name=shop&from=oslo")
        #expect(one.text.contains("oslo: ") && !one.text.contains("paris: "))
        #expect(one.text.contains("half within 20"))
        let nobody = await admin.get("/en/console/watch/target?name=shop&from=nobody")
        #expect(nobody.status == .ok && nobody.text.contains("Nothing answered in this time."))
        await series.close()
        let unread = await admin.get("/en/console/watch/target?name=shop")
        #expect(unread.status == .ok && unread.text.contains("cannot be read now"))
    }

    @Test func `the noise desk counts by rule and target, by night apart, the noisiest first`() async throws {
        let (room, admin) = try await room()
        let blink = JudgedReason(.loss(failed: 3, of: 40, evidence: 21, needed: 20.1))
        let down = TargetVerdict(.down, since: room.clock.now, reason: JudgedReason(Self.down))
        try await tell(room, [.targetJudged("shop", down)], at: room.clock.now - .days(40))
        // It is 13:00 in Paris; twelve hours before it was one at night.
        try await tell(room, [.caseOpened(CaseNumber(1), telling(room))], at: room.clock.now - .hours(12))
        try await tell(
            room,
            [
                .targetBlinked("shop", from: room.clock.now, to: room.clock.now, blink),
                .targetBlinked("shop", from: room.clock.now, to: room.clock.now, blink),
                .targetJudged(Self.nexo, down),
                .targetJudged(Self.nexo, TargetVerdict(.up, since: room.clock.now, reason: JudgedReason(.quiet))),
                .casePaged(CaseNumber(1), telling(room)),
                .vantageDoubted("oslo", why: .anchors, until: room.clock.now),
            ])
        let page = await admin.get("/en/console/watch/noise?days=7")
        #expect(page.text.contains("people were paged 2 times, 1 of them by night."))
        let first = try #require(page.text.range(of: ">\(Self.nexo)</a>"))
        let second = try #require(page.text.range(of: ">shop</a>"))
        #expect(first.lowerBound < second.lowerBound)
        #expect(page.text.contains("Votes of a burst") && page.text.contains("A share fails"))
        #expect(page.text.contains("oslo: 1 times, 1 because of its anchors, 0 because it stood alone"))
        func lines(_ days: Int) async -> Int {
            await admin.get("/en/console/watch/noise?days=\(days)").text.components(separatedBy: ">shop</a>").count - 1
        }
        #expect(await lines(7) == 1)
        #expect(await lines(90) == 2, "what was judged forty days ago is counted again")
        #expect(await admin.get("/en/console/watch/noise?days=x").status == .ok)
    }

    @Test func `names that would be markup are text`() async throws {
        let (room, admin) = try await room()
        var telling = telling(room)
        telling.causes[0].parts = ["<img src=x>"]
        telling.causes[0].change = CaseChange(name: "\"><script>alert(1)</script>", at: room.clock.now)
        try await tell(room, [.caseOpened(CaseNumber(1), telling), .caseNamed(CaseNumber(1), "<b>TSR</b>")])
        for page in ["", "/cases", "/cases/1"] {
            let text = await admin.get("/en/console/watch" + page).text
            #expect(
                !text.contains("<img src=x") && !text.contains("<script>alert") && !text.contains("<b>TSR"), "\(page)")
        }
    }
}
