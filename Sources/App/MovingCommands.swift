internal import Bytes
internal import CLI
internal import Glibc
internal import JSON
internal import Journal
internal import Machine
internal import Settings

/// `vigie copy --from … --to …`: moves an installation to another store.
enum CopyRun {
    static func run(_ command: CopyCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let fromPassword = try secret(command.fromPassword, option: "--from-password")
        let toPassword = try secret(command.toPassword, option: "--to-password")
        do throws(JournalError) {
            let source = try await Installation.open(command.from, password: fromPassword, for: .beside)
            let progress = Progress("copying", on: console)
            let report: JournalCopy.Report
            do throws(JournalError) {
                report = try await JournalMove.run(
                    from: source, to: command.to, password: toPassword, progress: progress)
            } catch {
                await source.close()
                throw error
            }
            await source.close()
            progress.finish()
            console.line(
                "✓ \(report.head.position.rawValue) entries, \(report.commands) command keys and \(report.archived) "
                    + "archived captures copied; the chain ends in \(report.head.hash)")
            console.answer(JournalMove.json(report))
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
            let backup = try await Installation.open(.sqlite(path: command.file), password: nil, for: .beside)
            let result: Result<ExitCode, JournalError>
            do throws(JournalError) {
                result = .success(try await restore(backup, settings, command, console))
            } catch {
                result = .failure(error)
            }
            await backup.close()
            return try result.get()
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
        if command.setsAside, case .sqlite(let path) = settings.database, Files.exists(path) {
            console.line("✓ what was there is now \(try setAside(path))")
        }
        let copying = Progress("restoring", on: console)
        let copied = try await JournalMove.run(
            from: backup, to: settings.database, password: settings.databasePassword, progress: copying)
        copying.finish()
        console.line("✓ \(copied.head.position.rawValue) entries restored; the chain ends in \(copied.head.hash)")
        console.answer(JournalMove.json(copied))
        return .success
    }

    /// Renames a database and its write-ahead log; refused while a process serves it.
    private static func setAside(_ path: String) throws(JournalError) -> String {
        let stamp = SystemClock.wallMicroseconds() / 1_000_000
        let name = "\(path).before-restore-\(stamp)"
        for ending in ["", "-wal", "-shm"] where Files.exists(path + ending) {
            guard unsafe rename(path + ending, name + ending) == 0 else {
                throw JournalError(.unavailable, "cannot rename \(path)\(ending) to \(name)\(ending)")
            }
        }
        return name
    }
}

/// Everything from one store to another, with the target opened and closed.
enum JournalMove {
    @discardableResult
    static func run(
        from source: any JournalTransfer, to address: DatabaseAddress, password: Secret?, progress: Progress
    ) async throws(JournalError) -> JournalCopy.Report {
        let target = try await Installation.openTarget(address, password: password)
        let result: Result<JournalCopy.Report, JournalError>
        do throws(JournalError) {
            result = .success(
                try await JournalCopy(from: source, to: target, projections: Installation.projections.map(\.name))
                    .run { progress.update(Int($0.done), of: $0.total.map { Int($0) }, label: $0.stage.rawValue) })
        } catch {
            result = .failure(error)
        }
        await target.close()
        return try result.get()
    }

    static func json(_ report: JournalCopy.Report) -> JSONValue {
        [
            "entries": .integer(report.head.position.rawValue), "head": .string(report.head.hash.hexadecimal),
            "commands": .integer(report.commands), "archived": .integer(report.archived),
        ]
    }
}
