internal import Bytes
internal import JSON
internal import Journal
internal import Vocabulary

/// The documents of access: their keys and their forms.
enum AccessDocuments {
    static let setupKey = "setup"
    static let adminsKey = "admins"
    static let userPrefix = "user/"
    static let sessionPrefix = "session/"
    static let tokenPrefix = "token/"

    static func key(_ id: UserID) -> String { userPrefix + id.rawValue }
    static func key(_ id: SessionID) -> String { sessionPrefix + id.rawValue }
    static func key(_ id: APITokenID) -> String { tokenPrefix + id.rawValue }
    static func key(_ email: EmailAddress) -> String { "email/" + email.key }
    /// A code that waits, and an identity at a provider, under half of their digest.
    static func key(code digest: SHA256Digest) -> String { "code/" + digest.hexadecimal.prefix(32) }
    static func key(subject digest: SHA256Digest) -> String { "subject/" + digest.hexadecimal.prefix(32) }
    /// Which sessions and tokens are whose.
    static func sessions(of user: UserID) -> String { "user-session/" + user.rawValue + "/" }
    static func tokens(of user: UserID) -> String { "user-token/" + user.rawValue + "/" }

    static let empty: [UInt8] = Array("{}".utf8)

    /// A document that only says which user it is about.
    static func pointer(_ user: UserID) -> [UInt8] {
        let body: JSONValue = ["user": .string(user.rawValue)]
        return body.canonicalBytes()
    }

    static func pointed(_ key: String, _ body: [UInt8]) throws(JournalError) -> UserID {
        try decode(key, body) { json throws(JSONError) in try JSONObjectReader(json).identifier("user") }
    }

    static func admins(_ body: [UInt8]?) throws(JournalError) -> Set<UserID> {
        guard let body else { return [] }
        return try decode(adminsKey, body) { json throws(JSONError) in
            Set(try JSONObjectReader(json).strings("users").compactMap { UserID($0) })
        }
    }

    static func adminsBody(_ admins: Set<UserID>) -> [UInt8] {
        let body: JSONValue = ["users": JSONValue(admins.sorted().map(\.rawValue))]
        return body.canonicalBytes()
    }

    static func decode<Value>(
        _ key: String, _ body: [UInt8], _ transform: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> Value {
        do throws(JSONError) {
            return try transform(JSONValue(reading: body))
        } catch {
            throw JournalError(.corrupt, "the read model \(key) does not fit: \(error); run `vigie rebuild`")
        }
    }
}
