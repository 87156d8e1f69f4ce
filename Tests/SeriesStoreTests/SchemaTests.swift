import Observing
import StoreSQLite
import Testing

@testable import StorePostgres

@Suite struct SchemaTests {
    @Test func `a released step of the schema of series in PostgreSQL never changes`() {
        #expect(
            SeriesMigrations.all.map(\.digest) == ["f53f741b15fa2fefe77e82b3481c8b242901ce487bea94e38d22bf3baaad3e13"])
    }

    private func error(_ path: String) async -> SeriesStoreError? {
        do throws(SeriesStoreError) {
            await (try SQLiteSeries.open(path: path)).close()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a file that holds no series, or that somebody serves, is left alone`() async throws {
        let place = try SQLiteSeriesPlace()
        let store = try await place.open()
        #expect(await error(place.path)?.code == .unavailable)
        await store.close()
        #expect(await error(place.path) == nil)
        let ledger = place.folder + "/ledger.sqlite"
        let other = try await SQLiteLedger.open(path: ledger)
        await other.close()
        let refusal = await error(ledger)
        #expect(refusal?.code == .schema && refusal?.message.contains("series") == true)
        try await place.run(sql: "UPDATE migrations SET checksum = 'x'")
        #expect(await error(place.path)?.code == .schema)
        await place.remove()
    }

    @Test func `a schema that holds a ledger is refused, and says so`() async throws {
        let place = try PostgresSeriesPlace()
        let ledger = try await PostgresLedger.open(url: place.url)
        await ledger.close()
        do throws(SeriesStoreError) {
            await (try PostgresSeries.open(url: place.url)).close()
            Issue.record("a ledger's schema was opened as series")
        } catch {
            #expect(error.code == .schema)
        }
        await place.remove()
    }
}
