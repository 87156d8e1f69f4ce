import JSON
import Ledger
import LedgerContract
import Testing
import Vocabulary

@Suite struct LifeTests {
    /// A payment after some actions, which must all be possible; movements are named `op-0`, `op-1`…
    private func payment(_ actions: LedgerOperation.Action...) throws -> Payment? {
        var payment: Payment?
        for (number, action) in actions.enumerated() {
            payment = try PaymentLife.step(operation("op-\(number)", "pay-1", action), on: payment).get().payment
        }
        return payment
    }

    private func refusal(_ action: LedgerOperation.Action, _ payment: Payment?) -> Refusal? {
        if case .failure(let refusal) = PaymentLife.step(operation("next", "pay-1", action), on: payment) {
            return refusal
        }
        return nil
    }

    @Test func `what cannot be done has its own word`() throws {
        let held = try payment(.authorise(euros(100)))
        let part = try payment(.authorise(euros(100)), .capture(euros(40), isFinal: false))
        let done = try payment(.authorise(euros(100)), .capture(euros(40), isFinal: true))
        let voided = try payment(.authorise(euros(100)), .void)
        let settled = try payment(.collect(euros(100)), .settle(operationID("op-0"), fee: 100))
        #expect(refusal(.authorise(euros(0)), nil) == .amountOutOfRange)
        #expect(refusal(.collect(euros(Money.most + 1)), nil) == .amountOutOfRange)
        #expect(refusal(.authorise(euros(-1)), nil) == .amountOutOfRange)
        #expect(refusal(.authorise(euros(1)), held) == .paymentExists)
        #expect(refusal(.collect(euros(1)), voided) == .paymentExists)
        for action: LedgerOperation.Action in [
            .void, .capture(euros(1), isFinal: true), .refund(euros(1)), .settle(operationID("op-0"), fee: 0),
        ] {
            #expect(refusal(action, nil) == .paymentUnknown)
        }
        #expect(refusal(.capture(euros(101), isFinal: false), held) == .moreThanHeld)
        #expect(refusal(.capture(euros(61), isFinal: false), part) == .moreThanHeld)
        #expect(refusal(.capture(euros(1), isFinal: false), done) == .nothingHeld)
        #expect(refusal(.capture(euros(0), isFinal: true), held) == .amountOutOfRange)
        #expect(refusal(.capture(Money(1, currency("USD")), isFinal: true), held) == .otherCurrency)
        #expect(refusal(.void, part) == .partlyCaptured)
        #expect(refusal(.void, done) == .nothingHeld)
        #expect(refusal(.void, voided) == .nothingHeld)
        #expect(refusal(.refund(euros(1)), held) == .moreThanCaptured)
        #expect(refusal(.refund(euros(41)), part) == .moreThanCaptured)
        #expect(refusal(.refund(euros(101)), settled) == .moreThanCaptured)
        #expect(refusal(.settle(operationID("other"), fee: 0), part) == .movementUnknown)
        #expect(refusal(.settle(operationID("op-1"), fee: 41), part) == .feeOutOfRange)
        #expect(refusal(.settle(operationID("op-1"), fee: -1), part) == .feeOutOfRange)
        #expect(refusal(.settle(operationID("op-0"), fee: 0), settled) == .settledBefore)
        #expect(Set(Refusal.allCases.map(\.sentence)).count == Refusal.allCases.count)
    }

    @Test func `a payment says in a word where it stands`() throws {
        #expect(try payment(.authorise(euros(100)))?.status == .authorised)
        #expect(try payment(.authorise(euros(100)), .void)?.status == .voided)
        #expect(try payment(.authorise(euros(100)), .capture(euros(40), isFinal: false))?.status == .partlyCaptured)
        #expect(try payment(.authorise(euros(100)), .capture(euros(40), isFinal: true))?.status == .captured)
        #expect(try payment(.collect(euros(100)))?.status == .captured)
        #expect(try payment(.collect(euros(100)), .settle(operationID("op-0"), fee: 1))?.status == .settled)
        #expect(try payment(.collect(euros(100)), .refund(euros(99)))?.status == .partlyRefunded)
        #expect(try payment(.collect(euros(100)), .refund(euros(99)), .refund(euros(1)))?.status == .refunded)
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `whatever happens, places are zero together and none but the merchant owes`(seed: UInt64) throws {
        var history = RandomHistory(seed: seed, prefix: "h", payments: 4)
        var payments: [PaymentID: Payment] = [:]
        var applied = 0
        for _ in 0..<3_000 {
            let next = history.next()
            let before = payments[next.payment]
            guard case .success(let step) = PaymentLife.step(next, on: before) else { continue }
            // Asked for twice, an operation would do more than once here: names are looked at by the batch.
            applied += 1
            payments[next.payment] = step.payment
            #expect(step.postings.reduce(0) { $0 + $1.amount } == 0)
            #expect(step.postings.allSatisfy { $0.amount != 0 && $0.currency == step.payment.currency })
            #expect(Place.allCases.reduce(0) { $0 + step.payment.balance(of: $1) } == 0)
            for place in Place.allCases where place != .merchant && place != .cardholder {
                #expect(step.payment.balance(of: place) >= 0, "\(place) after \(next)")
            }
            #expect(step.payment.balance(of: .cardholder) <= 0)
            for posting in step.postings {
                let change =
                    step.payment.balance(of: posting.account.place) - (before?.balance(of: posting.account.place) ?? 0)
                #expect(posting.amount == change)
            }
        }
        #expect(applied > 500)
    }

    @Test func `a batch applies an operation once, whatever comes between`() throws {
        var batch = LedgerBatch(lastSequence: 7, known: [:], payments: [:])
        let begin = operation("a", "pay-1", .authorise(euros(100)))
        let capture = operation("b", "pay-1", .capture(euros(60), isFinal: false))
        let first = try batch.apply(begin, at: noon).get()
        let second = try batch.apply(capture, at: noon).get()
        #expect(try batch.apply(capture, at: noon + .seconds(5)).get() == second)
        #expect(try batch.apply(begin, at: noon + .seconds(5)).get() == first)
        #expect(batch.lastSequence == 9 && batch.writes.entries.map(\.sequence) == [8, 9])
        #expect(batch.writes.changes.values.reduce(0, +) == 0)
        #expect(batch.writes.opened.keys.map(\.rawValue) == ["b"])
        // Opened and settled in one batch, it is neither.
        _ = batch.apply(operation("c", "pay-1", .settle(operationID("b"), fee: 0)), at: noon)
        #expect(batch.writes.opened.isEmpty && batch.writes.settled.isEmpty)
    }

    @Test func `what is stored reads back as the same`() throws {
        var history = RandomHistory(seed: 9, prefix: "h", payments: 4)
        var batch = LedgerBatch(lastSequence: 0, known: [:], payments: [:])
        for _ in 0..<500 { _ = batch.apply(history.next(), at: noon) }
        for entry in batch.writes.entries {
            let operation = entry.operation.json.canonicalBytes()
            #expect(try LedgerStored.read(operation, "operation", LedgerOperation.init(json:)) == entry.operation)
            let answer = entry.answer.json.canonicalBytes()
            #expect(try LedgerStored.read(answer, "answer", LedgerAnswer.init(json:)) == entry.answer)
        }
        for payment in batch.writes.payments.values {
            #expect(try LedgerStored.read(payment.json.canonicalBytes(), "payment", Payment.init(json:)) == payment)
        }
        #expect(throws: LedgerError.self) {
            try LedgerStored.read(Array("{}".utf8), "payment", Payment.init(json:))
        }
    }

    @Test func `names and currencies are what can be written anywhere`() {
        for name in ["", "a b", "a;b", "é", String(repeating: "x", count: 65), "a/b", "a\n"] {
            #expect(OperationID(rawValue: name) == nil && PaymentID(rawValue: name) == nil)
        }
        #expect(OperationID(rawValue: String(repeating: "x", count: 64)) != nil)
        #expect(Currency("eur") == nil && Currency("EURO") == nil && Currency("EUR") != nil)
        for place in Place.allCases {
            let account = Account(channel: .threeDS, place: place)
            #expect(Account(account.description) == account)
        }
        #expect(Account("ecommerce") == nil && Account("ecommerce/x") == nil && Account("x/held") == nil)
    }
}
