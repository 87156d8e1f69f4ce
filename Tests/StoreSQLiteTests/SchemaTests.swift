import Foundation
import Journal
import JournalContract
import Testing

@testable import StoreSQLite

@Suite struct SchemaTests {
    /// Released migrations never change.
    ///
    /// When this fails, put the old text back and add a migration.
    private static let released = [
        1: "8584cb79602e06e2050cfbaa880de62e80e43b571b090f6555e38e6496806311",
        2: "bc0865fa978922c1a80806b93f0e9987202b0f9c1e4d2af8d40182ceef16748c",
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

    /// A journal as a program of the first schema left it, with what another journal holds.
    private func makeFirstSchema(_ place: SQLitePlace, from other: SQLitePlace) throws {
        let first = Migrations.all[0]
        try Data().write(to: URL(fileURLWithPath: place.path))
        try place.run(
            """
            PRAGMA application_id = \(Migrations.applicationID);
            CREATE TABLE migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT;
            INSERT INTO migrations VALUES (1, '\(first.name)', '\(Self.released[1] ?? "")');
            \(first.sql)
            ATTACH '\(other.path)' AS other;
            INSERT INTO entries SELECT * FROM other.entries;
            INSERT INTO commands SELECT * FROM other.commands;
            INSERT INTO documents SELECT * FROM other.documents;
            INSERT INTO archive SELECT * FROM other.archive;
            INSERT INTO projections SELECT * FROM other.projections;
            UPDATE journal_end SET (position, hash) = (SELECT position, hash FROM other.journal_end);
            """)
    }

    @Test func `a journal of the first schema is brought to this one, with all that it holds`() async throws {
        try await withPlace { old in
            try await withPlace { place in
                let projections: [any Projection] = [CountingProjection()]
                let store = try await old.serve(projections: projections)
                for number in 0..<40 {
                    var command = sample(
                        "s", Array("k\(number) \(number) n:\(number % 3) Some thing".utf8), key: "k\(number)")
                    command.drafts[0].kind = "test.search"
                    _ = try await store.append(command)
                }
                _ = try await store.keep(Array("captured".utf8))
                let counts = try await store.documentsDigest("counts")
                let head = try await store.head()
                await store.close()
                try makeFirstSchema(place, from: old)

                let refusal = await journalError { _ = try await place.serve(projections: projections) }
                #expect(refusal?.code == .schema)
                #expect(refusal?.message.contains("vigie migrate") == true)
                #expect(try await SQLiteStore.migrationStatus(path: place.path).pending.map(\.name) == ["search"])
                #expect(try await SQLiteStore.migrate(path: place.path).isCurrent)

                let now = projections + [SearchedProjection()]
                let migrated = try await place.serve(projections: now)
                #expect(try await migrated.head() == head)
                #expect(try await migrated.documentsDigest("counts") == counts)
                let answer = try await migrated.read { (documents) throws(JournalError) in
                    try documents.search("searched", SearchQuery(typed: "thing", facets: [["n:1"]]))
                }
                #expect(answer.count == .exactly(13))
                #expect(try await JournalVerifier(migrated, projections: now).verify().problems.isEmpty)
                await migrated.close()
            }
        }
    }

    @Test func `a search index that was changed behind the store's back is noticed`() async throws {
        try await withPlace { place in
            let store = try await place.serve(projections: [SearchedProjection()])
            var command = sample("s", Array("k 1 n:1 some words".utf8))
            command.drafts[0].kind = "test.search"
            _ = try await store.append(command)
            #expect(try await store.storageProblems() == [])
            try place.run("INSERT INTO search_index (search_index) VALUES ('delete-all')")
            let problems = try await store.storageProblems()
            #expect(problems.contains { $0.contains("search index") && $0.contains("vigie rebuild") })
            try await store.rebuild(["searched"]) { _, _ in }
            #expect(try await store.storageProblems() == [])
            await store.close()
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
