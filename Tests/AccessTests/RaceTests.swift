import Journal
import Machine
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

@testable import Access

/// What changes between a look and the deed that follows on it.
@Suite struct RaceTests {
    /// A service on the office's journal where something happens while a password is looked at, once.
    private static func service(
        _ office: Office, meanwhile: @escaping @Sendable () async -> Void
    ) -> AccessService {
        let clock = office.clock
        let due = Due()
        return AccessService(
            store: office.store, key: office.key, rules: Office.cheap,
            surroundings: AccessService.Surroundings(
                now: { clock.now }, random: Entropy.bytes,
                passwords: { work in
                    let outcome = work.run()
                    if due.take() { await meanwhile() }
                    return outcome
                }))
    }

    private final class Due: Sendable {
        private let isDue = Mutex(true)
        func take() -> Bool {
            isDue.withLock { due in
                defer { due = false }
                return due
            }
        }
    }

    @Test func `a password that is changed while it is looked at opens nothing`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let service = Self.service(office) {
            _ = try? await office.service.changePassword(
                of: admin, current: Office.password, new: Password("eight green herons wade"),
                address: Office.place(), client: Office.client)
        }
        let code = await refusal { () async throws(AccessRefusal) in try await service.signIn(Office.attempt()) }
        #expect(code == .wrongPassword)
        #expect(try await office.kinds().count { $0 == "session.opened" } == 2)
    }

    @Test func `a user who is disabled while the password is looked at stays outside`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let id = try #require(try await office.hire("Bob", [.viewer], by: admin).user).id
        let service = Self.service(office) { try? await office.service.disable(id, by: admin) }
        let code = await refusal { () async throws(AccessRefusal) in
            try await service.signIn(Office.attempt("bob@example.com"))
        }
        #expect(code == .wrongPassword)
    }

    @Test func `a second factor that is set up while the password is looked at is asked for`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let service = Self.service(office) { _ = try? await office.addSecondFactor(admin) }
        guard case .codeNeeded = try await service.signIn(Office.attempt()) else {
            throw Surprise("the password alone was enough")
        }
    }

    @Test func `somebody who signs in while the password is looked at is in nobody's way`() async throws {
        let office = try await Office()
        let (_, codes, _) = try await office.addSecondFactor(try await office.found())
        let service = Self.service(office) { _ = try? await office.signIn(Office.attempt(code: codes[0].text)) }
        guard case .signedIn = try await service.signIn(Office.attempt(code: codes[1].text)) else {
            throw Surprise("a code was asked for")
        }
    }

    @Test func `two who have one code for a new password set one`() async throws {
        let office = try await Office()
        let admin = try await office.found()
        let id = try #require(try await office.hire("Bob", [.viewer], by: admin).user).id
        let code = try await office.service.issueReset(of: id, by: admin)
        let passwords = [Password("eight green herons wade"), Password("nine grey whales sing")]
        let service = Self.service(office) {
            try? await office.service.setPassword(code: code.text, passwords[0], from: Office.place())
        }
        let late = await refusal { () async throws(AccessRefusal) in
            try await service.setPassword(code: code.text, passwords[1], from: Office.place())
        }
        #expect(late == .codeVoid)
        _ = try await office.signIn(Office.attempt("bob@example.com", passwords[0]))
    }

    // MARK: What the journal itself refuses

    private static let id = UserID(checked: "u1")
    private static let digest = OneTimeCode(bytes: [UInt8](0..<20)).digest

    private static func profile(_ email: String, _ roles: Set<Role> = [.viewer]) throws -> AccessFact.Profile {
        AccessFact.Profile(
            name: "Bob", email: try #require(EmailAddress(email)), roles: roles, language: .english)
    }

    private static func session(_ user: UserID, _ number: UInt8) -> AccessFact {
        let token = SessionToken(bytes: [UInt8](repeating: number, count: 32))
        return .sessionOpened(
            token.id,
            AccessFact.SessionRecord(user: user, digest: token.digest, life: .days(1), client: Office.client))
    }

    @Test func `the journal takes nothing that must never be, whoever asks`() async throws {
        let office = try await Office()
        let verifier = try #require(
            PasswordVerifier(of: Office.password, salt: [UInt8](0..<16), cost: Office.cheap.cost))
        let other = UserID(checked: "u2")
        func append(_ facts: AccessFact...) async throws -> JournalError.Code? {
            do throws(JournalError) {
                _ = try await office.store.append(
                    AppendCommand(actor: "system:test", instant: office.clock.now, drafts: facts.map(\.draft)))
                return nil
            } catch {
                return error.code
            }
        }
        let code = AccessFact.CodeRecord(digest: Self.digest, life: .days(1))
        #expect(try await append(.disabled(Self.id)) == .refused)
        #expect(try await append(Self.session(Self.id, 1)) == .refused)
        #expect(
            try await append(.setupDone(Self.id), .registered(Self.id, Self.profile("a@b.c", [.admin]), verifier))
                == nil)
        #expect(try await append(.setupDone(other)) == .refused)
        #expect(try await append(.registered(Self.id, Self.profile("x@b.c"), verifier)) == .refused)
        #expect(try await append(.registered(other, Self.profile("A@B.C"), verifier)) == .refused)
        #expect(try await append(.invited(Self.id, Self.profile("a@b.c"), code)) == .refused)
        #expect(try await append(.rolesChanged(Self.id, [.viewer])) == .refused)
        #expect(try await append(.disabled(Self.id)) == .refused)
        #expect(try await append(Self.session(Self.id, 1)) == nil)
        #expect(try await append(Self.session(Self.id, 1)) == .refused)
        #expect(try await append(.totpUsed(Self.id, step: 5)) == .refused)
        #expect(try await append(.totpEnabled(Self.id, sealed: [1], recovery: [Self.digest])) == nil)
        #expect(try await append(.totpUsed(Self.id, step: 5)) == nil)
        #expect(try await append(.totpUsed(Self.id, step: 5)) == .refused)
        #expect(try await append(.totpUsed(Self.id, step: 4)) == .refused)
        #expect(try await append(.recoveryCodeUsed(Self.id, Self.digest)) == nil)
        #expect(try await append(.recoveryCodeUsed(Self.id, Self.digest)) == .refused)
        #expect(try await append(.invited(other, Self.profile("d@e.f"), code)) == nil)
        #expect(try await append(.resetIssued(other, code)) == .refused)
        #expect(try await append(Self.session(other, 2)) == .refused)
        #expect(try await append(.joined(other, name: "Bob", verifier)) == nil)
        #expect(try await append(.joined(other, name: "Eve", verifier)) == .refused)
        #expect(try await append(.subjectLinked(Self.id, Self.digest)) == nil)
        #expect(try await append(.subjectLinked(other, Self.digest)) == .refused)
        #expect(try await append(.disabled(other)) == nil)
        #expect(try await append(Self.session(other, 3)) == .refused)
        let third = UserID(checked: "u3")
        #expect(try await append(.invited(third, Self.profile("g@h.i"), code)) == nil)
        office.clock.move(.days(1))
        #expect(try await append(.joined(third, name: "Late", verifier)) == .refused)
    }

    @Test func `an entry that can't be read is refused, and words of a later release grant nothing`() async throws {
        let office = try await Office()
        func append(_ kind: EntryKind, _ body: String) async -> JournalError.Code? {
            do throws(JournalError) {
                _ = try await office.store.append(
                    AppendCommand(
                        actor: "system:test", instant: office.clock.now,
                        drafts: [EntryDraft(stream: Self.id.stream, kind: kind, body: Array(body.utf8))]))
                return nil
            } catch {
                return error.code
            }
        }
        let person = #""name":"Bob","email":"a@b.c","language":"en""#
        #expect(await append("user.registered", "{}") == .refused)
        #expect(await append("user.registered", #"{\#(person),"roles":["viewer"],"password":"plain"}"#) == .refused)
        #expect(await append("user.registered", #"{\#(person),"roles":["viewer","emperor"]}"#) == nil)
        #expect(await append("user.somethingLater", "{}") == nil)
        #expect(try await office.service.user(Self.id)?.roles == [.viewer])
        // Nor does what it can't read stand in the way of what it can do.
        _ = try await office.service.rescue(email: "a@b.c")
    }
}
