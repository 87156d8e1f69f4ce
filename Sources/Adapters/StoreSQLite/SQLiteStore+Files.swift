internal import Glibc
package import Journal
internal import Machine

extension SQLiteStore {
    /// Writes a consistent copy of the whole database to a new file while others go on, and syncs it.
    ///
    /// An existing file is never touched. `progress` gets pages copied and in all.
    package func backup(
        to target: String, progress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) async throws(JournalError) {
        let target = try OpenedFile.checked(target)
        try await query { (reader) throws(JournalError) in
            try Self.copyFile(reader.connection, to: target, progress: progress)
        }
    }

    /// Fills `target` with a backup: it appears under its name whole and on disk, or not at all. Refused while a process
    /// serves the target. An existing journal is refused too, or with `aside` gets that name once the new one is ready.
    package static func restore(
        from backup: String, to target: String, settingAside aside: String? = nil,
        progress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) async throws(JournalError) {
        try await blocking { () throws(JournalError) in
            let source = try SQLiteConnection(
                path: try OpenedFile.checked(backup), access: .write, busyMilliseconds: 5_000)
            guard try !SchemaMigrator(connection: source).status().applied.isEmpty else {
                throw JournalError(.schema, "\(backup) holds no journal")
            }
            let target = try OpenedFile.checked(target)
            let lock = try SQLiteLock(path: target)
            defer { lock.release() }
            if let aside, unsafe access(target, F_OK) == 0 {
                let ready = target + ".restoring"
                unsafe unlink(ready)
                try copyFile(source, to: ready, progress: progress)
                try setAside(target, as: aside)
                guard unsafe rename(ready, target) == 0 else { throw BackupFile.failed("name", target) }
                return try BackupFile.syncFolder(of: target)
            }
            for left in [target, target + "-wal", target + "-shm", target + "-journal"] {
                guard unsafe access(left, F_OK) != 0 else {
                    throw JournalError(
                        .refused, "\(left) exists; move the old journal aside with its -wal and -shm files first")
                }
            }
            try copyFile(source, to: target, progress: progress)
        }
    }

    /// Renames a journal that nobody serves, with its write-ahead log.
    private static func setAside(_ path: String, as name: String) throws(JournalError) {
        // Closing the only connection moves the log into the file, so that one renaming is all. A damaged file, which may
        // be why somebody restores, keeps its log, and both are renamed.
        if let old = try? SQLiteConnection(path: path, access: .write, busyMilliseconds: 5_000) {
            try? old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        }
        for ending in ["-wal", "-shm", ""] where unsafe access(path + ending, F_OK) == 0 {
            guard unsafe rename(path + ending, name + ending) == 0 else {
                throw BackupFile.failed("rename", path + ending)
            }
        }
    }

    private static func copyFile(
        _ source: SQLiteConnection, to target: String, progress: (Int64, Int64) -> Void
    ) throws(JournalError) {
        try BackupFile.write(to: target) { (partial) throws(JournalError) in
            let copy = try SQLiteConnection(path: partial, access: .create, busyMilliseconds: 0)
            try source.copyAll(to: copy) { progress(Int64($0), Int64($1)) }
            // The copy says that it uses a write-ahead log, whose files it must not leave beside itself.
            try copy.execute("PRAGMA journal_mode = DELETE")
        }
    }

    /// What a database has run and still needs, without changing it.
    package static func migrationStatus(path: String) async throws(JournalError) -> MigrationStatus {
        try await blocking { () throws(JournalError) in
            var options = SQLiteOptions()
            options.access = .beside
            let connection = try OpenedFile.connect(try OpenedFile.checked(path), options)
            return try SchemaMigrator(connection: connection).status()
        }
    }

    /// Runs the pending migrations of a database that no process serves.
    package static func migrate(path: String) async throws(JournalError) -> MigrationStatus {
        try await blocking { () throws(JournalError) in
            let path = try OpenedFile.checked(path)
            var options = SQLiteOptions()
            options.access = .beside
            let connection = try OpenedFile.connect(path, options)
            let lock = try SQLiteLock(path: path)
            defer { lock.release() }
            return try SchemaMigrator(connection: connection).migrate()
        }
    }

    /// Runs blocking work on a thread that lives as long as the work.
    static func blocking<Value: Sendable>(
        _ work: @escaping @Sendable () throws(JournalError) -> Value
    ) async throws(JournalError) -> Value {
        let thread = BlockingThread<BlockingWork<Int>>(name: "journal-file", capacity: 1) { number, batch in
            for work in batch { work(number) }
        }
        let result: Result<Value, JournalError>
        do throws(JournalError) {
            result = .success(
                try await thread.run(orElse: { _ in closed }) { (_: Int) throws(JournalError) in try work() })
        } catch {
            result = .failure(error)
        }
        await thread.stop()
        return try result.get()
    }
}

/// A file that appears under its name only when it is whole and on disk.
enum BackupFile {
    static func write(to path: String, _ fill: (String) throws(JournalError) -> Void) throws(JournalError) {
        guard unsafe access(path, F_OK) != 0 else { throw exists(path) }
        let partial = path + ".partial"
        let reserved = unsafe open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard reserved >= 0 else {
            throw JournalError(
                .unavailable,
                "cannot create \(partial): \(SQLiteLock.describe(errno)); "
                    + "check the folder, and delete what an interrupted backup left")
        }
        defer {
            unsafe unlink(partial)
            close(reserved)
        }
        try fill(partial)
        guard fsync(reserved) == 0 else { throw failed("sync", partial) }
        // Unlike a renaming, a link never replaces a file that came into being meanwhile.
        guard unsafe link(partial, path) == 0 else {
            throw errno == EEXIST ? exists(path) : failed("name", path)
        }
        try syncFolder(of: path)
    }

    static func syncFolder(of path: String) throws(JournalError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failed("sync", folder) }
    }

    private static func exists(_ path: String) -> JournalError {
        JournalError(.refused, "\(path) exists already; a backup never overwrites, give another name")
    }

    static func failed(_ doing: String, _ path: String) -> JournalError {
        let code = errno
        let full = code == ENOSPC || code == EDQUOT
        return JournalError(
            full ? .full : .unavailable, "cannot \(doing) \(path): \(SQLiteLock.describe(code)); check the disk")
    }
}
