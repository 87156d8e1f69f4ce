// JournalContract: what every journal store must do, written once and run against each of them.
//
// A store's test target gives a `JournalPlace` (an empty database of its own, and how to tamper with it) and runs
// every case of `JournalContract.cases`:
//
//     @Test(arguments: JournalContract.cases)
//     func `the store keeps the contract`(case: ContractCase) async throws {
//         try await `case`.run { try await MyPlace() }
//     }
//
// Start reading at `ContractCase.swift`; the cases are in the `…Cases.swift` files.

package enum JournalContract {
    package static let cases: [ContractCase] =
        appendCases + idempotencyCases + concurrencyCases + projectionCases + documentCases + searchCases + waitingCases
        + archiveCases + transferCases + verificationCases + boundsCases + closingCases
}
