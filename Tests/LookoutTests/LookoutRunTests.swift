import Journal
import Judging
import Observing
import Series
import StoreSQLite
import Synchronization
import Testing
import Vocabulary
import Watching

@testable import Lookout

/// Runners, the lookout, a journal and a store of series together; only the clock and the answers are played.
@Suite struct LookoutRunTests {
    private final class Life: Sendable {
        let lookout: Lookout
        let runners: [String: VantageRunner]

        init(
            _ journal: any JournalStore, _ series: any SeriesStore, _ clock: SimulatedClock,
            answer: @escaping @Sendable (String, Instant) -> SampleOutcome
        ) throws {
            let matrix = try Declared.matrix([Declared.probe("shop"), Declared.probe("till", through: ["till"])])
            let runners = Mutex<[String: VantageRunner]>([:])
            let lookout = Lookout(
                matrix,
                parts: Lookout.Parts(
                    journal: journal, series: series, now: { clock.now }, pause: { await clock.pause($0) },
                    log: { _ in },
                    order: { vantage, order in runners.withLock { $0[vantage] }?.take(order) }))
            self.lookout = lookout
            for vantage in matrix.declaration.vantages {
                let runner = VantageRunner(
                    try Declared.plan(matrix, from: vantage.name),
                    parts: VantageRunner.Parts(
                        asker: PlayedAsker(clock: clock, answer: answer), now: { clock.now },
                        pause: { await clock.pause($0) },
                        report: { [weak lookout] in lookout?.take($0, from: vantage.name) }))
                runners.withLock { $0[vantage.name] = runner }
            }
            self.runners = runners.withLock { $0 }
        }

        func live(_ body: () async throws -> Void) async rethrows {
            let watching = Task { [lookout] in await lookout.run() }
            let asking = runners.values.map { runner in Task { await runner.run() } }
            try await body()
            for task in asking { task.cancel() }
            for task in asking { await task.value }
            lookout.stop()
            await watching.value
        }
    }

    private func kinds(_ journal: SQLiteStore) async throws -> [String] {
        try await journal.entries(after: .beforeFirst, limit: 1_000).map(\.kind.rawValue)
    }

    /// Moves the clock until it is so, at most so far.
    private func wait(
        _ clock: SimulatedClock, most seconds: Int64, until isSo: () async throws -> Bool
    ) async rethrows {
        for _ in 0..<seconds {
            await clock.advance(by: .seconds(1))
            try? await Task.sleep(for: .milliseconds(5))
            if try await isSo() { return }
        }
    }

    @Test func `from asks to entries, samples and a picture, over a restart`() async throws {
        try await Scratch.withStore { store in
            try await Scratch.withFolder { folder in
                let series = try await SQLiteSeries.open(path: folder + "/series.sqlite")
                let clock = SimulatedClock()
                let isDown = Mutex(false)
                let answer: @Sendable (String, Instant) -> SampleOutcome = { name, _ in
                    name == "shop" && isDown.withLock { $0 } ? SampleOutcome(.failed, at: .connect, code: 111) : .ok
                }
                let first = try Life(store, series, clock, answer: answer)
                try await first.live {
                    try await wait(clock, most: 60) { try await kinds(store).count { $0 == "target.judged" } == 2 }
                    isDown.withLock { $0 = true }
                    try await wait(clock, most: 60) { try await kinds(store).contains("case.opened") }
                    let picture = first.lookout.picture()
                    #expect(picture.isJudging)
                    #expect(picture.targets.map(\.name) == ["shop", "till"])
                    #expect(picture.targets.first?.verdict.standing == .down)
                    #expect(picture.targets.allSatisfy { $0.heard.count == 3 })
                    #expect(first.lookout.picture(of: ["till"]).targets.map(\.name) == ["till"])
                    let counts = first.lookout.counts
                    #expect(counts.openCases == 1)
                    #expect((counts.byOutcome["ok"] ?? 0) > 10)
                    #expect((counts.byOutcome["failed"] ?? 0) > 5)
                    #expect(counts.byKind["tcp"] == counts.lag.reduce(0, +))
                }
                let second = try Life(store, series, clock, answer: answer)
                try await second.live {
                    await clock.advance(by: .seconds(20))
                    #expect(second.lookout.counts.openCases == 1)
                    isDown.withLock { $0 = false }
                    try await wait(clock, most: 120) { try await kinds(store).contains("case.monitoring") }
                }
                let all = try await kinds(store)
                #expect(all.count { $0 == "case.opened" } == 1)
                #expect(!all.contains("case.paged"))
                #expect(all.contains("case.monitoring"))
                let end = clock.now + .seconds(1)
                let kept = try await series.samples(
                    SampleQuery(
                        series: try #require(SeriesName(rawValue: "shop")), from: Samples.start, to: end,
                        limit: 10_000))
                #expect(kept.map(\.vantage.rawValue) == ["london", "oslo", "paris"])
                let asked = [first, second].flatMap(\.lookout.counts.byOutcome.values).reduce(0, +)
                let other = try await series.samples(
                    SampleQuery(
                        series: try #require(SeriesName(rawValue: "till")), from: Samples.start, to: end,
                        limit: 10_000))
                #expect((kept + other).reduce(0) { $0 + $1.samples.count } == Int(asked))
                await series.close()
            }
        }
    }

    @Test func `while the journal is away at the start nothing is judged and nothing is lost`() async throws {
        try await Scratch.withStore { store in
            try await Scratch.withFolder { folder in
                let series = try await SQLiteSeries.open(path: folder + "/series.sqlite")
                let clock = SimulatedClock()
                let journal = AwayJournal(store)
                journal.isAway.withLock { $0 = true }
                let life = try Life(journal, series, clock) { _, _ in .ok }
                try await life.live {
                    await clock.advance(by: .seconds(5))
                    let change = LookoutInput.changed(name: "x", at: clock.now, parts: ["shop"], expectedGap: .zero)
                    #expect(!life.lookout.picture().isJudging)
                    #expect(!life.lookout.tell(.named(CaseNumber(1), reference: "TSR-1")))
                    #expect(life.lookout.tell(change))
                    journal.isAway.withLock { $0 = false }
                    try await wait(clock, most: 60) { try await kinds(store).count { $0 == "target.judged" } == 2 }
                }
                #expect(try await kinds(store) == ["target.judged", "target.judged"])
                await series.close()
            }
        }
    }
}
