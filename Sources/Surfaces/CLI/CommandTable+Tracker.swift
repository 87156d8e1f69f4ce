internal import Declaring
internal import Settings

/// The commands about vendors' pages.
extension CommandTable {
    static let serverOptions = [
        OptionDefinition(
            name: "server", valueName: "URL",
            documentation: "The running server; http://localhost:8480 without it."),
        OptionDefinition(
            name: "token", valueName: "REFERENCE",
            documentation:
                "Where the token of access.token is: env:NAME or file:PATH. A server on this machine asks for none."
        ),
        json,
    ]

    static let serverExitCodes: [ExitCode] = [.success, .usage, .noInput, .unavailable, .cannotCreate]

    static let follow = CommandDefinition(
        name: "follow", summary: "Follow a vendor's status page",
        paragraphs: [
            "Asks the running server to find out what the page speaks, to read it at once, and to read it again from "
                + "then on. TARGET is the address of a status page or of its feed, or a vendor of the catalogue: see "
                + "vigie vendors.",
            "Only public addresses are read, unless tracker.private_networks allows others.",
        ],
        positionals: [
            PositionalDefinition(name: "TARGET", documentation: "An address, or a vendor's name in the catalogue.")
        ],
        options: serverOptions,
        examples: [
            .init(line: "vigie follow https://status.example.com", meaning: "whatever the page speaks"),
            .init(line: "vigie follow adyen", meaning: "a vendor of the catalogue"),
        ],
        exitCodes: serverExitCodes,
        build: { arguments throws(UsageError) in
            .follow(FollowCommand(server: try arguments.serverPlace(), target: arguments.positionals[0]))
        })

    static let unfollow = CommandDefinition(
        name: "unfollow", summary: "Stop following a page",
        paragraphs: ["What was read stays in the journal and on the pages; nothing new is read."],
        positionals: [
            PositionalDefinition(name: "PROVIDER", documentation: "The provider's name, as its page's address has it.")
        ],
        options: serverOptions,
        examples: [.init(line: "vigie unfollow example-pay", meaning: "nothing new is read of it")],
        exitCodes: serverExitCodes,
        build: { arguments throws(UsageError) in
            .unfollow(try arguments.serverPlace(), provider: arguments.positionals[0])
        })

    static let vendors = CommandDefinition(
        name: "vendors", summary: "Search the catalogue of vendors",
        paragraphs: [
            "Lists the vendors that fit WORDS (a name, a kind such as acquiring, a country), or all of them. No server is "
                + "needed."
        ],
        positionals: [PositionalDefinition(name: "WORDS", documentation: "What to look for.", isRequired: false)],
        options: [json],
        examples: [.init(line: "vigie vendors acquiring", meaning: "then: vigie follow NAME")],
        build: { .vendors(words: $0.positionals.first ?? "") })

    static let importPages = CommandDefinition(
        name: "import", summary: "Read a saved page, or another prober's configuration",
        paragraphs: [
            "Reads FILE as what it is (a Statuspage export or any other format that can be followed, a saved page of an "
                + "aggregator, or plain text), archives it byte for byte, and records its incidents under PROVIDER. What "
                + "is there already is only brought up to date. Stop the server before.",
            "With gatus, uptime-kuma or blackbox before FILE it turns that prober's configuration (Uptime Kuma: its backup) "
                + "into a file of probes as watch.file names it, prints it or writes it to --output, and lists what it could "
                + "not take and why. Needs no journal and no server.",
        ],
        positionals: [
            PositionalDefinition(
                name: "FILE", documentation: "What to read; or gatus, uptime-kuma or blackbox, then what to read.",
                completion: .file),
            PositionalDefinition(
                name: "CONFIGURATION", documentation: "The other prober's file.", isRequired: false, completion: .file),
        ],
        options: storeOptions + [
            OptionDefinition(
                name: "provider", valueName: "ID", documentation: "Whose incidents these are; required."),
            OptionDefinition(name: "name", valueName: "NAME", documentation: "The provider's name, when it is new."),
            OptionDefinition(
                name: "zone", valueName: "ZONE",
                documentation: "The zone of times that state none, such as Europe/Paris."),
            OptionDefinition(
                name: "format", valueName: "FORMAT", documentation: "What the file is, when it does not show."),
            OptionDefinition(
                name: "prometheus", valueName: "FILE",
                documentation: "With blackbox: Prometheus' file, which names the targets.", completion: .file),
            OptionDefinition(
                name: "output", valueName: "FILE",
                documentation: "With another prober's file: write there. It must not exist.", completion: .file),
            json,
        ],
        examples: [
            .init(
                line: "vigie import --provider example-pay --zone Europe/Paris report.txt", meaning: "a saved report"),
            .init(line: "vigie import gatus config.yaml --output watch.yaml", meaning: "then: vigie check"),
        ],
        exitCodes: storeExitCodes,
        build: { arguments throws(UsageError) in
            if arguments.positionals.count == 2 || ForeignConfiguration(rawValue: arguments.positionals[0]) != nil {
                return .importProbes(try arguments.importOfProbes())
            }
            for option in ["output", "prometheus"] where arguments.value(option) != nil {
                throw UsageError(
                    "--\(option) is for another prober's file", hint: "vigie import gatus FILE --output watch.yaml")
            }
            guard let provider = arguments.value("provider") else {
                throw UsageError("--provider is missing", hint: "whose incidents are these? --provider example-pay")
            }
            return .importPages(
                ImportCommand(
                    source: arguments.settingsSource, files: arguments.positionals, provider: provider,
                    name: arguments.value("name"), zone: arguments.value("zone"), format: arguments.value("format")))
        })
}

extension ParsedArguments {
    func importOfProbes() throws(UsageError) -> ImportProbesCommand {
        let names = ForeignConfiguration.allCases.map(\.rawValue)
        guard let from = ForeignConfiguration(rawValue: positionals[0]) else {
            throw UsageError(
                "there is no reader for the configuration of \(quoted(positionals[0]))",
                hint: NearestWord.to(positionals[0], among: names).map { "did you mean \($0)?" }
                    ?? "known: " + names.joined(separator: ", "))
        }
        guard positionals.count == 2 else {
            throw UsageError("the file is missing", hint: "vigie import \(from.rawValue) FILE")
        }
        let others = ["provider", "name", "zone", "format", "config", "data", "database", "database-password"]
        for option in others where value(option) != nil {
            throw UsageError("--\(option) is for a saved page, not for another prober's file")
        }
        if value("prometheus") != nil, from != .blackbox {
            throw UsageError("--prometheus is for blackbox")
        }
        return ImportProbesCommand(
            from: from, file: positionals[1], prometheus: value("prometheus"), output: value("output"))
    }

    func serverPlace() throws(UsageError) -> ServerPlace {
        let url = value("server") ?? "http://localhost:8480"
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw UsageError("--server: expected a URL such as http://localhost:8480")
        }
        let token = value("token")
        if let token, !token.hasPrefix("env:"), !token.hasPrefix("file:") {
            throw UsageError(
                "--token: expected env:NAME or file:PATH", hint: "every user of the machine can see a command line")
        }
        return ServerPlace(url: url, token: token)
    }
}
