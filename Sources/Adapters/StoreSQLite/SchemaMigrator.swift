internal import Bytes
internal import Journal

/// Brings a database to this program's schema, and refuses one that does not belong to it.
struct SchemaMigrator {
    private static let bookkeeping = """
        CREATE TABLE migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT;
        """

    let connection: SQLiteConnection
    var migrations = Migrations.all
    var applicationID = Migrations.applicationID
    /// What the file is to be, in the words of an error.
    var content = "a journal"

    /// Migrations that the database has, in order; empty for a new file.
    ///
    /// Throws for a file that is none of ours.
    func applied() throws(JournalError) -> [MigrationStatus.Step] {
        let application = try connection.number("PRAGMA application_id")
        let objects = try connection.number("SELECT count(*) FROM sqlite_schema")
        if objects == 0, application == 0 { return [] }
        guard application == applicationID else {
            throw JournalError(
                .schema, "\(connection.path) is an SQLite database, but not \(content) of Vigie; give another path")
        }
        var steps: [MigrationStatus.Step] = []
        try connection.prepare("SELECT id, name, checksum FROM migrations ORDER BY id").forEachRow { row in
            steps.append(MigrationStatus.Step(id: row.number(0), name: row.text(1), checksum: row.text(2)))
            return true
        }
        return steps
    }

    /// What has run and what has not.
    ///
    /// Throws for a newer schema, and for a released migration that was changed.
    func status() throws(JournalError) -> MigrationStatus {
        let applied = try applied()
        for step in applied {
            guard let known = migrations.first(where: { $0.id == step.id }) else {
                throw JournalError(
                    .schema,
                    "\(connection.path) has schema \(step.id), this program knows \(migrations.count); "
                        + "use the newer program that wrote it")
            }
            guard known.checksum.hexadecimal == step.checksum else {
                throw JournalError(
                    .schema,
                    "migration \(step.id) of \(connection.path) is not the one this program has; "
                        + "use the program that wrote it")
            }
        }
        let done = Set(applied.map(\.id))
        let pending = migrations.filter { !done.contains($0.id) }
            .map { MigrationStatus.Step(id: $0.id, name: $0.name, checksum: $0.checksum.hexadecimal) }
        return MigrationStatus(applied: applied, pending: pending)
    }

    /// Runs what is pending, all in one transaction.
    func migrate() throws(JournalError) -> MigrationStatus {
        try connection.execute("BEGIN IMMEDIATE")
        do throws(JournalError) {
            let status = try status()
            if status.applied.isEmpty {
                try connection.execute("PRAGMA application_id = \(applicationID)")
                try connection.execute(Self.bookkeeping)
            }
            let pending = Set(status.pending.map(\.id))
            for migration in migrations where pending.contains(migration.id) {
                try connection.execute(migration.sql)
                try connection.prepare("INSERT INTO migrations VALUES (?, ?, ?)")
                    .bind(1, migration.id).bind(2, migration.name).bind(3, migration.checksum.hexadecimal).run()
            }
            try connection.execute("COMMIT")
            return try self.status()
        } catch {
            connection.rollBack()
            throw error
        }
    }
}

/// Which migrations a database has run, and which it still needs.
package struct MigrationStatus: Sendable, Equatable {
    package struct Step: Sendable, Equatable {
        package var id: Int64
        package var name: String
        package var checksum: String
    }

    package var applied: [Step]
    package var pending: [Step]

    package var isCurrent: Bool { pending.isEmpty }
}
