import Journal
import StoreSQLite
import Testing
import Vocabulary
@testable import Access

/// How somebody becomes a user, and that nobody does twice.
@Suite struct InvitationTests {
    private static let key = IdempotencyKey("order-1")

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
}
