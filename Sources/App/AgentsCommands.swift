internal import CLI
internal import HTTP
internal import JSON

/// `vigie agents`: orders for the running server.
enum AgentsCommands {
    private static let root = "/api/agents"

    static func run(_ command: AgentsCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let name = command.name ?? ""
        switch command.action {
        case .list: show(try await ServerCall.send(.get, root, nil, to: command.server), on: console)
        case .enrol:
            let answer = try await ServerCall.send(.post, root, ["name": .string(name)], to: command.server)
            console.answer(answer)
            console.line(
                "✓ One machine becomes the agent \(name) with this code, once and until "
                    + "\(answer.object?["until"]?.string ?? ""):")
            console.line(
                "  vigie agent enrol --server \(command.server.url) --code \(answer.object?["code"]?.string ?? "")")
            if answer.object?["hasPlan"] == .bool(false) {
                console.line(
                    "! The server asks nothing from \(name): its file of probes names no such vantage, or watch.here does."
                )
            }
        case .revoke:
            // A name that is none has nothing of it escaped: it is refused before.
            guard
                name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x2f && $0 != 0x3f && $0 != 0x23 && $0 != 0x25 })
            else { throw .other(message: "\(name) is no agent's name", hint: "vigie agents list", code: .usage) }
            console.answer(try await ServerCall.send(.delete, root + "/" + name, nil, to: command.server))
            console.line("✓ Nothing of \(name) is believed any more.")
        }
        return .success
    }

    private static func show(_ answer: JSONValue, on console: Console) {
        console.answer(answer)
        let agents = (answer.object?["agents"]?.array ?? []).compactMap(\.object)
        guard !agents.isEmpty else { return console.line("No agent was enrolled yet: vigie agents enrol NAME.") }
        console.table(
            ["agent", "state", "plan", "heard", "clock", "waiting", "let go"],
            agents.map { agent in
                [
                    agent["name"]?.string ?? "", agent["state"]?.string ?? "",
                    agent["hasPlan"] == .bool(true) ? "yes" : "none", agent["heardAt"]?.string ?? "never",
                    agent["clockOffsetMicroseconds"]?.integer.map { "\($0 / 1_000) ms" } ?? "",
                    agent["waitingBatches"]?.integer.map { "\($0)" } ?? "",
                    agent["droppedBatches"]?.integer.map { "\($0)" } ?? "",
                ]
            })
    }
}
