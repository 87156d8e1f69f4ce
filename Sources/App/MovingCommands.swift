internal import Bytes
internal import CLI
internal import JSON
internal import Journal
internal import Machine
internal import Settings
internal import StoreSQLite

/// `vigie copy --from … --to …`: moves an installation to another store.
enum CopyRun {
    static func run(_ command: CopyCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let fromPassword = try secret(command.fromPassword, option: "--from-password")
        let toPassword = try secret(command.toPassword, option: "--to-password")
        try Installation.requireFile(of: command.from)
        do throws(JournalError) {
            let progress = Progress("copying", on: console)
            let report = try await Installation.open(command.from, password: fromPassword, for: .beside)
                .closing { source throws(JournalError) in
                    try await JournalMove.run(
                        from: source, to: command.to, password: toPassword, progress: progress)
                }
            progress.finish()
            console.line(
                "✓ \(report.head.position.rawValue) entries, \(report.commands) command keys and \(report.archived) "
                    + "archived captures copied; the chain ends in \(report.head.hash)")
            let results = SeriesPlace.kept(beside: command.from)
            SeriesPlace.sayLeft(results, on: console)
            var answer = JournalMove.json(report).object ?? [:]
            answer["resultsLeftOut"] = JSONValue(results)
            console.answer(.object(answer))
            return .success
        } catch {
            throw .journal(error)
        }
    }

    private static func secret(_ reference: String?, option: String) throws(ProgramFailure) -> Secret? {
        guard let reference else { return nil }
        do throws(SettingsFailure) {
            return try SettingsFile.surroundings.secret(reference, option: option)
        } catch {
            throw .settings(error)
        }
    }
}

/// `vigie restore FILE`: fills an empty installation from a backup. What is there is never overwritten.
enum RestoreRun {
    static func run(_ command: RestoreCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        guard Files.exists(command.file) else {
            throw .other(message: "\(command.file) is not there", hint: nil, code: .noInput)
        }
        let settings = try SettingsFile.load(command.source)
        do throws(JournalError) {
            return try await Installation.open(.sqlite(path: command.file), password: nil, for: .beside)
                .closing { backup throws(JournalError) in try await restore(backup, settings, command, console) }
        } catch {
            throw .journal(error)
        }
    }

    private static func restore(
        _ backup: any JournalTransfer, _ settings: Settings, _ command: RestoreCommand, _ console: Console
    ) async throws(JournalError) -> ExitCode {
        let progress = Progress("checking the backup, entry", on: console)
        let report = try await JournalVerifier(backup, projections: [])
            .verify { progress.update(Int($0.rawValue), of: Int($1.rawValue)) }
        progress.finish()
        guard report.isSound else {
            for problem in report.problems { console.warning("\(problem)") }
            throw JournalError(.corrupt, "the backup does not verify; nothing was restored")
        }
        switch settings.database {
        case .sqlite(let path): return try await restoreFile(to: path, command, console)
        case .postgres:
            let copying = Progress("restoring", on: console)
            let copied = try await JournalMove.run(
                from: backup, to: settings.database, password: settings.databasePassword, progress: copying)
            copying.finish()
            return finish(copied.head, console)
        }
    }

    /// The new file is there whole or not at all; what was there keeps its place, or gets another name in the end.
    private static func restoreFile(
        to path: String, _ command: RestoreCommand, _ console: Console
    ) async throws(JournalError) -> ExitCode {
        try Installation.makeFolder(of: path)
        let isThere = Files.exists(path)
        let aside = "\(path).before-restore-\(SystemClock.wallMicroseconds() / 1_000_000)"
        let progress = Progress("restoring", on: console)
        try await SQLiteStore.restore(
            from: command.file, to: path, settingAside: command.setsAside ? aside : nil
        ) { progress.update(Int($0), of: Int($1)) }
        progress.finish()
        if command.setsAside && isThere { console.line("✓ what was there is now \(aside)") }
        let head = try await Installation.open(.sqlite(path: path), password: nil, for: .beside)
            .closing { store throws(JournalError) in try await JournalMove.verifiedHead(of: store) }
        return finish(head, console)
    }

    private static func finish(_ head: Chain, _ console: Console) -> ExitCode {
        console.line("✓ \(head.position.rawValue) entries restored and verified; the chain ends in \(head.hash)")
        console.answer(["entries": .integer(head.position.rawValue), "head": .string(head.hash.hexadecimal)])
        return .success
    }
}

/// Everything from one store to another, with the target opened and closed.
enum JournalMove {
    @discardableResult
    static func run(
        from source: any JournalTransfer, to address: DatabaseAddress, password: Secret?, progress: Progress
    ) async throws(JournalError) -> JournalCopy.Report {
        try await Installation.open(address, password: password, for: .serve).closing { target throws(JournalError) in
            let report = try await JournalCopy(
                from: source, to: target, projections: Installation.projections.map(\.name)
            ).run { progress.update(Int($0.done), of: $0.total.map { Int($0) }, label: $0.stage.rawValue) }
            _ = try await verifiedHead(of: target)
            return report
        }
    }

    /// Walks the chain of what was just written, as it is read back.
    static func verifiedHead(of store: any JournalTransfer) async throws(JournalError) -> Chain {
        let report = try await JournalVerifier(store, projections: []).verify()
        guard report.isSound else {
            throw JournalError(
                .corrupt,
                "what was written does not verify: \(report.problems.map(\.description).joined(separator: "; "))")
        }
        return report.head
    }

    static func json(_ report: JournalCopy.Report) -> JSONValue {
        [
            "entries": .integer(report.head.position.rawValue), "head": .string(report.head.hash.hexadecimal),
            "commands": .integer(report.commands), "archived": .integer(report.archived),
        ]
    }
}
