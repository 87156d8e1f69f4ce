internal import Journal

/// Reads of documents that both a reader and a projection need.
final class DocumentStatements {
    private let one: SQLiteStatement
    private let upwards: SQLiteStatement
    private let downwards: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(JournalError) {
        let range = "SELECT key, body FROM documents WHERE projection = ?1 AND key >= ?2 AND key < ?3 ORDER BY key"
        one = try connection.prepare("SELECT body FROM documents WHERE projection = ?1 AND key = ?2")
        upwards = try connection.prepare(range + " LIMIT ?4")
        downwards = try connection.prepare(range + " DESC LIMIT ?4")
    }

    func document(_ projection: String, _ key: String) throws(JournalError) -> [UInt8]? {
        try one.bind(1, projection).bind(2, key).firstRow { row in row.bytes(0) }
    }

    func documents(_ projection: String, _ range: DocumentRange) throws(JournalError) -> [Document] {
        // Keys hold only characters between these two, so that a prefix is a range of the index, and going on after
        // a key is its start (or end).
        var lower = range.prefix
        var upper = range.prefix + "\u{7f}"
        if let after = range.after {
            if range.descending {
                if after.utf8.lexicographicallyPrecedes(upper.utf8) { upper = after }
            } else if lower.utf8.lexicographicallyPrecedes(after.utf8) || lower == after {
                lower = after + "\u{1}"
            }
        }
        var found: [Document] = []
        try (range.descending ? downwards : upwards)
            .bind(1, projection).bind(2, lower).bind(3, upper).bind(4, Int64(range.limit))
            .forEachRow { row in
                found.append(Document(key: row.text(0), body: row.bytes(1)))
                return true
            }
        return found
    }
}

/// One consistent picture of all read models, inside a read transaction.
struct SQLitePicture: DocumentReading {
    let position: Position
    let statements: DocumentStatements
    let searching: SearchReading

    func document(_ projection: ProjectionName, _ key: String) throws(JournalError) -> [UInt8]? {
        try statements.document(projection.rawValue, key)
    }

    func documents(_ projection: ProjectionName, _ range: DocumentRange) throws(JournalError) -> [Document] {
        try statements.documents(projection.rawValue, range)
    }

    func search(_ projection: ProjectionName, _ query: SearchQuery) throws(JournalError) -> SearchAnswer {
        try searching.search(projection.rawValue, query)
    }

    func searchRecords(
        _ projection: ProjectionName, after key: String?, limit: Int
    ) throws(JournalError) -> [SearchRecord] {
        try searching.records(projection.rawValue, after: key, limit: limit)
    }
}

/// One projection's documents while an entry is applied, inside the transaction of the append.
struct SQLiteDocumentEditing: DocumentEditing {
    let projection: String
    let reading: DocumentStatements
    let writing: DocumentWriting
    let searching: SearchWriting

    func document(_ key: String) throws(JournalError) -> [UInt8]? { try reading.document(projection, key) }

    func documents(prefix: String, limit: Int) throws(JournalError) -> [Document] {
        try reading.documents(projection, DocumentRange(prefix: prefix, limit: limit))
    }

    func put(_ key: String, _ body: [UInt8]) throws(JournalError) {
        try DocumentRule.check(key: key, body: body)
        try writing.put.bind(1, projection).bind(2, key).bind(3, body).run()
    }

    func remove(_ key: String) throws(JournalError) {
        try writing.remove.bind(1, projection).bind(2, key).run()
    }

    func index(_ key: String, _ entry: SearchEntry?) throws(JournalError) {
        try SearchRule.check(key: key, entry)
        searching.note(projection, key, entry)
    }
}

/// Changes to documents.
final class DocumentWriting {
    let put: SQLiteStatement
    let remove: SQLiteStatement
    let empty: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(JournalError) {
        put = try connection.prepare("INSERT OR REPLACE INTO documents (projection, key, body) VALUES (?1, ?2, ?3)")
        remove = try connection.prepare("DELETE FROM documents WHERE projection = ?1 AND key = ?2")
        empty = try connection.prepare("DELETE FROM documents WHERE projection = ?1")
    }
}
