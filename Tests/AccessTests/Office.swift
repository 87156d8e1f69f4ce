import Bytes
import Foundation
import Journal
import Machine
import Network
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

@testable import Access

/// A clock that a test moves.
final class Clock: Sendable {
    private let instant = Mutex(Instant(seconds: 1_764_846_480))
    var now: Instant { instant.withLock { $0 } }
    func move(_ span: TimeSpan) { instant.withLock { $0 = $0 + span } }
}

/// A real journal with people who come and go.
final class Office: Sendable {
    static let client = ClientNote(address: "192.0.2.7", agent: "Browser/1.0")
    static let password = Password("seven brown otters swim")

    let store: SQLiteStore
    let service: AccessService
    let key: SealingKey
    let clock = Clock()
    private let folder: String

    /// Guesses cost next to nothing here, but in the tests that are about their cost.
    static var cheap: AccessRules {
        var rules = AccessRules()
        rules.cost = Argon2id.Cost(memory: 64, passes: 1)
        return rules
    }

    init(_ rules: AccessRules = cheap) async throws {
        folder = FileManager.default.temporaryDirectory.path + "/vigie-access-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try await SQLiteStore.open(path: folder + "/vigie.sqlite", projections: [AccessProjection()])
        key = try #require(SealingKey([UInt8](0..<32)))
        let clock = clock
        service = AccessService(
            store: store, key: key, rules: rules,
            surroundings: AccessService.Surroundings(now: { clock.now }, random: Entropy.bytes) { $0.run() })
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A second program on the same journal.
    func node(_ rules: AccessRules = cheap) -> AccessService {
        let clock = clock
        return AccessService(
            store: store, key: key, rules: rules,
            surroundings: AccessService.Surroundings(now: { clock.now }, random: Entropy.bytes) { $0.run() })
    }

    static func place(_ number: Int = 7) -> NetworkAddress {
        NetworkAddress(version4: 0xc000_0200 + UInt32(number))
    }

    // MARK: People

    /// The first admin, signed in.
    func found() async throws -> Identity {
        let code = try #require(try await service.setupCode())
        let session = try await service.setUp(
            Self.joining(code.text, "Ada"), email: "ada@example.com", language: .english)
        return try await identity(session.token)
    }

    /// Somebody with these roles, invited and signed in.
    func hire(_ name: String, _ roles: Set<Role>, by admin: Identity) async throws -> Identity {
        let (_, code) = try await service.invite(
            by: admin, name: name, email: name.lowercased() + "@example.com", roles: roles, language: .french)
        return try await identity(service.join(Self.joining(code.text, name)).token)
    }

    func identity(_ token: SessionToken) async throws -> Identity {
        try #require(try await service.identify(token))
    }

    static func joining(_ code: String, _ name: String, password: Password = password) -> Joining {
        Joining(code: code, name: name, password: password, address: place(), client: client)
    }

    static func attempt(
        _ email: String = "ada@example.com", _ password: Password = password, code: String? = nil, from number: Int = 7
    ) -> SignInAttempt {
        SignInAttempt(email: email, password: password, code: code, address: place(number), client: client)
    }

    func signIn(_ attempt: SignInAttempt = attempt()) async throws -> OpenedSession {
        guard case .signedIn(let session) = try await service.signIn(attempt) else {
            throw Surprise("a code was asked for")
        }
        return session
    }

    /// Sets up a second factor for somebody.
    func addSecondFactor(
        _ identity: Identity
    ) async throws -> (app: OneTimePassword, codes: [RecoveryCode], session: OpenedSession) {
        let enrolment = try await service.beginSecondFactor(
            of: identity, password: Self.password, address: Self.place())
        let secret = try #require(Base32.decode(enrolment.secret))
        let app = try #require(OneTimePassword(secret: secret))
        let (codes, session) = try await service.confirmSecondFactor(
            of: identity, note: enrolment.note, code: code(app), client: Self.client)
        return (app, codes, session)
    }

    /// What the app shows now, or some steps away.
    func code(_ app: OneTimePassword, steps: Int64 = 0) -> String {
        app.code(step: OneTimePassword.step(at: clock.now) + steps)
    }

    var entries: [Entry] {
        get async throws {
            var entries: [Entry] = []
            while true {
                let more = try await store.entries(after: Position(Int64(entries.count)), limit: 1_000)
                if more.isEmpty { return entries }
                entries += more
            }
        }
    }

    func kinds() async throws -> [String] { try await entries.map(\.kind.rawValue) }
}

struct Surprise: Error {
    var message: String
    init(_ message: String) { self.message = message }
}

/// The code with which `work` is refused; nil when it is not.
func refusal<Value: Sendable>(
    _ work: () async throws(AccessRefusal) -> Value
) async -> AccessRefusal.Code? {
    do throws(AccessRefusal) {
        _ = try await work()
        return nil
    } catch {
        return error.code
    }
}
