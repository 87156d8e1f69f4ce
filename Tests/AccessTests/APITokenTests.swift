import Journal
import StoreSQLite
import Testing
import Vocabulary
@testable import Access

/// What a token may, for how long, and who may give one.
@Suite struct APITokenTests {
    private static let key = IdempotencyKey("order-1")

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
}
