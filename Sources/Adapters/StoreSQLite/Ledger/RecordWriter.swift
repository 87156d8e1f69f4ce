internal import Journal
internal import Ledger
internal import Vocabulary

/// Writes records inside the transaction of the ledger's writer.
final class RecordWriter {
    private let keep: SQLiteStatement
    private let remove: SQLiteStatement
    private let mark: SQLiteStatement
    private let unmark: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(JournalError) {
        keep = try connection.prepare(
            """
            INSERT INTO records (kind, key, version, due, marks, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (kind, key) DO UPDATE SET
                version = excluded.version, due = excluded.due, marks = excluded.marks, body = excluded.body
            """)
        remove = try connection.prepare("DELETE FROM records WHERE kind = ?1 AND key = ?2")
        mark = try connection.prepare("INSERT INTO record_marks (kind, mark, key) VALUES (?1, ?2, ?3)")
        unmark = try connection.prepare("DELETE FROM record_marks WHERE kind = ?1 AND mark = ?2 AND key = ?3")
    }

    func write(_ writes: LedgerBatch.Writes) throws(JournalError) {
        for (id, kept) in writes.records {
            guard let content = kept.content else {
                try remove.bind(1, id.kind).bind(2, id.key).run()
                continue
            }
            try keep.bind(1, id.kind).bind(2, id.key).bind(3, kept.version)
                .bind(4, content.due?.microseconds ?? RecordReader.never)
                .bind(5, content.marks.joined(separator: "\n")).bind(6, content.body).run()
        }
        for gone in writes.removedMarks {
            try unmark.bind(1, gone.record.kind).bind(2, gone.mark).bind(3, gone.record.key).run()
        }
        for new in writes.addedMarks {
            try mark.bind(1, new.record.kind).bind(2, new.mark).bind(3, new.record.key).run()
        }
    }
}
