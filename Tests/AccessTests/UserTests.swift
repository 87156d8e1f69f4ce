import Journal
import StoreSQLite
import Testing
import Vocabulary

@testable import Access

@Suite struct UserTests {
    // MARK: Who is alone

    @Test func `whoever is the only one who may agree is alone, until somebody else is asked`() async throws {
        let office = try await Office()
        #expect(await office.service.isAlone(.thisMachine(besideUsers: false)))
        let admin = try await office.found()
        #expect(await office.service.isAlone(admin))
        // Without a name nobody is alone where people work.
        #expect(await !office.service.isAlone(.thisMachine(besideUsers: true)))
        #expect(await !office.service.isAlone(.accessToken(besideUsers: true)))
        let responder = try await office.hire("Rosa", [.responder], by: admin)
        #expect(await office.service.isAlone(admin), "who may not agree is no company")
        #expect(await !office.service.isAlone(responder))
        let invited = try await office.service.invite(
            by: admin, name: "Sven", email: "sven@example.com", roles: [.approver], language: .english
        ).user
        #expect(await !office.service.isAlone(admin), "who is invited is to be asked")
        try await office.service.disable(invited.id, by: admin)
        #expect(await office.service.isAlone(admin))
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
