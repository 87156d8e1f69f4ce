import Foundation
import Ledger
import LedgerContract
import Nexo
import NexoService
import NexoServiceSupport
import PostgresFixture
import Roles
import StorePostgres
import StoreSQLite
import Synchronization
import Telemetry
import Testing
import Vocabulary

/// A ledger in one of the two databases, empty and nobody else's.
enum Database: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite
    case postgres

    var testDescription: String { rawValue }
}

/// An authorisation server over a real ledger, whose clock stands still unless it is told to go on.
final class Bench: Sendable {
    let provider = TestProvider()
    let metrics = MetricsRegistry()
    let figures: NexoFigures
    let clock = Mutex(Instant(seconds: 1_795_140_000))
    private let folder: String
    private let url: String?
    private let opened: Mutex<any RecordStore>

    var store: any RecordStore { opened.withLock { $0 } }

    init(_ database: Database = .sqlite) async throws {
        figures = NexoFigures(metrics, role: "nexo_authorisation", outcomes: OutcomeCounters(metrics))
        folder = NSTemporaryDirectory() + "/vigie-nexo-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        url = database == .postgres ? try PostgresServer.shared().fresh().url : nil
        opened = Mutex(try await Self.open(folder, url))
    }

    private static func open(_ folder: String, _ url: String?) async throws -> any RecordStore {
        if let url { return try await PostgresLedger.open(url: url) }
        return try await SQLiteLedger.open(path: folder + "/ledger.sqlite")
    }

    /// Closes the ledger and opens it again: nothing is left of what was in memory.
    func restart() async throws {
        await store.close()
        let store = try await Self.open(folder, url)
        opened.withLock { $0 = store }
    }

    /// The same ledger once more, as another instance has it; PostgreSQL's alone.
    func openAgain() async throws -> any RecordStore { try await Self.open(folder, url) }

    func close() async {
        await store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    var surroundings: AuthorisationServer.Surroundings {
        .init(
            now: { self.clock.withLock { $0 } }, sleep: { _ in try? await Task.sleep(for: .milliseconds(5)) },
            logger: Logger(now: { Instant(seconds: 0) }) { _ in })
    }

    func pass(_ span: TimeSpan) { clock.withLock { $0 = $0 + span } }

    var now: Instant { clock.withLock { $0 } }

    func server(
        provider other: (any ProviderLink)? = nil, store ownStore: (any RecordStore)? = nil,
        _ configure: (inout AuthorisationServer.Configuration) -> Void = { _ in }
    ) -> AuthorisationServer {
        var configuration = AuthorisationServer.Configuration(currency: currency("EUR"))
        configure(&configuration)
        return AuthorisationServer(
            configuration, store: ownStore ?? store, provider: other ?? provider, figures: figures,
            surroundings: surroundings)
    }

    /// Does what is owed until nothing is due any more.
    func performDuties(_ server: AuthorisationServer) async {
        while await server.performDuties() > 0 {}
    }

    func payment(_ reference: String, of terminal: TestTerminal = TestTerminal()) async throws -> Payment? {
        try await store.payment(name(reference, of: terminal).payment)
    }

    func name(_ reference: String, of terminal: TestTerminal = TestTerminal()) -> TransactionName {
        TransactionName(party: terminal.name, reference: reference, at: TestTerminal.time.instant)
    }

    func books(_ reference: String) -> ModelProvider.Books { provider.books(of: name(reference).order) }

    /// Everything in the ledger fits together.
    func audit() async throws {
        var sums: [String: Int64] = [:]
        for balance in try await store.balances() { sums[balance.currency.code, default: 0] += balance.amount }
        #expect(sums.values.allSatisfy { $0 == 0 })
        try await checkWhole(store)
    }
}

extension AuthorisationServer {
    /// The answer to a message, read again.
    func say(_ message: NexoMessage) async throws -> NexoBody {
        try NexoDocument(reading: await answer(to: try message.written()), limits: .batch).message.body
    }
}

/// Waits for a condition of the program's own making, not for time. False when it never came true.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    let start = ContinuousClock.now
    while !(try await condition()) {
        guard ContinuousClock.now - start < .seconds(20) else { return false }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return true
}
