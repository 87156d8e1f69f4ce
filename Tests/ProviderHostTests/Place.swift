import Cards
import Foundation
import Ledger
import PostgresFixture
import Roles
import StorePostgres
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

@testable import ProviderHost

/// A store for one test: a file, or a schema on a real server.
enum Place: String, CaseIterable, Sendable {
    case sqlite, postgres

    /// Runs with as many stores on one memory as are wanted; SQLite has one for all.
    func with(_ count: Int, _ body: ([any RecordStore]) async throws -> Void) async throws {
        let stores: [any RecordStore]
        let remove: () -> Void
        switch self {
        case .sqlite:
            let folder = NSTemporaryDirectory() + "/vigie-provider-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let store = try await SQLiteLedger.open(path: folder + "/provider.sqlite")
            stores = Array(repeating: store, count: count)
            remove = { try? FileManager.default.removeItem(atPath: folder) }
        case .postgres:
            let server = try PostgresServer.shared()
            let (url, schema) = server.fresh()
            var opened: [any RecordStore] = []
            for _ in 0..<count { opened.append(try await PostgresLedger.open(url: url)) }
            stores = opened
            remove = { _ = try? server.query("DROP SCHEMA \(schema) CASCADE", asRole: "postgres") }
        }
        let outcome: Result<Void, any Error>
        do {
            try await body(stores)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        for store in stores { await store.close() }
        remove()
        try outcome.get()
    }
}

func desk(_ store: any RecordStore) -> ProviderDesk {
    ProviderDesk(store, now: { Instant(seconds: 1_795_132_800) }, random: { UInt64.random(in: 0 ... .max) })
}

func name(_ text: String) throws -> OperationID { try #require(OperationID(rawValue: text)) }

/// A card of our own ranges whose issuer says this code; nil is one that is approved.
func card(_ code: String? = nil) throws -> CardNumber {
    try CardNumber(TestCards.simulated(.visa, serial: 1_000 + (code.flatMap { UInt32($0) }.map { 900 + $0 } ?? 1)).span)
}

func order(
    _ id: String, _ kind: ProviderOrder.Kind, _ minor: Int64 = 1_000, channel: Channel = .instoreCB2A
) throws -> ProviderOrder {
    ProviderOrder(
        id: try name(id), kind: kind, amount: Money(minor, try #require(Currency("EUR"))), channel: channel,
        merchant: "SHOP 1")
}
