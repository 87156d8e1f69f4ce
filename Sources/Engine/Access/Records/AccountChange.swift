internal import Journal
internal import Vocabulary

extension Account {
    /// What a fact about this user makes of the account. Refuses what can't follow on what is.
    mutating func apply(_ fact: AccessFact, at instant: Instant) throws(JournalError) {
        switch fact {
        case .joined(_, let name, let verifier):
            guard user.state == .invited, let pending, instant < pending.until else {
                throw JournalError(.refused, "this invitation was used, is too old, or was replaced")
            }
            user.name = name
            user.state = .active
            user.edition += 1
            setPassword(verifier)
        case .resetIssued(_, let code):
            guard user.state == .active else { throw JournalError(.refused, "this user is not active") }
            pending = PendingCode(digest: code.digest, until: instant + code.life)
        case .passwordSet(_, let verifier): setPassword(verifier)
        case .passwordRehashed(_, let verifier): self.verifier = verifier
        case .totpEnabled(_, let sealed, let recovery):
            secondFactor = SecondFactor(sealed: sealed, usedStep: nil, recovery: recovery)
            user.hasSecondFactor = true
            epoch += 1
        case .totpDisabled:
            secondFactor = nil
            user.hasSecondFactor = false
            epoch += 1
        case .totpUsed(_, let step):
            guard secondFactor != nil, step > secondFactor?.usedStep ?? .min else {
                throw JournalError(.refused, "this code was used before")
            }
            secondFactor?.usedStep = step
        case .recoveryCodeUsed(_, let digest):
            guard let place = secondFactor?.recovery.firstIndex(of: digest) else {
                throw JournalError(.refused, "this recovery code was used before")
            }
            secondFactor?.recovery.remove(at: place)
        case .recoveryCodesReplaced(_, let recovery): secondFactor?.recovery = recovery
        case .rolesChanged(_, let roles, let source):
            user.roles = roles
            roleSource = source
            user.edition += 1
        case .profileChanged(_, let name, let language):
            user.name = name
            user.language = language
            user.edition += 1
        case .emailChanged(_, let email):
            user.email = email
            user.edition += 1
            isEmailOwnWord = true
            epoch += 1
        case .disabled:
            user.state = .disabled
            user.edition += 1
            pending = nil
            epoch += 1
        case .enabled:
            // Who never set a password has no way in yet, and needs another invitation or code.
            user.state = .active
            user.edition += 1
            pending = nil
        case .subjectLinked(_, let digest): subject = digest
        case .setupDone, .registered, .invited, .sessionOpened, .sessionSeen, .sessionRevoked, .tokenIssued,
            .tokenUsed, .tokenRevoked:
            break
        }
    }

    private mutating func setPassword(_ verifier: PasswordVerifier) {
        self.verifier = verifier
        pending = nil
        epoch += 1
    }
}

extension AccessFact {
    /// Whether whoever is signed in under the old state must sign in again.
    var endsSessions: Bool {
        switch self {
        case .passwordSet, .totpEnabled, .totpDisabled, .disabled: true
        default: false
        }
    }
}

extension AccessFact.Profile {
    func user(_ id: UserID, _ state: User.State) -> User {
        User(id: id, name: name, email: email, roles: roles, language: language, state: state)
    }
}

extension Account {
    /// Whether this user can sign in and manage users now.
    var isAdmin: Bool { user.mayAct && user.roles.contains(.admin) && (verifier != nil || subject != nil) }
}
