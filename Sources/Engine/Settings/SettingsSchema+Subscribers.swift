extension SettingsSchema {
    static let subscriberGroup = SettingGroup(
        name: "subscribers",
        documentation: "Readers of our status pages who are told what we say. See docs/subscribers.md.")

    static let subscriberKeys = [
        SettingKey(
            "subscribers.enabled", .flag, default: .value("false"), example: "true",
            "Whether readers may subscribe, and are told. Links in messages begin with the first of public_urls, so that is "
                + "needed. Which of several nodes sends is said by alerts.send."),
        SettingKey(
            "subscribers.from", .text(lengthMax: 300), absence: "no mail is sent",
            example: "Acme Pay status <status@example.com>", "The sender of mail to subscribers."),
        SettingKey(
            "subscribers.mail_channel", .name, absence: "subscribers.server says where", example: "on-call-mail",
            "A mail channel of alerts.channels, whose server takes this mail too."),
        SettingKey(
            "subscribers.server", .text(lengthMax: 260), absence: "subscribers.mail_channel says which",
            example: "smtp.example.com:587", "The mail server, as HOST:PORT."),
        SettingKey(
            "subscribers.security", .choice(["starttls", "tls", "none"]), default: .value("starttls"), example: "tls",
            "How the connection to that server is encrypted; with none it is not."),
        SettingKey(
            "subscribers.user", .text(lengthMax: 200), absence: "no login", example: "status@example.com",
            "The user of that server."),
        SettingKey(
            "subscribers.password", .secret, absence: "no login", example: "file:/etc/vigie/status-mail-password",
            "The password of that user."),
        SettingKey(
            "subscribers.sms_url", .secret, absence: "no text messages are sent", example: "file:/etc/vigie/sms-url",
            "The address of a gateway for text messages, with the places {to}, {text} and {id}: it is posted to. An address "
                + "without {text} gets them as a JSON document."),
        SettingKey(
            "subscribers.sms_token", .secret, absence: "the gateway asks for none",
            example: "file:/etc/vigie/sms-token", "What the gateway is sent as Authorization: Bearer."),
        SettingKey(
            "subscribers.telegram_token", .secret, absence: "nobody is told by Telegram",
            example: "file:/etc/vigie/telegram-token", "The token of the bot that speaks to subscribers' chats."),
        SettingKey(
            "subscribers.key", .secret, absence: "one is made in the data directory, as subscribers.key",
            example: "file:/etc/vigie/subscribers-key",
            "What links to confirm, change and end a subscription are made with; at least 32 characters. Nodes that share a "
                + "journal share it. Another key makes all links of before useless."),
        SettingKey(
            "subscribers.parallel", .integer(1...256), default: .value("24"), unit: "messages", example: "64",
            "How many messages are under way at once. That many at most are sent twice when the machine dies."),
        SettingKey(
            "subscribers.mail_rate", .integer(1...600_000), default: .value("6000"), unit: "messages a minute",
            example: "600", "How much mail is handed to the server at most."),
        SettingKey(
            "subscribers.host_rate", .integer(1...600_000), default: .value("1200"), unit: "messages a minute",
            example: "300", "How many messages one host gets at most: webhooks and chats."),
        SettingKey(
            "subscribers.sms_rate", .integer(1...60_000), default: .value("60"), unit: "messages a minute",
            example: "300", "How many text messages are handed to the gateway at most."),
    ]
}
