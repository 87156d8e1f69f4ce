internal import CLI
internal import Declaring
internal import JSON
internal import Journal
internal import Machine
internal import Settings
internal import Telling

/// `vigie check FILE`: says everything that is wrong with a configuration, or what is in effect.
enum CheckCommand {
    static func run(_ source: SettingsSource, on console: Console) throws(ProgramFailure) -> ExitCode {
        let settings = try SettingsFile.load(source)
        try LanguageCommands.load(settings)
        if let problem = ZoneFiles.problem { throw .other(message: problem, hint: nil, code: .configuration) }
        let summary = settings.summary()
        let watch = try WatchFiles.load(settings, beside: source.configurationFile)
        var answer: JSONObject = ["ok": true, "settings": .object(summary)]
        if let watch { answer["watching"] = WatchFiles.json(watch.matrix) }
        console.answer(.object(answer))
        console.line("✓ \(source.configurationFile ?? "the options") can be used. In effect:")
        let added = LanguagePack.all.count - LanguagePack.builtIn.count
        if added > 0 {
            console.line(
                "  with \(LanguagePack.all.suffix(added).map(\.ownName).joined(separator: ", ")) beside the languages of the program"
            )
        }
        console.table(
            ["key", "value"],
            summary.members.map { member in
                [member.name, member.value.string ?? String(decoding: JSONWriter.compact(member.value), as: UTF8.self)]
            })
        if let watch { WatchFiles.report(watch.matrix, on: console) }
        return .success
    }
}

/// `vigie version`.
enum VersionCommand {
    static func run(on console: Console) -> ExitCode {
        // A known change of the clocks, read by this very program from the machine's zone data.
        let zones = ZoneFiles.problem ?? "Europe/Paris went from CET to CEST at 2025-03-30T01:00:00Z"
        console.line("vigie \(Program.version)")
        console.line("  zone data  \(zones)")
        console.answer(["version": .string(Program.version), "zoneData": .string(zones)])
        return .success
    }
}
