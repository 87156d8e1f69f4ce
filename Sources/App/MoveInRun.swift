internal import CLI
internal import Following
internal import HTTP
internal import Incidents
internal import JSON
internal import Journal
internal import Machine
internal import Network
internal import Settings
internal import Tracking
internal import Vendors
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
                    let move = MoveIn(
                        provider: ours, brand: face, language: language,
                        read: { WordReader(zones: ZoneFiles.catalogue).read($0, $1) }, now: now)
                    return try await record(page, move, site, store, on: console)
                }
        } catch {
            throw .journal(error)
        }
    }

    private static func record(
        _ page: VendorPage, _ move: MoveIn, _ site: Site, _ store: any JournalStore, on console: Console
    ) async throws(JournalError) -> ExitCode {
        let components = Set(site.components.map(\.id))
        let first = move.make(page, knownComponents: components, knownIncidents: [])
        let known = try await store.read { documents throws(JournalError) in
            Set(try IncidentReading(documents).incidents(first.incidents).map(\.id))
        }
        let made = move.make(page, knownComponents: components, knownIncidents: known)
        var rest = made.facts[...]
        while !rest.isEmpty {
            let part = rest.prefix(200)
            _ = try await store.append(
                AppendCommand(actor: "system:import", instant: ServeLog.now(), drafts: part.map(\.draft)))
            rest = rest.dropFirst(part.count)
            if !console.style.isJSON, !rest.isEmpty {
                console.line("  \(made.facts.count - rest.count) of \(made.facts.count)")
            }
        }
        console.answer([
            "format": .string(page.format.rawValue), "components": JSONValue(made.components.map(\.rawValue)),
            "incidents": JSONValue(made.incidents.map(\.rawValue)), "known": JSONValue(made.known.map(\.rawValue)),
        ])
        console.line(
            "✓ \(made.components.count) components and \(made.incidents.count) incidents are ours now, read as "
                + "\(page.format.rawValue); \(made.known.count) incidents were here already.")
        return .success
    }

    private static func page(
        _ command: MoveInCommand, _ settings: Settings, _ now: Instant
    ) async throws(ProgramFailure) -> VendorPage {
        let look = PageLook(formats: VendorCatalogue.formats, now: now)
        guard command.from.contains("://") else {
            let bytes: [UInt8]
            do throws(MachineError) {
                bytes = try Files.read(command.from, most: ArchiveRule.bytesMost)
            } catch {
                throw .other(message: error.message, hint: nil, code: .noInput)
            }
            guard let page = look.read(bytes, as: nil) else {
                throw .other(
                    message: "\(command.from) is nothing that Vigie reads",
                    hint: "save /api/v2/incidents.json of the page",
                    code: .data)
            }
            return page
        }
        var tracker = TrackerSettings()
        let networks = settings.trackerPrivateNetworks
        tracker.addresses = networks.isEmpty ? .publicOnly : .publicAndNetworks(networks)
        let client: ClientLoop
        do throws(FetchError) {
            client = try ClientLoop(userAgent: "Vigie/\(Program.version)")
        } catch {
            throw .other(message: error.message, hint: nil, code: .fault)
        }
        do throws(FollowRefusal) {
            let page = try await look.read(
                url: command.from, client: client.client, settings: tracker, random: Entropy.number())
            await client.close()
            return page
        } catch {
            await client.close()
            throw .other(message: error.message, hint: nil, code: .unavailable)
        }
    }
}
