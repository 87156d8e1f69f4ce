import Bytes
import JSON
import Journal
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

@testable import Access

@Suite struct SignInTests {
    // MARK: The first run

    @Test func `the setup code makes the first admin, once`() async throws {
        let office = try await Office()
        #expect(try await !office.service.isSetUp())
        let code = try #require(try await office.service.setupCode())
        #expect(try await office.service.setupCode() == code)
        let admin = try await office.found()
        #expect(admin.user?.roles == [.admin])
        #expect(Authorisation.refusal(admin, .manageUsers) == nil)
        #expect(try await office.service.isSetUp())
        #expect(try await office.service.setupCode() == nil)
        let again = await refusal { () async throws(AccessRefusal) in
            try await office.service.setUp(
                Office.joining(code.text, "Eve"), email: "eve@example.com", language: .english)
        }
        #expect(again == .setupOver)
        #expect(try await office.kinds() == ["access.setupDone", "user.registered", "session.opened"])
    }

    @Test func `a wrong setup code is refused, and after some the guesser waits`() async throws {
        let office = try await Office()
        let right = try #require(try await office.service.setupCode())
        var codes: [AccessRefusal.Code?] = []
        for number in 0..<12 {
            let guess = OneTimeCode(bytes: [UInt8](repeating: UInt8(number), count: 20))
            codes.append(
                await refusal { () async throws(AccessRefusal) in
                    try await office.service.setUp(
                        Office.joining(guess.text, "Eve"), email: "eve@example.com", language: .english)
                })
        }
        #expect(codes == Array(repeating: .codeVoid, count: 10) + [.throttled, .throttled])
        #expect(try await !office.service.isSetUp())
        office.clock.move(.minutes(10))
        _ = try await office.service.setUp(
            Office.joining(right.text, "Ada"), email: "ada@example.com", language: .english)
    }

    @Test func `two who have the setup code at once make one admin`() async throws {
        let office = try await Office()
        let code = try #require(try await office.service.setupCode())
        let outcomes = await withTaskGroup(of: AccessRefusal.Code?.self) { group in
            for name in ["ada", "eve"] {
                group.addTask {
                    await refusal { () async throws(AccessRefusal) in
                        try await office.service.setUp(
                            Office.joining(code.text, name), email: name + "@example.com", language: .english)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 1)
        #expect(outcomes.contains(.setupOver))
        #expect(try await office.kinds().count { $0 == "user.registered" } == 1)
    }

    @Test func `another program's setup code is void once there is an admin`() async throws {
        let office = try await Office()
        let other = office.node()
        let code = try #require(try await other.setupCode())
        _ = try await office.found()
        let late = await refusal { () async throws(AccessRefusal) in
            try await other.setUp(Office.joining(code.text, "Eve"), email: "eve@example.com", language: .english)
        }
        #expect(late == .setupOver)
    }

    // MARK: The door

    @Test func `the right password opens a new session each time`() async throws {
        let office = try await Office()
        _ = try await office.found()
        let first = try await office.signIn()
        let second = try await office.signIn(Office.attempt("ADA@example.com"))
        #expect(first.token != second.token)
        #expect(try await office.identity(first.token).user?.name == "Ada")
        #expect(try await office.identity(second.token).user?.name == "Ada")
    }

    @Test func `the session that the browser had before ends, so a planted one is worth nothing`() async throws {
        let office = try await Office()
        _ = try await office.found()
        let planted = try await office.signIn()
        var attempt = Office.attempt()
        attempt.replacing = planted.token
        let session = try await office.signIn(attempt)
        #expect(session.token != planted.token)
        #expect(try await office.service.identify(planted.token) == nil)
        #expect(try await office.service.identify(session.token) != nil)
    }

    @Test func `no account, a wrong password and a disabled account get one answer`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let bob = try await office.hire("Bob", [.viewer], by: admin)
        _ = try await office.service.invite(
            by: admin, name: "Cleo", email: "cleo@example.com", roles: [.viewer], language: .english)
        try await office.service.disable(try #require(bob.user).id, by: admin)
        let wrong = Password("another password")
        for attempt in [
            Office.attempt("nobody@example.com"), Office.attempt("ada@example.com", wrong),
            Office.attempt("bob@example.com"), Office.attempt("cleo@example.com"), Office.attempt("no address at all"),
            Office.attempt("", wrong),
        ] {
            do throws(AccessRefusal) {
                _ = try await office.service.signIn(attempt)
                Issue.record("\(attempt.email) was let in")
            } catch {
                #expect(error == .wrongPassword)
            }
        }
    }

    @Test func `an unknown account costs the same work as a known one`() async throws {
        let office = try await Office()
        _ = try await office.found()
        let works = Works()
        let clock = office.clock
        let service = AccessService(
            store: office.store, key: office.key, rules: Office.cheap,
            surroundings: AccessService.Surroundings(
                now: { clock.now }, random: { [UInt8](repeating: 7, count: $0) },
                passwords: { work in
                    if case .check(_, let verifier) = work { works.note(verifier.cost) }
                    return work.run()
                }))
        for email in ["ada@example.com", "nobody@example.com", "no address"] {
            _ = await refusal { () async throws(AccessRefusal) in
                try await service.signIn(Office.attempt(email, Password("another password")))
            }
        }
        #expect(works.costs == Array(repeating: Office.cheap.cost, count: 3))
    }

    @Test func `when too many sign in at once the answer says so, and nobody is let in`() async throws {
        let office = try await Office()
        _ = try await office.found()
        let clock = office.clock
        let service = AccessService(
            store: office.store, key: office.key, rules: Office.cheap,
            surroundings: AccessService.Surroundings(
                now: { clock.now }, random: { [UInt8](repeating: 7, count: $0) }, passwords: { _ in nil }))
        let code = await refusal { () async throws(AccessRefusal) in try await service.signIn(Office.attempt()) }
        #expect(code == .unavailable)
    }

    @Test func `guessing is slowed down by account, and the answer says until when`() async throws {
        let office = try await Office()
        _ = try await office.found()
        let wrong = Password("another password")
        for number in 0..<10 {
            let code = await refusal { () async throws(AccessRefusal) in
                try await office.service.signIn(Office.attempt("ada@example.com", wrong, from: 100 + number))
            }
            #expect(code == .wrongPassword)
        }
        do throws(AccessRefusal) {
            _ = try await office.service.signIn(Office.attempt("ada@example.com", Office.password, from: 200))
            Issue.record("the eleventh attempt was let in")
        } catch {
            #expect(error.code == .throttled && error.retryAfter == .seconds(60))
        }
        // Where Ada signed in before, she still does.
        _ = try await office.signIn()
        office.clock.move(.minutes(1))
        _ = try await office.signIn(Office.attempt(from: 200))
    }

    @Test func `a digest that has become too cheap is made anew when its password comes`() async throws {
        let office = try await Office()
        _ = try await office.found()
        var dearer = Office.cheap
        dearer.cost = Argon2id.Cost(memory: 128, passes: 2)
        let service = office.node(dearer)
        for _ in 0..<2 { _ = try await service.signIn(Office.attempt()) }
        #expect(try await office.kinds().count { $0 == "user.passwordRehashed" } == 1)
        let account = try await office.store.read { documents throws(JournalError) in
            try AccessReading(documents).users().first.flatMap { user throws(JournalError) in
                try AccessReading(documents).account(user.id)?.verifier
            }
        }
        #expect(account?.cost == dearer.cost)
        _ = try await office.signIn()
    }

    @Test func `the cost of a guess is what is recommended, and one sign-in works at it`() async throws {
        let cost = AccessRules().cost
        #expect(cost.memory >= 19_456 && cost.passes >= 2)
        let office = try await Office(AccessRules())
        _ = try await office.found()
        _ = try await office.signIn()
    }

    // MARK: The second factor

    @Test func `with a second factor the password alone opens nothing`() async throws {
        let office = try await Office()
        let (app, _, _) = try await office.addSecondFactor(try await office.found())
        office.clock.move(.minutes(1))
        guard case .codeNeeded(let challenge) = try await office.service.signIn(Office.attempt()) else {
            throw Surprise("no code was asked for")
        }
        let wrong = await refusal { () async throws(AccessRefusal) in
            try await office.service.finishSignIn(
                challenge, code: "000000", address: Office.place(), client: Office.client)
        }
        #expect(wrong == .wrongCode)
        let session = try await office.service.finishSignIn(
            challenge, code: office.code(app), address: Office.place(), client: Office.client)
        #expect(try await office.service.identify(session.token) != nil)
        let again = await refusal { () async throws(AccessRefusal) in
            try await office.service.finishSignIn(
                challenge, code: office.code(app), address: Office.place(), client: Office.client)
        }
        #expect(again == .wrongCode)
    }

    @Test func `a code that was used is void, on every node, also for two at once`() async throws {
        let office = try await Office()
        let (app, _, _) = try await office.addSecondFactor(try await office.found())
        // The step that confirmed it is used too.
        let replay = await refusal { () async throws(AccessRefusal) in
            try await office.service.signIn(Office.attempt(code: office.code(app)))
        }
        #expect(replay == .wrongCode)
        office.clock.move(.minutes(5))
        let (code, nodes) = (office.code(app), [office.service, office.node(), office.node()])
        let outcomes = await withTaskGroup(of: AccessRefusal.Code?.self) { group in
            for node in nodes {
                group.addTask {
                    await refusal { () async throws(AccessRefusal) in try await node.signIn(Office.attempt(code: code))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 1)
        #expect(outcomes.count { $0 == .wrongCode } == 2)
        let earlier = await refusal { () async throws(AccessRefusal) in
            try await office.service.signIn(Office.attempt(code: office.code(app, steps: -1)))
        }
        #expect(earlier == .wrongCode)
    }

    @Test func `codes can't be guessed through: after some the guesser waits, whatever the address`() async throws {
        let office = try await Office()
        _ = try await office.addSecondFactor(try await office.found())
        office.clock.move(.hours(1))
        var codes: [AccessRefusal.Code?] = []
        for number in 0..<8 {
            codes.append(
                await refusal { () async throws(AccessRefusal) in
                    try await office.service.signIn(Office.attempt(code: "00000\(number)", from: 50 + number))
                })
        }
        #expect(codes == Array(repeating: .wrongCode, count: 6) + [.throttled, .throttled])
    }

    @Test func `a recovery code stands in once`() async throws {
        let office = try await Office()
        let (_, codes, _) = try await office.addSecondFactor(try await office.found())
        #expect(Set(codes.map(\.text)).count == 10)
        _ = try await office.signIn(Office.attempt(code: codes[3].text.uppercased()))
        let again = await refusal { () async throws(AccessRefusal) in
            try await office.service.signIn(Office.attempt(code: codes[3].text))
        }
        #expect(again == .wrongCode)
        _ = try await office.signIn(Office.attempt(code: codes[4].text))
    }

    @Test func `a challenge is void after minutes, for another purpose, and when the account changed`() async throws {
        let office = try await Office()
        let (app, _, session) = try await office.addSecondFactor(try await office.found())
        office.clock.move(.minutes(1))
        func finish(_ challenge: SignInChallenge) async -> AccessRefusal.Code? {
            await refusal { () async throws(AccessRefusal) in
                try await office.service.finishSignIn(
                    challenge, code: office.code(app), address: Office.place(), client: Office.client)
            }
        }
        func challenge() async throws -> SignInChallenge {
            guard case .codeNeeded(let challenge) = try await office.service.signIn(Office.attempt()) else {
                throw Surprise("no code was asked for")
            }
            return challenge
        }
        let old = try await challenge()
        office.clock.move(.minutes(6))
        #expect(await finish(old) == .notSignedIn)
        let changed = try await challenge()
        _ = try await office.service.changePassword(
            of: office.identity(session.token), current: Office.password, new: Password("eight green herons wade"),
            address: Office.place(), client: Office.client)
        #expect(await finish(changed) == .notSignedIn)
        var text = Array(old.text.utf8)
        text[20] ^= 1
        for forged in ["", "x", String(decoding: text, as: UTF8.self)] {
            #expect(await finish(try #require(SignInChallenge(forged))) == .notSignedIn)
        }
    }

    @Test func `nothing secret stands in the journal`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let (app, codes, session) = try await office.addSecondFactor(admin)
        let admin2 = try await office.identity(session.token)
        let (_, token) = try await office.service.issueToken(
            by: admin2, name: "deploy", scopes: [.look], life: .days(1))
        let (_, invitation) = try await office.service.invite(
            by: admin2, name: "Bob", email: "bob@example.com", roles: [.viewer], language: .english)
        let secrets = [
            Office.password.text, app.text, Base64.encode(app.secret), Hexadecimal.encode(app.secret), token.text,
            String(token.text.dropFirst(6)), session.token.text, invitation.text,
            invitation.text.filter { $0 != "-" }, codes[0].text,
        ]
        for entry in try await office.entries {
            let body = String(decoding: entry.body, as: UTF8.self)
            for secret in secrets { #expect(!body.contains(secret), "\(entry.kind)") }
            let shown = try #require(AccessAudit.body(of: entry)).canonicalBytes()
            let text = String(decoding: shown, as: UTF8.self)
            for word in ["argon2", "sealed", "digest", "recovery", "password", "subject", "code"] {
                #expect(!text.contains(word), "\(entry.kind) shows \(word)")
            }
        }
        // Sealed for one user and one purpose: it is worth nothing elsewhere.
        let sealed = office.key.seal(
            app.secret, .secondFactor, for: "ada", random: { [UInt8](repeating: 1, count: $0) })
        #expect(office.key.open(sealed, .secondFactor, for: "ada") == app.secret)
        #expect(office.key.open(sealed, .secondFactor, for: "eve") == nil)
        #expect(office.key.open(sealed, .enrolment, for: "ada") == nil)
    }
}

/// What passwords were compared at.
final class Works: Sendable {
    private let seen = Mutex<[Argon2id.Cost]>([])
    var costs: [Argon2id.Cost] { seen.withLock { $0 } }
    func note(_ cost: Argon2id.Cost) { seen.withLock { $0.append(cost) } }
}
