import JournalContract
package import Ledger
import Vocabulary

/// Operations as they could come, right and wrong, on few payments so that they meet.
package struct RandomHistory: Sendable {
    private var random: SeededRandom
    private let prefix: String
    private let payments: Int
    private var number = 0
    private var made: [LedgerOperation] = []

    package init(seed: UInt64, prefix: String, payments: Int) {
        random = SeededRandom(seed: seed)
        self.prefix = prefix
        self.payments = payments
    }

    /// The next operation: mostly a new one, sometimes an earlier one again.
    package mutating func next() -> LedgerOperation {
        if Int.random(in: 0..<8, using: &random) == 0, let earlier = made.randomElement(using: &random) {
            return earlier
        }
        number += 1
        // New payments keep coming, and each is met for a while.
        let payment = number / 8 + Int.random(in: 0..<payments, using: &random)
        let channel: Channel = payment % 3 == 0 ? .instoreCB2A : .ecommerce
        let money = Money(
            Int64.random(in: 1...300, using: &random), currency(payment % 5 == 0 ? "USD" : "EUR"))
        let action: LedgerOperation.Action =
            switch Int.random(in: 0..<16, using: &random) {
            case 0...3: .authorise(Money(money.minor * 8, money.currency))
            case 4: .collect(money)
            case 5...9: .capture(money, isFinal: .random(in: 0..<8, using: &random) == 0)
            case 10 where Bool.random(using: &random): .void
            case 10...12: .refund(money)
            default: .settle(reference(payment), fee: .random(in: 0..<4, using: &random))
            }
        // One in twenty names the wrong channel.
        let wrong = Int.random(in: 0..<20, using: &random) == 0
        let made = operation(
            "\(prefix)-\(number)", "pay-\(payment)", action, channel: wrong ? .instoreNexo : channel)
        self.made.append(made)
        return made
    }

    /// Mostly a capture or refund of this payment.
    private mutating func reference(_ payment: Int) -> OperationID {
        let own = made.suffix(60).filter { operation in
            if case .settle = operation.action { return false }
            return operation.payment == paymentID("pay-\(payment)")
        }
        return own.randomElement(using: &random)?.id ?? operationID("nothing")
    }
}

extension LedgerContract {
    static let historyCases: [LedgerCase] = (1...4).map { seed in
        LedgerCase("any history leaves sums of zero and every operation applied once (seed \(seed))") { scope in
            let place = try await scope.place()
            var stores = [try await scope.open(place)]
            if place.allowsSeveral { stores.append(try await scope.open(place)) }
            let all = stores
            let names = try await withThrowingTaskGroup { group in
                for writer in 0..<6 {
                    group.addTask {
                        var history = RandomHistory(
                            seed: UInt64(seed * 100 + writer), prefix: "w\(writer)", payments: 5)
                        var answers: [OperationID: LedgerAnswer] = [:]
                        for _ in 0..<60 {
                            let next = history.next()
                            let answer = try await all[writer % all.count].apply(next, at: noon)
                            if let before = answers[next.id] { try checkEqual(answer, before, "\(next.id) again") }
                            answers[next.id] = answer
                        }
                        return answers
                    }
                }
                var names: [OperationID: LedgerAnswer] = [:]
                for try await answers in group { names.merge(answers) { first, _ in first } }
                return names
            }
            try await checkWhole(stores[0], operations: Int64(names.count))
            let applied = names.values.filter(\.isApplied).count
            try check(applied > 30 && applied < names.count, "\(applied) of \(names.count) were applied")
            for (name, answer) in names {
                try checkEqual(try await stores[0].answer(to: name), answer, "the answer to \(name)")
            }
        }
    }
}
