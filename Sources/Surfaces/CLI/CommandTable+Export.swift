internal import Settings

/// The command that writes status pages as files.
extension CommandTable {
    static let export = CommandDefinition(
        name: "export", summary: "Write the brands' status pages as files",
        paragraphs: [
            "Writes every public page, feed, calendar, badge and JSON file of each brand of our own below DIR, one folder per "
                + "brand, as any web server or object store can serve them: so the pages survive the outage that they "
                + "report. A server may go on beside.",
            "Only files whose content changed are written, each whole or not at all, and files of what is gone are "
                + "removed. DIR/.vigie-export lists what was written, as sha256sum checks it; other files in DIR are never "
                + "touched.",
        ],
        positionals: [
            PositionalDefinition(name: "DIR", documentation: "The folder to write into.", completion: .directory)
        ],
        options: storeOptions + [
            OptionDefinition(
                name: "precompressed",
                documentation: "Also write FILE.gz and FILE.br, for servers that send these as they are."),
            json,
        ],
        examples: [
            .init(line: "vigie export --data /srv/vigie /srv/www/status", meaning: "each minute, from cron")
        ],
        exitCodes: storeExitCodes,
        build: { arguments in
            .export(
                ExportCommand(
                    source: arguments.settingsSource, folder: arguments.positionals[0],
                    isPrecompressed: arguments.flags.contains("precompressed")))
        })
}
