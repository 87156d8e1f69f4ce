internal import Bytes
internal import JSON
package import Journal
internal import Vocabulary

/// Makes users, sessions and tokens out of what was recorded, and refuses what must never be: two users with one address, a
/// code used twice, a second first admin, nobody left who can manage users. It runs in the transaction of the append, so
/// two who come at once can't both be right.
///
/// Documents: `user/…` are accounts, `email/…`, `code/…` and `subject/…` lead to them; `session/…` and `token/…` are what is
/// open, `user-session/…` and `user-token/…` say whose; `admins` are those who can manage users, `setup` says that the first
/// run is over.
package struct AccessProjection: Projection {
    package static let name: ProjectionName = "access"
    /// A user's sessions and tokens are far fewer; the bound is for documents that somebody else wrote.
    private static let listMost = 1_000

    package init() {}

    package var name: ProjectionName { Self.name }
    package var revision: Int { 2 }

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        let fact: AccessFact?
        do throws(JSONError) {
            fact = try AccessFact(entry)
        } catch {
            throw JournalError(.refused, "\(entry.kind) in \(entry.stream) can't be read: \(error)")
        }
        guard let fact else { return try passOver(entry, &documents) }
        switch fact {
        case .setupDone(let user):
            guard try documents.document(AccessDocuments.setupKey) == nil else {
                throw JournalError(.refused, "the first admin exists already")
            }
            try documents.put(AccessDocuments.setupKey, AccessDocuments.pointer(user))
        case .registered(let id, let profile, let verifier):
            // The first admin has a password; who has none was brought by an identity provider, with roles.
            try insert(
                Account(
                    user: profile.user(id, .active), verifier: verifier,
                    roleSource: verifier == nil ? .identityProvider : .people, version: entry.version), &documents)
        case .invited(let id, let profile, let code): try invite(id, profile, code, entry, &documents)
        case .sessionOpened(let id, let record): try open(id, record, entry, &documents)
        case .sessionSeen(let id): try see(id, entry, &documents)
        case .sessionRevoked(let id, _): try removeSession(id, &documents)
        case .tokenIssued(let id, let record): try issue(id, record, entry, &documents)
        case .tokenUsed(let id):
            guard var token = try token(id, documents) else { return }
            token.used = entry.instant
            try documents.put(AccessDocuments.key(id), token.json.canonicalBytes())
        case .tokenRevoked(let id): try removeToken(id, &documents)
        case .joined(let id, _, _), .resetIssued(let id, _), .passwordSet(let id, _), .passwordRehashed(let id, _),
            .totpEnabled(let id, _, _), .totpDisabled(let id), .totpUsed(let id, _), .recoveryCodeUsed(let id, _),
            .recoveryCodesReplaced(let id, _), .rolesChanged(let id, _, _), .profileChanged(let id, _, _),
            .emailChanged(let id, _), .disabled(let id), .enabled(let id), .subjectLinked(let id, _):
            try change(id, fact, entry, &documents)
        }
    }

    /// What a later release recorded of a user changes nothing here, but the version of the stream, which the next order
    /// about this user has to name.
    private func passOver(_ entry: Entry, _ documents: inout any DocumentEditing) throws(JournalError) {
        guard entry.stream.category == "user", let id = UserID(entry.stream.id),
            var account = try account(id, documents)
        else { return }
        account.version = entry.version
        try documents.put(AccessDocuments.key(id), account.json.canonicalBytes())
    }

    // MARK: Users

    private func change(
        _ id: UserID, _ fact: AccessFact, _ entry: Entry, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        guard let before = try account(id, documents) else {
            throw JournalError(.refused, "there is no user \(id)")
        }
        var after = before
        after.version = entry.version
        try after.apply(fact, at: entry.instant)
        try replace(before, with: after, &documents)
        if fact.endsSessions { try removeSessions(of: id, &documents) }
        if case .disabled = fact { try removeTokens(of: id, &documents) }
    }

    private func invite(
        _ id: UserID, _ profile: AccessFact.Profile, _ code: AccessFact.CodeRecord, _ entry: Entry,
        _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        let pending = Account.PendingCode(digest: code.digest, until: entry.instant + code.life)
        var account = Account(user: profile.user(id, .invited), pending: pending, version: entry.version)
        guard let before = try self.account(id, documents) else { return try insert(account, &documents) }
        guard before.user.state == .invited else {
            throw JournalError(.refused, "this user has joined already")
        }
        account.user.edition = before.user.edition + 1
        try replace(before, with: account, &documents)
    }

    private func insert(_ account: Account, _ documents: inout any DocumentEditing) throws(JournalError) {
        guard try self.account(account.user.id, documents) == nil else {
            throw JournalError(.refused, "there is a user \(account.user.id) already")
        }
        try replace(nil, with: account, &documents)
    }

    private func replace(
        _ before: Account?, with after: Account, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        let id = after.user.id
        if before?.user.email != after.user.email {
            let key = AccessDocuments.key(after.user.email)
            guard try documents.document(key) == nil else {
                throw JournalError(.refused, "somebody has this e-mail address already")
            }
            if let before { try documents.remove(AccessDocuments.key(before.user.email)) }
            try documents.put(key, AccessDocuments.pointer(id))
        }
        if before?.pending?.digest != after.pending?.digest {
            if let code = before?.pending { try documents.remove(AccessDocuments.key(code: code.digest)) }
            if let code = after.pending {
                try documents.put(AccessDocuments.key(code: code.digest), AccessDocuments.pointer(id))
            }
        }
        if let subject = after.subject, before?.subject != subject {
            let key = AccessDocuments.key(subject: subject)
            guard try documents.document(key) == nil else {
                throw JournalError(.refused, "another user has this identity at the provider already")
            }
            if let old = before?.subject { try documents.remove(AccessDocuments.key(subject: old)) }
            try documents.put(key, AccessDocuments.pointer(id))
        }
        try keepAdmins(before, after, &documents)
        try documents.put(AccessDocuments.key(id), after.json.canonicalBytes())
    }

    private func keepAdmins(
        _ before: Account?, _ after: Account, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        guard (before?.isAdmin ?? false) != after.isAdmin else { return }
        var admins = try AccessDocuments.admins(documents.document(AccessDocuments.adminsKey))
        if after.isAdmin {
            admins.insert(after.user.id)
        } else {
            admins.remove(after.user.id)
            guard !admins.isEmpty else { throw JournalError(.refused, "this is the last admin") }
        }
        try documents.put(AccessDocuments.adminsKey, AccessDocuments.adminsBody(admins))
    }

    // MARK: Sessions

    private func open(
        _ id: SessionID, _ record: AccessFact.SessionRecord, _ entry: Entry, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        try requireActive(record.user, documents)
        guard try documents.document(AccessDocuments.key(id)) == nil else {
            throw JournalError(.refused, "a session is opened once")
        }
        // What is over goes when somebody comes again, so that nothing gathers.
        for open in try names(AccessDocuments.sessions(of: record.user), documents) {
            guard let open = SessionID(open), let session = try session(open, documents), session.until <= entry.instant
            else { continue }
            try removeSession(open, &documents)
        }
        let session = Session(
            id: id, user: record.user, digest: record.digest, opened: entry.instant,
            until: entry.instant + record.life, seen: entry.instant, client: record.client)
        try documents.put(AccessDocuments.key(id), session.json.canonicalBytes())
        try documents.put(AccessDocuments.sessions(of: record.user) + id.rawValue, AccessDocuments.empty)
    }

    private func see(
        _ id: SessionID, _ entry: Entry, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        guard var session = try session(id, documents), session.seen < entry.instant else { return }
        session.seen = entry.instant
        try documents.put(AccessDocuments.key(id), session.json.canonicalBytes())
    }

    private func removeSession(_ id: SessionID, _ documents: inout any DocumentEditing) throws(JournalError) {
        guard let session = try session(id, documents) else { return }
        try documents.remove(AccessDocuments.key(id))
        try documents.remove(AccessDocuments.sessions(of: session.user) + id.rawValue)
    }

    private func removeSessions(of user: UserID, _ documents: inout any DocumentEditing) throws(JournalError) {
        for name in try names(AccessDocuments.sessions(of: user), documents) {
            if let id = SessionID(name) { try removeSession(id, &documents) }
        }
    }

    // MARK: Tokens

    private func issue(
        _ id: APITokenID, _ record: AccessFact.TokenRecord, _ entry: Entry, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        try requireActive(record.owner, documents)
        guard try documents.document(AccessDocuments.key(id)) == nil else {
            throw JournalError(.refused, "a token is issued once")
        }
        let token = APIToken(
            id: id, name: record.name, owner: record.owner, digest: record.digest, scopes: record.scopes,
            issued: entry.instant, until: entry.instant + record.life)
        try documents.put(AccessDocuments.key(id), token.json.canonicalBytes())
        try documents.put(AccessDocuments.tokens(of: record.owner) + id.rawValue, AccessDocuments.empty)
    }

    private func removeToken(_ id: APITokenID, _ documents: inout any DocumentEditing) throws(JournalError) {
        guard let token = try token(id, documents) else { return }
        try documents.remove(AccessDocuments.key(id))
        try documents.remove(AccessDocuments.tokens(of: token.owner) + id.rawValue)
    }

    private func removeTokens(of user: UserID, _ documents: inout any DocumentEditing) throws(JournalError) {
        for name in try names(AccessDocuments.tokens(of: user), documents) {
            if let id = APITokenID(name) { try removeToken(id, &documents) }
        }
    }

    // MARK: Documents

    private func requireActive(_ id: UserID, _ documents: any DocumentEditing) throws(JournalError) {
        guard let account = try account(id, documents), account.user.mayAct else {
            throw JournalError(.refused, "there is no active user \(id)")
        }
    }

    private func account(_ id: UserID, _ documents: any DocumentEditing) throws(JournalError) -> Account? {
        let key = AccessDocuments.key(id)
        guard let body = try documents.document(key) else { return nil }
        return try AccessDocuments.decode(key, body) { json throws(JSONError) in try Account(json: json) }
    }

    private func session(_ id: SessionID, _ documents: any DocumentEditing) throws(JournalError) -> Session? {
        let key = AccessDocuments.key(id)
        guard let body = try documents.document(key) else { return nil }
        return try AccessDocuments.decode(key, body) { json throws(JSONError) in try Session(json: json) }
    }

    private func token(_ id: APITokenID, _ documents: any DocumentEditing) throws(JournalError) -> APIToken? {
        let key = AccessDocuments.key(id)
        guard let body = try documents.document(key) else { return nil }
        return try AccessDocuments.decode(key, body) { json throws(JSONError) in try APIToken(json: json) }
    }

    /// What stands behind a prefix in the keys below it.
    private func names(_ prefix: String, _ documents: any DocumentEditing) throws(JournalError) -> [Substring] {
        try documents.documents(prefix: prefix, limit: Self.listMost).map { $0.key.dropFirst(prefix.utf8.count) }
    }
}
