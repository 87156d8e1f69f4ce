package import JSON
internal import Vocabulary

// Routes and channels as entries and read models keep them.

extension AlertRoute {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        let match = try object.object("match")
        self.init(
            name: try object.identifier("name"),
            match: Match(
                providers: try match.identifiers("providers"), components: try match.identifiers("components"),
                channels: try match.words("channels"), entities: try match.texts("entities"),
                severityAtLeast: try match.optionalWord("severity"), kinds: try match.words("kinds")),
            to: try object.identifiers("to"), quiet: try Self.quiet(object), digest: try Self.digest(object),
            passes: try object.optionalWord("passes"),
            language: try object.converted("language", "a language code such as en") { Language($0) },
            origin: try object.word("origin"))
    }

    private static func quiet(_ object: JSONObjectReader) throws(JSONError) -> QuietHours? {
        guard object.has("quiet") else { return nil }
        let quiet = try object.object("quiet")
        return QuietHours(
            zone: try quiet.string("zone"), from: try quiet.clock("from"), to: try quiet.clock("to"))
    }

    private static func digest(_ object: JSONObjectReader) throws(JSONError) -> Digest? {
        guard object.has("digest") else { return nil }
        let digest = try object.object("digest")
        guard digest.has("at") else { return .hourly }
        return .daily(at: try digest.clock("at"), zone: try digest.string("zone"))
    }

    package var json: JSONValue {
        var match: JSONObject = ["kinds": JSONValue(self.match.kinds.map(\.rawValue))]
        func add(_ name: String, _ words: [String]) { if !words.isEmpty { match[name] = JSONValue(words) } }
        add("providers", self.match.providers.map(\.rawValue))
        add("components", self.match.components.map(\.rawValue))
        add("channels", self.match.channels.map(\.rawValue))
        add("entities", self.match.entities)
        match["severity"] = self.match.severityAtLeast.map { .string($0.rawValue) }
        var object: JSONObject = [
            "name": .string(name.rawValue), "match": .object(match), "to": JSONValue(to.map(\.rawValue)),
            "language": .string(language.code), "origin": .string(origin.rawValue),
        ]
        object["passes"] = passes.map { .string($0.rawValue) }
        object["quiet"] = quiet.map { quiet in
            [
                "zone": .string(quiet.zone), "from": .string(quiet.from.description),
                "to": .string(quiet.to.description),
            ]
        }
        object["digest"] = digest.map { digest in
            switch digest {
            case .hourly: ["every": "hour"]
            case .daily(let clock, let zone): ["at": .string(clock.description), "zone": .string(zone)]
            }
        }
        return .object(object)
    }
}

extension AlertChannelProfile {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            id: try object.identifier("id"), kind: try object.word("kind"), followUp: try object.word("followUp"))
    }

    package var json: JSONValue {
        ["id": .string(id.rawValue), "kind": .string(kind.rawValue), "followUp": .string(followUp.rawValue)]
    }
}

extension JSONObjectReader {
    func identifier<ID: Identifier>(_ name: String, as type: ID.Type = ID.self) throws(JSONError) -> ID {
        try converted(name, "lower-case letters, digits and hyphens, at most 64") { ID($0) }
    }

    func identifiers<ID: Identifier>(_ name: String, of type: ID.Type = ID.self) throws(JSONError) -> [ID] {
        try texts(name, "lower-case letters, digits and hyphens, at most 64") { ID($0) }
    }

    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, as type: Word.Type = Word.self
    ) throws(JSONError) -> Word where Word.RawValue == String {
        try converted(name, Self.expectation(type)) { Word(rawValue: $0) }
    }

    func optionalWord<Word: RawRepresentable & CaseIterable>(
        _ name: String, as type: Word.Type = Word.self
    ) throws(JSONError) -> Word? where Word.RawValue == String {
        has(name) ? try word(name) : nil
    }

    func words<Word: RawRepresentable & CaseIterable>(
        _ name: String, of type: Word.Type = Word.self
    ) throws(JSONError) -> [Word] where Word.RawValue == String {
        try texts(name, Self.expectation(type)) { Word(rawValue: $0) }
    }

    func texts(_ name: String) throws(JSONError) -> [String] { try texts(name, "a text") { $0 } }

    func clock(_ name: String) throws(JSONError) -> ClockTime {
        try converted(name, "a time of day such as 07:30") { ClockTime($0) }
    }

    private static func expectation<Word: RawRepresentable & CaseIterable>(
        _ type: Word.Type
    ) -> String where Word.RawValue == String {
        "one of " + type.allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// An array that may be missing when it is empty.
    private func texts<Value>(
        _ name: String, _ expectation: String, _ transform: (String) -> Value?
    ) throws(JSONError) -> [Value] {
        guard has(name) else { return [] }
        return try array(name) { json, path throws(JSONError) in
            guard let value = transform(try Self.string(json, path)) else {
                throw JSONError(.refusedValue, "expected \(expectation)", path: path)
            }
            return value
        }
    }
}
