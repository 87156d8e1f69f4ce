internal import Bytes
internal import JSON
internal import Ledger
internal import Vocabulary

/// The statements of a ledger.
enum LedgerSQL {
    static let lockHead = Statement("ledger_lock", "SELECT sequence FROM ledger_head FOR UPDATE")
    static let moveHead = Statement("ledger_move", "UPDATE ledger_head SET sequence = $1::int8")
    static let head = Statement("ledger_head", "SELECT sequence FROM ledger_head")
    static let known = Statement(
        "ledger_known", "SELECT id, fingerprint, answer FROM operations WHERE id = ANY($1::text[])")
    static let paymentsNamed = Statement(
        "ledger_payments_named", "SELECT body FROM payments WHERE id = ANY($1::text[])")
    static let payments = Statement(
        "ledger_payments", "SELECT body FROM payments WHERE id > $1::text ORDER BY id LIMIT $2::int8")
    static let balances = Statement(
        "ledger_balances", "SELECT account, currency, amount FROM balances ORDER BY account, currency")
    static let open = Statement(
        "ledger_open",
        """
        SELECT sequence, id, payment, kind, amount, currency, instant FROM open_movements
        WHERE channel = $1::text AND sequence > $2::int8 ORDER BY sequence LIMIT $3::int8
        """)
    static let operations = Statement(
        "ledger_operations",
        """
        SELECT sequence, instant, body, answer FROM operations
        WHERE sequence > $1::int8 ORDER BY sequence LIMIT $2::int8
        """)
    static let postings = Statement(
        "ledger_postings",
        """
        SELECT sequence, account, currency, amount FROM postings
        WHERE sequence > $1::int8 AND sequence <= $2::int8 ORDER BY sequence, line
        """)

    private static let insertOperations = Statement(
        "ledger_add_operations",
        """
        INSERT INTO operations (sequence, id, fingerprint, instant, body, answer)
        SELECT * FROM unnest($1::int8[], $2::text[], $3::bytea[], $4::int8[], $5::bytea[], $6::bytea[])
        """)
    private static let insertPostings = Statement(
        "ledger_add_postings",
        """
        INSERT INTO postings (sequence, line, account, currency, amount)
        SELECT * FROM unnest($1::int8[], $2::int8[], $3::text[], $4::text[], $5::int8[])
        """)
    private static let keepPayments = Statement(
        "ledger_keep_payments",
        """
        INSERT INTO payments (id, body) SELECT * FROM unnest($1::text[], $2::bytea[])
        ON CONFLICT (id) DO UPDATE SET body = excluded.body
        """)
    private static let addBalances = Statement(
        "ledger_add_balances",
        """
        INSERT INTO balances (account, currency, amount) SELECT * FROM unnest($1::text[], $2::text[], $3::int8[])
        ON CONFLICT (account, currency) DO UPDATE SET amount = balances.amount + excluded.amount
        """)
    private static let addOpen = Statement(
        "ledger_add_open",
        """
        INSERT INTO open_movements (sequence, id, channel, payment, kind, amount, currency, instant)
        SELECT * FROM unnest(
            $1::int8[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::text[], $8::int8[])
        """)
    private static let removeOpen = Statement(
        "ledger_remove_open", "DELETE FROM open_movements WHERE id = ANY($1::text[])")

    /// What writes a batch, in one round trip with the commit.
    static func writing(_ writes: LedgerBatch.Writes) -> [BoundStatement] {
        guard !writes.entries.isEmpty else { return [] }
        let entries = writes.entries
        var statements = [
            insertOperations.with(
                .integers(entries.map(\.sequence)), .texts(entries.map(\.operation.id.rawValue)),
                .byteStrings(entries.map(\.operation.fingerprint.bytes)),
                .integers(entries.map(\.instant.microseconds)),
                .byteStrings(entries.map { $0.operation.json.canonicalBytes() }),
                .byteStrings(entries.map { $0.answer.json.canonicalBytes() }))
        ]
        let lines = entries.flatMap { entry in
            entry.postings.enumerated().map { (sequence: entry.sequence, line: Int64($0.offset), posting: $0.element) }
        }
        if !lines.isEmpty {
            statements.append(
                insertPostings.with(
                    .integers(lines.map(\.sequence)), .integers(lines.map(\.line)),
                    .texts(lines.map(\.posting.account.description)), .texts(lines.map(\.posting.currency.code)),
                    .integers(lines.map(\.posting.amount))))
            let payments = Array(writes.payments.values)
            statements.append(
                keepPayments.with(
                    .texts(payments.map(\.id.rawValue)), .byteStrings(payments.map { $0.json.canonicalBytes() })))
            let changes = Array(writes.changes)
            statements.append(
                addBalances.with(
                    .texts(changes.map(\.key.account.description)), .texts(changes.map(\.key.currency.code)),
                    .integers(changes.map(\.value))))
        }
        let opened = Array(writes.opened.values)
        if !opened.isEmpty {
            statements.append(
                addOpen.with(
                    .integers(opened.map(\.sequence)), .texts(opened.map(\.id.rawValue)),
                    .texts(opened.map(\.channel.rawValue)), .texts(opened.map(\.payment.rawValue)),
                    .texts(opened.map(\.kind.rawValue)), .integers(opened.map(\.money.minor)),
                    .texts(opened.map(\.money.currency.code)), .integers(opened.map(\.instant.microseconds))))
        }
        if !writes.settled.isEmpty { statements.append(removeOpen.with(.texts(writes.settled.map(\.rawValue)))) }
        return statements
    }
}
