extension SettingsCheck {
    // MARK: Between keys of the identity provider

    mutating func openIDRelations() {
        if values.byKey["access.passwords"] == .flag(false), !isGiven("openid.issuer") {
            relation(
                "access.passwords", "nobody could sign in: openid.issuer is missing",
                hint: "set openid.issuer and openid.client_id, or leave access.passwords at true")
        }
        guard isGiven("openid.issuer") else {
            for key in ["openid.client_id", "openid.client_secret", "openid.roles_claim"] where isGiven(key) {
                return relation(key, "openid.issuer is missing; both belong together")
            }
            return
        }
        if !isGiven("openid.client_id") {
            relation(
                "openid.issuer", "openid.client_id is missing; the provider says it when Vigie is registered there")
        }
        for key in ["openid.issuer", "openid.redirect_url"] {
            if let url = values.optionalText(key), !Self.isProtected(url) {
                relation(
                    key, "expected a URL that begins with https://, or is on this machine",
                    hint: "codes and statements about people are not sent in the clear")
            }
        }
        openIDRedirect()
        if isChecked("openid.scopes") {
            let scopes = values.texts("openid.scopes")
            if !scopes.contains("openid") {
                relation(
                    "openid.scopes", "openid is missing",
                    hint: "write [\"openid\", \"email\", \"profile\"], for example")
            }
            for scope in scopes where scope.contains(" ") {
                relation(
                    "openid.scopes", "\(SettingsDiagnostic.shown(scope)) has a space", hint: "one value for each scope")
            }
        }
        openIDRoles()
        for domain in values.texts("openid.email_domains") where !Self.isDomain(domain) {
            relation(
                "openid.email_domains", "\(SettingsDiagnostic.shown(domain)) is no domain",
                hint: "write what stands behind the @, such as example.com")
        }
    }

    private mutating func openIDRedirect() {
        if let redirect = values.optionalText("openid.redirect_url") {
            if !redirect.hasSuffix(Settings.OpenID.redirectPath) {
                relation("openid.redirect_url", "expected a URL that ends with \(Settings.OpenID.redirectPath)")
            }
        } else if !isGiven("openid.redirect_url"), isChecked("public_urls") {
            guard let first = values.texts("public_urls").first else {
                return relation(
                    "openid.issuer", "public_urls is empty, so that the provider could not send anybody back",
                    hint: "set public_urls, or openid.redirect_url")
            }
            if !Self.isProtected(first) {
                relation(
                    "openid.issuer", "the first of public_urls begins with http://, and is not on this machine",
                    hint: "set openid.redirect_url to a URL that begins with https://")
            }
        }
    }

    private mutating func openIDRoles() {
        let hasRoles = !values.records("openid.roles").isEmpty
        if hasRoles, !isGiven("openid.roles_claim") {
            relation("openid.roles", "openid.roles_claim is missing; it says which claim has these values")
        } else if !isGiven("openid.roles"), isGiven("openid.roles_claim") {
            relation("openid.roles_claim", "openid.roles is empty, so that no value would mean anything")
        }
    }

    /// Encrypted, or on this machine.
    private static func isProtected(_ url: String) -> Bool {
        guard url.hasPrefix("http://") else { return true }
        let authority = url.dropFirst(7).prefix { $0 != "/" }
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        return ["localhost", "127.0.0.1", "[::1]"].contains(host)
    }

    private static func isDomain(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x2d
                }
        }
    }
}
