internal import Journal
internal import Ledger
internal import Vocabulary

/// The statements of the records beside a ledger.
enum RecordSQL {
    /// Stands for "never due", since what is compared may not be null.
    static let never = Int64.max

    // A plain join with a list of names is planned while the table is still small, and then reads all of it for every group of
    // commits. LIMIT keeps the inner query apart, so that each name is looked up by the index.
    static let known = Statement(
        "records_known",
        """
        SELECT r.kind, r.key, r.version, r.marks FROM unnest($1::text[], $2::text[]) AS asked (kind, key)
        CROSS JOIN LATERAL (
            SELECT * FROM records WHERE records.kind = asked.kind AND records.key = asked.key LIMIT 1) AS r
        """)
    static let one = Statement(
        "records_one", "SELECT key, version, due, marks, body FROM records WHERE kind = $1::text AND key = $2::text")
    static let due = Statement(
        "records_due",
        """
        SELECT key, version, due, marks, body FROM records
        WHERE kind = $1::text AND due <= $2::int8 AND due < \(never) ORDER BY due, key LIMIT $3::int8
        """)
    private static let up = page("up", ">", "ASC")
    private static let down = page("down", "<", "DESC")
    private static let markedUp = marked("up", ">", "ASC")
    private static let markedDown = marked("down", "<", "DESC")

    private static func page(_ name: String, _ comparison: String, _ order: String) -> Statement {
        Statement(
            "records_\(name)",
            """
            SELECT key, version, due, marks, body FROM records
            WHERE kind = $1::text AND key \(comparison) $2::text ORDER BY key \(order) LIMIT $3::int8
            """)
    }

    private static func marked(_ name: String, _ comparison: String, _ order: String) -> Statement {
        Statement(
            "records_marked_\(name)",
            """
            SELECT r.key, r.version, r.due, r.marks, r.body
            FROM record_marks AS m JOIN records AS r ON r.kind = m.kind AND r.key = m.key
            WHERE m.kind = $1::text AND m.key \(comparison) $2::text AND m.mark = $4::text
            ORDER BY m.key \(order) LIMIT $3::int8
            """)
    }

    static func page(_ query: RecordQuery) -> BoundStatement {
        let limit = Parameter.integer(Int64(RecordRule.rows(query.limit)))
        guard let mark = query.mark else {
            return (query.isDescending ? down : up).with(.text(query.kind), .text(query.bound), limit)
        }
        return (query.isDescending ? markedDown : markedUp)
            .with(.text(query.kind), .text(query.bound), limit, .text(mark))
    }

    // MARK: Writing

    /// Which commits were recorded: asked when the answer to an earlier attempt was lost.
    static let recorded = Statement(
        "record_commits_known", "SELECT id FROM record_commits WHERE id = ANY($1::bytea[])")
    private static let note = Statement(
        "record_commits_note", "INSERT INTO record_commits (id) SELECT * FROM unnest($1::bytea[])")
    static let forget = Statement(
        "record_commits_forget", "DELETE FROM record_commits WHERE id = ANY($1::bytea[])")
    private static let keep = Statement(
        "records_keep",
        """
        INSERT INTO records (kind, key, version, due, marks, body)
        SELECT * FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::text[], $6::bytea[])
        ON CONFLICT (kind, key) DO UPDATE SET
            version = excluded.version, due = excluded.due, marks = excluded.marks, body = excluded.body
        """)
    static let remove = Statement(
        "records_remove", "DELETE FROM records WHERE kind = $1::text AND key = ANY($2::text[])")
    private static let mark = Statement(
        "records_mark",
        """
        INSERT INTO record_marks (kind, mark, key) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
        """)
    private static let unmark = Statement(
        "records_unmark",
        """
        DELETE FROM record_marks AS m USING unnest($1::text[], $2::text[], $3::text[]) AS gone (kind, mark, key)
        WHERE m.kind = gone.kind AND m.mark = gone.mark AND m.key = gone.key
        """)

    /// What writes a batch's records, and which commits they came in; `acknowledged` are those that nobody will ask for.
    static func writing(
        _ writes: LedgerBatch.Writes, commits: [[UInt8]], acknowledged: [[UInt8]]
    ) -> [BoundStatement] {
        var statements: [BoundStatement] = []
        if !acknowledged.isEmpty { statements.append(forget.with(.byteStrings(acknowledged))) }
        if !commits.isEmpty { statements.append(note.with(.byteStrings(commits))) }
        let kept = writes.records.compactMap { id, record in
            record.content.map { (id: id, version: record.version, content: $0) }
        }
        if !kept.isEmpty {
            statements.append(
                keep.with(
                    .texts(kept.map(\.id.kind)), .texts(kept.map(\.id.key)), .integers(kept.map(\.version)),
                    .integers(kept.map { $0.content.due?.microseconds ?? never }),
                    .texts(kept.map { $0.content.marks.joined(separator: "\n") }),
                    .byteStrings(kept.map(\.content.body))))
        }
        let gone = writes.records.filter { $0.value.content == nil }.map(\.key)
        for (kind, ids) in Dictionary(grouping: gone, by: \.kind) {
            statements.append(remove.with(.text(kind), .texts(ids.map(\.key))))
        }
        for (statement, marks) in [(unmark, writes.removedMarks), (mark, writes.addedMarks)] where !marks.isEmpty {
            statements.append(
                statement.with(
                    .texts(marks.map(\.record.kind)), .texts(marks.map(\.mark)), .texts(marks.map(\.record.key))))
        }
        return statements
    }
}

extension Rows {
    func knownRecords() -> [RecordID: LedgerBatch.KnownRecord] {
        var known: [RecordID: LedgerBatch.KnownRecord] = [:]
        for row in 0..<count {
            guard let id = RecordID(kind: text(row, 0), key: text(row, 1)) else { continue }
            known[id] = LedgerBatch.KnownRecord(version: integer(row, 2), marks: Self.marks(text(row, 3)))
        }
        return known
    }

    func records(of kind: String) throws(JournalError) -> [Record] {
        var records: [Record] = []
        for row in 0..<count {
            guard let id = RecordID(kind: kind, key: text(row, 0)) else {
                throw JournalError(.corrupt, "a stored record's name cannot be read; restore the last backup")
            }
            let due = integer(row, 2)
            records.append(
                Record(
                    id: id, version: integer(row, 1), body: bytes(row, 4),
                    due: due == RecordSQL.never ? nil : Instant(microseconds: due), marks: Self.marks(text(row, 3))))
        }
        return records
    }

    private static func marks(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
}
