internal import JSON
internal import Vantages
internal import Vocabulary

/// Agents as the API tells of them: no code, no key but its fingerprint.
enum AgentDocument {
    static let schema = Schema.object(
        [
            "name": Schema.identifier, "state": Schema.words(AgentStatus.State.self), "invitedAt": Schema.instant,
            "invitedBy": Schema.text, "hasPlan": Schema.flag, "codeUntil": Schema.instant, "enrolledAt": Schema.instant,
            "revokedAt": Schema.instant, "key": Schema.text, "heardAt": Schema.instant, "version": Schema.text,
            "clockOffsetMicroseconds": ["type": "integer"], "clockErrorMicroseconds": ["type": "integer"],
            "waitingBatches": Schema.count, "droppedBatches": Schema.count, "batches": Schema.count,
            "damagedBatches": Schema.count,
        ],
        optional: [
            "codeUntil", "enrolledAt", "revokedAt", "key", "heardAt", "version", "clockOffsetMicroseconds",
            "clockErrorMicroseconds", "waitingBatches", "droppedBatches", "batches", "damagedBatches",
        ])

    static func document(_ status: AgentStatus) -> JSONValue {
        let record = status.record
        var object: JSONObject = [
            "name": .string(record.name.rawValue), "state": .string(status.state.rawValue),
            "invitedAt": .string(record.invited.rfc3339), "invitedBy": .string(record.invitedBy),
            "hasPlan": .bool(status.hasPlan),
        ]
        if status.state == .invited { object["codeUntil"] = .string(record.codeUntil.rfc3339) }
        if let instant = record.enrolled { object["enrolledAt"] = .string(instant.rfc3339) }
        if let instant = record.revoked { object["revokedAt"] = .string(instant.rfc3339) }
        if let fingerprint = record.fingerprint { object["key"] = .string(fingerprint) }
        guard let sighting = status.sighting else { return .object(object) }
        object["heardAt"] = .string(sighting.at.rfc3339)
        object["batches"] = JSONValue(sighting.batches)
        object["damagedBatches"] = JSONValue(sighting.damaged)
        if let health = sighting.health {
            object["version"] = .string(health.version)
            object["waitingBatches"] = JSONValue(health.waiting)
            object["droppedBatches"] = JSONValue(health.dropped)
            if let offset = health.offset {
                object["clockOffsetMicroseconds"] = .integer(offset)
                object["clockErrorMicroseconds"] = .integer(health.offsetError)
            }
        }
        return .object(object)
    }

    static func name(_ json: JSONValue) throws(JSONError) -> String {
        try JSONObjectReader(json, path: .root, allowing: ["name"]).converted(
            "name", "a vantage's name of lower-case letters, digits and hyphens"
        ) { AgentName($0)?.rawValue }
    }
}
