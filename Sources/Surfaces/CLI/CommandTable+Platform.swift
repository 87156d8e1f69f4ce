/// `vigie platform ROLE`: one process of the payment platform.
extension CommandTable {
    /// The roles that can be run, with what they are for.
    static let platformRoles: [(name: String, meaning: String)] = [
        ("provider", "servers of the simulated acquirer and scheme"),
        ("cb2a-host", "where terminals connect that speak CB2A-style ISO 8583"),
        ("gateway", "the API of shops, the payment page, the e-terminal"),
        ("3ds-server", "the merchant's side of 3-D Secure"),
        ("issuer", "the simulated scheme and issuer, with a challenge page"),
        ("apm-gateway", "redirect methods, with a simulated bank"),
        ("nexo-host", "where terminals connect that speak nexo"),
        ("nexo-authorisation", "decides on what the nexo host passes on"),
        ("settlement", "settles each channel by the provider's files"),
    ]

    private static let ofTheWhole = [
        option(
            "data", "DIR", "Without a role: where everything is kept; var/platform when left out.",
            completion: .directory),
        option("port-shift", "NUMBER", "Without a role: added to every port, when others need the usual ones."),
    ]

    private static let everyRole = [
        OptionDefinition(
            name: "until-input-ends", documentation: "Stop when standard input ends, so with whoever started it."),
        option("name", "NAME", "What this instance is called in figures and logs; the role when left out."),
        option("listen", "ADDRESS:PORT", "Where the role's own peers connect.", isRepeated: true),
        option("admin", "ADDRESS:PORT", "Health, figures, version; 127.0.0.1 and a free port when left out."),
        option(
            "database", "URL",
            "Ledger and records: sqlite:PATH or postgres://USER@HOST/NAME; sqlite:var/ROLE.sqlite when left out."),
        option("database-password", "REFERENCE", "Where its password is: env:NAME or file:PATH."),
        option("certificate", "FILE", "With --key: the role speaks TLS, and this is its chain.", completion: .file),
        option("key", "FILE", "The certificate's private key.", completion: .file),
        option(
            "authorities", "FILE", "Peers must show a certificate by one of these (mutual TLS).", completion: .file),
        option("peer", "NAME", "Peers must be called one of these.", isRepeated: true),
        option("drain", "SECONDS", "How long what is under way may take at a stop; 20 when left out."),
        OptionDefinition(
            name: "log-level", valueName: "LEVEL", documentation: "The least important lines to log.",
            choices: ["debug", "info", "notice", "warning", "error"]),
        OptionDefinition(
            name: "log-format", valueName: "FORMAT", documentation: "text or json.", choices: ["text", "json"]),
    ]

    private static let ofTheProvider = [
        option(
            "files", "DIR", "Settlement files: provider writes them there, settlement reads them.",
            completion: .directory)
    ]

    private static let ofTheGateway = [
        option("3ds", "URL", "gateway: a 3DS server; without one nobody is authenticated.", isRepeated: true),
        option("3ds-authorities", "FILE", "Whose certificates the 3DS servers have.", completion: .file),
        option("3ds-key", "REFERENCE", "What the 3DS server knows the gateway by: env:NAME or file:PATH."),
        option("notify", "NETWORK", "A private network whose merchants may be told.", isRepeated: true),
    ]

    private static let towardsTheProvider = [
        option("provider", "NAME=HOST:PORT", "A server of the provider; once for each.", isRepeated: true),
        option("provider-certificate", "FILE", "What the role shows to the provider.", completion: .file),
        option("provider-key", "FILE", "The private key of that.", completion: .file),
        option(
            "provider-authorities", "FILE", "The provider's servers speak TLS, by these authorities.",
            completion: .file),
        option("provider-peer", "NAME", "The name in their certificates, where it is not the host.", isRepeated: true),
        option("provider-timeout", "SECONDS", "How long the provider may take for an answer; 6 when left out."),
        option(
            "floor-limit", "AMOUNT",
            "Approve up to so many minor units when no provider can be reached; off when left out."),
    ]

    static let platform = CommandDefinition(
        name: "platform", summary: "Run the payment platform, or one role of it",
        paragraphs: [
            "Without a role all of them run on this machine, each in a process of its own, with keys that are made at the first "
                + "start and everything in one folder. It tells where each listens and what to try; Ctrl-C ends all of them.",
            "Runs one process of the reference payment platform, which takes test cards and nothing else. Roles: "
                + platformRoles.map { "\($0.name) (\($0.meaning))" }.joined(separator: "; ") + ".",
            "SIGTERM takes nothing new, finishes what is under way and ends; SIGHUP reads certificates again. An SQLite "
                + "file belongs to one process; instances of a role share a PostgreSQL database.",
        ],
        positionals: [
            PositionalDefinition(
                name: "ROLE",
                documentation: "Which role, all when left out: " + platformRoles.map(\.name).joined(separator: ", ")
                    + ".",
                isRequired: false, choices: platformRoles.map(\.name))
        ],
        options: ofTheWhole + everyRole + overHTTP + ofTheProvider + ofTheGateway + towardsTheProvider + ofNexo
            + ofSettlement
            + [json],
        examples: [
            .init(line: "vigie platform", meaning: "all roles, to take payments at once"),
            .init(line: "vigie platform provider --listen 127.0.0.1:9200", meaning: "a provider with one server"),
            .init(
                line: "vigie platform cb2a-host --listen 127.0.0.1:9100 --provider a=127.0.0.1:9200",
                meaning: "a host for terminals that asks it"),
            .init(
                line: "vigie platform gateway --merchants shops.json --provider a=127.0.0.1:9200",
                meaning: "where shops take payments; --listen and --origin say where"),
        ],
        exitCodes: storeExitCodes,
        build: { arguments in
            .platform(
                PlatformCommand(
                    role: arguments.positionals.first ?? "", values: arguments.values, flags: arguments.flags))
        })

    static func option(
        _ name: String, _ value: String, _ documentation: String, isRepeated: Bool = false,
        completion: OptionDefinition.Completion = .nothing
    ) -> OptionDefinition {
        OptionDefinition(
            name: name, valueName: value, documentation: documentation, isRepeated: isRepeated, completion: completion)
    }
}

/// What was said about a role. Each role reads what it needs and says what is wrong with it.
package struct PlatformCommand: Sendable, Equatable {
    package var role: String
    private var values: [String: [String]]
    private var flags: Set<String>

    package init(role: String, values: [String: [String]] = [:], flags: Set<String> = []) {
        self.role = role
        self.values = values
        self.flags = flags
    }

    /// Which options were given.
    package var options: Set<String> { Set(values.keys).union(flags) }

    package func value(_ option: String) -> String? { values[option]?.last }
    package func values(_ option: String) -> [String] { values[option] ?? [] }
    package func has(_ flag: String) -> Bool { flags.contains(flag) }
}
