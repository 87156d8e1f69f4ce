internal import CLI
internal import Following
internal import Incidents
internal import JSON
internal import Journal
internal import Machine
internal import Settings
internal import Tracking
internal import Vocabulary

/// `vigie move-in`: makes what another status page holds our own, while no server runs on the journal.
enum MoveInRun {
    static func run(_ command: MoveInCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        guard let provider = ProviderID(command.provider), let brand = BrandID(command.brand) else {
            throw .other(
                message: "--provider and --brand are lower-case letters, digits and hyphens, at most 64", hint: nil,
                code: .usage)
        }
        guard let language = Language(command.language) else {
            throw .other(message: "--language is a code of two letters, such as fr", hint: nil, code: .usage)
        }
        let settings = try SettingsFile.load(command.source)
        try LanguageCommands.load(settings)
        let now = ServeLog.now()
        if !console.style.isJSON { console.line("Reading \(command.from)…") }
        let page = try await page(command, settings, now)
        do throws(JournalError) {
            return try await Installation.open(settings.database, password: settings.databasePassword, for: .serve)
                .closing { store throws(JournalError) in
                    let site = try await store.read { documents throws(JournalError) in
                        try Site(catalogueOf: documents)
                    }
                    guard let ours = site.providers.first(where: { $0.id == provider && $0.isOurs }),
                        let face = site.brands.first(where: { $0.id == brand && $0.provider == provider })
                    else {
                        console.error(
                            "\(provider) is no organisation of ours with a brand \(brand)",
                            hint: "describe both first: vigie help describe", code: .noInput)
                        return .noInput
                    }
                    let work = MoveInWork(
                        provider: ours, brand: face, language: language, store: store, actor: "system:import", now: now)
                    let done = try await work.record(page) { count, all in
                        if !console.style.isJSON, count > 0 { console.line("  \(count) of \(all)") }
                    }
                    return tell(done, on: console)
                }
        } catch {
            throw .journal(error)
        }
    }

    private static func tell(_ done: MoveInWork.Done, on console: Console) -> ExitCode {
        let made = done.made
        console.answer([
            "format": .string(done.format.rawValue), "components": JSONValue(made.components.map(\.rawValue)),
            "incidents": JSONValue(made.incidents.map(\.rawValue)), "known": JSONValue(made.known.map(\.rawValue)),
        ])
        console.line(
            "✓ \(made.components.count) components and \(made.incidents.count) incidents are ours now, read as "
                + "\(done.format.rawValue); \(made.known.count) incidents were here already.")
        if done.leftOut > 0 { console.warning("\(done.leftOut) incidents are more than is taken of one page") }
        return .success
    }

    private static func page(
        _ command: MoveInCommand, _ settings: Settings, _ now: Instant
    ) async throws(ProgramFailure) -> VendorPage {
        guard command.from.contains("://") else {
            let bytes: [UInt8]
            do throws(MachineError) {
                bytes = try Files.read(command.from, most: ArchiveRule.bytesMost)
            } catch {
                throw .other(message: error.message, hint: nil, code: .noInput)
            }
            guard let page = MoveInWork.page(saved: bytes, now: now) else {
                throw .other(
                    message: "\(command.from) is nothing that Vigie reads",
                    hint: "save /api/v2/incidents.json of the page",
                    code: .data)
            }
            return page
        }
        do throws(FollowRefusal) {
            return try await MoveInWork.page(at: command.from, settings, now: now)
        } catch {
            throw .other(message: error.message, hint: nil, code: .unavailable)
        }
    }
}
