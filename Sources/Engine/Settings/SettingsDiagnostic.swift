package import JSON

/// One thing that is wrong in the configuration: where, what was expected, what was found, and what to do.
package struct SettingsDiagnostic: Sendable, Equatable, CustomStringConvertible {
    /// The file, or the option of the command line.
    package var source: String
    package var place: SettingsNode.Place?
    /// The full key, `limits.body_bytes`; empty for the document as a whole.
    package var key: String
    package var message: String
    /// What was there; never the content of a secret.
    package var found: String?
    package var hint: String?
    /// The line of the file and a mark under the place; only where the line holds no secret.
    package var excerpt: [String]

    package init(
        source: String, place: SettingsNode.Place? = nil, key: String = "", message: String, found: String? = nil,
        hint: String? = nil, excerpt: [String] = []
    ) {
        self.source = source
        self.place = place
        self.key = key
        self.message = message
        self.found = found.map(Self.shown)
        self.hint = hint
        self.excerpt = excerpt
    }

    package var description: String {
        var text = source
        if let place { text += ":\(place.line):\(place.column)" }
        text += ": "
        if !key.isEmpty { text += key + ": " }
        text += message
        if let found { text += ", found \(found)" }
        for line in excerpt {
            text += "\n    " + line
        }
        if let hint { text += "\n  hint: \(hint)" }
        return text
    }

    package var json: JSONValue {
        [
            "source": .string(source), "line": place.map { JSONValue($0.line) } ?? .null,
            "column": place.map { JSONValue($0.column) } ?? .null, "key": .string(key), "message": .string(message),
            "found": JSONValue(found), "hint": JSONValue(hint),
        ]
    }

    /// One line of at most 60 characters, whatever the document holds.
    package static func shown(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(60) {
            let isControl =
                scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.properties.isBidiControl
            line.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return "\"\(line)\(text.unicodeScalars.count > 60 ? "…" : "")\""
    }
}

/// Everything that is wrong in one configuration.
package struct SettingsFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package var diagnostics: [SettingsDiagnostic]

    package init(_ diagnostics: [SettingsDiagnostic]) { self.diagnostics = diagnostics }

    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
