internal import Bytes
internal import Journal
internal import Vocabulary

/// A reader connection with its statements; used by one thread.
final class SQLiteReader {
    private static let pageMost = 1_000
    /// A page ends early when its bodies reach this, so that a page of large entries stays small.
    private static let pageBytesMost = 16 << 20

    let connection: SQLiteConnection
    private let begin: SQLiteStatement
    private let commit: SQLiteStatement
    private let endOfChain: SQLiteStatement
    private let byPosition: SQLiteStatement
    private let byStream: SQLiteStatement
    private let commandsByKey: SQLiteStatement
    private let archived: SQLiteStatement
    private let archivedAfter: SQLiteStatement
    private let documents: DocumentStatements
    private let searching: SearchReading

    init(_ connection: SQLiteConnection) throws(JournalError) {
        self.connection = connection
        let columns = "SELECT position, stream, version, kind, actor, instant, body, hash FROM entries "
        begin = try connection.prepare("BEGIN")
        commit = try connection.prepare("COMMIT")
        endOfChain = try connection.prepare("SELECT position, hash FROM journal_end WHERE only = 1")
        byPosition = try connection.prepare(columns + "WHERE position > ?1 ORDER BY position LIMIT ?2")
        byStream = try connection.prepare(columns + "WHERE stream = ?3 AND version > ?1 ORDER BY version LIMIT ?2")
        commandsByKey = try connection.prepare(
            "SELECT key, fingerprint, first, last, instant FROM commands WHERE key > ?1 ORDER BY key LIMIT ?2")
        archived = try connection.prepare("SELECT encoding, size, bytes FROM archive WHERE digest = ?1")
        archivedAfter = try connection.prepare("SELECT digest FROM archive WHERE digest > ?1 ORDER BY digest LIMIT ?2")
        documents = try DocumentStatements(connection)
        searching = try SearchReading(connection)
    }

    /// Runs `body` on one consistent picture of the database.
    func inPicture<Value>(_ body: () throws(JournalError) -> Value) throws(JournalError) -> Value {
        try begin.run()
        do throws(JournalError) {
            let value = try body()
            try commit.run()
            return value
        } catch {
            connection.rollBack()
            throw error
        }
    }

    func picture<Value>(
        _ body: (any DocumentReading) throws(JournalError) -> Value
    ) throws(JournalError) -> Value {
        try inPicture { () throws(JournalError) in
            try body(SQLitePicture(position: try head().position, statements: documents, searching: searching))
        }
    }

    func head() throws(JournalError) -> Chain {
        let found = try endOfChain.firstRow { (row) throws(JournalError) in
            Chain(position: try position(row.number(0)), hash: try digest(row.bytes(1), of: "the journal's end"))
        }
        guard let found else {
            throw JournalError(.corrupt, "the row that records the journal's end is missing; restore the last backup")
        }
        return found
    }

    func entries(after position: Position, limit: Int) throws(JournalError) -> [Entry] {
        try entries(byPosition.bind(1, position.rawValue), limit: limit)
    }

    func entries(of stream: StreamName, after version: StreamVersion, limit: Int) throws(JournalError) -> [Entry] {
        try entries(byStream.bind(1, version.rawValue).bind(3, stream.rawValue), limit: limit)
    }

    private func entries(_ statement: SQLiteStatement, limit: Int) throws(JournalError) -> [Entry] {
        var page: [Entry] = []
        var bytes = 0
        try statement.bind(2, Int64(min(max(limit, 0), Self.pageMost))).forEachRow { (row) throws(JournalError) in
            let entry = try entry(row)
            page.append(entry)
            bytes += entry.body.count
            return bytes < Self.pageBytesMost
        }
        return page
    }

    private func entry(_ row: borrowing SQLiteRow) throws(JournalError) -> Entry {
        let place = try position(row.number(0))
        let version = row.number(2)
        guard let stream = StreamName(row.text(1)), version > 0 else {
            throw JournalError(
                .corrupt, "entry \(place.rawValue) has no valid stream or version; run `vigie verify`")
        }
        return Entry(
            position: place, stream: stream, version: StreamVersion(version), kind: EntryKind(row.text(3)),
            actor: Actor(row.text(4)), instant: Instant(microseconds: row.number(5)), body: row.bytes(6),
            hash: try digest(row.bytes(7), of: "entry \(place.rawValue)"))
    }

    func commands(after key: IdempotencyKey?, limit: Int) throws(JournalError) -> [CommandRecord] {
        var page: [CommandRecord] = []
        try commandsByKey.bind(1, key?.rawValue ?? "").bind(2, Int64(min(max(limit, 0), Self.pageMost)))
            .forEachRow { (row) throws(JournalError) in
                guard let key = IdempotencyKey(row.text(0)) else {
                    throw JournalError(.corrupt, "an idempotency key is not one; restore the last backup")
                }
                page.append(
                    CommandRecord(
                        key: key, fingerprint: try digest(row.bytes(1), of: "command \(key)"),
                        receipt: AppendReceipt(
                            first: try position(row.number(2)), last: try position(row.number(3)),
                            instant: Instant(microseconds: row.number(4)))))
                return true
            }
        return page
    }

    func captured(_ digest: SHA256Digest) throws(JournalError) -> [UInt8]? {
        try archived.bind(1, digest.bytes).firstRow { (row) throws(JournalError) in
            let kept = ArchivedBytes(digest: digest, encoding: row.text(0), size: row.number(1), stored: row.bytes(2))
            return try kept.unpacked()
        }
    }

    func archivedDigests(after last: SHA256Digest?, limit: Int) throws(JournalError) -> [SHA256Digest] {
        var page: [SHA256Digest] = []
        try archivedAfter.bind(1, last?.bytes ?? []).bind(2, Int64(min(max(limit, 0), Self.pageMost)))
            .forEachRow { (row) throws(JournalError) in
                page.append(try digest(row.bytes(0), of: "an archived capture"))
                return true
            }
        return page
    }

    /// What SQLite finds wrong with the file, and what the archive's addresses find wrong with its bytes.
    func storageProblems() throws(JournalError) -> [String] {
        var problems: [String] = []
        do throws(JournalError) {
            try connection.prepare("PRAGMA integrity_check(100)").forEachRow { row in
                let finding = row.text(0)
                if finding != "ok" { problems.append(finding) }
                return true
            }
            if let problem = try searching.indexProblem() { problems.append(problem) }
            var last: SHA256Digest?
            while true {
                let page = try archivedDigests(after: last, limit: Self.pageMost)
                guard !page.isEmpty else { return problems }
                for digest in page {
                    do throws(JournalError) {
                        _ = try captured(digest)
                    } catch {
                        guard error.code == .corrupt else { throw error }
                        problems.append(error.message)
                    }
                }
                last = page.last
            }
        } catch {
            guard error.code == .corrupt else { throw error }
            problems.append(error.message)
            return problems
        }
    }

    private func position(_ number: Int64) throws(JournalError) -> Position {
        guard number >= 0 else { throw JournalError(.corrupt, "a position is negative; run `vigie verify`") }
        return Position(number)
    }

    private func digest(_ bytes: [UInt8], of what: String) throws(JournalError) -> SHA256Digest {
        guard let digest = SHA256Digest(bytes: bytes) else {
            throw JournalError(.corrupt, "\(what) has a hash that is none; run `vigie verify`")
        }
        return digest
    }
}
