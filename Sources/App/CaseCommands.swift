internal import CLI
internal import HTTP
internal import JSON
internal import Machine

/// `vigie case` and `vigie rules`: questions and orders to a running server.
enum CaseCommands {
    static func run(_ command: CaseCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        switch command.action {
        case .list: return try await list(command.server, console)
        case .stop(let number):
            return try await order(
                number, "stop", nil, command.server, "the sentence of case \(number) is stopped", console)
        case .end(let number):
            return try await order(
                number, "end", nil, command.server, "the end of case \(number) is written down", console)
        case .label(let number, let word):
            return try await order(
                number, "label", ["label": .string(word)], command.server, "case \(number) is \(word)", console)
        case .evidence(let number, let file): return try await evidence(number, file, command.server, console)
        }
    }

    private static func list(_ place: ServerPlace, _ console: Console) async throws(ProgramFailure) -> ExitCode {
        let answer = try await ServerCall.send(.get, "/api/announcing/cases", nil, to: place)
        console.answer(answer)
        let cases = answer.object?["cases"]?.array ?? []
        if cases.isEmpty { console.line("There are no cases.") }
        let rows = cases.map { one -> [String] in
            let pending = one["pending"]
            let waits = pending?["secondsLeft"]?.integer.map { "said in \($0) s" }
            return [
                "\(one["case"]?.integer ?? 0)", one["incident"]?.string ?? "–", one["label"]?.string ?? "–",
                waits ?? "–",
            ]
        }
        if !rows.isEmpty { console.table(["case", "incident", "it was", "waits"], rows) }
        return .success
    }

    private static func order(
        _ number: Int64, _ deed: String, _ body: JSONValue?, _ place: ServerPlace, _ done: String, _ console: Console
    ) async throws(ProgramFailure) -> ExitCode {
        let answer = try await ServerCall.send(.post, "/api/announcing/cases/\(number)/\(deed)", body, to: place)
        console.answer(answer)
        console.line("✓ \(done)")
        return .success
    }

    private static func evidence(
        _ number: Int64, _ file: String, _ place: ServerPlace, _ console: Console
    ) async throws(ProgramFailure) -> ExitCode {
        let bytes = try await ServerCall.bytes("/api/announcing/cases/\(number)/evidence", from: place)
        let isNew: Bool
        do throws(MachineError) {
            isNew = try Files.makeSecret(file, bytes)
        } catch {
            throw .other(message: error.message, hint: nil, code: .cannotCreate)
        }
        guard isNew else {
            throw .other(
                message: "\(file) is there already and stays as it is", hint: "give another name", code: .cannotCreate)
        }
        console.answer(["file": .string(file), "bytes": JSONValue(bytes.count)])
        console.line("✓ \(file), \(bytes.count) bytes")
        return .success
    }

    static func rules(_ command: RulesCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        guard let order = command.order, let rule = command.rule else {
            return try await rules(command.server, console)
        }
        var body: JSONObject = ["order": .string(order)]
        body["reason"] = command.reason.map { .string($0) }
        let answer = try await ServerCall.send(
            .post, "/api/announcing/rules/" + PercentEncoding.encode(rule), .object(body), to: command.server)
        console.answer(answer)
        let isDemoted = answer["isDemoted"] == .bool(true)
        let waits = answer["waits"] == .bool(true) ? "; it waits for a second person" : ""
        console.line("✓ \(rule) \(isDemoted ? "wakes nobody" : "wakes people")\(waits)")
        return .success
    }

    private static func rules(_ place: ServerPlace, _ console: Console) async throws(ProgramFailure) -> ExitCode {
        let answer = try await ServerCall.send(.get, "/api/announcing/rules", nil, to: place)
        console.answer(answer)
        func share(_ value: JSONValue?) -> String {
            guard let number = value?.decimal else { return "–" }
            return "\(Int((number * 100).rounded())) %"
        }
        let rows = (answer.object?["rules"]?.array ?? []).map { one -> [String] in
            [
                one["rule"]?.string ?? "", one["isDemoted"] == .bool(true) ? "note" : "wakes",
                "\(one["cases"]?.integer ?? 0)", share(one["precision"]), share(one["recall"]),
                "\(one["callsByNight"]?.integer ?? 0) of \(one["calls"]?.integer ?? 0)",
                one["leadSeconds"]?.integer.map { "\($0) s" } ?? "–",
            ]
        }
        console.table(["rule", "does", "cases", "precision", "recall", "by night", "earlier by"], rows)
        return .success
    }
}
