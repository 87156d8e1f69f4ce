import Foundation
import PostgresFixture
import Testing

/// People come by an identity provider: the built program, a provider in another process, and a browser between them.
@Suite(.timeLimit(.minutes(10)))
struct OpenIDTests {
    /// The program with a provider, and an admin who was made with the code of the log.
    private final class House {
        static let password = "seven brown otters swim"

        let folder: Folder
        let provider: IdentityProvider
        let program: ServingProgram
        let admin = Visitor()
        var base: String { program.base }

        init(
            _ more: String = "", mapping: Bool = true, access: String = "", provider: IdentityProvider? = nil,
            issuer: String? = nil, hasSecret: Bool = true
        ) throws {
            folder = try Folder()
            self.provider = try provider ?? IdentityProvider()
            let port = try PostgresServer.freePort()
            let file = try Self.configuration(
                folder, port: port, issuer: issuer ?? self.provider.issuer, more, mapping, access, hasSecret)
            program = try ServingProgram(["--config", file], listen: "127.0.0.1:\(port)", folder: folder)
            let code = try #require(program.logText.firstMatch(of: #/\ code=(\S+)/#)?.1 ?? Self.codeOf(program))
            try admin.ask(base + "/en/console/first-run")
            let sent = try admin.send(
                base + "/en/console/first-run",
                [
                    ("code", String(code)), ("name", "Ada"), ("email", "ada@example.com"), ("password", Self.password),
                    ("again", Self.password),
                ])
            try #require(sent.status == 303, "\(sent)")
        }

        private static func codeOf(_ program: ServingProgram) -> Substring? {
            _ = program.waitForLog("nobody works here yet")
            return program.logText.firstMatch(of: #/\ code=(\S+)/#)?.1
        }

        static func configuration(
            _ folder: Folder, port: Int, issuer: String, _ more: String = "", _ mapping: Bool = true,
            _ access: String = "", _ hasSecret: Bool = true
        ) throws -> String {
            let secret = try folder.write("openid-secret", "s cret+1\n")
            let roles =
                mapping
                ? """
                  roles_claim: groups
                  roles:
                    - value: oncall
                      roles: [responder]
                    - value: crisis
                      roles: [communicator, approver]
                """ : ""
            return try folder.write(
                "vigie.yaml",
                """
                data: \(folder.file("data"))
                public_urls: ["http://127.0.0.1:\(port)"]
                tracker: {enabled: false}
                \(access)
                openid:
                  issuer: \(issuer)
                  client_id: vigie
                  \(hasSecret ? "client_secret: \"file:\(secret)\"" : "")
                  name: Acme ID
                \(roles)
                \(more)
                """)
        }

        /// Goes to the provider and comes back; what the program then says. `change` may bend the address on the way back.
        func come(
            _ visitor: Visitor = Visitor(), language: String = "en", next: String = "",
            _ change: (String) -> String = { $0 }
        ) throws -> Visitor.Answer {
            let query = next.isEmpty ? "" : "?next=" + next
            let there = try visitor.ask(base + "/\(language)/console/sign-in/openid" + query)
            guard there.status == 303, let address = there.location else { return there }
            let back = try visitor.ask(address)
            try #require(back.status == 302, "\(back)")
            return try visitor.ask(change(back.location ?? ""))
        }

        func invite(_ name: String, _ role: String) throws -> Visitor.Answer {
            try admin.ask(base + "/en/console/users")
            return try admin.send(
                base + "/en/console/users",
                [("name", name), ("email", name.lowercased() + "@example.com"), ("language", "fr"), ("roles", role)])
        }
    }

    private static func bob(_ groups: String = #"["oncall"]"#) -> String {
        #"{"claims": {"sub": "b-1", "name": "Bob", "email": "bob@example.com", "email_verified": true, "groups": \#(groups)}}"#
    }

    // MARK: Coming in

    @Test func `somebody comes in by the button, is what the provider says, and that can change at the next sign-in`()
        throws
    {
        let house = try House()
        for (language, words) in [
            ("en", "Sign in with Acme ID"), ("fr", "Se connecter avec Acme ID"), ("it", "Accedi con Acme ID"),
        ] {
            let page = try house.program.get("/\(language)/console/sign-in?next=/\(language)/console/incidents")
            #expect(page.status == 200 && page.body.contains(words))
            #expect(
                page.body.contains(
                    "href=\"/\(language)/console/sign-in/openid?next=%2F\(language)%2Fconsole%2Fincidents\""))
            #expect(page.body.contains("name=\"password\""))
        }
        try house.provider.say(Self.bob())
        let bob = Visitor()
        let answer = try house.come(bob, next: "/fr/console/incidents")
        #expect(answer.status == 303 && answer.location == "/fr/console/incidents", "\(answer)")
        #expect(bob.cookies[house.base]?["vigie-openid"] == nil)
        let account = try bob.ask(house.base + "/en/console/account")
        #expect(account.status == 200 && account.body.contains("bob@example.com"))
        #expect(account.body.contains("Responder") && !account.body.contains("Approver"))
        // The same person with other groups is something else, and without any of them nobody.
        try house.provider.say(Self.bob(#"["crisis", "unheard-of"]"#))
        #expect(try bob.ask(house.base + "/en/console/sign-in/openid").location == "/en/console", "he is in already")
        let bobLater = Visitor()
        #expect(try house.come(bobLater).status == 303)
        let later = try bobLater.ask(house.base + "/en/console/account")
        #expect(later.body.contains("Approver") && !later.body.contains("Responder"))
        try house.provider.say(Self.bob("[]"))
        let refused = try house.come(language: "it")
        #expect(refused.status == 403 && refused.body.contains("Chieda un invito"))
        #expect(house.program.waitForLog("is a role any more"))
        // What happened stands in the journal, with who and where from, and without what is secret.
        let audit = try house.admin.ask(house.base + "/en/console/audit")
        for words in [
            "user.registered", "user.subjectLinked", "user.rolesChanged", "because: identityProvider", "session.opened",
        ] {
            #expect(audit.body.contains(words), "\(words)")
        }
        #expect(try house.provider.asked("/keys") == 1)
        #expect(!house.program.logText.contains("s cret"))
    }

    @Test func `whom people invited comes in with the role they gave, and nobody else does`() throws {
        let house = try House()
        #expect(try house.invite("Cleo", "approver").status == 200)
        try house.provider.say(
            #"{"claims": {"sub": "c-1", "email": "cleo@example.com", "email_verified": false, "groups": null}}"#)
        #expect(try house.come().status == 403)
        try house.provider.say(
            #"{"claims": {"sub": "c-1", "email": "Cleo@Example.com", "email_verified": true, "groups": null}}"#)
        for _ in 0..<2 {
            let cleo = Visitor()
            #expect(try house.come(cleo).status == 303)
            #expect(try cleo.ask(house.base + "/en/console/account").body.contains("Approver"))
        }
        // Another person at the provider with her address is a stranger, and so is one whom nobody knows.
        for claims in [
            #"{"sub": "c-2", "email": "cleo@example.com", "email_verified": true, "groups": ["oncall"]}"#,
            #"{"sub": "x-1", "email": "eve@example.com", "email_verified": true, "groups": ["other"]}"#,
            #"{"sub": "x-2", "email": null, "email_verified": null, "groups": ["oncall"]}"#,
        ] {
            try house.provider.say(#"{"claims": \#(claims)}"#)
            let answer = try house.come()
            #expect(answer.status == 403 && answer.body.contains("Ask an admin for an invitation"), "\(claims)")
            #expect(answer.body.contains("Sign in with a password"))
        }
    }

    @Test func `a session of before ends, and no address of a stranger's is gone to`() throws {
        let house = try House()
        try house.provider.say(Self.bob())
        let bob = Visitor()
        #expect(try house.come(bob).status == 303)
        let before = try #require(bob.cookies[house.base]?["vigie-session"])
        // Somebody else put their session into this browser; or signs in again while a session is open.
        let start = Visitor()
        let there = try start.ask(house.base + "/en/console/sign-in/openid")
        start.cookies[house.base]?["vigie-session"] = before
        let back = try start.ask(#require(there.location))
        #expect(try start.ask(#require(back.location)).status == 303)
        #expect(start.cookies[house.base]?["vigie-session"] != before)
        #expect(try bob.ask(house.base + "/en/console/account").status == 303)
        for next in [
            "https://evil.example/", "//evil.example", "/%5Cevil.example", "/en/consoles",
            "%2Fen%2Fconsole%2F..%2F..%2Fx%0D%0Ay",
            String(repeating: "a", count: 3_000),
        ] {
            let answer = try house.come(next: next)
            #expect(answer.status == 303 && answer.location == "/en/console", "\(next.prefix(60)): \(answer)")
        }
        // Pages outside the console that ask for a session are gone back to.
        #expect(try house.come(next: "/en/alerts").location == "/en/alerts")
    }

    @Test func `what a statement leaves out is asked for where the provider says`() throws {
        let house = try House("  default_roles: [viewer]")
        try house.provider.say(
            #"""
            {"claims": {"sub": "d-1"}, "methods": "client_secret_post", "key": "ec",
             "userinfo": {"sub": "d-1", "email": "dan@example.com", "email_verified": true, "groups": "crisis"}}
            """#)
        let dan = Visitor()
        #expect(try house.come(dan).status == 303)
        #expect(try dan.ask(house.base + "/en/console/account").body.contains("Approver"))
        // Of somebody else it says nothing here.
        try house.provider.say(#"{"userinfo": {"sub": "b-1", "email": "bob@example.com", "email_verified": true}}"#)
        #expect(try house.come().status == 422)
        // Who says nothing that means something gets what the operator gives to everybody.
        try house.provider.say(
            #"""
            {"claims": {"sub": "e-1"},
             "userinfo": {"sub": "e-1", "email": "eli@example.com", "email_verified": true, "groups": []}}
            """#)
        let eli = Visitor()
        #expect(try house.come(eli).status == 303)
        let account = try eli.ask(house.base + "/en/console/account").body
        #expect(account.contains("Viewer") && !account.contains("Approver"))
    }

    @Test func `a client without a secret is let in by the code challenge alone`() throws {
        let house = try House(hasSecret: false)
        try house.provider.say(Self.bob())
        #expect(try house.come().status == 422, "the provider wants a secret")
        #expect(house.program.waitForLog("did not take the code back (status 401)"))
        try house.provider.say(#"{"methods": "none"}"#)
        #expect(try house.come().status == 303)
    }

    @Test
    func `only addresses of the named domains come in, and one without a word on it where the operator trusts it`()
        throws
    {
        let house = try House(
            "  email_domains: [Example.com]\n  trust_email: true\n  default_roles: [viewer]", mapping: false)
        for (claims, status) in [
            (#""email": "bob@example.com", "email_verified": true"#, 303),
            (#""email": "eve@evil.example", "email_verified": true"#, 403),
            (#""email": "eve@example.com.evil.example", "email_verified": true"#, 403),
            (#""email": "ann@EXAMPLE.com", "email_verified": null"#, 303),
            (#""email": "ira@example.com", "email_verified": false"#, 403), (#""email": null"#, 403),
        ] {
            try house.provider.say(#"{"claims": {"sub": "\#(claims.hashValue)", \#(claims)}}"#)
            #expect(try house.come().status == status, "\(claims)")
        }
    }

    // MARK: What is not believed

    @Test func `a statement that is another's, of another time or signed by another lets nobody in`() throws {
        let house = try House()
        let twists = [
            #"{"claims": {"nonce": "another"}}"#, #"{"claims": {"nonce": null}}"#, #"{"claims": {"aud": "another"}}"#,
            #"{"claims": {"aud": ["vigie", "another"]}}"#, #"{"claims": {"azp": "another"}}"#,
            #"{"claims": {"iss": "https://id.example.com"}}"#, #"{"claims": {"exp": "now-120"}}"#,
            #"{"claims": {"iat": "now+3600"}}"#, #"{"claims": {"sub": ""}}"#, #"{"key": "none"}"#,
            #"{"key": "none", "header": {"alg": "None"}}"#,
            #"{"key": "none", "header": {"alg": "RS256", "kid": "rsa"}}"#,
            #"{"header": {"alg": "HS256"}}"#, #"{"header": {"crit": ["b64"]}}"#, #"{"key": "stranger"}"#,
            #"{"key": "stranger", "header": {"kid": "rsa"}}"#, #"{"key": "ec", "header": {"kid": "rsa"}}"#,
        ]
        let before = try house.program.settledPosition()
        for (number, twist) in twists.enumerated() {
            try house.provider.say(Self.bob())
            try house.provider.say(#"{"key": "rsa", "header": {}}"#)
            let claims = twist.contains("claims")
            let known = #""sub": "b-1", "email": "bob@example.com", "email_verified": true, "groups": ["oncall"], "#
            try house.provider.say(claims ? twist.replacing("{\"claims\": {", with: "{\"claims\": {" + known) : twist)
            let visitor = Visitor()
            let answer = try house.come(visitor, language: number.isMultiple(of: 2) ? "fr" : "en")
            #expect(answer.status == 422, "\(twist): \(answer)")
            #expect(answer.body.contains(number.isMultiple(of: 2) ? "ne peut pas être cru" : "can’t be believed"))
            #expect(answer.body.contains("/console/sign-in/openid"), "there is a way to try again")
            #expect(visitor.cookies[house.base]?["vigie-session"] == nil)
            #expect(try house.program.position() == before, "\(twist) left an entry")
        }
        #expect(try house.program.settledPosition() == before, "one of them left an entry")
        try house.provider.say(Self.bob())
        try house.provider.say(#"{"key": "rsa", "header": {}}"#)
        #expect(try house.come().status == 303)
    }

    @Test func `who comes back twice, with another's answer, or without having left stays outside`() throws {
        let house = try House()
        try house.provider.say(Self.bob())
        try house.provider.say(#"{"forgives": true}"#)
        let bob = Visitor()
        var address = ""
        var cookie: String?
        #expect(
            try house.come(bob) {
                address = $0
                cookie = bob.cookies[house.base]?["vigie-openid"]
                return $0
            }.status == 303)
        #expect(cookie?.isEmpty == false)
        // The address again: without the cookie, with the cookie that was taken away, and in another browser.
        #expect(try bob.ask(address).status == 422)
        bob.cookies[house.base]?["vigie-openid"] = cookie
        let again = try bob.ask(address)
        #expect(again.status == 422 && again.body.contains("This took too long, was finished before"))
        #expect(try Visitor().ask(address, headers: ["Accept-Language: fr"]).body.contains("Cela a pris trop de temps"))
        // Somebody else's answer in one's own browser, which would sign one in as them.
        let victim = Visitor()
        #expect(try house.come(victim) { _ in address }.status == 422)
        #expect(victim.cookies[house.base]?["vigie-session"] == nil)
        for change: (String) -> String in [
            { $0.replacing("state=", with: "state=x") }, { $0.replacing("code=", with: "code=x") },
            { $0.replacing("iss=", with: "iss=x") }, { $0 + "&error=access_denied" },
            { String($0.prefix { $0 != "?" }) }, { $0.replacing("code=", with: "token=") },
        ] {
            let visitor = Visitor()
            let answer = try house.come(visitor, change)
            #expect([403, 422].contains(answer.status) && answer.body.contains("<html"), "\(answer)")
            #expect(visitor.cookies[house.base]?["vigie-session"] == nil)
        }
        try house.provider.say(#"{"error": "access_denied"}"#)
        let denied = try house.come()
        #expect(denied.status == 403 && denied.body.contains("did not let you in"))
        #expect(house.program.waitForLog("it said: access_denied"))
        // A sealed cookie of one's own making, and one of a stranger's words.
        for word in ["AAAA", String(repeating: "A", count: 3_000)] {
            let visitor = Visitor()
            visitor.cookies[house.base] = ["vigie-openid": word]
            #expect(try visitor.ask(house.base + "/console/openid?state=x&code=y").status == 422)
        }
    }

    // MARK: The provider changes, or is away

    @Test func `a provider may change its keys, and a key that it gave up is not believed for long`() throws {
        let house = try House()
        try house.provider.say(Self.bob())
        #expect(try house.come().status == 303)
        // A key of which nobody has heard makes us ask, at most three times a minute.
        try house.provider.say(#"{"key": "next"}"#)
        #expect(try house.come().status == 422)
        try house.provider.say(#"{"published": ["next"]}"#)
        #expect(try house.come().status == 303)
        try house.provider.say(#"{"key": "rsa"}"#)
        for _ in 0..<3 { #expect(try house.come().status == 422) }
        #expect(try house.provider.asked("/keys") == 3)
        try house.provider.say(#"{"key": "next"}"#)
        #expect(try house.come().status == 303)
    }

    @Test func `while the provider is away people with a password come in, and the others are told so`() throws {
        let port = try PostgresServer.freePort()
        let house = try House(issuer: "http://127.0.0.1:\(port)")
        #expect(try house.program.get("/readyz").status == 200)
        for (language, words) in [
            ("en", "can’t be reached at the moment"), ("fr", "n’est pas joignable"), ("it", "non è raggiungibile"),
        ] {
            let away = try house.come(language: language)
            #expect(away.status == 503 && away.body.contains(words), "\(away)")
            #expect(away.body.contains("/\(language)/console/sign-in\""))
        }
        let ada = Visitor()
        try ada.ask(house.base + "/en/console/sign-in")
        let signedIn = try ada.send(
            house.base + "/en/console/sign-in", [("email", "ada@example.com"), ("password", House.password)])
        #expect(signedIn.status == 303 && signedIn.location == "/en/console", "\(signedIn)")
        // It comes, and nothing has to be started again.
        let provider = try IdentityProvider(port: port)
        try provider.say(Self.bob())
        let deadline = Date().addingTimeInterval(30)
        var answer = try house.come()
        while answer.status == 503, Date() < deadline {
            usleep(100_000)
            answer = try house.come()
        }
        #expect(answer.status == 303, "\(answer)")
        // It is there, and has a bad day.
        try provider.say(#"{"status": 503}"#)
        #expect(try house.come().status == 503)
        try provider.say(#"{"status": null, "describes": {"issuer": "https://id.example.com"}}"#)
        #expect(try house.come().status == 303, "what it said of itself counts for an hour")
    }

    // MARK: Without passwords

    @Test func `where passwords are off the first admin is made all the same, and everybody comes by the provider`()
        throws
    {
        let house = try House(access: "access: {passwords: false}")
        let page = try Visitor().ask(house.base + "/en/console/sign-in")
        #expect(page.body.contains("Sign in with Acme ID") && !page.body.contains("type=\"password\""))
        let ada = Visitor()
        try ada.ask(house.base + "/en/console/sign-in")
        let refused = try ada.send(
            house.base + "/en/console/sign-in", [("email", "ada@example.com"), ("password", House.password)])
        #expect(refused.status == 403, "\(refused)")
        for place in ["join", "new-password"] {
            #expect(
                try ada.ask(house.base + "/en/console/" + place).location == "/en/console/sign-in?done=passwords")
        }
        let invited = try house.invite("Bob", "viewer")
        #expect(invited.status == 200 && invited.secrets.isEmpty, "\(invited)")
        #expect(invited.body.contains("signs in with Acme ID under this e-mail address"))
        try house.provider.say(Self.bob("[]"))
        #expect(try house.come().status == 303)
        try house.provider.say(
            #"{"claims": {"sub": "a-1", "email": "ada@example.com", "email_verified": true, "groups": null}}"#)
        #expect(try house.come(ada).status == 303)
        let account = try ada.ask(house.base + "/en/console/account").body
        #expect(account.contains("Admin") && account.contains("You sign in with Acme ID"))
        #expect(!account.contains("type=\"password\""))
        // The way back in, when the provider is gone for good.
        let file = house.folder.file("vigie.yaml")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        _ = try house.folder.write("vigie.yaml", text.replacing("passwords: false", with: "passwords: true"))
        house.program.signal(SIGHUP)
        #expect(house.program.waitForLog("this key needs a restart to take effect key=access.passwords"))
        #expect(house.program.stop() == 0)
        let again = try ServingProgram(["--config", file], folder: house.folder)
        try ada.ask(again.base + "/en/console/sign-in")
        let back = try ada.send(
            again.base + "/en/console/sign-in", [("email", "ada@example.com"), ("password", House.password)])
        #expect(back.status == 303, "\(back)")
    }

    @Test func `nobody comes by the provider before there is an admin`() throws {
        let folder = try Folder()
        let provider = try IdentityProvider()
        let port = try PostgresServer.freePort()
        let program = try ServingProgram(
            ["--config", House.configuration(folder, port: port, issuer: provider.issuer)],
            listen: "127.0.0.1:\(port)", folder: folder)
        let visitor = Visitor()
        for place in ["/en/console/sign-in", "/en/console/sign-in/openid", "/console/openid?code=x&state=y"] {
            #expect(try visitor.ask(program.base + place).location == "/en/console/first-run")
        }
        #expect(try provider.asked("/.well-known/openid-configuration") == 0)
    }

    // MARK: With somebody else's provider

    @Test(.enabled(if: MockProvider.isInstalled, "scripts/openid-provider has not installed oidc-provider-mock"))
    func `a provider that others wrote lets somebody in`() throws {
        let mock = try MockProvider()
        let house = try House(issuer: mock.issuer)
        try mock.describe(
            "b-1", #"{"email": "bob@example.com", "email_verified": true, "name": "Bob", "groups": ["crisis"]}"#)
        let bob = Visitor()
        let there = try bob.ask(house.base + "/en/console/sign-in/openid?next=/en/console/incidents")
        let form = try bob.ask(#require(there.location))
        #expect(form.status == 200 && form.body.contains("Authorize"))
        let back = try bob.ask(#require(there.location), options: ["--data", "sub=b-1"])
        let answer = try bob.ask(#require(back.location))
        #expect(answer.status == 303 && answer.location == "/en/console/incidents", "\(answer)")
        #expect(try bob.ask(house.base + "/en/console/account").body.contains("Approver"))
        // It says no, in its own way.
        let other = Visitor()
        let again = try other.ask(house.base + "/en/console/sign-in/openid")
        let denied = try other.ask(#require(again.location), options: ["--data", "action=deny"])
        let refused = try other.ask(#require(denied.location))
        #expect(refused.status == 403 && refused.body.contains("did not let you in"), "\(refused)")
    }
}
