import Ledger
import Vocabulary

extension LedgerContract {
    static let settlementCases: [LedgerCase] = [
        LedgerCase("a settlement settles what agrees, tells the rest, and settles nothing twice") { scope in
            let store = try await scope.store()
            for (number, amount) in [100, 200, 300, 400, 500].enumerated() {
                try await store.apply("c\(number)", "p\(number)", .collect(euros(Int64(amount))))
            }
            try await store.apply("r0", "p0", .refund(euros(30)))
            try await store.apply("late", "p9", .collect(euros(1)), at: noon + .days(1))
            func line(_ id: String, _ minor: Int64, _ kind: Payment.Movement.Kind = .capture) -> SettlementLine {
                SettlementLine(
                    reference: operationID(id), kind: kind, money: euros(minor), fee: kind == .refund ? 0 : 1)
            }
            let file = SettlementFile(
                name: operationID("day-1"), channel: .ecommerce, until: noon,
                lines: [
                    line("c0", 100), line("r0", 30, .refund), line("c1", 201), line("c2", 300), line("c2", 300),
                    line("c3", 400), line("unknown", 5),
                ])
            let outcome = try await SettlementIntake(store).take(file, at: noon + .hours(8))
            let told = outcome.reconciliation
            try checkEqual(told.matched.map(\.ours.id.rawValue), ["c0", "r0", "c3"], "matched")
            try checkEqual(outcome.settled, 3, "settled")
            try checkEqual(told.differing.map(\.theirs.money.minor), [201], "differing")
            try checkEqual(told.doubled.count, 2, "doubled")
            try checkEqual(told.missingHere.map(\.reference.rawValue), ["unknown"], "missing here")
            // c4 belongs into this day; the late one does not.
            try checkEqual(told.missingThere.map(\.id.rawValue), ["c4"], "missing there")
            let open = try await store.openMovements(of: .ecommerce, after: 0, limit: 100).map(\.id.rawValue)
            try checkEqual(open, ["c1", "c2", "c4", "late"], "what waits")
            try checkEqual(
                try await store.places(of: "p0"), [.cardholder: -70, .merchant: 69, .fees: 1], "the settled payment")
            let before = try await store.lastSequence()
            let again = try await SettlementIntake(store).take(file, at: noon + .hours(9))
            try checkEqual(again.settled, 0, "settled again")
            try checkEqual(again.reconciliation.repeated.map(\.reference.rawValue), ["c0", "r0", "c3"], "repeated")
            try checkEqual(again.reconciliation.missingHere.count, 1, "missing here again")
            try checkEqual(try await store.lastSequence(), before, "operations after the same file again")
            // Another file that settles the same is told as missing here: somebody pays twice.
            let double = SettlementFile(
                name: operationID("day-2"), channel: .ecommerce, until: noon, lines: [line("c0", 100)])
            try checkEqual(
                try await SettlementIntake(store).take(double, at: noon).reconciliation.missingHere.count, 1, "day 2")
            try await checkWhole(store)
        }
    ]
}
