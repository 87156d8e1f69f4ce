internal import Settings

/// All commands, in the order of the help.
enum CommandTable {
    static let commands: [CommandDefinition] = [
        serve, check, probe, watch, cases, rules, agents, agent, incident, describe, agree, retire, language,
        subscribers, moveIn,
        follow,
        unfollow,
        vendors, read,
        importPages, alerts, export, pay, traffic, verify,
        backup, restore, rebuild, rescue, migrate,
        copy, platform, version, help, completions,
    ]

    static func command(_ name: String) -> CommandDefinition? { commands.first { $0.name == name } }

    // MARK: Options that several commands have

    static let json = OptionDefinition(
        name: "json", documentation: "Write the answer, and an error, as one JSON object.")

    static let config = OptionDefinition(
        name: "config", valueName: "FILE", documentation: "Read the configuration from FILE (vigie.yaml).",
        completion: .file)

    static let storeOptions = [
        config,
        OptionDefinition(
            name: "data", valueName: "DIR", documentation: "The directory of the embedded database and the archive.",
            settingKey: "data", completion: .directory),
        OptionDefinition(
            name: "database", valueName: "URL",
            documentation: "sqlite:PATH or postgres://USER@HOST:PORT/NAME, without a password.",
            settingKey: "database.url"),
        OptionDefinition(
            name: "database-password", valueName: "REFERENCE",
            documentation: "Where the database's password is: env:NAME or file:PATH.",
            settingKey: "database.password"),
    ]

    static let storeExitCodes: [ExitCode] = [
        .success, .usage, .data, .noInput, .unavailable, .fault, .cannotCreate, .inputOutput, .temporary,
        .configuration,
    ]

    // MARK: Serving

    private static let serve = CommandDefinition(
        name: "serve", summary: "Run the server",
        paragraphs: [
            "Serves pages and the API until SIGTERM or SIGINT, then finishes the requests under way. Without a "
                + "configuration file it listens on 127.0.0.1:8480 and keeps its data in the directory var.",
            "SIGHUP reads the configuration file and the certificate again. When the new configuration is wrong, the "
                + "old one stays in effect and the log says why.",
        ],
        options: storeOptions + [
            OptionDefinition(
                name: "listen", valueName: "ADDRESS:PORT",
                documentation: "Listen there instead of the configured addresses. May be given several times.",
                isRepeated: true, settingKey: "listen"),
            OptionDefinition(
                name: "log-level", valueName: "LEVEL", documentation: "The least important lines to log.",
                choices: ["debug", "info", "notice", "warning", "error"], settingKey: "log.level"),
            OptionDefinition(name: "demo", documentation: "Fill an empty journal with demo incidents first."),
            OptionDefinition(
                name: "demo-shop",
                documentation: "With --demo: watch a shop that breaks now and then, from here and from two agents, in "
                    + "place of watch.file."),
        ],
        examples: [
            .init(line: "vigie serve --demo", meaning: "look around, on this machine only"),
            .init(
                line: "vigie serve --listen 0.0.0.0:8480 --data /srv/vigie", meaning: "serve everybody, without a file"),
            .init(line: "vigie serve --config /etc/vigie/vigie.yaml", meaning: "serve as configured"),
        ],
        exitCodes: storeExitCodes,
        build: { arguments throws(UsageError) in
            let (withDemoData, withDemoShop) = (arguments.flags.contains("demo"), arguments.flags.contains("demo-shop"))
            guard withDemoData || !withDemoShop else {
                throw UsageError("--demo-shop is a part of --demo", hint: "vigie serve --demo --demo-shop")
            }
            return .serve(arguments.settingsSource, withDemoData: withDemoData, withDemoShop: withDemoShop)
        })

    private static let check = CommandDefinition(
        name: "check", summary: "Check the configuration",
        paragraphs: [
            "Reads the configuration file, checks every key and value, and finds the secrets that it refers to. Says "
                + "everything that is wrong, with its line and what was expected. Nothing is started or changed.",
            "With watch.file it reads the probes too, counts what they make, and names the parts that no probe leads "
                + "through or that nothing tells apart, with the probe that would. That is a warning, no error.",
        ],
        positionals: [
            PositionalDefinition(
                name: "FILE", documentation: "The configuration file.", isRequired: false, completion: .file)
        ],
        options: [config, json],
        examples: [.init(line: "vigie check /etc/vigie/vigie.yaml", meaning: "before a reload")],
        exitCodes: [.success, .usage, .noInput, .inputOutput, .configuration],
        build: { arguments throws(UsageError) in
            var source = arguments.settingsSource
            if let file = arguments.positionals.first {
                guard source.configurationFile == nil else {
                    throw UsageError("the configuration file is given twice", hint: "give FILE or --config, not both")
                }
                source.configurationFile = file
            }
            guard source.configurationFile != nil else {
                throw UsageError("check needs a file", hint: "vigie check vigie.yaml")
            }
            return .check(source)
        })

    // MARK: The journal

    private static let verify = CommandDefinition(
        name: "verify", summary: "Walk the journal and prove that nothing was changed",
        paragraphs: [
            "Computes the hash chain over all entries again and compares it with what is stored. Names the first entry "
                + "that does not fit. Reads only; the server may run."
        ],
        options: storeOptions + [json],
        examples: [.init(line: "vigie verify --data /srv/vigie", meaning: "exit code 65 when an entry does not fit")],
        exitCodes: storeExitCodes,
        build: { .verify($0.settingsSource) })

    private static let backup = CommandDefinition(
        name: "backup", summary: "Write a consistent copy of journal and archive to a file",
        paragraphs: [
            "The server may run; the backup holds the state of one moment. FILE must not exist: a backup never "
                + "overwrites another one. It appears under its name only when it is complete and on the disk.",
            "Probe results, which stand in a store of their own beside the journal, are not in it, and neither are keys; where "
                + "there are results the answer says so.",
        ],
        positionals: [PositionalDefinition(name: "FILE", documentation: "The file to create.", completion: .file)],
        options: storeOptions + [json],
        examples: [.init(line: "vigie backup --data /srv/vigie monday.backup", meaning: "back up a running server")],
        exitCodes: storeExitCodes,
        build: { .backup($0.settingsSource, file: $0.positionals[0]) })

    private static let restore = CommandDefinition(
        name: "restore", summary: "Fill an empty installation from a backup",
        paragraphs: [
            "Checks the whole backup first, then fills the target, then walks its hash chain. A target that holds "
                + "entries is refused and stays as it is. Stop the server before.",
            "With --set-aside an SQLite target that is not empty is renamed, not deleted, and its new name is said. A "
                + "PostgreSQL target must always be empty: create another database and restore into that.",
        ],
        positionals: [PositionalDefinition(name: "FILE", documentation: "The backup to read.", completion: .file)],
        options: storeOptions + [
            OptionDefinition(
                name: "set-aside", documentation: "Rename an SQLite target that is not empty instead of refusing it."),
            json,
        ],
        examples: [.init(line: "vigie restore --data /srv/vigie-new monday.backup", meaning: "into a new directory")],
        exitCodes: storeExitCodes,
        build: { arguments in
            .restore(
                RestoreCommand(
                    source: arguments.settingsSource, file: arguments.positionals[0],
                    setsAside: arguments.flags.contains("set-aside")))
        })

    private static let rebuild = CommandDefinition(
        name: "rebuild", summary: "Make every projection again from the journal",
        paragraphs: [
            "Computes all read models from the first entry and puts them in place of the stored ones at once. The "
                + "journal itself is not touched."
        ],
        options: storeOptions + [json],
        examples: [.init(line: "vigie rebuild --config vigie.yaml", meaning: "after a projection was changed")],
        exitCodes: storeExitCodes,
        build: { .rebuild($0.settingsSource) })

    private static let rescue = CommandDefinition(
        name: "rescue", summary: "Let somebody sign in again",
        paragraphs: [
            "For who has the data in hand when nobody can sign in at the console any more: gives a code for a new password, "
                + "which is good once and for a day at /en/console/new-password. The second factor is taken away, a disabled "
                + "user is let in again, and the journal says so. With the embedded database stop the server before: one "
                + "process writes its file. While an admin can sign in, the console's page of the user gives such a code."
        ],
        positionals: [
            PositionalDefinition(name: "EMAIL", documentation: "The address that the user signs in with.")
        ],
        options: storeOptions + [json],
        examples: [
            .init(line: "vigie rescue --data /srv/vigie ada@example.com", meaning: "the only admin forgot the password")
        ],
        exitCodes: storeExitCodes,
        build: { .rescue($0.settingsSource, email: $0.positionals[0]) })

    private static let migrate = CommandDefinition(
        name: "migrate", summary: "Bring the database's schema to this version",
        paragraphs: [
            "Runs the migrations that the database does not have yet, each as one transaction, forward only. A schema "
                + "newer than this program is refused. Make a backup before."
        ],
        options: storeOptions + [json],
        examples: [.init(line: "vigie migrate --config vigie.yaml", meaning: "after an upgrade")],
        exitCodes: storeExitCodes,
        build: { .migrate($0.settingsSource) })

    private static let copy = CommandDefinition(
        name: "copy", summary: "Move an installation to another database",
        paragraphs: [
            "Copies journal and archive entry by entry, with their hashes, and walks the chain of the copy. The target "
                + "must be empty; the source is only read. Stop the server before, so that nothing is added meanwhile.",
            "Probe results do not come along: charts begin anew. Where there are results the answer says so.",
        ],
        options: [
            OptionDefinition(name: "from", valueName: "URL", documentation: "The database to read; required."),
            OptionDefinition(name: "to", valueName: "URL", documentation: "The empty database to fill; required."),
            OptionDefinition(
                name: "from-password", valueName: "REFERENCE",
                documentation: "Where the password of the source is: env:NAME or file:PATH."),
            OptionDefinition(
                name: "to-password", valueName: "REFERENCE",
                documentation: "Where the password of the target is: env:NAME or file:PATH."),
            json,
        ],
        examples: [
            .init(
                line: "vigie copy --from sqlite:var/vigie.sqlite --to postgres://vigie@db/vigie",
                meaning: "from one machine to a cluster")
        ],
        exitCodes: storeExitCodes,
        build: { arguments throws(UsageError) in
            let from = try arguments.database("from")
            let to = try arguments.database("to")
            guard from != to else { throw UsageError("--from and --to name the same database") }
            return .copy(
                CopyCommand(
                    from: from, to: to, fromPassword: try arguments.secretReference("from-password"),
                    toPassword: try arguments.secretReference("to-password")))
        })

    // MARK: Vendors' texts

    private static let read = CommandDefinition(
        name: "read", summary: "Read the facts out of a vendor's incident report",
        paragraphs: [
            "Prints what a status page, a post-mortem, a notice or an article says: its posts, when customers were hit "
                + "(with the words it rests on), when it was noticed and repaired, what was hit, what the cause was and "
                + "whose, and where the text contradicts itself. What the text does not say is left out, never guessed.",
            "Local times become instants only where the text or --zone gives their zone.",
        ],
        positionals: [
            PositionalDefinition(
                name: "FILE", documentation: "The report: plain text, Markdown or HTML; - is standard input.",
                completion: .file)
        ],
        options: [
            OptionDefinition(name: "vendor", valueName: "NAME", documentation: "Whose report it is."),
            OptionDefinition(
                name: "zone", valueName: "ZONE",
                documentation: "The zone in which the vendor writes, such as Europe/Paris."),
            json,
        ],
        examples: [
            .init(line: "vigie read --vendor PayPlug --zone Europe/Paris report.txt", meaning: "for people"),
            .init(line: "vigie read --json - < report.txt", meaning: "for programs"),
        ],
        exitCodes: [.success, .usage, .data, .noInput, .inputOutput],
        build: { arguments in
            .read(
                ReadCommand(
                    file: arguments.positionals[0], vendor: arguments.value("vendor"), zone: arguments.value("zone")))
        })

    // MARK: About the program

    private static let version = CommandDefinition(
        name: "version", summary: "Say which version this is",
        paragraphs: [
            "Prints the version of the program and what it knows of the machine's zone data."
        ],
        options: [json],
        examples: [.init(line: "vigie version", meaning: "for a bug report")],
        build: { _ in .version })

    private static let help = CommandDefinition(
        name: "help", summary: "Explain a command or a topic",
        paragraphs: [
            "Without a topic it lists the commands. Topics besides the commands: configuration, watch-file, "
                + "exit-codes."
        ],
        positionals: [PositionalDefinition(name: "TOPIC", documentation: "A command or a topic.", isRequired: false)],
        options: [
            OptionDefinition(
                name: "markdown", documentation: "As the page that is in docs/: all commands, or the topic."),
            OptionDefinition(name: "man", documentation: "All commands as a man page (roff)."),
            OptionDefinition(
                name: "example", documentation: "With configuration: a commented file to start from."),
        ],
        examples: [
            .init(line: "vigie help restore", meaning: "the same as vigie restore --help"),
            .init(line: "vigie help configuration", meaning: "every key of vigie.yaml"),
        ],
        build: { arguments throws(UsageError) in
            let topic = arguments.positionals.first
            if let topic, !HelpText.topics.contains(topic) {
                throw UsageError(
                    "there is no help about \(quoted(topic))",
                    hint: NearestWord.to(topic, among: HelpText.topics).map { "did you mean \($0)?" }
                        ?? "topics: " + HelpText.topics.joined(separator: ", "))
            }
            return .help(HelpRequest(topic: topic, format: try arguments.helpFormat(topic)))
        })

    private static let completions = CommandDefinition(
        name: "completions", summary: "Print the completions for a shell",
        paragraphs: ["Prints a script that makes the shell complete commands, options and files for vigie."],
        positionals: [
            PositionalDefinition(
                name: "SHELL", documentation: "bash, zsh or fish.", choices: Shell.allCases.map(\.rawValue))
        ],
        examples: [
            .init(line: "source <(vigie completions bash)", meaning: "for this shell"),
            .init(line: "vigie completions zsh > ~/.zfunc/_vigie", meaning: "with ~/.zfunc in fpath"),
            .init(line: "vigie completions fish > ~/.config/fish/completions/vigie.fish", meaning: "for every fish"),
        ],
        build: { .completions(Shell(rawValue: $0.positionals[0]) ?? .bash) })
}

extension ParsedArguments {
    fileprivate func helpFormat(_ topic: String?) throws(UsageError) -> HelpRequest.Format {
        let chosen = ["markdown", "man", "example"].filter { flags.contains($0) }
        guard chosen.count <= 1 else { throw UsageError("--\(chosen[0]) and --\(chosen[1]) exclude each other") }
        switch chosen.first {
        case "markdown"?:
            guard topic == nil || topic == "configuration" || topic == "watch-file" else {
                throw UsageError(
                    "only the overview, configuration and watch-file have a page",
                    hint: "vigie help configuration --markdown")
            }
            return .markdown
        case "man"?:
            guard topic == nil else {
                throw UsageError("the man page holds all commands", hint: "leave the topic out: vigie help --man")
            }
            return .manual
        case "example"?:
            guard topic == "configuration" else {
                throw UsageError("--example belongs to configuration", hint: "vigie help configuration --example")
            }
            return .example
        default: return .text
        }
    }

    fileprivate func database(_ option: String) throws(UsageError) -> DatabaseAddress {
        guard let text = value(option) else {
            throw UsageError(
                "--\(option) is missing", hint: "--\(option) sqlite:PATH or postgres://USER@HOST:PORT/NAME")
        }
        do throws(DatabaseAddress.Refusal) {
            return try DatabaseAddress(text)
        } catch {
            let hint = error.hint.map {
                $0.hasPrefix("set database.password") ? "use --\(option)-password env:NAME or file:PATH" : $0
            }
            throw UsageError("--\(option): \(error.message)", hint: hint)
        }
    }

    fileprivate func secretReference(_ option: String) throws(UsageError) -> String? {
        guard let text = value(option) else { return nil }
        guard text.hasPrefix("env:") || text.hasPrefix("file:") else {
            throw UsageError(
                "--\(option): expected env:NAME or file:PATH", hint: "every user of the machine can see a command line")
        }
        return text
    }
}

/// Something that was typed, safe to show: one line, cut.
func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars.prefix(60).map { scalar in
        scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.properties.isBidiControl
            ? "\u{FFFD}" : scalar
    }
    return "\"" + String(String.UnicodeScalarView(scalars)) + (text.unicodeScalars.count > 60 ? "…\"" : "\"")
}
