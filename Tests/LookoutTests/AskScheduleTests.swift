import Judging
import Testing
import Vocabulary
import Watching

@testable import Lookout

@Suite struct AskScheduleTests {
    private let start = Samples.start + TimeSpan(microseconds: 123_456)

    /// Plays a schedule step by step, each ask taking so long.
    private func play(
        _ schedule: inout AskSchedule, from: Instant, for span: TimeSpan,
        taking: TimeSpan = TimeSpan(microseconds: 20_000), isReached: Bool = true, finishing: Bool = false
    ) -> [(at: Instant, step: AskSchedule.Step)] {
        var now = from
        var steps: [(at: Instant, step: AskSchedule.Step)] = []
        var answers: [(at: Instant, step: AskSchedule.Step)] = []
        while true {
            let answer = answers.map(\.at).min()
            guard let next = [schedule.next, answer].compactMap(\.self).min(), next <= from + span else {
                if finishing { for entry in answers { finish(entry.step, &schedule, isReached) } }
                return steps
            }
            now = max(now, next)
            for entry in answers where entry.at <= now { finish(entry.step, &schedule, isReached) }
            answers.removeAll { $0.at <= now }
            for step in schedule.advance(to: now) {
                steps.append((now, step))
                answers.append((now + taking, step))
            }
        }
    }

    private func finish(_ step: AskSchedule.Step, _ schedule: inout AskSchedule, _ isReached: Bool) {
        switch step {
        case .ask(let ask): schedule.finished(ask)
        case .anchor(let place, _): schedule.anchorFinished(place, isReached: isReached)
        case .late, .notAsked: break
        }
    }

    private func asks(_ steps: [(at: Instant, step: AskSchedule.Step)]) -> [(at: Instant, ask: AskSchedule.Ask)] {
        steps.compactMap { entry in if case .ask(let ask) = entry.step { (entry.at, ask) } else { nil } }
    }

    private func anchors(_ steps: [(at: Instant, step: AskSchedule.Step)]) -> [(at: Instant, place: Int)] {
        steps.compactMap { entry in if case .anchor(let place, _) = entry.step { (entry.at, place) } else { nil } }
    }

    @Test func `each target is asked once a period, at the same beat after every start`() throws {
        let plan = try Declared.plan(
            Declared.matrix([Declared.probe("a"), Declared.probe("b", period: .seconds(3)), Declared.probe("c")]))
        var first = AskSchedule(plan, from: start)
        var second = AskSchedule(plan, from: start + TimeSpan(microseconds: 7_654_321))
        let early = asks(play(&first, from: start, for: .seconds(30)))
        let late = asks(play(&second, from: start + TimeSpan(microseconds: 7_654_321), for: .seconds(30)))
        for (target, count) in [(0, 30), (1, 10), (2, 30)] {
            let own = early.filter { $0.ask.target == target }
            #expect(own.count == count)
            #expect(own.allSatisfy { $0.ask.purpose == .scheduled })
            #expect(own.map(\.ask.number) == own.map(\.ask.number).sorted())
            let period = plan.targets[target].probe.period.microseconds
            let beats = Set((own + late.filter { $0.ask.target == target }).map { $0.at.microseconds % period })
            #expect(beats.count == 1)
        }
        let highest = try #require(early.filter { $0.at < start + .seconds(7) }.map(\.ask.number).max())
        #expect(late.allSatisfy { $0.ask.number > highest })
    }

    @Test func `asks are spread over targets and vantages`() throws {
        let matrix = try Declared.matrix((0..<7).map { Declared.probe("p\($0)") })
        let plans = try matrix.declaration.vantages.map { try Declared.plan(matrix, from: $0.name) }
        let all = plans.flatMap { $0.targets.map(\.phase.microseconds) }.sorted()
        let apart = zip(all.dropFirst(), all).map { $0 - $1 }
        #expect(apart.allSatisfy { $0 >= 47_000 }, "21 asks a second are 47.6 ms apart: \(apart)")
        for place in 0..<7 {
            let own = plans.map { $0.targets[place].phase.microseconds }.sorted()
            let gaps = [own[1] - own[0], own[2] - own[1], own[0] + 1_000_000 - own[2]]
            #expect(gaps.allSatisfy { abs($0 - 333_333) <= 2 })
        }
    }

    @Test func `only its own vantages ask a probe, and on-demand targets wait for an order`() throws {
        let stop = Stop("a", address: Destination(host: "192.0.2.9", port: 80), through: ["till"])
        let path = WatchPath("aside", .instance, isOnDemand: true, legs: [[stop]])
        let matrix = try Declared.matrix(
            [Declared.probe("a", vantages: ["oslo"]), Declared.probe("b", paths: ["aside"])], paths: [path])
        let plan = try Declared.plan(matrix)
        #expect(plan.targets.map(\.name) == ["b/aside/a"])
        var schedule = AskSchedule(plan, from: start)
        #expect(asks(play(&schedule, from: start, for: .seconds(5))).isEmpty)
        schedule.take(.ask(targets: ["b/aside/a", "nobody"]), now: start + .seconds(5))
        let asked = asks(play(&schedule, from: start + .seconds(5), for: .seconds(5)))
        #expect(asked.map(\.ask.purpose) == [.extra])
        #expect(VantagePlan(matrix, from: "rome", digest: "") == nil)
    }

    @Test func `an ask that waits does not hold up the next, and is told as late once`() throws {
        var schedule = AskSchedule(
            try Declared.plan(Declared.matrix([Declared.probe("a", timeout: .seconds(5))])), from: start)
        let steps = play(&schedule, from: start, for: .seconds(10), taking: .seconds(5))
        #expect(asks(steps).count == 10)
        let late = steps.compactMap { entry in
            if case .late(let ask) = entry.step { (entry.at, ask) } else { nil }
        }
        #expect(Set(late.map(\.1.number)).count == late.count)
        #expect(late.count >= 9)
        #expect(late.allSatisfy { $0.0 - $0.1.at == TimeSpan(microseconds: 400_000) })
        #expect(schedule.runningCount == 5)
    }

    @Test func `a burst asks at its time, over and above the beat, with all anchors`() throws {
        var schedule = AskSchedule(try Declared.plan(Declared.matrix([Declared.probe("a")])), from: start)
        _ = play(&schedule, from: start, for: .seconds(2))
        let now = start + .seconds(2)
        let order = VantageOrder.burst(
            target: "a", number: 4, count: 2, notBefore: now + TimeSpan(microseconds: 300_000),
            deadline: now + .seconds(2))
        schedule.take(order, now: now)
        let steps = play(&schedule, from: now, for: .seconds(1))
        let votes = asks(steps).filter { $0.ask.purpose == .burst(4) }
        #expect(votes.count == 2)
        #expect(votes.allSatisfy { $0.at == now + TimeSpan(microseconds: 300_000) })
        #expect(anchors(steps).filter { $0.at == votes[0].at }.map(\.place) == [0, 1])
        #expect(asks(steps).filter { $0.ask.purpose == .scheduled }.count == 1)
        // Too late to count.
        schedule.take(order, now: now + .seconds(3))
        let after = asks(play(&schedule, from: now + .seconds(3), for: .seconds(1)))
        #expect(after.allSatisfy { $0.ask.purpose == .scheduled })
    }

    @Test func `bursts of many targets share the asks of anchors`() throws {
        var schedule = AskSchedule(
            try Declared.plan(Declared.matrix((0..<50).map { Declared.probe("p\($0)") })), from: start)
        _ = play(&schedule, from: start, for: .seconds(2))
        let now = start + .seconds(2)
        var steps: [(at: Instant, step: AskSchedule.Step)] = []
        for place in 0..<50 {
            let at = now + TimeSpan(microseconds: Int64(place) * 2_000)
            schedule.take(
                .burst(target: "p\(place)", number: 1, count: 2, notBefore: at, deadline: at + .seconds(1)), now: at)
            steps += play(&schedule, from: at, for: TimeSpan(microseconds: 1_999), finishing: true)
        }
        steps += play(&schedule, from: now + TimeSpan(microseconds: 100_000), for: TimeSpan(microseconds: 200_000))
        let asked = anchors(steps).filter { $0.place == 0 }.map(\.at)
        #expect((2...4).contains(asked.count))
        // The last burst's anchors are asked after it went out.
        #expect(try #require(asked.last) >= now + TimeSpan(microseconds: 98_000))
    }

    @Test func `anchors are asked now and then, and each second while one is not reached`() throws {
        let plan = try Declared.plan(Declared.matrix([Declared.probe("a")]))
        var calm = AskSchedule(plan, from: start)
        let seldom = anchors(play(&calm, from: start, for: .seconds(20))).count { $0.place == 0 }
        #expect((4...8).contains(seldom))
        var cut = AskSchedule(plan, from: start)
        let often = anchors(play(&cut, from: start, for: .seconds(20), isReached: false)).count { $0.place == 0 }
        #expect((18...21).contains(often))
    }

    @Test func `a raised rate ends by itself and the beat goes on`() throws {
        var schedule = AskSchedule(try Declared.plan(Declared.matrix([Declared.probe("a")])), from: start)
        schedule.take(.raise(target: "a", perSecond: 10, until: start + .seconds(2)), now: start)
        let asked = asks(play(&schedule, from: start, for: .seconds(10)))
        let raised = asked.filter { $0.at < start + .seconds(2) }
        #expect((19...23).contains(raised.count))
        #expect(asked.count { $0.ask.purpose == .scheduled } == 10)
        #expect(asked.filter { $0.at > start + .seconds(3) }.allSatisfy { $0.ask.purpose == .scheduled })
        // Nobody can make it the attack.
        schedule.take(.raise(target: "a", perSecond: 5_000, until: start + .days(1)), now: start + .seconds(10))
        let most = asks(play(&schedule, from: start + .seconds(10), for: .minutes(5)))
        #expect(most.count <= 20 * 121 + 300)
    }

    @Test func `where everything fails at once, raised rates at most double what is asked`() throws {
        let names = (0..<60).map { "t\($0)" }
        var schedule = AskSchedule(try Declared.plan(Declared.matrix(names.map { Declared.probe($0) })), from: start)
        for name in names {
            schedule.take(.raise(target: name, perSecond: 10, until: start + .seconds(10)), now: start)
        }
        let asked = asks(play(&schedule, from: start, for: .seconds(30)))
        let extra = asked.filter { $0.ask.purpose == .extra }
        #expect(asked.count { $0.ask.purpose == .scheduled } == 60 * 30)
        #expect((500...650).contains(extra.count))
        // One alone gets what was ordered again.
        schedule.take(.raise(target: "t0", perSecond: 10, until: start + .seconds(40)), now: start + .seconds(30))
        let alone = asks(play(&schedule, from: start + .seconds(30), for: .seconds(10)))
        #expect((85...100).contains(alone.count { $0.ask.purpose == .extra }))
    }

    @Test func `without room an ask is told as not asked, and never left out`() throws {
        let plan = try Declared.plan(
            Declared.matrix([Declared.probe("a", period: TimeSpan(microseconds: 200_000), timeout: .minutes(2))]))
        var schedule = AskSchedule(plan, from: start)
        let steps = play(&schedule, from: start, for: .seconds(20), taking: .minutes(2))
        let refused = steps.compactMap { entry in
            if case .notAsked(let ask, _) = entry.step { ask } else { nil }
        }
        #expect(asks(steps).count == 64)
        #expect(asks(steps).count + refused.count == 100)
        #expect(Set(refused.map(\.number)).isDisjoint(with: asks(steps).map(\.ask.number)))
    }

    @Test func `after a standstill what was missed is told as not asked, within bounds`() throws {
        var schedule = AskSchedule(try Declared.plan(Declared.matrix([Declared.probe("a")])), from: start)
        _ = play(&schedule, from: start, for: .seconds(3))
        let steps = schedule.advance(to: start + .seconds(13)).filter {
            if case .anchor = $0 { false } else { true }
        }
        #expect((9...10).contains(steps.count))
        let missed = steps.count { if case .notAsked = $0 { true } else { false } }
        #expect(missed >= 9)
        #expect(schedule.missed == 0)
        #expect(try #require(schedule.next) > start + .seconds(13))
        // A laptop that slept for a day.
        let day = schedule.advance(to: start + .days(1))
        #expect(day.count < 50)
        #expect(schedule.missed > 86_000)
    }
}
