import Ledger
import Vocabulary

extension LedgerContract {
    static let onceCases: [LedgerCase] = [
        LedgerCase("an operation asked for again gets its first answer, also when that was a refusal") { scope in
            let store = try await scope.store()
            let first = try await store.apply("op-1", "pay-1", .authorise(euros(1_000)))
            try check(first.isApplied, "the authorisation was refused: \(first)")
            let refused = try await store.apply("op-2", "pay-1", .capture(euros(2_000), isFinal: true))
            try checkEqual(refused, .refused(.moreThanHeld), "a capture of more than was held")
            for later in 1...3 {
                let now = noon + .hours(Int64(later))
                try checkEqual(
                    try await store.apply("op-1", "pay-1", .authorise(euros(1_000)), at: now), first, "the answer again"
                )
                try checkEqual(
                    try await store.apply("op-2", "pay-1", .capture(euros(2_000), isFinal: true), at: now), refused,
                    "the refusal again")
            }
            try checkEqual(try await store.answer(to: operationID("op-1")), first, "the answer that was asked for")
            try checkEqual(try await store.answer(to: operationID("op-9")), nil, "the answer to what never was")
            try await checkWhole(store, operations: 2)
        },
        LedgerCase("a name that was used for something else is refused and nothing changes") { scope in
            let store = try await scope.store()
            try await store.apply("op-1", "pay-1", .authorise(euros(1_000)))
            let others: [LedgerOperation] = [
                operation("op-1", "pay-1", .authorise(euros(1_001))),
                operation("op-1", "pay-2", .authorise(euros(1_000))),
                operation("op-1", "pay-1", .collect(euros(1_000))),
                operation("op-1", "pay-1", .authorise(Money(1_000, currency("USD")))),
                operation("op-1", "pay-1", .authorise(euros(1_000)), channel: .instoreCB2A),
            ]
            for other in others {
                try await checkThrows(.operationConflict, "\(other)") { () throws(LedgerError) in
                    _ = try await store.apply(other, at: noon)
                }
            }
            try await checkWhole(store, operations: 1)
        },
        LedgerCase("answers and figures are there after closing and opening") { scope in
            let place = try await scope.place()
            let store = try await scope.open(place)
            let answer = try await store.apply("op-1", "pay-1", .collect(euros(700)))
            let payment = try await store.payment(paymentID("pay-1"))
            await store.close()
            try await checkThrows(.closed, "a closed store") { () throws(LedgerError) in
                _ = try await store.apply("op-2", "pay-1", .refund(euros(1)))
            }
            let again = try await scope.open(place)
            try checkEqual(try await again.apply("op-1", "pay-1", .collect(euros(700))), answer, "the answer")
            try checkEqual(try await again.payment(paymentID("pay-1")), payment, "the payment")
            try await checkWhole(again, operations: 1)
        },
    ]
}
