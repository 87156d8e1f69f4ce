import Foundation
import Journal
import JournalContract
import StoreSQLite
import Testing

@Suite struct SchemaTests {
    /// Released migrations never change.
    ///
    /// When this fails, put the old text back and add a migration.
    private static let released = [
        1: "8584cb79602e06e2050cfbaa880de62e80e43b571b090f6555e38e6496806311"
    ]

    @Test func `released migrations have the checksums they were released with`() async throws {
        try await withPlace { place in
            await (try place.serve()).close()
            let status = try await SQLiteStore.migrationStatus(path: place.path)
            #expect(status.isCurrent)
            let seen = Dictionary(uniqueKeysWithValues: status.applied.map { (Int($0.id), $0.checksum) })
            #expect(seen == Self.released)
        }
    }

    @Test func `the tables themselves refuse to change or remove an entry`() async throws {
        try await withPlace { place in
            let store = try await place.serve()
            _ = try await store.append(sample("kept"))
            for sql in ["UPDATE entries SET body = x'00'", "DELETE FROM entries", "UPDATE entries SET position = 9"] {
                let error = #expect(throws: SQLitePlace.SQLError.self) { try place.run(sql) }
                #expect(error?.message.contains("entries are never") == true)
            }
            #expect(try await store.entries(after: .beforeFirst, limit: 9).count == 1)
            await store.close()
        }
    }

    @Test func `a database of a newer program is refused, and left as it is`() async throws {
        try await withPlace { place in
            await (try place.serve()).close()
            try place.run("INSERT INTO migrations VALUES (99, 'from the future', 'unknown')")
            for options in [place.serving, place.beside] {
                let error = await journalError { _ = try await place.serve(options) }
                #expect(error?.code == .schema)
                #expect(error?.message.contains("newer program") == true)
            }
            let error = await journalError { _ = try await SQLiteStore.migrate(path: place.path) }
            #expect(error?.code == .schema)
        }
    }

    @Test func `a database whose migration is not the released one is refused`() async throws {
        try await withPlace { place in
            await (try place.serve()).close()
            try place.run("UPDATE migrations SET checksum = 'another' WHERE id = 1")
            #expect(await journalError { _ = try await place.serve() }?.code == .schema)
        }
    }

    @Test func `a file that is no database is refused and not touched`() async throws {
        try await withPlace { place in
            let text = Data(String(repeating: "These are notes, not a journal.\n", count: 200).utf8)
            try text.write(to: URL(fileURLWithPath: place.path))
            let error = await journalError { _ = try await place.serve() }
            #expect(error?.code == .corrupt)
            #expect(try Data(contentsOf: URL(fileURLWithPath: place.path)) == text)
        }
    }

    @Test func `a database of another program is refused and not touched`() async throws {
        try await withPlace { place in
            try Data().write(to: URL(fileURLWithPath: place.path))
            try place.run("CREATE TABLE bookmarks (url TEXT)")
            let before = try Data(contentsOf: URL(fileURLWithPath: place.path))
            let error = await journalError { _ = try await place.serve() }
            #expect(error?.code == .schema)
            #expect(error?.message.contains("not a journal") == true)
            #expect(try Data(contentsOf: URL(fileURLWithPath: place.path)) == before)
        }
    }

    @Test func `migrating a current database changes nothing and says so`() async throws {
        try await withPlace { place in
            await (try place.serve()).close()
            let status = try await SQLiteStore.migrate(path: place.path)
            #expect(status.isCurrent)
            #expect(status == (try await SQLiteStore.migrationStatus(path: place.path)))
        }
    }

    @Test func `a path that leads nowhere is refused with advice`() async throws {
        try await withPlace { place in
            let nowhere = place.folder + "/missing/journal.sqlite"
            let error = await journalError { _ = try await SQLiteStore.open(path: nowhere, projections: []) }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("folder") == true)
            let folder = await journalError { _ = try await SQLiteStore.open(path: place.folder, projections: []) }
            #expect(folder?.code == .unavailable)
            #expect(await journalError { _ = try await SQLiteStore.open(path: "", projections: []) }?.code == .refused)
            #expect(await journalError { _ = try await SQLiteStore.migrate(path: place.path) }?.code == .unavailable)
        }
    }
}
