import JudgingSimulation
import Testing
import Vocabulary

@testable import Judging

/// Whose fault it is, and what can't be known.
@Suite struct CauseTests {
    /// What all targets say when parts are broken; a share of the votes is wrong.
    static func sightings(
        _ platform: PlatformPlan, broken: [PartNumber], noise: Double, random: inout SeededRandom
    ) -> [Sighting] {
        platform.plan.targets.enumerated().map { index, target in
            var state = Sighting.State.passing
            if target.path.contains(where: broken.contains) {
                state = .failing
            } else if target.pool.contains(where: broken.contains) {
                state = random.chance(0.6) ? .partly : .passing
            }
            if random.chance(noise) { state = state == .passing ? .failing : .passing }
            return Sighting(TargetNumber(index), state)
        }
    }

    @Test func `one broken part is at the top nearly always, and among the first three always`() throws {
        let platform = try PlatformPlan()
        let localiser = Localiser(plan: platform.plan, rules: .standard)
        var random = SeededRandom(seed: 11)
        var top = 0
        var topThree = 0
        for part in platform.plan.parts.indices {
            let broken = [PartNumber(part)]
            let seen = Self.sightings(platform, broken: broken, noise: 0.005, random: &random)
            let finding = localiser.find(seen, since: World.begin, context: Context(), recent: [:])
            #expect(finding.candidates.count <= 3)
            if finding.candidates.first?.parts == broken { top += 1 }
            if finding.candidates.contains(where: { $0.parts == broken }) { topThree += 1 }
        }
        #expect(top * 10 >= platform.plan.parts.count * 9)
        #expect(topThree * 100 >= platform.plan.parts.count * 97)
    }

    @Test func `the stage, a change and an earlier case tip the balance`() throws {
        // Two parts that every probe leads through alike.
        let plan = try Plan(
            parts: [Part("certificates", .certificate), Part("database", .database)],
            targets: [Target("pay", path: [PartNumber(0), PartNumber(1)])], vantages: ["a", "b", "c"])
        let localiser = Localiser(plan: plan, rules: .standard)
        func first(
            _ stage: Stage?, _ context: Context = Context(), _ recent: [String: String] = [:]
        ) -> Localiser.Finding {
            localiser.find(
                [Sighting(TargetNumber(0), .failing, stage: stage)], since: World.begin, context: context,
                recent: recent)
        }
        #expect(first(.handshake).candidates.first?.parts == [PartNumber(0)])
        #expect(first(.answer).candidates.first?.parts == [PartNumber(1)])
        var context = Context()
        context.add(ChangeNote("new index", at: World.begin - .minutes(2), parts: [PartNumber(1)]), rules: .standard)
        let changed = first(nil, context)
        #expect(changed.candidates.first?.parts == [PartNumber(1)])
        #expect(changed.candidates.first?.change?.name == "new index")
        let again = first(nil, Context(), ["certificates": "TSR-2292"])
        #expect(again.candidates.first?.parts == [PartNumber(0)])
        #expect(again.candidates.first?.recent == "TSR-2292")
        // Nothing tips it: it says that they can't be told apart, and which probe would.
        let undecided = first(nil)
        #expect(undecided.candidates.first?.indistinct == [PartNumber(1)])
        #expect(undecided.missing == MissingProbe(through: [PartNumber(0)], notThrough: [PartNumber(1)]))
    }

    @Test func `a change counts for half an hour, and less with time`() throws {
        let plan = try SmallPlan.one()
        let localiser = Localiser(plan: plan, rules: .standard)
        func prior(_ minutes: Int64) -> Double {
            var context = Context()
            context.add(
                ChangeNote("deploy", at: World.begin - .minutes(minutes), parts: [PartNumber(2)]), rules: .standard)
            return localiser.prior(PartNumber(2), since: World.begin, context: context, recent: [:])
        }
        #expect(abs(prior(0) - 0.2) < 1e-9)
        #expect(prior(10) < prior(2) && prior(20) < prior(10))
        #expect(abs(prior(31) - 0.01) < 1e-9)
    }

    @Test func `when two are close, the probe that tells them apart is asked`() throws {
        let plan = try Plan(
            parts: [Part("front", .instance), Part("behind", .instance)],
            targets: [
                Target("through both", path: [PartNumber(0), PartNumber(1)]),
                Target("front alone", path: [PartNumber(0)], use: .onDemand),
            ], vantages: ["a", "b", "c"])
        var world = World.calm(plan) { target, _, at, _ in
            at >= World.begin + .seconds(40) && target == 0 ? (.refusedConnection, World.fast) : (.good, World.fast)
        }
        world.run(seconds: 30)
        #expect(world.decisions.contains { $0.decision == .ask([TargetNumber(1)]) })
        let page = try #require(world.pages.first)
        #expect(page.page.causes.first?.parts == [PartNumber(1)])
        #expect(world.pages.count == 1)
    }

    @Test func `the whole matrix sees every part and tells all apart, what customers see does not`() throws {
        let whole = try PlatformPlan()
        let complete = Identifiability(whole.plan)
        #expect(complete.isComplete)
        #expect(complete.distinct == whole.plan.parts.count)
        let outside = try PlatformPlan(isWhole: false)
        let partial = Identifiability(outside.plan)
        #expect(outside.plan.targets.count == 12)
        #expect(!partial.isComplete)
        #expect(partial.unseen.contains(outside.part("certificates")))
        #expect(partial.unseen.contains(outside.part("database")))
        #expect(partial.alike.contains { Set($0).isSuperset(of: (1...4).map { outside.part("external-\($0)") }) })
        #expect(
            partial.proposals.count == partial.unseen.count + partial.alike.reduce(0) { $0 + $1.count - 1 })
        // Following the proposals makes it complete.
        var targets = outside.plan.targets
        for proposal in partial.proposals {
            switch proposal {
            case .see(let part), .tellApart(let part, from: _): targets.append(Target("proposed", path: [part]))
            }
        }
        let mended = try Plan(parts: outside.plan.parts, targets: targets, vantages: outside.plan.vantages)
        #expect(Identifiability(mended).isComplete)
    }

    @Test func `a signature is the same whatever the order, and another with other codes`() {
        let one = Signature(parts: ["b", "a"], stage: .connect, codes: ["91", "timeout", "91"])
        let same = Signature(parts: ["a", "b"], stage: .connect, codes: ["timeout", "91"])
        let other = Signature(parts: ["a", "b"], stage: .connect, codes: ["68"])
        #expect(one == same)
        #expect(one.hash == same.hash)
        #expect(one.description.utf8.count == 16)
        #expect(one.hash != other.hash)
        #expect(one.resembles(other))
        #expect(!one.resembles(Signature(parts: ["a"], stage: .connect, codes: ["91"])))
    }

    @Test func `a plan that can't be is refused with what to do`() {
        #expect(throws: PlanFault.noVantage) { try Plan(parts: [], targets: [], vantages: []) }
        #expect(throws: PlanFault.emptyPath(target: "t")) {
            try Plan(parts: [], targets: [Target("t", path: [])], vantages: ["a"])
        }
        #expect(throws: PlanFault.unknownPart(target: "t")) {
            try Plan(parts: [], targets: [Target("t", path: [PartNumber(0)])], vantages: ["a"])
        }
        #expect(throws: PlanFault.tooMany("vantages", most: 8)) {
            try Plan(parts: [], targets: [], vantages: Array(repeating: "v", count: 9))
        }
    }
}
