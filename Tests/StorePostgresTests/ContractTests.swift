import JournalContract
import Testing

@Suite struct ContractTests {
    @Test(arguments: JournalContract.cases)
    func `the store keeps the contract`(case: ContractCase) async throws {
        try await `case`.run { try PostgresPlace() }
    }
}
