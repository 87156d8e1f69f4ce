package import Journal
package import Vocabulary

extension AccessService {
    /// Gives a program a part of what this person may. The secret is shown once.
    package func issueToken(
        by identity: Identity, name: String, scopes: Set<Right>, life: TimeSpan, key: IdempotencyKey? = nil
    ) async throws(AccessRefusal) -> (token: APIToken, secret: APITokenSecret) {
        let user = try person(identity)
        guard let name = User.name(name) else { throw .notName }
        guard !scopes.isEmpty else { throw AccessRefusal(.invalid, "A token needs at least one scope.") }
        guard life >= .minutes(1), life <= rules.tokenLifeMost else {
            throw AccessRefusal(
                .invalid,
                "A token is good for a minute at least and \(rules.tokenLifeMost.wholeSeconds / 86_400) days at most.")
        }
        let secret = APITokenSecret(
            bytes: bytes(
                32, "token", key: key, by: identity.actor,
                about: [name, "\(life.wholeSeconds)"] + scopes.sorted().map(\.rawValue)))
        let tokens = try await read { reading throws(JournalError) in try reading.tokens(of: user.id) }
        guard tokens.count < rules.tokensMost || tokens.contains(where: { $0.id == secret.id }) else {
            throw AccessRefusal(.tooMany, "You have \(rules.tokensMost) tokens. Revoke one that is not needed.")
        }
        let life = TimeSpan.seconds(life.wholeSeconds)
        let record = AccessFact.TokenRecord(
            name: name, owner: user.id, digest: secret.digest, scopes: scopes, life: life)
        try await change(user.id, by: identity.actor, key: key) { account throws(AccessRefusal) in
            let missing = scopes.subtracting(account.user.mayAct ? account.user.roles.rights : []).sorted()
            if let right = missing.first {
                throw AccessRefusal(
                    .notAllowed,
                    "A token can't have more rights than you have: your roles do not let you \(right.deed).")
            }
            return [.tokenIssued(secret.id, record)]
        }
        let issued = tokens.first { $0.id == secret.id }?.issued ?? now()
        return (
            APIToken(
                id: secret.id, name: name, owner: user.id, digest: secret.digest, scopes: scopes, issued: issued,
                until: issued + life), secret
        )
    }

    /// One's own tokens, the latest first; those that are over too.
    package func tokens(of identity: Identity) async throws(AccessRefusal) -> [APIToken] {
        let user = try person(identity)
        return try await read { reading throws(JournalError) in try reading.tokens(of: user.id) }
    }

    /// Everybody's tokens, for who manages users.
    package func allTokens(for identity: Identity?) async throws(AccessRefusal) -> [APIToken] {
        try Authorisation.require(.manageUsers, of: identity)
        return try await read { reading throws(JournalError) in try reading.tokens() }
    }

    /// One's own, or anybody's for who manages users. It does not matter whether it is there.
    package func revoke(_ id: APITokenID, by identity: Identity) async throws(AccessRefusal) {
        guard let token = try await read({ reading throws(JournalError) in try reading.token(id) }) else { return }
        if case .person(let user, _) = identity, user.mayAct, token.owner == user.id {
            // Their own.
        } else {
            try Authorisation.require(.manageUsers, of: identity)
        }
        try await record([.tokenRevoked(id)], by: identity.actor)
    }
}
