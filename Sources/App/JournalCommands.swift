internal import Bytes
internal import CLI
internal import JSON
internal import Journal
internal import Machine
internal import Settings
internal import StorePostgres
internal import StoreSQLite

/// `vigie verify`: walks the chain and names the first entry that does not fit.
enum VerifyCommand {
    static func run(_ source: SettingsSource, on console: Console) async throws(ProgramFailure) -> ExitCode {
        try await OpenedJournal.with(source) { store throws(JournalError) in
            let progress = Progress("verifying entry", on: console)
            let report = try await JournalVerifier(store, projections: Installation.projections)
                .verify { progress.update(Int($0.rawValue), of: Int($1.rawValue)) }
            progress.finish()
            console.answer([
                "sound": .bool(report.isSound), "entries": .integer(report.head.position.rawValue),
                "head": .string(report.head.hash.hexadecimal),
                "problems": .array(
                    report.problems.map { problem in
                        [
                            "position": problem.position.map { .integer($0.rawValue) } ?? .null,
                            "sentence": .string(problem.sentence),
                        ]
                    }),
            ])
            guard report.isSound else {
                for problem in report.problems { console.line("✗ \(problem)") }
                console.line("The journal does not verify: \(report.problems.count) problem(s).")
                return .data
            }
            console.line("✓ \(report.head.position.rawValue) entries, every hash and every read model fits.")
            console.line("  head \(report.head.hash)")
            return .success
        }
    }
}

/// `vigie rebuild`: makes every read model again from the journal.
enum RebuildCommand {
    static func run(_ source: SettingsSource, on console: Console) async throws(ProgramFailure) -> ExitCode {
        try await OpenedJournal.with(source) { store throws(JournalError) in
            let progress = Progress("rebuilding from entry", on: console)
            let names = Installation.projections.map(\.name)
            try await store.rebuild(names) { progress.update(Int($0.rawValue), of: Int($1.rawValue)) }
            progress.finish()
            var digests = JSONObject()
            for name in names {
                let digest = try await store.documentsDigest(name)
                digests[name.rawValue] = .string(digest.hexadecimal)
                console.line("✓ \(name): \(digest)")
            }
            console.answer(["projections": .object(digests)])
            return .success
        }
    }
}

/// `vigie backup FILE`: a consistent copy of journal and archive, while a server may go on.
enum BackupCommand {
    static func run(
        _ source: SettingsSource, file: String, on console: Console
    ) async throws(ProgramFailure) -> ExitCode {
        if Files.exists(file) {
            throw .other(
                message: "\(file) is there already", hint: "a backup never overwrites; give another name",
                code: .cannotCreate)
        }
        let results = SeriesPlace.kept(beside: try SettingsFile.load(source).database)
        return try await OpenedJournal.with(source) { store throws(JournalError) in
            let progress = Progress("copying", on: console)
            if let embedded = store as? SQLiteStore {
                try await embedded.backup(to: file) { progress.update(Int($0), of: Int($1)) }
            } else {
                try await fromServer(store, to: file, progress: progress)
            }
            progress.finish()
            let head = try await BackupFileReading.head(of: file)
            console.line("✓ \(file): \(head.position.rawValue) entries up to \(head.hash)")
            SeriesPlace.sayLeft(results, on: console)
            console.answer([
                "file": .string(file), "entries": .integer(head.position.rawValue),
                "head": .string(head.hash.hexadecimal), "resultsLeftOut": JSONValue(results),
            ])
            return .success
        }
    }
}

extension BackupCommand {
    /// From PostgreSQL a backup is the same kind of file: the journal copied entry by entry, beside its place, and put
    /// there when it is complete.
    private static func fromServer(
        _ store: any JournalTransfer, to file: String, progress: Progress
    ) async throws(JournalError) {
        let copying = file + ".copying"
        defer { for ending in ["", "-wal", "-shm", ".lock"] { Files.remove(copying + ending) } }
        try await JournalMove.run(from: store, to: .sqlite(path: copying), password: nil, progress: progress)
        try await SQLiteStore.restore(from: copying, to: file)
        Files.remove(file + ".lock")
    }
}

enum BackupFileReading {
    static func head(of file: String) async throws(JournalError) -> Chain {
        try await Installation.open(.sqlite(path: file), password: nil, for: .beside).closing {
            store throws(JournalError) in
            try await store.head()
        }
    }
}

/// `vigie migrate`: brings the schema to this program's state.
enum MigrateCommand {
    static func run(_ source: SettingsSource, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let settings = try SettingsFile.load(source)
        try Installation.requireFile(of: settings.database)
        do throws(JournalError) {
            let applied: [String]
            switch settings.database {
            case .sqlite(let path):
                let before = try await SQLiteStore.migrationStatus(path: path)
                if !before.isCurrent { _ = try await SQLiteStore.migrate(path: path) }
                applied = before.pending.map(\.name)
            case .postgres(let url):
                applied = try await PostgresStore.migrate(
                    url: Installation.url(url, password: settings.databasePassword))
            }
            for name in applied { console.line("✓ applied \(name)") }
            if applied.isEmpty { console.line("✓ the schema is up to date; nothing was changed") }
            console.answer(["applied": JSONValue(applied)])
            return .success
        } catch {
            throw .journal(error)
        }
    }
}

/// The journal of the settings, opened beside a server that may be running, and closed again.
enum OpenedJournal {
    static func with<Value: Sendable>(
        _ source: SettingsSource,
        _ work: (any JournalTransfer) async throws(JournalError) -> Value
    ) async throws(ProgramFailure) -> Value {
        let settings = try SettingsFile.load(source)
        try Installation.requireFile(of: settings.database)
        do throws(JournalError) {
            return try await Installation.open(
                settings.database, password: settings.databasePassword, for: .beside
            ).closing(work)
        } catch {
            throw .journal(error)
        }
    }
}
