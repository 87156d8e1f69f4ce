internal import Bytes
internal import Journal
internal import Vocabulary

extension AccessService {
    /// Opens a session for whom a provider vouches for: a user who came this way before, one whose verified address it is, or
    /// somebody new, as the operator allows.
    func signIn(
        _ claims: OpenIDClaims, _ provider: OpenIDProvider.Configuration, client: ClientNote, language: Language,
        replacing: SessionToken?
    ) async throws(AccessRefusal) -> OpenedSession {
        // The first admin is made with the code from the log, and by nobody else.
        guard try await isSetUp() else { throw .stranger("nobody works here yet") }
        guard claims.isOfDomain(provider) else {
            throw .stranger("no verified address at one of the domains that may come in")
        }
        for number in 1... {
            do throws(AccessRefusal) {
                return try await open(claims, provider, client, language, replacing)
            } catch {
                guard error.code == .conflict, number < Self.triesMost else { throw error }
            }
        }
        throw .conflict
    }

    private func open(
        _ claims: OpenIDClaims, _ provider: OpenIDProvider.Configuration, _ client: ClientNote, _ language: Language,
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
            guard provider.linksByEmail, named.subject == nil else {
                throw .stranger("the address is that of a user with another identity at a provider")
            }
            // Nor is somebody made one with an address that they typed themselves.
            guard !named.isEmailOwnWord else {
                throw .stranger("the address is that of a user who set it themselves")
            }
            return try await open(named, claims, provider, client, replacing)
        }
        guard let email = claims.email else { throw .stranger("no verified address, and nobody came this way before") }
        guard provider.admitsNew else { throw .stranger("nobody has invited this address") }
        let mapped = claims.roles(provider)
        let roles = mapped.isEmpty ? provider.otherwise : mapped
        guard !roles.isEmpty else { throw .stranger("nothing that the provider says is a role here") }
        let count = try await read { reading throws(JournalError) in try reading.userCount() }
        guard count < rules.usersMost else { throw .tooManyUsers(rules.usersMost) }
        let id = newUserID(surroundings.random(10))
        let profile = AccessFact.Profile(
            name: claims.name ?? email.localPart, email: email, roles: roles, language: language)
        let account = Account(user: profile.user(id, .active), roleSource: .identityProvider, version: .none)
        return try await open(
            account, [.registered(id, profile, nil), .subjectLinked(id, identity)], client, replacing: replacing,
            expecting: [StreamExpectation(stream: id.stream, version: .none)])
    }

    private func open(
        _ account: Account, _ claims: OpenIDClaims, _ provider: OpenIDProvider.Configuration, _ client: ClientNote,
        _ replacing: SessionToken?
    ) async throws(AccessRefusal) -> OpenedSession {
        guard account.user.state != .disabled else { throw .stranger("the user is disabled") }
        let id = account.user.id
        var account = account
        var facts: [AccessFact] = []
        if account.user.state == .invited {
            facts.append(.enabled(id))
            account.user.state = .active
        }
        if account.subject == nil { facts.append(.subjectLinked(id, claims.identity)) }
        if let roles = try roles(of: account, claims, provider), roles != account.user.roles {
            let admins = try await read { reading throws(JournalError) in try reading.admins() }
            // Whatever the provider says: somebody must be able to manage users.
            if roles.contains(.admin) || admins != [id] {
                facts.append(.rolesChanged(id, roles, .identityProvider))
                account.user.roles = roles
            }
        }
        return try await open(account, facts, client, replacing: replacing)
    }

    /// What a user is from now on; nil when nothing is said of it. The provider has a say only where the operator gave it one,
    /// and what people gave stays while the provider's words mean nothing.
    private func roles(
        of account: Account, _ claims: OpenIDClaims, _ provider: OpenIDProvider.Configuration
    ) throws(AccessRefusal) -> Set<Role>? {
        guard provider.rolesClaim != nil else { return nil }
        let mapped = claims.roles(provider)
        if !mapped.isEmpty { return mapped }
        if account.roleSource == .people { return nil }
        guard !provider.otherwise.isEmpty else { throw .stranger("nothing that the provider says is a role any more") }
        return provider.otherwise
    }
}

extension AccessRefusal {
    static func tooManyUsers(_ most: Int) -> AccessRefusal {
        AccessRefusal(.tooMany, "There are \(most) users already.")
    }

    /// The same for nobody, somebody disabled and somebody without a role: it is not for strangers to know, but for the log.
    static func stranger(_ detail: String) -> AccessRefusal {
        AccessRefusal(
            .stranger, "The identity provider knows you, but you are no user here. Ask an admin for an invitation.",
            detail: detail)
    }

    static func openIDAway(_ detail: String) -> AccessRefusal {
        AccessRefusal(
            .openIDAway, "The identity provider can't be reached at the moment; try again soon.", detail: detail)
    }
}
