internal import Bytes
internal import Journal
package import Network
internal import Synchronization
package import Vocabulary

/// What somebody types who joins: the first admin with the setup code, others with their invitation's.
package struct Joining: Sendable {
    package var code: String
    package var name: String
    package var password: Password
    package var address: NetworkAddress
    package var client: ClientNote

    package init(code: String, name: String, password: Password, address: NetworkAddress, client: ClientNote) {
        self.code = code
        self.name = name
        self.password = password
        self.address = address
        self.client = client
    }
}

/// Whose code it is, and what for.
package struct PendingCode: Sendable, Hashable {
    package enum Purpose: Sendable {
        case invitation
        case newPassword
    }

    package var purpose: Purpose
    package var user: User
    package var until: Instant
}

extension AccessService {
    // MARK: The first run

    package func isSetUp() async throws(AccessRefusal) -> Bool {
        try await read { reading throws(JournalError) in try reading.isSetUp() }
    }

    /// The code with which the first admin is made, for the log; the same for as long as this program runs. Nil once there
    /// is one.
    package func setupCode() async throws(AccessRefusal) -> OneTimeCode? {
        guard try await !isSetUp() else { return nil }
        let made = OneTimeCode(bytes: surroundings.random(OneTimeCode.count))
        return memory.withLock { memory in
            let code = memory.setupCode ?? made
            memory.setupCode = code
            return code
        }
    }

    /// Makes the first admin.
    package func setUp(
        _ joining: Joining, email: String, language: Language
    ) async throws(AccessRefusal) -> OpenedSession {
        try admitCode(from: joining.address)
        guard try await !isSetUp() else { throw .setupOver }
        let right = memory.withLock { $0.setupCode }
        guard let right, let code = OneTimeCode(joining.code), code.isKept(as: right.digest) else {
            throw AccessRefusal(
                .codeVoid, "This is not the setup code. It stands in the log of this server's last start.")
        }
        guard let email = EmailAddress(email) else { throw .notEmail }
        guard let name = User.name(joining.name) else { throw .notName }
        let id = newUserID(surroundings.random(10))
        let user = User(id: id, name: name, email: email, roles: [.admin], language: language, state: .active)
        let account = Account(user: user, version: .none)
        if let refusal = joining.password.refusal(hints: account.hints) { throw refusal }
        let verifier = try await makeVerifier(joining.password)
        let profile = AccessFact.Profile(name: name, email: email, roles: user.roles, language: language)
        do throws(AccessRefusal) {
            let session = try await open(
                account, [.setupDone(id), .registered(id, profile, verifier)], joining.client,
                expecting: [StreamExpectation(stream: AccessFact.setupStream, version: .none)])
            memory.withLock { $0.setupCode = nil }
            signedIn(user, from: joining.address)
            return session
        } catch {
            throw error.code == .conflict ? .setupOver : error
        }
    }

    // MARK: Invitations and new passwords

    /// What a code is for, so that a page can greet whom it is for.
    package func pendingCode(_ code: String, from address: NetworkAddress) async throws(AccessRefusal) -> PendingCode {
        try admitCode(from: address)
        let account = try await account(code: code)
        guard let pending = account.pending else { throw .codeVoid }
        return PendingCode(
            purpose: account.user.state == .invited ? .invitation : .newPassword, user: account.user,
            until: pending.until)
    }

    /// An invited user comes, with a name and a password of their own.
    package func join(_ joining: Joining) async throws(AccessRefusal) -> OpenedSession {
        try requirePasswords()
        try admitCode(from: joining.address)
        let account = try await account(code: joining.code)
        guard account.user.state == .invited else { throw .codeVoid }
        guard let name = User.name(joining.name) else { throw .notName }
        if let refusal = joining.password.refusal(hints: account.hints + [name]) { throw refusal }
        let verifier = try await makeVerifier(joining.password)
        do throws(AccessRefusal) {
            var session = try await open(
                account, [.joined(account.user.id, name: name, verifier)], joining.client)
            session.user.name = name
            session.user.state = .active
            session.user.edition += 1
            signedIn(account.user, from: joining.address)
            return session
        } catch {
            throw error.code == .conflict ? .codeVoid : error
        }
    }

    /// Sets a new password with a code. All sessions end; whoever it was signs in as always, with the second factor.
    package func setPassword(
        code: String, _ password: Password, from address: NetworkAddress
    ) async throws(AccessRefusal) {
        try requirePasswords()
        try admitCode(from: address)
        let account = try await account(code: code)
        guard account.user.mayAct else { throw .codeVoid }
        if let refusal = password.refusal(hints: account.hints) { throw refusal }
        let verifier = try await makeVerifier(password)
        do throws(AccessRefusal) {
            try await record(
                [.passwordSet(account.user.id, verifier)], by: account.user.id.actor, after: [account])
        } catch {
            throw error.code == .conflict ? .codeVoid : error
        }
    }

    private func account(code: String) async throws(AccessRefusal) -> Account {
        let now = now()
        guard let code = OneTimeCode(code),
            let account = try await read({ reading throws(JournalError) in try reading.account(code: code) }),
            let pending = account.pending, now < pending.until
        else { throw .codeVoid }
        return account
    }
}

extension AccessRefusal {
    static let notEmail = AccessRefusal(.invalid, "This is no e-mail address; one looks like name@example.com.")
    static let emailTaken = AccessRefusal(.emailTaken, "Somebody with this address is a user already.")
    static let notName = AccessRefusal(
        .invalid, "A name has 1 to \(User.nameBytesMost) bytes, all of them visible.")
}
