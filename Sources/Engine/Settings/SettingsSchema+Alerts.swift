extension SettingsSchema {
    static let alertGroup = SettingGroup(
        name: "alerts", documentation: "Who is told of what, and where. See docs/alerts.md.")

    private static let severities = ["critical", "major", "minor", "unknown", "notice", "maintenance"]

    static let alertKeys = [
        SettingKey(
            "alerts.send", .flag, default: .value("true"), example: "false",
            "Whether this program sends. Where several nodes share one journal, one of them does and the others say false."
        ),
        SettingKey(
            "alerts.allowed_targets", .network, values: 0...256, default: .list([]),
            example: "[\"10.20.0.0/16\"]", reloadable: false,
            "Networks that are not public and that alerts may be sent to all the same: a chat or mail server of one's own. "
                + "Every other address that is not public is refused when connecting, whatever name leads there."),
        SettingKey(
            "alerts.channels", .record(channel), values: 0...100, default: .list([]), example: "[]", reloadable: true,
            "The places that alerts go to. Addresses that are keys in themselves are given by reference, like every "
                + "secret."),
        SettingKey(
            "alerts.routes", .record(route), values: 0...200, default: .list([]), example: "[]", reloadable: true,
            "Who is told of what. Within one field any of the values may hold; all fields that are given must. "
                + "`vigie alerts explain` says what the routes make of an incident."),
    ]

    private static let channel = SettingRecord(
        noun: "channel",
        fields: [
            .init(
                SettingKey("name", .name, absence: "required", example: "ops-chat", "What routes call it."),
                required: true),
            .init(
                SettingKey(
                    "kind",
                    .choice(["webhook", "slack", "teams", "discord", "mattermost", "ntfy", "telegram", "mail"]),
                    absence: "required", example: "slack", "What kind of place it is."), required: true),
            .init(
                SettingKey(
                    "url", .secret, absence: "required, but for a Slack bot", example: "file:/etc/vigie/ops-chat-url",
                    "The address to post to: of an incoming webhook, of a Teams workflow, of an ntfy topic."),
                kinds: ["webhook", "slack", "teams", "discord", "mattermost", "ntfy"]),
            .init(
                SettingKey(
                    "secret", .secret, absence: "required", example: "file:/etc/vigie/webhook-key",
                    "The key that webhooks are signed with, as Standard Webhooks writes it: whsec_ and 24 to 64 bytes in Base64."
                ), required: true, kinds: ["webhook"]),
            .init(
                SettingKey(
                    "token", .secret, absence: "none; Telegram needs one", example: "file:/etc/vigie/telegram-token",
                    "The token of a bot (Slack, Telegram), or of a user of ntfy."),
                kinds: ["slack", "ntfy", "telegram"]),
            .init(
                SettingKey(
                    "room", .text(lengthMax: 100), absence: "none; Telegram needs one", example: "\"-1001234567890\"",
                    "Where a bot speaks: a channel's ID of Slack, a chat's ID of Telegram."),
                kinds: ["slack", "telegram"]),
            .init(
                SettingKey(
                    "server", .text(lengthMax: 260), absence: "required", example: "smtp.example.com:587",
                    "The mail server, as HOST:PORT."), required: true, kinds: ["mail"]),
            .init(
                SettingKey(
                    "security", .choice(["starttls", "tls", "none"]), default: .value("starttls"), example: "tls",
                    "How the connection to the mail server is encrypted; with none it is not."), kinds: ["mail"]),
            .init(
                SettingKey(
                    "user", .text(lengthMax: 200), absence: "no login", example: "vigie@example.com",
                    "The user of the mail server."), kinds: ["mail"]),
            .init(
                SettingKey(
                    "password", .secret, absence: "no login", example: "file:/etc/vigie/mail-password",
                    "The password of that user."), kinds: ["mail"]),
            .init(
                SettingKey(
                    "from", .text(lengthMax: 300), absence: "required", example: "Vigie <vigie@example.com>",
                    "The sender of mail."), required: true, kinds: ["mail"]),
            .init(
                SettingKey(
                    "to", .text(lengthMax: 300), values: 1...50, absence: "required", example: "[\"ops@example.com\"]",
                    "The recipients of mail."), required: true, kinds: ["mail"]),
            .init(
                SettingKey(
                    "rate", .integer(1...60_000), absence: "what the service is known to take",
                    unit: "messages a minute",
                    example: "30", "How many messages a minute are sent there at most.")),
        ], nameField: "name", kindField: "kind",
        example: [
            "- name: ops-chat", "  kind: slack", "  url: file:/etc/vigie/ops-chat-url", "- name: our-system",
            "  kind: webhook", "  url: env:WEBHOOK_URL", "  secret: file:/etc/vigie/webhook-key",
            "- name: on-call-mail",
            "  kind: mail", "  server: smtp.example.com:587", "  from: Vigie <vigie@example.com>",
            "  to: [\"ops@example.com\"]",
        ])

    private static let route = SettingRecord(
        noun: "route",
        fields: [
            .init(
                SettingKey("name", .name, absence: "required", example: "payments-night", "What it is called."),
                required: true),
            .init(
                SettingKey(
                    "to", .name, values: 1...20, absence: "required", example: "[ops-chat]",
                    "The channels that are told."),
                required: true),
            .init(
                SettingKey(
                    "providers", .name, values: 0...200, default: .list([]), example: "[acme-pay]",
                    "Only incidents of these providers.")),
            .init(
                SettingKey(
                    "components", .name, values: 0...200, default: .list([]), example: "[acme-ecommerce]",
                    "Only incidents that touch one of these components.")),
            .init(
                SettingKey(
                    "channels",
                    .choice([
                        "ecommerce", "3ds", "instore-cb2a", "instore-nexo", "instore", "apm", "e-terminal",
                        "settlement",
                        "dashboard", "api", "notifications", "invoicing", "onboarding", "cards", "transfers",
                        "direct-debit", "other",
                    ]), values: 0...17, default: .list([]), example: "[ecommerce, 3ds]",
                    "Only incidents that touch one of these ways of paying.")),
            .init(
                SettingKey(
                    "entities", .name, values: 0...200, default: .list([]), example: "[blik, mastercard]",
                    "Only incidents that concern one of these rails, schemes, methods or issuers.")),
            .init(
                SettingKey(
                    "severity", .choice(severities), absence: "every severity", example: "major",
                    "Only what is at least this bad. From worst to least: critical, major, minor, unknown, notice, maintenance."
                )),
            .init(
                SettingKey(
                    "kinds", .choice(["incident", "recurrence", "maintenance", "unreadable", "case"]), values: 1...5,
                    default: .list(["incident", "recurrence", "case"]), example: "[incident, recurrence, unreadable]",
                    "What is told: incidents, their coming back, planned maintenance, pages that can't be read, cases that our "
                        + "own probes found.")),
            .init(
                SettingKey(
                    "zone", .zone, default: .value("UTC"), example: "Europe/Paris", "The zone of the times below.")),
            .init(
                SettingKey(
                    "quiet_from", .clock, absence: "no quiet hours", example: "\"22:00\"",
                    "When quiet hours begin: messages wait until they end.")),
            .init(
                SettingKey("quiet_to", .clock, absence: "no quiet hours", example: "\"07:00\"", "When quiet hours end.")
            ),
            .init(
                SettingKey(
                    "digest", .choice(["none", "hourly", "daily"]), default: .value("none"), example: "daily",
                    "Gathers messages into one.")),
            .init(
                SettingKey(
                    "digest_at", .clock, absence: "08:00", example: "\"08:00\"", "When a daily digest goes out.")),
            .init(
                SettingKey(
                    "passes", .choice(severities + ["nothing"]), default: .value("critical"), example: "major",
                    "What is at least this bad goes out at once, through quiet hours and past a digest.")),
            .init(
                SettingKey(
                    "language", .choice(["en", "fr", "it"]), default: .value("en"), example: "fr",
                    "The language of the messages.")),
        ], nameField: "name", kindField: nil,
        example: [
            "- name: all-that-hurts", "  severity: major", "  to: [ops-chat, our-system]", "- name: at-night",
            "  providers: [acme-pay]", "  quiet_from: \"22:00\"", "  quiet_to: \"07:00\"", "  zone: Europe/Paris",
            "  language: fr", "  to: [on-call-mail]",
        ])
}
