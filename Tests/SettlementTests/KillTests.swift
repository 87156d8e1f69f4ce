import Ledger
import LedgerContract
import Settlement
import Synchronization
import Telemetry
import Testing
import Vocabulary

/// A run is cut off before every single step that it takes with the store, and begun again.
@Suite struct KillTests {
    @Test(arguments: Database.allCases)
    func `a run that is cut off anywhere ends as if it had not been`(_ database: Database) async throws {
        let whole = try await Bench(database)
        let expected = try await outcome(of: whole, cutBefore: nil)
        await whole.close()
        #expect(expected.report.matched == 14)
        #expect(expected.report.findings == 3)
        // Every step on SQLite; on PostgreSQL, where a store takes longer to make, every fifth.
        for step in stride(from: 0, to: expected.steps, by: database == .sqlite ? 1 : 5) {
            let bench = try await Bench(database)
            let found = try await outcome(of: bench, cutBefore: step)
            #expect(found.wasCut, "step \(step)")
            #expect(found.report == expected.report, "step \(step)")
            #expect(found.findings == expected.findings, "step \(step)")
            #expect(found.balances == expected.balances, "step \(step)")
            await bench.close()
        }
    }

    struct Outcome {
        let wasCut: Bool
        let steps: Int
        let report: SettlementReport
        let findings: [Finding]
        let balances: [AccountBalance]
    }

    private func outcome(of bench: Bench, cutBefore step: Int?) async throws -> Outcome {
        for number in 0..<16 { try await bench.collect("C\(number)", Int64(100 + number)) }
        let agreeing = (0..<14).map { line("C\($0)", Int64(100 + $0), fee: 1) }
        try bench.put(file("day-1", agreeing + [line("C14", 1), line("stranger", 7)]))
        bench.set(Bench.midnight + .hours(1))
        let cutting = CuttingStore(bench.store, before: step ?? .max)
        let first = await bench.service(cutting, figures: SettlementFigures(MetricsRegistry())).run()
        let service = bench.service()
        if step != nil { _ = await service.run() }
        let reports = try await service.reports(limit: 10)
        let report = try #require(reports.first)
        #expect(reports.count == 1)
        return Outcome(
            wasCut: first.problem != nil, steps: cutting.steps, report: report,
            findings: try await service.findings(of: report, page: 0), balances: try await bench.store.balances())
    }
}

/// A real store whose caller is gone before the given step: from then on nothing is asked of it.
private final class CuttingStore: RecordStore {
    private let store: any RecordStore
    private let limit: Int
    private let taken = Atomic<Int>(0)

    init(_ store: any RecordStore, before limit: Int) {
        self.store = store
        self.limit = limit
    }

    var steps: Int { taken.load(ordering: .relaxed) }

    private func step() throws(LedgerError) {
        guard taken.wrappingAdd(1, ordering: .relaxed).oldValue < limit else {
            throw LedgerError(.unavailable, "cut off here")
        }
    }

    func apply(_ operation: LedgerOperation, at instant: Instant) async throws(LedgerError) -> LedgerAnswer {
        try step()
        return try await store.apply(operation, at: instant)
    }

    func commit(_ commit: LedgerCommit, at instant: Instant) async throws(LedgerError) -> LedgerCommit.Outcome {
        try step()
        return try await store.commit(commit, at: instant)
    }

    func openMovements(
        of channel: Channel, after sequence: Int64, limit: Int
    ) async throws(LedgerError) -> [OpenMovement] {
        try step()
        return try await store.openMovements(of: channel, after: sequence, limit: limit)
    }

    func answer(to id: OperationID) async throws(LedgerError) -> LedgerAnswer? {
        try step()
        return try await store.answer(to: id)
    }

    func record(_ id: RecordID) async throws(LedgerError) -> Record? { try await store.record(id) }
    func records(_ query: RecordQuery) async throws(LedgerError) -> [Record] { try await store.records(query) }
    func due(_ kind: String, until instant: Instant, limit: Int) async throws(LedgerError) -> [Record] {
        try await store.due(kind, until: instant, limit: limit)
    }
    func payment(_ id: PaymentID) async throws(LedgerError) -> Payment? { try await store.payment(id) }
    func balances() async throws(LedgerError) -> [AccountBalance] { try await store.balances() }
    func entries(after sequence: Int64, limit: Int) async throws(LedgerError) -> [LedgerEntry] {
        try await store.entries(after: sequence, limit: limit)
    }
    func payments(after id: PaymentID?, limit: Int) async throws(LedgerError) -> [Payment] {
        try await store.payments(after: id, limit: limit)
    }
    func lastSequence() async throws(LedgerError) -> Int64 { try await store.lastSequence() }
    func close() async { await store.close() }
}
