import Ledger
import Vocabulary

extension LedgerContract {
    static let auditCases: [LedgerCase] = [
        LedgerCase("what was recorded cannot be changed with the database's own tools, unless they are forced") {
            scope in
            let place = try await scope.place()
            let store = try await scope.open(place)
            try await store.apply("op-1", "pay-1", .collect(euros(100)))
            for sql in [
                "UPDATE postings SET amount = amount + 1", "DELETE FROM postings", "DELETE FROM operations",
                "UPDATE operations SET instant = 0",
            ] {
                var isRefused = false
                do { try await place.run(sql: sql) } catch { isRefused = true }
                try check(isRefused, "\(sql) was allowed")
            }
            try await checkWhole(store, operations: 1)
        },
        LedgerCase("the audit sees what was changed behind the store's back") { scope in
            for (sql, word) in [
                ("UPDATE balances SET amount = amount + 1 WHERE account = 'ecommerce/collected'", "collected"),
                ("DELETE FROM balances WHERE account = 'ecommerce/cardholder'", "cardholder"),
                ("DELETE FROM payments", "missing"), ("DELETE FROM open_movements", "should wait"),
                ("UPDATE open_movements SET amount = 7", "waits for its settlement"),
                (
                    "INSERT INTO postings (sequence, line, account, currency, amount) VALUES "
                        + "(1, 9, 'ecommerce/fees', 'EUR', 5)", "postings"
                ),
            ] {
                let place = try await scope.place()
                let store = try await scope.open(place)
                try await store.apply("op-1", "pay-1", .collect(euros(100)))
                try await place.run(sql: sql)
                let faults = try await LedgerAudit(store).run().faults
                try check(faults.contains { $0.contains(word) }, "\(sql): \(faults)")
                await store.close()
            }
        },
    ]
}
