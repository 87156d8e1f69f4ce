internal import Alerting
internal import CLI
internal import Incidents
internal import JSON
internal import Journal
internal import Machine
internal import Settings
internal import Telling
internal import Vocabulary

/// `vigie alerts`: who would be told, and what did not arrive.
enum AlertCommands {
    private static let shownMost = 1_000

    static func run(_ command: AlertsCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        switch command.action {
        case .routes: try await routes(command.source, on: console)
        case .explain(let incident): try await explain(incident, command.source, on: console)
        case .dead(nil): try await dead(command.source, on: console)
        case .dead(let message?): try await sendAgain(message, command.source, on: console)
        case .test(let channel): try await test(channel, command.source, on: console)
        }
    }

    // MARK: Routes

    /// The routes in force: the journal's, and over them what the configuration says that the server has not read yet.
    private static func book(
        _ source: SettingsSource, _ documents: any DocumentReading
    ) throws(JournalError) -> RouteBook {
        var book = try OutboxReading(documents).book()
        guard let settings = try? SettingsFile.load(source), source.configurationFile != nil,
            let configuration = try? AlertConfiguration(settings.alerts)
        else { return book }
        book.set(configuration.routes, configuration.channels.map(\.profile))
        return book
    }

    private static func routes(_ source: SettingsSource, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let book = try await OpenedJournal.with(source) { store throws(JournalError) -> RouteBook in
            try await store.read { documents throws(JournalError) -> RouteBook in try Self.book(source, documents) }
        }
        console.answer([
            "routes": .array(book.routes.map(\.json)), "channels": .array(book.channels.map(\.json)),
        ])
        if book.routes.isEmpty { console.line("There are no routes: nobody is told of anything. See alerts.routes.") }
        let rows = book.routes.map { route -> [String] in
            let to = route.to.map(\.rawValue).joined(separator: " ")
            let kinds = route.match.kinds.map(\.rawValue).joined(separator: " ")
            let least = route.match.severityAtLeast?.rawValue ?? "everything"
            return [route.name.rawValue, route.origin.rawValue, to, kinds, least]
        }
        if !rows.isEmpty { console.table(["route", "from", "tells", "of", "at least"], rows) }
        return .success
    }

    // MARK: The dry run

    private static func explain(
        _ name: String?, _ source: SettingsSource, on console: Console
    ) async throws(ProgramFailure) -> ExitCode {
        let now = ServeLog.now()
        let found = try await OpenedJournal.with(source) { store throws(JournalError) in
            try await store.read { documents throws(JournalError) -> AlertExplanation? in
                guard let id = try incident(name, IncidentReading(documents)) else { return nil }
                return try AlertExplanation(
                    of: id, in: documents, book: book(source, documents), now: now, zones: ZoneFiles.catalogue)
            }
        }
        guard let found else {
            throw .other(
                message: name.map { "there is no incident \($0)" } ?? "no incident has been recorded yet", hint: nil,
                code: .noInput)
        }
        show(found.incident, found.verdicts, now: now, on: console)
        return .success
    }

    /// The one of that name, or the latest to begin.
    private static func incident(
        _ name: String?, _ reading: IncidentReading
    ) throws(JournalError) -> IncidentID? {
        guard let name else { return try reading.latest(limit: 1).first?.id }
        return IncidentID(name)
    }

    private static func show(_ incident: Incident, _ verdicts: [RouteVerdict], now: Instant, on console: Console) {
        let state = incident.state(now: now)
        console.answer([
            "incident": .string(incident.id.rawValue), "state": .string(state.rawValue),
            "routes": .array(verdicts.map(json)),
        ])
        console.line("\(incident.id): \(incident.severity.rawValue), \(state.rawValue)")
        if state == .resolved { console.line("  It is over. This is what would happen if it began now.") }
        if verdicts.isEmpty { console.line("  There are no routes: nobody would be told.") }
        for verdict in verdicts {
            console.line("\(verdict.matches ? "✓" : "✗") \(verdict.route) \(verdict.sentence)")
            for condition in verdict.conditions {
                let mark = condition.holds ? "holds" : "fails"
                console.line("    \(mark): \(condition.name) is \(condition.found); wanted \(condition.wanted)")
            }
        }
    }

    private static func json(_ verdict: RouteVerdict) -> JSONValue {
        let conditions = verdict.conditions.map { condition -> JSONValue in
            [
                "name": .string(condition.name), "wanted": .string(condition.wanted),
                "found": .string(condition.found), "holds": .bool(condition.holds),
            ]
        }
        return [
            "route": .string(verdict.route.rawValue), "matches": .bool(verdict.matches),
            "to": JSONValue(verdict.to.map(\.rawValue)), "because": .string(verdict.sentence),
            "conditions": .array(conditions),
        ]
    }

    // MARK: What did not arrive

    private static func dead(_ source: SettingsSource, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let messages = try await OpenedJournal.with(source) { store throws(JournalError) in
            try await store.read { documents throws(JournalError) in
                try OutboxReading(documents).dead(limit: shownMost)
            }
        }
        console.answer(["dead": .array(messages.map(\.json))])
        if messages.isEmpty { console.line("Nothing was given up.") }
        let rows = messages.map { message -> [String] in
            let about = [message.id.rawValue, message.channel.rawValue, message.subject, message.wantedAt.rfc3339]
            return about + [String(message.attempts), message.error ?? ""]
        }
        if !rows.isEmpty { console.table(["message", "channel", "about", "wanted", "attempts", "why"], rows) }
        return .success
    }

    private static func sendAgain(
        _ name: String, _ source: SettingsSource, on console: Console
    ) async throws(ProgramFailure) -> ExitCode {
        guard let id = MessageID(name) else {
            throw .other(
                message: "a message's name has 32 hexadecimal digits", hint: "vigie alerts dead lists them",
                code: .usage)
        }
        let settings = try SettingsFile.load(source)
        try Installation.requireFile(of: settings.database)
        do throws(JournalError) {
            try await Installation.open(
                settings.database, password: settings.databasePassword, for: .serve
            ).closing { store throws(JournalError) in
                _ = try await store.append(
                    AppendCommand(
                        actor: "person:cli", instant: ServeLog.now(),
                        drafts: [AlertingFact.resendRequested(id).draft]))
            }
        } catch {
            throw .journal(error)
        }
        console.answer(["message": .string(name), "state": "pending"])
        console.line("✓ \(name) waits again; it is sent as soon as the server runs.")
        return .success
    }

    // MARK: A test

    private static func test(
        _ name: String, _ source: SettingsSource, on console: Console
    ) async throws(ProgramFailure) -> ExitCode {
        let settings = try SettingsFile.load(source)
        let channels = try AlertParts.configuration(settings).channels
        guard let channel = channels.first(where: { $0.id.rawValue == name }) else {
            let near = NearestWord.to(name, among: channels.map(\.id.rawValue))
            throw .other(
                message: "the configuration has no channel of this name",
                hint: near.map { "did you mean \($0)?" }
                    ?? "--config FILE names the configuration; see alerts.channels",
                code: .configuration)
        }
        let parts = try AlertParts(settings)
        let outcome = await parts.test(
            channel, zoneName: settings.zoneName, origin: settings.publicURLs.first, now: ServeLog.now)
        await parts.close()
        switch outcome {
        case .delivered:
            console.answer(["channel": .string(name), "delivered": true])
            console.line("✓ \(name) took the message.")
            return .success
        case .failed(let reason, _), .refused(let reason):
            throw .other(
                message: "\(name) did not take the message: \(reason)", hint: nil, code: .unavailable)
        }
    }
}
