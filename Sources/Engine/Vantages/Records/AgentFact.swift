internal import Bytes
internal import JSON
internal import Journal
internal import Vocabulary

/// What an entry says about agents. A kind never changes once released.
///
/// Codes stand in them as digests; a key as what checks it, which is no secret.
enum AgentFact: Sendable, Hashable {
    /// A machine may become this agent with a code. Said again, the code is another; a key that is in use stays until then.
    case invited(AgentName, code: SHA256Digest, life: TimeSpan)
    /// A machine spent the code: its key speaks for the agent from now on.
    case enrolled(AgentName, code: SHA256Digest, key: VerifyingKey)
    case revoked(AgentName)

    static let category = "agent"

    var name: AgentName {
        switch self {
        case .invited(let name, _, _), .enrolled(let name, _, _), .revoked(let name): name
        }
    }

    var kind: EntryKind {
        switch self {
        case .invited: "agent.invited"
        case .enrolled: "agent.enrolled"
        case .revoked: "agent.revoked"
        }
    }

    var body: JSONValue {
        switch self {
        case .invited(_, let code, let life):
            ["code": .string(code.hexadecimal), "seconds": .integer(life.wholeSeconds)]
        case .enrolled(_, let code, let key):
            ["code": .string(code.hexadecimal), "key": .string(Base64.encode(key.bytes))]
        case .revoked: [:]
        }
    }

    static func stream(_ name: AgentName) -> StreamName { StreamName(category: category, id: name.rawValue) }

    var draft: EntryDraft { EntryDraft(stream: Self.stream(name), kind: kind, body: body.canonicalBytes()) }

    /// Reads an entry back; nil for a kind that is not about agents.
    init?(_ entry: Entry) throws(JSONError) {
        guard entry.stream.category == Self.category, let name = AgentName(entry.stream.id) else { return nil }
        let object = try JSONObjectReader(JSONValue(reading: entry.body))
        switch entry.kind {
        case "agent.invited":
            self = .invited(
                name, code: try object.digest("code"),
                life: .seconds(try object.integer("seconds", in: 1...1_000_000_000)))
        case "agent.enrolled": self = .enrolled(name, code: try object.digest("code"), key: try object.key("key"))
        case "agent.revoked": self = .revoked(name)
        default: return nil
        }
    }
}

extension JSONObjectReader {
    func digest(_ name: String) throws(JSONError) -> SHA256Digest {
        try converted(name, "64 hexadecimal digits") { SHA256Digest(hexadecimal: $0) }
    }

    func key(_ name: String) throws(JSONError) -> VerifyingKey {
        try converted(name, "a key of \(VerifyingKey.count) bytes in Base64") { text in
            Base64.decode(text).flatMap { VerifyingKey(bytes: $0) }
        }
    }
}
