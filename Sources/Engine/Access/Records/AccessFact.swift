internal import Bytes
internal import JSON
internal import Journal
internal import Vocabulary

/// What an entry says about access: every kind, with its value. As with incidents, a kind never changes once released.
///
/// Passwords stand in them as Argon2id digests, tokens and codes as SHA-256, what an authenticator shares with us sealed.
enum AccessFact: Sendable, Hashable {
    /// The first admin exists; the setup code is void for ever.
    case setupDone(UserID)
    /// A user who did not need an invitation: the first admin, or somebody whom an identity provider vouches for.
    case registered(UserID, Profile, PasswordVerifier?)
    /// Somebody may join with a code. Said again, the code is another.
    case invited(UserID, Profile, CodeRecord)
    case joined(UserID, name: String, PasswordVerifier)
    /// Somebody may set a new password with a code.
    case resetIssued(UserID, CodeRecord)
    case passwordSet(UserID, PasswordVerifier)
    /// The same password under a dearer digest.
    case passwordRehashed(UserID, PasswordVerifier)
    case totpEnabled(UserID, sealed: [UInt8], recovery: [SHA256Digest])
    case totpDisabled(UserID)
    case totpUsed(UserID, step: Int64)
    case recoveryCodeUsed(UserID, SHA256Digest)
    case recoveryCodesReplaced(UserID, [SHA256Digest])
    case rolesChanged(UserID, Set<Role>, RoleSource = .people)
    case profileChanged(UserID, name: String, Language)
    /// Somebody signs in with another address from now on. It is their own word that it is theirs.
    case emailChanged(UserID, EmailAddress)
    case disabled(UserID)
    case enabled(UserID)
    /// An identity at a provider signs this user in.
    case subjectLinked(UserID, SHA256Digest)
    case sessionOpened(SessionID, SessionRecord)
    /// Used lately: now and then, not at every request.
    case sessionSeen(SessionID)
    case sessionRevoked(SessionID, SessionEnd)
    case tokenIssued(APITokenID, TokenRecord)
    case tokenUsed(APITokenID)
    case tokenRevoked(APITokenID)

    struct Profile: Sendable, Hashable {
        var name: String
        var email: EmailAddress
        var roles: Set<Role>
        var language: Language
    }

    /// Who says what somebody is.
    enum RoleSource: String, Sendable, Hashable {
        case people
        case identityProvider
    }

    /// How long a code is good, from the entry on: so that the same command sent twice says the same.
    struct CodeRecord: Sendable, Hashable {
        var digest: SHA256Digest
        var life: TimeSpan
    }

    struct SessionRecord: Sendable, Hashable {
        var user: UserID
        var digest: SHA256Digest
        var life: TimeSpan
        var client: ClientNote
    }

    struct TokenRecord: Sendable, Hashable {
        var name: String
        var owner: UserID
        var digest: SHA256Digest
        var scopes: Set<Right>
        var life: TimeSpan
    }

    static let setupStream = StreamName(category: "access", id: "setup")

    var kind: EntryKind {
        switch self {
        case .setupDone: "access.setupDone"
        case .registered: "user.registered"
        case .invited: "user.invited"
        case .joined: "user.joined"
        case .resetIssued: "user.resetIssued"
        case .passwordSet: "user.passwordSet"
        case .passwordRehashed: "user.passwordRehashed"
        case .totpEnabled: "user.totpEnabled"
        case .totpDisabled: "user.totpDisabled"
        case .totpUsed: "user.totpUsed"
        case .recoveryCodeUsed: "user.recoveryCodeUsed"
        case .recoveryCodesReplaced: "user.recoveryCodesReplaced"
        case .rolesChanged: "user.rolesChanged"
        case .profileChanged: "user.profileChanged"
        case .emailChanged: "user.emailChanged"
        case .disabled: "user.disabled"
        case .enabled: "user.enabled"
        case .subjectLinked: "user.subjectLinked"
        case .sessionOpened: "session.opened"
        case .sessionSeen: "session.seen"
        case .sessionRevoked: "session.revoked"
        case .tokenIssued: "token.issued"
        case .tokenUsed: "token.used"
        case .tokenRevoked: "token.revoked"
        }
    }

    var stream: StreamName {
        switch self {
        case .setupDone: Self.setupStream
        case .registered(let id, _, _), .invited(let id, _, _), .joined(let id, _, _), .resetIssued(let id, _),
            .passwordSet(let id, _), .passwordRehashed(let id, _), .totpEnabled(let id, _, _), .totpDisabled(let id),
            .totpUsed(let id, _), .recoveryCodeUsed(let id, _), .recoveryCodesReplaced(let id, _),
            .rolesChanged(let id, _, _), .profileChanged(let id, _, _), .emailChanged(let id, _),
            .disabled(let id), .enabled(let id),
            .subjectLinked(let id, _):
            id.stream
        case .sessionOpened(let id, _), .sessionSeen(let id), .sessionRevoked(let id, _): id.stream
        case .tokenIssued(let id, _), .tokenUsed(let id), .tokenRevoked(let id): id.stream
        }
    }

    var draft: EntryDraft { EntryDraft(stream: stream, kind: kind, body: body.canonicalBytes()) }
}
