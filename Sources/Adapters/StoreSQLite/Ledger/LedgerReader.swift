internal import Journal
internal import Ledger
internal import Vocabulary

/// What is asked of a ledger's file; used by one thread.
final class LedgerReader {
    let connection: SQLiteConnection
    let records: RecordReader
    private let lastSequenceQuery: SQLiteStatement
    private let knownQuery: SQLiteStatement
    private let paymentQuery: SQLiteStatement
    private let paymentsQuery: SQLiteStatement
    private let balancesQuery: SQLiteStatement
    private let openQuery: SQLiteStatement
    private let operationsQuery: SQLiteStatement
    private let postingsQuery: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(JournalError) {
        self.connection = connection
        records = try RecordReader(connection)
        lastSequenceQuery = try connection.prepare("SELECT coalesce(max(sequence), 0) FROM operations")
        knownQuery = try connection.prepare("SELECT fingerprint, answer FROM operations WHERE id = ?1")
        paymentQuery = try connection.prepare("SELECT body FROM payments WHERE id = ?1")
        paymentsQuery = try connection.prepare("SELECT body FROM payments WHERE id > ?1 ORDER BY id LIMIT ?2")
        balancesQuery = try connection.prepare(
            "SELECT account, currency, amount FROM balances ORDER BY account, currency")
        openQuery = try connection.prepare(
            """
            SELECT sequence, id, payment, kind, amount, currency, instant FROM open_movements
            WHERE channel = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3
            """)
        operationsQuery = try connection.prepare(
            "SELECT sequence, instant, body, answer FROM operations WHERE sequence > ?1 ORDER BY sequence LIMIT ?2")
        postingsQuery = try connection.prepare(
            """
            SELECT sequence, account, currency, amount FROM postings
            WHERE sequence > ?1 AND sequence <= ?2 ORDER BY sequence, line
            """)
    }

    func lastSequence() throws(JournalError) -> Int64 {
        try lastSequenceQuery.firstRow { row in row.number(0) } ?? 0
    }

    func known(_ id: OperationID) throws(JournalError) -> LedgerBatch.Known? {
        try knownQuery.bind(1, id.rawValue).firstRow { (row) throws(JournalError) in
            LedgerBatch.Known(
                fingerprint: row.bytes(0),
                answer: try Self.stored(row.bytes(1), "answer", LedgerAnswer.init(json:)))
        }
    }

    func payment(_ id: PaymentID) throws(JournalError) -> Payment? {
        try paymentQuery.bind(1, id.rawValue).firstRow { (row) throws(JournalError) in
            try Self.stored(row.bytes(0), "payment", Payment.init(json:))
        }
    }

    func payments(after id: PaymentID?, limit: Int) throws(JournalError) -> [Payment] {
        var payments: [Payment] = []
        try paymentsQuery.bind(1, id?.rawValue ?? "").bind(2, Int64(LedgerRule.rows(limit))).forEachRow {
            (row) throws(JournalError) in
            payments.append(try Self.stored(row.bytes(0), "payment", Payment.init(json:)))
            return true
        }
        return payments
    }

    func balances() throws(JournalError) -> [AccountBalance] {
        var balances: [AccountBalance] = []
        try balancesQuery.forEachRow { (row) throws(JournalError) in
            balances.append(
                AccountBalance(
                    account: try Self.made(Account(row.text(0))), currency: try Self.made(Currency(row.text(1))),
                    amount: row.number(2)))
            return true
        }
        return balances
    }

    func openMovements(of channel: Channel, after sequence: Int64, limit: Int) throws(JournalError) -> [OpenMovement] {
        var open: [OpenMovement] = []
        try openQuery.bind(1, channel.rawValue).bind(2, sequence).bind(3, Int64(LedgerRule.rows(limit))).forEachRow {
            (row) throws(JournalError) in
            open.append(
                OpenMovement(
                    id: try Self.made(OperationID(rawValue: row.text(1))),
                    payment: try Self.made(PaymentID(rawValue: row.text(2))), channel: channel,
                    kind: try Self.made(Payment.Movement.Kind(rawValue: row.text(3))),
                    money: Money(row.number(4), try Self.made(Currency(row.text(5)))), sequence: row.number(0),
                    instant: Instant(microseconds: row.number(6))))
            return true
        }
        return open
    }

    /// Operations and postings of one picture: whoever calls has a transaction open, or is the writer.
    func entries(after sequence: Int64, limit: Int) throws(JournalError) -> [LedgerEntry] {
        var rows: [(sequence: Int64, instant: Int64, body: [UInt8], answer: [UInt8])] = []
        try operationsQuery.bind(1, sequence).bind(2, Int64(LedgerRule.rows(limit))).forEachRow { row in
            rows.append((row.number(0), row.number(1), row.bytes(2), row.bytes(3)))
            return true
        }
        guard let last = rows.last else { return [] }
        var postings: [Int64: [Posting]] = [:]
        try postingsQuery.bind(1, sequence).bind(2, last.sequence).forEachRow { (row) throws(JournalError) in
            postings[row.number(0), default: []].append(
                Posting(try Self.made(Account(row.text(1))), row.number(3), try Self.made(Currency(row.text(2)))))
            return true
        }
        var entries: [LedgerEntry] = []
        for row in rows {
            entries.append(
                LedgerEntry(
                    sequence: row.sequence, instant: Instant(microseconds: row.instant),
                    operation: try Self.stored(row.body, "operation", LedgerOperation.init(json:)),
                    answer: try Self.stored(row.answer, "answer", LedgerAnswer.init(json:)),
                    postings: postings[row.sequence] ?? []))
        }
        return entries
    }

    private static func made<Value>(_ value: Value?) throws(JournalError) -> Value {
        guard let value else {
            throw JournalError(.corrupt, "a stored name cannot be read; run the audit and restore the last backup")
        }
        return value
    }
}
