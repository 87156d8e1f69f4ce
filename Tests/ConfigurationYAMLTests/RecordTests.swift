import Settings
import Testing

@testable import ConfigurationYAML

/// Lists of groups, as alerts have them, from the text of a file to values or to what is wrong.
@Suite struct RecordTests {
    private static let surroundings = SettingsSurroundings(
        variable: { _ in "https://hooks.example.com/x" }, file: { _ in .content(Array("secret\n".utf8)) },
        isKnownZone: { ["UTC", "Europe/Paris"].contains($0) })

    private func check(_ text: String) throws(SettingsFailure) -> Settings {
        try Settings.check(
            try ConfigurationYAML.read(Array(text.utf8), file: "vigie.yaml"), in: Self.surroundings)
    }

    private func problems(_ text: String) -> [String] {
        do throws(SettingsFailure) {
            _ = try check(text)
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    private static let channels = """
        alerts:
          channels:
            - name: chat
              kind: slack
              url: env:URL
            - {name: post, kind: mail, server: "smtp.example.com:587", from: a@example.com, to: [b@example.com]}

        """

    @Test func `channels and routes are read with their defaults`() throws {
        let settings = try check(
            Self.channels + """
                  routes:
                    - name: night
                      to: [chat, post]
                      severity: major
                      quiet_from: "22:00"
                      quiet_to: 07:00
                      zone: Europe/Paris
                """)
        #expect(settings.alerts.channels.map { $0.text("name") } == ["chat", "post"])
        #expect(settings.alerts.channels[0].secret("url")?.reveal() == "https://hooks.example.com/x")
        #expect(settings.alerts.channels[1].text("security") == "starttls")
        let route = try #require(settings.alerts.routes.first)
        #expect(route.texts("to") == ["chat", "post"])
        #expect(route.texts("kinds") == ["incident", "recurrence", "case"])
        #expect(route.text("quiet_to") == "07:00")
        #expect(route.text("passes") == "critical")
    }

    @Test(arguments: [
        ("    - name: x\n      kind: slak\n", "did you mean slack?"),
        ("    - name: x\n      kind: slack\n      urll: env:URL\n", "did you mean url?"),
        ("    - name: x\n      kind: teams\n      url: env:URL\n      server: a:1\n", "it belongs to: mail"),
        ("    - name: x\n      kind: webhook\n      url: env:URL\n", "secret is missing"),
        ("    - kind: teams\n      url: env:URL\n", "name is missing"),
        ("    - name: x\n      kind: teams\n      url: https://open.example/\n", "a secret is not written into"),
        ("    - name: X Y\n      kind: teams\n      url: env:URL\n", "lower-case letters"),
        ("    - just text\n", "the fields of a channel"),
        (
            "    - name: chat\n      kind: teams\n      url: env:URL\n    - name: chat\n      kind: teams\n      url: env:URL\n",
            "another channel of the name chat"
        ),
    ])
    func `what is wrong with a channel is said with what to write`(lines: String, words: String) {
        let found = problems("alerts:\n  channels:\n" + lines)
        #expect(found.contains { $0.contains(words) }, "\(found)")
        #expect(!found.contains { $0.contains("open.example") })
    }

    @Test(arguments: [
        ("to: [chatt]", "did you mean chat?"),
        ("to: [chat]\n      quiet_from: \"22:00\"", "quiet_from and quiet_to belong together"),
        ("to: [chat]\n      quiet_from: \"25:00\"\n      quiet_to: \"07:00\"", "a time of day"),
        ("to: [chat]\n      digest_at: \"08:00\"", "digest_at is for digest: daily"),
        ("to: []", "expected 1 to 20 values"),
        ("to: [chat]\n      zone: CET", "a time zone name"),
    ])
    func `what is wrong with a route is said with what to write`(lines: String, words: String) {
        let found = problems(Self.channels + "  routes:\n    - name: r\n      " + lines + "\n")
        #expect(found.contains { $0.contains(words) }, "\(found)")
    }
}
