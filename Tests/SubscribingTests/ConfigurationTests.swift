import Alerting
import HTTP
import Settings
import Testing

@testable import Subscribing

/// What the configuration says, and what it must say.
@Suite struct ConfigurationTests {
    private func make(_ change: (inout Settings) -> Void) throws -> SubscribingConfiguration {
        var settings = try Settings.check(
            nil,
            in: SettingsSurroundings(
                variable: { _ in nil }, file: { _ in .failure("no such file") }, isKnownZone: { _ in true }))
        settings.publicURLs = ["https://status.example.com"]
        settings.subscribers.isEnabled = true
        settings.subscribers.from = "Acme status <status@example.com>"
        settings.subscribers.server = "smtp.example.com:587"
        change(&settings)
        return try SubscribingConfiguration(settings, alerts: AlertConfiguration(settings.alerts))
    }

    @Test func `what is there to send with says who can be told`() throws {
        let all = try make { settings in
            settings.subscribers.smsURL = Secret("https://gateway.example/send?to={to}&text={text}")
            settings.subscribers.telegramToken = Secret("123:abc")
        }
        #expect(all.rule.kinds == Set(SubscriberTarget.Kind.allCases))
        #expect(all.ways.mail?.server.security == .startTLS)
        #expect(all.addresses == .publicOnly)
        let few = try make { $0.subscribers.from = nil }
        #expect(!few.rule.kinds.contains(.mail) && !few.rule.kinds.contains(.sms))
        #expect(few.rule.kinds.contains(.webhook))
    }

    @Test func `a mail channel of alerts lends its server`() throws {
        let made = try make { settings in
            settings.subscribers.server = nil
            settings.subscribers.mailChannel = "on-call"
            settings.alerts.channels = [
                SettingRecordValue(values: [
                    "name": .text("on-call"), "kind": .text("mail"), "server": .text("mail.example.com:465"),
                    "security": .text("tls"), "from": .text("a@example.com"), "to": .list([.text("b@example.com")]),
                ])
            ]
        }
        #expect(made.ways.mail?.server.host == "mail.example.com")
        #expect(made.ways.mail?.from == "Acme status <status@example.com>")
    }

    @Test func `what is wrong is said with the key, and no secret`() {
        func problem(_ change: (inout Settings) -> Void) -> String {
            do {
                _ = try make(change)
                return "nothing is wrong"
            } catch let failure as SettingsFailure {
                return failure.diagnostics.map(\.description).joined(separator: "\n")
            } catch {
                return "\(error)"
            }
        }
        #expect(problem { $0.publicURLs = [] }.contains("public_urls"))
        #expect(problem { $0.subscribers.from = "nobody" }.contains("subscribers.from"))
        #expect(problem { $0.subscribers.server = "smtp.example.com" }.contains("HOST:PORT"))
        #expect(problem { $0.subscribers.mailChannel = "none" }.contains("subscribers.mail_channel"))
        #expect(problem { $0.subscribers.key = Secret("hunter2") }.contains("openssl rand"))
        #expect(!problem { $0.subscribers.key = Secret("hunter2") }.contains("hunter2"))
        #expect(problem { $0.subscribers.smsURL = Secret("gateway/{to}") }.contains("subscribers.sms_url"))
        #expect(problem { $0.subscribers.telegramToken = Secret("1:a/../b") }.contains("subscribers.telegram_token"))
        #expect(
            problem {
                $0.subscribers.security = "none"
                $0.subscribers.password = Secret("hunter2")
            }.contains("subscribers.password"))
    }
}
