/// The commands about vantages elsewhere.
extension CommandTable {
    static let agents = CommandDefinition(
        name: "agents", summary: "Enrol, list and revoke agents at the server",
        paragraphs: [
            "Asks the running server, which must watch something. enrol makes a code with which one machine becomes the agent "
                + "NAME, a vantage of the file of probes: it is good once, for half an hour. An agent of this name that is "
                + "enrolled goes on until the code is spent. list says how each agent is; revoke believes nothing more of one."
        ],
        positionals: [
            PositionalDefinition(
                name: "ACTION", documentation: "enrol, list or revoke.", choices: ["enrol", "list", "revoke"]),
            PositionalDefinition(name: "NAME", documentation: "The agent; none for list.", isRequired: false),
        ],
        options: serverOptions,
        examples: [
            .init(line: "vigie agents enrol paris", meaning: "then, on the machine: vigie agent enrol"),
            .init(line: "vigie agents list", meaning: "who is heard, how far clocks are off, what waits"),
        ],
        exitCodes: serverExitCodes,
        build: { arguments throws(UsageError) in
            let words = arguments.positionals
            guard let action = AgentsCommand.Action(rawValue: words[0]) else {
                throw UsageError("\(words[0]) is nothing that can be done with agents", hint: "vigie help agents")
            }
            guard words.count == (action == .list ? 1 : 2) else {
                throw UsageError(
                    action == .list ? "list takes no name" : "\(action.rawValue) takes the agent's name",
                    hint: "vigie help agents")
            }
            return .agents(
                AgentsCommand(server: try arguments.serverPlace(), action: action, name: words.dropFirst().first))
        })

    static let agent = CommandDefinition(
        name: "agent", summary: "Ask from this machine for a server elsewhere",
        paragraphs: [
            "enrol makes a key for this machine and spends a code of vigie agents enrol: from then on the machine is a vantage "
                + "of the server. run asks what the server's file of probes says of this vantage, keeps results in DIR until "
                + "the server has them, and sends them by HTTPS; nothing ever connects to this machine.",
            "run goes on until SIGTERM or SIGINT, says how it is in DIR/health.json, and sends what waits at its next start.",
        ],
        positionals: [
            PositionalDefinition(name: "ACTION", documentation: "enrol or run.", choices: ["enrol", "run"])
        ],
        options: [
            OptionDefinition(
                name: "data", valueName: "DIR",
                documentation: "Where the key and what waits are kept; var/agent without it.", completion: .directory),
            OptionDefinition(
                name: "server", valueName: "URL",
                documentation: "With enrol: the server. https, or http on this machine."),
            OptionDefinition(name: "code", valueName: "CODE", documentation: "With enrol: the code."),
            OptionDefinition(
                name: "authorities", valueName: "FILE",
                documentation: "With enrol: certificates in PEM that are trusted too.", completion: .file),
            OptionDefinition(
                name: "once", documentation: "With run: ask everything once, send what waits, and end."),
            json,
        ],
        examples: [
            .init(
                line: "vigie agent enrol --server https://vigie.example.com --code CODE",
                meaning: "the code is void then"),
            .init(line: "vigie agent run --data /var/lib/vigie-agent", meaning: "as the service does"),
        ],
        exitCodes: [
            .success, .usage, .data, .noInput, .unavailable, .fault, .cannotCreate, .inputOutput,
        ],
        build: { arguments throws(UsageError) in
            let folder = arguments.value("data") ?? "var/agent"
            guard arguments.positionals[0] == "enrol" else {
                for name in ["server", "code", "authorities"] where arguments.value(name) != nil {
                    throw UsageError("run takes no --\(name)", hint: "--\(name) is for enrol")
                }
                return .agent(AgentCommand(folder: folder, action: .run(isOnce: arguments.flags.contains("once"))))
            }
            guard let server = arguments.value("server"), let code = arguments.value("code") else {
                throw UsageError("enrol needs --server and --code", hint: "vigie agents enrol NAME makes a code")
            }
            guard !arguments.flags.contains("once") else {
                throw UsageError("enrol takes no --once", hint: "--once is for run")
            }
            return .agent(
                AgentCommand(
                    folder: folder,
                    action: .enrol(server: server, code: code, authorities: arguments.value("authorities"))))
        })
}
