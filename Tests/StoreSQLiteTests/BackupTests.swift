import Foundation
import Journal
import JournalContract
import StoreSQLite
import Testing

@Suite struct BackupTests {
    private let projections: [any Projection] = [CountingProjection()]

    @Test func `a backup taken while others append is a whole journal up to one entry`() async throws {
        try await withPlace { place in
            let store = try await place.serve(projections: projections)
            for number in 0..<50 { _ = try await store.append(sample("s\(number % 5)", key: "key-\(number)")) }
            let captured = try await store.keep(Array("captured".utf8))
            let target = place.folder + "/copy.sqlite"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask { for _ in 0..<50 { _ = try await store.append(sample("w\(writer)")) } }
                }
                group.addTask { try await store.backup(to: target) }
                try await group.waitForAll()
            }
            let end = try await store.head()
            await store.close()

            #expect(
                try FileManager.default.contentsOfDirectory(atPath: place.folder).filter { $0.hasPrefix("copy") }
                    == ["copy.sqlite"], "a backup is one file")
            let copy = try await SQLiteStore.open(path: target, projections: projections)
            let report = try await JournalVerifier(copy, projections: projections).verify()
            #expect(report.problems.isEmpty)
            #expect(report.head.position >= Position(50) && report.head.position <= end.position)
            #expect(try await copy.captured(captured) == Array("captured".utf8))
            #expect(try await copy.append(sample("s0", key: "key-0")).first == Position(1))
            await copy.close()
        }
    }

    @Test func `a backup never overwrites a file, and leaves nothing behind when it is refused`() async throws {
        try await withPlace { place in
            let store = try await place.serve()
            let target = place.folder + "/precious"
            try Data("precious".utf8).write(to: URL(fileURLWithPath: target))
            let before = try FileManager.default.contentsOfDirectory(atPath: place.folder).sorted()
            let error = await journalError { try await store.backup(to: target) }
            #expect(error?.code == .refused)
            #expect(try String(contentsOfFile: target, encoding: .utf8) == "precious")
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder).sorted() == before)
            #expect(await journalError { try await store.backup(to: place.folder + "/no/such/folder") } != nil)
            await store.close()
        }
    }

    @Test func `a restored backup is the journal it was made of, and the backup is left as it is`() async throws {
        try await withPlace { place in
            let store = try await place.serve(projections: projections)
            for number in 0..<20 { _ = try await store.append(sample("s\(number % 3)")) }
            let backup = place.folder + "/copy.sqlite"
            try await store.backup(to: backup)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: backup))
            let target = place.folder + "/restored.sqlite"

            // A log of an older file would be taken for the restored file's own.
            try Data([1]).write(to: URL(fileURLWithPath: target + "-wal"))
            let refused = await journalError { try await SQLiteStore.restore(from: backup, to: target) }
            #expect(refused?.code == .refused)
            try FileManager.default.removeItem(atPath: target + "-wal")

            try await SQLiteStore.restore(from: backup, to: target)
            #expect(await journalError { try await SQLiteStore.restore(from: backup, to: target) }?.code == .refused)
            let tool = try await SQLiteStore.open(path: backup, projections: [], options: place.beside)
            #expect(try await JournalVerifier(tool, projections: projections).verify().problems.isEmpty)
            await tool.close()
            #expect(try Data(contentsOf: URL(fileURLWithPath: backup)) == bytes)

            let restored = try await SQLiteStore.open(path: target, projections: projections)
            #expect(try await restored.head() == (try await store.head()))
            _ = try await restored.append(sample("s0"))
            #expect(try await JournalVerifier(restored, projections: projections).verify().problems.isEmpty)
            await restored.close()
            await store.close()
        }
    }

    @Test func `what is no journal is not restored`() async throws {
        try await withPlace { place in
            try Data("notes".utf8).write(to: URL(fileURLWithPath: place.path))
            let target = place.folder + "/restored.sqlite"
            #expect(await journalError { try await SQLiteStore.restore(from: place.path, to: target) } != nil)
            let missing = place.folder + "/missing"
            #expect(await journalError { try await SQLiteStore.restore(from: missing, to: target) } != nil)
            #expect(!FileManager.default.fileExists(atPath: target))
        }
    }

    @Test func `a backup restores by a copy into an empty store too`() async throws {
        try await withPlace { place in
            let store = try await place.serve(projections: projections)
            for number in 0..<20 { _ = try await store.append(sample("s\(number % 3)")) }
            let target = place.folder + "/copy.sqlite"
            try await store.backup(to: target)
            let backup = try await SQLiteStore.open(path: target, projections: [], options: place.beside)
            let restored = try await SQLiteStore.open(path: place.folder + "/restored", projections: projections)
            _ = try await JournalCopy(from: backup, to: restored, projections: ["counts"]).run()
            #expect(try await restored.head() == (try await store.head()))
            #expect(try await restored.documentsDigest("counts") == (try await store.documentsDigest("counts")))
            for each in [store, backup, restored] { await each.close() }
        }
    }
}
