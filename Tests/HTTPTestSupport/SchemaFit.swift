package import JSON

/// Holds a value against a schema of an API's own description, as far as these schemas go.
package struct SchemaFit {
    package let schemas: JSONValue

    /// - Parameter document: an OpenAPI document.
    package init(of document: JSONValue) { schemas = document["components"]?["schemas"] ?? .null }

    /// What does not fit, with its place.
    package func faults(_ value: JSONValue, _ name: String) -> [String] {
        faults(value, schema: ["$ref": .string("#/components/schemas/" + name)], at: "$")
    }

    package func faults(_ value: JSONValue, schema: JSONValue, at path: String) -> [String] {
        if let reference = schema["$ref"]?.string {
            let name = String(reference.split(separator: "/").last ?? "")
            guard let known = schemas[name] else { return ["\(path): no schema \(name)"] }
            return faults(value, schema: known, at: path)
        }
        if let words = schema["enum"]?.array, !words.contains(value) { return ["\(path): not one of the words"] }
        let kinds = schema["type"]?.array?.compactMap(\.string) ?? [schema["type"]?.string].compactMap(\.self)
        guard kinds.isEmpty || kinds.contains(where: { Self.isOf(value, $0) }) else {
            return ["\(path): \(value.kindName) instead of \(kinds)"]
        }
        switch value {
        case .object(let object): return self.faults(object, schema: schema, at: path)
        case .array(let elements):
            guard let items = schema["items"] else { return [] }
            return elements.enumerated().flatMap { faults($1, schema: items, at: "\(path)[\($0)]") }
        default: return []
        }
    }

    /// Members that no schema names are faults here: what is written has to be described.
    private func faults(_ object: JSONObject, schema: JSONValue, at path: String) -> [String] {
        var found: [String] = []
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] where object[name] == nil {
            found.append("\(path).\(name): missing")
        }
        guard let properties = schema["properties"]?.object else {
            guard let every = schema["additionalProperties"], every.object != nil else { return found }
            return found + object.members.flatMap { faults($0.value, schema: every, at: "\(path).\($0.name)") }
        }
        for member in object.members {
            guard let known = properties[member.name] else {
                found.append("\(path).\(member.name): not described")
                continue
            }
            found += faults(member.value, schema: known, at: "\(path).\(member.name)")
        }
        return found
    }

    private static func isOf(_ value: JSONValue, _ kind: String) -> Bool {
        switch kind {
        case "object": value.object != nil
        case "array": value.array != nil
        case "string": value.string != nil
        case "boolean": value.bool != nil
        case "integer": value.integer != nil
        case "null": value.isNull
        default: false
        }
    }
}
