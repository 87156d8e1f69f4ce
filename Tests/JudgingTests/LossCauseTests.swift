import JudgingSimulation
import Testing
import Vocabulary

@testable import Judging

/// Whose fault a share that fails is: what all see of it comes target by target.
@Suite struct LossCauseTests {
    static let trouble = World.begin + .seconds(60)

    static func world(_ part: String, share: Double, seed: UInt64) throws -> (world: World, platform: PlatformPlan) {
        let platform = try PlatformPlan()
        let lost = platform.part(part)
        let plan = platform.plan
        let world = World.calm(plan, seed: seed) { target, _, at, random in
            let isHit = at >= trouble && at < trouble + .seconds(60) && plan.targets[target].path.contains(lost)
            return random.chance(isHit ? share : 0.001) ? (.timeout, .seconds(1)) : (.good, World.fast)
        }
        return (world, platform)
    }

    static func causes(of world: World, _ platform: PlatformPlan) -> [[String]] {
        world.pages.map { $0.page.causes.first?.parts.map { platform.plan[$0].name } ?? [] }
    }

    /// Before a share that is lost was thought of as a fault of its own, five of these twelve told of an entry or of a role
    /// first, and of what was really wrong with a second page.
    @Test(arguments: UInt64(1)...12)
    func `five in a hundred behind one part wake people once, for that part`(seed: UInt64) throws {
        var (world, platform) = try Self.world("lb-1", share: 0.05, seed: seed)
        world.run(seconds: 100)
        #expect(Self.causes(of: world, platform) == [["lb-1"]])
    }

    @Test(arguments: ["zone", "database", "certificates", "external-2", "bank", "acquirer-1", "nexo-1"])
    func `whatever loses a tenth is named`(part: String) throws {
        for seed in UInt64(1)...2 {
            var (world, platform) = try Self.world(part, share: 0.1, seed: seed)
            world.run(seconds: 100)
            #expect(Self.causes(of: world, platform) == [[part]], "seed \(seed)")
        }
    }

    @Test func `an alternative is another cause, not the same with something besides`() throws {
        var (world, _) = try Self.world("lb-1", share: 0.1, seed: 1)
        world.run(seconds: 100)
        let causes = try #require(world.pages.first?.page.causes)
        #expect(causes.count > 1)
        for (place, cause) in causes.enumerated() {
            for better in causes[..<place] where Set(better.parts).isSubset(of: cause.parts) {
                #expect(better.explains != cause.explains)
            }
        }
    }
}
