internal import Journal
package import Network
internal import Synchronization
package import Vocabulary

/// Somebody who wants to be let in, with what they typed.
package struct SignInAttempt: Sendable {
    package var email: String
    package var password: Password
    /// A code of the second factor, where the form has a field for it.
    package var code: String?
    package var address: NetworkAddress
    package var client: ClientNote
    /// The session that the browser had until now; it ends.
    package var replacing: SessionToken?

    package init(
        email: String, password: Password, code: String? = nil, address: NetworkAddress, client: ClientNote,
        replacing: SessionToken? = nil
    ) {
        self.email = email
        self.password = password
        self.code = code
        self.address = address
        self.client = client
        self.replacing = replacing
    }
}

/// A session that was opened now. Its token is new, whatever the browser had before.
package struct OpenedSession: Sendable {
    package var token: SessionToken
    package var user: User
    package var until: Instant
}

package enum SignInOutcome: Sendable {
    case signedIn(OpenedSession)
    /// The password was right; ask for a code, and hand both to ``AccessService/finishSignIn(_:code:address:client:)``.
    case codeNeeded(SignInChallenge)
}

extension AccessService {
    // MARK: Who asks

    /// Whose session this is; nil when there is none, it is over, or its user may do nothing.
    package func identify(_ token: SessionToken) async throws(AccessRefusal) -> Identity? {
        let now = now()
        guard
            let (session, account) = try await read({ reading throws(JournalError) in try reading.session(token) }),
            account.user.mayAct
        else { return nil }
        let seen = memory.withLock { $0.sessions.last(session.id, journaled: session.seen) }
        guard session.isOpen(now: now, idle: rules.sessionIdle, seen: seen) else { return nil }
        memory.withLock { $0.sessions.note(session.id, now: now) }
        if now - session.seen >= rules.noteEvery {
            await note(.sessionSeen(session.id), every: rules.noteEvery, by: account.user.id.actor, now: now)
        }
        return .person(account.user, session.id)
    }

    /// Whose token this is; nil when there is none, it is over, or its owner may do nothing.
    package func identify(_ secret: APITokenSecret) async throws(AccessRefusal) -> Identity? {
        let now = now()
        guard let (token, owner) = try await read({ reading throws(JournalError) in try reading.token(secret) }),
            now < token.until, owner.user.mayAct
        else { return nil }
        if token.used.map({ now - $0 >= .days(1) }) ?? true {
            await note(.tokenUsed(token.id), every: .days(1), by: Actor("token:" + token.id.rawValue), now: now)
        }
        return .token(token, owner: owner.user)
    }

    /// Tells the journal of a use, once for each span, whoever comes at once. That it can't is no reason to turn somebody
    /// away.
    private func note(_ fact: AccessFact, every span: TimeSpan, by actor: Actor, now: Instant) async {
        let number = now.microseconds / span.microseconds
        try? await record([fact], by: actor, key: IdempotencyKey("\(fact.kind):\(fact.stream.id):\(number)"))
    }

    // MARK: Signing in and out

    package func signIn(_ attempt: SignInAttempt) async throws(AccessRefusal) -> SignInOutcome {
        try requirePasswords()
        let wait = memory.withLock {
            $0.throttle.admit(account: attempt.email, from: attempt.address, now: now())
        }
        if let wait { throw .throttled(wait) }
        for number in 1... {
            let email = EmailAddress(attempt.email)
            let account = try await read { reading throws(JournalError) in
                // What is no address is looked for all the same, so that it takes as long.
                try reading.account(email: email ?? EmailAddress.nobody)
            }
            let isRight = try await isRight(attempt.password, account?.verifier)
            do throws(AccessRefusal) {
                return try await letIn(account, isRight, attempt)
            } catch {
                // The account changed while the password was looked at.
                guard error.code == .conflict, number < Self.triesMost else { throw error }
            }
        }
        throw .conflict
    }

    private func letIn(
        _ account: Account?, _ passwordIsRight: Bool, _ attempt: SignInAttempt
    ) async throws(AccessRefusal) -> SignInOutcome {
        if let account, passwordIsRight, account.user.mayAct, account.secondFactor != nil, attempt.code != nil {
            try admitSecondStep(account)
        }
        let decision = SignInRule.decide(
            account, passwordIsRight: passwordIsRight, code: attempt.code, key: key, now: now())
        guard let account else { throw .wrongPassword }
        switch decision {
        case .refused: throw .wrongPassword
        case .wrongCode: throw .wrongCode
        case .codeNeeded:
            return .codeNeeded(SignInChallenge(account, key: key, now: now(), random: surroundings.random))
        case .letIn(let used):
            var facts = used.map { [$0] } ?? []
            if let verifier = account.verifier, verifier.isWeaker(than: rules.cost) {
                facts.append(.passwordRehashed(account.user.id, try await makeVerifier(attempt.password)))
            }
            let session = try await open(account, facts, attempt.client, replacing: attempt.replacing)
            signedIn(account.user, from: attempt.address)
            return .signedIn(session)
        }
    }

    /// The second step, for somebody whose password was right a moment ago.
    package func finishSignIn(
        _ challenge: SignInChallenge, code: String, address: NetworkAddress, client: ClientNote,
        replacing: SessionToken? = nil
    ) async throws(AccessRefusal) -> OpenedSession {
        try requirePasswords()
        for number in 1... {
            let started = AccessRefusal(.notSignedIn, "This took too long, or the account changed. Sign in again.")
            guard let note = challenge.open(key: key, now: now()),
                let account = try await read({ reading throws(JournalError) in try reading.account(note.user) }),
                account.epoch == note.epoch
            else { throw started }
            if number == 1 { try admitSecondStep(account) }
            switch SignInRule.secondStep(account, code: code, key: key, now: now()) {
            case .refused: throw started
            case .codeNeeded, .wrongCode: throw .wrongCode
            case .letIn(let used):
                do throws(AccessRefusal) {
                    let session = try await open(account, used.map { [$0] } ?? [], client, replacing: replacing)
                    signedIn(account.user, from: address)
                    return session
                } catch {
                    guard error.code == .conflict, number < Self.triesMost else { throw error }
                }
            }
        }
        throw .conflict
    }

    package func signOut(_ token: SessionToken) async throws(AccessRefusal) {
        guard let (session, account) = try await read({ reading throws(JournalError) in try reading.session(token) })
        else { return }
        try await record([.sessionRevoked(session.id, .signedOut)], by: account.user.id.actor)
        memory.withLock { $0.sessions.forget(session.id) }
    }

    // MARK: Parts

    /// Opens a session in one transaction with what else is to be recorded, when the account is still what it was.
    func open(
        _ account: Account, _ facts: [AccessFact], _ client: ClientNote, replacing: SessionToken? = nil,
        expecting expectations: [StreamExpectation] = []
    ) async throws(AccessRefusal) -> OpenedSession {
        let token = SessionToken(bytes: surroundings.random(SessionToken.count))
        let user = account.user.id
        let (sessions, replaced) = try await read { reading throws(JournalError) in
            (
                try reading.sessions(of: user),
                try replacing.flatMap { token throws(JournalError) in try reading.session(token) }
            )
        }
        let isEnding = facts.contains { $0.endsSessions }
        var ends = isEnding ? [] : sessions.dropFirst(rules.sessionsMost - 1).map(\.id)
        if let replaced, !ends.contains(replaced.0.id), !(isEnding && replaced.0.user == user) {
            ends.append(replaced.0.id)
        }
        let now = now()
        let record = AccessFact.SessionRecord(
            user: user, digest: token.digest, life: rules.sessionLife, client: client)
        // An account that has no version yet is made by the facts themselves.
        try await self.record(
            facts + ends.map { .sessionRevoked($0, .replaced) } + [.sessionOpened(token.id, record)], by: user.actor,
            after: account.version == .none ? [] : [account], expecting: expectations)
        return OpenedSession(token: token, user: account.user, until: now + rules.sessionLife)
    }

    func admitSecondStep(_ account: Account) throws(AccessRefusal) {
        let wait = memory.withLock { $0.throttle.admitSecondStep(of: account.user.id, now: now()) }
        if let wait { throw .throttled(wait) }
    }

    func requirePasswords() throws(AccessRefusal) {
        guard rules.allowsPasswords else { throw .passwordsOff }
    }

    func admitReturn(from address: NetworkAddress) throws(AccessRefusal) {
        let wait = memory.withLock { $0.throttle.admitReturn(from: address, now: now()) }
        if let wait { throw .throttled(wait) }
    }

    func admitCode(from address: NetworkAddress) throws(AccessRefusal) {
        let wait = memory.withLock { $0.throttle.admitCode(from: address, now: now()) }
        if let wait { throw .throttled(wait) }
    }

    func signedIn(_ user: User, from address: NetworkAddress) {
        memory.withLock {
            $0.throttle.succeeded(account: user.email.text, from: address)
            $0.throttle.secondStepSucceeded(of: user.id)
        }
    }
}
