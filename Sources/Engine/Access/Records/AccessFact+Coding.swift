internal import Bytes
internal import JSON
internal import Journal
internal import Vocabulary

extension AccessFact {
    var body: JSONValue {
        switch self {
        case .setupDone(let user): ["user": .string(user.rawValue)]
        case .registered(_, let profile, let verifier):
            profile.json.with("password", verifier.map { .string($0.encoded) })
        case .invited(_, let profile, let code): profile.json.with("code", code.json)
        case .joined(_, let name, let verifier): ["name": .string(name), "password": .string(verifier.encoded)]
        case .resetIssued(_, let code): ["code": code.json]
        case .passwordSet(_, let verifier), .passwordRehashed(_, let verifier):
            ["password": .string(verifier.encoded)]
        case .totpEnabled(_, let sealed, let recovery):
            ["sealed": .string(Base64.encode(sealed)), "recovery": JSONValue(recovery.map(\.hexadecimal))]
        case .totpUsed(_, let step): ["step": .integer(step)]
        case .recoveryCodeUsed(_, let digest): ["digest": .string(digest.hexadecimal)]
        case .recoveryCodesReplaced(_, let recovery): ["recovery": JSONValue(recovery.map(\.hexadecimal))]
        case .rolesChanged(_, let roles, let source):
            JSONValue.object(["roles": JSONValue(roles.sorted().map(\.rawValue))])
                .with("because", source == .people ? nil : .string(source.rawValue))
        case .profileChanged(_, let name, let language):
            ["name": .string(name), "language": .string(language.code)]
        case .emailChanged(_, let email): ["email": .string(email.text)]
        case .subjectLinked(_, let digest): ["subject": .string(digest.hexadecimal)]
        case .sessionOpened(_, let record): record.json
        case .sessionRevoked(_, let end): ["because": .string(end.rawValue)]
        case .tokenIssued(_, let record): record.json
        case .totpDisabled, .disabled, .enabled, .sessionSeen, .tokenUsed, .tokenRevoked: [:]
        }
    }

    /// Reads an entry back; nil for a kind that is not about access.
    init?(_ entry: Entry) throws(JSONError) {
        guard ["access", "user", "session", "token"].contains(entry.stream.category) else { return nil }
        let object = try JSONObjectReader(JSONValue(reading: entry.body))
        let fact: AccessFact? =
            switch entry.stream.category {
            case "user":
                try UserID(entry.stream.id).flatMap { id throws(JSONError) in try Self.user(id, entry.kind, object) }
            case "session":
                try SessionID(entry.stream.id).flatMap { id throws(JSONError) in
                    try Self.session(id, entry.kind, object)
                }
            case "token":
                try APITokenID(entry.stream.id).flatMap { id throws(JSONError) in try Self.token(id, entry.kind, object)
                }
            default:
                entry.kind == "access.setupDone" ? .setupDone(try object.identifier("user")) : nil
            }
        guard let fact else { return nil }
        self = fact
    }

    private static func user(
        _ id: UserID, _ kind: EntryKind, _ object: JSONObjectReader
    ) throws(JSONError) -> AccessFact? {
        switch kind {
        case "user.registered": .registered(id, try Profile(object), try object.optional("password", Self.verifier))
        case "user.invited": .invited(id, try Profile(object), try CodeRecord(object.object("code")))
        case "user.joined": .joined(id, name: try object.string("name"), try verifier(object))
        case "user.resetIssued": .resetIssued(id, try CodeRecord(object.object("code")))
        case "user.passwordSet": .passwordSet(id, try verifier(object))
        case "user.passwordRehashed": .passwordRehashed(id, try verifier(object))
        case "user.totpEnabled":
            .totpEnabled(id, sealed: try object.bytes("sealed"), recovery: try object.digests("recovery"))
        case "user.totpDisabled": .totpDisabled(id)
        case "user.totpUsed": .totpUsed(id, step: try object.integer("step"))
        case "user.recoveryCodeUsed": .recoveryCodeUsed(id, try object.digest("digest"))
        case "user.recoveryCodesReplaced": .recoveryCodesReplaced(id, try object.digests("recovery"))
        case "user.rolesChanged":
            .rolesChanged(id, try object.words("roles"), try object.roleSource("because"))
        case "user.profileChanged":
            .profileChanged(id, name: try object.string("name"), try object.language("language"))
        case "user.emailChanged": .emailChanged(id, try object.email("email"))
        case "user.disabled": .disabled(id)
        case "user.enabled": .enabled(id)
        case "user.subjectLinked": .subjectLinked(id, try object.digest("subject"))
        default: nil
        }
    }

    private static func session(
        _ id: SessionID, _ kind: EntryKind, _ object: JSONObjectReader
    ) throws(JSONError) -> AccessFact? {
        switch kind {
        case "session.opened": .sessionOpened(id, try SessionRecord(object))
        case "session.seen": .sessionSeen(id)
        case "session.revoked":
            .sessionRevoked(id, try object.converted("because", "a known reason") { SessionEnd(rawValue: $0) })
        default: nil
        }
    }

    private static func token(
        _ id: APITokenID, _ kind: EntryKind, _ object: JSONObjectReader
    ) throws(JSONError) -> AccessFact? {
        switch kind {
        case "token.issued": .tokenIssued(id, try TokenRecord(object))
        case "token.used": .tokenUsed(id)
        case "token.revoked": .tokenRevoked(id)
        default: nil
        }
    }

    private static func verifier(_ object: JSONObjectReader) throws(JSONError) -> PasswordVerifier {
        try object.converted("password", "an Argon2id verifier") { PasswordVerifier(encoded: $0) }
    }
}

extension AccessFact.Profile {
    init(_ object: JSONObjectReader) throws(JSONError) {
        self.init(
            name: try object.string("name"), email: try object.email("email"), roles: try object.words("roles"),
            language: try object.language("language"))
    }

    var json: JSONValue {
        [
            "name": .string(name), "email": .string(email.text),
            "roles": JSONValue(roles.sorted().map(\.rawValue)), "language": .string(language.code),
        ]
    }
}

extension AccessFact.CodeRecord {
    init(_ object: JSONObjectReader) throws(JSONError) {
        self.init(digest: try object.digest("digest"), life: try object.span("seconds"))
    }

    var json: JSONValue { ["digest": .string(digest.hexadecimal), "seconds": .integer(life.wholeSeconds)] }
}

extension AccessFact.SessionRecord {
    init(_ object: JSONObjectReader) throws(JSONError) {
        self.init(
            user: try object.identifier("user"), digest: try object.digest("digest"),
            life: try object.span("seconds"), client: try object.client())
    }

    var json: JSONValue {
        [
            "user": .string(user.rawValue), "digest": .string(digest.hexadecimal),
            "seconds": .integer(life.wholeSeconds), "address": .string(client.address),
            "agent": .string(client.agent),
        ]
    }
}

extension AccessFact.TokenRecord {
    init(_ object: JSONObjectReader) throws(JSONError) {
        self.init(
            name: try object.string("name"), owner: try object.identifier("owner"),
            digest: try object.digest("digest"), scopes: try object.words("scopes"), life: try object.span("seconds"))
    }

    var json: JSONValue {
        [
            "name": .string(name), "owner": .string(owner.rawValue), "digest": .string(digest.hexadecimal),
            "scopes": JSONValue(scopes.sorted().map(\.rawValue)), "seconds": .integer(life.wholeSeconds),
        ]
    }
}
