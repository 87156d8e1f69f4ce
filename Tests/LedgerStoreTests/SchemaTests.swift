import Foundation
import Ledger
import PostgresFixture
import StorePostgres
import StoreSQLite
import Testing
import Vocabulary

@testable import StorePostgres

@Suite struct SchemaTests {
    @Test func `a released step of a ledger's schema in PostgreSQL never changes`() {
        #expect(
            LedgerMigrations.all.map(\.digest) == [
                "2275fc25e46a448dfd22c88f53c38bd3ec72004c1604d73949aa01f152ab7cba",
                "608b9b275df0e06964ddab09caf92dc128c7bf5b70b932858519510e23c15d1e",
            ])
    }

    private func error(_ path: String) async -> LedgerError? {
        do throws(LedgerError) {
            await (try SQLiteLedger.open(path: path)).close()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a file that is no ledger, or that somebody serves, is left alone`() async throws {
        let place = try SQLiteLedgerPlace()
        let store = try await place.open()
        #expect(await error(place.path)?.code == .unavailable)
        await store.close()
        #expect(await error(place.path) == nil)
        let journal = place.folder + "/journal.sqlite"
        let other = try await SQLiteStore.open(path: journal, projections: [])
        await other.close()
        #expect(await error(journal)?.code == .schema)
        #expect(await error(place.folder + "/missing/ledger.sqlite")?.code == .unavailable)
        try await place.run(sql: "UPDATE migrations SET checksum = 'x'")
        #expect(await error(place.path)?.code == .schema)
        await place.remove()
    }

    @Test func `a schema that holds a journal is refused, and says so`() async throws {
        let place = try PostgresLedgerPlace()
        let journal = try await PostgresStore.open(url: place.url, projections: [])
        await journal.close()
        do throws(LedgerError) {
            await (try PostgresLedger.open(url: place.url)).close()
            Issue.record("a journal's schema was opened as a ledger")
        } catch {
            #expect(error.code == .schema)
        }
        await place.remove()
    }

    /// A plan is kept for a session's life: one that reads the whole of a table while it is empty does so when it is large.
    @Test func `what a group of commits asks for is found by an index from the first row on`() async throws {
        let place = try PostgresLedgerPlace()
        let store = try await place.open()
        await store.close()
        for (statement, arguments) in [
            (LedgerSQL.known, "ARRAY['a']"), (LedgerSQL.paymentsNamed, "ARRAY['a']"),
            (RecordSQL.known, "ARRAY['k'], ARRAY['a']"), (RecordSQL.recorded, "ARRAY['a'::bytea]"),
            (RecordSQL.forget, "ARRAY['a'::bytea]"), (RecordSQL.remove, "'k', ARRAY['a']"),
        ] {
            let plan = try place.server.query(
                """
                SET search_path = \(place.schema); SET plan_cache_mode = force_generic_plan;
                PREPARE asked AS \(statement.sql); EXPLAIN EXECUTE asked (\(arguments))
                """)
            #expect(plan.contains("Index Scan") && !plan.contains("Seq Scan"), "\(statement.name): \(plan)")
        }
        await place.remove()
    }

    @Test func `the log of an SQLite ledger is copied into its file while the writer goes on`() async throws {
        let place = try SQLiteLedgerPlace()
        let store = try await place.open()
        func bytes() throws -> Int {
            try #require(FileManager.default.attributesOfItem(atPath: place.path)[.size] as? Int)
        }
        let before = try bytes()
        let euro = try #require(Currency("EUR"))
        for number in 0..<1_100 {
            let operation = LedgerOperation(
                id: try #require(OperationID(rawValue: "a-\(number)")),
                payment: try #require(PaymentID(rawValue: "p-\(number)")), channel: .ecommerce,
                .authorise(Money(100, euro)))
            _ = try await store.apply(operation, at: Instant(microseconds: Int64(number)))
        }
        // The writer alone would copy nothing before 64 MB.
        while try bytes() <= before { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try await LedgerAudit(store).run().faults.isEmpty)
        await store.close()
        await place.remove()
    }
}
