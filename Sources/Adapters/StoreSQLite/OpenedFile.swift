package import Journal

/// A database file that was opened, checked and brought up to date: what a store is made of.
///
/// `@unchecked Sendable`: made on one thread and handed once to the store, which gives each part to its own thread.
struct OpenedFile: @unchecked Sendable {
    let path: String
    let lock: SQLiteLock?
    let writer: JournalWriter
    let readers: [SQLiteReader]
    let waiters: EntryWaiters

    init(path given: String, projections: [any Projection], options: SQLiteOptions) throws(JournalError) {
        path = try Self.checked(given)
        let serving = if case .serve = options.access { true } else { false }
        lock = serving ? try SQLiteLock(path: path) : nil
        let connection = try Self.connect(path, options)
        try Self.migrateIfNew(connection, serving: serving)
        try Self.tune(connection, options)
        let chain = try SQLiteReader(connection).checkedHead(serving: serving)
        waiters = EntryWaiters(head: chain.position)
        writer = try JournalWriter(connection, chain: chain, projections: projections, waiters: waiters)
        if serving { try writer.adoptProjections() }
        var readers: [SQLiteReader] = []
        for _ in 0..<max(options.readers, 1) {
            let connection = try SQLiteConnection(
                path: path, access: .read, busyMilliseconds: options.busyMilliseconds)
            // The system keeps the file's pages for all readers: a large cache of each would be memory twice.
            try connection.execute("PRAGMA cache_size = -512")
            readers.append(try SQLiteReader(connection))
        }
        self.readers = readers
    }

    /// A relative path gets a dot in front, so that no name is taken for one of SQLite's special ones.
    static func checked(_ path: String) throws(JournalError) -> String {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw JournalError(.refused, "the journal needs the path of a file")
        }
        return path.hasPrefix("/") ? path : "./" + path
    }

    static func connect(_ path: String, _ options: SQLiteOptions) throws(JournalError) -> SQLiteConnection {
        let serving = if case .serve = options.access { true } else { false }
        return try SQLiteConnection(
            path: path, access: serving ? .create : .write, busyMilliseconds: options.busyMilliseconds)
    }

    private static func migrateIfNew(_ connection: SQLiteConnection, serving: Bool) throws(JournalError) {
        let migrator = SchemaMigrator(connection: connection)
        var status = try migrator.status()
        if status.applied.isEmpty {
            guard serving else { throw JournalError(.schema, "\(connection.path) holds no journal") }
            try useWriteAheadLog(connection)
            status = try migrator.migrate()
        }
        guard status.isCurrent else {
            throw JournalError(
                .schema,
                "\(connection.path) has schema \(status.applied.count), this program needs \(Migrations.all.count); "
                    + "make a backup, then run `vigie migrate`")
        }
        // A tool leaves a file that nobody serves (a backup) as it is.
        if serving { try useWriteAheadLog(connection) }
    }

    static func useWriteAheadLog(_ connection: SQLiteConnection) throws(JournalError) {
        let mode = try connection.prepare("PRAGMA journal_mode = WAL").firstRow { row in row.text(0) }
        guard mode == "wal" else {
            throw JournalError(
                .unavailable,
                "\(connection.path) cannot use a write-ahead log (mode \(mode ?? "none")); use a local file system")
        }
    }

    static func tune(_ connection: SQLiteConnection, _ options: SQLiteOptions) throws(JournalError) {
        // The log is copied into the file every 16 MB: an import writes the same pages again and again, and each copying
        // syncs twice. FULL syncs the log at every commit: what is acknowledged is on disk. Deleted bytes need no overwriting,
        // because entries are never deleted and read models hold nothing that entries do not.
        try connection.execute(
            """
            PRAGMA synchronous = FULL; PRAGMA secure_delete = OFF; PRAGMA cache_size = -16384;
            PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4096
            """)
        if let pages = options.pagesMost { try connection.execute("PRAGMA max_page_count = \(pages)") }
    }
}

extension SQLiteReader {
    /// The recorded end of the chain.
    ///
    /// The process that will append checks that the last entry is that end.
    fileprivate func checkedHead(serving: Bool) throws(JournalError) -> Chain {
        let head = try head()
        guard serving else { return head }
        let last = try connection.number("SELECT max(position) FROM entries")
        let matches =
            head.position == .beforeFirst
            ? head == .empty && last == 0
            : try entries(after: Position(head.position.rawValue - 1), limit: 2).map(\.hash) == [head.hash]
        guard matches, last == head.position.rawValue else {
            throw JournalError(
                .corrupt,
                "the journal ends at entry \(last), but its end is recorded as \(head.position.rawValue) with another "
                    + "hash or place; run `vigie verify` and restore the last backup")
        }
        return head
    }
}

extension SQLiteStore {
    /// Opens the journal at `path`.
    ///
    /// A new file gets the current schema; an older schema is refused until it was migrated, a newer one always.
    /// Projections that are new, changed or behind are made again before this returns.
    package static func open(
        path: String, projections: [any Projection], options: SQLiteOptions = SQLiteOptions()
    ) async throws(JournalError) -> SQLiteStore {
        let file = try await blocking { () throws(JournalError) in
            try OpenedFile(path: path, projections: projections, options: options)
        }
        return SQLiteStore(file, options: options)
    }
}
