package import Bytes
internal import JSON
package import Journal
package import Vocabulary

/// What the journal says of one agent.
package struct AgentRecord: Sendable, Hashable {
    package var name: AgentName
    /// Who made the last code, and when.
    package var invitedBy: String
    package var invited: Instant
    /// The code that can be spent, or was last.
    package var code: SHA256Digest
    package var codeUntil: Instant
    package var isSpent: Bool
    /// What checks its signatures; nil before it is enrolled and after it was revoked.
    package var key: VerifyingKey?
    package var enrolled: Instant?
    package var revoked: Instant?
    package var version: StreamVersion

    /// How many bytes of a key a person compares.
    package var fingerprint: String? {
        key.map { String(SHA256Digest(of: $0.bytes).hexadecimal.prefix(16)) }
    }

    init(
        name: AgentName, by actor: Actor, code: SHA256Digest, until: Instant, at instant: Instant,
        _ version: StreamVersion
    ) {
        self.name = name
        invitedBy = actor.rawValue
        invited = instant
        self.code = code
        codeUntil = until
        isSpent = false
        self.version = version
    }

    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        name = try object.converted("name", "an agent's name") { AgentName($0) }
        invitedBy = try object.string("by")
        invited = try object.microseconds("invited")
        code = try object.digest("code")
        codeUntil = try object.microseconds("until")
        isSpent = try object.bool("spent")
        key = try object.optional("key") { reader throws(JSONError) in try reader.key("key") }
        enrolled = try object.optional("enrolled") { reader throws(JSONError) in try reader.microseconds("enrolled") }
        revoked = try object.optional("revoked") { reader throws(JSONError) in try reader.microseconds("revoked") }
        version = StreamVersion(try object.integer("version", in: 0...Int64.max))
    }

    var json: JSONValue {
        var object: JSONObject = [
            "name": .string(name.rawValue), "by": .string(invitedBy), "invited": .integer(invited.microseconds),
            "code": .string(code.hexadecimal), "until": .integer(codeUntil.microseconds), "spent": .bool(isSpent),
            "version": .integer(version.rawValue),
        ]
        if let key { object["key"] = .string(Base64.encode(key.bytes)) }
        if let enrolled { object["enrolled"] = .integer(enrolled.microseconds) }
        if let revoked { object["revoked"] = .integer(revoked.microseconds) }
        return .object(object)
    }
}

extension JSONObjectReader {
    fileprivate func microseconds(_ name: String) throws(JSONError) -> Instant {
        Instant(microseconds: try integer(name))
    }
}
