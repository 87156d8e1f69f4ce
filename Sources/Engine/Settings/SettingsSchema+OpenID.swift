extension SettingsSchema {
    static let openIDGroup = SettingGroup(
        name: "openid",
        documentation: "Signing in to the console by an identity provider (OpenID Connect). See docs/access.md.")

    static let openIDKeys = [
        SettingKey(
            "openid.issuer", .url, absence: "nobody signs in by an identity provider",
            example: "https://id.example.com/realms/acme",
            "The issuer of the identity provider, exactly as it writes it; what it says of itself is read below it, at "
                + "/.well-known/openid-configuration. It begins with https://, or is on this machine. It may have an address "
                + "that is not public; whatever it names on other hosts must be public."),
        SettingKey(
            "openid.client_id", .text(lengthMax: 500), absence: "required with openid.issuer", example: "vigie",
            "Under which name the provider knows Vigie."),
        SettingKey(
            "openid.client_secret", .secret, absence: "a public client, which the code challenge alone protects",
            example: "file:/etc/vigie/openid-secret", "The secret that belongs to openid.client_id."),
        SettingKey(
            "openid.redirect_url", .url, absence: "the first of public_urls, followed by /console/openid",
            example: "https://vigie.example.com/console/openid",
            "Where the provider sends people back to; it must know this address. The path is /console/openid, and the host the "
                + "one under which people open the console."),
        SettingKey(
            "openid.scopes", .text(lengthMax: 100), values: 1...20, default: .list(["openid", "email", "profile"]),
            example: "[\"openid\", \"email\", \"profile\", \"groups\"]",
            "What the provider is asked to say about somebody; openid is always among it."),
        SettingKey(
            "openid.name", .text(lengthMax: 60), absence: "the host of openid.issuer", example: "Acme ID",
            "What people call the provider: it stands on the button of the sign-in page."),
        SettingKey(
            "openid.roles_claim", .text(lengthMax: 200), absence: "the provider has no say in roles", example: "groups",
            "The claim that says what somebody is: a text or a list of texts. Dots lead into objects, as in "
                + "realm_access.roles. It is looked at in each sign-in."),
        SettingKey(
            "openid.roles", .record(openIDRole), values: 0...200, default: .list([]), example: "[]",
            "What the values of that claim mean here. Who has several has all of their roles; a value that is not listed means "
                + "nothing."),
        SettingKey(
            "openid.default_roles", .choice(roleNames), values: 0...5, default: .list([]), example: "[viewer]",
            "The roles of people whom nobody invited and whose values mean nothing. Without any they stay outside."),
        SettingKey(
            "openid.email_domains", .text(lengthMax: 253), values: 0...64, default: .list([]),
            example: "[\"example.com\"]",
            "Who comes by the provider needs a verified e-mail address at one of these domains. Needed where everybody can have "
                + "an account at the provider."),
        SettingKey(
            "openid.trust_email", .flag, default: .value("false"), example: "true",
            "Whether an e-mail address counts of which the provider does not say whether it verified it. Only for a provider "
                + "where people can't choose their address themselves. One that it says is not verified never counts."),
    ]

    static let roleNames = ["viewer", "responder", "communicator", "approver", "admin"]

    private static let openIDRole = SettingRecord(
        noun: "mapping",
        fields: [
            .init(
                SettingKey(
                    "value", .text(lengthMax: 200), absence: "required", example: "payments-on-call",
                    "A value of the claim."), required: true),
            .init(
                SettingKey(
                    "roles", .choice(roleNames), values: 1...5, absence: "required", example: "[responder]",
                    "What it means here."), required: true),
        ], nameField: "value", kindField: nil,
        example: [
            "- value: payments-on-call", "  roles: [responder]", "- value: crisis-cell",
            "  roles: [communicator, approver]",
        ])
}
