import CLI
import Settings
import Testing

@Suite struct CommandLineTests {
    private func parse(_ line: String) throws(UsageError) -> Invocation {
        try CommandLineParser.parse(line.split(separator: " ").map(String.init))
    }

    private func error(_ line: String) -> String {
        do throws(UsageError) {
            _ = try parse(line)
            return ""
        } catch {
            return error.message + (error.hint.map { " | \($0)" } ?? "")
        }
    }

    @Test func `serve needs nothing and takes all its options`() throws {
        #expect(try parse("serve").command == .serve(SettingsSource(), withDemoData: false))
        let source = SettingsSource(
            configurationFile: "a.yaml",
            overrides: [
                .init(key: "data", values: ["/srv"], option: "--data"),
                .init(key: "database.url", values: ["postgres://db/v"], option: "--database"),
                .init(key: "listen", values: ["127.0.0.1:1", "[::1]:2"], option: "--listen"),
                .init(key: "log.level", values: ["debug"], option: "--log-level"),
            ])
        let line =
            "--listen 127.0.0.1:1 --demo --data=/srv --listen=[::1]:2 --config a.yaml --database=postgres://db/v --log-level debug"
        #expect(try parse("serve " + line).command == .serve(source, withDemoData: true))
    }

    @Test func `every other command has its own value`() throws {
        let source = SettingsSource(overrides: [.init(key: "data", values: ["d"], option: "--data")])
        #expect(
            try parse("check f.yaml --json")
                == Invocation(.check(SettingsSource(configurationFile: "f.yaml")), isJSON: true))
        #expect(try parse("check --config f.yaml").command == .check(SettingsSource(configurationFile: "f.yaml")))
        #expect(try parse("verify --data d").command == .verify(source))
        #expect(try parse("backup --data d out").command == .backup(source, file: "out"))
        #expect(try parse("backup out --data d").command == .backup(source, file: "out"))
        #expect(try parse("backup -- --out").command == .backup(SettingsSource(), file: "--out"))
        #expect(try parse("backup -").command == .backup(SettingsSource(), file: "-"))
        #expect(
            try parse("restore in --data d").command
                == .restore(RestoreCommand(source: source, file: "in", setsAside: false)))
        #expect(
            try parse("restore in --data d --set-aside").command
                == .restore(RestoreCommand(source: source, file: "in", setsAside: true)))
        #expect(try parse("rebuild --data d").command == .rebuild(source))
        #expect(try parse("rescue --data d a@b.example").command == .rescue(source, email: "a@b.example"))
        #expect(try parse("migrate --data d").command == .migrate(source))
        #expect(
            try parse("copy --from sqlite:a --to postgres://db/v --to-password env:P").command
                == .copy(
                    CopyCommand(from: .sqlite(path: "a"), to: .postgres(url: "postgres://db/v"), toPassword: "env:P")))
        #expect(
            try parse("read --vendor A --zone Europe/Paris - --json")
                == Invocation(.read(ReadCommand(file: "-", vendor: "A", zone: "Europe/Paris")), isJSON: true))
        #expect(
            try parse("platform cb2a-host --listen 127.0.0.1:9100 --provider a=h:1 --provider b=h:2").command
                == .platform(
                    PlatformCommand(
                        role: "cb2a-host", values: ["listen": ["127.0.0.1:9100"], "provider": ["a=h:1", "b=h:2"]])))
        #expect(throws: UsageError.self) { try parse("platform nobody") }
        #expect(try parse("version --json") == Invocation(.version, isJSON: true))
        #expect(try parse("--version").command == .version)
        #expect(try parse("completions fish").command == .completions(.fish))
        #expect(
            try parse("help configuration --markdown").command
                == .help(HelpRequest(topic: "configuration", format: .markdown)))
        #expect(
            try parse("help configuration --example").command
                == .help(HelpRequest(topic: "configuration", format: .example)))
        #expect(try parse("help --man").command == .help(HelpRequest(format: .manual)))
    }

    @Test(arguments: ["", "help", "-h", "--help"])
    func `asking for nothing or for help gives the overview`(line: String) throws {
        #expect(try parse(line).command == .help(HelpRequest()))
    }

    @Test(arguments: [
        "serve", "check", "verify", "backup", "restore", "rebuild", "rescue", "migrate", "copy", "read", "version",
        "help",
        "completions",
    ])
    func `every command answers to -h, whatever else is missing`(name: String) throws {
        #expect(try parse("\(name) -h").command == .help(HelpRequest(topic: name)))
        #expect(try parse("\(name) --help").command == .help(HelpRequest(topic: name)))
    }

    @Test(arguments: [
        ("sevre", "there is no command \"sevre\" | did you mean vigie serve?"),
        ("banana", "there is no command \"banana\" | vigie help lists the commands"),
        (
            "--json verify",
            "expected a command before \"--json\" | options stand behind their command: vigie serve --listen 127.0.0.1:8480"
        ),
        ("serve --lisen x", "serve has no option \"--lisen\" | did you mean --listen?"),
        ("serve -x", "serve has no option \"-x\" | vigie serve --help lists the options"),
        ("verify --demo", "verify has no option \"--demo\" | --demo belongs to vigie serve"),
        ("serve --secret=hunter2", "serve has no option \"--secret\" | vigie serve --help lists the options"),
        ("serve --listen", "--listen needs a value | write --listen ADDRESS:PORT or --listen=ADDRESS:PORT"),
        ("serve --listen --demo", "--listen needs a value | write --listen ADDRESS:PORT or --listen=ADDRESS:PORT"),
        ("serve --data=", "--data has an empty value | write --data DIR"),
        ("serve --demo=yes", "--demo takes no value | leave the = out"),
        ("serve --data a --data b", "--data is given twice | keep one of them"),
        ("serve --log-level warn", "--log-level: expected debug, info, notice, warning, error, found \"warn\""),
        (
            "serve --log-level debg",
            "--log-level: expected debug, info, notice, warning, error, found \"debg\" | did you mean debug?"
        ),
        ("serve x", "serve does not expect \"x\" | usage: vigie serve [OPTIONS]"),
        ("backup", "backup needs FILE | usage: vigie backup [OPTIONS] FILE"),
        ("backup a b", "backup does not expect \"b\" | usage: vigie backup [OPTIONS] FILE"),
        ("check", "check needs a file | vigie check vigie.yaml"),
        ("check a --config b", "the configuration file is given twice | give FILE or --config, not both"),
        ("copy --from sqlite:a", "--to is missing | --to sqlite:PATH or postgres://USER@HOST:PORT/NAME"),
        ("copy --from sqlite:a --to sqlite:a", "--from and --to name the same database"),
        (
            "copy --from sqlite:a --to postgres://u:hunter2@db/v",
            "--to: expected a URL without a password | use --to-password env:NAME or file:PATH"
        ),
        (
            "copy --from sqlite:a --to sqlite:b --to-password hunter2",
            "--to-password: expected env:NAME or file:PATH | every user of the machine can see a command line"
        ),
        ("completions tcsh", "expected bash, zsh, fish, found \"tcsh\""),
        ("help sevre", "there is no help about \"sevre\" | did you mean serve?"),
        ("help --man --markdown", "--markdown and --man exclude each other"),
    ])
    func `what is wrong is said with a way out`(line: String, message: String) {
        #expect(error(line) == message)
    }

    @Test func `an error is JSON when JSON was asked for`() {
        for (line, isJSON) in [("verify --json --x", true), ("verify --x", false), ("backup -- --json a", false)] {
            let error = #expect(throws: UsageError.self) { try parse(line) }
            #expect(error?.isJSON == isJSON, "\(line)")
        }
    }

    @Test func `hostile arguments stay in one line`() {
        let error = #expect(throws: UsageError.self) {
            try CommandLineParser.parse(["a\n\u{1b}[2J" + String(repeating: "x", count: 10_000)])
        }
        #expect(error?.message.contains("\n") == false && error?.message.contains("\u{1b}") == false)
        #expect((error?.message.count ?? 999) < 120)
    }
}
