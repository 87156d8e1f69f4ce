internal import Bytes
internal import Journal
internal import Vocabulary

extension AccessService {
    /// Opens a session for whom a provider vouches for: a user who came this way before, one whose verified address it is, or
    /// somebody new, as the operator allows.
    func signIn(
        _ claims: OpenIDClaims, _ provider: OpenIDProvider.Configuration, client: ClientNote, replacing: SessionToken?
    ) async throws(AccessRefusal) -> OpenedSession {
        // The first admin is made with the code from the log, and by nobody else.
        guard try await isSetUp() else { throw .stranger }
        for number in 1... {
            do throws(AccessRefusal) {
                return try await open(claims, provider, client, replacing)
            } catch {
                guard error.code == .conflict, number < Self.triesMost else { throw error }
            }
        }
        throw .conflict
    }

    private func open(
        _ claims: OpenIDClaims, _ provider: OpenIDProvider.Configuration, _ client: ClientNote,
        _ replacing: SessionToken?
    ) async throws(AccessRefusal) -> OpenedSession {
        let identity = claims.identity
        let (linked, named) = try await read { reading throws(JournalError) in
            (
                try reading.account(subject: identity),
                try claims.email.flatMap { email throws(JournalError) in try reading.account(email: email) }
            )
        }
        if let linked { return try await open(linked, claims, provider, client, replacing) }
        if let named {
            // Who has another identity at a provider already is not given a second one by an address.
            // Nor is somebody made one with an address that they typed themselves.
            guard provider.linksByEmail, named.subject == nil, !named.isEmailOwnWord else { throw .stranger }
            return try await open(named, claims, provider, client, replacing)
        }
        guard provider.admitsNew, let email = claims.email else { throw .stranger }
        let roles = claims.roles(provider)
        guard !roles.isEmpty else { throw .stranger }
        let count = try await read { reading throws(JournalError) in try reading.userCount() }
        guard count < rules.usersMost else { throw .tooManyUsers(rules.usersMost) }
        let id = newUserID(surroundings.random(10))
        let profile = AccessFact.Profile(
            name: claims.name ?? email.localPart, email: email, roles: roles, language: .english)
        let account = Account(user: profile.user(id, .active), version: .none)
        return try await open(
            account, [.registered(id, profile, nil), .subjectLinked(id, identity)], client, replacing: replacing,
            expecting: [StreamExpectation(stream: id.stream, version: .none)])
    }

    private func open(
        _ account: Account, _ claims: OpenIDClaims, _ provider: OpenIDProvider.Configuration, _ client: ClientNote,
        _ replacing: SessionToken?
    ) async throws(AccessRefusal) -> OpenedSession {
        guard account.user.state != .disabled else { throw .stranger }
        let id = account.user.id
        var account = account
        var facts: [AccessFact] = []
        if account.user.state == .invited {
            facts.append(.enabled(id))
            account.user.state = .active
        }
        if account.subject == nil { facts.append(.subjectLinked(id, claims.identity)) }
        // The provider has a say in roles only where the operator gave it one.
        if provider.rolesClaim != nil {
            let roles = claims.roles(provider)
            guard !roles.isEmpty else { throw .stranger }
            if roles != account.user.roles {
                let admins = try await read { reading throws(JournalError) in try reading.admins() }
                // Whatever the provider says: somebody must be able to manage users.
                if roles.contains(.admin) || admins != [id] {
                    facts.append(.rolesChanged(id, roles))
                    account.user.roles = roles
                }
            }
        }
        return try await open(account, facts, client, replacing: replacing)
    }
}

extension AccessRefusal {
    static func tooManyUsers(_ most: Int) -> AccessRefusal {
        AccessRefusal(.tooMany, "There are \(most) users already.")
    }

    /// The same for nobody, somebody disabled and somebody without a role: it is not for strangers to know.
    static let stranger = AccessRefusal(
        .notAllowed, "The identity provider knows you, but you are no user here. Ask an admin for an invitation.")
}
