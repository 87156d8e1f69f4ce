import Judging
import Journal
import Series
import StoreSQLite
import Testing
import Vocabulary
import Watching

@testable import Lookout

@Suite struct LookoutStateTests {
    private let outage = Samples.start + .seconds(30)

    private func world(
        _ names: [String] = ["shop"], for seconds: Int64 = 60, outcome: SampleOutcome = WatchWorld.refused,
        taking: TimeSpan = WatchWorld.fast
    ) throws -> WatchWorld {
        let outage = outage
        return try WatchWorld(Declared.matrix(names.map { Declared.probe($0) })) { name, _, at in
            let isHit = name.hasPrefix("shop") && at >= outage && at < outage + .seconds(seconds)
            return isHit ? (outcome, taking) : (.ok, WatchWorld.fast)
        }
    }

    @Test func `what was not judged yet is unknown since the start`() throws {
        let plan = try Declared.matrix([
            Declared.probe("shop"),
            ProbeDeclaration(
                "payments", .counters, through: ["till"], question: .counters(.init(source: .push, by: []))),
        ])
        let world = try WatchWorld(plan) { _, _, _ in (.ok, WatchWorld.fast) }
        for place in plan.targets.indices {
            let verdict = world.state.verdict(of: place)
            #expect(verdict.standing == .unknown)
            #expect(verdict.since == Samples.start)
        }
    }

    @Test func `an outage from the first failed sample to the end, in words`() throws {
        var world = try world()
        world.run(seconds: 1_000)
        #expect(world.count("case.opened") == 1)
        #expect(world.count("case.monitoring") == 1)
        #expect(world.count("case.closed") == 1)
        #expect(world.count("target.judged") == 3)
        guard case .caseOpened(let number, let telling)? = world.first("case.opened") else {
            Issue.record("no case")
            return
        }
        #expect(number == CaseNumber(1))
        let first = try #require(telling.symptoms.first?.reason.samples.first)
        #expect(telling.since == first.at)
        #expect(telling.since >= outage && telling.since < outage + TimeSpan(microseconds: 400_000))
        #expect(first.outcome == .failed(.connect, code: "111"))
        #expect(["paris", "london", "oslo"].contains(first.vantage))
        #expect(telling.causes.first?.parts == ["shop"])
        guard case .quorum(let failed, let counted, let vantages)? = telling.symptoms.first?.reason.rule else {
            Issue.record("no quorum")
            return
        }
        #expect(failed >= 5 && counted == failed && vantages >= 2)
        let opened = try #require(world.facts.first { $0.fact.kind == "case.opened" }).at
        #expect(opened - telling.since < .seconds(4))
    }

    @Test func `a share that is lost behind a balancer is one case, whose cause is seen better`() async throws {
        let outage = outage
        let parts = [
            Part("balancer", .loadBalancer), Part("shop", .instance), Part("till", .instance), Part("far", .instance),
        ]
        let probes = ["shop", "till"].map { Declared.probe($0, through: ["balancer", $0]) }
        let matrix = try Declared.matrix(probes + [Declared.probe("far", through: ["far"])], parts: parts)
        var world = try WatchWorld(matrix) { name, vantage, at in
            let from = ["shop": outage, "till": outage + .seconds(60)][name] ?? outage + .days(1)
            // One in six, spread as chance would.
            let place = UInt64(bitPattern: at.microseconds / 1_000 &+ Int64(vantage.utf8.count))
            let isLost = at >= from && (place &* 0x9E37_79B9_7F4A_7C15) >> 33 % 6 == 0
            return isLost ? (SampleOutcome(.failed, at: .connect), .seconds(1)) : (.ok, WatchWorld.fast)
        }
        world.run(seconds: 180)
        #expect(world.count("case.opened") == 1)
        #expect(world.count("case.revised") == 1)
        guard case .caseOpened(_, let first)? = world.first("case.opened"),
            case .caseRevised(_, let better)? = world.first("case.revised")
        else { return }
        #expect(first.causes.first?.parts == ["shop"])
        #expect(better.causes.first?.parts == ["balancer"])
        #expect(better.signature.parts == ["balancer"])
        #expect(Set(better.symptoms.map(\.target)) == ["shop", "till"])
        #expect(better.since == first.since)
        // A start later it is the same case with the same cause.
        var second = try await world.restarted()
        second.meets = world.meets
        second.run(seconds: 60)
        #expect(second.count("case.opened") == 0 && second.count("case.revised") == 0)
    }

    @Test func `a black hole is told as late, and down before its asks are over`() throws {
        var world = try world(outcome: SampleOutcome(.failed, at: .connect), taking: .seconds(1))
        world.run(seconds: 60)
        let opened = try #require(world.facts.first { $0.fact.kind == "case.opened" })
        #expect(opened.at - outage < .seconds(5))
    }

    @Test func `a restart in the middle pages nobody twice and forgets nothing`() async throws {
        var world = try world(["shop", "shop-2"])
        world.run(seconds: 40)
        #expect(world.count("case.opened") == 1)
        var second = try await world.restarted()
        second.run(seconds: 20)
        #expect(second.kinds.allSatisfy { $0 != "case.opened" && $0 != "case.paged" })
        #expect(second.state.openCases == 1)
        var third = try await second.restarted()
        // What the second life said is not in the third's journal alone: it goes on from both.
        third.run(seconds: 5)
        #expect(third.count("case.opened") == 0 || second.facts.isEmpty)
        second.run(seconds: 700)
        #expect(second.count("case.monitoring") == 1)
        #expect(second.count("case.closed") == 1)
        #expect(second.count("target.recovered") == 2)
    }

    @Test func `after a restart nothing is said that stands in the journal already`() async throws {
        var world = try world(for: 0)
        world.run(seconds: 60)
        #expect(world.kinds == ["target.judged"])
        var second = try await world.restarted()
        second.run(seconds: 120)
        #expect(second.kinds == [])
    }

    @Test func `what was well before the start and is not heard of is unknown`() async throws {
        var world = try world(for: 0)
        world.run(seconds: 60)
        var second = try await world.restarted()
        second.schedules.removeAll()
        second.run(seconds: 60)
        guard case .targetJudged("shop", let verdict)? = second.facts.last?.fact else {
            Issue.record("it is still said to be well")
            return
        }
        #expect(verdict.standing == .unknown)
        #expect(second.facts.count == 1)
    }

    @Test func `targets that are no longer watched end their part with a word`() async throws {
        var world = try world(["shop", "shop-2"])
        world.run(seconds: 40)
        var second = try await world.restarted(Declared.matrix([Declared.probe("shop")]))
        second.run(seconds: 3)
        #expect(second.kinds == ["case.detached"])
        #expect(second.state.openCases == 1)
        var third = try await world.restarted(
            Declared.matrix([Declared.probe("other", through: ["till"])]))
        third.run(seconds: 700)
        #expect(third.count("case.detached") == 2)
        #expect(third.count("case.monitoring") == 1)
        #expect(third.count("case.closed") == 1)
    }

    @Test func `what came back is the same case, by name, over a restart`() async throws {
        var world = try world(for: 30)
        world.run(seconds: 800)
        world.follow(world.state.take(.named(CaseNumber(1), reference: "TSR-2641"), now: world.now))
        #expect(world.count("case.named") == 1)
        var second = try await world.restarted()
        let again = second.now + .seconds(20)
        second.meets = { _, _, at in at >= again ? (WatchWorld.refused, WatchWorld.fast) : (.ok, WatchWorld.fast) }
        second.run(seconds: 60)
        #expect(second.count("case.reopened") == 1)
        guard case .casePaged(let number, let telling)? = second.first("case.paged") else {
            Issue.record("nobody was woken")
            return
        }
        #expect(number == CaseNumber(1))
        #expect(telling.recurrence?.reference == "TSR-2641")
    }

    @Test func `planned work is told by names and withholds`() throws {
        var world = try world()
        let work = LookoutInput.planned(
            name: "upgrade", parts: ["shop", "nobody"], components: [], from: Samples.start,
            until: outage + .seconds(20))
        #expect(world.state.knows(work))
        #expect(!world.state.knows(.changed(name: "x", at: world.now, parts: ["nobody"], expectedGap: .zero)))
        let now = world.now
        #expect(
            !world.state.knows(.outcomes(target: "shop", from: now, until: now, good: 1, failed: 0, code: nil)))
        world.follow(world.state.take(work, now: world.now))
        world.run(seconds: 45)
        guard case .caseOpened(_, let telling)? = world.first("case.opened") else {
            Issue.record("nothing was written down")
            return
        }
        #expect(telling.withheld?.name == "upgrade")
        #expect(!telling.isToWake)
        world.run(seconds: 20)
        #expect(world.count("case.paged") == 1)
    }

    @Test func `planned work on a component covers what is asked of it, over a restart, too`() async throws {
        let outage = outage
        let probes = [
            Declared.probe("shop", component: "acme-ecommerce"), Declared.probe("till", component: "acme-instore"),
        ]
        let matrix = try Declared.matrix(probes, components: ["acme-ecommerce", "acme-instore"])
        var world = try WatchWorld(matrix) { name, _, at in
            let isHit = name == "shop" && at >= outage && at < outage + .minutes(10)
            return isHit ? (WatchWorld.refused, WatchWorld.fast) : (.ok, WatchWorld.fast)
        }
        func work(_ components: [String]) -> LookoutInput {
            .planned(
                name: "upgrade", parts: [], components: components, from: Samples.start, until: outage + .minutes(5))
        }
        #expect(!world.state.knows(work(["nobody"])))
        #expect(world.state.knows(work(["acme-ecommerce", "nobody"])))
        world.follow(world.state.take(work(["acme-ecommerce"]), now: world.now))
        world.run(seconds: 60)
        guard case .caseOpened(_, let telling)? = world.first("case.opened") else {
            Issue.record("nothing was written down")
            return
        }
        #expect(telling.withheld?.components == ["acme-ecommerce"])
        var second = try await world.restarted(matrix)
        second.meets = world.meets
        second.run(seconds: 60)
        #expect(second.count("case.paged") == 0)
        second.run(seconds: 300)
        #expect(second.count("case.paged") == 1)
    }

    @Test func `reports of strangers change nothing`() throws {
        var world = try world(for: 0)
        let result = VantageResult(
            target: "nobody", number: 1, purpose: .scheduled, began: world.now, outcome: .ok, total: .zero, words: "")
        #expect(world.state.take(.result(result), from: "paris", now: world.now) == [])
        #expect(world.state.take(.anchor(0, at: world.now, isGood: false), from: "rome", now: world.now) == [])
        world.run(seconds: 20)
        #expect(world.kinds == ["target.judged"])
    }
}
