internal import Bytes
internal import CLI
internal import Glibc
internal import HTTP
internal import JSON
internal import Machine

/// `vigie incident` and `vigie describe`: orders for the running server.
enum IncidentCommands {
    private static let fileBytesMost = 256 << 10

    static func run(_ command: IncidentCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let place = command.server
        let root = "/api/desk/incidents"
        switch command.action {
        case .list: try await list(place, on: console)
        case .show:
            let answer = try await ServerCall.send(.get, "\(root)/\(command.incident ?? "")", nil, to: place)
            console.answer(answer)
            show(answer, on: console)
        case .declare, .plan:
            var body = command.body ?? .null
            if body.object?["provider"] == nil { body = try await withOnlyProvider(body, place) }
            let answer = try await ServerCall.send(.post, root, body, to: place, key: key(command.key))
            report(answer, command.action == .plan ? "is announced" : "is declared", place, on: console)
        case .approve: try await approve(command, on: console)
        default:
            var body = command.body ?? .null
            if command.action == .order {
                body = try json(command.file ?? "-")
            } else if let file = command.file, var order = body.object {
                order["postmortem"] = try json(file)
                body = .object(order)
            }
            let answer = try await ServerCall.send(
                .post, "\(root)/\(command.incident ?? "")/orders", body, to: place, key: key(command.key))
            report(answer, "took the order", place, on: console)
        }
        return .success
    }

    static func describe(_ command: DescribeCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let isLogo = command.kind == "logos"
        let place = isLogo ? "brands/\(command.id)/logo" : "\(command.kind)/\(command.id)"
        let answer = try await ServerCall.send(
            .put, "/api/desk/\(place)", isLogo ? try picture(command.file) : try json(command.file),
            to: command.server, key: key(command.key))
        console.answer(answer)
        console.line("✓ \(command.id) is described.")
        if ["sentences", "series"].contains(command.kind) {
            console.line(
                "  Words of yours that are new wait for a second person: vigie agree \(command.kind) \(command.id)")
        }
        return .success
    }

    static func agree(_ command: AgreeCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let place = "/api/desk/\(command.kind)/\(command.id)"
        let known = try await ServerCall.send(.get, place, nil, to: command.server).object ?? JSONObject()
        var body = JSONObject()
        if command.kind == "sentences" {
            body = ["agree": .bool(!command.isDeclined), "text": known["proposal"]?.object?["text"] ?? .object([:])]
        } else {
            body["title"] = known["title"]
            body["summary"] = known["summary"]
        }
        if !console.style.isJSON {
            console.line(command.isDeclined ? "You decline:" : "You agree to:")
            for name in ["text", "title", "summary"] {
                for line in IncidentReport.lines(texts: body[name]) { console.line(line) }
            }
        }
        let answer = try await ServerCall.send(
            .post, place + "/decision", .object(body), to: command.server, key: key(command.key))
        console.answer(answer)
        console.line("✓ \(command.id) is \(command.isDeclined ? "declined" : "agreed to").")
        return .success
    }

    static func retire(_ command: RetireCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let answer = try await ServerCall.send(
            .put, "/api/desk/\(command.kind)/\(command.id)/retired", ["retired": .bool(!command.takesBack)],
            to: command.server, key: key(command.key))
        console.answer(answer)
        var state = command.takesBack ? "in use again" : "retired"
        if command.takesBack, command.kind == "sentences" {
            let now = try await ServerCall.send(
                .get, "/api/desk/\(command.kind)/\(command.id)", nil, to: command.server)
            // Words that nobody agreed to were never in use.
            if now["isProposed"]?.bool == true {
                state = "back, and can't be said yet: its words wait for a second person"
            }
        }
        console.line("✓ \(command.id) is \(state).")
        return .success
    }

    /// Sent again after a broken connection by the same process, an order is done once.
    static func key(_ given: String?) -> String {
        given ?? "cli-\(String(Entropy.number(), radix: 36))\(String(Entropy.number(), radix: 36))"
    }

    private static func list(_ place: ServerPlace, on console: Console) async throws(ProgramFailure) {
        let answer = try await ServerCall.send(.get, "/api/desk/incidents", nil, to: place)
        console.answer(answer)
        let incidents = answer.object?["incidents"]?.array ?? []
        guard !incidents.isEmpty else {
            return console.line("There are no incidents of our own. Declare one: vigie help incident")
        }
        console.table(
            ["incident", "severity", "state", "seen by", "waits", "to review"],
            incidents.compactMap(\.object).map { incident in
                ["id", "severity", "state", "visibility"].map { incident[$0]?.string ?? "" }
                    + ["waiting", "reviewsDue"].map { name in
                        (incident[name]?.array ?? []).compactMap(\.string).joined(separator: " ")
                    }
            })
    }

    private static func show(_ answer: JSONValue, on console: Console) {
        for line in IncidentReport.lines(answer) { console.line(line) }
    }

    /// Agrees to exactly the words that the server holds now, and shows them.
    private static func approve(_ command: IncidentCommand, on console: Console) async throws(ProgramFailure) {
        let path = "/api/desk/incidents/\(command.incident ?? "")"
        let known = try await ServerCall.send(.get, path, nil, to: command.server)
        let wanted = command.body?.object?["statement"]?.string
        let statements = known.object?["incident"]?.object?["statements"]?.array?.compactMap(\.object) ?? []
        guard let statement = statements.first(where: { $0["id"]?.string == wanted }) else {
            throw .other(
                message: "there is no statement \(wanted ?? "") of \(command.incident ?? "")",
                hint: "vigie incident show \(command.incident ?? "") lists them", code: .noInput)
        }
        let text = statement["correction"]?.object?["text"] ?? statement["text"] ?? .null
        if !console.style.isJSON {
            console.line("You agree to:")
            for line in IncidentReport.lines(texts: text) { console.line(line) }
        }
        var body = command.body?.object ?? JSONObject()
        body["text"] = text
        let answer = try await ServerCall.send(
            .post, path + "/orders", .object(body), to: command.server, key: key(command.key))
        report(answer, "says it now", command.server, on: console)
    }

    private static func report(_ answer: JSONValue, _ what: String, _ place: ServerPlace, on console: Console) {
        console.answer(answer)
        let incident = answer.object?["incident"]?.string ?? "?"
        let made = answer.object?["made"]?.string.map { " (\($0))" } ?? ""
        console.line("✓ \(incident) \(what)\(made); it is at version \(answer.object?["version"]?.integer ?? 0).")
        let waiting = answer.object?["waiting"]?.array?.compactMap(\.string) ?? []
        for id in waiting {
            console.line("  \(id) waits for a second person: vigie incident approve \(incident) --statement \(id)")
        }
        if waiting.isEmpty, answer.object?["waits"]?.bool == true {
            console.line(
                "  It waits for a second person: vigie incident "
                    + (answer.object?["made"]?.string.map { "approve \(incident) --statement \($0)" }
                        ?? "publish-postmortem \(incident)"))
        }
    }

    /// Where there is one organisation, nobody has to name it.
    private static func withOnlyProvider(
        _ body: JSONValue, _ place: ServerPlace
    ) async throws(ProgramFailure) -> JSONValue {
        let all = try await ServerCall.send(.get, "/api/desk", nil, to: place)
        let ours = all.object?["providers"]?.array?.compactMap { $0.object?["id"]?.string } ?? []
        guard ours.count == 1, var object = body.object else {
            throw .other(
                message: ours.isEmpty
                    ? "no organisation is described yet" : "--provider is missing: \(ours.joined(separator: ", "))",
                hint: ours.isEmpty ? "vigie describe providers ID FILE" : nil, code: .usage)
        }
        object["provider"] = .string(ours[0])
        return .object(object)
    }

    private static func picture(_ file: String) throws(ProgramFailure) -> JSONValue {
        ["picture": .string(Base64.encode(try bytes(file)))]
    }

    private static func json(_ file: String) throws(ProgramFailure) -> JSONValue {
        let bytes = try bytes(file)
        do throws(JSONError) {
            return try JSONValue(reading: bytes)
        } catch {
            throw .other(message: "\(file) is no JSON: \(error)", hint: nil, code: .usage)
        }
    }

    private static func bytes(_ file: String) throws(ProgramFailure) -> [UInt8] {
        let bytes: [UInt8]
        do throws(MachineError) {
            bytes =
                try file == "-"
                ? Files.read(descriptor: STDIN_FILENO, named: "standard input", most: fileBytesMost + 1)
                : Files.read(file, most: fileBytesMost + 1)
        } catch {
            throw .other(message: error.message, hint: nil, code: .noInput)
        }
        guard bytes.count <= fileBytesMost else {
            throw .other(message: "\(file) has more than 256 KiB", hint: nil, code: .usage)
        }
        return bytes
    }
}
