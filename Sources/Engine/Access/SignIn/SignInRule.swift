internal import Bytes
internal import Vocabulary

/// Decides whether somebody is let in. Pure: what was hashed was hashed before.
enum SignInRule {
    enum Decision: Sendable, Hashable {
        /// No account, a wrong password, a disabled or unfinished account: all the same to whoever asks.
        case refused
        /// The password is right, and a code is needed.
        case codeNeeded
        /// The password is right, the code is not.
        case wrongCode
        /// What is recorded of the second factor besides the session.
        case letIn(AccessFact?)
    }

    static func decide(
        _ account: Account?, passwordIsRight: Bool, code: String?, key: SealingKey, now: Instant
    ) -> Decision {
        guard let account, passwordIsRight, account.user.mayAct else { return .refused }
        return secondStep(account, code: code, key: key, now: now)
    }

    /// The second step alone, for somebody whose password was right a moment ago.
    static func secondStep(_ account: Account, code: String?, key: SealingKey, now: Instant) -> Decision {
        guard account.user.mayAct else { return .refused }
        guard account.secondFactor != nil else { return .letIn(nil) }
        guard let code else { return .codeNeeded }
        guard let fact = use(code, account, key: key, now: now) else { return .wrongCode }
        return .letIn(fact)
    }

    /// What a right code is recorded as; nil when it is wrong, or was used.
    static func use(_ code: String, _ account: Account, key: SealingKey, now: Instant) -> AccessFact? {
        guard let factor = account.secondFactor, code.utf8.count <= 50 else { return nil }
        let digits = String(decoding: code.utf8.filter { $0 != 0x20 && $0 != 0x2d }, as: UTF8.self)
        if digits.utf8.count == OneTimePassword.digits {
            guard let secret = key.open(factor.sealed, .secondFactor, for: account.user.id.rawValue),
                let password = OneTimePassword(secret: secret),
                let step = password.step(of: digits, now: now, after: factor.usedStep)
            else { return nil }
            return .totpUsed(account.user.id, step: step)
        }
        guard let recovery = RecoveryCode(code) else { return nil }
        // All are compared whole, so that the time does not tell which it was.
        let kept = factor.recovery.filter { recovery.isKept(as: $0) }
        return kept.first.map { .recoveryCodeUsed(account.user.id, $0) }
    }
}
