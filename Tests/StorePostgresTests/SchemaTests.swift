import Journal
import PostgresFixture
import StorePostgres
import Testing

@Suite struct SchemaTests {
    @Test func `released migrations never change`() {
        // Add the digest of a new step; never touch an old one.
        let released = ["journal": "b38f779688e43ba409caa590ec671be01119c69f85e9237d8c6ca639eb4e0190"]
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
