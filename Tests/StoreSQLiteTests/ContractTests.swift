import JournalContract
import Testing

@Suite struct ContractTests {
    @Test(arguments: JournalContract.cases)
    func `SQLite keeps the contract of journal stores`(_ rule: ContractCase) async throws {
        try await rule.run { try SQLitePlace() }
    }
}
