// LedgerContract: what every ledger store must do, written once and run against each of them.
//
// A store's tests give a `LedgerPlace` (an empty ledger of its own, and how to tamper with it) and run every case of
// `LedgerContract.cases`. Start reading at `LedgerCase.swift`; the cases are in the `…Cases.swift` files, the rounds of
// kill -9 in `LedgerCrashRounds.swift`.

package enum LedgerContract {
    package static let cases: [LedgerCase] =
        onceCases + lifeCases + raceCases + readingCases + settlementCases + recordCases + auditCases
        + historyCases
}
