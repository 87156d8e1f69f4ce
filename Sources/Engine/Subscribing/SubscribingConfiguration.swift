package import Alerting
package import HTTP
package import Settings

/// What the configuration says about subscribers.
package struct SubscribingConfiguration: Sendable {
    package var ways: FanOutSender.Ways
    package var rule: TargetRule
    package var limits: FanOutQueue.Limits
    package var links: SubscriptionLinks
    package var addresses: FetchPolicy.AddressRule

    /// Makes it of checked settings; throws what only this part knows to be wrong, with what to write instead.
    package init(_ settings: Settings, alerts: AlertConfiguration) throws(SettingsFailure) {
        var problems: [SettingsDiagnostic] = []
        let given = settings.subscribers
        func wrong(_ key: String, _ message: String, _ hint: String) {
            problems.append(
                SettingsDiagnostic(source: "vigie.yaml", key: "subscribers.\(key)", message: message, hint: hint))
        }
        links = SubscriptionLinks(origin: settings.publicURLs.first ?? "")
        if settings.publicURLs.isEmpty {
            wrong("enabled", "messages need links, and nobody said where readers reach the pages", "write public_urls")
        }
        ways = FanOutSender.Ways()
        if let from = given.from {
            if MailAddress(from) == nil {
                wrong("from", "this is no address of mail", "write from: Status <status@example.com>")
            } else if let server = Self.server(given, alerts, wrong) {
                ways.mail = (server, from)
            }
        }
        if let url = given.smsURL {
            let isAddress = (try? FetchURL(Self.filled(url.reveal()))) != nil
            if !isAddress { wrong("sms_url", "what it refers to is no address", "https://… with {to} and {text}") }
            ways.sms = SMSForm.Gateway(url: url, token: given.smsToken)
        }
        if let token = given.smsToken, !token.reveal().utf8.allSatisfy({ (0x21...0x7e).contains($0) }) {
            wrong("sms_token", "the token holds a space or another strange character", "write it alone into its file")
        }
        if let token = given.telegramToken, !AlertConfiguration.isTelegramToken(token) {
            wrong("telegram_token", "this is no token of Telegram", "as BotFather gave it: 123456:ABC-…")
        }
        ways.telegramToken = given.telegramToken
        if let key = given.key, SubscriberKeys(key) == nil {
            wrong(
                "key", "the key is shorter than \(SubscriberKeys.keyBytesLeast) characters",
                "make one with: openssl rand -hex 32")
        }
        let networks = settings.alerts.allowedTargets
        rule = TargetRule(kinds: ways.kinds, allowedNetworks: networks)
        addresses = networks.isEmpty ? .publicOnly : .publicAndNetworks(networks)
        limits = FanOutQueue.Limits()
        limits.parallel = given.parallel
        limits.perLane = max(1, given.parallel / 3)
        limits.hostRate = Self.rate(given.hostRate)
        limits.kindRates[.mail] = Self.rate(given.mailRate)
        limits.kindRates[.sms] = Self.rate(given.smsRate)
        guard problems.isEmpty else { throw SettingsFailure(problems) }
    }

    private static func rate(_ perMinute: Int) -> MessageRate {
        MessageRate(perMinute: perMinute, burst: max(1, min(perMinute / 10, 1_000)))
    }

    /// An address with its places filled, to see whether it is one.
    private static func filled(_ template: String) -> String {
        var url = template
        for place in ["{to}", "{text}", "{id}"] {
            url = url.split(separator: place, omittingEmptySubsequences: false).joined(separator: "x")
        }
        return url
    }

    private static func server(
        _ given: Settings.Subscribers, _ alerts: AlertConfiguration, _ wrong: (String, String, String) -> Void
    ) -> MailServer? {
        if let name = given.mailChannel {
            for channel in alerts.channels where channel.id.rawValue == name {
                if case .mail(let target) = channel.target { return target.server }
            }
            wrong("mail_channel", "alerts.channels has no mail channel of this name", "name one of kind mail")
            return nil
        }
        guard let place = given.server.flatMap({ AlertConfiguration.hostAndPort($0) }) else {
            wrong("server", "expected HOST:PORT, or a mail_channel", "write server: smtp.example.com:587")
            return nil
        }
        let security = MailServer.Security(rawValue: given.security) ?? .startTLS
        if security == .none, given.password != nil {
            wrong(
                "password", "a password is not sent over a connection that is not encrypted",
                "write security: starttls or security: tls")
        }
        return MailServer(
            host: place.host, port: place.port, security: security, user: given.user, password: given.password)
    }
}
