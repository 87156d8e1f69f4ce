internal import Bytes
internal import JSON
package import Journal
internal import Vocabulary

/// Reads users, sessions and tokens out of one consistent picture.
package struct AccessReading {
    package static let listMost = 10_000
    private let documents: any DocumentReading

    package init(_ documents: any DocumentReading) { self.documents = documents }

    /// Whether the first admin exists.
    package func isSetUp() throws(JournalError) -> Bool {
        try documents.document(AccessProjection.name, AccessDocuments.setupKey) != nil
    }

    package func user(_ id: UserID) throws(JournalError) -> User? { try account(id)?.user }

    /// All users, in the order of their names.
    package func users() throws(JournalError) -> [User] {
        try all(AccessDocuments.userPrefix) { json throws(JSONError) in try Account(json: json).user }
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// A user's sessions as the journal has them, the latest first.
    package func sessions(of user: UserID) throws(JournalError) -> [Session] {
        try owned(AccessDocuments.sessions(of: user), AccessDocuments.sessionPrefix) { json throws(JSONError) in
            try Session(json: json)
        }
        .sorted { ($0.opened, $0.id) > ($1.opened, $1.id) }
    }

    /// A user's tokens, the latest first.
    package func tokens(of user: UserID) throws(JournalError) -> [APIToken] {
        try owned(AccessDocuments.tokens(of: user), AccessDocuments.tokenPrefix) { json throws(JSONError) in
            try APIToken(json: json)
        }
        .sorted { ($0.issued, $0.id) > ($1.issued, $1.id) }
    }

    package func tokens() throws(JournalError) -> [APIToken] {
        try all(AccessDocuments.tokenPrefix) { json throws(JSONError) in try APIToken(json: json) }
            .sorted { ($0.issued, $0.id) > ($1.issued, $1.id) }
    }

    // MARK: What only this target sees

    func account(_ id: UserID) throws(JournalError) -> Account? {
        try one(AccessDocuments.key(id)) { json throws(JSONError) in try Account(json: json) }
    }

    func account(email: EmailAddress) throws(JournalError) -> Account? {
        try account(at: AccessDocuments.key(email)).flatMap { $0.user.email == email ? $0 : nil }
    }

    /// Who has a code that waits; the code is compared whole.
    func account(code: OneTimeCode) throws(JournalError) -> Account? {
        try account(at: AccessDocuments.key(code: code.digest)).flatMap { account in
            account.pending.map { code.isKept(as: $0.digest) } ?? false ? account : nil
        }
    }

    func account(subject: SHA256Digest) throws(JournalError) -> Account? {
        try account(at: AccessDocuments.key(subject: subject)).flatMap { $0.subject == subject ? $0 : nil }
    }

    /// A session whose token this is, with its user.
    func session(_ token: SessionToken) throws(JournalError) -> (Session, Account)? {
        guard let session = try session(token.id), token.isKept(as: session.digest),
            let account = try account(session.user)
        else { return nil }
        return (session, account)
    }

    func session(_ id: SessionID) throws(JournalError) -> Session? {
        try one(AccessDocuments.key(id)) { json throws(JSONError) in try Session(json: json) }
    }

    func token(_ secret: APITokenSecret) throws(JournalError) -> (APIToken, Account)? {
        guard let token = try token(secret.id), secret.isKept(as: token.digest), let account = try account(token.owner)
        else { return nil }
        return (token, account)
    }

    func token(_ id: APITokenID) throws(JournalError) -> APIToken? {
        try one(AccessDocuments.key(id)) { json throws(JSONError) in try APIToken(json: json) }
    }

    func admins() throws(JournalError) -> Set<UserID> {
        try AccessDocuments.admins(documents.document(AccessProjection.name, AccessDocuments.adminsKey))
    }

    func userCount() throws(JournalError) -> Int {
        try documents.documents(
            AccessProjection.name, DocumentRange(prefix: AccessDocuments.userPrefix, limit: Self.listMost)
        ).count
    }

    private func account(at key: String) throws(JournalError) -> Account? {
        guard let body = try documents.document(AccessProjection.name, key) else { return nil }
        return try account(AccessDocuments.pointed(key, body))
    }

    private func one<Value>(
        _ key: String, _ transform: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> Value? {
        guard let body = try documents.document(AccessProjection.name, key) else { return nil }
        return try AccessDocuments.decode(key, body, transform)
    }

    private func all<Value>(
        _ prefix: String, _ transform: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> [Value] {
        var found: [Value] = []
        let range = DocumentRange(prefix: prefix, limit: Self.listMost)
        for document in try documents.documents(AccessProjection.name, range) {
            found.append(try AccessDocuments.decode(document.key, document.body, transform))
        }
        return found
    }

    /// What an index says is somebody's, read by keys.
    private func owned<Value>(
        _ index: String, _ prefix: String, _ transform: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> [Value] {
        let keys = try documents.documents(AccessProjection.name, DocumentRange(prefix: index)).map {
            prefix + $0.key.dropFirst(index.utf8.count)
        }
        var found: [Value] = []
        for (key, body) in try documents.documents(AccessProjection.name, keys: keys) {
            found.append(try AccessDocuments.decode(key, body, transform))
        }
        return found
    }
}
