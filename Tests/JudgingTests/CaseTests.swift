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
