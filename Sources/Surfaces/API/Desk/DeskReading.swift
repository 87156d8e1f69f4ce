internal import Desk
internal import JSON
internal import Vocabulary

// Members of orders.
extension JSONObjectReader {
    func id<ID: Identifier>(_ name: String, as type: ID.Type = ID.self) throws(JSONError) -> ID {
        try converted(name, "lower-case letters, digits and hyphens, at most 64") { ID($0) }
    }

    func optionalIDs<ID: Identifier>(_ name: String, of type: ID.Type = ID.self) throws(JSONError) -> [ID]? {
        guard has(name) else { return nil }
        let ids = try array(name) { json, path throws(JSONError) -> ID in
            guard let text = json.string, let id = ID(text) else {
                throw JSONError(
                    .refusedValue, "expected lower-case letters, digits and hyphens, at most 64", path: path)
            }
            return id
        }
        guard ids.count <= 200, Set(ids).count == ids.count else {
            throw JSONError(.refusedValue, "expected at most 200, each once", path: path.member(name))
        }
        return ids
    }

    func instant(_ name: String) throws(JSONError) -> Instant {
        let text = try string(name)
        do throws(InstantTextError) {
            return try Instant(rfc3339: text)
        } catch {
            throw JSONError(.refusedValue, error.description, path: path.member(name))
        }
    }

    func optionalInstant(_ name: String) throws(JSONError) -> Instant? { has(name) ? try instant(name) : nil }

    func text(_ name: String) throws(JSONError) -> LocalizedText {
        var text = LocalizedText()
        for (code, words) in try map(name, { json, path throws(JSONError) in try Self.string(json, path) }) {
            guard let language = Language(code) else {
                throw JSONError(
                    .refusedValue, "expected a language code of two lower-case letters",
                    path: path.member(name).member(code))
            }
            text[language] = words
        }
        return text
    }

    func optionalText(_ name: String) throws(JSONError) -> LocalizedText {
        has(name) ? try text(name) : LocalizedText()
    }

    func languages(_ name: String) throws(JSONError) -> [Language] {
        guard has(name) else { return [] }
        return try array(name) { json, path throws(JSONError) -> Language in
            guard let code = json.string, let language = Language(code) else {
                throw JSONError(.refusedValue, "expected a language code of two lower-case letters", path: path)
            }
            return language
        }
    }

    func words(_ name: String, most: Int) throws(JSONError) -> String {
        try converted(name, "1 to \(most) characters") { text in
            (1...most).contains(text.unicodeScalars.count) ? text : nil
        }
    }

    func texts(_ name: String, most: Int) throws(JSONError) -> [String] {
        guard has(name) else { return [] }
        return try array(name) { json, path throws(JSONError) -> String in
            guard let text = json.string, (1...most).contains(text.utf8.count) else {
                throw JSONError(.refusedValue, "expected 1 to \(most) characters", path: path)
            }
            return text
        }
    }

    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String, as type: Word.Type = Word.self
    ) throws(JSONError) -> Word {
        try converted(name, "one of " + Word.allCases.map(\.rawValue).joined(separator: ", ")) { Word(rawValue: $0) }
    }

    func optionalWord<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String, as type: Word.Type = Word.self
    ) throws(JSONError) -> Word? { has(name) ? try word(name) : nil }

    func reference(_ name: String) throws(JSONError) -> Reference? {
        guard has(name) else { return nil }
        return try converted(name, "a ticket such as TSR-1532, without spaces") { Reference($0) }
    }

    func saying(_ name: String) throws(JSONError) -> Saying? { has(name) ? try requiredSaying(name) : nil }

    func requiredSaying(_ name: String) throws(JSONError) -> Saying {
        try Saying(try object(name, allowing: DeskOrderBody.saying))
    }
}
