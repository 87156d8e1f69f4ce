internal import CLI
internal import JSON
internal import Journal
internal import Settings

/// `vigie export DIR`: the brands' status pages as files, so that they survive the outage that they report.
enum ExportRun {
    static func run(_ command: ExportCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let settings = try SettingsFile.load(command.source)
        try LanguageCommands.load(settings)
        let progress = Progress("writing", on: console)
        let work = ExportWork(settings, folder: command.folder, isPrecompressed: command.isPrecompressed)
        let (folder, brands) = try await OpenedJournal.with(command.source) { store throws(JournalError) in
            try await work.write(store) { progress.update($0, of: $1) }
        }
        progress.finish()
        guard brands > 0 else {
            console.line("There is no brand of our own, so there is no page to export.")
            console.answer(["brands": .integer(0), "written": .integer(0), "unchanged": .integer(0)])
            return .success
        }
        console.line(
            "✓ \(brands) brand(s) in \(folder.path): \(folder.written) file(s) written, \(folder.unchanged) "
                + "unchanged, \(folder.removed) removed")
        console.answer([
            "folder": .string(folder.path), "brands": .integer(Int64(brands)),
            "written": .integer(Int64(folder.written)), "unchanged": .integer(Int64(folder.unchanged)),
            "removed": .integer(Int64(folder.removed)),
        ])
        return .success
    }
}
