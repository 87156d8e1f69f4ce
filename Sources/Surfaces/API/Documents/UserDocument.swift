internal import Access
internal import JSON
internal import Journal
internal import Vocabulary

/// Users, their sessions and tokens, and what everybody did: no digest, no verifier, no secret but the code that is asked for.
enum UserDocument {
    static let textMost = 300

    static func user(_ user: User) -> JSONValue {
        [
            "id": .string(user.id.rawValue), "name": .string(user.name), "email": .string(user.email.text),
            "roles": JSONValue(user.roles.sorted().map(\.rawValue)), "language": .string(user.language.code),
            "state": .string(user.state.rawValue), "hasSecondFactor": .bool(user.hasSecondFactor),
            "edition": JSONValue(user.edition),
        ]
    }

    static func whole(_ user: User, _ sessions: [Session], _ tokens: [APIToken]) -> JSONValue {
        [
            "user": self.user(user),
            "sessions": .array(
                sessions.map { session in
                    [
                        "id": .string(session.id.rawValue), "opened": .string(session.opened.rfc3339),
                        "until": .string(session.until.rfc3339), "seen": .string(session.seen.rfc3339),
                        "address": .string(session.client.address), "agent": .string(session.client.agent),
                    ]
                }),
            "tokens": .array(tokens.map(token)),
        ]
    }

    static func token(_ token: APIToken) -> JSONValue {
        var object: JSONObject = [
            "id": .string(token.id.rawValue), "name": .string(token.name), "owner": .string(token.owner.rawValue),
            "scopes": JSONValue(token.scopes.sorted().map(\.rawValue)), "issued": .string(token.issued.rfc3339),
            "until": .string(token.until.rfc3339),
        ]
        if let used = token.used { object["used"] = .string(used.rfc3339) }
        return .object(object)
    }

    static func audit(_ entries: [Entry], older: String?) -> JSONValue {
        var object: JSONObject = ["entries": .array(entries.map(entry))]
        if let older { object["next"] = .string(older) }
        return .object(object)
    }

    private static func entry(_ entry: Entry) -> JSONValue {
        var object: JSONObject = [
            "position": .integer(entry.position.rawValue), "recordedAt": .string(entry.instant.rfc3339),
            "actor": .string(entry.actor.rawValue), "kind": .string(entry.kind.rawValue),
            "about": .string(entry.stream.rawValue),
        ]
        if let body = AccessAudit.body(of: entry) { object["body"] = body }
        return .object(object)
    }

    struct Invitation: Sendable {
        var name: String
        var email: String
        var roles: Set<Role>
        var language: Language

        init(_ json: JSONValue) throws(JSONError) {
            let object = try JSONObjectReader(json, path: .root, allowing: ["name", "email", "roles", "language"])
            name = try object.words("name", most: textMost)
            email = try object.words("email", most: textMost)
            roles = try UserDocument.roles(object)
            language =
                object.has("language")
                ? try object.converted("language", "a language code of two lower-case letters") { Language($0) }
                : .english
        }
    }

    struct RoleChange: Sendable {
        var roles: Set<Role>
        /// The one that was seen.
        var edition: Int

        init(_ json: JSONValue) throws(JSONError) {
            let object = try JSONObjectReader(json, path: .root, allowing: ["roles", "edition"])
            roles = try UserDocument.roles(object)
            edition = Int(try object.integer("edition", in: 0...Int64(Int32.max)))
        }
    }

    private static func roles(_ object: JSONObjectReader) throws(JSONError) -> Set<Role> {
        Set(
            try object.array("roles") { json, path throws(JSONError) -> Role in
                guard let role = json.string.flatMap({ Role(rawValue: $0) }) else {
                    let words = Role.allCases.map(\.rawValue).joined(separator: ", ")
                    throw JSONError(.refusedValue, "expected one of \(words)", path: path)
                }
                return role
            })
    }
}
