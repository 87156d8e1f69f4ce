import Testing
import Vocabulary

@testable import Judging

/// Who is believed.
@Suite struct VantageTests {
    static let trouble = World.begin + .seconds(40)

    static func world(
        blind: Set<Int>, failing: Set<Int>, targets: Int = 1, seed: UInt64 = 1
    ) throws -> World {
        let plan = try Plan(
            parts: (0..<targets).map { Part("shop-\($0)", .instance) },
            targets: (0..<targets).map { Target("shop-\($0)", path: [PartNumber($0)]) }, vantages: ["a", "b", "c"])
        var world = World(plan, seed: seed) { _, vantage, at, _ in
            at >= trouble && failing.contains(vantage) ? (.refusedConnection, World.fast) : (.good, World.fast)
        }
        world.blind = { vantage, at in at >= trouble && blind.contains(vantage) }
        return world
    }

    @Test func `a vantage whose anchors fail says nothing of the target`() throws {
        var world = try Self.world(blind: [1], failing: [1])
        world.run(seconds: 120)
        #expect(world.firstVerdict(.down, of: 0) == nil)
        #expect(world.firstVerdict(.degraded, of: 0) == nil)
        #expect(world.pages.isEmpty)
        #expect(
            world.decisions.contains { entry in
                if case .vantageDoubted(VantageNumber(1), .anchors, _) = entry.decision { true } else { false }
            })
    }

    @Test(arguments: [[0, 1], [1, 2], [0, 1, 2]])
    func `without a quorum that can be believed it is unknown, never down`(blind: [Int]) throws {
        var world = try Self.world(blind: Set(blind), failing: Set(blind))
        world.run(seconds: 120)
        #expect(world.firstVerdict(.down, of: 0) == nil)
        #expect(world.pages.isEmpty)
        #expect(world.judge.verdict(TargetNumber(0)).standing == .unknown)
    }

    @Test func `unknown becomes up again by good results of a quorum`() throws {
        var world = try Self.world(blind: [0, 1], failing: [0, 1])
        world.run(seconds: 80)
        #expect(world.judge.verdict(TargetNumber(0)).standing == .unknown)
        world.blind = { _, _ in false }
        world.meets = { _, _, _, _ in (.good, World.fast) }
        world.run(seconds: 60)
        #expect(world.judge.verdict(TargetNumber(0)).standing == .up)
        #expect(world.pages.isEmpty)
    }

    @Test func `one vantage against two is no outage, however long`() throws {
        var world = try Self.world(blind: [], failing: [2])
        world.run(seconds: 180)
        #expect(world.firstVerdict(.down, of: 0) == nil)
        #expect(world.firstVerdict(.degraded, of: 0) == nil)
        #expect(world.pages.isEmpty)
    }

    @Test func `a vantage that alone sees many targets fail is doubted`() throws {
        var world = try Self.world(blind: [], failing: [2], targets: 8)
        world.run(seconds: 60)
        #expect(
            world.decisions.contains { entry in
                if case .vantageDoubted(VantageNumber(2), .alone, _) = entry.decision { true } else { false }
            })
        #expect(world.pages.isEmpty)
    }

    @Test func `what every vantage sees is doubted by none`() throws {
        var world = try Self.world(blind: [], failing: [0, 1, 2], targets: 8)
        world.run(seconds: 50)
        #expect(
            !world.decisions.contains { entry in
                if case .vantageDoubted = entry.decision { true } else { false }
            })
        #expect((0..<8).allSatisfy { world.judge.verdict(TargetNumber($0)).standing == .down })
    }
}
