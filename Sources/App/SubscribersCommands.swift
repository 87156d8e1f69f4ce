internal import CLI
internal import Glibc
internal import HTTP
internal import JSON
internal import Machine
internal import Subscribing

/// `vigie subscribers`: orders for the running server.
enum SubscribersCommands {
    static func run(_ command: SubscribersCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let root = "/api/desk/subscribers/\(command.brand ?? "")"
        let place = command.server
        switch command.action {
        case "list": show(try await ServerCall.send(.get, root, nil, to: place), on: console)
        case "import":
            var body: JSONObject = ["csv": .string(try text(command.what ?? "-"))]
            if let language = command.language { body["language"] = .string(language) }
            let key = IncidentCommands.key(command.key)
            report(try await ServerCall.send(.post, root, .object(body), to: place, key: key), on: console)
        case "remove":
            let key = IncidentCommands.key(command.key)
            console.answer(
                try await ServerCall.send(.delete, root + "/" + (command.what ?? ""), nil, to: place, key: key))
            console.line("✓ \(command.what ?? "") is forgotten.")
        default: tellings(try await ServerCall.send(.get, "/api/desk/tellings", nil, to: place), on: console)
        }
        return .success
    }

    private static func show(_ answer: JSONValue, on console: Console) {
        console.answer(answer)
        let counts = answer.object?["counts"]?.object?.members ?? []
        console.line(counts.map { "\($0.name) \($0.value.integer ?? 0)" }.joined(separator: "   "))
        let rows = (answer.object?["subscribers"]?.array ?? []).compactMap(\.object).map { subscriber in
            ["id", "kind", "state", "language"].map { subscriber[$0]?.string ?? "" }
        }
        if !rows.isEmpty { console.table(["subscriber", "kind", "state", "language"], rows) }
    }

    private static func report(_ answer: JSONValue, on console: Console) {
        console.answer(answer)
        func count(_ name: String) -> Int64 { answer.object?[name]?.integer ?? 0 }
        console.line("✓ \(count("added")) added, \(count("known")) were here already, \(count("refused")) refused.")
        for remark in answer.object?["remarks"]?.array?.compactMap(\.string) ?? [] { console.line("  \(remark)") }
        for problem in answer.object?["problems"]?.array?.compactMap(\.object) ?? [] {
            console.line("  line \(problem["line"]?.integer ?? 0): \(problem["reason"]?.string ?? "")")
        }
    }

    private static func tellings(_ answer: JSONValue, on console: Console) {
        console.answer(answer)
        let jobs = (answer.object?["jobs"]?.array ?? []).compactMap(\.object)
        guard !jobs.isEmpty else { return console.line("Nothing was told to subscribers yet.") }
        console.table(
            ["at", "brand", "about", "told", "waiting", "given up"],
            jobs.map { job in
                [
                    job["at"]?.string ?? "", job["brand"]?.string ?? "",
                    job["subject"]?.object?["incident"]?.string ?? "a question",
                    "\(job["told"]?.integer ?? 0) of \(job["total"]?.integer ?? 0)",
                    "\(job["waiting"]?.integer ?? 0)", "\(job["dead"]?.integer ?? 0)",
                ]
            })
        for letter in (answer.object?["dead"]?.array ?? []).compactMap(\.object).prefix(20) {
            console.line("  \(letter["subscriber"]?.string ?? ""): \(letter["error"]?.string ?? "")")
        }
    }

    private static func text(_ file: String) throws(ProgramFailure) -> String {
        let most = SubscriberImport.bytesMost
        let bytes: [UInt8]
        do throws(MachineError) {
            bytes =
                try file == "-"
                ? Files.read(descriptor: STDIN_FILENO, named: "standard input", most: most)
                : Files.read(file, most: most)
        } catch {
            throw .other(message: error.message, hint: nil, code: .noInput)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .other(message: "\(file) is no text in UTF-8", hint: nil, code: .data)
        }
        return text
    }
}
