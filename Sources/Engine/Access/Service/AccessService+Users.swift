package import Journal
package import Vocabulary

/// What who manages users does to others. Nobody gives more than they have, and nobody changes somebody who may more.
extension AccessService {
    package func users(for identity: Identity?) async throws(AccessRefusal) -> [User] {
        try Authorisation.require(.manageUsers, of: identity)
        return try await read { reading throws(JournalError) in try reading.users() }
    }

    /// Whether nobody else here could agree to what this one writes: one person works here who may, or nobody does yet. Somebody
    /// without a name is never alone where people work, and neither is anybody when it can't be read.
    package func isAlone(_ identity: Identity) async -> Bool {
        guard let user = identity.user else { return identity.isBeforeUsers }
        let all = try? await read { reading throws(JournalError) in try reading.users() }
        guard let all else { return false }
        // Who is invited and has not come yet counts: they are to be asked.
        return !all.contains { $0.id != user.id && $0.state != .disabled && $0.roles.rights.contains(.approveText) }
    }

    /// Somebody by their name in the journal, for pages that say who did what.
    package func user(_ id: UserID) async throws(AccessRefusal) -> User? {
        try await read { reading throws(JournalError) in try reading.user(id) }
    }

    /// Invites somebody, or once more somebody who has not come yet: the code before is void then. The code is given back
    /// once, for the person who invites to hand on.
    package func invite(
        by identity: Identity, name: String, email: String, roles: Set<Role>, language: Language,
        key: IdempotencyKey? = nil
    ) async throws(AccessRefusal) -> (user: User, code: OneTimeCode) {
        try mayGive(roles, identity)
        guard let email = EmailAddress(email) else { throw .notEmail }
        guard let name = User.name(name) else { throw .notName }
        let fields = [name, email.text, language.code] + roles.sorted().map(\.rawValue)
        let (known, count) = try await read { reading throws(JournalError) in
            (try reading.account(email: email), try reading.userCount())
        }
        let id = known?.user.id ?? newUserID(bytes(10, "user", key: key, by: identity.actor, about: fields))
        let isResent = key != nil && id == newUserID(bytes(10, "user", key: key, by: identity.actor, about: fields))
        if let known, !isResent {
            guard known.user.state == .invited else {
                throw .emailTaken
            }
            try mayManage(known.user, identity)
        }
        guard known != nil || count < rules.usersMost else {
            throw .tooManyUsers(rules.usersMost)
        }
        let code = OneTimeCode(
            bytes: bytes(OneTimeCode.count, "invitation", key: key, by: identity.actor, about: fields))
        let profile = AccessFact.Profile(name: name, email: email, roles: roles, language: language)
        let fact = AccessFact.invited(
            id, profile, AccessFact.CodeRecord(digest: code.digest, life: rules.invitationLife))
        try await record(
            [fact], by: identity.actor,
            expecting: [StreamExpectation(stream: id.stream, version: known?.version ?? .none)], key: key)
        return (profile.user(id, .invited), code)
    }

    /// `edition` is the one that the caller saw: what somebody else changed meanwhile is not overwritten.
    package func changeRoles(
        of id: UserID, to roles: Set<Role>, edition: Int, by identity: Identity, key: IdempotencyKey? = nil
    ) async throws(AccessRefusal) {
        try mayGive(roles, identity)
        let admins = try await admins()
        try await change(id, by: identity.actor, key: key) { account throws(AccessRefusal) in
            if account.user.roles == roles { return [] }
            guard account.user.edition == edition else { throw .conflict }
            try mayManage(account.user, identity)
            if !roles.contains(.admin), admins == [id] { throw .lastAdmin }
            return [.rolesChanged(id, roles)]
        }
    }

    /// Ends everything of this user: sessions, tokens, a code that waits. What they did stays theirs.
    package func disable(_ id: UserID, by identity: Identity, key: IdempotencyKey? = nil) async throws(AccessRefusal) {
        try Authorisation.require(.manageUsers, of: identity)
        let admins = try await admins()
        try await change(id, by: identity.actor, key: key) { account throws(AccessRefusal) in
            if account.user.state == .disabled { return [] }
            try mayManage(account.user, identity)
            if admins == [id] { throw .lastAdmin }
            return [.disabled(id)]
        }
    }

    /// Lets somebody in again, with the password they had; sessions and tokens do not come back.
    package func enable(_ id: UserID, by identity: Identity, key: IdempotencyKey? = nil) async throws(AccessRefusal) {
        try Authorisation.require(.manageUsers, of: identity)
        try await change(id, by: identity.actor, key: key) { account throws(AccessRefusal) in
            guard account.user.state == .disabled else { return [] }
            try mayManage(account.user, identity)
            return [.enabled(id)]
        }
    }

    /// A code with which this user sets a new password; it is given back once, to be handed on.
    package func issueReset(
        of id: UserID, by identity: Identity, key: IdempotencyKey? = nil
    ) async throws(AccessRefusal) -> OneTimeCode {
        try Authorisation.require(.manageUsers, of: identity)
        let code = OneTimeCode(
            bytes: bytes(OneTimeCode.count, "reset", key: key, by: identity.actor, about: [id.rawValue]))
        try await change(id, by: identity.actor, key: key) { account throws(AccessRefusal) in
            try mayManage(account.user, identity)
            guard account.user.mayAct else {
                throw AccessRefusal(.invalid, "Only a user who has joined and is not disabled sets a new password.")
            }
            return [.resetIssued(id, AccessFact.CodeRecord(digest: code.digest, life: rules.resetLife))]
        }
        return code
    }

    /// For somebody who lost both the authenticator and the recovery codes.
    package func removeSecondFactor(of id: UserID, by identity: Identity) async throws(AccessRefusal) {
        try Authorisation.require(.manageUsers, of: identity)
        try await change(id, by: identity.actor) { account throws(AccessRefusal) in
            try mayManage(account.user, identity)
            return account.secondFactor == nil ? [] : [.totpDisabled(id)]
        }
    }

    package func sessions(of id: UserID, for identity: Identity) async throws(AccessRefusal) -> [Session] {
        try Authorisation.require(.manageUsers, of: identity)
        return try await openSessions(of: id)
    }

    /// Ends one session of somebody, or all.
    package func revokeSessions(
        of id: UserID, only session: SessionID? = nil, by identity: Identity
    ) async throws(AccessRefusal) {
        try Authorisation.require(.manageUsers, of: identity)
        let all = try await read { reading throws(JournalError) in try reading.sessions(of: id).map(\.id) }
        try await end(session.map { [$0] } ?? all, of: id, by: identity.actor)
    }

    /// For whoever has the data itself in hand (the command line, beside the store) when nobody can sign in any more: a code
    /// for a new password, and the second factor is gone. No surface that answers requests may call it.
    package func rescue(email: String) async throws(AccessRefusal) -> (user: User, code: OneTimeCode) {
        guard let email = EmailAddress(email) else { throw .notEmail }
        guard let account = try await read({ reading throws(JournalError) in try reading.account(email: email) }) else {
            throw .noUser
        }
        let id = account.user.id
        let code = OneTimeCode(bytes: surroundings.random(OneTimeCode.count))
        try await change(id, by: "system:rescue") { account throws(AccessRefusal) in
            var facts: [AccessFact] = account.user.mayAct ? [] : [.enabled(id)]
            if account.secondFactor != nil { facts.append(.totpDisabled(id)) }
            return facts + [.resetIssued(id, AccessFact.CodeRecord(digest: code.digest, life: rules.resetLife))]
        }
        return (account.user, code)
    }

    // MARK: Parts

    private func admins() async throws(AccessRefusal) -> Set<UserID> {
        try await read { reading throws(JournalError) in try reading.admins() }
    }

    private func mayGive(_ roles: Set<Role>, _ identity: Identity) throws(AccessRefusal) {
        try Authorisation.require(.manageUsers, of: identity)
        guard !roles.isEmpty else { throw AccessRefusal(.invalid, "A user needs at least one role.") }
        guard roles.rights.isSubset(of: identity.rights) else {
            throw AccessRefusal(.notAllowed, "Nobody gives more rights than they have.")
        }
    }

    private func mayManage(_ user: User, _ identity: Identity) throws(AccessRefusal) {
        guard user.roles.rights.isSubset(of: identity.rights) else {
            throw AccessRefusal(.notAllowed, "This user may more than you, so you can't change them.")
        }
    }
}
