internal import Vocabulary

/// Reads a whole ledger and makes it again from its operations, to see whether everything fits.
///
/// Sequence numbers have no gap; no operation is there twice; every answer and every posting is what the rules say; the
/// postings of each entry are zero together per currency; payments, balances and what waits for settlement are what the
/// operations lead to.
package struct LedgerAudit: Sendable {
    package struct Report: Sendable {
        package var operations: Int64 = 0
        package var payments = 0
        /// What does not fit, at most a hundred sentences.
        package var faults: [String] = []
    }

    private let store: any LedgerStore

    package init(_ store: any LedgerStore) { self.store = store }

    /// A ledger that changes meanwhile is read again, at most `tries` times.
    package func run(tries: Int = 5) async throws(LedgerError) -> Report {
        for _ in 0..<max(tries, 1) {
            let before = try await store.lastSequence()
            let report = try await once()
            if try await store.lastSequence() == before { return report }
        }
        throw LedgerError(.unavailable, "the ledger changes while it is read; audit it when less happens")
    }

    private struct Replay {
        var batch = LedgerBatch(lastSequence: 0, known: [:], payments: [:])
        var ids: Set<OperationID> = []
        var open: [OperationID: OpenMovement] = [:]
        var report = Report()

        mutating func fault(_ sentence: String) {
            if report.faults.count < 100 { report.faults.append(sentence) }
        }
    }

    private func once() async throws(LedgerError) -> Report {
        var replay = Replay()
        while true {
            let page = try await store.entries(after: replay.report.operations, limit: LedgerRule.rowsMost)
            guard !page.isEmpty else { break }
            for entry in page { check(entry, &replay) }
            replay.batch.forgetEntries()
        }
        try await checkPayments(&replay)
        try await checkBalances(&replay)
        try await checkOpenMovements(&replay)
        return replay.report
    }

    private func check(_ entry: LedgerEntry, _ replay: inout Replay) {
        let name = "operation \(entry.operation.id) at \(entry.sequence)"
        if entry.sequence != replay.report.operations + 1 {
            replay.fault("\(name) follows \(replay.report.operations): numbers are missing or doubled")
        }
        replay.report.operations = entry.sequence
        if !replay.ids.insert(entry.operation.id).inserted { replay.fault("\(name) is there twice") }
        var sums: [Currency: Int64] = [:]
        for posting in entry.postings { sums[posting.currency, default: 0] += posting.amount }
        for (currency, sum) in sums where sum != 0 { replay.fault("\(name): its postings make \(sum) \(currency)") }
        let answer = replay.batch.apply(entry.operation, at: entry.instant)
        guard case .success(entry.answer) = answer, let made = replay.batch.writes.entries.last else {
            replay.fault("\(name) has another answer than the rules give")
            return
        }
        if made.postings != entry.postings { replay.fault("\(name) has other postings than the rules give") }
    }

    private func checkPayments(_ replay: inout Replay) async throws(LedgerError) {
        var expected = replay.batch.writes.payments
        var last: PaymentID?
        while true {
            let page = try await store.payments(after: last, limit: LedgerRule.rowsMost)
            guard let end = page.last else { break }
            last = end.id
            for payment in page {
                replay.report.payments += 1
                if expected.removeValue(forKey: payment.id) != payment {
                    replay.fault("payment \(payment.id) is not what its operations lead to")
                }
                let sum = Place.allCases.reduce(0) { $0 + payment.balance(of: $1) }
                if sum != 0 { replay.fault("payment \(payment.id): its places make \(sum)") }
                for place in [Place.held, .collected, .refunding, .fees] where payment.balance(of: place) < 0 {
                    replay.fault("payment \(payment.id) has less than nothing in \(place)")
                }
            }
        }
        for id in expected.keys.sorted() { replay.fault("payment \(id) is missing") }
    }

    private func checkBalances(_ replay: inout Replay) async throws(LedgerError) {
        var expected = replay.batch.writes.changes
        var sums: [Currency: Int64] = [:]
        for balance in try await store.balances() {
            sums[balance.currency, default: 0] += balance.amount
            let key = LedgerBatch.BalanceKey(account: balance.account, currency: balance.currency)
            if expected.removeValue(forKey: key) ?? 0 != balance.amount {
                replay.fault("\(balance.account) in \(balance.currency) is not the sum of its postings")
            }
        }
        for (key, amount) in expected where amount != 0 {
            replay.fault("\(key.account) in \(key.currency) is missing")
        }
        for (currency, sum) in sums where sum != 0 { replay.fault("all accounts together make \(sum) \(currency)") }
    }

    private func checkOpenMovements(_ replay: inout Replay) async throws(LedgerError) {
        // In a replay in one batch, what was settled was taken out again.
        var expected = replay.batch.writes.opened
        let channels = Set(replay.batch.writes.payments.values.map(\.channel))
        for channel in channels.sorted(by: { $0.rawValue < $1.rawValue }) {
            var last: Int64 = 0
            while true {
                let page = try await store.openMovements(of: channel, after: last, limit: LedgerRule.rowsMost)
                guard let end = page.last else { break }
                last = end.sequence
                for movement in page where expected.removeValue(forKey: movement.id) != movement {
                    replay.fault("\(movement.id) waits for its settlement, and should not, or not so")
                }
            }
        }
        for id in expected.keys.sorted() { replay.fault("\(id) should wait for its settlement") }
    }
}
