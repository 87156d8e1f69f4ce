internal import CSQLite
internal import Journal
internal import StoreSQLite

/// The same tables, rows and settings by the C API alone, on the calling thread: the best that a commit can cost.
@safe final class BareWriter {
    private let handle: OpaquePointer
    private let begin: OpaquePointer
    private let commit: OpaquePointer
    private let insert: OpaquePointer
    private let moveEnd: OpaquePointer
    private var position: Int64 = 0
    private var versions: [Int: Int64] = [:]

    init(path: String) async throws {
        // The store makes the tables.
        await (try SQLiteStore.open(path: path, projections: [])).close()
        var opened: OpaquePointer?
        unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard let handle = unsafe opened else { fatalError("SQLite gives no connection") }
        unsafe sqlite3_exec(
            handle,
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = OFF;
            PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864; PRAGMA trusted_schema = OFF;
            PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY
            """, nil, nil, nil)
        func prepare(_ sql: String) -> OpaquePointer {
            var statement: OpaquePointer?
            unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
            guard let statement = unsafe statement else { fatalError("SQLite refuses \(sql)") }
            return unsafe statement
        }
        unsafe self.handle = handle
        unsafe begin = prepare("BEGIN IMMEDIATE")
        unsafe commit = prepare("COMMIT")
        unsafe insert = prepare("INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        unsafe moveEnd = prepare("UPDATE journal_end SET position = ?1, hash = ?2 WHERE only = 1")
    }

    deinit {
        unsafe [begin, commit, insert, moveEnd].forEach { unsafe sqlite3_finalize($0) }
        unsafe sqlite3_close_v2(handle)
    }

    /// Commits `count` entries, each on its own.
    func commit(count: Int, round: Int) {
        let hash = [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: 32)
        for number in 0..<count {
            let draft = sample(number).drafts[0]
            position += 1
            versions[number % 500, default: 0] += 1
            unsafe run(begin)
            unsafe sqlite3_bind_int64(insert, 1, position)
            unsafe bind(insert, 2, draft.stream.rawValue)
            unsafe sqlite3_bind_int64(insert, 3, versions[number % 500] ?? 0)
            unsafe bind(insert, 4, draft.kind.rawValue)
            unsafe bind(insert, 5, "system:bench")
            unsafe sqlite3_bind_int64(insert, 6, Int64(number))
            unsafe bind(insert, 7, draft.body)
            unsafe bind(insert, 8, hash)
            unsafe run(insert)
            unsafe sqlite3_bind_int64(moveEnd, 1, position)
            unsafe bind(moveEnd, 2, hash)
            unsafe run(moveEnd)
            unsafe run(commit)
        }
    }

    private static var copied: sqlite3_destructor_type { unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private func bind(_ statement: OpaquePointer, _ index: Int32, _ text: String) {
        unsafe sqlite3_bind_text(statement, index, text, -1, Self.copied)
    }

    private func bind(_ statement: OpaquePointer, _ index: Int32, _ bytes: [UInt8]) {
        unsafe sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), Self.copied)
    }

    private func run(_ statement: OpaquePointer) {
        let code = unsafe sqlite3_step(statement)
        precondition(code == SQLITE_DONE, "SQLite says \(code)")
        unsafe sqlite3_reset(statement)
    }
}
