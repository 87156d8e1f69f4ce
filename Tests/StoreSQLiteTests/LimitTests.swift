import Foundation
import Glibc
import Journal
import JournalContract
import StoreSQLite
import Testing

@Suite struct LimitTests {
    private let projections: [any Projection] = [CountingProjection(), LastBodyProjection()]

    @Test func `a full queue refuses what it cannot take and keeps what it took`() async throws {
        try await withPlace { place in
            var options = SQLiteOptions()
            options.waitingCommandsMost = 4
            options.commandsPerCommit = 2
            let store = try await place.serve(options)
            let (taken, refused) = try await flood(store, commands: 400)
            #expect(taken.count + refused.count == 400)
            #expect(refused.allSatisfy { $0.code == .unavailable })
            let entries = try await store.entries(after: .beforeFirst, limit: 1_000)
            #expect(entries.map(\.position) == taken.sorted())
            await store.close()
        }
    }

    @Test func `more bytes than may wait are refused`() async throws {
        try await withPlace { place in
            var options = SQLiteOptions()
            options.waitingBytesMost = 1_000
            let store = try await place.serve(options)
            let large = [UInt8](repeating: 1, count: 1_001)
            #expect(await journalError { _ = try await store.append(sample("a", large)) }?.code == .unavailable)
            _ = try await store.append(sample("a", Array(large.dropLast())))
            _ = try await store.append(sample("a", Array(large.dropLast())))
            await store.close()
        }
    }

    @Test func `a full quota loses nothing that was acknowledged, and more room makes appends work again`()
        async throws
    {
        try await withPlace { place in
            var options = SQLiteOptions()
            options.pagesMost = 60
            var store = try await place.serve(options, projections: projections)
            var acknowledged = try await fill(store)
            // A small command may still fit where a large one does not.
            _ = await journalError { acknowledged.append(try await store.append(sample("small")).first) }
            try await checkKept(store, acknowledged)
            await store.close()

            options.pagesMost = nil
            store = try await place.serve(options, projections: projections)
            acknowledged.append(try await store.append(sample("again", large)).first)
            try await checkKept(store, acknowledged)
            await store.close()
        }
    }

    /// A disk of four megabytes; mounting it needs root.
    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"))
    func `a full disk loses nothing that was acknowledged, and free space makes appends work again`() async throws {
        let disk = NSTemporaryDirectory() + "/vigie-disk-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: disk) }
        guard unsafe mount("none", disk, "tmpfs", 0, "size=4m") == 0 else {
            try Test.cancel("this machine does not allow mounting a small disk")
        }
        defer { unsafe umount2(disk, 2) }
        try await withPlace(in: disk) { place in
            // A file that takes room now and can be removed later.
            let ballast = disk + "/ballast"
            try Data(count: 2_600_000).write(to: URL(fileURLWithPath: ballast))
            var store = try await place.serve(projections: projections)
            var acknowledged = try await fill(store)
            try await checkKept(store, acknowledged)

            // Many at once on the full disk: each is told the truth.
            let (taken, refused) = try await flood(store, commands: 40, large)
            acknowledged += taken
            #expect(refused.allSatisfy { $0.code == .full }, "\(refused)")
            #expect(!refused.isEmpty)
            try await checkKept(store, acknowledged)

            // A restart on the full disk still reads.
            await store.close()
            store = try await place.serve(projections: projections)
            try await checkKept(store, acknowledged)

            try FileManager.default.removeItem(atPath: ballast)
            acknowledged.append(try await store.append(sample("again", large)).first)
            try await checkKept(store, acknowledged)
            await store.close()
            store = try await place.serve(projections: projections)
            try await checkKept(store, acknowledged)
            await store.close()
        }
    }

    private let large = [UInt8](repeating: 0x78, count: 20_000)

    /// Appends until the store is full, and gives the positions that were acknowledged.
    private func fill(_ store: SQLiteStore) async throws -> [Position] {
        var acknowledged: [Position] = []
        for number in 0..<1_000 {
            do throws(JournalError) {
                acknowledged.append(try await store.append(sample("s\(number % 5)", large, key: "key-\(number)")).first)
            } catch {
                #expect(error.code == .full, "\(error.message)")
                #expect(error.message.contains("free space"))
                return acknowledged
            }
        }
        Issue.record("the store was never full")
        return acknowledged
    }

    private func flood(
        _ store: SQLiteStore, commands: Int, _ body: [UInt8] = []
    ) async throws -> ([Position], [JournalError]) {
        await withTaskGroup(of: Result<Position, JournalError>.self) { group in
            for number in 0..<commands {
                group.addTask {
                    do throws(JournalError) {
                        return .success(try await store.append(sample("flood-\(number)", body)).first)
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var taken: [Position] = []
            var refused: [JournalError] = []
            for await outcome in group {
                switch outcome {
                case .success(let position): taken.append(position)
                case .failure(let error): refused.append(error)
                }
            }
            return (taken, refused)
        }
    }

    /// Exactly what was acknowledged is there, whole, and the read models are those of a replay.
    private func checkKept(_ store: SQLiteStore, _ acknowledged: [Position]) async throws {
        var kept: [Position] = []
        while true {
            let page = try await store.entries(after: kept.last ?? .beforeFirst, limit: 1_000)
            if page.isEmpty { break }
            kept += page.map(\.position)
        }
        #expect(kept == acknowledged.sorted())
        let report = try await JournalVerifier(store, projections: projections).verify()
        #expect(report.problems.isEmpty, "\(report.problems)")
    }
}
