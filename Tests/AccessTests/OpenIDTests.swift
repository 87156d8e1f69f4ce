import Bytes
import JSON
import Synchronization
import Testing
import Vocabulary

@testable import Access

@Suite struct OpenIDTests {
    private static func configuration() -> OpenIDProvider.Configuration {
        var configuration = OpenIDProvider.Configuration(
            issuer: Issuer.name, clientID: "vigie", clientSecret: Password("s cret"),
            redirect: "https://vigie.example.com/signed-in")
        configuration.rolesClaim = "groups"
        configuration.roles = ["oncall": [.responder], "leads": [.approver], "root": [.admin]]
        configuration.admitsNew = true
        configuration.linksByEmail = true
        return configuration
    }

    private static let bob: JSONObject = [
        "sub": "b-1", "name": "Bob", "email": "bob@example.com", "email_verified": true,
        "groups": ["oncall", "unheard-of"],
    ]

    private struct Setting {
        let office: Office
        let issuer: Issuer
        let signIn: OpenIDSignIn

        init(_ configuration: OpenIDProvider.Configuration = configuration()) async throws {
            office = try await Office()
            issuer = try Issuer()
            let provider = try OpenIDProvider(configuration, discovery: Issuer.discovery.canonicalBytes())
            signIn = OpenIDSignIn(provider, service: office.service) { [issuer] in issuer.answer($0) }
        }

        func come(
            _ claims: JSONObject, _ change: (inout OpenIDCallback) -> Void = { _ in }
        ) async throws -> OpenedSession {
            var callback = try issuer.visit(signIn.begin(), claims, now: office.clock.now)
            change(&callback)
            return try await signIn.finish(callback, from: Office.place(), client: Office.client)
        }

        /// The code with which somebody is refused; nil when they come in.
        func refusal(
            _ claims: JSONObject, _ change: (inout OpenIDCallback) -> Void = { _ in }
        ) async throws -> AccessRefusal.Code? {
            do {
                _ = try await come(claims, change)
                return nil
            } catch let refusal as AccessRefusal {
                return refusal.code
            }
        }
    }

    private static func with(_ name: String, _ value: JSONValue?) -> JSONObject {
        var claims = bob
        claims[name] = value
        return claims
    }

    // MARK: Coming in

    @Test(arguments: ["rsa", "ec"])
    func `somebody new comes in with the roles that the provider's words mean here`(key: String) async throws {
        let setting = try await Setting()
        _ = try await setting.office.found()
        setting.issuer.state.withLock {
            $0.key = key
            $0.header = ["alg": key == "ec" ? "ES256" : "RS256", "kid": .string(key)]
        }
        let session = try await setting.come(Self.bob)
        let user = try #require(try await setting.office.identity(session.token).user)
        #expect(user.name == "Bob" && user.roles == [.responder] && user.state == .active)
        // A second time it is the same user, also under another name and address.
        var later = Self.bob
        later["email"] = "robert@example.com"
        later["groups"] = ["leads"]
        let again = try #require(try await setting.office.identity(setting.come(later).token).user)
        #expect(again.id == user.id && again.roles == [.approver] && again.email == user.email)
        // No password leads in.
        let code = await refusal { () async throws(AccessRefusal) in
            try await setting.office.service.signIn(Office.attempt("bob@example.com", Password("")))
        }
        #expect(code == .wrongPassword)
    }

    @Test func `the keys are asked for once, again for a name that is new, and not for every forged one`() async throws
    {
        let setting = try await Setting()
        _ = try await setting.office.found()
        for _ in 0..<3 { _ = try await setting.come(Self.bob) }
        func asked() -> Int { setting.issuer.state.withLock { $0.calls.count { $0.hasSuffix("/keys") } } }
        #expect(asked() == 1)
        setting.office.clock.move(.minutes(2))
        setting.issuer.state.withLock {
            $0.key = "other"
            $0.header = ["alg": "RS256", "kid": "other"]
            $0.published = ["other"]
        }
        _ = try await setting.come(Self.bob)
        #expect(asked() == 2)
        setting.issuer.state.withLock { $0.header = ["alg": "RS256", "kid": "nobody's"] }
        // Three times a minute, one of which was for the new key.
        for _ in 0..<5 { #expect(try await setting.refusal(Self.bob) == .notBelieved) }
        #expect(asked() == 4)
    }

    @Test func `nobody comes this way before the first admin, nor as the first admin`() async throws {
        let setting = try await Setting()
        #expect(try await setting.refusal(Self.with("groups", ["root"])) == .stranger)
        #expect(try await setting.office.kinds().isEmpty)
    }

    @Test func `an address leads to its user only when it was verified and the operator allows it`() async throws {
        let setting = try await Setting()
        let admin = try await setting.office.found()
        let claims: JSONObject = [
            "sub": "a-1", "email": "ada@example.com", "email_verified": true, "groups": ["root"],
        ]
        var unverified = claims
        unverified["email_verified"] = false
        #expect(try await setting.refusal(unverified) == .stranger)
        unverified["email_verified"] = "true"
        #expect(try await setting.refusal(unverified) == .stranger)
        let session = try await setting.come(claims)
        #expect(session.user.id == admin.user?.id)
        // Another identity with the same address is a stranger.
        var other = claims
        other["sub"] = "a-2"
        #expect(try await setting.refusal(other) == .stranger)

        // An address that somebody gave themselves leads nobody into their account.
        let own = try await Setting()
        let head = try await own.office.found()
        try await own.office.service.changeEmail(
            of: head, to: "bob@example.com", password: Office.password, address: Office.place())
        var bob = claims
        bob["email"] = "bob@example.com"
        #expect(try await own.refusal(bob) == .stranger)

        var strict = Self.configuration()
        strict.linksByEmail = false
        let closed = try await Setting(strict)
        _ = try await closed.office.found()
        #expect(try await closed.refusal(claims) == .stranger)
    }

    @Test func `an invited user comes in this way, and the code is void`() async throws {
        var configuration = Self.configuration()
        configuration.rolesClaim = nil
        configuration.admitsNew = false
        let setting = try await Setting(configuration)
        let admin = try await setting.office.found()
        #expect(try await setting.refusal(Self.with("email", "eve@example.com")) == .stranger)
        let (user, code) = try await setting.office.service.invite(
            by: admin, name: "Bob", email: "bob@example.com", roles: [.communicator], language: .french)
        let session = try await setting.come(Self.bob)
        #expect(session.user.id == user.id && session.user.roles == [.communicator])
        let join = await refusal { () async throws(AccessRefusal) in
            try await setting.office.service.join(Office.joining(code.text, "Eve"))
        }
        #expect(join == .codeVoid)
    }

    @Test func `somebody disabled or without a role stays outside, and the last admin stays admin`() async throws {
        let setting = try await Setting()
        let admin = try await setting.office.found()
        let bob = try await setting.come(Self.bob).user
        #expect(try await setting.refusal(Self.with("groups", ["unheard-of"])) == .stranger)
        #expect(try await setting.refusal(Self.with("groups", nil)) == .stranger)
        try await setting.office.service.disable(bob.id, by: admin)
        #expect(try await setting.refusal(Self.bob) == .stranger)
        let ada = try await setting.come([
            "sub": "a-1", "email": "ada@example.com", "email_verified": true, "groups": ["oncall"],
        ])
        #expect(ada.user.roles == [.admin])
    }

    @Test func `there are at most so many users, however they come`() async throws {
        var rules = Office.cheap
        rules.usersMost = 2
        let office = try await Office(rules)
        let admin = try await office.found()
        let issuer = try Issuer()
        let provider = try OpenIDProvider(Self.configuration(), discovery: Issuer.discovery.canonicalBytes())
        let signIn = OpenIDSignIn(provider, service: office.service) { issuer.answer($0) }
        _ = try await signIn.finish(
            issuer.visit(signIn.begin(), Self.bob, now: office.clock.now), from: Office.place(), client: Office.client)
        let cleo: JSONObject = [
            "sub": "c-1", "email": "cleo@example.com", "email_verified": true, "groups": ["oncall"],
        ]
        let callback = try issuer.visit(signIn.begin(), cleo, now: office.clock.now)
        let provided = await refusal { () async throws(AccessRefusal) in
            try await signIn.finish(callback, from: Office.place(), client: Office.client)
        }
        let invited = await refusal { () async throws(AccessRefusal) in
            try await office.service.invite(
                by: admin, name: "Cleo", email: "cleo@example.com", roles: [.viewer], language: .english
            ).user
        }
        #expect(provided == .tooMany && invited == .tooMany)
    }

    // MARK: What is not believed

    @Test(
        arguments: [
            ("iss", "https://evil.example.com"), ("iss", nil), ("aud", "another"), ("aud", ["another", "vigie"]),
            ("aud", []),
            ("azp", "another"), ("exp", 1_764_846_000), ("exp", nil), ("exp", "9999999999"), ("iat", 1_764_850_000),
            ("nbf", 1_764_850_000), ("nonce", "another"), ("nonce", nil), ("sub", ""), ("sub", nil), ("sub", 7),
        ] as [(String, JSONValue?)])
    func `a statement for somebody else, another time or another sign-in is refused`(name: String, value: JSONValue?)
        async throws
    {
        let setting = try await Setting()
        _ = try await setting.office.found()
        #expect(try await setting.refusal(Self.with(name, value ?? .null)) == .notBelieved)
        #expect(try await setting.office.kinds().contains("user.subjectLinked") == false)
    }

    @Test func `several audiences are fine when we are who it was made for`() async throws {
        let setting = try await Setting()
        _ = try await setting.office.found()
        var claims = Self.with("aud", ["another", "vigie"])
        claims["azp"] = "vigie"
        #expect(try await setting.refusal(claims) == nil)
    }

    @Test(
        arguments: [
            ["alg": "none"], ["alg": "HS256", "kid": "rsa"], ["alg": "ES256", "kid": "rsa"],
            ["alg": "RS512", "kid": "rsa"],
            ["alg": "RS256", "kid": "ec"], ["kid": "rsa"], ["alg": "RS256", "kid": "rsa", "crit": ["exp"]],
        ] as [JSONObject])
    func `a way of signing that we did not choose is refused`(header: JSONObject) async throws {
        let setting = try await Setting()
        _ = try await setting.office.found()
        setting.issuer.state.withLock { $0.header = header }
        #expect(try await setting.refusal(Self.bob) == .notBelieved)
    }

    @Test func `a changed statement and a stranger's signature are refused`() throws {
        let issuer = try Issuer()
        let keys = try OpenIDKeys(issuer.keys())
        let now = Instant(seconds: 1_764_846_480)
        var claims = Self.bob
        for (name, value) in [
            ("iss", .string(Issuer.name)), ("aud", "vigie"), ("nonce", "n"), ("iat", .integer(now.seconds)),
            ("exp", .integer(now.seconds + 60)),
        ] as [(String, JSONValue)] { claims[name] = value }
        func read(_ token: String) throws(AccessRefusal) -> OpenIDClaims {
            try OpenIDClaims(idToken: token, keys: keys, provider: Self.configuration(), nonce: "n", now: now)
        }
        let token = try issuer.token(claims)
        #expect(try read(token).email?.text == "bob@example.com")
        let parts = token.split(separator: ".")
        claims["groups"] = ["root"]
        let forged = Base64URL.encode(JSONValue.object(claims).canonicalBytes())
        let texts = [
            "\(parts[0]).\(forged).\(parts[2])", "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])", "", "...",
            "\(parts[0]).\(parts[1]).\(parts[2]).", token + "A", String(repeating: "A", count: 100_000),
        ]
        for text in texts { #expect(throws: AccessRefusal.self, "\(text.prefix(80))") { try read(text) } }
        issuer.state.withLock { $0.key = "other" }
        #expect(throws: AccessRefusal.self) { try read(issuer.token(claims)) }
    }

    @Test func `who comes back with another browser, another state, late, or twice is refused`() async throws {
        let setting = try await Setting()
        _ = try await setting.office.found()
        let other = setting.signIn.begin()
        #expect(try await setting.refusal(Self.bob) { $0.cookie = other.cookie } == .notBelieved)
        #expect(try await setting.refusal(Self.bob) { $0.cookie = "" } == .openIDLate)
        #expect(try await setting.refusal(Self.bob) { $0.state = nil } == .notBelieved)
        #expect(try await setting.refusal(Self.bob) { $0.state = "x" } == .notBelieved)
        #expect(try await setting.refusal(Self.bob) { $0.issuer = "https://evil.example.com" } == .notBelieved)
        #expect(try await setting.refusal(Self.bob) { $0.error = "access_denied" } == .openIDRefused)
        #expect(try await setting.refusal(Self.bob) { $0.code = nil } == .openIDRefused)
        #expect(try await setting.refusal(Self.bob) { $0.code = "guessed" } == .notBelieved)
        #expect(try await setting.refusal(Self.bob) { _ in setting.office.clock.move(.minutes(11)) } == .openIDLate)
        let callback = try setting.issuer.visit(setting.signIn.begin(), Self.bob, now: setting.office.clock.now)
        _ = try await setting.signIn.finish(callback, from: Office.place(), client: Office.client)
        let again = await refusal { () async throws(AccessRefusal) in
            try await setting.signIn.finish(callback, from: Office.place(), client: Office.client)
        }
        #expect(again == .openIDLate)
    }

    @Test func `a provider that is away is said to be away`() async throws {
        let office = try await Office()
        let provider = try OpenIDProvider(Self.configuration(), discovery: Issuer.discovery.canonicalBytes())
        let signIn = OpenIDSignIn(provider, service: office.service) { _ in nil }
        let callback = try Issuer().visit(signIn.begin(), Self.bob, now: office.clock.now)
        let code = await refusal { () async throws(AccessRefusal) in
            try await signIn.finish(callback, from: Office.place(), client: Office.client)
        }
        #expect(code == .openIDAway)
    }

    @Test(arguments: [
        ("issuer", "https://evil.example.com"), ("token_endpoint", "http://id.example.com/token"),
        ("token_endpoint", "http://localhost.example.com/"), ("token_endpoint", "http://localhost@example.com/"),
        ("jwks_uri", "file:///etc/passwd"), ("jwks_uri", nil), ("authorization_endpoint", "javascript:alert(1)"),
        ("authorization_endpoint", "https://id.example.com/#x"), ("token_endpoint", "https://x y"),
    ])
    func `a description that leads elsewhere is refused`(name: String, value: String?) throws {
        var object = try #require(Issuer.discovery.object)
        object[name] = value.map { .string($0) }
        let bytes = JSONValue.object(object).canonicalBytes()
        #expect(throws: AccessRefusal.self) { try OpenIDProvider(Self.configuration(), discovery: bytes) }
    }

    @Test(arguments: [
        "http://localhost:8080/x", "http://127.0.0.1/", "http://[::1]:1/x", "https://id.example.com/a?b=c",
    ])
    func `on this machine a provider needs no certificate`(address: String) {
        #expect(OpenIDProvider.isSafe(address))
    }
}
