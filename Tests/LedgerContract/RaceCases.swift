import Ledger
import Vocabulary

extension LedgerContract {
    static let raceCases: [LedgerCase] = [
        LedgerCase("an operation that many ask for at once is applied once, and all get one answer") { scope in
            let store = try await scope.store()
            let answers = try await withThrowingTaskGroup { group in
                for _ in 0..<64 { group.addTask { try await store.apply("op-1", "pay-1", .collect(euros(100))) } }
                var answers: [LedgerAnswer] = []
                for try await answer in group { answers.append(answer) }
                return answers
            }
            try checkEqual(answers.count, 64, "answers")
            try check(answers.allSatisfy { $0 == answers[0] && $0.isApplied }, "the answers differ: \(answers)")
            try await checkWhole(store, operations: 1)
        },
        LedgerCase("of captures that race for one reservation, as many succeed as it can pay") { scope in
            let stores = try await racing(scope)
            try await stores[0].apply("a", "pay-1", .authorise(euros(500)))
            let applied = try await withThrowingTaskGroup { group in
                for number in 0..<100 {
                    let store = stores[number % stores.count]
                    group.addTask {
                        try await store.apply("c-\(number)", "pay-1", .capture(euros(10), isFinal: false))
                    }
                }
                var applied = 0
                for try await answer in group {
                    if answer.isApplied {
                        applied += 1
                    } else {
                        try check(
                            answer == .refused(.moreThanHeld) || answer == .refused(.nothingHeld), "refused: \(answer)")
                    }
                }
                return applied
            }
            try checkEqual(applied, 50, "captures")
            try checkEqual(try await stores[0].places(of: "pay-1"), [.cardholder: -500, .collected: 500], "places")
            try await checkWhole(stores[0], operations: 101)
        },
        LedgerCase("of a void and a capture that race, one succeeds") { scope in
            let stores = try await racing(scope)
            for round in 0..<30 {
                try await stores[0].apply("a-\(round)", "pay-\(round)", .authorise(euros(500)))
                async let voided = stores[0].apply("v-\(round)", "pay-\(round)", .void)
                async let captured = stores[stores.count - 1].apply(
                    "c-\(round)", "pay-\(round)", .capture(euros(500), isFinal: true))
                let both = try await (voided, captured)
                try check(both.0.isApplied != both.1.isApplied, "round \(round): \(both)")
            }
            try await checkWhole(stores[0], operations: 90)
        },
        LedgerCase("the same operations through several stores at once are applied once") { scope in
            let stores = try await racing(scope)
            try await withThrowingTaskGroup { group in
                for store in stores + stores {
                    group.addTask {
                        for number in 0..<40 {
                            let answer = try await store.apply("op-\(number)", "pay-\(number)", .collect(euros(3)))
                            try check(answer.isApplied, "operation \(number): \(answer)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await checkWhole(stores[0], operations: 40)
        },
        LedgerCase("a payment that was damaged is told so, and the others that come with it go on") { scope in
            let place = try await scope.place()
            let store = try await scope.open(place)
            for number in 0..<20 {
                try await store.apply("a-\(number)", "pay-\(number)", .authorise(euros(50)))
            }
            // The answer to an operation is no payment.
            try await place.run(
                sql: "UPDATE payments SET body = (SELECT answer FROM operations WHERE id = 'a-0') WHERE id = 'pay-7'")
            let codes = await withTaskGroup { group in
                for number in 0..<20 {
                    group.addTask { () async -> (Int, LedgerError.Code?) in
                        do throws(LedgerError) {
                            let answer = try await store.apply(
                                "c-\(number)", "pay-\(number)", .capture(euros(50), isFinal: true))
                            return (number, answer.isApplied ? nil : .refused)
                        } catch {
                            return (number, error.code)
                        }
                    }
                }
                var codes: [Int: LedgerError.Code] = [:]
                for await (number, code) in group { codes[number] = code }
                return codes
            }
            try checkEqual(codes, [7: .corrupt], "what went wrong")
            try await checkThrows(.corrupt, "the damaged payment") { () throws(LedgerError) in
                _ = try await store.payment(paymentID("pay-7"))
            }
            try checkEqual(try await store.lastSequence(), 39, "operations")
        },
    ]

    /// Several stores on one place where it allows that; one otherwise.
    static func racing(_ scope: LedgerScope) async throws -> [any RecordStore] {
        let place = try await scope.place()
        var stores = [try await scope.open(place)]
        if place.allowsSeveral {
            for _ in 0..<2 { stores.append(try await scope.open(place)) }
        }
        return stores
    }
}
