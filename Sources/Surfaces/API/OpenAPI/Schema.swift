internal import HTTP
package import JSON

/// Small words to write JSON Schema with (2020-12, as OpenAPI 3.1 takes it).
package enum Schema {
    package static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/" + name)] }

    /// An object; the members named in `optional` may be missing.
    static func object(_ members: KeyValuePairs<String, JSONValue>, optional: Set<String> = []) -> JSONValue {
        var properties = JSONObject()
        for (name, schema) in members { properties[name] = schema }
        let required = members.map(\.key).filter { !optional.contains($0) }
        var object: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { object["required"] = JSONValue(required) }
        return .object(object)
    }

    /// An object in which no other member may stand: an order is read strictly.
    static func closed(_ members: KeyValuePairs<String, JSONValue>, optional: Set<String> = []) -> JSONValue {
        guard var object = object(members, optional: optional).object else { return true }
        object["additionalProperties"] = false
        return .object(object)
    }

    static func array(_ element: JSONValue) -> JSONValue { ["type": "array", "items": element] }
    static let text: JSONValue = ["type": "string"]
    static let flag: JSONValue = ["type": "boolean"]
    static let count: JSONValue = ["type": "integer", "minimum": 0]
    static let seconds: JSONValue = ["type": "integer", "description": "Seconds."]
    static let instant: JSONValue = ["type": "string", "format": "date-time"]
    static let optionalInstant: JSONValue = ["type": ["string", "null"], "format": "date-time"]
    static let optionalText: JSONValue = ["type": ["string", "null"]]
    static let identifier: JSONValue = ["type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"]
    static let digest: JSONValue = ["type": "string", "pattern": "^[0-9a-f]{64}$"]
    static let entity: JSONValue = ["type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,63}$"]
    static let language: JSONValue = ["type": "string", "pattern": "^[a-z]{2}$"]

    static func words<Word: CaseIterable & RawRepresentable<String>>(_ type: Word.Type) -> JSONValue {
        ["type": "string", "enum": JSONValue(Word.allCases.map(\.rawValue))]
    }

    static func words(_ words: String...) -> JSONValue { ["type": "string", "enum": JSONValue(words)] }

    static func list(of element: JSONValue, most: Int) -> JSONValue {
        ["type": "array", "items": element, "maxItems": JSONValue(most)]
    }
}
