import Settings
import Testing
import Vocabulary

@testable import Alerting

@Suite struct ConfigurationTests {
    private func record(_ values: [String: SettingValue]) -> SettingRecordValue { SettingRecordValue(values: values) }

    private func make(_ channels: [[String: SettingValue]], routes: [[String: SettingValue]] = [])
        throws(SettingsFailure)
        -> AlertConfiguration
    {
        try AlertConfiguration(
            Settings.Alerts(
                sends: true, allowedTargets: [], channels: channels.map(record), routes: routes.map(record)))
    }

    private static let url = SettingValue.secret(Secret("https://hooks.example.com/x"))

    @Test func `each kind of channel becomes its target, with what it can do later`() throws {
        let made = try make([
            ["name": .text("a"), "kind": .text("webhook"), "url": Self.url, "secret": .secret(Cases.key)],
            ["name": .text("b"), "kind": .text("slack"), "token": .secret(Secret("xoxb-1")), "room": .text("C1")],
            ["name": .text("c"), "kind": .text("discord"), "url": Self.url, "rate": .integer(12)],
            [
                "name": .text("d"), "kind": .text("mail"), "server": .text("[::1]:25"), "security": .text("none"),
                "from": .text("Vigie <vigie@example.com>"), "to": .list([.text("ops@example.com")]),
            ],
        ])
        #expect(made.channels.map(\.kind) == [.webhook, .slack, .discord, .mail])
        #expect(made.channels.map(\.followUp) == [.none, .thread, .edit, .thread])
        #expect(made.channels[2].rate.perMinute == 12)
        // What goes into the journal names no address and no secret.
        for channel in made.channels {
            let json = String(describing: channel.profile.json)
            #expect(!json.contains("example.com") && !json.contains("xoxb"))
        }
    }

    @Test(arguments: [
        (["kind": SettingValue.text("webhook"), "url": url, "secret": .secret(Secret("short"))], "openssl rand"),
        (["kind": .text("teams"), "url": .secret(Secret("ftp://x"))], "from https:// on"),
        (
            ["kind": .text("telegram"), "token": .secret(Secret("1:a/../x")), "room": .text("1")],
            "no token of Telegram"
        ),
        (["kind": .text("telegram"), "token": .secret(Secret("1:a"))], "write room"),
        (
            [
                "kind": .text("mail"), "server": .text("smtp.example.com"), "from": .text("a@b.example"),
                "to": .list([.text("c@d.example")]),
            ], "HOST:PORT"
        ),
        (
            [
                "kind": .text("mail"), "server": .text("smtp.example.com:25"), "from": .text("nobody"),
                "to": .list([.text("c@d.example")]),
            ], "no address of mail"
        ),
        (
            [
                "kind": .text("mail"), "server": .text("smtp.example.com:25"), "from": .text("a@b.example"),
                "to": .list([.text("c@d.example")]), "security": .text("none"), "user": .text("u"),
                "password": .secret(Secret("p")),
            ], "not encrypted"
        ),
    ])
    func `what only alerts know to be wrong is said, without the secret`(
        values: [String: SettingValue], words: String
    ) throws {
        var values = values
        values["name"] = .text("x")
        let failure = try #require(throws: SettingsFailure.self) { try make([values]) }
        #expect(failure.description.contains(words), "\(failure)")
        #expect(!failure.description.contains("1:a"))
    }

    @Test func `a route takes over every field`() throws {
        let made = try make(
            [],
            routes: [
                [
                    "name": .text("night"), "to": .list([.text("a")]), "providers": .list([.text("acme-pay")]),
                    "channels": .list([.text("3ds")]), "entities": .list([.text("blik")]), "severity": .text("major"),
                    "kinds": .list([.text("unreadable")]), "zone": .text("Europe/Paris"), "digest": .text("daily"),
                    "quiet_from": .text("22:00"), "quiet_to": .text("07:00"), "passes": .text("nothing"),
                    "language": .text("fr"),
                ]
            ])
        let route = try #require(made.routes.first)
        #expect(route.match.providers == [Cases.provider.id] && route.match.channels == [.threeDS])
        #expect(route.match.severityAtLeast == .major && route.match.kinds == [.unreadable])
        #expect(route.digest == .daily(at: try #require(ClockTime("08:00")), zone: "Europe/Paris"))
        #expect(route.quiet?.zone == "Europe/Paris" && route.passes == nil && route.language == .french)
        #expect(route.origin == .configuration)
    }
}
