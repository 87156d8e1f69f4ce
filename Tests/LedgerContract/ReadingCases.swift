import Ledger
import Vocabulary

extension LedgerContract {
    static let readingCases: [LedgerCase] = [
        LedgerCase("everything is read page by page, in order, and no page is larger than asked for") { scope in
            let store = try await scope.store()
            for number in 100..<125 {
                try await store.apply("op-\(number)", "pay-\(number)", .collect(euros(Int64(number))))
            }
            var entries: [LedgerEntry] = []
            while true {
                let page = try await store.entries(after: entries.last?.sequence ?? 0, limit: 7)
                try check(page.count <= 7, "\(page.count) entries for 7")
                if page.isEmpty { break }
                entries += page
            }
            try checkEqual(entries.map(\.sequence), Array(1...25), "sequence numbers")
            try checkEqual(entries.map(\.operation.id.rawValue), (100..<125).map { "op-\($0)" }, "operations")
            try check(entries.allSatisfy { $0.postings.count == 2 }, "an entry has lost its postings")
            var payments: [Payment] = []
            while let last = Optional(try await store.payments(after: payments.last?.id, limit: 7)), !last.isEmpty {
                payments += last
            }
            try checkEqual(payments.map(\.id.rawValue), (100..<125).map { "pay-\($0)" }, "payments")
            var open: [OpenMovement] = []
            while true {
                let page = try await store.openMovements(of: .ecommerce, after: open.last?.sequence ?? 0, limit: 7)
                if page.isEmpty { break }
                open += page
            }
            try checkEqual(open.map(\.money.minor), Array(100..<125), "open movements")
            try checkEqual(
                try await store.openMovements(of: .instoreCB2A, after: 0, limit: 7).count, 0, "another channel's")
            try checkEqual(try await store.lastSequence(), 25, "the last sequence number")
            try checkEqual(try await store.entries(after: 0, limit: 0).count, 0, "entries for none")
            try checkEqual(try await store.entries(after: 0, limit: -1).count, 0, "entries for less than none")
        },
        LedgerCase("an empty ledger is read as one") { scope in
            let store = try await scope.store()
            try checkEqual(try await store.balances(), [], "balances")
            try checkEqual(try await store.payment(paymentID("pay-1")), nil, "a payment")
            try checkEqual(try await store.lastSequence(), 0, "the last sequence number")
            try await checkWhole(store, operations: 0)
        },
    ]
}
