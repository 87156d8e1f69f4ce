package import Settings
internal import Vocabulary

/// Channels and routes as the configuration gives them.
package struct AlertConfiguration: Sendable, Equatable {
    package var channels: [AlertChannel]
    package var routes: [AlertRoute]

    /// Makes them of checked settings; throws what only alerts know to be wrong, with what to write instead.
    package init(_ settings: Settings.Alerts, file: String = "vigie.yaml") throws(SettingsFailure) {
        var problems: [SettingsDiagnostic] = []
        channels = []
        routes = []
        for record in settings.channels {
            do throws(Refusal) {
                channels.append(try Self.channel(record))
            } catch {
                problems.append(
                    SettingsDiagnostic(
                        source: file, key: "alerts.channels (\(record.text("name") ?? "?")).\(error.field)",
                        message: error.message, hint: error.hint))
            }
        }
        for record in settings.routes { if let route = Self.route(record) { routes.append(route) } }
        guard problems.isEmpty else { throw SettingsFailure(problems) }
    }

    private struct Refusal: Error {
        var field: String
        var message: String
        var hint: String?
    }

    private static func channel(_ record: SettingRecordValue) throws(Refusal) -> AlertChannel {
        guard let id = record.text("name").flatMap({ AlertChannelID($0) }) else {
            throw Refusal(field: "name", message: "the name is missing", hint: nil)
        }
        let rate = record.integer("rate").map { MessageRate(perMinute: $0, burst: max(1, min($0, 50))) }
        return AlertChannel(id: id, target: try target(record), rate: rate)
    }

    private static func target(_ record: SettingRecordValue) throws(Refusal) -> AlertChannel.Target {
        func secret(_ field: String) throws(Refusal) -> Secret {
            guard let secret = record.secret(field) else {
                throw Refusal(field: field, message: "this is missing", hint: "write \(field): file:PATH or env:NAME")
            }
            return secret
        }
        func url() throws(Refusal) -> Secret {
            let url = try secret("url")
            let text = url.reveal()
            guard text.hasPrefix("https://") || text.hasPrefix("http://"), text.utf8.count <= 4_096 else {
                throw Refusal(
                    field: "url", message: "what it refers to is no address",
                    hint: "the file or variable holds the whole address, from https:// on")
            }
            return url
        }
        switch record.text("kind") ?? "" {
        case "webhook":
            let key = try secret("secret")
            guard WebhookForm.keyBytes(key) != nil else {
                throw Refusal(
                    field: "secret", message: "the key is not as Standard Webhooks writes keys",
                    hint: "make one: echo whsec_$(openssl rand -base64 32)")
            }
            return .webhook(url: try url(), signingKey: key)
        case "slack":
            if record.secret("token") != nil, let room = record.text("room") {
                return .slackBot(token: try headerSafe("token", secret("token")), room: room)
            }
            return .slack(url: try url())
        case "teams": return .teams(url: try url())
        case "discord": return .discord(url: try url())
        case "mattermost": return .mattermost(url: try url())
        case "ntfy":
            let token = record.secret("token")
            return .ntfy(
                url: try url(), token: try token.map { (token) throws(Refusal) in try headerSafe("token", token) })
        case "telegram":
            let token = try secret("token")
            guard isTelegramToken(token) else {
                throw Refusal(
                    field: "token", message: "this is no token of Telegram", hint: "as BotFather gave it: 123456:ABC-…")
            }
            guard let room = record.text("room") else {
                throw Refusal(field: "room", message: "this is missing", hint: "write room: \"-1001234567890\"")
            }
            return .telegram(token: token, chat: room)
        default: return .mail(try mail(record))
        }
    }

    /// A token of Telegram becomes a part of an address.
    package static func isTelegramToken(_ token: Secret) -> Bool {
        token.reveal().utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || ":_-".utf8.contains(byte)
        }
    }

    private static func headerSafe(_ field: String, _ secret: Secret) throws(Refusal) -> Secret {
        guard secret.reveal().utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw Refusal(field: field, message: "the token holds a space or another strange character", hint: nil)
        }
        return secret
    }

    private static func mail(_ record: SettingRecordValue) throws(Refusal) -> AlertChannel.MailTarget {
        guard let place = hostAndPort(record.text("server") ?? "") else {
            throw Refusal(field: "server", message: "expected HOST:PORT", hint: "write server: smtp.example.com:587")
        }
        let from = record.text("from") ?? ""
        let to = record.texts("to")
        guard MailAddress(from) != nil else {
            throw Refusal(field: "from", message: "this is no address of mail", hint: "write from: vigie@example.com")
        }
        guard to.allSatisfy({ MailAddress($0) != nil }) else {
            throw Refusal(
                field: "to", message: "one of these is no address of mail", hint: "write to: [\"ops@example.com\"]")
        }
        let security = MailServer.Security(rawValue: record.text("security") ?? "") ?? .startTLS
        let password = record.secret("password")
        if security == .none, password != nil {
            throw Refusal(
                field: "password", message: "a password is not sent over a connection that is not encrypted",
                hint: "write security: starttls or security: tls")
        }
        return AlertChannel.MailTarget(
            server: MailServer(
                host: place.host, port: place.port, security: security, user: record.text("user"),
                password: password), from: from, to: to)
    }

    /// `smtp.example.com:587`
    package static func hostAndPort(_ text: String) -> (host: String, port: UInt16)? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0,
            isHost(text[..<colon])
        else { return nil }
        return (String(text[..<colon]), port)
    }

    /// A name, or an address; IPv6 stands in brackets.
    private static func isHost(_ text: Substring) -> Bool {
        let inner = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text
        return (1...253).contains(inner.utf8.count)
            && inner.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || ".-".utf8.contains(byte)
                    || byte == UInt8(ascii: ":") && inner.count < text.count
            }
    }

    private static func route(_ record: SettingRecordValue) -> AlertRoute? {
        guard let name = record.text("name").flatMap({ RouteName($0) }) else { return nil }
        let zone = record.text("zone") ?? "UTC"
        var quiet: AlertRoute.QuietHours?
        if let from = record.text("quiet_from").flatMap(ClockTime.init),
            let to = record.text("quiet_to").flatMap(ClockTime.init)
        {
            quiet = AlertRoute.QuietHours(zone: zone, from: from, to: to)
        }
        let digest: AlertRoute.Digest? =
            switch record.text("digest") {
            case "hourly": .hourly
            case "daily":
                (record.text("digest_at") ?? "08:00").asClock.map { .daily(at: $0, zone: zone) }
            default: nil
            }
        return AlertRoute(
            name: name,
            match: AlertRoute.Match(
                providers: record.texts("providers").compactMap { ProviderID($0) },
                components: record.texts("components").compactMap { ComponentID($0) },
                channels: record.texts("channels").compactMap { Channel(rawValue: $0) },
                entities: record.texts("entities"),
                severityAtLeast: record.text("severity").flatMap { Severity(rawValue: $0) },
                kinds: record.texts("kinds").compactMap { AlertKind(rawValue: $0) }),
            to: record.texts("to").compactMap { AlertChannelID($0) }, quiet: quiet, digest: digest,
            passes: record.text("passes").flatMap { Severity(rawValue: $0) },
            language: record.text("language").flatMap { Language($0) } ?? .english)
    }
}

extension String {
    fileprivate var asClock: ClockTime? { ClockTime(self) }
}
