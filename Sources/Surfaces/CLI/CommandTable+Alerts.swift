internal import Settings

extension CommandTable {
    static let alerts = CommandDefinition(
        name: "alerts", summary: "Look at alerts: who would be told, and what did not arrive",
        paragraphs: [
            "routes lists who is told of what. explain says for an incident, route by route, whom it would alert and why, or "
                + "which condition fails; nothing is sent. dead lists messages that were given up; with --send-again one of "
                + "them waits once more. test sends a message to one channel and says what became of it.",
            "All but --send-again only read, and the server may run. --send-again records a wish in the journal: with an "
                + "SQLite journal stop the server before.",
        ],
        positionals: [
            PositionalDefinition(
                name: "ACTION", documentation: "routes, explain, dead or test.",
                choices: ["routes", "explain", "dead", "test"]),
            PositionalDefinition(
                name: "NAME", documentation: "For explain an incident, for test a channel.", isRequired: false),
        ],
        options: storeOptions + [
            OptionDefinition(name: "latest", documentation: "With explain: the incident that began last."),
            OptionDefinition(
                name: "send-again", valueName: "MESSAGE", documentation: "With dead: have this message sent once more."),
            json,
        ],
        examples: [
            .init(
                line: "vigie alerts explain --latest --config vigie.yaml",
                meaning: "a dry run: who would be told, and why"),
            .init(line: "vigie alerts test ops-chat --config vigie.yaml", meaning: "does the channel work?"),
            .init(line: "vigie alerts dead --config vigie.yaml", meaning: "what did not arrive"),
        ],
        exitCodes: storeExitCodes,
        build: { arguments throws(UsageError) in
            .alerts(AlertsCommand(source: arguments.settingsSource, action: try arguments.alertsAction()))
        })
}

extension ParsedArguments {
    fileprivate func alertsAction() throws(UsageError) -> AlertsCommand.Action {
        let action = positionals[0]
        let name = positionals.count > 1 ? positionals[1] : nil
        if flags.contains("latest"), action != "explain" {
            throw UsageError("--latest belongs to explain", hint: "vigie alerts explain --latest")
        }
        if value("send-again") != nil, action != "dead" {
            throw UsageError("--send-again belongs to dead", hint: "vigie alerts dead --send-again MESSAGE")
        }
        switch action {
        case "explain":
            guard (name != nil) != flags.contains("latest") else {
                throw UsageError(
                    "explain needs an incident or --latest, and not both",
                    hint: "vigie alerts explain --latest")
            }
            return .explain(incident: name)
        case "test":
            guard let name else {
                throw UsageError("test needs a channel", hint: "vigie alerts test CHANNEL --config vigie.yaml")
            }
            return .test(channel: name)
        default:
            guard name == nil else { throw UsageError("\(action) takes no name") }
            return action == "dead" ? .dead(sendAgain: value("send-again")) : .routes
        }
    }
}
