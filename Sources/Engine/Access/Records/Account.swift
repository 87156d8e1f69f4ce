internal import Bytes
internal import Journal
internal import Vocabulary

/// A user with what proves who they are. It never leaves this target.
struct Account: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    struct SecondFactor: Sendable, Hashable {
        /// The authenticator's secret, sealed by the program's key.
        var sealed: [UInt8]
        /// The step whose code was used last.
        var usedStep: Int64?
        var recovery: [SHA256Digest]
    }

    /// A code that was given out and waits to be used.
    struct PendingCode: Sendable, Hashable {
        var digest: SHA256Digest
        var until: Instant
    }

    var user: User
    var verifier: PasswordVerifier?
    var secondFactor: SecondFactor?
    var pending: PendingCode?
    /// An identity at a provider, as a digest of issuer and subject.
    var subject: SHA256Digest?
    /// Who gave the roles: what a provider gave it can take, what people gave it can only replace.
    var roleSource = AccessFact.RoleSource.people
    /// Whether nobody but this user says that the address is theirs.
    var isEmailOwnWord = false
    /// How many times a password, a second factor or the address was set: what was begun before such a change can't be finished after it.
    var epoch = 0
    /// The version of the stream that this came out of.
    var version: StreamVersion

    var description: String { "account \(user.id)" }
    var customMirror: Mirror { Mirror(self, children: []) }

    /// What anybody knows of somebody, and what is therefore no password.
    var hints: [String] { [user.email.localPart, user.email.text, user.name] }
}
