internal import Journal
internal import Ledger
internal import Vocabulary

/// What is asked of the records in a ledger's file; used by one thread.
final class RecordReader {
    /// Stands for "never due", since what is compared may not be null.
    static let never = Int64.max

    private let known: SQLiteStatement
    private let one: SQLiteStatement
    private let up: SQLiteStatement
    private let down: SQLiteStatement
    private let markedUp: SQLiteStatement
    private let markedDown: SQLiteStatement
    private let due: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(JournalError) {
        known = try connection.prepare("SELECT version, marks FROM records WHERE kind = ?1 AND key = ?2")
        one = try connection.prepare(
            "SELECT key, version, due, marks, body FROM records WHERE kind = ?1 AND key = ?2")
        func page(_ comparison: String, _ order: String) throws(JournalError) -> SQLiteStatement {
            try connection.prepare(
                """
                SELECT key, version, due, marks, body FROM records
                WHERE kind = ?1 AND key \(comparison) ?2 ORDER BY key \(order) LIMIT ?3
                """)
        }
        func marked(_ comparison: String, _ order: String) throws(JournalError) -> SQLiteStatement {
            try connection.prepare(
                """
                SELECT r.key, r.version, r.due, r.marks, r.body
                FROM record_marks AS m CROSS JOIN records AS r ON r.kind = m.kind AND r.key = m.key
                WHERE m.kind = ?1 AND m.key \(comparison) ?2 AND m.mark = ?4 ORDER BY m.key \(order) LIMIT ?3
                """)
        }
        up = try page(">", "ASC")
        down = try page("<", "DESC")
        markedUp = try marked(">", "ASC")
        markedDown = try marked("<", "DESC")
        due = try connection.prepare(
            """
            SELECT key, version, due, marks, body FROM records
            WHERE kind = ?1 AND due <= ?2 AND due < \(Self.never) ORDER BY due, key LIMIT ?3
            """)
    }

    func known(_ id: RecordID) throws(JournalError) -> LedgerBatch.KnownRecord? {
        try known.bind(1, id.kind).bind(2, id.key).firstRow { row in
            LedgerBatch.KnownRecord(version: row.number(0), marks: Self.marks(row.text(1)))
        }
    }

    func record(_ id: RecordID) throws(JournalError) -> Record? {
        try rows(one.bind(1, id.kind).bind(2, id.key), id.kind).first
    }

    func records(_ query: RecordQuery) throws(JournalError) -> [Record] {
        let limit = Int64(RecordRule.rows(query.limit))
        guard let mark = query.mark else {
            let statement = query.isDescending ? down : up
            return try rows(statement.bind(1, query.kind).bind(2, query.bound).bind(3, limit), query.kind)
        }
        let statement = query.isDescending ? markedDown : markedUp
        return try rows(statement.bind(1, query.kind).bind(2, query.bound).bind(3, limit).bind(4, mark), query.kind)
    }

    func due(_ kind: String, until instant: Instant, limit: Int) throws(JournalError) -> [Record] {
        try rows(
            due.bind(1, kind).bind(2, instant.microseconds).bind(3, Int64(RecordRule.rows(limit))), kind)
    }

    private func rows(_ statement: SQLiteStatement, _ kind: String) throws(JournalError) -> [Record] {
        var records: [Record] = []
        try statement.forEachRow { (row) throws(JournalError) in
            guard let id = RecordID(kind: kind, key: row.text(0)) else {
                throw JournalError(.corrupt, "a stored record's name cannot be read; restore the last backup")
            }
            let due = row.number(2)
            records.append(
                Record(
                    id: id, version: row.number(1), body: row.bytes(4),
                    due: due == Self.never ? nil : Instant(microseconds: due), marks: Self.marks(row.text(3))))
            return true
        }
        return records
    }

    private static func marks(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
}
