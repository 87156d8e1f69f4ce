import Foundation
import Ledger
import StorePostgres
import StoreSQLite
import Testing

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
}
