import ISO8583
import Ledger
import Roles
import Synchronization
import Testing
import Vocabulary

@testable import ProviderHost

@Suite struct SettlementTests {
    @Test(arguments: Place.allCases)
    func `each movement is in one file, with its fee, by channel; what was undone is in none`(place: Place) async throws
    {
        try await place.with(1) { stores in
            let desk = desk(stores[0])
            let clock = Mutex(Int64(1_795_132_800))
            let settlement = ProviderSettlement(stores[0], now: { Instant(seconds: clock.withLock { $0 }) })
            #expect(try await settlement.close(.instoreCB2A) == nil)
            // More than a page of records, and more than one commit writes.
            for number in 0..<230 {
                _ = try await desk.perform(try order("p\(number)", .pay(card(), expiry: "2912"), 1_000))
            }
            _ = try await desk.perform(try order("f", .refund(of: try name("p0")), 300))
            _ = try await desk.perform(try order("u", .reverse(try name("p1")), 1_000))
            _ = try await desk.perform(try order("x", .pay(card(), expiry: "2912"), 1, channel: .ecommerce))
            let file = try #require(try await settlement.close(.instoreCB2A))
            #expect(file.name.rawValue == "1795132800-instore-cb2a")
            #expect(file.lines.count == 230)
            #expect(Set(file.lines.map(\.reference)).count == 230)
            #expect(!file.lines.contains { $0.reference.rawValue == "p1" })
            let refund = try #require(file.lines.first { $0.reference.rawValue == "f" })
            #expect(refund.kind == .refund && refund.money.minor == 300 && refund.fee == 0)
            #expect(file.lines.filter { $0.kind == .capture }.allSatisfy { $0.fee == 6 })
            #expect(try SettlementFile(reading: Array(file.text.utf8)) == file)
            // Nothing is left for the next one, whose name is another one also in the same second.
            #expect(try await settlement.close(.instoreCB2A) == nil)
            _ = try await desk.perform(try order("later", .pay(card(), expiry: "2912"), 1_000))
            let next = try #require(try await settlement.close(.instoreCB2A))
            #expect(next.lines.map(\.reference.rawValue) == ["later"])
            #expect(next.name != file.name)
            let other = try #require(try await settlement.close(.ecommerce))
            #expect(other.lines.map(\.reference.rawValue) == ["x"])
            #expect(other.lines[0].fee == 1)
            // What was settled is not undone any more.
            #expect(
                try await desk.perform(try order("u2", .reverse(try name("p2")), 1_000)).code == .invalidTransaction)
        }
    }

    @Test func `a run that was stopped goes on with the same file`() async throws {
        try await Place.sqlite.with(1) { stores in
            let desk = desk(stores[0])
            for number in 0..<40 {
                _ = try await desk.perform(try order("p\(number)", .pay(card(), expiry: "2912"), 1_000))
            }
            // The store fails in the middle of the run, at each place once.
            for failing in 1...4 {
                let broken = FailingStore(stores[0], commits: failing)
                let settlement = ProviderSettlement(broken, now: { Instant(seconds: 1_795_132_800 + Int64(failing)) })
                if failing < 4 {
                    await #expect(throws: LedgerError.self) { try await settlement.close(.instoreCB2A) }
                }
            }
            let settlement = ProviderSettlement(stores[0], now: { Instant(seconds: 1_795_999_999) })
            let file = try #require(try await settlement.close(.instoreCB2A))
            #expect(file.lines.count == 40)
            #expect(file.name.rawValue == "1795132802-instore-cb2a")
        }
    }
}

/// A store whose connection is lost with one of its commits, before it is done.
private struct FailingStore: RecordStore {
    private let store: any RecordStore
    private let left: Counted

    private final class Counted: Sendable {
        let count: Mutex<Int>
        init(_ count: Int) { self.count = Mutex(count) }
    }

    init(_ store: any RecordStore, commits: Int) {
        self.store = store
        left = Counted(commits)
    }

    func commit(_ commit: LedgerCommit, at instant: Instant) async throws(LedgerError) -> LedgerCommit.Outcome {
        let isLast = left.count.withLock { count in
            count -= 1
            return count <= 0
        }
        if isLast { throw LedgerError(.unavailable, "the connection is lost") }
        return try await store.commit(commit, at: instant)
    }

    func record(_ id: RecordID) async throws(LedgerError) -> Record? { try await store.record(id) }
    func records(_ query: RecordQuery) async throws(LedgerError) -> [Record] { try await store.records(query) }
    func due(_ kind: String, until instant: Instant, limit: Int) async throws(LedgerError) -> [Record] {
        try await store.due(kind, until: instant, limit: limit)
    }
    func apply(_ operation: LedgerOperation, at instant: Instant) async throws(LedgerError) -> LedgerAnswer {
        try await store.apply(operation, at: instant)
    }
    func answer(to id: OperationID) async throws(LedgerError) -> LedgerAnswer? { try await store.answer(to: id) }
    func payment(_ id: PaymentID) async throws(LedgerError) -> Payment? { try await store.payment(id) }
    func balances() async throws(LedgerError) -> [AccountBalance] { try await store.balances() }
    func openMovements(
        of channel: Channel, after sequence: Int64, limit: Int
    ) async throws(LedgerError) -> [OpenMovement] {
        try await store.openMovements(of: channel, after: sequence, limit: limit)
    }
    func entries(after sequence: Int64, limit: Int) async throws(LedgerError) -> [LedgerEntry] {
        try await store.entries(after: sequence, limit: limit)
    }
    func payments(after id: PaymentID?, limit: Int) async throws(LedgerError) -> [Payment] {
        try await store.payments(after: id, limit: limit)
    }
    func lastSequence() async throws(LedgerError) -> Int64 { try await store.lastSequence() }
    func close() async {}
}
