internal import Bytes
package import Journal
package import Network
internal import Synchronization
package import Vocabulary

/// A second factor that is being set up: shown once, and nothing is kept of it until its first code came.
package struct SecondFactorEnrolment: Sendable, CustomStringConvertible, CustomReflectable {
    /// For people who type.
    package var secret: String
    /// For a picture that an app reads.
    package var address: String
    /// For a hidden field of the form that asks for the first code.
    package var note: String

    package var description: String { "‹secret›" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What somebody does to their own account. Each needs a session; what changes how one signs in needs the password again,
/// so that a browser left alone does not give the account away.
extension AccessService {
    package func changeProfile(
        of identity: Identity, name: String, language: Language, key: IdempotencyKey? = nil
    ) async throws(AccessRefusal) {
        let user = try person(identity)
        guard let name = User.name(name) else { throw .notName }
        try await change(user.id, by: identity.actor, key: key) { account throws(AccessRefusal) in
            if account.user.name == name, account.user.language == language { return [] }
            return [.profileChanged(user.id, name: name, language)]
        }
    }

    /// Another address to sign in with. Sessions stay; a code that waits stays good.
    package func changeEmail(
        of identity: Identity, to text: String, password: Password, address: NetworkAddress
    ) async throws(AccessRefusal) {
        let account = try await confirm(identity, password, address)
        guard let email = EmailAddress(text) else { throw .notEmail }
        guard email.text != account.user.email.text else { return }
        let known = try await read { reading throws(JournalError) in try reading.account(email: email) }
        guard known == nil || known?.user.id == account.user.id else { throw .emailTaken }
        do throws(AccessRefusal) {
            try await record([.emailChanged(account.user.id, email)], by: identity.actor, after: [account])
        } catch {
            // Two who take one address at once: the journal lets one of them.
            let now = try await read { reading throws(JournalError) in try reading.account(email: email) }
            throw now.map { $0.user.id != account.user.id } ?? false ? .emailTaken : error
        }
    }

    /// All sessions end, and the one given back takes their place.
    package func changePassword(
        of identity: Identity, current: Password, new: Password, address: NetworkAddress, client: ClientNote
    ) async throws(AccessRefusal) -> OpenedSession {
        try requirePasswords()
        let account = try await confirm(identity, current, address)
        if let refusal = new.refusal(hints: account.hints) { throw refusal }
        if new == current {
            throw AccessRefusal(.invalid, "The new password is the old one.")
        }
        let verifier = try await makeVerifier(new)
        return try await open(account, [.passwordSet(account.user.id, verifier)], client)
    }

    // MARK: The second factor

    package func beginSecondFactor(
        of identity: Identity, password: Password, address: NetworkAddress
    ) async throws(AccessRefusal) -> SecondFactorEnrolment {
        let account = try await confirm(identity, password, address)
        guard account.secondFactor == nil else { throw .hasSecondFactor }
        let secret = surroundings.random(OneTimePassword.count)
        guard let password = OneTimePassword(secret: secret) else { throw .unavailable }
        let note = SealedNote(
            user: account.user.id, epoch: account.epoch, until: now() + rules.enrolmentLife, content: secret)
        return SecondFactorEnrolment(
            secret: password.text, address: password.address(account: account.user.email.text, issuer: rules.issuer),
            note: note.seal(.enrolment, key: key, random: surroundings.random))
    }

    /// Takes the first code, and gives back the recovery codes, once. All other sessions end.
    package func confirmSecondFactor(
        of identity: Identity, note: String, code: String, client: ClientNote
    ) async throws(AccessRefusal) -> (codes: [RecoveryCode], session: OpenedSession) {
        let user = try person(identity)
        let account = try await account(user.id)
        guard note.utf8.count <= 2_000,
            let note = SealedNote.open(note, .enrolment, key: key, now: now()),
            note.user == user.id, note.epoch == account.epoch, let password = OneTimePassword(secret: note.content)
        else {
            throw AccessRefusal(.codeVoid, "This took too long, or the account changed. Begin again with a new secret.")
        }
        guard account.secondFactor == nil else { throw .hasSecondFactor }
        try admitSecondStep(account)
        let digits = code.filter { $0 != " " }
        guard let step = password.step(of: digits, now: now(), after: nil) else { throw .wrongCode }
        let codes = newRecoveryCodes()
        let sealed = key.seal(note.content, .secondFactor, for: user.id.rawValue, random: surroundings.random)
        var session = try await open(
            account,
            [
                .totpEnabled(user.id, sealed: sealed, recovery: codes.map(\.digest)), .totpUsed(user.id, step: step),
            ], client)
        session.user.hasSecondFactor = true
        return (codes, session)
    }

    /// Needs the password and a code, of either kind.
    package func removeSecondFactor(
        of identity: Identity, password: Password, code: String, address: NetworkAddress, client: ClientNote
    ) async throws(AccessRefusal) -> OpenedSession {
        let account = try await confirm(identity, password, address)
        _ = try use(code, account)
        var session = try await open(account, [.totpDisabled(account.user.id)], client)
        session.user.hasSecondFactor = false
        return session
    }

    /// New recovery codes; the old ones are void.
    package func replaceRecoveryCodes(
        of identity: Identity, password: Password, code: String, address: NetworkAddress
    ) async throws(AccessRefusal) -> [RecoveryCode] {
        let account = try await confirm(identity, password, address)
        let used = try use(code, account)
        let codes = newRecoveryCodes()
        try await record(
            [used, .recoveryCodesReplaced(account.user.id, codes.map(\.digest))], by: identity.actor, after: [account])
        return codes
    }

    // MARK: Sessions

    /// One's own sessions that are open, the latest first, with when they were last used.
    package func sessions(of identity: Identity) async throws(AccessRefusal) -> [Session] {
        try await openSessions(of: person(identity).id)
    }

    /// Ends one of one's own sessions. It does not matter whether it is there.
    package func revoke(_ session: SessionID, of identity: Identity) async throws(AccessRefusal) {
        let user = try person(identity)
        try await end([session], of: user.id, by: identity.actor)
    }

    /// Ends all of one's own sessions but this one.
    package func revokeOtherSessions(of identity: Identity) async throws(AccessRefusal) {
        guard case .person(let user, let current) = identity else { throw .personOnly }
        let others = try await openSessions(of: user.id).map(\.id).filter { $0 != current }
        try await end(others, of: user.id, by: identity.actor)
    }

    // MARK: Parts

    func person(_ identity: Identity) throws(AccessRefusal) -> User {
        guard case .person(let user, _) = identity, user.mayAct else { throw .personOnly }
        return user
    }

    func account(_ id: UserID) async throws(AccessRefusal) -> Account {
        guard let account = try await read({ reading throws(JournalError) in try reading.account(id) }) else {
            throw .noUser
        }
        return account
    }

    func openSessions(of user: UserID) async throws(AccessRefusal) -> [Session] {
        let now = now()
        let sessions = try await read { reading throws(JournalError) in try reading.sessions(of: user) }
        return memory.withLock { memory in
            sessions.compactMap { session in
                var session = session
                session.seen = memory.sessions.last(session.id, journaled: session.seen)
                return session.isOpen(now: now, idle: rules.sessionIdle, seen: session.seen) ? session : nil
            }
        }
    }

    /// Ends those of the sessions that are this user's.
    func end(_ sessions: [SessionID], of user: UserID, by actor: Actor) async throws(AccessRefusal) {
        let own = try await read { reading throws(JournalError) in try reading.sessions(of: user).map(\.id) }
        let ends = sessions.filter { own.contains($0) }
        if ends.isEmpty { return }
        try await record(ends.map { .sessionRevoked($0, .revoked) }, by: actor)
        memory.withLock { memory in for id in ends { memory.sessions.forget(id) } }
    }

    /// The account, when the password is right. Guesses count as those at the door do.
    private func confirm(
        _ identity: Identity, _ password: Password, _ address: NetworkAddress
    ) async throws(AccessRefusal) -> Account {
        let user = try person(identity)
        let account = try await account(user.id)
        let wait = memory.withLock {
            $0.throttle.admit(account: account.user.email.text, from: address, now: now())
        }
        if let wait { throw .throttled(wait) }
        guard account.user.mayAct, try await isRight(password, account.verifier) else {
            throw AccessRefusal(.wrongPassword, "The password is not right.")
        }
        memory.withLock { $0.throttle.succeeded(account: account.user.email.text, from: address) }
        return account
    }

    private func use(_ code: String, _ account: Account) throws(AccessRefusal) -> AccessFact {
        guard account.secondFactor != nil else {
            throw AccessRefusal(.invalid, "This account has no second factor.")
        }
        try admitSecondStep(account)
        guard let fact = SignInRule.use(code, account, key: key, now: now()) else { throw .wrongCode }
        return fact
    }

    private func newRecoveryCodes() -> [RecoveryCode] {
        (0..<RecoveryCode.atATime).map { _ in RecoveryCode(bytes: surroundings.random(RecoveryCode.count)) }
    }
}

extension AccessRefusal {
    static let personOnly = AccessRefusal(
        .personOnly, "This needs a person who is signed in; a token can't do it.")
    static let hasSecondFactor = AccessRefusal(
        .conflict, "This account has a second factor already. Remove it first.")
}
