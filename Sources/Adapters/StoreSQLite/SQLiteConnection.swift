internal import CSQLite
internal import Journal

/// One connection to the database file.
///
/// It is opened without SQLite's own mutex: whoever owns it uses it from one thread at a time.
///
/// `@unchecked Sendable`: the object moves to the thread that owns it and is used there alone (see ``SQLiteStore``).
/// `@safe`: the handle is closed in `deinit` and never leaves the object.
@safe final class SQLiteConnection: @unchecked Sendable {
    enum Access {
        case create
        case write
        case read
    }

    fileprivate let handle: OpaquePointer
    let path: String
    /// The code of the last call that failed.
    private(set) var lastCode = SQLITE_OK

    init(path: String, access: Access, busyMilliseconds: Int32) throws(JournalError) {
        var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        switch access {
        case .create: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        // A reader opens the file for writing too: the shared memory of WAL mode is created by whoever comes first.
        case .write, .read: flags |= SQLITE_OPEN_READWRITE
        }
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let handle = unsafe opened else {
            let error = unsafe SQLiteFailure.error(code, opened, doing: "open", path: path)
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        unsafe self.handle = handle
        self.path = path
        unsafe sqlite3_busy_timeout(handle, busyMilliseconds)
        try execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY")
        if case .read = access { try execute("PRAGMA query_only = ON") }
    }

    deinit {
        // The statements finalize themselves; with `_v2` the last of them closes the connection.
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs statements that give no rows.
    func execute(_ sql: String) throws(JournalError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code, doing: "run a statement") }
    }

    func prepare(_ sql: String) throws(JournalError) -> SQLiteStatement {
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let statement = unsafe prepared else {
            throw failure(code, doing: "prepare a statement")
        }
        return unsafe SQLiteStatement(statement, connection: self)
    }

    /// The first column of the first row, as a number; zero when there is no row.
    func number(_ sql: String) throws(JournalError) -> Int64 {
        var found: Int64 = 0
        try prepare(sql).forEachRow { row in
            found = row.number(0)
            return false
        }
        return found
    }

    func failure(_ code: Int32, doing: String) -> JournalError {
        lastCode = code
        return unsafe SQLiteFailure.error(code, handle, doing: doing, path: path)
    }

    /// False while a transaction is open.
    var isOutsideTransaction: Bool { unsafe sqlite3_get_autocommit(handle) != 0 }

    /// Rolls back whatever is open.
    ///
    /// SQLite does so itself after some errors; then there is nothing left to do.
    func rollBack() {
        if !isOutsideTransaction { unsafe sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }

    /// Copies the whole database into `target` as one consistent picture.
    ///
    /// `progress` gets pages copied and in all.
    func copyAll(to target: SQLiteConnection, progress: (Int32, Int32) -> Void) throws(JournalError) {
        // An open read transaction keeps the picture, so that writers do not make the copy start over.
        try execute("BEGIN; SELECT count(*) FROM sqlite_schema")
        defer { rollBack() }
        guard let backup = unsafe sqlite3_backup_init(target.handle, "main", handle, "main") else {
            throw unsafe target.failure(sqlite3_errcode(target.handle), doing: "start the backup")
        }
        var code = SQLITE_OK
        while code == SQLITE_OK {
            code = unsafe sqlite3_backup_step(backup, 1_024)
            let all = unsafe sqlite3_backup_pagecount(backup)
            progress(unsafe all - sqlite3_backup_remaining(backup), all)
        }
        let finished = unsafe sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE, finished == SQLITE_OK else {
            throw target.failure(code == SQLITE_DONE ? finished : code, doing: "write the backup")
        }
    }
}

/// A prepared statement.
///
/// Bind, then ``run()`` or ``forEachRow(_:)``; both leave it ready for the next use.
///
/// `@safe`: the handle is finalized in `deinit` and never leaves the object, which keeps its connection alive.
@safe final class SQLiteStatement {
    private let handle: OpaquePointer
    private let connection: SQLiteConnection

    fileprivate init(_ handle: OpaquePointer, connection: SQLiteConnection) {
        unsafe self.handle = handle
        self.connection = connection
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// SQLITE_TRANSIENT, a cast that Swift does not import: SQLite copies the bytes before the call returns.
    private static var copied: sqlite3_destructor_type { unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    @discardableResult
    func bind(_ index: Int32, _ number: Int64) -> SQLiteStatement {
        check(unsafe sqlite3_bind_int64(handle, index, number))
        return self
    }

    @discardableResult
    func bind(_ index: Int32, _ text: String) -> SQLiteStatement {
        var text = text
        text.withUTF8 { bytes in
            // An empty buffer may have no address, which SQLite would take for NULL.
            let address = unsafe bytes.baseAddress.map { unsafe UnsafeRawPointer($0) } ?? Self.nothing
            check(
                unsafe sqlite3_bind_text64(
                    handle, index, address.assumingMemoryBound(to: CChar.self), UInt64(bytes.count), Self.copied,
                    UInt8(SQLITE_UTF8)))
        }
        return self
    }

    @discardableResult
    func bind(_ index: Int32, _ bytes: [UInt8]) -> SQLiteStatement {
        unsafe bytes.withUnsafeBytes { bytes in
            let address = unsafe bytes.baseAddress ?? Self.nothing
            check(unsafe sqlite3_bind_blob64(handle, index, address, UInt64(bytes.count), Self.copied))
        }
        return self
    }

    /// An address for zero bytes; nothing is ever read from it.
    private static var nothing: UnsafeRawPointer {
        guard let address = unsafe UnsafeRawPointer(bitPattern: 1) else { preconditionFailure("one is not null") }
        return unsafe address
    }

    /// Runs a statement that gives no rows.
    func run() throws(JournalError) {
        try forEachRow { _ in true }
    }

    /// Gives each row to `body` until it returns false.
    func forEachRow(_ body: (borrowing SQLiteRow) throws(JournalError) -> Bool) throws(JournalError) {
        defer { unsafe sqlite3_reset(handle) }
        while true {
            let code = unsafe sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw connection.failure(code, doing: "run a statement") }
            guard unsafe try body(SQLiteRow(statement: handle)) else { return }
        }
    }

    /// Whether there is a row, and what `body` makes of the first.
    func firstRow<Value>(_ body: (borrowing SQLiteRow) throws(JournalError) -> Value) throws(JournalError) -> Value? {
        var found: Value?
        try forEachRow { (row) throws(JournalError) in
            found = try body(row)
            return false
        }
        return found
    }

    /// Binding fails only for an index that the statement does not have, for more than 2 GB, or without memory.
    private func check(_ code: Int32) {
        precondition(code == SQLITE_OK, "a value could not be bound to a statement: SQLite code \(code)")
    }
}

/// The current row of a statement, inside ``SQLiteStatement/forEachRow(_:)``.
///
/// `@safe`: it lives as long as the closure that gets it; every column is copied out.
@safe struct SQLiteRow: ~Copyable {
    private let statement: OpaquePointer

    fileprivate init(statement: OpaquePointer) { unsafe self.statement = statement }

    func number(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(statement, column) }

    func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(statement, column) == SQLITE_NULL }

    func count(_ column: Int32) -> Int { Int(unsafe sqlite3_column_bytes(statement, column)) }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(statement, column) else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count(column)))
    }

    func text(_ column: Int32) -> String {
        guard let start = unsafe sqlite3_column_text(statement, column) else { return "" }
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count(column)), as: UTF8.self)
    }
}
