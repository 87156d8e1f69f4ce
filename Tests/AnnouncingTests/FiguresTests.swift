import Announcing
import Testing
import Vocabulary

@Suite struct FiguresTests {
    private func counted(
        _ number: Int64, _ from: Int64, _ to: Int64?, _ rules: Set<RuleName>,
        _ label: Announcement.Label.Verdict? = nil, called: [Int64] = [], firstWord: Int64? = nil
    ) -> CountedCase {
        CountedCase(
            number: number, openedAt: Samples.at(from + 3),
            spans: [.init(from: Samples.at(from), to: to.map(Samples.at))], rules: rules, components: ["shop"],
            calledAt: called.map(Samples.at), label: label, firstWord: firstWord.map(Samples.at))
    }

    @Test func precisionAndRecallComeFromWhatPeopleSaid() throws {
        let cases = [
            counted(1, 0, 100, [.quorum], .real, firstWord: 603), counted(2, 5_000, 5_100, [.quorum, .loss], .real),
            counted(3, 9_000, 9_100, [.quorum], .false), counted(4, 20_000, 20_100, [.loss], .knownWork),
            counted(5, 30_000, nil, [.gap]),
        ]
        let outages = [
            CountedOutage(from: Samples.at(50), to: Samples.at(90), components: ["shop"]),
            CountedOutage(from: Samples.at(15_000), to: Samples.at(15_500), components: ["shop"]),
            CountedOutage(from: Samples.at(9_050), to: Samples.at(9_090), components: ["till"]),
        ]
        let figures = RuleFigures.all(cases, outages: outages, zone: .utc, always: [.burn])
        #expect(figures.map(\.rule) == [.burn, .gap, .loss, .quorum])
        let quorum = try #require(figures.last)
        #expect(quorum.precision == 2.0 / 3.0)
        #expect(quorum.missed == 2, "one that nobody saw, and one of a component of which the case says nothing")
        #expect(quorum.recall == 0.5)
        #expect(quorum.lead == .seconds(600))
        let loss = figures[2]
        #expect(loss.precision == 1)
        #expect(loss.foundByOthers == 1)
        #expect(loss.recall == 0.25)
        #expect(figures[0].precision == nil && figures[1].precision == nil)
    }

    @Test func callsByNightAreCountedByTheZonesClocks() {
        // 12:00 UTC, 21:59 and 22:00 of the same day, 05:59 and 06:00 of the next.
        let calls: [Int64] = [0, 35_940, 36_000, 64_740, 64_800]
        let figures = RuleFigures.all([counted(1, 0, 10, [.quorum], called: calls)], outages: [], zone: .utc)
        #expect(figures.first?.calls == 5)
        #expect(figures.first?.callsByNight == 2)
    }

    @Test(arguments: 0..<100)
    func sharesStayWithinBoundsAndTheOrderDoesNotMatter(_ seed: Int) {
        var story = Story(seed: UInt64(seed + 1) &* 0x2545_F491_4F6C_DD1D | 1)
        var cases: [CountedCase] = []
        for number in 0..<20 {
            let from = Int64(story.below(100_000))
            cases.append(
                counted(
                    Int64(number), from, from + Int64(story.below(500)),
                    Set((0..<2).map { _ in story.pick(RuleName.allCases) }),
                    story.pick([nil, .real, .false, .knownWork]),
                    called: [from], firstWord: story.below(2) == 0 ? from + 60 : nil))
        }
        let outages = (0..<5).map { _ in
            let from = Samples.at(Int64(story.below(100_000)))
            return CountedOutage(from: from, to: from + .minutes(2), components: ["shop"])
        }
        let figures = RuleFigures.all(cases, outages: outages, zone: .utc)
        for line in figures {
            #expect(line.precision.map { (0...1).contains($0) } ?? true)
            #expect(line.recall.map { (0...1).contains($0) } ?? true)
            #expect(line.real + line.false + line.knownWork + line.unlabelled == line.cases)
            #expect(line.callsByNight <= line.calls)
        }
        #expect(RuleFigures.all(cases.reversed(), outages: outages.reversed(), zone: .utc) == figures)
    }
}
