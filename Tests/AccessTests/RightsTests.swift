import Journal
import Testing
import Vocabulary

@testable import Access

@Suite struct RightsTests {
    /// The table of docs/access.md.
    static let table: [(Right, Set<Role>)] = [
        (.look, [.viewer, .responder, .communicator, .approver, .admin]),
        (.declareAndUpdate, [.responder, .communicator, .admin]),
        (.publishSentence, [.responder, .communicator, .approver, .admin]),
        (.proposeText, [.responder, .communicator, .approver, .admin]),
        (.approveText, [.approver, .admin]),
        (.manageSources, [.responder, .communicator, .admin]),
        (.readAlerts, [.responder, .communicator, .admin]),
        (.manageAlerts, [.admin]),
        (.manageCatalogue, [.admin]),
        (.manageSubscribers, [.communicator, .admin]),
        (.manageAgents, [.admin]),
        (.manageUsers, [.admin]),
        (.readAudit, [.approver, .admin]),
        (.report, [.responder, .communicator, .admin]),
    ]

    @Test(arguments: table)
    func `a right is granted by the roles of the table and by no other`(right: Right, roles: Set<Role>) {
        #expect(Set(Role.allCases.filter { $0.grants(right) }) == roles)
    }

    @Test func `the table has every right`() {
        #expect(Set(Self.table.map(\.0)) == Set(Right.allCases))
    }

    @Test func `several roles grant what any of them grants`() {
        let roles: Set<Role> = [.responder, .approver]
        #expect(roles.grants(.approveText) && roles.grants(.declareAndUpdate) && !roles.grants(.manageUsers))
        #expect(Set<Role>().rights.isEmpty)
    }

    private static func user(_ roles: Set<Role>, _ state: User.State = .active) throws -> User {
        User(
            id: UserID(checked: "u1"), name: "Bob", email: try #require(EmailAddress("bob@example.com")), roles: roles,
            language: .english, state: state)
    }

    private static func token(_ scopes: Set<Right>) -> APIToken {
        let secret = APITokenSecret(bytes: [UInt8](repeating: 1, count: 32))
        return APIToken(
            id: secret.id, name: "deploy", owner: UserID(checked: "u1"), digest: secret.digest, scopes: scopes,
            issued: Instant(seconds: 0), until: Instant(seconds: 1))
    }

    @Test func `nobody may nothing`() {
        for right in Right.allCases {
            #expect(Authorisation.refusal(nil, right)?.code == .notSignedIn)
        }
    }

    @Test(arguments: Right.allCases, Role.allCases)
    func `a person may what one of their roles grants, while they may act`(right: Right, role: Role) throws {
        let session = SessionID(checked: "s1")
        let refusal = Authorisation.refusal(.person(try Self.user([role]), session), right)
        #expect(refusal?.code == (role.grants(right) ? nil : .notAllowed))
        for state in [User.State.disabled, .invited] {
            #expect(Authorisation.refusal(.person(try Self.user([role], state), session), right)?.code == .notAllowed)
        }
    }

    @Test(arguments: Right.allCases)
    func `a token may what its scopes and its owner's roles both allow`(right: Right) throws {
        let scopes: Set<Right> = [.look, .declareAndUpdate, .manageUsers]
        let refusal = Authorisation.refusal(.token(Self.token(scopes), owner: try Self.user([.responder])), right)
        #expect((refusal == nil) == [.look, .declareAndUpdate].contains(right))
        let dead = Identity.token(Self.token(scopes), owner: try Self.user([.admin], .disabled))
        #expect(Authorisation.refusal(dead, right)?.code == .notAllowed)
    }

    @Test(arguments: [true, false])
    func `what has no name of a person may all but manage users, and beside users is no second person`(
        besideUsers: Bool
    ) {
        let barred: Set<Right> = besideUsers ? [.manageUsers, .approveText] : [.manageUsers]
        for identity in [Identity.accessToken(besideUsers: besideUsers), .thisMachine(besideUsers: besideUsers)] {
            for right in Right.allCases {
                #expect(
                    Authorisation.refusal(identity, right)?.code == (barred.contains(right) ? .notAllowed : nil))
            }
        }
        let refusal = Authorisation.refusal(.accessToken(besideUsers: true), .approveText)
        #expect(refusal?.message.contains("A second person has a name: sign in to the console") == true)
    }

    @Test func `the journal gets a name for everybody`() throws {
        #expect(Identity.person(try Self.user([.viewer]), SessionID(checked: "s")).actor == "person:u1")
        #expect(Identity.accessToken(besideUsers: true).actor == "token:access")
        #expect(Identity.thisMachine(besideUsers: true).actor == "person:this-machine")
        let token = Self.token([.look])
        let program = Identity.token(token, owner: try Self.user([.viewer]))
        #expect(program.actor.rawValue == "token:\(token.id)")
        #expect(program.person == "person:u1")
        #expect(Identity.accessToken(besideUsers: true).person == "token:access")
    }
}
