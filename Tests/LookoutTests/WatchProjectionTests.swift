import Journal
import Judging
import Lookout
import StoreSQLite
import Testing
import Vocabulary

@Suite struct WatchProjectionTests {
    private let number = CaseNumber(1)

    private func verdict(_ standing: Verdict.Standing, since: Int64) -> TargetVerdict {
        TargetVerdict(standing, since: Samples.at(since), reason: JudgedReason(.quiet))
    }

    /// Applies facts in order, one second after the other, and gives what is known then.
    private func told(_ facts: [LookoutFact]) async throws -> (cases: [WatchedCase], open: [WatchedCase]) {
        try await Scratch.withStore { store in
            for (index, fact) in facts.enumerated() {
                _ = try await store.append(
                    AppendCommand(
                        actor: LookoutFact.actor, instant: Samples.at(100 + Int64(index)), drafts: [fact.draft]))
            }
            return try await store.read { documents throws(JournalError) in
                let reading = WatchReading(documents)
                return (try reading.cases(limit: 10), try reading.openCases())
            }
        }
    }

    @Test func `a case is opened, told again, and over`() async throws {
        let opened = try await told([
            .targetJudged("a", verdict(.down, since: 0)), .caseOpened(number, Samples.telling(["a", "b"])),
            .caseNamed(number, "TSR-1"),
        ])
        #expect(opened.open.map(\.number) == [number])
        #expect(opened.open.first?.ailing == ["a", "b"])
        #expect(opened.open.first?.reference == "TSR-1")
        #expect(opened.open.first?.pagedAt == [Samples.at(101)])
        #expect(opened.open.first?.since == Samples.at(0))

        let over = try await told([
            .caseOpened(number, Samples.telling(["a", "b"])),
            .caseMonitoring(number, end: Samples.at(60), until: Samples.at(660)),
            .caseClosed(number, end: Samples.at(60)),
        ])
        #expect(over.open.isEmpty)
        #expect(over.cases.first?.state == .closed)
        #expect(over.cases.first?.spans == [Case.Span(from: Samples.at(0), to: Samples.at(60))])
        #expect(over.cases.first?.ailing == [])
    }

    @Test func `targets that recover, fail again, are attached or detached change who ails`() async throws {
        let known = try await told([
            .caseOpened(number, Samples.telling(["a", "b", "c"])), .caseAttached(number, Samples.symptom("d")),
            .targetJudged("a", verdict(.up, since: 20)), .targetJudged("b", verdict(.up, since: 20)),
            .targetJudged("b", verdict(.down, since: 30)), .targetJudged("c", verdict(.unknown, since: 30)),
            .targetJudged("x", verdict(.down, since: 30)), .caseDetached(number, target: "d"),
        ])
        #expect(known.open.first?.ailing == ["b", "c"])
        #expect(known.open.first?.telling.symptoms.map(\.target) == ["a", "b", "c", "d"])
    }

    @Test func `a case that comes back has another span, and pages again only when it says so`() async throws {
        let recurrence = Recurrence(number: number, reference: nil, ago: .minutes(5), isExact: true)
        let back: [LookoutFact] = [
            .caseOpened(number, Samples.telling(["a", "b"])),
            .caseMonitoring(number, end: Samples.at(60), until: Samples.at(660)),
            .caseReopened(number, at: Samples.at(70), symptoms: [Samples.symptom("a", since: 70)]),
        ]
        let reopened = try await told(back)
        #expect(reopened.open.first?.spans.count == 2)
        #expect(reopened.open.first?.ailing == ["a"])
        #expect(reopened.open.first?.pagedAt.count == 1)
        #expect(reopened.open.first?.reopenings == [Samples.at(102)])

        let recurred = try await told(
            back[..<2] + [
                .caseClosed(number, end: Samples.at(60)),
                .caseReopened(number, at: Samples.at(900), symptoms: [Samples.symptom("b", since: 900)]),
                .casePaged(number, Samples.telling(["b"], since: 900, recurrence: recurrence)),
            ])
        #expect(recurred.open.first?.pagedAt.count == 2)
        #expect(recurred.open.first?.ailing == ["b"])
        #expect(recurred.open.first?.reopenings == [])
    }

    @Test func `another cause is the same case, and pages nobody`() async throws {
        var telling = Samples.telling(["a", "b"])
        telling.causes[0].parts = ["balancer"]
        telling.symptoms.append(Samples.symptom("c"))
        let known = try await told([
            .caseOpened(number, Samples.telling(["a", "b"])), .targetJudged("b", verdict(.up, since: 20)),
            .caseRevised(number, telling),
        ])
        #expect(known.open.first?.parts == ["balancer"])
        #expect(known.open.first?.ailing == ["a", "c"], "what was well again stays well")
        #expect(known.open.first?.pagedAt == [Samples.at(100)])
        #expect(known.open.first?.revisedAt == Samples.at(102))
    }

    @Test func `work withholds the page, not the case`() async throws {
        let work = CaseWork(name: "upgrade", parts: ["a"], from: Samples.at(0), until: Samples.at(600))
        let known = try await told([.caseOpened(number, Samples.telling(["a"], withheld: work))])
        #expect(known.open.first?.pagedAt == [])
        #expect(known.open.first?.telling.withheld == work)
    }

    @Test func `what failed in part and is down now is told as down, and stays so`() async throws {
        var telling = Samples.telling(["a", "b"])
        for place in telling.symptoms.indices { telling.symptoms[place].standing = .degraded }
        let known = try await told([
            .caseOpened(number, telling), .targetJudged("a", verdict(.down, since: 20)),
            .targetJudged("a", verdict(.degraded, since: 30)),
        ])
        let symptoms = try #require(known.open.first?.telling.symptoms)
        #expect(symptoms.map(\.standing) == [.down, .degraded])
        #expect(symptoms.first?.since == telling.symptoms.first?.since, "it began when the first of it failed")
        #expect(known.open.first?.ailing == ["a", "b"])
    }

    @Test func `targets and vantages keep what was said of them, bounded`() async throws {
        try await Scratch.withStore { store in
            var facts: [LookoutFact] = (0..<60).map {
                .targetJudged("a", verdict($0 % 2 == 0 ? .up : .down, since: Int64($0)))
            }
            facts.append(.targetBlinked("a", from: Samples.at(0), to: Samples.at(1), JudgedReason(.quiet)))
            facts.append(.targetTicketed("a", JudgedReason(Samples.rules[8])))
            facts.append(.targetRecovered("a", from: Samples.at(0), to: Samples.at(1)))
            facts.append(.targetJudged("b", verdict(.up, since: 0)))
            facts.append(.vantageDoubted("paris", why: .alone, until: Samples.at(30)))
            _ = try await store.append(
                AppendCommand(actor: LookoutFact.actor, instant: Samples.at(100), drafts: facts.map(\.draft)))
            let (targets, named, vantages) = try await store.read { documents throws(JournalError) in
                let reading = WatchReading(documents)
                return (
                    try reading.targets(limit: 10), try reading.targets(named: ["b", "c"]), try reading.vantages()
                )
            }
            #expect(targets.map(\.name) == ["a", "b"])
            #expect(targets.first?.changes.count == WatchedTarget.changesMost)
            #expect(targets.first?.verdict?.standing == .down)
            #expect(targets.first?.blinks.count == 1)
            #expect(targets.first?.ticket?.reason.rule == Samples.rules[8])
            #expect(named.keys.sorted() == ["b"])
            #expect(vantages.first?.doubts.map(\.why) == [.alone])
        }
    }

    @Test func `nothing is said of a case that nobody opened`() async throws {
        await #expect(throws: JournalError.self) { try await told([.caseClosed(number, end: Samples.at(0))]) }
    }
}
