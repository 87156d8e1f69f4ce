package import JSON
package import Vocabulary

/// A value that stands in entry bodies and read models as JSON.
package protocol JSONCoded {
    init(json: JSONValue, path: JSONPath) throws(JSONError)
    var json: JSONValue { get }
}

extension JSONObjectReader {
    func value<Value: JSONCoded>(_ name: String, as type: Value.Type = Value.self) throws(JSONError) -> Value {
        try Value(json: value(name), path: path.member(name))
    }

    func optionalValue<Value: JSONCoded>(_ name: String, as type: Value.Type = Value.self) throws(JSONError) -> Value? {
        has(name) ? try value(name) : nil
    }

    /// An array that may be missing when it is empty.
    func values<Value: JSONCoded>(_ name: String, of type: Value.Type = Value.self) throws(JSONError) -> [Value] {
        guard has(name) else { return [] }
        return try array(name) { json, path throws(JSONError) in try Value(json: json, path: path) }
    }

    /// An array of texts that may be missing when it is empty.
    func strings(_ name: String) throws(JSONError) -> [String] {
        guard has(name) else { return [] }
        return try array(name) { json, path throws(JSONError) in try Self.string(json, path) }
    }

    /// False when it is missing.
    func flag(_ name: String) throws(JSONError) -> Bool { has(name) ? try bool(name) : false }

    func identifier<ID: Identifier>(_ name: String, as type: ID.Type = ID.self) throws(JSONError) -> ID {
        try converted(name, "lower-case letters, digits and hyphens, at most 64") { ID($0) }
    }

    func identifiers<ID: Identifier>(_ name: String, of type: ID.Type = ID.self) throws(JSONError) -> [ID] {
        guard has(name) else { return [] }
        return try array(name) { json, path throws(JSONError) in
            guard let id = ID(try Self.string(json, path)) else {
                throw JSONError(
                    .refusedValue, "expected lower-case letters, digits and hyphens, at most 64", path: path)
            }
            return id
        }
    }

    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, as type: Word.Type = Word.self
    ) throws(JSONError) -> Word where Word.RawValue == String {
        try converted(name, "one of " + Word.allCases.map(\.rawValue).joined(separator: ", ")) { Word(rawValue: $0) }
    }

    func optionalWord<Word: RawRepresentable & CaseIterable>(
        _ name: String, as type: Word.Type = Word.self
    ) throws(JSONError) -> Word? where Word.RawValue == String {
        has(name) ? try word(name) : nil
    }
}

extension Instant: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let text = try JSONObjectReader.string(json, path)
        do throws(InstantTextError) {
            try self.init(rfc3339: text)
        } catch {
            throw JSONError(.refusedValue, error.description, path: path)
        }
    }

    package var json: JSONValue { .string(rfc3339) }
}

extension Language: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        guard let language = Language(try JSONObjectReader.string(json, path)) else {
            throw JSONError(.refusedValue, "expected a language code of two lower-case letters", path: path)
        }
        self = language
    }

    package var json: JSONValue { .string(code) }
}

extension LocalizedText: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        guard case .object(let object) = json else {
            throw JSONError(.wrongKind, "expected an object of texts by language, found \(json.kindName)", path: path)
        }
        var texts: [Language: String] = [:]
        for member in object.members {
            guard let language = Language(member.name) else {
                throw JSONError(
                    .refusedValue, "expected a language code of two lower-case letters", path: path.member(member.name))
            }
            texts[language] = try JSONObjectReader.string(member.value, path.member(member.name))
        }
        self.init(texts)
    }

    package var json: JSONValue {
        var object = JSONObject()
        for language in languages { object[language.code] = self[language].map { .string($0) } }
        return .object(object)
    }
}

/// Collects the members of an object, leaving out what is nil or empty.
struct JSONMembers {
    var object = JSONObject()

    var json: JSONValue { .object(object) }

    /// Written only when it holds.
    mutating func add(_ name: String, flag: Bool) { if flag { object[name] = .bool(true) } }
    mutating func add(_ name: String, _ value: String?) { object[name] = value.map { .string($0) } }
    mutating func add(_ name: String, _ value: (any JSONCoded)?) { object[name] = value?.json }
    mutating func add(_ name: String, _ values: [some JSONCoded]) {
        if !values.isEmpty { object[name] = .array(values.map(\.json)) }
    }
    mutating func add(_ name: String, _ ids: [some Identifier]) {
        if !ids.isEmpty { object[name] = .array(ids.map { .string($0.rawValue) }) }
    }
    mutating func add(_ name: String, _ texts: [String]) {
        if !texts.isEmpty { object[name] = .array(texts.map { .string($0) }) }
    }
    mutating func add(_ name: String, _ number: Int) { object[name] = JSONValue(number) }
    /// A flag that is written only when it is up.
    mutating func add(_ name: String, _ flag: Bool) { if flag { object[name] = true } }
    mutating func add(_ name: String, _ text: LocalizedText) {
        if !text.isEmpty { object[name] = text.json }
    }
    mutating func merge(_ other: JSONValue) {
        for member in other.object?.members ?? [] { object[member.name] = member.value }
    }
}

extension JSONLimits {
    /// A read model gathers many entries, so it may be larger than one.
    static let readModel = JSONLimits(bytes: 16 << 20)
}
