import Journal
import Judging
import Observing
import Series
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

@testable import Lookout

/// A journal that is away for a while.
final class AwayJournal: JournalStore {
    let store: SQLiteStore
    let isAway = Mutex(false)
    /// It records, and its answer is lost.
    let losesAnswers = Mutex(0)

    init(_ store: SQLiteStore) { self.store = store }

    func append(_ command: AppendCommand) async throws(JournalError) -> AppendReceipt {
        if isAway.withLock({ $0 }) { throw JournalError(.unavailable, "the journal is away") }
        let receipt = try await store.append(command)
        let isLost = losesAnswers.withLock { left in
            defer { left = max(left - 1, 0) }
            return left > 0
        }
        if isLost { throw JournalError(.unavailable, "the answer was lost") }
        return receipt
    }

    func entries(after position: Position, limit: Int) async throws(JournalError) -> [Entry] {
        try await store.entries(after: position, limit: limit)
    }
    func entries(of stream: StreamName, after version: StreamVersion, limit: Int) async throws(JournalError) -> [Entry]
    {
        try await store.entries(of: stream, after: version, limit: limit)
    }
    func head() async throws(JournalError) -> Chain { try await store.head() }
    func waitForEntry(after position: Position) async throws(JournalError) {
        try await store.waitForEntry(after: position)
    }
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result {
        if isAway.withLock({ $0 }) { throw JournalError(.unavailable, "the journal is away") }
        return try await store.read(body)
    }
    func rebuild(
        _ projections: [ProjectionName], progress: @escaping @Sendable (Position, Position) -> Void
    ) async throws(JournalError) { try await store.rebuild(projections, progress: progress) }
    func close() async { await store.close() }
}

/// What was said to the log.
final class Notes: Sendable {
    let all = Mutex<[LookoutNote]>([])
    func add(_ note: LookoutNote) { all.withLock { $0.append(note) } }
    func count(_ isMeant: (LookoutNote) -> Bool) -> Int { all.withLock { $0.count(where: isMeant) } }
}

@Suite struct KeepingTests {
    private let clock = SimulatedClock()
    private let notes = Notes()

    private func writer(_ journal: any JournalStore) -> FactWriter {
        FactWriter(
            FactWriter.Parts(
                journal: journal, now: { [clock] in clock.now }, pause: { [clock] in await clock.pause($0) },
                log: { [notes] in notes.add($0) }))
    }

    private func verdict(_ name: String, since: Int64) -> LookoutFact {
        .targetJudged(name, TargetVerdict(.up, since: Samples.at(since), reason: JudgedReason(.quiet)))
    }

    @Test func `what is said while the journal is away is written when it is back, in its order`() async throws {
        try await Scratch.withStore { store in
            let journal = AwayJournal(store)
            journal.isAway.withLock { $0 = true }
            let writer = writer(journal)
            let running = Task { await writer.run() }
            writer.write((0..<450).map { verdict("t\($0 % 7)", since: Int64($0)) })
            writer.write([.caseOpened(CaseNumber(1), Samples.telling(["t0"]))])
            for _ in 0..<200 where writer.standing.trouble == nil { try await Task.sleep(for: .milliseconds(5)) }
            #expect(writer.standing.trouble == "the journal is away")
            #expect(writer.standing.waiting == 451)
            journal.isAway.withLock { $0 = false }
            for _ in 0..<2_000 where writer.standing.waiting > 0 {
                await clock.advance(by: .seconds(1), step: .seconds(1))
                try await Task.sleep(for: .milliseconds(1))
            }
            writer.stop()
            await running.value
            let entries = try await store.entries(after: .beforeFirst, limit: 1_000)
            #expect(entries.count == 451)
            #expect(entries.last?.kind == "case.opened")
            #expect(entries.first.map { $0.actor } == LookoutFact.actor)
            #expect(notes.count { if case .journalUnavailable = $0 { true } else { false } } == 1)
            #expect(notes.count { $0 == .journalBack } == 1)
        }
    }

    @Test func `what was written and not acknowledged is one entry`() async throws {
        try await Scratch.withStore { store in
            let journal = AwayJournal(store)
            journal.losesAnswers.withLock { $0 = 2 }
            let writer = writer(journal)
            let running = Task { await writer.run() }
            writer.write([.caseOpened(CaseNumber(1), Samples.telling(["t0"]))])
            for _ in 0..<2_000 where writer.standing.waiting > 0 {
                await clock.advance(by: .seconds(1), step: .seconds(1))
                try await Task.sleep(for: .milliseconds(1))
            }
            writer.stop()
            await running.value
            // The same words of a new start after a crash.
            let second = self.writer(journal)
            let again = Task { await second.run() }
            second.write([.caseOpened(CaseNumber(1), Samples.telling(["t0"]))])
            second.stop()
            await again.value
            #expect(try await store.entries(after: .beforeFirst, limit: 10).count == 1)
        }
    }

    @Test func `what the journal refuses holds up nothing`() async throws {
        try await Scratch.withStore { store in
            let writer = writer(store)
            let running = Task { await writer.run() }
            writer.write([
                verdict("a", since: 0), .caseClosed(CaseNumber(9), end: Samples.at(0)), verdict("b", since: 0),
            ])
            writer.stop()
            await running.value
            let written = try await store.entries(after: .beforeFirst, limit: 10)
            #expect(written.map(\.stream.rawValue) == ["target/a", "target/b"])
            #expect(notes.count { if case .factRefused("case.closed", _) = $0 { true } else { false } } == 1)
        }
    }

    @Test func `when the journal is away for too long, verdicts are let go and cases are kept`() async throws {
        try await Scratch.withStore { store in
            let writer = writer(store)
            writer.write([.caseOpened(CaseNumber(1), Samples.telling(["t0"]))])
            writer.write((0..<FactWriter.waitingMost).map { verdict("t", since: Int64($0)) })
            writer.write([.caseOpened(CaseNumber(2), Samples.telling(["t0"]))])
            #expect(writer.standing.waiting == FactWriter.waitingMost)
            #expect(writer.standing.lost == 2)
        }
    }

    // MARK: Series

    private func keeper(_ series: any SeriesStore) -> SeriesKeeper {
        SeriesKeeper(
            SeriesKeeper.Parts(
                series: series, now: { [clock] in clock.now }, pause: { [clock] in await clock.pause($0) },
                log: { [notes] in notes.add($0) }))
    }

    private func line(_ series: String, _ vantage: String) throws -> SeriesKeeper.Line {
        SeriesKeeper.Line(
            series: try #require(SeriesName(rawValue: series)), vantage: try #require(VantageName(rawValue: vantage)))
    }

    private func sample(_ seconds: Int64) -> Sample {
        Sample(at: Samples.at(seconds), .ok, total: TimeSpan(microseconds: 20_000))
    }

    @Test func `results are kept by target and vantage, and numbers go on after a new start`() async throws {
        try await Scratch.withFolder { folder in
            let series = try await SQLiteSeries.open(path: folder + "/series.sqlite")
            let paris = try line("shop", "paris")
            for life in 0..<3 {
                let keeper = keeper(series)
                let running = Task { await keeper.run() }
                for second in 0..<10 {
                    keeper.add(sample(Int64(life * 10 + second)), paris)
                    keeper.add(sample(Int64(life * 10 + second)), try line("shop", "oslo"))
                }
                keeper.stop()
                await running.value
                #expect(keeper.standing.waiting == 0)
            }
            #expect(try await series.lastSequence(of: paris.series, from: paris.vantage) == 3)
            let kept = try await series.samples(
                SampleQuery(series: paris.series, from: Samples.at(0), to: Samples.at(100), limit: 100))
            #expect(kept.map(\.vantage.rawValue) == ["oslo", "paris"])
            #expect(kept.map(\.samples.count) == [30, 30])
            await series.close()
        }
    }

    @Test func `what came late is a batch of its own day`() {
        let parts = SeriesKeeper.parts(of: (0..<5_000).map { sample(Int64($0)) } + [sample(100_000), sample(100_001)])
        #expect(parts.map(\.count) == [SeriesBatch.samplesMost, 904, 2])
    }
}
