internal import Journal
package import Network
internal import Synchronization
internal import Vocabulary

/// A forgotten password: a code that goes by mail to the address of the account, for whoever reads that mail.
extension AccessService {
    /// Counts that somebody asks, whoever there is of this address; throws when they asked too often.
    package func admitForgotten(email: String, from address: NetworkAddress) throws(AccessRefusal) {
        try requirePasswords()
        let now = now()
        let name = EmailAddress(email)?.text ?? email
        if let wait = memory.withLock({ $0.throttle.admitForgotten(account: name, from: address, now: now) }) {
            throw .throttled(wait)
        }
    }

    /// The code for who has this address and a password here; nil for everybody else. The codes before are void.
    package func forgotten(email: String) async throws(AccessRefusal) -> (user: User, code: OneTimeCode)? {
        try requirePasswords()
        guard let email = EmailAddress(email) else { return nil }
        guard let account = try await read({ reading throws(JournalError) in try reading.account(email: email) }),
            account.user.mayAct, account.verifier != nil
        else { return nil }
        let code = OneTimeCode(bytes: surroundings.random(OneTimeCode.count))
        // Nobody has shown who they are, so it is nobody's order.
        try await change(account.user.id, by: "system:forgotten-password") { account throws(AccessRefusal) in
            guard account.user.mayAct else { return [] }
            return [.resetIssued(account.user.id, .init(digest: code.digest, life: rules.mailedResetLife))]
        }
        return (account.user, code)
    }
}
