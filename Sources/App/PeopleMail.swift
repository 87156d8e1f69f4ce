internal import Access
internal import Alerting
internal import Bytes
internal import CLI
internal import Console
internal import HTTP
internal import Machine
internal import Mail
internal import Settings
internal import Subscribing
internal import Telemetry
internal import Vocabulary

/// Mail to who works here: what a forgotten password is helped with.
final class PeopleMail: Sendable {
    let letters: PasswordMail
    private let mail: SMTPClient

    /// Nil where no server is configured, or nobody said under which address people open the console.
    static func make(
        _ settings: Settings, logger: Logger, now: @escaping @Sendable () -> Instant
    ) throws(ProgramFailure) -> PeopleMail? {
        guard let origin = settings.publicURLs.first else { return nil }
        let way: (server: MailServer, from: String)?
        do throws(SettingsFailure) {
            way = try Self.way(settings)
        } catch {
            throw .settings(error)
        }
        return way.map { PeopleMail(origin: origin, $0.server, from: $0.from, settings, logger, now) }
    }

    private static func way(_ settings: Settings) throws(SettingsFailure) -> (server: MailServer, from: String)? {
        let alerts = try AlertConfiguration(settings.alerts)
        if let name = settings.accessMailChannel {
            for channel in alerts.channels where channel.id.rawValue == name {
                if case .mail(let target) = channel.target { return (target.server, target.from) }
            }
            throw SettingsFailure([
                SettingsDiagnostic(
                    source: "vigie.yaml", key: "access.mail_channel",
                    message: "alerts.channels has no mail channel of this name", hint: "name one of kind mail")
            ])
        }
        guard settings.subscribers.isEnabled else { return nil }
        return try SubscribingConfiguration(settings, alerts: alerts).ways.mail
    }

    private init(
        origin: String, _ server: MailServer, from: String, _ settings: Settings, _ logger: Logger,
        _ now: @escaping @Sendable () -> Instant
    ) {
        var configuration = SMTPClient.Configuration()
        let networks = settings.alerts.allowedTargets
        configuration.addresses = networks.isEmpty ? .publicOnly : .publicAndNetworks(networks)
        configuration.threads = 1
        let mail = SMTPClient(configuration)
        self.mail = mail
        letters = PasswordMail(origin: origin) { letter in
            let name = "access-" + Hexadecimal.encode(Entropy.bytes(12))
            let text = AlertText(
                language: letter.language, severity: .notice, isOver: true, occasion: letter.title, label: "Vigie",
                title: letter.title, words: letter.words,
                link: AlertText.Link(label: letter.label, url: letter.link), event: "access.password")
            do throws(MailError) {
                let form = try MailForm.mail(
                    OutgoingMessage(key: name, thread: name, text: text, wantedAt: now()), from: from,
                    to: [letter.to.text], now: now())
                try await mail.send(form, through: server)
            } catch {
                logger.warning("a mail for a new password was not sent", [.error: LogValue(error.message)])
            }
        }
    }

    func close() async { await mail.close() }
}
