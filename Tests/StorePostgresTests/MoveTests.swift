import Foundation
import Journal
import PostgresFixture
import StorePostgres
import StoreSQLite
import Testing

@Suite struct MoveTests {
    @Test func `an installation moves from SQLite to PostgreSQL and back and stays the same`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vigie-move-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try await SQLiteStore.open(path: folder + "/first", projections: [Counts()])
        for number in 0..<300 {
            _ = try await first.append(
                Material.command("s\(number % 7)", "\(number)", key: number % 2 == 0 ? "key-\(number)" : nil))
        }
        let captured = try await first.keep(Array("what a vendor's page said".utf8))
        let second = try await PostgresStore.open(
            url: try PostgresServer.shared().fresh().url, projections: [Counts()])
        let third = try await SQLiteStore.open(path: folder + "/third", projections: [Counts()])
        let stores: [any JournalTransfer] = [first, second, third]
        for (source, target) in [(stores[0], stores[1]), (stores[1], stores[2])] {
            let report = try await JournalCopy(from: source, to: target, projections: ["counts"]).run()
            #expect(report.commands == 150)
            #expect(report.archived == 1)
            #expect(try await target.head() == source.head())
            #expect(try await target.documentsDigest("counts") == source.documentsDigest("counts"))
            #expect(try await target.captured(captured) == source.captured(captured))
            let verified = try await JournalVerifier(target, projections: [Counts()]).verify()
            #expect(verified.isSound, "\(verified.problems)")
        }
        // The same command is known wherever it is sent.
        let again = Material.command("s2", "2", key: "key-2")
        let receipt = try await first.append(again)
        for store in stores {
            #expect(try await store.append(again) == receipt)
            await store.close()
        }
    }
}
