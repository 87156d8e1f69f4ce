import JudgingSimulation
import Testing
import Vocabulary

@testable import Judging

/// One page per cause, planned work, and gaps that a change announced.
@Suite struct CaseTests {
    static let outage = World.begin + .seconds(40)

    static func world(seconds: Int64) throws -> World {
        try World.calm(SmallPlan.one()) { _, _, at, _ in
            at >= outage && at < outage + .seconds(seconds) ? (.refusedConnection, World.fast) : (.good, World.fast)
        }
    }

    @Test func `planned work is written down and wakes nobody, unless it is still broken after it`() throws {
        for (seconds, pages) in [(Int64(30), 0), (120, 1)] {
            var world = try Self.world(seconds: seconds)
            let work = PlannedWork(
                "upgrade", parts: [PartNumber(1)], from: World.begin, until: Self.outage + .seconds(60))
            world.tell(.planned(work), at: world.now)
            world.run(seconds: 180)
            #expect(world.firstVerdict(.down, of: 0) != nil)
            #expect(world.pages.count == pages)
            #expect(
                world.decisions.contains { entry in
                    if case .withheld(_, work: "upgrade") = entry.decision { true } else { false }
                })
            if let page = world.pages.first { #expect(page.at >= Self.outage + .seconds(60)) }
        }
    }

    private static func run(_ world: inout World, until end: Instant) {
        world.run(seconds: (end - world.now).microseconds / 1_000_000)
    }

    /// Two instances behind one balancer; both break, the second later by so much.
    private static func pair(second: Int64) throws -> World {
        let plan = try Plan(
            parts: [Part("lb", .loadBalancer), Part("a", .instance), Part("b", .instance)],
            targets: [
                Target("a", path: [PartNumber(0), PartNumber(1)]), Target("b", path: [PartNumber(0), PartNumber(2)]),
            ], vantages: ["x", "y", "z"])
        return World.calm(plan) { target, _, at, _ in
            at >= outage + .seconds(target == 0 ? 0 : second) ? (.refusedConnection, World.fast) : (.good, World.fast)
        }
    }

    @Test func `work on targets covers them, and not what they share with others`() throws {
        // Both at once: what is broken is beyond the work.
        for (targets, second, pages) in [([0], Int64(300), 0), ([0], 0, 1), ([0, 1], 0, 0), ([0], 30, 1)] {
            var world = try Self.pair(second: second)
            let work = PlannedWork(
                "upgrade", parts: [], targets: targets.map { TargetNumber($0) }, from: World.begin,
                until: Self.outage + .hours(1))
            world.tell(.planned(work), at: world.now)
            world.run(seconds: 120)
            #expect(world.firstVerdict(.down, of: 0) != nil)
            #expect(world.pages.count == pages, "\(targets), \(second) s")
        }
    }

    @Test func `what joins a withheld case from beyond the work wakes people`() throws {
        let plan = try Plan(
            parts: [Part("lb", .loadBalancer)],
            targets: [Target("a", path: [PartNumber(0)]), Target("b", path: [PartNumber(0)])],
            vantages: ["x", "y", "z"])
        var world = World.calm(plan) { target, _, at, _ in
            at >= Self.outage + .seconds(target == 0 ? 0 : 30)
                ? (.refusedConnection, World.fast) : (.good, World.fast)
        }
        let work = PlannedWork(
            "upgrade", parts: [], targets: [TargetNumber(0)], from: World.begin, until: Self.outage + .hours(1))
        world.tell(.planned(work), at: world.now)
        Self.run(&world, until: Self.outage + .seconds(20))
        #expect(world.pages.isEmpty)
        world.run(seconds: 60)
        #expect(world.pages.map(\.page.number) == [CaseNumber(1)])
        #expect(world.judge.book.cases.first?.withheld == nil)
    }

    @Test func `work that ends early no longer withholds, and longer work does for longer`() throws {
        for (end, first) in [(Int64(30), Int64(30)), (90, 90)] {
            var world = try Self.world(seconds: 1_000)
            var work = PlannedWork(
                "upgrade", parts: [PartNumber(1)], from: World.begin, until: Self.outage + .seconds(60))
            world.tell(.planned(work), at: world.now)
            work.until = Self.outage + .seconds(end)
            Self.run(&world, until: Self.outage + .seconds(min(end, 30)))
            #expect(world.pages.isEmpty)
            world.tell(.planned(work), at: world.now)
            world.run(seconds: 120)
            #expect(world.pages.count == 1)
            let at = try #require(world.pages.first?.at)
            #expect(at >= Self.outage + .seconds(first) && at <= Self.outage + .seconds(first + 2))
        }
    }

    @Test func `a gap that a change announced wakes nobody, a longer one does`() throws {
        for (seconds, pages) in [(Int64(4), 0), (30, 1)] {
            var world = try Self.world(seconds: seconds)
            let change = ChangeNote(
                "deploy", at: Self.outage - .seconds(1), parts: [PartNumber(2)], expectedGap: .seconds(8))
            world.tell(.changed(change), at: Self.outage - .seconds(1))
            world.run(seconds: 90)
            #expect(world.firstVerdict(.down, of: 0) != nil)
            #expect(world.pages.count == pages, "\(seconds) s")
        }
    }

    @Test func `later symptoms of the same cause are attached`() throws {
        let plan = try Plan(
            parts: [Part("lb", .loadBalancer), Part("a", .instance), Part("b", .instance), Part("far", .instance)],
            targets: [
                Target("a", path: [PartNumber(0), PartNumber(1)]), Target("b", path: [PartNumber(0), PartNumber(2)]),
                Target("lb", path: [PartNumber(0)]), Target("far", path: [PartNumber(3)]),
            ], vantages: ["x", "y", "z"])
        var world = World.calm(plan) { target, _, at, _ in
            let from = [Self.outage, Self.outage + .seconds(20), Self.outage, Self.outage + .seconds(30)][target]
            return at >= from ? (.refusedConnection, World.fast) : (.good, World.fast)
        }
        world.run(seconds: 60)
        // One for the load balancer, one for what has nothing to do with it.
        #expect(world.pages.map { $0.page.causes.first?.parts } == [[PartNumber(0)], [PartNumber(3)]])
        #expect(
            world.decisions.contains { entry in
                if case .attached(_, TargetNumber(1)) = entry.decision { true } else { false }
            })
    }

    /// Two instances behind one load balancer that lose a share, the second so much later, or is down then; or the second is one
    /// that has nothing to do with the first.
    static func losing(
        _ later: Int64, as second: Outcome = .timeout, far: Bool = false, seed: UInt64 = 1
    ) throws -> World {
        let plan = try Plan(
            parts: [Part("lb", .loadBalancer), Part("a", .instance), Part("b", .instance), Part("far", .instance)],
            targets: [
                Target("a", path: [PartNumber(0), PartNumber(1)]), Target("b", path: [PartNumber(0), PartNumber(2)]),
                Target("far", path: [PartNumber(3)]),
            ], vantages: ["x", "y", "z"])
        let other = far ? 2 : 1
        return World.calm(plan, seed: seed) { target, _, at, random in
            guard target == 0 || target == other, at >= outage + .seconds(target == 0 ? 0 : later) else {
                return (.good, World.fast)
            }
            let isLost = (target == 1 && second != .timeout) || random.chance(0.15)
            return isLost ? (target == 1 ? second : .timeout, .seconds(1)) : (.good, World.fast)
        }
    }

    static func revisions(_ world: World) -> [Revision] {
        world.decisions.compactMap { entry in
            if case .revised(let revision) = entry.decision { revision } else { nil }
        }
    }

    @Test func `what is seen better a moment later is the same case with another cause`() throws {
        var world = try Self.losing(45)
        world.run(seconds: 100)
        #expect(world.pages.map { $0.page.causes.first?.parts } == [[PartNumber(1)]])
        #expect(Self.revisions(world).map(\.number) == world.pages.map(\.page.number))
        let known = try #require(world.judge.book.cases.first)
        #expect(world.judge.book.cases.count == 1)
        #expect(known.parts == [PartNumber(0)])
        #expect(known.signature.parts == ["lb"])
        #expect(known.ailing == [TargetNumber(0), TargetNumber(1)])
    }

    @Test func `what is down, and what comes much later, wakes people by itself`() throws {
        var down = try Self.losing(45, as: .refusedConnection)
        down.run(seconds: 100)
        #expect(down.pages.count == 2)
        #expect(Self.revisions(down).isEmpty)
        var late = try Self.losing(400)
        late.run(seconds: 480)
        #expect(late.pages.count == 2)
        #expect(Self.revisions(late).isEmpty)
    }

    @Test func `a loss that has nothing to do with the first wakes people by itself`() throws {
        for seed in UInt64(1)...5 {
            var world = try Self.losing(45, far: true, seed: seed)
            world.run(seconds: 100)
            #expect(world.pages.count == 2, "seed \(seed)")
            #expect(Self.revisions(world).isEmpty, "seed \(seed)")
        }
    }

    @Test func `what is worked on is no better cause for what is not`() throws {
        var world = try Self.losing(45)
        let work = PlannedWork(
            "work on b", parts: [PartNumber(2)], from: World.begin, until: World.begin + .minutes(10))
        world.tell(.planned(work), at: World.begin + .seconds(31))
        world.run(seconds: 100)
        #expect(world.pages.map { $0.page.causes.first?.parts } == [[PartNumber(1)]])
        #expect(Self.revisions(world).isEmpty)
        #expect(world.judge.book.cases.map { $0.withheld?.name } == [nil, "work on b"])
    }

    @Test func `a change after it began is not blamed for it`() throws {
        var world = try Self.losing(45)
        let change = ChangeNote("shift", at: Self.outage + .seconds(40), parts: [PartNumber(0)], expectedGap: .zero)
        world.tell(.changed(change), at: Self.outage + .seconds(40))
        world.run(seconds: 100)
        #expect(Self.revisions(world).count == 1)
        #expect(world.judge.book.cases.first?.parts == [PartNumber(0)])
        #expect(world.judge.book.cases.first?.causes.allSatisfy { $0.change == nil } == true)
    }

    @Test func `the state stays bounded`() throws {
        var book = CaseBook()
        var room = Room(plan: try SmallPlan.one(), rules: .standard)
        for index in 0..<300 {
            let at = World.begin + .minutes(Int64(index))
            var entry = Case(
                number: CaseNumber(index), symptoms: [], causes: [],
                signature: Signature(parts: ["p\(index)"], stage: nil, codes: []), since: at)
            entry.state = .monitoring(until: at)
            for minute in 0..<200 { entry.began(at: at + .minutes(Int64(minute))) }
            #expect(entry.spans.count <= Case.spansMost)
            book.cases.append(entry)
            book.closeWhatIsOver(now: at, in: &room)
        }
        #expect(book.cases.isEmpty)
        #expect(book.history.count <= CaseBook.historyMost)
        var waiting = WaitingSamples()
        for index in 0..<5_000 where !waiting.isFull {
            waiting.add(
                WaitingSample(
                    at: World.begin + .seconds(Int64(index)), first: World.begin, vantage: 0, count: 1, scheduled: 1,
                    number: UInt64(index), kind: .good))
        }
        #expect(waiting.isFull)
    }
}
