import JudgingSimulation
import Testing
import Vocabulary

@testable import Judging

/// What others say in one word: missed heartbeats and alerts. It is certain at once, and over at once.
@Suite struct ToldTests {
    static let start = World.begin

    static func plan() throws -> Plan {
        try Plan(
            parts: [Part("batch", .instance), Part("shop", .instance)],
            targets: [
                Target("nightly", path: [PartNumber(0)], use: .passive), Target("shop", path: [PartNumber(1)]),
            ], vantages: ["a", "b", "c"])
    }

    static func told(_ word: ToldStanding.Word, since: Int64, at: Int64) -> Input {
        .told(
            ToldStanding(
                TargetNumber(0), word, since: start + .seconds(since), at: start + .seconds(at)))
    }

    private static func standings(_ decisions: [Decision]) -> [Verdict.Standing] {
        decisions.compactMap { if case .verdict(TargetNumber(0), let verdict) = $0 { verdict.standing } else { nil } }
    }

    @Test
    func `a heartbeat that is missed is down since it was due, wakes somebody once, and is over when it is heard`()
        throws
    {
        var judge = Judge(plan: try Self.plan())
        var decisions: [Decision] = []
        func at(_ second: Int64) -> Instant { Self.start + .seconds(second) }
        decisions += judge.take(Self.told(.good, since: 0, at: 0), now: at(0))
        #expect(judge.verdict(TargetNumber(0)).standing == .up)
        let silent = ToldStanding.Word.silent(lastHeard: at(0), every: .seconds(60))
        decisions += judge.take(Self.told(silent, since: 60, at: 91), now: at(91))
        decisions += judge.take(Self.told(silent, since: 60, at: 92), now: at(92))
        #expect(judge.verdict(TargetNumber(0)).since == at(60))
        let rule = Explanation.Rule.silent(.seconds(91), every: .seconds(60))
        #expect(judge.verdict(TargetNumber(0)).explanation.rule == rule)
        for second in Int64(93)...96 { decisions += judge.take(.tick, now: at(second)) }
        let pages = decisions.compactMap { if case .page(let page) = $0 { page } else { nil } }
        #expect(pages.count == 1)
        #expect(pages.first?.since == at(60))
        #expect(pages.first?.causes.first?.parts == [PartNumber(0)])
        // That we listened badly takes nothing back.
        decisions += judge.take(Self.told(.unknown, since: 97, at: 97), now: at(97))
        #expect(judge.verdict(TargetNumber(0)).standing == .down)
        decisions += judge.take(Self.told(.good, since: 100, at: 100), now: at(100))
        #expect(Self.standings(decisions) == [.up, .down, .up])
        #expect(decisions.contains(.recovered(TargetNumber(0), from: at(60), to: at(100))))
        #expect(decisions.contains { if case .monitoring = $0 { true } else { false } })
    }

    @Test func `an alert of somebody gives its name as the code`() throws {
        var judge = Judge(plan: try Self.plan())
        _ = judge.take(Self.told(.wrong(code: "PaymentsFail"), since: -30, at: 0), now: Self.start)
        let verdict = judge.verdict(TargetNumber(0))
        #expect(verdict.standing == .down)
        #expect(verdict.explanation.rule == .told(code: "PaymentsFail"))
        var decisions: [Decision] = []
        for second in Int64(1)...5 { decisions += judge.take(.tick, now: Self.start + .seconds(second)) }
        let symptom = decisions.compactMap { if case .page(let page) = $0 { page.symptoms.first } else { nil } }.first
        #expect(symptom?.code == "PaymentsFail")
        #expect(symptom?.stage == .answer)
    }

    @Test func `what nobody knows is unknown, and no page`() throws {
        var judge = Judge(plan: try Self.plan())
        var decisions = judge.take(Self.told(.good, since: 0, at: 0), now: Self.start)
        decisions += judge.take(Self.told(.unknown, since: 10, at: 10), now: Self.start + .seconds(10))
        for second in Int64(11)...20 { decisions += judge.take(.tick, now: Self.start + .seconds(second)) }
        #expect(Self.standings(decisions) == [.up, .unknown])
        #expect(!decisions.contains { if case .page = $0 { true } else { false } })
    }

    @Test func `what is said of a target that is probed, or of none, is not heard`() throws {
        var judge = Judge(plan: try Self.plan())
        for number in [1, 99] {
            let told = ToldStanding(
                TargetNumber(number), .wrong(code: "x"), since: Self.start, at: Self.start)
            #expect(judge.take(.told(told), now: Self.start).isEmpty)
        }
    }

    @Test func `within planned work it is written down and wakes nobody`() throws {
        var judge = Judge(plan: try Self.plan())
        _ = judge.take(
            .planned(
                PlannedWork("work", parts: [PartNumber(0)], from: Self.start, until: Self.start + .minutes(10))),
            now: Self.start)
        var decisions = judge.take(Self.told(.wrong(code: "exit 1"), since: 5, at: 5), now: Self.start + .seconds(5))
        for second in Int64(6)...10 { decisions += judge.take(.tick, now: Self.start + .seconds(second)) }
        #expect(decisions.contains { if case .withheld = $0 { true } else { false } })
        #expect(!decisions.contains { if case .page = $0 { true } else { false } })
    }
}
