import JSON
import Network
import Settings
import Testing

/// Builds documents as a reader of YAML would, each value in a line of its own.
enum Document {
    static func plain(_ text: String, line: Int = 1) -> SettingsNode {
        SettingsNode(.scalar(text, isQuoted: false), at: .init(line: line, column: 7))
    }

    static func quoted(_ text: String, line: Int = 1) -> SettingsNode {
        SettingsNode(.scalar(text, isQuoted: true), at: .init(line: line, column: 7))
    }

    static func list(_ nodes: [SettingsNode]) -> SettingsNode {
        SettingsNode(.sequence(nodes), at: .init(line: 1, column: 7))
    }

    /// `limits.body_bytes` puts the value under `limits`.
    static func with(_ members: KeyValuePairs<String, SettingsNode>) -> SettingsNode {
        var top: [SettingsNode.Member] = []
        for (line, (name, node)) in members.enumerated() {
            let place = SettingsNode.Place(line: line + 1, column: 1)
            let parts = name.split(separator: ".").map(String.init)
            var node = node
            node.place.line = line + 1
            for part in parts.dropFirst().reversed() {
                node = SettingsNode(.mapping([.init(name: part, place: place, node: node)]), at: place)
            }
            if parts.count == 2, let index = top.firstIndex(where: { $0.name == parts[0] }),
                case .mapping(let old) = top[index].node.kind, case .mapping(let new) = node.kind
            {
                top[index].node.kind = .mapping(old + new)
            } else {
                top.append(.init(name: parts[0], place: place, node: node))
            }
        }
        return SettingsNode(.mapping(top), at: .init(line: 1, column: 1))
    }

    static let surroundings = SettingsSurroundings(
        variable: { ["DATABASE_PASSWORD": "hunter2", "EMPTY": ""][$0] },
        file: { path in
            switch path {
            case "/run/password": .content(Array("hunter2\n".utf8))
            case "/run/bytes": .content([0xFF, 0xFE])
            default: .failure("no such file")
            }
        },
        isKnownZone: { ["UTC", "Europe/Paris"].contains($0) })

    static func check(
        _ node: SettingsNode?, overrides: [SettingsOverride] = []
    ) throws(SettingsFailure) -> Settings {
        try Settings.check(node, overrides: overrides, in: surroundings)
    }

    static func diagnostics(_ node: SettingsNode, overrides: [SettingsOverride] = []) -> [SettingsDiagnostic] {
        do throws(SettingsFailure) {
            _ = try check(node, overrides: overrides)
            return []
        } catch {
            return error.diagnostics
        }
    }
}

@Suite struct SettingsCheckTests {
    @Test func `without a file every key has its default`() throws {
        let settings = try Document.check(nil)
        #expect(settings.listen.map(\.description) == ["127.0.0.1:8480"])
        #expect(settings.database == .sqlite(path: "var/vigie.sqlite"))
        #expect(settings.limits.bodyBytes == 1 << 20)
        #expect(settings.limits.headDeadline == .seconds(10))
        #expect(settings.limits.connections == 20_000)
        #expect(settings.logLevel == "info" && settings.logFormat == "text")
        #expect(settings.metricsEnabled && !settings.proxyProtocol)
        #expect(settings.metricsAllowed.map(\.description) == ["127.0.0.1/32", "::1/128"])
        #expect(settings.zoneName == "UTC")
        #expect(settings.tls == nil && settings.loops == nil)
        #expect(settings.drainDeadline == .seconds(20))
    }

    @Test func `every value of a file arrives in its place`() throws {
        let settings = try Document.check(
            Document.with([
                "listen": Document.list([Document.quoted("[::]:443"), Document.quoted("10.0.0.1:0")]),
                "public_urls": Document.list([Document.plain("https://status.example.com")]),
                "data": Document.plain("/var/lib/vigie"), "database.url": Document.plain("postgres://vigie@db/vigie"),
                "database.password": Document.plain("file:/run/password"),
                "tls.certificate": Document.plain("/tls/chain.pem"), "tls.key": Document.plain("/tls/key.pem"),
                "proxy.trusted": Document.list([Document.plain("10.0.0.0/8")]),
                "proxy.protocol": Document.plain("true"),
                "limits.body_bytes": Document.plain("4MiB"), "limits.idle_deadline": Document.plain("2m"),
                "log.level": Document.plain("debug"), "log.format": Document.plain("json"),
                "metrics.enabled": Document.plain("false"), "drain_deadline": Document.plain("500ms"),
                "loops": Document.plain("2"),
                "zone": Document.plain("Europe/Paris"),
            ]))
        #expect(settings.listen.map(\.description) == ["[::]:443", "10.0.0.1:0"])
        #expect(settings.publicURLs == ["https://status.example.com"])
        #expect(settings.database == .postgres(url: "postgres://vigie@db/vigie"))
        #expect(settings.databasePassword?.reveal() == "hunter2")
        #expect(settings.tls?.certificatePath == "/tls/chain.pem" && settings.tls?.keyPath == "/tls/key.pem")
        #expect(settings.trustedProxies == [NetworkRange("10.0.0.0/8")])
        #expect(settings.proxyProtocol && !settings.metricsEnabled)
        #expect(settings.limits.bodyBytes == 4 << 20 && settings.limits.idleDeadline == .seconds(120))
        #expect(settings.logLevel == "debug" && settings.logFormat == "json")
        #expect(settings.drainDeadline == .milliseconds(500) && settings.loops == 2)
        #expect(settings.zoneName == "Europe/Paris")
    }

    @Test func `an option wins over the file and is checked alike`() throws {
        let document = Document.with([
            "listen": Document.list([Document.quoted("10.0.0.1:1")]), "data": Document.plain("a"),
        ])
        let overrides = [
            SettingsOverride(key: "listen", values: ["127.0.0.1:1", "127.0.0.1:2"], option: "--listen"),
            SettingsOverride(key: "log.level", values: ["error"], option: "--log-level"),
        ]
        let settings = try Document.check(document, overrides: overrides)
        #expect(settings.listen.map(\.port) == [1, 2])
        #expect(settings.logLevel == "error" && settings.dataDirectory == "a")
        let wrong = Document.diagnostics(
            document, overrides: [SettingsOverride(key: "listen", values: ["8480"], option: "--listen")])
        #expect(
            wrong.map(\.description) == [
                "--listen: listen[0]: expected ADDRESS:PORT, such as 127.0.0.1:8480 or [::]:8480, found \"8480\"\n"
                    + "  hint: write 127.0.0.1:8480"
            ])
    }

    @Test func `a mistake in the file is said although an option wins`() {
        let wrong = Document.diagnostics(
            Document.with(["log.level": Document.plain("loud")]),
            overrides: [SettingsOverride(key: "log.level", values: ["error"], option: "--log-level")])
        #expect(wrong.map(\.key) == ["log.level"])
    }

    @Test func `everything that is wrong is said at once, each with its place`() {
        let wrong = Document.diagnostics(
            Document.with([
                "lisen": Document.quoted("x"), "limits.body_byte": Document.plain("1MiB"),
                "limits.head_deadline": Document.plain("10"), "log": Document.plain("debug"),
                "proxy.protocol": Document.plain("yes"), "zone": Document.list([]), "body_bytes": Document.plain("1"),
            ]))
        #expect(
            wrong.map { $0.description.split(separator: "\n").joined(separator: " |") } == [
                "vigie.yaml:1:1: unknown key \"lisen\" |  hint: did you mean listen?",
                "vigie.yaml:2:1: limits: unknown key \"body_byte\" |  hint: did you mean limits.body_bytes?",
                "vigie.yaml:3:7: limits.head_deadline: expected a duration from 100ms to 1h, such as 500ms, 30s, 5m or 1h, "
                    + "found \"10\" |  hint: add a unit: 10s",
                "vigie.yaml:4:7: log: expected keys under this name, found a single value |  hint: known keys: level, format",
                "vigie.yaml:5:7: proxy.protocol: expected true or false, found \"yes\" |  hint: write true, in small letters",
                "vigie.yaml:6:7: zone: expected a time zone name, such as Europe/Paris or UTC, found a list",
                "vigie.yaml:7:1: unknown key \"body_bytes\" |  hint: body_bytes is known under limits:",
            ])
    }

    @Test(arguments: [
        ("data", "no", "false"), ("data", "012", "a number"), ("data", "1e3", "a number"), ("data", "off", "false"),
        ("data", "2024-12-17", "a date"), ("data", "16:11", "a number to the base 60"),
        ("data", "0x10", "a number"),
        ("data", "1_000", "a number"), ("data", ".inf", "a number"),
    ])
    func `a text that YAML reads as something else needs quotes`(key: String, text: String, meaning: String) {
        let wrong = Document.diagnostics(Document.with([key: Document.plain(text)]))
        #expect(wrong.count == 1)
        #expect(wrong.first?.message.hasSuffix("without quotes YAML reads this as \(meaning)") == true)
        #expect(wrong.first?.hint == "write it in quotes: \"\(text)\"")
        #expect(Document.diagnostics(Document.with([key: Document.quoted(text)])).isEmpty)
    }

    @Test(
        arguments: [
            ("limits.connections", "012", "a leading zero makes some programs read octal; write it without"),
            ("limits.connections", "1e3", "write it with the digits 0 to 9 only"), ("limits.connections", "5", nil),
            ("limits.connections", "99999999999999999999", nil), ("limits.connections", "", nil), ("loops", "-1", nil),
            ("limits.body_bytes", "1MB", "write 1MiB"), ("limits.body_bytes", "4096", "add a unit: 4096B"),
            ("limits.body_bytes", "99999999999999GiB", nil), ("limits.body_bytes", "1023B", nil),
            ("limits.idle_deadline", "1 m", nil), ("limits.idle_deadline", "2h", nil), ("log.level", "warn", nil),
            ("log.level", "debig", "did you mean debug?"),
            ("zone", "CET", "abbreviations such as CET are not accepted; the list is in /usr/share/zoneinfo"),
            ("data", "~/vigie", "~ is not expanded; write the whole path"),
            ("database.url", "/var/x", "for a file write sqlite: before its path"),
        ] as [(String, String, String?)])
    func `a bad value is refused with a hint`(key: String, text: String, hint: String?) {
        let wrong = Document.diagnostics(Document.with([key: Document.quoted(text)]))
        #expect(wrong.map(\.key) == [key])
        #expect(wrong.first?.hint == hint)
    }

    @Test(arguments: [
        "hunter2", "env:", "env:NO SUCH", "env:ABSENT", "env:EMPTY", "file:", "file:/absent", "file:/run/bytes",
        "plain:hunter2",
    ])
    func `a secret is a reference that resolves, and is never shown`(text: String) {
        let wrong = Document.diagnostics(
            Document.with([
                "database.url": Document.plain("postgres://vigie@db/vigie"), "database.password": Document.quoted(text),
            ]))
        #expect(wrong.map(\.key) == ["database.password"])
        #expect(wrong.allSatisfy { !$0.description.contains("hunter2") && $0.found == nil })
    }

    @Test(arguments: [
        "postgres://vigie:hunter2@db/vigie", "postgres://db/vigie?password=hunter2",
        "postgres://db/v?sslPassword=hunter2",
        "postgres://db/v?pa%73sword=hunter2", "mysql://u:hunter2@db", "host=db password=hunter2",
        "sqlite://u:hunter2@x",
    ])
    func `a database URL with a password is refused without showing it`(url: String) {
        let wrong = Document.diagnostics(Document.with(["database.url": Document.quoted(url)]))
        #expect(wrong.map(\.key) == ["database.url"])
        #expect(wrong.allSatisfy { !$0.description.contains("hunter2") })
        #expect(wrong.allSatisfy { "\($0.json)".contains("hunter2") == false })
    }

    @Test(arguments: [
        "https://u:hunter2@x.example", "ftp://u:hunter2@x", "https://x y:hunter2@z", "https://x/?u@hunter2",
    ])
    func `a URL with a user name is not shown`(url: String) {
        let wrong = Document.diagnostics(Document.with(["public_urls": Document.list([Document.quoted(url)])]))
        #expect(wrong.map(\.key) == ["public_urls[0]"])
        #expect(wrong.allSatisfy { !$0.description.contains("hunter2") })
    }

    @Test func `a secret stays hidden wherever settings are printed`() throws {
        let settings = try Document.check(
            Document.with([
                "database.url": Document.plain("postgres://vigie@db/vigie"),
                "database.password": Document.plain("env:DATABASE_PASSWORD"),
            ]))
        var dumped = ""
        dump(settings, to: &dumped)
        let summary = String(decoding: JSONWriter.compact(.object(settings.summary())), as: UTF8.self)
        for text in ["\(settings)", String(reflecting: settings), dumped, summary] {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("‹secret›") || text == dumped)
        }
    }

    @Test func `keys that belong together are checked together`() {
        let half = Document.diagnostics(Document.with(["tls.certificate": Document.plain("/a.pem")]))
        #expect(half.map(\.message) == ["tls.key is missing; both belong together"])
        let needless = Document.diagnostics(
            Document.with(["database.password": Document.plain("env:DATABASE_PASSWORD")]))
        #expect(needless.map(\.key) == ["database.password"])
        let more = Document.diagnostics(
            Document.with([
                "limits.connections": Document.plain("16"), "limits.connections_per_address": Document.plain("17"),
            ]))
        #expect(more.map(\.key) == ["limits.connections_per_address"])
        let fewer = Document.diagnostics(Document.with(["limits.connections": Document.plain("100")]))
        #expect(fewer.map(\.message) == ["expected at least limits.connections_per_address, which is 256"])
        let broken = Document.diagnostics(
            Document.with([
                "database.url": Document.plain("mysql://db"),
                "database.password": Document.plain("env:DATABASE_PASSWORD"),
            ]))
        #expect(broken.map(\.key) == ["database.url"])
        let twice = Document.diagnostics(
            Document.with(["listen": Document.list([Document.quoted("[::1]:80"), Document.quoted("[0::1]:80")])]))
        #expect(twice.map(\.key) == ["listen[1]"])
        #expect(Document.diagnostics(Document.with(["listen": Document.list([])])).map(\.key) == ["listen"])
        #expect(Document.diagnostics(Document.list([])).count == 1)
    }

    @Test func `a reload knows which changes wait for a restart`() throws {
        let old = try Document.check(nil)
        let new = try Document.check(
            Document.with([
                "loops": Document.plain("3"), "log.level": Document.plain("debug"), "data": Document.plain("var"),
            ]))
        #expect(new.keysChanged(comparedWith: old) == ["log.level", "loops"])
        #expect(new.keysNeedingRestart(comparedWith: old) == ["loops"])
        #expect(new.summary()["loops"] == 3)
    }

    @Test func `what a document holds cannot break the lines of a message`() {
        let wrong = Document.diagnostics(
            Document.with([
                "a\n\u{1b}[2Jb" + String(repeating: "x", count: 900): Document.plain("1"),
                "zone": Document.quoted("a\nb\u{202e}"),
            ]))
        #expect(wrong.count == 2)
        for diagnostic in wrong {
            #expect(diagnostic.description.split(separator: "\n").count == 2)
            #expect(!diagnostic.description.contains("\u{1b}") && !diagnostic.description.contains("\u{202e}"))
            #expect(diagnostic.description.count < 900)
        }
    }
}
