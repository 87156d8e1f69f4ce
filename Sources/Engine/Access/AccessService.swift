internal import Bytes
package import Journal
internal import Synchronization
package import Vocabulary

/// Users, sessions and tokens over a journal store: reads what is, decides by the rules, records what follows.
///
/// It is asked by surfaces and asks nobody back. Every order says who gives it, and is refused here when that identity may
/// not, whatever the surface thought. A picture of the store is read for each question, so what one node revokes is void on
/// all of them from the next request on. Kept in memory are throttles, when sessions were last used, and the setup code.
package final class AccessService: Sendable {
    /// Time, chance, and threads that may block.
    package struct Surroundings: Sendable {
        package var now: @Sendable () -> Instant
        /// So many bytes that nobody can foretell.
        package var random: @Sendable (Int) -> [UInt8]
        package var passwords: PasswordWorker

        package init(
            now: @escaping @Sendable () -> Instant, random: @escaping @Sendable (Int) -> [UInt8],
            passwords: @escaping PasswordWorker
        ) {
            self.now = now
            self.random = random
            self.passwords = passwords
        }
    }

    struct Memory {
        var throttle: SignInThrottle
        var sessions = LastSeen<SessionID>()
        var setupCode: OneTimeCode?
    }

    /// How often a decision is taken anew when somebody else was faster.
    static let triesMost = 5

    let store: any JournalStore
    let key: SealingKey
    package let rules: AccessRules
    let surroundings: Surroundings
    let memory: Mutex<Memory>

    package init(
        store: any JournalStore, key: SealingKey, rules: AccessRules = AccessRules(), surroundings: Surroundings
    ) {
        self.store = store
        self.key = key
        self.rules = rules
        self.surroundings = surroundings
        memory = Mutex(Memory(throttle: SignInThrottle(rules.limits)))
    }

    func now() -> Instant { surroundings.now() }

    // MARK: The journal

    func read<Value: Sendable>(
        _ work: @escaping @Sendable (AccessReading) throws(JournalError) -> Value
    ) async throws(AccessRefusal) -> Value {
        do throws(JournalError) {
            return try await store.read { documents throws(JournalError) in try work(AccessReading(documents)) }
        } catch {
            throw .unavailable
        }
    }

    /// Records facts together. `after` are accounts that must still be as they were read.
    func record(
        _ facts: [AccessFact], by actor: Actor, after accounts: [Account] = [],
        expecting expectations: [StreamExpectation] = [], key: IdempotencyKey? = nil
    ) async throws(AccessRefusal) {
        let command = AppendCommand(
            actor: actor, instant: now(), drafts: facts.map(\.draft),
            expectations: expectations
                + accounts.map { StreamExpectation(stream: $0.user.id.stream, version: $0.version) },
            idempotencyKey: key)
        do throws(JournalError) {
            _ = try await store.append(command)
        } catch {
            switch error.code {
            case .versionConflict: throw .conflict
            case .idempotencyConflict:
                throw AccessRefusal(.keyReused, "This idempotency key was used before for another order.")
            // What the projection refuses came true between our reading and the append.
            case .refused:
                throw AccessRefusal(.conflict, error.message.prefix(1).uppercased() + error.message.dropFirst() + ".")
            default: throw .unavailable
            }
        }
    }

    /// Takes a decision about one account and records it, and takes it anew when somebody else was faster.
    func change(
        _ id: UserID, by actor: Actor, key: IdempotencyKey? = nil,
        _ decide: (Account) throws(AccessRefusal) -> [AccessFact]
    ) async throws(AccessRefusal) {
        for attempt in 1... {
            guard let account = try await read({ reading throws(JournalError) in try reading.account(id) }) else {
                throw .noUser
            }
            let facts = try decide(account)
            if facts.isEmpty { return }
            do throws(AccessRefusal) {
                return try await record(facts, by: actor, after: [account], key: key)
            } catch {
                guard error.code == .conflict, attempt < Self.triesMost else { throw error }
            }
        }
    }

    // MARK: Chance

    /// Bytes for a secret or a name. With an idempotency key they are the same each time for the same order by the same
    /// identity, so that it can be sent again and answered alike.
    func bytes(_ count: Int, _ purpose: String, key: IdempotencyKey?, by actor: Actor, about fields: [String])
        -> [UInt8]
    {
        guard let key else { return surroundings.random(count) }
        return self.key.derive(count, from: [purpose, key.rawValue, actor.rawValue] + fields)
    }

    func newUserID(_ bytes: [UInt8]) -> UserID { UserID(checked: Base32.encode(bytes).lowercased()) }

    // MARK: Passwords

    func isRight(_ password: Password, _ verifier: PasswordVerifier?) async throws(AccessRefusal) -> Bool {
        // Where there is no verifier, the same work is done for nothing.
        let work = PasswordWork.check(password, verifier ?? PasswordVerifier(standingInAt: rules.cost))
        switch await surroundings.passwords(work) {
        case .right: return verifier != nil
        case .wrong: return false
        case nil, .failed, .made: throw .busy
        }
    }

    func makeVerifier(_ password: Password) async throws(AccessRefusal) -> PasswordVerifier {
        let salt = surroundings.random(Argon2id.saltCount)
        guard case .made(let verifier) = await surroundings.passwords(.make(password, salt: salt, cost: rules.cost))
        else { throw .busy }
        return verifier
    }
}
