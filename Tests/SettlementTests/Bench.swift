import Foundation
import HTTP
import JSON
import Ledger
import LedgerContract
import PostgresFixture
import Settlement
import SettlementFolder
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

    func url(_ folder: String) throws -> String {
        switch self {
        case .sqlite: "sqlite:" + folder + "/ledger.sqlite"
        case .postgres: try PostgresServer.shared().fresh().url
        }
    }
}

/// A ledger, a folder of files and a service between them.
final class Bench: Sendable {
    let folder: String
    let files: String
    let url: String
    let store: any RecordStore
    let source: FolderSource
    let clock: Mutex<Instant>
    let metrics = MetricsRegistry()
    let figures: SettlementFigures
    private let schedule: SettlementSchedule

    /// 2026-11-20T00:00:00Z, when the e-commerce day ends.
    static let midnight = Instant(seconds: 1_795_132_800)

    init(_ database: Database) async throws {
        folder = NSTemporaryDirectory() + "/vigie-settlement-" + UUID().uuidString
        files = folder + "/files"
        try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
        url = try database.url(folder)
        store = try await Self.open(url)
        source = FolderSource(files)
        clock = Mutex(Self.midnight - .hours(6))
        figures = SettlementFigures(metrics)
        let cutOff = try #require(CutOff(minute: 0, grace: .hours(2)))
        schedule = SettlementSchedule([.ecommerce: cutOff, .instoreNexo: cutOff])
    }

    /// The ledger once more, after it was closed.
    func open() async throws -> any RecordStore { try await Self.open(url) }

    private static func open(_ url: String) async throws -> any RecordStore {
        if url.hasPrefix("sqlite:") { return try await SQLiteLedger.open(path: String(url.dropFirst(7))) }
        return try await PostgresLedger.open(url: url)
    }

    func close() async {
        await store.close()
        await source.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func set(_ now: Instant) { clock.withLock { $0 = now } }

    func service(
        _ other: (any RecordStore)? = nil, figures: SettlementFigures? = nil,
        sleep: @escaping @Sendable (TimeSpan) async -> Void = { _ in }
    ) -> SettlementService {
        SettlementService(
            schedule, store: other ?? store, source: source, figures: figures ?? self.figures,
            surroundings: .init(
                now: { self.clock.withLock { $0 } }, sleep: sleep,
                logger: Logger(now: { Self.midnight }) { _ in }))
    }

    /// Puts a file of the provider's into the folder.
    func put(_ file: SettlementFile, as name: String? = nil) throws {
        try put(file.text, as: name ?? file.name.rawValue + ".txt")
    }

    func put(_ text: String, as name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: files + "/" + name))
    }

    func collect(_ id: String, _ minor: Int64, at instant: Instant = midnight - .hours(5)) async throws {
        _ = try await store.apply(
            operation(id, "payment-" + id, .collect(euros(minor))), at: instant)
    }
}

func line(_ id: String, _ minor: Int64, _ kind: Payment.Movement.Kind = .capture, fee: Int64 = 0) -> SettlementLine {
    SettlementLine(reference: operationID(id), kind: kind, money: euros(minor), fee: fee)
}

func file(_ name: String, _ lines: [SettlementLine], until: Instant = Bench.midnight) -> SettlementFile {
    SettlementFile(name: operationID(name), channel: .ecommerce, until: until, lines: lines)
}
