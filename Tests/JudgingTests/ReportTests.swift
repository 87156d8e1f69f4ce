import Testing
import Vocabulary

@testable import Judging

/// The four outages of the reports, and one share that hangs, on the whole matrix.
@Suite struct ReportTests {
    static let outage = World.begin + .seconds(12)

    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var broken: [String]
        var outcome: Outcome
        var changed: String?
        var firstTarget: String
        /// Seconds until the first verdict.
        var within: Int64
    }

    static let cases = [
        Case(
            description: "an ingress upgrade: load balancers see every external ingress down",
            broken: ["health-check"], outcome: .failed(.connect, code: "503"), changed: "health-check",
            firstTarget: "E cb2a lb-1", within: 3),
        Case(
            description: "a record edited by hand", broken: ["zone"], outcome: .failed(.content, code: "drift"),
            changed: "zone", firstTarget: "D authority 1", within: 3),
        Case(
            description: "a faulty server of a provider", broken: ["acquirer-2"], outcome: .failed(.behind, code: "91"),
            changed: nil, firstTarget: "X acquirer-2", within: 3),
        Case(
            description: "a new certificate on all instances at once", broken: ["certificates"],
            outcome: .failed(.handshake, code: "alert 42"), changed: "certificates", firstTarget: "H nexo-1", within: 3),
        Case(
            description: "one instance of four hangs", broken: ["ecommerce-2"], outcome: .timeout, changed: nil,
            firstTarget: "S ecommerce-2", within: 3),
    ]

    @Test(arguments: cases)
    func `first verdict within seconds, one page, the right cause at the top`(item: Case) throws {
        let platform = try PlatformPlan()
        var meets = platform.meets(item.broken, from: Self.outage, until: Self.outage + .hours(1), as: item.outcome)
        if item.broken == ["zone"] {
            // A wrong record bites only when the old one has left the caches: the drift is seen before.
            let drift = platform.plan.targets.indices.filter { platform.plan.targets[$0].name.hasPrefix("D ") }
            let inner = meets
            meets = { target, vantage, at, random in
                drift.contains(target) ? inner(target, vantage, at, &random) : (.good, World.fast)
            }
        }
        var world = World(platform.plan, seed: 7, meets: meets)
        if let changed = item.changed {
            let note = ChangeNote("change 17", at: Self.outage - .minutes(2), parts: [platform.part(changed)])
            world.tell(.changed(note), at: World.begin + .seconds(1))
        }
        world.run(seconds: 26)
        let verdict = try #require(
            world.firstVerdict(.down, of: platform.target(item.firstTarget).value), "\(item.firstTarget)")
        #expect(verdict.at - Self.outage <= .seconds(item.within))
        #expect(world.pages.count == 1)
        let page = try #require(world.pages.first)
        let cause = try #require(page.page.causes.first)
        #expect(cause.parts == item.broken.map { platform.part($0) })
        #expect(cause.explains.count == cause.failing)
        #expect((1...3).contains(page.page.causes.count))
        #expect(page.page.since - Self.outage <= .seconds(1))
        if item.changed != nil { #expect(cause.change?.name == "change 17") }
        #expect(page.at - Self.outage <= .seconds(6))
    }

    @Test func `the same faulty server hours later is the same case again`() throws {
        let parts = [
            Part("acquirer-1", .providerServer), Part("acquirer-2", .providerServer), Part("cb2a", .instance),
        ]
        let targets = [
            Target("X acquirer-1", path: [PartNumber(0)]), Target("X acquirer-2", path: [PartNumber(1)]),
            Target("S cb2a", path: [PartNumber(2)]),
            Target("E full cb2a", path: [PartNumber(2)], pool: [PartNumber(0), PartNumber(1)]),
        ]
        let plan = try Plan(parts: parts, targets: targets, vantages: ["a", "b", "c"])
        let first = World.begin + .seconds(40)
        let second = first + .hours(4) + .minutes(31)
        var world = World.calm(plan) { target, _, at, _ in
            let isOut = (at >= first && at < first + .seconds(60)) || (at >= second && at < second + .seconds(60))
            return isOut && target == 1 ? (.failed(.behind, code: "91"), World.fast) : (.good, World.fast)
        }
        world.run(seconds: 100)
        let number = try #require(world.pages.first).page.number
        world.tell(.named(number, "TSR-2641"), at: world.now)
        world.run(seconds: 640)
        #expect(world.judge.book.history.map(\.number) == [number])
        world.jump(to: second - .seconds(20))
        world.run(seconds: 60)
        #expect(world.pages.count == 2)
        let page = try #require(world.pages.last).page
        #expect(page.number == number)
        let recurrence = try #require(page.recurrence)
        #expect(recurrence.isExact)
        #expect(recurrence.text == "same as TSR-2641, 4 h 31 min ago")
        #expect(page.causes.first?.recent == "TSR-2641")
        #expect(try #require(world.judge.book.cases.first).spans.count == 2)
    }
}
