import Journal
import Testing
import Vocabulary

@testable import Access

@Suite struct SessionTests {
    @Test func `a session ends when its time is over, however much it is used`() async throws {
        let office = try await Office()
        _ = try await office.found()
        let session = try await office.signIn()
        for _ in 0..<27 {
            office.clock.move(.hours(6))
            #expect(try await office.service.identify(session.token) != nil)
        }
        office.clock.move(.hours(6))
        #expect(try await office.service.identify(session.token) == nil)
    }

    @Test func `a session that nobody uses ends`() async throws {
        let office = try await Office()
        _ = try await office.found()
        let session = try await office.signIn()
        office.clock.move(.hours(11))
        #expect(try await office.service.identify(session.token) != nil)
        office.clock.move(.hours(12))
        #expect(try await office.service.identify(session.token) == nil)
    }

    @Test func `the journal hears of a use now and then, however many come at once`() async throws {
        let office = try await Office()
        _ = try await office.found()
        let session = try await office.signIn()
        for _ in 0..<10 {
            office.clock.move(.minutes(30))
            await withTaskGroup(of: Void.self) { group in
                for node in [office.service, office.service, office.node()] {
                    group.addTask { _ = try? await node.identify(session.token) }
                }
            }
        }
        #expect(try await office.kinds().count { $0 == "session.seen" } == 2)
    }

    @Test func `another node knows that a session is in use, within the span in which the journal hears of it`()
        async throws
    {
        let office = try await Office()
        _ = try await office.found()
        let session = try await office.signIn()
        for _ in 0..<10 {
            office.clock.move(.hours(3))
            #expect(try await office.service.identify(session.token) != nil)
        }
        #expect(try await office.node().identify(session.token) != nil)
    }

    @Test func `a session of a disabled user is dead at once, and stays so when they come back`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let bob = try await office.hire("Bob", [.responder], by: admin)
        let session = try await office.signIn(Office.attempt("bob@example.com"))
        let id = try #require(bob.user).id
        try await office.service.disable(id, by: admin)
        #expect(try await office.service.identify(session.token) == nil)
        #expect(try await office.node().identify(session.token) == nil)
        try await office.service.enable(id, by: admin)
        #expect(try await office.service.identify(session.token) == nil)
        _ = try await office.signIn(Office.attempt("bob@example.com"))
    }

    @Test func `a session that was ended is dead on every node`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let other = office.node()
        let session = try await office.signIn()
        #expect(try await other.identify(session.token) != nil)
        try await office.service.signOut(session.token)
        #expect(try await other.identify(session.token) == nil)
        try await office.service.signOut(session.token)
        let second = try await office.signIn()
        try await office.service.revoke(second.token.id, of: admin)
        #expect(try await other.identify(second.token) == nil)
    }

    @Test func `one's sessions are listed with from where, and the others ended at a stroke`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        office.clock.move(.minutes(5))
        let here = try await office.signIn()
        let sessions = try await office.service.sessions(of: admin)
        #expect(sessions.count == 2)
        #expect(sessions.first?.id == here.token.id)
        #expect(sessions.first?.client == Office.client)
        try await office.service.revokeOtherSessions(of: office.identity(here.token))
        #expect(try await office.service.sessions(of: admin).map(\.id) == [here.token.id])
    }

    @Test func `nobody ends somebody else's session by its name`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let bob = try await office.hire("Bob", [.viewer], by: admin)
        guard case .person(_, let session) = admin else { throw Surprise("no person") }
        try await office.service.revoke(session, of: bob)
        #expect(try await office.service.sessions(of: admin).map(\.id) == [session])
        let code = await refusal { () async throws(AccessRefusal) in
            try await office.service.revokeSessions(of: require2(admin.user).id, by: bob)
        }
        #expect(code == .notAllowed)
    }

    @Test func `there are at most so many sessions, and the oldest makes room`() async throws {
        var rules = Office.cheap
        rules.sessionsMost = 3
        let office = try await Office(rules)
        let first = try await office.found()
        var tokens: [SessionToken] = []
        for _ in 0..<4 {
            office.clock.move(.minutes(1))
            tokens.append(try await office.signIn().token)
        }
        let open = try await office.service.sessions(of: office.identity(tokens[3])).map(\.id)
        #expect(open == tokens[1...].reversed().map(\.id))
        guard case .person(_, let session) = first else { throw Surprise("no person") }
        #expect(!open.contains(session))
    }

    @Test func `what is over is forgotten when its user comes again`() async throws {
        let office = try await Office()
        _ = try await office.found()
        for _ in 0..<5 {
            _ = try await office.signIn()
            office.clock.move(.days(8))
        }
        let last = try await office.identity(office.signIn().token)
        let user = try #require(last.user).id
        let kept = try await office.service.read { reading throws(JournalError) in try reading.sessions(of: user) }
        #expect(kept.count == 1)
    }

    @Test func `a new password ends every session but the one it gives back`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let other = try await office.signIn()
        let new = Password("eight green herons wade")
        let session = try await office.service.changePassword(
            of: admin, current: Office.password, new: new, address: Office.place(), client: Office.client)
        #expect(try await office.service.identify(other.token) == nil)
        #expect(try await office.service.sessions(of: admin).map(\.id) == [session.token.id])
        let old = await refusal { () async throws(AccessRefusal) in try await office.service.signIn(Office.attempt()) }
        #expect(old == .wrongPassword)
        _ = try await office.signIn(Office.attempt("ada@example.com", new))
    }

    @Test func `what changes how one signs in needs the password again`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let wrong = Password("another password")
        let change = await refusal { () async throws(AccessRefusal) in
            try await office.service.changePassword(
                of: admin, current: wrong, new: Password("eight green herons wade"), address: Office.place(),
                client: Office.client)
        }
        let begin = await refusal { () async throws(AccessRefusal) in
            try await office.service.beginSecondFactor(of: admin, password: wrong, address: Office.place())
        }
        #expect(change == .wrongPassword && begin == .wrongPassword)
        let (app, _, session) = try await office.addSecondFactor(admin)
        let person = try await office.identity(session.token)
        office.clock.move(.minutes(1))
        let remove = await refusal { () async throws(AccessRefusal) in
            try await office.service.removeSecondFactor(
                of: person, password: Office.password, code: "123456", address: Office.place(), client: Office.client)
        }
        #expect(remove == .wrongCode)
        let after = try await office.service.removeSecondFactor(
            of: person, password: Office.password, code: office.code(app), address: Office.place(),
            client: Office.client)
        #expect(try await office.identity(after.token).user?.hasSecondFactor == false)
        _ = try await office.signIn()
    }

    @Test func `another person's enrolment, an old one and a wrong first code set up nothing`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let bob = try await office.hire("Bob", [.viewer], by: admin)
        let enrolment = try await office.service.beginSecondFactor(
            of: admin, password: Office.password, address: Office.place())
        func confirm(_ identity: Identity, _ note: String, _ code: String) async -> AccessRefusal.Code? {
            await refusal { () async throws(AccessRefusal) in
                try await office.service.confirmSecondFactor(
                    of: identity, note: note, code: code, client: Office.client
                ).codes
            }
        }
        #expect(await confirm(bob, enrolment.note, "000000") == .codeVoid)
        #expect(await confirm(admin, "nonsense", "000000") == .codeVoid)
        #expect(await confirm(admin, enrolment.note, "00000") == .wrongCode)
        office.clock.move(.minutes(20))
        #expect(await confirm(admin, enrolment.note, "000000") == .codeVoid)
        #expect(try await office.kinds().contains("user.totpEnabled") == false)
    }

    @Test func `new recovery codes make the old ones void`() async throws {
        let office = try await Office()
        let (app, old, session) = try await office.addSecondFactor(try await office.found())
        office.clock.move(.minutes(1))
        let new = try await office.service.replaceRecoveryCodes(
            of: office.identity(session.token), password: Office.password, code: office.code(app),
            address: Office.place())
        let code = await refusal { () async throws(AccessRefusal) in
            try await office.service.signIn(Office.attempt(code: old[0].text))
        }
        #expect(code == .wrongCode)
        _ = try await office.signIn(Office.attempt(code: new[0].text))
    }

    @Test func `what a browser says of itself is kept short and plain`() {
        let note = ClientNote(address: "192.0.2.7", agent: "Évil\r\n\u{202e}" + String(repeating: "x", count: 1_000))
        #expect(note.agent.utf8.count == 160)
        #expect(note.agent.utf8.allSatisfy { (0x20..<0x7f).contains($0) })
    }
}

/// As `#require`, where only a refusal may be thrown.
func require2<Value>(_ value: Value?) throws(AccessRefusal) -> Value {
    guard let value else { throw .unavailable }
    return value
}
