internal import Ledger
internal import PostgresFixture
internal import StorePostgres
internal import StoreSQLite
internal import Synchronization
internal import Vocabulary

/// Durable payment operations a second, against the same database's own commits in the same run: one row with one sync,
/// which is what a ledger without group commit would cost at least.
func measureLedgerInSQLite() async throws {
    let bare = try await BareWriter(path: folder + "/ledger-bare.sqlite")
    let ledger = try await SQLiteLedger.open(path: folder + "/ledger.sqlite")
    try await compareLedger(ledger, name: "SQLite", single: 400) { count, round in
        bare.commit(count: count, round: round)
    }
    await ledger.close()
}

/// The same in PostgreSQL, against libpq alone.
func measureLedgerInPostgres() async throws {
    let server = try PostgresServer(parent: parentFolder)
    defer { server.end() }
    let (bareURL, bareSchema) = server.fresh()
    await (try PostgresStore.open(url: bareURL, projections: [])).close()
    let libpq = BarePostgresWriter(server, schema: bareSchema)
    let shared = try await PostgresLedger.open(url: server.fresh().url)
    try await compareLedger(shared, name: "PostgreSQL", single: 400) { count, round in
        libpq.commit(count: count, round: round, .two)
    }
    await shared.close()
}

/// Rounds of bare commits, of one payer after another, and of many at once, side by side.
private func compareLedger(
    _ ledger: any LedgerStore, name: String, single: Int, _ bare: (Int, Int) -> Void
) async throws {
    let payers = 64
    let each = 50
    var rates: (bare: [Double], one: [Double], many: [Double]) = ([], [], [])
    let payments = PaymentNumbers()
    for round in 0..<5 {
        rates.bare.append(try await rate(of: single) { bare(single, round) })
        rates.one.append(
            try await rate(of: single) {
                for _ in 0..<single / 2 { try await pay(payments.next(), ledger) }
            })
        rates.many.append(
            try await rate(of: payers * each) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<payers {
                        group.addTask { for _ in 0..<each / 2 { try await pay(payments.next(), ledger) } }
                    }
                    try await group.waitForAll()
                }
            })
    }
    let audit = try await LedgerAudit(ledger).run()
    say(
        "\(name): bare commits \(whole(median(rates.bare)))/s, ledger with one payer \(whole(median(rates.one)))/s, "
            + "with \(payers) \(whole(median(rates.many)))/s; \(audit.operations) operations, "
            + "\(audit.faults.count) faults")
    let one = median(zip(rates.one, rates.bare).map { $0 / $1 })
    say("  \(name), one payer / bare commits = \((one * 100).rounded() / 100)")
    let many = median(zip(rates.many, rates.bare).map { $0 / $1 })
    report("\(name), \(payers) payers / bare commits", many, target: 0.8)
}

/// An authorisation and its capture: two operations.
private func pay(_ number: Int, _ ledger: any LedgerStore) async throws {
    guard let payment = PaymentID(rawValue: "pay-\(number)"), let begin = OperationID(rawValue: "a-\(number)"),
        let end = OperationID(rawValue: "c-\(number)"), let euro = Currency("EUR")
    else { return }
    let now = Instant(microseconds: Int64(number))
    let money = Money(1_999, euro)
    for operation in [
        LedgerOperation(id: begin, payment: payment, channel: .instoreCB2A, .authorise(money)),
        LedgerOperation(id: end, payment: payment, channel: .instoreCB2A, .capture(money, isFinal: true)),
    ] {
        guard case .applied = try await ledger.apply(operation, at: now) else {
            throw LedgerError(.failed, "the ledger refused payment \(number)")
        }
    }
}

/// A number for each payment of a run.
private final class PaymentNumbers: Sendable {
    private let last = Atomic<Int>(0)
    func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
