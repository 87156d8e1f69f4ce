import LedgerContract
import Testing

@Suite struct ContractTests {
    @Test(arguments: LedgerContract.cases)
    func `SQLite keeps the contract of ledgers`(_ rule: LedgerCase) async throws {
        try await rule.run { try SQLiteLedgerPlace() }
    }

    @Test(arguments: LedgerContract.cases)
    func `PostgreSQL keeps the contract of ledgers`(_ rule: LedgerCase) async throws {
        try await rule.run { try PostgresLedgerPlace() }
    }
}
