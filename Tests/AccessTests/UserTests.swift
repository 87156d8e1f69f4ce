import Journal
import StoreSQLite
import Testing
import Vocabulary

@testable import Access

@Suite struct UserTests {
    private static let key = IdempotencyKey("order-1")

    // MARK: Invitations

    @Test func `an invitation is good once`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let (user, code) = try await office.service.invite(
            by: admin, name: "Bob", email: "bob@example.com", roles: [.responder, .approver], language: .italian)
        #expect(user.state == .invited)
        let pending = try await office.service.pendingCode(code.text, from: Office.place())
        #expect(pending.purpose == .invitation && pending.user.email.text == "bob@example.com")
        let session = try await office.service.join(Office.joining(code.text, "Robert"))
        let bob = try #require(try await office.identity(session.token).user)
        #expect(session.user == bob)
        #expect(bob.name == "Robert" && bob.roles == [.responder, .approver] && bob.language == .italian)
        let join = await refusal { () async throws(AccessRefusal) in
            try await office.service.join(Office.joining(code.text, "Eve"))
        }
        let set = await refusal { () async throws(AccessRefusal) in
            try await office.service.setPassword(
                code: code.text, Password("eight green herons wade"), from: Office.place())
        }
        let look = await refusal { () async throws(AccessRefusal) in
            try await office.service.pendingCode(code.text, from: Office.place())
        }
        #expect([join, set, look] == [.codeVoid, .codeVoid, .codeVoid])
    }

    @Test func `two who come with one invitation at once are one user with one password`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let (_, code) = try await office.service.invite(
            by: admin, name: "Bob", email: "bob@example.com", roles: [.viewer], language: .english)
        let outcomes = await withTaskGroup(of: AccessRefusal.Code?.self) { group in
            for name in ["Bob", "Eve"] {
                group.addTask {
                    await refusal { () async throws(AccessRefusal) in
                        try await office.service.join(Office.joining(code.text, name))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 1 && outcomes.contains(.codeVoid))
        #expect(try await office.kinds().count { $0 == "user.joined" } == 1)
    }

    @Test func `an invitation that is too old, replaced or withdrawn is void`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        func invite() async throws -> (User, OneTimeCode) {
            try await office.service.invite(
                by: admin, name: "Bob", email: "bob@example.com", roles: [.viewer], language: .english)
        }
        func join(_ code: OneTimeCode) async -> AccessRefusal.Code? {
            await refusal { () async throws(AccessRefusal) in
                try await office.service.join(Office.joining(code.text, "Bob"))
            }
        }
        let (_, old) = try await invite()
        office.clock.move(.days(7))
        #expect(await join(old) == .codeVoid)
        let (user, replaced) = try await invite()
        let (same, good) = try await invite()
        #expect(user.id == same.id)
        #expect(await join(replaced) == .codeVoid)
        try await office.service.disable(user.id, by: admin)
        #expect(await join(good) == .codeVoid)
    }

    @Test func `an order to invite that is sent twice, at once or later, is one invitation with one code`()
        async throws
    {
        let office = try await Office()
        let admin = try await office.found()
        let invite: @Sendable () async throws(AccessRefusal) -> OneTimeCode = { () async throws(AccessRefusal) in
            try await office.service.invite(
                by: admin, name: "Bob", email: "bob@example.com", roles: [.viewer], language: .english, key: Self.key
            ).code
        }
        let codes = try await withThrowingTaskGroup(of: OneTimeCode.self) { group in
            for _ in 0..<4 { group.addTask { try await invite() } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(codes.count == 1)
        office.clock.move(.minutes(10))
        #expect(try await invite() == codes.first)
        #expect(try await office.kinds().count { $0 == "user.invited" } == 1)
        let another = await refusal { () async throws(AccessRefusal) in
            try await office.service.invite(
                by: admin, name: "Eve", email: "eve@example.com", roles: [.viewer], language: .english, key: Self.key
            ).user
        }
        #expect(another == .keyReused)
    }

    @Test func `one address is one user, also for two who invite at once`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        _ = try await office.hire("Bob", [.viewer], by: admin)
        let again = await refusal { () async throws(AccessRefusal) in
            try await office.service.invite(
                by: admin, name: "Bob", email: "BOB@example.com", roles: [.admin], language: .english
            ).user
        }
        #expect(again == .emailTaken)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    _ = await refusal { () async throws(AccessRefusal) in
                        try await office.service.invite(
                            by: admin, name: "Cleo", email: "cleo@example.com", roles: [.viewer], language: .english
                        ).user
                    }
                }
            }
        }
        #expect(try await office.service.users(for: admin).map(\.name) == ["Ada", "Bob", "Cleo"])
    }

    @Test(arguments: [
        ("", "bob@example.com"), ("  ", "bob@example.com"), ("Bob\u{202e}", "bob@example.com"), ("Bob\n", "b@x.org"),
        (String(repeating: "x", count: 101), "bob@example.com"), ("Bob", "bob"),
        ("Bob", "bob@example.com\r\nBcc: a@b.c"),
    ])
    func `what is no name and no address is refused`(name: String, email: String) async throws {
        let office = try await Office()
        let admin = try await office.found()
        let code = await refusal { () async throws(AccessRefusal) in
            try await office.service.invite(
                by: admin, name: name, email: email, roles: [.viewer], language: .english
            ).user
        }
        #expect(code == .invalid)
    }

    @Test func `codes can't be guessed through from one place`() async throws {
        let office = try await Office()
        _ = try await office.found()
        var codes: [AccessRefusal.Code?] = []
        for number in 0..<12 {
            let guess = OneTimeCode(bytes: [UInt8](repeating: UInt8(number), count: 20))
            codes.append(
                await refusal { () async throws(AccessRefusal) in
                    try await office.service.pendingCode(guess.text, from: Office.place(50))
                })
        }
        #expect(codes == Array(repeating: .codeVoid, count: 10) + [.throttled, .throttled])
    }

    // MARK: Who may change whom

    @Test(arguments: [Role.viewer, .responder, .communicator, .approver])
    func `only who manages users manages users`(role: Role) async throws {
        let office = try await Office()
        let admin = try await office.found()
        let ada = try #require(admin.user)
        let bob = try await office.hire("Bob", [role], by: admin)
        let before = try await office.entries.count
        let user = try #require(bob.user)
        var codes: [AccessRefusal.Code?] = []
        codes += [
            await refusal { () async throws(AccessRefusal) in
                try await office.service.invite(
                    by: bob, name: "Eve", email: "eve@example.com", roles: [.viewer], language: .english
                ).user
            },
            await refusal { () async throws(AccessRefusal) in
                try await office.service.changeRoles(of: user.id, to: [.admin], edition: user.edition, by: bob)
            },
            await refusal { () async throws(AccessRefusal) in try await office.service.disable(ada.id, by: bob) },
            await refusal { () async throws(AccessRefusal) in try await office.service.enable(ada.id, by: bob) },
            await refusal { () async throws(AccessRefusal) in
                try await office.service.issueReset(of: ada.id, by: bob)
            },
        ]
        codes += [
            await refusal { () async throws(AccessRefusal) in
                try await office.service.removeSecondFactor(of: ada.id, by: bob)
            },
            await refusal { () async throws(AccessRefusal) in
                try await office.service.revokeSessions(of: ada.id, by: bob)
            },
            await refusal { () async throws(AccessRefusal) in
                try await office.service.sessions(of: ada.id, for: bob)
            },
            await refusal { () async throws(AccessRefusal) in try await office.service.users(for: bob) },
            await refusal { () async throws(AccessRefusal) in try await office.service.allTokens(for: bob) },
        ]
        #expect(codes == Array(repeating: .notAllowed, count: 10))
        for identity in [Identity.accessToken(besideUsers: true), .thisMachine(besideUsers: false)] {
            let code = await refusal { () async throws(AccessRefusal) in
                try await office.service.disable(ada.id, by: identity)
            }
            #expect(code == .notAllowed)
        }
        #expect(try await office.entries.count == before)
    }

    @Test func `an identity that was taken away is not believed from memory`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let bob = try await office.hire("Bob", [.admin], by: admin)
        let user = try #require(bob.user)
        let session = try await office.signIn(Office.attempt("bob@example.com"))
        try await office.service.changeRoles(of: user.id, to: [.viewer], edition: user.edition, by: admin)
        let now = try await office.identity(session.token)
        #expect(Authorisation.refusal(now, .manageUsers)?.code == .notAllowed)
    }

    @Test func `roles that somebody else changed meanwhile are not overwritten`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let user = try #require(try await office.hire("Bob", [.viewer], by: admin).user)
        try await office.service.changeRoles(of: user.id, to: [.responder], edition: user.edition, by: admin)
        let late = await refusal { () async throws(AccessRefusal) in
            try await office.service.changeRoles(of: user.id, to: [.approver], edition: user.edition, by: admin)
        }
        #expect(late == .conflict)
        // The same order sent again has come true already.
        try await office.service.changeRoles(of: user.id, to: [.responder], edition: user.edition, by: admin)
        #expect(try await office.service.user(user.id)?.roles == [.responder])
    }

    @Test func `signing in is no change that stands in an admin's way`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let bob = try await office.hire("Bob", [.viewer], by: admin)
        let user = try #require(bob.user)
        let (app, _, _) = try await office.addSecondFactor(bob)
        office.clock.move(.minutes(1))
        _ = try await office.signIn(Office.attempt("bob@example.com", code: office.code(app)))
        try await office.service.changeRoles(of: user.id, to: [.responder], edition: user.edition, by: admin)
    }

    @Test func `the last admin stays one, also when two leave at once`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let ada = try #require(admin.user)
        let demote = await refusal { () async throws(AccessRefusal) in
            try await office.service.changeRoles(of: ada.id, to: [.viewer], edition: ada.edition, by: admin)
        }
        let disable = await refusal { () async throws(AccessRefusal) in
            try await office.service.disable(ada.id, by: admin)
        }
        #expect(demote == .lastAdmin && disable == .lastAdmin)
        // Who was invited can't manage anybody yet.
        _ = try await office.service.invite(
            by: admin, name: "Cleo", email: "cleo@example.com", roles: [.admin], language: .english)
        let still = await refusal { () async throws(AccessRefusal) in
            try await office.service.disable(ada.id, by: admin)
        }
        #expect(still == .lastAdmin)
        let other = try await office.hire("Bob", [.admin], by: admin)
        let bob = try #require(other.user)
        let outcomes = await withTaskGroup(of: AccessRefusal.Code?.self) { group in
            for (id, identity) in [(ada.id, other), (bob.id, admin)] {
                group.addTask {
                    await refusal { () async throws(AccessRefusal) in
                        try await office.service.disable(id, by: identity)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 1)
        let active = try await office.service.read { reading throws(JournalError) in
            try reading.users().filter { $0.state == .active && $0.roles.contains(.admin) }
        }
        #expect(active.count == 1)
    }

    // MARK: New passwords

    @Test func `a code for a new password is good once, ends every session and leaves the second factor`()
        async throws
    {
        let office = try await Office()
        let admin = try await office.found()
        let bob = try await office.hire("Bob", [.viewer], by: admin)
        let (app, _, session) = try await office.addSecondFactor(bob)
        let id = try #require(bob.user).id
        let code = try await office.service.issueReset(of: id, by: admin)
        #expect(try await office.service.pendingCode(code.text, from: Office.place()).purpose == .newPassword)
        let new = Password("eight green herons wade")
        let weak = await refusal { () async throws(AccessRefusal) in
            try await office.service.setPassword(code: code.text, Password("bob@example.com"), from: Office.place())
        }
        #expect(weak == .passwordCommon)
        try await office.service.setPassword(code: code.text, new, from: Office.place())
        #expect(try await office.service.identify(session.token) == nil)
        let again = await refusal { () async throws(AccessRefusal) in
            try await office.service.setPassword(code: code.text, new, from: Office.place())
        }
        #expect(again == .codeVoid)
        office.clock.move(.minutes(1))
        guard case .codeNeeded = try await office.service.signIn(Office.attempt("bob@example.com", new)) else {
            throw Surprise("the second factor is gone")
        }
        _ = try await office.signIn(Office.attempt("bob@example.com", new, code: office.code(app)))
    }

    @Test func `somebody signs in with another address once they said so with their password`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let bob = try await office.hire("Bob", [.viewer], by: admin)
        func change(_ email: String, _ password: Password = Office.password) async -> AccessRefusal.Code? {
            await refusal { () async throws(AccessRefusal) in
                try await office.service.changeEmail(
                    of: bob, to: email, password: password, address: Office.place())
            }
        }
        #expect(await change("robert@example.com", Password("not the password at all")) == .wrongPassword)
        #expect(await change("robert") == .invalid)
        #expect(await change("ADA@example.com") == .emailTaken)
        #expect(await change("robert@example.com") == nil)
        #expect(await change("robert@example.com") == nil, "said twice is said once")
        office.clock.move(.minutes(2))
        _ = try await office.signIn(Office.attempt("Robert@example.com", Office.password))
        let old = await refusal { () async throws(AccessRefusal) in
            _ = try await office.service.signIn(Office.attempt("bob@example.com", Office.password))
        }
        #expect(old == .wrongPassword)
        let entries = try await office.entries.filter { $0.kind == "user.emailChanged" }
        #expect(entries.count == 1 && entries.first?.actor == bob.actor)
        // The old address is free again.
        _ = try await office.service.invite(
            by: admin, name: "Bob the second", email: "bob@example.com", roles: [.viewer], language: .english)
    }

    @Test func `two who take one address at once: one has it`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let bob = try await office.hire("Bob", [.viewer], by: admin)
        let eve = try await office.hire("Eve", [.viewer], by: admin)
        let service = office.service
        let results = await withTaskGroup(of: AccessRefusal.Code?.self) { group in
            for one in [bob, eve] {
                group.addTask {
                    do throws(AccessRefusal) {
                        try await service.changeEmail(
                            of: one, to: "both@example.com", password: Office.password, address: Office.place())
                        return nil
                    } catch {
                        return error.code
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count { $0 == nil } == 1 && results.contains(.emailTaken), "\(results)")
        let users = try await office.service.users(for: admin)
        #expect(users.count { $0.email.text == "both@example.com" } == 1)
    }

    @Test func `who has the data in hand gets an admin back in`() async throws {
        let office = try await Office()
        _ = try await office.addSecondFactor(try await office.found())
        let (_, code) = try await office.service.rescue(email: "ada@example.com")
        let new = Password("eight green herons wade")
        try await office.service.setPassword(code: code.text, new, from: Office.place())
        _ = try await office.signIn(Office.attempt("ada@example.com", new))
        let entry = try await office.entries.first { $0.kind == "user.resetIssued" }
        #expect(entry?.actor == "system:rescue")
    }

    // MARK: Tokens

    @Test func `a token may what it was given, until it is over`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let (token, secret) = try await office.service.issueToken(
            by: admin, name: "deploy", scopes: [.look, .declareAndUpdate], life: .days(30))
        let identity = try #require(try await office.service.identify(secret))
        #expect(identity.actor.rawValue == "token:\(token.id)")
        #expect(Authorisation.refusal(identity, .declareAndUpdate) == nil)
        #expect(Authorisation.refusal(identity, .manageUsers)?.code == .notAllowed)
        office.clock.move(.days(30))
        #expect(try await office.service.identify(secret) == nil)
    }

    @Test func `nobody gives a token more than they have, and it never has more than they have later`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let bob = try await office.hire("Bob", [.responder], by: admin)
        let wide = await refusal { () async throws(AccessRefusal) in
            try await office.service.issueToken(
                by: bob, name: "wide", scopes: [.look, .manageUsers], life: .days(1)
            ).token
        }
        #expect(wide == .notAllowed)
        let (_, secret) = try await office.service.issueToken(
            by: bob, name: "deploy", scopes: [.look, .declareAndUpdate], life: .days(1))
        let user = try #require(bob.user)
        try await office.service.changeRoles(of: user.id, to: [.viewer], edition: user.edition, by: admin)
        let identity = try #require(try await office.service.identify(secret))
        #expect(identity.rights == [.look])
        // What Bob's page still believes of him does not help.
        let stale = await refusal { () async throws(AccessRefusal) in
            try await office.service.issueToken(
                by: bob, name: "again", scopes: [.declareAndUpdate], life: .days(1)
            ).token
        }
        #expect(stale == .notAllowed)
    }

    @Test func `a token makes no tokens, no sessions and no admins`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let (_, secret) = try await office.service.issueToken(
            by: admin, name: "people", scopes: [.manageUsers], life: .days(1))
        let token = try #require(try await office.service.identify(secret))
        let issue = await refusal { () async throws(AccessRefusal) in
            try await office.service.issueToken(by: token, name: "more", scopes: [.look], life: .days(1)).token
        }
        #expect(issue == .personOnly)
        let password = await refusal { () async throws(AccessRefusal) in
            try await office.service.changePassword(
                of: token, current: Office.password, new: Password("eight green herons wade"),
                address: Office.place(), client: Office.client)
        }
        #expect(password == .personOnly)
        let invite = await refusal { () async throws(AccessRefusal) in
            try await office.service.invite(
                by: token, name: "Eve", email: "eve@example.com", roles: [.admin], language: .english
            ).user
        }
        #expect(invite == .notAllowed)
        let reset = await refusal { () async throws(AccessRefusal) in
            try await office.service.issueReset(of: require2(admin.user).id, by: token)
        }
        #expect(reset == .notAllowed)
    }

    @Test func `a revoked token and a disabled owner's are dead at once, on every node`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let bob = try await office.hire("Bob", [.responder], by: admin)
        let (one, first) = try await office.service.issueToken(by: bob, name: "one", scopes: [.look], life: .days(1))
        let (_, second) = try await office.service.issueToken(by: bob, name: "two", scopes: [.look], life: .days(1))
        let other = office.node()
        #expect(try await other.identify(first) != nil)
        let cleo = try await office.hire("Cleo", [.responder], by: admin)
        let theft = await refusal { () async throws(AccessRefusal) in try await office.service.revoke(one.id, by: cleo)
        }
        #expect(theft == .notAllowed)
        try await office.service.revoke(one.id, by: bob)
        #expect(try await other.identify(first) == nil)
        #expect(try await other.identify(second) != nil)
        let id = try #require(bob.user).id
        try await office.service.disable(id, by: admin)
        #expect(try await other.identify(second) == nil)
        try await office.service.enable(id, by: admin)
        #expect(try await other.identify(second) == nil)
    }

    @Test func `an order for a token that is sent twice is one token with one secret`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let issue: @Sendable () async throws(AccessRefusal) -> APITokenSecret = { () async throws(AccessRefusal) in
            try await office.service.issueToken(
                by: admin, name: "deploy", scopes: [.look], life: .days(1), key: Self.key
            ).secret
        }
        let secrets = try await withThrowingTaskGroup(of: APITokenSecret.self) { group in
            for _ in 0..<4 { group.addTask { try await issue() } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        office.clock.move(.minutes(1))
        #expect(try await secrets == [issue()])
        #expect(try await office.service.tokens(of: admin).count == 1)
    }

    @Test func `the journal hears of a token's use once a day`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let (_, secret) = try await office.service.issueToken(
            by: admin, name: "deploy", scopes: [.look], life: .days(30))
        for _ in 0..<20 {
            _ = try await office.service.identify(secret)
            office.clock.move(.hours(3))
        }
        #expect((2...3).contains(try await office.kinds().count { $0 == "token.used" }))
        #expect(try await office.service.allTokens(for: admin).first?.used != nil)
    }

    @Test func `there are bounds on tokens, their time and their scopes`() async throws {
        var rules = Office.cheap
        rules.tokensMost = 2
        let office = try await Office(rules)
        let admin = try await office.found()
        func issue(_ scopes: Set<Right> = [.look], _ life: TimeSpan = .days(1)) async -> AccessRefusal.Code? {
            await refusal { () async throws(AccessRefusal) in
                try await office.service.issueToken(by: admin, name: "t", scopes: scopes, life: life).token
            }
        }
        #expect(await issue([]) == .invalid)
        #expect(await issue([.look], .zero) == .invalid)
        #expect(await issue([.look], .days(400)) == .invalid)
        #expect(await issue() == nil)
        #expect(await issue() == nil)
        #expect(await issue() == .tooMany)
    }

    // MARK: Read models

    @Test func `read models made again from the journal are the same`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let bob = try await office.hire("Bob", [.responder], by: admin)
        let (_, codes, session) = try await office.addSecondFactor(bob)
        _ = try await office.service.issueToken(by: admin, name: "deploy", scopes: [.look], life: .days(1))
        _ = try await office.signIn(Office.attempt("bob@example.com", code: codes[0].text))
        try await office.service.signOut(session.token)
        let before = try await office.store.documentsDigest(AccessProjection.name)
        try await office.store.rebuild([AccessProjection.name]) { _, _ in }
        #expect(try await office.store.documentsDigest(AccessProjection.name) == before)
        for entry in try await office.entries {
            let fact = try #require(try AccessFact(entry))
            #expect(fact.draft == EntryDraft(stream: entry.stream, kind: entry.kind, body: entry.body))
        }
    }
}
