internal import Bytes
package import JSON
internal import Vocabulary

// Subscribers as entries and read models keep them.

extension JSONObjectReader {
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

    func instant(_ name: String) throws(JSONError) -> Instant {
        try converted(name, "an instant") { try? Instant(rfc3339: $0) }
    }

    func optionalInstant(_ name: String) throws(JSONError) -> Instant? { has(name) ? try instant(name) : nil }

    func language(_ name: String) throws(JSONError) -> Language {
        try converted(name, "a language code of two lower-case letters") { Language($0) }
    }

    func digest(_ name: String) throws(JSONError) -> SHA256Digest {
        try converted(name, "64 hexadecimal digits") { SHA256Digest(hexadecimal: $0) }
    }

    func count(_ name: String, most: Int64 = 1 << 40) throws(JSONError) -> Int {
        Int(try integer(name, in: 0...most))
    }

    /// Zero when it is missing.
    func optionalCount(_ name: String) throws(JSONError) -> Int { has(name) ? try count(name) : 0 }
}

extension SubscriberTarget {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        switch try object.word("kind", as: Kind.self) {
        case .mail: self = .mail(address: try object.string("address"))
        case .webhook: self = .webhook(url: try object.string("url"), signingKey: try object.string("key"))
        case .telegram: self = .telegram(chat: try object.string("chat"))
        case .sms: self = .sms(number: try object.string("number"))
        case .slack, .teams, .discord, .mattermost, .ntfy:
            self = .chat(try object.word("kind"), url: try object.string("url"))
        }
    }

    package var json: JSONValue {
        switch self {
        case .mail(let address): ["kind": "mail", "address": .string(address)]
        case .webhook(let url, let key): ["kind": "webhook", "url": .string(url), "key": .string(key)]
        case .chat(let kind, let url): ["kind": .string(kind.rawValue), "url": .string(url)]
        case .telegram(let chat): ["kind": "telegram", "chat": .string(chat)]
        case .sms(let number): ["kind": "sms", "number": .string(number)]
        }
    }
}

extension Subscriber.Wish {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(language: try object.language("language"), components: try object.identifiers("components"))
    }

    package var json: JSONValue {
        var object: JSONObject = ["language": .string(language.code)]
        if !components.isEmpty { object["components"] = JSONValue(components.map(\.rawValue)) }
        return .object(object)
    }
}

extension Subscriber.Question {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            digest: try object.digest("digest"), expires: try object.instant("expires"),
            wish: try Subscriber.Wish(json: object.value("wish"), path: path.member("wish")))
    }

    package var json: JSONValue {
        ["digest": .string(digest.hexadecimal), "expires": .string(expires.rfc3339), "wish": wish.json]
    }
}

extension Subscriber {
    package init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(
            id: try object.identifier("id"), brand: try object.identifier("brand"),
            target: try SubscriberTarget(json: object.value("target"), path: JSONPath.root.member("target")),
            wish: try Wish(json: object.value("wish"), path: JSONPath.root.member("wish")),
            state: try object.word("state"),
            question: object.has("question")
                ? try Question(json: object.value("question"), path: JSONPath.root.member("question")) : nil,
            askedAt: try object.instant("askedAt"), confirmedAt: try object.optionalInstant("confirmedAt"),
            failures: try object.optionalCount("failures"))
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.rawValue), "brand": .string(brand.rawValue), "target": target.json, "wish": wish.json,
            "state": .string(state.rawValue), "askedAt": .string(askedAt.rfc3339),
        ]
        object["question"] = question?.json
        object["confirmedAt"] = confirmedAt.map { .string($0.rfc3339) }
        if failures > 0 { object["failures"] = JSONValue(failures) }
        return .object(object)
    }
}
