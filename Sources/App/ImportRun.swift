internal import CLI
internal import Following
internal import JSON
internal import Journal
internal import Machine
internal import Settings
internal import Tracking
internal import Vendors
internal import Vocabulary

/// `vigie import FILE`: reads a saved page, feed or text into the journal, while no server runs on it.
enum ImportRun {
    static func run(_ command: ImportCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        guard let provider = ProviderID(command.provider) else {
            throw .other(
                message:
                    "--provider: \(command.provider.prefix(80)) is no name; lower-case letters, digits and hyphens, at most 64",
                hint: nil, code: .usage)
        }
        if let zone = command.zone, ZoneFiles.catalogue.zone(zone) == nil {
            throw .other(message: "--zone: \(zone.prefix(80)) is no zone", hint: "such as Europe/Paris", code: .usage)
        }
        let file = command.files[0]
        let bytes: [UInt8]
        do throws(MachineError) {
            bytes = try Files.read(file, most: ArchiveRule.bytesMost)
        } catch {
            throw .other(message: error.message, hint: nil, code: .noInput)
        }
        let settings = try SettingsFile.load(command.source)
        do throws(JournalError) {
            return try await Installation.open(settings.database, password: settings.databasePassword, for: .serve)
                .closing { store throws(JournalError) in
                    let importer = PageImporter(
                        store: store, formats: VendorCatalogue.formats,
                        read: { WordReader(zones: ZoneFiles.catalogue).read($0, $1) },
                        vendor: { VendorCatalogue.known($0) }, now: ServeLog.now())
                    let saved = PageImporter.Saved(
                        bytes: bytes, name: file, provider: provider, providerName: command.name, zone: command.zone,
                        format: command.format.flatMap { PageFormat(rawValue: $0) })
                    switch await importer.record(saved) {
                    case .recorded(let told): return report(told, on: console)
                    case .unreadable(let sentence):
                        console.error(sentence, hint: "--format says what it is", code: .data)
                        return .data
                    case .failed(let error): throw error
                    }
                }
        } catch {
            throw .journal(error)
        }
    }

    private static func report(_ told: PageImporter.Told, on console: Console) -> ExitCode {
        console.answer([
            "provider": .string(told.provider.rawValue), "format": .string(told.format.rawValue),
            "incidents": .array(told.incidents.map { .string($0.rawValue) }), "entries": .integer(Int64(told.entries)),
        ])
        console.line(
            "✓ \(told.incidents.count) incidents read as \(told.format.rawValue); \(told.entries) entries recorded.")
        for incident in told.incidents.prefix(20) { console.line("  /en/incidents/\(incident)") }
        return .success
    }
}
