import Testing
import Vocabulary

@testable import Judging

/// What breaks in the same moment, and what breaks after something else.
@Suite struct TogetherTests {
    static let outage = World.begin + .seconds(12)

    static func world(_ platform: PlatformPlan, _ troubles: [(broken: [String], from: Int64, seconds: Int64)]) -> World
    {
        let meets = troubles.map { trouble in
            platform.meets(
                trouble.broken, from: outage + .seconds(trouble.from),
                until: outage + .seconds(trouble.from + trouble.seconds), as: .refusedConnection)
        }
        return World(platform.plan, seed: 3) { target, vantage, at, random in
            var answer: World.Answer = (.good, World.fast)
            for one in meets {
                let met = one(target, vantage, at, &random)
                if met.0 != .good { answer = met }
            }
            return answer
        }
    }

    @Test(arguments: [["e-terminal-1", "e-terminal-2"], ["ecommerce-1", "ecommerce-2", "ecommerce-3", "ecommerce-4"]])
    func `all instances of a role at once are one page that names them`(broken: [String]) throws {
        let platform = try PlatformPlan()
        var world = Self.world(platform, [(broken, 0, 3_600)])
        world.run(seconds: 40)
        #expect(world.pages.count == 1)
        let cause = try #require(world.pages.first?.page.causes.first)
        #expect(Set(cause.parts) == Set(broken.map { platform.part($0) }))
    }

    @Test func `what breaks while an earlier case is only watched is looked at afresh`() throws {
        let platform = try PlatformPlan()
        var world = Self.world(platform, [(["cb2a-1"], 0, 30), (["health-check"], 120, 30), (["cb2a-1"], 240, 30)])
        world.run(seconds: 320)
        let causes = world.pages.map { $0.page.causes.first?.parts ?? [] }
        #expect(causes == [[platform.part("cb2a-1")], [platform.part("health-check")]])
        // What was known within its ten minutes goes on, and wakes nobody again.
        let reopened = world.decisions.compactMap { entry in
            if case .reopened(let number, _) = entry.decision { number } else { nil }
        }
        #expect(reopened == [world.pages[0].page.number])
    }
}
