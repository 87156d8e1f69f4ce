/// Takes the members of an object apart for a type of the program, with errors that name the path.
///
///     let object = try JSONObjectReader(value, allowing: ["name", "windows"])
///     let name = try object.string("name")
///     let windows = try object.array("windows") { element, path throws(JSONError) in
///         try Window(json: element, path: path)
///     }
package struct JSONObjectReader: Sendable {
    package let object: JSONObject
    package let path: JSONPath

    /// With `allowing`, a member of another name is refused: a misspelt optional member must not pass in silence.
    package init(
        _ value: JSONValue, path: JSONPath = .root, allowing names: [String]? = nil
    ) throws(JSONError) {
        guard case .object(let object) = value else { throw Self.wrongKind("an object", value, path) }
        self.object = object
        self.path = path
        guard let names else { return }
        for member in object.members where !names.contains(where: { $0.utf8.elementsEqual(member.name.utf8) }) {
            throw JSONError(
                .unknownMember, "nobody reads this member; known are \(names.joined(separator: ", "))",
                path: path.member(member.name))
        }
    }

    // MARK: Members that must be there

    package func value(_ name: String) throws(JSONError) -> JSONValue {
        guard let value = object[name] else {
            throw JSONError(.missingMember, "this member is missing", path: path.member(name))
        }
        return value
    }

    package func string(_ name: String) throws(JSONError) -> String {
        try Self.string(value(name), path.member(name))
    }

    package func integer(_ name: String) throws(JSONError) -> Int64 {
        try Self.integer(value(name), path.member(name))
    }

    package func integer(_ name: String, in range: ClosedRange<Int64>) throws(JSONError) -> Int64 {
        let value = try integer(name)
        guard range.contains(value) else {
            throw JSONError(
                .refusedValue, "expected a whole number from \(range.lowerBound) to \(range.upperBound)",
                path: path.member(name))
        }
        return value
    }

    package func decimal(_ name: String) throws(JSONError) -> Double {
        let value = try value(name)
        guard let decimal = value.decimal else { throw Self.wrongKind("a number", value, path.member(name)) }
        return decimal
    }

    package func bool(_ name: String) throws(JSONError) -> Bool {
        let value = try value(name)
        guard let bool = value.bool else { throw Self.wrongKind("true or false", value, path.member(name)) }
        return bool
    }

    package func object(_ name: String, allowing names: [String]? = nil) throws(JSONError) -> JSONObjectReader {
        try JSONObjectReader(value(name), path: path.member(name), allowing: names)
    }

    package func array(_ name: String) throws(JSONError) -> [JSONValue] {
        let value = try value(name)
        guard let array = value.array else { throw Self.wrongKind("an array", value, path.member(name)) }
        return array
    }

    /// Each element through `transform`, which gets the element's path for its own errors.
    package func array<Element>(
        _ name: String, _ transform: (JSONValue, JSONPath) throws(JSONError) -> Element
    ) throws(JSONError) -> [Element] {
        var elements: [Element] = []
        let values = try array(name)
        let path = path.member(name)
        elements.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            elements.append(try transform(value, path.index(index)))
        }
        return elements
    }

    package func strings(_ name: String) throws(JSONError) -> [String] {
        try array(name) { value, path throws(JSONError) in try Self.string(value, path) }
    }

    /// Each member of an inner object through `transform`, for objects that are maps.
    package func map<Value>(
        _ name: String, _ transform: (JSONValue, JSONPath) throws(JSONError) -> Value
    ) throws(JSONError) -> [(name: String, value: Value)] {
        let inner = try object(name)
        var entries: [(name: String, value: Value)] = []
        for member in inner.object.members {
            entries.append((member.name, try transform(member.value, inner.path.member(member.name))))
        }
        return entries
    }

    /// A text through an initialiser that may refuse it: `try object.converted("zone", "a zone name", Zone.init(name:))`.
    package func converted<Value>(
        _ name: String, _ expectation: @autoclosure () -> String, _ transform: (String) -> Value?
    ) throws(JSONError) -> Value {
        guard let value = transform(try string(name)) else {
            throw JSONError(.refusedValue, "expected \(expectation())", path: path.member(name))
        }
        return value
    }

    // MARK: Members that may be missing or null

    package func has(_ name: String) -> Bool {
        guard let value = object[name] else { return false }
        return !value.isNull
    }

    /// Nil when the member is missing or null; `read` otherwise: `try object.optional("end") { try $0.string("end") }`.
    package func optional<Value>(
        _ name: String, _ read: (JSONObjectReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value? {
        has(name) ? try read(self) : nil
    }

    package func optionalString(_ name: String) throws(JSONError) -> String? {
        has(name) ? try string(name) : nil
    }

    package func optionalInteger(_ name: String) throws(JSONError) -> Int64? {
        has(name) ? try integer(name) : nil
    }

    package func optionalBool(_ name: String) throws(JSONError) -> Bool? {
        has(name) ? try bool(name) : nil
    }

    // MARK: Single values

    /// The path is made only where an error needs it: making it costs more than reading the value.
    package static func string(
        _ value: JSONValue, _ path: @autoclosure () -> JSONPath
    ) throws(JSONError) -> String {
        guard case .string(let text) = value else { throw wrongKind("a text", value, path()) }
        return text
    }

    package static func integer(_ value: JSONValue, _ path: JSONPath) throws(JSONError) -> Int64 {
        guard let integer = value.integer else { throw wrongKind("a whole number", value, path) }
        return integer
    }

    private static func wrongKind(_ expected: String, _ found: JSONValue, _ path: JSONPath) -> JSONError {
        JSONError(.wrongKind, "expected \(expected), found \(found.kindName)", path: path)
    }
}
