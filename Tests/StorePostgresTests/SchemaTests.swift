import Journal
import JournalContract
import PostgresFixture
import StorePostgres
import Testing

@Suite struct SchemaTests {
    @Test func `released migrations never change`() {
        // Add the digest of a new step; never touch an old one.
        let released = [
            "journal": "b38f779688e43ba409caa590ec671be01119c69f85e9237d8c6ca639eb4e0190",
            "search": "ff65f476cddd6eb470901bec71a0c61f1889e9947f6936dcce6d81b5ff508864",
        ]
        #expect(PostgresMigration.all.map(\.id) == Array(1...Int64(released.count)))
        for migration in PostgresMigration.all { #expect(released[migration.name] == migration.digest) }
    }

    @Test func `a schema of a newer program is refused and left alone`() async throws {
        let server = try PostgresServer.shared()
        let (url, schema) = server.fresh()
        #expect(try await PostgresStore.pendingMigrations(url: url) == PostgresMigration.all.map(\.name))
        #expect(try await PostgresStore.migrate(url: url) == PostgresMigration.all.map(\.name))
        #expect(try await PostgresStore.migrate(url: url) == [])
        try server.query("INSERT INTO \(schema).migrations (id, name, digest) VALUES (99, 'from the future', 'x')")
        for opening in [PostgresStore.Opening.prepare, .asItIs] {
            let refusal = await #expect(throws: JournalError.self) {
                try await PostgresStore.open(url: url, projections: [], opening: opening)
            }
            #expect(refusal?.code == .schema)
            #expect(refusal?.message.contains("from the future") == true)
        }
    }

    @Test func `a journal of the first schema is brought to this one, with all that it holds`() async throws {
        let server = try PostgresServer.shared()
        let (oldURL, old) = server.fresh()
        let (url, schema) = server.fresh()
        let store = try await PostgresStore.open(url: oldURL, projections: [Counts()])
        for number in 0..<40 {
            var command = Material.command("s", "k\(number) \(number) n:\(number % 3) Some thing", key: "k\(number)")
            command.drafts[0].kind = "test.search"
            _ = try await store.append(command)
        }
        let counts = try await store.documentsDigest("counts")
        let head = try await store.head()
        await store.close()
        let first = PostgresMigration.all[0]
        try server.query(
            """
            CREATE SCHEMA \(schema); SET search_path = \(schema);
            CREATE TABLE migrations (id bigint PRIMARY KEY, name text NOT NULL, digest text NOT NULL,
                applied timestamptz NOT NULL DEFAULT now());
            INSERT INTO migrations (id, name, digest) VALUES (1, '\(first.name)', '\(first.digest)');
            \(first.sql)
            INSERT INTO entries SELECT * FROM \(old).entries;
            INSERT INTO commands SELECT * FROM \(old).commands;
            INSERT INTO documents SELECT * FROM \(old).documents;
            INSERT INTO projections SELECT * FROM \(old).projections;
            UPDATE head SET (position, hash, generation) = (SELECT position, hash, generation FROM \(old).head);
            """)
        #expect(try await PostgresStore.pendingMigrations(url: url) == ["search"])
        #expect(try await PostgresStore.migrate(url: url) == ["search"])
        let now: [any Projection] = [Counts(), SearchedProjection()]
        let migrated = try await PostgresStore.open(url: url, projections: now)
        #expect(try await migrated.head() == head)
        #expect(try await migrated.documentsDigest("counts") == counts)
        let answer = try await migrated.read { (documents) throws(JournalError) in
            try documents.search("searched", SearchQuery(typed: "thing", facets: [["n:1"]]))
        }
        #expect(answer.count == .exactly(13))
        #expect(try await JournalVerifier(migrated, projections: now).verify().problems.isEmpty)
        await migrated.close()
    }

    @Test func `a step that was applied with another text is refused`() async throws {
        let server = try PostgresServer.shared()
        let (url, schema) = server.fresh()
        _ = try await PostgresStore.migrate(url: url)
        try server.query("UPDATE \(schema).migrations SET digest = 'x' WHERE id = 1")
        let refusal = await #expect(throws: JournalError.self) {
            try await PostgresStore.open(url: url, projections: [])
        }
        #expect(refusal?.code == .schema)
    }

    @Test func `a database without the schema is refused when it must be taken as it is`() async throws {
        let url = try PostgresServer.shared().fresh().url
        let refusal = await #expect(throws: JournalError.self) {
            try await PostgresStore.open(url: url, projections: [], opening: .asItIs)
        }
        #expect(refusal?.code == .schema)
        #expect(refusal?.message.contains("vigie migrate") == true)
    }

    @Test(arguments: ["UPDATE %.entries SET kind = 'x'", "DELETE FROM %.entries", "TRUNCATE %.entries"])
    func `the database refuses to change entries, even to their owner`(statement: String) async throws {
        let server = try PostgresServer.shared()
        let (url, schema) = server.fresh()
        let store = try await PostgresStore.open(url: url, projections: [])
        _ = try await store.append(Material.command("a"))
        let sql = statement.replacing("%", with: schema)
        let refusal = #expect(throws: PostgresServer.Failure.self) { try server.query(sql) }
        #expect(refusal?.description.contains("never changed and never removed") == true)
        #expect(try await store.allEntries().count == 1)
        await store.close()
    }

    @Test func `two schemas of one database are two journals`() async throws {
        let server = try PostgresServer.shared()
        let stores = [
            try await PostgresStore.open(url: server.fresh().url, projections: []),
            try await PostgresStore.open(url: server.fresh().url, projections: []),
        ]
        for store in stores { #expect(try await store.append(Material.command("a")).first == Position(1)) }
        for store in stores { await store.close() }
    }
}
