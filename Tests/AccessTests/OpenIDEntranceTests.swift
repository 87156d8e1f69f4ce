import Bytes
import JSON
import Journal
import Synchronization
import Testing
import Vocabulary

@testable import Access

/// The way in by a provider: when it is asked what, and what it is believed.
@Suite struct OpenIDEntranceTests {
    /// A provider that can be away, and that counts who asks.
    private final class Street: Sendable {
        struct State {
            var isAway = false
            var discovery = Issuer.discovery
            var calls: [String] = []
            var userInfo: JSONValue?
        }

        let office: Office
        let issuer: Issuer
        let state = Mutex(State())

        init(_ rules: AccessRules = Office.cheap) async throws {
            office = try await Office(rules)
            issuer = try Issuer()
        }

        func entrance(
            _ change: (inout OpenIDProvider.Configuration) -> Void = { _ in },
            report: @escaping @Sendable (AccessRefusal) -> Void = { _ in }
        ) -> OpenIDEntrance {
            var configuration = OpenIDProvider.Configuration(
                issuer: Issuer.name, clientID: "vigie", clientSecret: Password("s cret"),
                redirect: "https://vigie.example.com/signed-in")
            configuration.admitsNew = true
            configuration.linksByEmail = true
            configuration.otherwise = [.viewer]
            change(&configuration)
            return OpenIDEntrance(
                configuration, name: "Acme ID", service: office.service, network: { [self] in answer($0) },
                report: report)
        }

        private func answer(_ call: OpenIDCall) -> OpenIDAnswer? {
            let state = state.withLock { state in
                if case .get(let address, _) = call { state.calls.append(address) }
                return state
            }
            if state.isAway { return nil }
            switch call {
            case .get(let address, let authorization) where address.hasSuffix("/userinfo"):
                guard authorization == Password("Bearer x"), let document = state.userInfo else {
                    return OpenIDAnswer(status: 401, body: [])
                }
                return OpenIDAnswer(status: 200, body: document.canonicalBytes())
            case .get(let address, _) where address.hasSuffix(OpenIDProvider.discoveryPath):
                return OpenIDAnswer(status: 200, body: state.discovery.canonicalBytes())
            default: return issuer.answer(call)
            }
        }

        func asked(_ place: String) -> Int { state.withLock { $0.calls.count { $0.hasSuffix(place) } } }

        func come(_ entrance: OpenIDEntrance, _ claims: JSONObject) async throws -> OpenedSession {
            let callback = try await issuer.visit(entrance.begin(), claims, now: office.clock.now)
            return try await entrance.finish(callback, from: Office.place(), client: Office.client)
        }

        func refusal(_ entrance: OpenIDEntrance, _ claims: JSONObject) async throws -> AccessRefusal.Code? {
            do {
                _ = try await come(entrance, claims)
                return nil
            } catch let refusal as AccessRefusal {
                return refusal.code
            }
        }
    }

    private static let bob: JSONObject = [
        "sub": "b-1", "name": "Bob", "email": "bob@example.com", "email_verified": true,
    ]

    // MARK: When it is asked

    @Test func `a provider is asked what it is once an hour, and while it is away what it said counts`() async throws {
        let street = try await Street()
        _ = try await street.office.found()
        let entrance = street.entrance()
        for _ in 0..<3 { _ = try await street.come(entrance, Self.bob) }
        #expect(street.asked(OpenIDProvider.discoveryPath) == 1)
        street.office.clock.move(.minutes(61))
        street.state.withLock { $0.isAway = true }
        for _ in 0..<3 { _ = try await entrance.begin() }
        #expect(street.asked(OpenIDProvider.discoveryPath) == 2)
        street.office.clock.move(.seconds(6))
        street.state.withLock { $0.isAway = false }
        _ = try await street.come(entrance, Self.bob)
        #expect(street.asked(OpenIDProvider.discoveryPath) == 3)
        // Keys that it may have given up meanwhile are asked for anew.
        #expect(street.asked("/keys") == 2)
    }

    @Test func `a provider that was never there is asked again after seconds, not for everybody who comes`()
        async throws
    {
        let street = try await Street()
        _ = try await street.office.found()
        street.state.withLock { $0.isAway = true }
        let reported = Mutex(0)
        let entrance = street.entrance(report: { refusal in
            if refusal.code == .openIDAway { reported.withLock { $0 += 1 } }
        })
        for _ in 0..<5 { #expect(try await street.refusal(entrance, Self.bob) == .openIDAway) }
        #expect(street.asked(OpenIDProvider.discoveryPath) == 1 && reported.withLock { $0 } == 5)
        street.state.withLock { $0.isAway = false }
        street.office.clock.move(.seconds(6))
        #expect(try await street.refusal(entrance, Self.bob) == nil)
    }

    @Test func `who come together while it is asked wait for one answer`() async throws {
        let street = try await Street()
        let entrance = street.entrance()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await entrance.begin() } }
            try await group.waitForAll()
        }
        #expect(street.asked(OpenIDProvider.discoveryPath) == 1)
    }

    @Test func `the note comes back whole, is left out when it is long, and is nobody else's`() async throws {
        let street = try await Street()
        let entrance = street.entrance()
        let note = "fr /fr/console/incidents?x=1"
        let begun = try await entrance.begin(note: note)
        #expect(entrance.note(in: begun.cookie) == note && !begun.cookie.contains("console"))
        let long = try await entrance.begin(note: String(repeating: "a", count: OpenIDRequest.noteBytesMost + 1))
        #expect(entrance.note(in: long.cookie) == "")
        // A browser keeps 4,096 bytes of a cookie, with its name and attributes.
        let full = try await entrance.begin(note: String(repeating: "\"", count: OpenIDRequest.noteBytesMost))
        #expect(full.cookie.utf8.count < 3_800)
        #expect(entrance.note(in: full.cookie)?.count == OpenIDRequest.noteBytesMost)
        let other = try await Street()
        let otherKey = AccessService(
            store: other.office.store, key: try #require(SealingKey([UInt8](repeating: 9, count: 32))),
            surroundings: other.office.service.surroundings)
        #expect(OpenIDRequest.note(in: begun.cookie, key: otherKey.key) == nil)
    }

    @Test func `somebody who comes back too often waits before the provider is bothered`() async throws {
        let street = try await Street()
        _ = try await street.office.found()
        let entrance = street.entrance()
        for _ in 0..<30 { _ = try await street.come(entrance, Self.bob) }
        #expect(try await street.refusal(entrance, Self.bob) == .throttled)
        street.office.clock.move(.seconds(20))
        #expect(try await street.refusal(entrance, Self.bob) == nil)
    }

    // MARK: Who comes in

    @Test func `roles that people gave stay while the provider says nothing, and those that it gave go`() async throws {
        let street = try await Street()
        let admin = try await street.office.found()
        let entrance = street.entrance {
            $0.otherwise = []
            $0.rolesClaim = "realm_access.roles"
            $0.roles = ["oncall": [.responder, .communicator]]
        }
        func claims(_ roles: JSONValue) -> JSONObject {
            var claims = Self.bob
            claims["realm_access"] = ["roles": roles]
            return claims
        }
        _ = try await street.office.service.invite(
            by: admin, name: "Bob", email: "bob@example.com", roles: [.approver], language: .english)
        #expect(try await street.come(entrance, Self.bob).user.roles == [.approver])
        #expect(try await street.come(entrance, claims(["unheard-of"])).user.roles == [.approver])
        #expect(try await street.come(entrance, claims("oncall")).user.roles == [.responder, .communicator])
        #expect(try await street.refusal(entrance, claims([])) == .stranger)
        // An admin gives roles again, and they stay as before.
        let bob = try #require(try await street.office.service.users(for: admin).first { $0.name == "Bob" })
        try await street.office.service.changeRoles(of: bob.id, to: [.viewer], edition: bob.edition, by: admin)
        #expect(try await street.come(entrance, claims([])).user.roles == [.viewer])
        let changes = try await street.office.entries.filter { $0.kind == "user.rolesChanged" }
            .map { String(decoding: $0.body, as: UTF8.self).contains(#""because":"identityProvider""#) }
        #expect(changes == [true, false])
    }

    @Test func `where a statement leaves something out, the provider is asked for it, and nothing signed is replaced`()
        async throws
    {
        let street = try await Street()
        _ = try await street.office.found()
        street.state.withLock { state in
            if var object = state.discovery.object {
                object["userinfo_endpoint"] = "https://id.example.com/userinfo"
                state.discovery = .object(object)
            }
            state.userInfo = [
                "sub": "b-1", "email": "bob@example.com", "email_verified": true, "groups": ["oncall"],
            ]
        }
        let entrance = street.entrance {
            $0.rolesClaim = "groups"
            $0.roles = ["oncall": [.responder], "root": [.admin]]
        }
        #expect(try await street.come(entrance, ["sub": "b-1"]).user.roles == [.responder])
        #expect(street.asked("/userinfo") == 1)
        street.state.withLock { state in
            state.userInfo = ["sub": "b-1", "email": "eve@example.com", "email_verified": true, "groups": ["root"]]
        }
        let signed: JSONObject = ["sub": "b-1", "groups": []]
        #expect(try await street.come(entrance, signed).user.roles == [.viewer])
        street.state.withLock { $0.userInfo = ["sub": "b-2", "email": "bob@example.com", "email_verified": true] }
        #expect(try await street.refusal(entrance, ["sub": "b-1"]) == .notBelieved)
        street.state.withLock { $0.userInfo = nil }
        #expect(try await street.refusal(entrance, ["sub": "b-1"]) == .openIDAway)
    }

    @Test func `a provider that names its issuer in every answer is not believed without`() async throws {
        let street = try await Street()
        _ = try await street.office.found()
        street.state.withLock { state in
            if var object = state.discovery.object {
                object["authorization_response_iss_parameter_supported"] = true
                state.discovery = .object(object)
            }
        }
        let entrance = street.entrance()
        var callback = try await street.issuer.visit(entrance.begin(), Self.bob, now: street.office.clock.now)
        callback.issuer = nil
        let unnamed = callback
        let code = await refusal { () async throws(AccessRefusal) in
            try await entrance.finish(unnamed, from: Office.place(), client: Office.client)
        }
        #expect(code == .notBelieved)
    }

    @Test func `where passwords are off, none lets anybody in, but for the first admin`() async throws {
        var rules = Office.cheap
        rules.allowsPasswords = false
        let street = try await Street(rules)
        let service = street.office.service
        let admin = try await street.office.found()
        let entrance = street.entrance()
        let (_, code) = try await service.invite(
            by: admin, name: "Bob", email: "bob@example.com", roles: [.viewer], language: .english)
        let refusals = [
            await refusal { () async throws(AccessRefusal) in try await service.signIn(Office.attempt()) },
            await refusal { () async throws(AccessRefusal) in
                try await service.join(Office.joining(code.text, "Bob"))
            },
            await refusal { () async throws(AccessRefusal) in
                try await service.setPassword(code: code.text, Office.password, from: Office.place())
            },
            await refusal { () async throws(AccessRefusal) in
                try await service.changePassword(
                    of: admin, current: Office.password, new: Password("eight green otters swim"),
                    address: Office.place(), client: Office.client)
            },
        ]
        #expect(refusals.allSatisfy { $0 == .passwordsOff })
        _ = try await street.come(entrance, Self.bob)
        // The same journal with passwords: what was set is right again.
        let again = street.office.node()
        guard case .signedIn = try await again.signIn(Office.attempt()) else { throw Surprise("a code was asked for") }
    }

    // MARK: Bytes from outside

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `bent statements, keys, descriptions and cookies are refused, and nothing falls over`(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let issuer = try Issuer()
        let keys = try OpenIDKeys(issuer.keys())
        let now = Instant(seconds: 1_764_846_480)
        var configuration = OpenIDProvider.Configuration(
            issuer: Issuer.name, clientID: "vigie", redirect: "https://vigie.example.com/signed-in")
        configuration.rolesClaim = "a.b.c"
        var claims = Self.bob
        for (name, value) in [
            ("iss", .string(Issuer.name)), ("aud", "vigie"), ("nonce", "n"), ("iat", .integer(now.seconds)),
            ("exp", .integer(now.seconds + 60)),
        ] as [(String, JSONValue)] { claims[name] = value }
        let token = Array(try issuer.token(claims).utf8)
        func believed(_ bytes: [UInt8]) -> Bool {
            let text = String(decoding: bytes, as: UTF8.self)
            return
                (try? OpenIDClaims(idToken: text, keys: keys, provider: configuration, nonce: "n", now: now)) != nil
        }
        #expect(believed(token))
        let documents = [try issuer.keys(), Issuer.discovery.canonicalBytes()]
        let key = try #require(SealingKey([UInt8](0..<32)))
        let provider = try OpenIDProvider(configuration, discovery: Issuer.discovery.canonicalBytes())
        let cookie = OpenIDRequest(provider, note: "en ", key: key, now: now) { count in
            (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }.cookie
        var complete = try OpenIDClaims(
            idToken: String(decoding: token, as: UTF8.self), keys: keys, provider: configuration, nonce: "n", now: now)
        for _ in 0..<200 {
            let bent = random.bend(token)
            if bent != token { #expect(!believed(bent), "\(String(decoding: bent, as: UTF8.self))") }
            for document in documents {
                let bent = random.bend(document)
                _ = try? OpenIDKeys(bent)
                _ = try? OpenIDProvider(configuration, discovery: bent)
                try? complete.complete(with: bent, configuration)
            }
            #expect(complete.subject == "b-1")
            let bentCookie = random.bend(Array(cookie.utf8))
            if bentCookie != Array(cookie.utf8) {
                #expect(OpenIDRequest.note(in: String(decoding: bentCookie, as: UTF8.self), key: key) == nil)
            }
        }
    }
}

/// The same numbers for the same seed (splitmix64).
private struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var number = state
        number = (number ^ (number >> 30)) &* 0xbf58_476d_1ce4_e5b9
        number = (number ^ (number >> 27)) &* 0x94d0_49bb_1331_11eb
        return number ^ (number >> 31)
    }

    /// Changes, drops, doubles or cuts some bytes.
    mutating func bend(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...Int.random(in: 0...3, using: &self) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<5, using: &self) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(bytes[place], at: place)
            case 3: bytes.removeSubrange(place...)
            default: bytes.insert(contentsOf: bytes[place...].prefix(64), at: place)
            }
        }
        return bytes
    }
}
