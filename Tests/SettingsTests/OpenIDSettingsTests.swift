import Settings
import Testing

@Suite struct OpenIDSettingsTests {
    private static let whole: KeyValuePairs<String, SettingsNode> = [
        "public_urls": Document.list([Document.quoted("https://status.example.com/")]),
        "openid.issuer": Document.quoted("https://id.example.com/realms/acme"),
        "openid.client_id": Document.quoted("vigie"),
    ]

    private static func with(_ members: KeyValuePairs<String, SettingsNode>) -> SettingsNode {
        guard case .mapping(let more) = Document.with(members).kind,
            case .mapping(let first) = Document.with(whole).kind
        else { return Document.with(whole) }
        var all = first.filter { member in !more.contains { $0.name == member.name && $0.name != "openid" } }
        for member in more {
            if let index = all.firstIndex(where: { $0.name == member.name }),
                case .mapping(let old) = all[index].node.kind, case .mapping(let new) = member.node.kind
            {
                let kept = old.filter { old in !new.contains { $0.name == old.name } }
                all[index].node.kind = .mapping(kept + new)
            } else {
                all.append(member)
            }
        }
        return SettingsNode(.mapping(all), at: .init(line: 1, column: 1))
    }

    private static func mapping(_ value: String, _ roles: [String]) -> SettingsNode {
        let place = SettingsNode.Place(line: 9, column: 3)
        return SettingsNode(
            .mapping([
                .init(name: "value", place: place, node: Document.quoted(value)),
                .init(name: "roles", place: place, node: Document.list(roles.map { Document.quoted($0) })),
            ]), at: place)
    }

    @Test func `a provider needs an issuer, a client, and a way back; the rest has defaults`() throws {
        #expect(try Document.check(nil).openID == nil)
        let provider = try #require(try Document.check(Self.with([:])).openID)
        #expect(provider.issuer == "https://id.example.com/realms/acme" && provider.clientID == "vigie")
        #expect(provider.redirect == "https://status.example.com/console/openid")
        #expect(provider.scopes == ["openid", "email", "profile"] && provider.name == "id.example.com")
        #expect(provider.clientSecret == nil && provider.rolesClaim == nil && provider.roles.isEmpty)
        #expect(provider.defaultRoles.isEmpty && provider.emailDomains.isEmpty && !provider.trustsEmail)
        #expect(try Document.check(Self.with([:])).accessPasswords)
    }

    @Test func `every value arrives in its place, and the secret is not shown`() throws {
        let settings = try Document.check(
            Self.with([
                "access.passwords": Document.plain("false"),
                "openid.client_secret": Document.quoted("file:/run/password"),
                "openid.redirect_url": Document.quoted("https://vigie.example.com/console/openid"),
                "openid.scopes": Document.list([Document.quoted("openid"), Document.quoted("groups")]),
                "openid.name": Document.quoted("Acme ID"), "openid.roles_claim": Document.quoted("groups"),
                "openid.roles": Document.list([
                    Self.mapping("oncall", ["responder"]), Self.mapping("crisis", ["approver", "communicator"]),
                ]),
                "openid.default_roles": Document.list([Document.quoted("viewer")]),
                "openid.email_domains": Document.list([Document.quoted("Example.com")]),
                "openid.trust_email": Document.plain("true"),
            ]))
        let provider = try #require(settings.openID)
        #expect(!settings.accessPasswords)
        #expect(provider.clientSecret?.reveal() == "hunter2")
        #expect(provider.redirect == "https://vigie.example.com/console/openid")
        #expect(provider.scopes == ["openid", "groups"] && provider.name == "Acme ID")
        #expect(provider.roles == ["oncall": ["responder"], "crisis": ["approver", "communicator"]])
        #expect(provider.defaultRoles == ["viewer"] && provider.emailDomains == ["example.com"])
        #expect(provider.trustsEmail && provider.rolesClaim == "groups")
        #expect(!"\(settings.summary())".contains("hunter2"))
        let keys = settings.keysNeedingRestart(comparedWith: try Document.check(nil))
        #expect(keys.contains("openid.issuer") && keys.contains("openid.roles") && keys.contains("access.passwords"))
    }

    @Test func `what can't work is refused with what to write`() {
        let refused: [(SettingsNode, String)] = [
            (Document.with(["access.passwords": Document.plain("false")]), "nobody could sign in"),
            (Document.with(["openid.client_id": Document.quoted("vigie")]), "openid.issuer is missing"),
            (
                Document.with([
                    "public_urls": Document.list([Document.quoted("https://s.example.com")]),
                    "openid.issuer": Document.quoted("https://id.example.com"),
                ]), "openid.client_id is missing"
            ),
            (
                Document.with([
                    "openid.issuer": Document.quoted("https://id.example.com"),
                    "openid.client_id": Document.quoted("vigie"),
                ]), "public_urls is empty"
            ),
            (
                Self.with(["public_urls": Document.list([Document.quoted("http://s.example.com")])]),
                "begins with http://"
            ),
            (Self.with(["openid.issuer": Document.quoted("http://id.example.com")]), "begins with https://"),
            (Self.with(["openid.issuer": Document.quoted("http://localhost.example.com")]), "begins with https://"),
            (Self.with(["openid.issuer": Document.quoted("https://id.example.com/?x=1")]), "expected a URL"),
            (
                Self.with(["openid.redirect_url": Document.quoted("https://v.example.com/x")]),
                "ends with /console/openid"
            ),
            (
                Self.with(["openid.redirect_url": Document.quoted("http://v.example.com/console/openid")]),
                "begins with https://"
            ),
            (Self.with(["openid.scopes": Document.list([Document.quoted("email")])]), "openid is missing"),
            (
                Self.with(["openid.scopes": Document.list([Document.quoted("openid"), Document.quoted("a b")])]),
                "has a space"
            ),
            (Self.with(["openid.client_secret": Document.quoted("hunter2")]), "expected a secret by reference"),
            (Self.with(["openid.roles_claim": Document.quoted("groups")]), "openid.roles is empty"),
            (
                Self.with(["openid.roles": Document.list([Self.mapping("a", ["viewer"])])]),
                "openid.roles_claim is missing"
            ),
            (
                Self.with([
                    "openid.roles_claim": Document.quoted("groups"),
                    "openid.roles": Document.list([Self.mapping("a", ["viewer"]), Self.mapping("a", ["admin"])]),
                ]), "another mapping of the name a"
            ),
            (
                Self.with([
                    "openid.roles_claim": Document.quoted("groups"),
                    "openid.roles": Document.list([Self.mapping("a", ["adnim"])]),
                ]), "expected one of viewer"
            ),
            (Self.with(["openid.default_roles": Document.list([Document.quoted("nobody")])]), "expected one of viewer"),
            (Self.with(["openid.email_domains": Document.list([Document.quoted("@example.com")])]), "is no domain"),
        ]
        for (document, words) in refused {
            let said = Document.diagnostics(document).map(\.description)
            #expect(said.count == 1 && said.first?.contains(words) == true, "\(words): \(said)")
            #expect(!said.joined().contains("hunter2"))
        }
    }

    @Test func `on this machine a provider and the way back need no certificate`() throws {
        for host in ["localhost:9400", "127.0.0.1:9400", "[::1]:9400"] {
            let settings = try Document.check(
                Self.with([
                    "public_urls": Document.list([Document.quoted("http://\(host)")]),
                    "openid.issuer": Document.quoted("http://\(host)"),
                ]))
            #expect(settings.openID?.redirect == "http://\(host)/console/openid")
        }
    }
}
