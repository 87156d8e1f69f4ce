import SeriesContract
import Testing

@Suite struct ContractTests {
    @Test(arguments: SeriesContract.cases)
    func `SQLite keeps the contract of series`(_ rule: SeriesCase) async throws {
        try await rule.run { try SQLiteSeriesPlace() }
    }

    @Test(arguments: SeriesContract.cases)
    func `PostgreSQL keeps the contract of series`(_ rule: SeriesCase) async throws {
        try await rule.run { try PostgresSeriesPlace() }
    }
}
