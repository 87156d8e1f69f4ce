/// One key of the configuration, as data: checking, documentation, example file and completions all come from it.
package struct SettingKey: Sendable {
    package enum Default: Sendable, Equatable {
        case none
        case value(String)
        case list([String])
    }

    /// The full name, `limits.body_bytes`.
    package var name: String
    /// The type of the value, or of each value of a list.
    package var type: SettingType
    /// How many values the list may have; nil for a single value.
    package var listCounts: ClosedRange<Int>?
    package var defaultValue: Default
    /// What happens without a value when there is no default.
    package var absence: String?
    package var unit: String?
    /// What it is for, in whole sentences.
    package var documentation: String
    /// As it would be written in the file, behind the colon.
    package var example: String
    /// A SIGHUP applies it; otherwise it takes a restart.
    package var isReloadable: Bool
    /// Whether a list may hold a value twice, as arguments of a command may.
    package var mayRepeat: Bool

    /// What to write, in the words of an error and of the documentation.
    package var expectation: String {
        guard let listCounts else { return type.expectation }
        let least = listCounts.lowerBound == 0 ? "up" : String(listCounts.lowerBound)
        return "a list of \(least) to \(listCounts.upperBound) values, each \(type.expectation)"
    }

    package var isSecret: Bool { type == .secret }
    /// The name inside its group.
    package var lastName: String { String(name.split(separator: ".").last ?? "") }
    package var groupName: String? {
        name.lastIndex(of: ".").map { String(name[..<$0]) }
    }

    package init(
        _ name: String, _ type: SettingType, values listCounts: ClosedRange<Int>? = nil,
        default defaultValue: Default = .none, absence: String? = nil,
        unit: String? = nil, example: String, reloadable: Bool = false, repeats: Bool = false, _ documentation: String
    ) {
        self.name = name
        self.type = type
        self.listCounts = listCounts
        self.defaultValue = defaultValue
        self.absence = absence
        self.unit = unit
        self.documentation = documentation
        self.example = example
        isReloadable = reloadable
        mayRepeat = repeats
    }
}

/// Keys that belong together and stand under one name in the file.
package struct SettingGroup: Sendable {
    package var name: String
    package var documentation: String
}

/// All keys of `vigie.yaml`.
package enum SettingsSchema {
    package static let groups = [
        SettingGroup(name: "database", documentation: "Where the journal and everything made from it is kept."),
        SettingGroup(
            name: "tls", documentation: "Encryption by Vigie itself. Leave it out behind a proxy that encrypts."),
        SettingGroup(
            name: "proxy", documentation: "The proxies in front of Vigie, and how they tell the client's address."),
        SettingGroup(
            name: "limits", documentation: "What the web server accepts. The defaults fit a public status page."),
        SettingGroup(name: "access", documentation: "Who may change what Vigie follows and tells."),
        openIDGroup,
        SettingGroup(name: "tracker", documentation: "How vendors' pages are followed."),
        SettingGroup(name: "watch", documentation: "What is probed. See docs/watching.md."),
        SettingGroup(name: "log", documentation: "What is written to standard error."),
        SettingGroup(name: "metrics", documentation: "Figures for Prometheus under /metrics."),
        SettingGroup(name: "desk", documentation: "What the desk lets people enter. See docs/desk.md."),
        SettingGroup(
            name: "export", documentation: "The status pages as files, begun in the console. See docs/status-pages.md."),
        alertGroup,
        subscriberGroup,
    ]

    package static let keys: [SettingKey] =
        placeKeys + tlsAndProxyKeys + limitKeys + accessKeys + openIDKeys + trackerKeys + watchKeys + operationKeys
        + contentKeys + deskKeys + alertKeys
        + subscriberKeys

    package static func key(_ name: String) -> SettingKey? { keys.first { $0.name == name } }

    private static let placeKeys = [
        SettingKey(
            "listen", .socketAddress, values: 1...16, default: .list(["127.0.0.1:8480"]),
            example: "[\"0.0.0.0:8480\", \"[::]:8480\"]",
            "The addresses and ports of the web server. The default answers this machine only; 0.0.0.0 and [::] answer "
                + "everybody. Port 0 lets the system choose."),
        SettingKey(
            "public_urls", .url, values: 0...64, default: .list([]),
            example: "[\"https://status.example.com\"]",
            "The URLs under which readers reach the pages. Links that must be absolute start with the first one."),
        SettingKey(
            "data", .path, default: .value("var"), example: "/var/lib/vigie",
            "The directory for the embedded database and the archive of captured bytes. It is created when it is not there."
        ),
        SettingKey(
            "database.url", .database, absence: "the file vigie.sqlite in the data directory",
            example: "postgres://vigie@db.example.com:5432/vigie?sslmode=verify-full",
            "An SQLite file, or a PostgreSQL server when several nodes share one journal. A password does not belong here: "
                + "see database.password."),
        SettingKey(
            "database.password", .secret, absence: "no password is sent", example: "file:/etc/vigie/database-password",
            "The password for PostgreSQL."),
    ]

    private static let tlsAndProxyKeys = [
        SettingKey(
            "tls.certificate", .path, absence: "no encryption", example: "/etc/vigie/tls/fullchain.pem",
            "The certificate chain, as PEM. A new file under the same name is taken on SIGHUP without dropping connections."
        ),
        SettingKey(
            "tls.key", .path, absence: "no encryption", example: "/etc/vigie/tls/key.pem",
            "The private key of the certificate, as PEM."),
        SettingKey(
            "proxy.trusted", .network, values: 0...256, default: .list([]),
            example: "[\"10.0.0.0/8\", \"::1\"]",
            "Who may tell the address of a client in X-Forwarded-For or by the PROXY protocol. From everybody else these "
                + "are ignored."),
        SettingKey(
            "proxy.protocol", .flag, default: .value("false"), example: "true",
            "Whether connections from trusted proxies start with a PROXY protocol header (version 1 or 2)."),
    ]

    private static let limitKeys = [
        SettingKey(
            "limits.header_bytes", .size(1024...(1 << 20)), default: .value("16KiB"), unit: "bytes", example: "32KiB",
            "The longest head of a request: request line and all header fields together."),
        SettingKey(
            "limits.body_bytes", .size(1024...(1 << 30)), default: .value("1MiB"), unit: "bytes", example: "4MiB",
            "The longest body of a request. Addresses that take no body accept at most 64KiB all the same."),
        SettingKey(
            "limits.connections", .integer(16...1_000_000), default: .value("20000"), unit: "connections",
            example: "50000",
            "Open connections in total. Beyond it, new ones get a short 503 answer. The system's limit of open files must "
                + "be higher."),
        SettingKey(
            "limits.connections_per_address", .integer(1...1_000_000), default: .value("256"), unit: "connections",
            example: "512", "Open connections of one client address."),
        SettingKey(
            "limits.head_deadline", .duration(100...3_600_000), default: .value("10s"), example: "5s",
            "How long a client may take to send the head of a request."),
        SettingKey(
            "limits.body_deadline", .duration(100...3_600_000), default: .value("30s"), example: "1m",
            "How long a client may take to send a body."),
        SettingKey(
            "limits.idle_deadline", .duration(100...3_600_000), default: .value("1m"), example: "2m",
            "How long a connection may stay open between two requests."),
        SettingKey(
            "limits.write_deadline", .duration(100...3_600_000), default: .value("30s"), example: "1m",
            "How long an answer may wait for a client that does not read."),
        SettingKey(
            "limits.minimum_rate", .size(0...(1 << 20)), default: .value("256B"), unit: "bytes per second",
            example: "1KiB",
            "The slowest body that is accepted, and the slowest reading of an answer, measured over some seconds. 0B accepts any rate up to the deadline."
        ),
    ]

    private static let accessKeys = [
        SettingKey(
            "access.token", .secret, absence: "nobody may change anything from another machine",
            example: "file:/etc/vigie/token",
            "Who sends this in the header Authorization, as Bearer TOKEN, may follow and unfollow pages and join or split "
                + "events. At least 16 characters."),
        SettingKey(
            "access.from_this_machine", .flag, absence: "true, unless public_urls or access.token is set",
            example: "false",
            "Whether whoever is on this machine may do the same without a token. A proxy on this machine that does not say "
                + "whom it brings would let strangers in: so it is off as soon as Vigie is public."),
        SettingKey(
            "access.sealing_key", .secret,
            absence: "the file access.key in the data directory, made at the first start",
            example: "file:/etc/vigie/sealing-key",
            "64 hexadecimal digits that seal what must be read again, such as the secrets of second factors; make them with: "
                + "openssl rand -hex 32. All nodes that share a journal need the same ones."),
        SettingKey(
            "access.passwords", .flag, default: .value("true"), example: "false",
            "Whether people sign in to the console with an address and a password. false needs openid.issuer. The first admin "
                + "is made with the code of the log all the same, and true and a restart let everybody who has a password in "
                + "again."),
        SettingKey(
            "access.mail_channel", .name, absence: "the mail server of subscribers, where there is one",
            example: "on-call-mail",
            "The mail channel of alerts.channels whose server and sender take a link for a new password to who forgot theirs. "
                + "Without any mail server, or without public_urls, an admin gives a code instead."),
    ]

    private static let trackerKeys = [
        SettingKey(
            "tracker.enabled", .flag, default: .value("true"), example: "false",
            "Whether this process reads the pages that are followed. Where several nodes share a journal, let one of them "
                + "do it."),
        SettingKey(
            "tracker.contact", .text(lengthMax: 200), absence: "the User-Agent names Vigie alone",
            example: "https://example.com/contact",
            "How the people behind a page can reach you: an address or a URL. It is sent in the User-Agent of every read."
        ),
        SettingKey(
            "tracker.private_networks", .network, values: 0...64, default: .list([]), example: "[\"10.0.0.0/8\"]",
            "Networks that are not public and may be read all the same. Without it only public addresses are, whatever a "
                + "page's name leads to."),
    ]

    private static let watchKeys = [
        SettingKey(
            "watch.file", .path, absence: "nothing is probed", example: "/etc/vigie/watch.yaml",
            "The file that declares vantages, components, parts, paths and probes. A relative path starts at the directory "
                + "of this file. vigie check reads it too, and says what the probes cannot see."),
        SettingKey(
            "watch.here", .text(lengthMax: 64), values: 0...8, absence: "all vantages that the file declares",
            example: "[paris]",
            "The vantages that are asked from this process. The others report from elsewhere; with an empty list all of "
                + "them do."),
    ]

    private static let operationKeys = [
        SettingKey(
            "log.level", .choice(["debug", "info", "notice", "warning", "error"]), default: .value("info"),
            example: "debug", reloadable: true, "The least important lines that are written."),
        SettingKey(
            "log.format", .choice(["text", "json"]), default: .value("text"), example: "json", reloadable: true,
            "Lines for people, or one JSON object per line for programs."),
        SettingKey(
            "metrics.enabled", .flag, default: .value("true"), example: "false", reloadable: true,
            "Whether /metrics answers at all."),
        SettingKey(
            "metrics.allowed", .network, values: 0...256, default: .list(["127.0.0.1", "::1"]),
            example: "[\"10.1.2.0/24\"]", reloadable: true, "The addresses that may read /metrics."),
        SettingKey(
            "drain_deadline", .duration(0...3_600_000), default: .value("20s"), example: "1m", reloadable: true,
            "How long a stop waits for requests that are under way. Keep it below the stop time of the service manager."
        ),
        SettingKey(
            "loops", .integer(1...256), absence: "one per processor", unit: "threads", example: "2",
            "How many threads serve connections."),
    ]

    private static let deskKeys = [
        SettingKey(
            "desk.backdated_days", .integer(1...36_500), default: .value("1095"), unit: "days", example: "90",
            "How far back a start, an end or a word may be said to lie: a year that was mistyped is refused. What moves in "
                + "from elsewhere is not bound by it."),
        SettingKey(
            "export.folder", .path, absence: "the console writes no files", example: "/srv/www/status",
            "The folder into which the console and the API write the status pages as files, as `vigie export` does."),
        SettingKey(
            "export.precompressed", .flag, default: .value("false"), example: "true",
            "Whether FILE.gz and FILE.br are written beside each file, for servers that send these as they are."),
    ]

    private static let contentKeys = [
        SettingKey(
            "zone", .zone, default: .value("UTC"), example: "Europe/Paris",
            "The time zone of pages that belong to no single provider; a provider's pages are in its own. UTC is shown beside it."
        )
    ]
}
