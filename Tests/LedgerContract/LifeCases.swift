import Ledger
import Vocabulary

extension LedgerContract {
    static let lifeCases: [LedgerCase] = [
        LedgerCase("the money of a payment is in one place after another, and nowhere twice") { scope in
            let store = try await scope.store()
            let steps: [(LedgerOperation.Action, [Place: Int64])] = [
                (.authorise(euros(1_000)), [.cardholder: -1_000, .held: 1_000]),
                (.capture(euros(300), isFinal: false), [.cardholder: -1_000, .held: 700, .collected: 300]),
                (.capture(euros(500), isFinal: true), [.cardholder: -800, .collected: 800]),
                (.refund(euros(100)), [.cardholder: -800, .collected: 800, .merchant: -100, .refunding: 100]),
                (
                    .settle(operationID("op-1"), fee: 5),
                    [.cardholder: -800, .collected: 500, .merchant: 195, .refunding: 100, .fees: 5]
                ),
                (
                    .settle(operationID("op-2"), fee: 0),
                    [.cardholder: -800, .merchant: 695, .refunding: 100, .fees: 5]
                ),
                (.settle(operationID("op-3"), fee: 0), [.cardholder: -700, .merchant: 695, .fees: 5]),
            ]
            for (number, step) in steps.enumerated() {
                let answer = try await store.apply("op-\(number)", "pay-1", step.0)
                try check(answer.isApplied, "\(step.0): \(answer)")
                try checkEqual(try await store.places(of: "pay-1"), step.1, "after \(step.0)")
                var balances: [Place: Int64] = [:]
                for balance in try await store.balances() where balance.amount != 0 {
                    balances[balance.account.place] = balance.amount
                }
                try checkEqual(balances, step.1, "all accounts after \(step.0)")
            }
            try await checkWhole(store, operations: Int64(steps.count))
        },
        LedgerCase("channels and currencies are kept apart, and each is zero together") { scope in
            let store = try await scope.store()
            try await store.apply("op-1", "pay-1", .collect(euros(500)))
            try await store.apply("op-2", "pay-2", .collect(Money(700, currency("USD"))))
            try await store.apply("op-3", "pay-3", .collect(euros(900)), channel: .instoreNexo)
            try checkEqual(
                try await store.apply("op-4", "pay-1", .refund(Money(1, currency("USD")))), .refused(.otherCurrency),
                "a refund in another currency")
            try checkEqual(
                try await store.apply("op-5", "pay-1", .refund(euros(1)), channel: .instoreNexo),
                .refused(.otherChannel), "a refund through another channel")
            let balances = try await store.balances()
            var sums: [String: Int64] = [:]
            for balance in balances {
                sums["\(balance.account.channel.rawValue) \(balance.currency)", default: 0] += balance.amount
            }
            try checkEqual(sums, ["ecommerce EUR": 0, "ecommerce USD": 0, "instore-nexo EUR": 0], "sums")
            try checkEqual(balances.count, 6, "accounts")
            try await checkWhole(store, operations: 5)
        },
        LedgerCase("the largest amounts and a payment with all its movements are kept") { scope in
            let store = try await scope.store()
            try await store.apply("big", "pay-big", .collect(euros(Money.most)))
            try await store.apply("a", "pay-1", .authorise(euros(Money.most)))
            for number in 0..<Payment.movementsMost {
                let answer = try await store.apply("c-\(number)", "pay-1", .capture(euros(1), isFinal: false))
                try check(answer.isApplied, "capture \(number): \(answer)")
            }
            try checkEqual(
                try await store.apply("more", "pay-1", .capture(euros(1), isFinal: false)), .refused(.tooManyMovements),
                "one movement too many")
            try await checkWhole(store)
        },
    ]
}
