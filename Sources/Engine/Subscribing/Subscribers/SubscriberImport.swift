package import Vocabulary

/// A list of addresses from elsewhere: one line each, `mail,language,components`, components with spaces between them.
///
/// A first line that names the columns is passed over. What can't be read is told by the number of its line: addresses
/// appear in no message.
package struct SubscriberImport: Sendable, Hashable {
    package static let bytesMost = 8 << 20
    package static let linesMost = 100_000
    package static let fieldBytesMost = 8_192
    package static let problemsMost = 100

    package struct Line: Sendable, Hashable {
        package var number: Int
        package var address: String
        package var wish: Subscriber.Wish
    }

    package struct Problem: Sendable, Hashable {
        package var line: Int
        package var reason: String
    }

    package private(set) var lines: [Line] = []
    package private(set) var problems: [Problem] = []
    package private(set) var refused = 0

    /// Nil when it is too large, or no text: the whole list is refused then. `language` is for lines that name none.
    package init?(_ bytes: [UInt8], language: Language) {
        guard bytes.count <= Self.bytesMost, let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            guard number <= Self.linesMost else { return nil }
            var row = line
            if number == 1, row.hasPrefix("\u{FEFF}") { row = row.dropFirst() }
            guard row.contains(where: { !$0.isWhitespace }) else { continue }
            guard let fields = Self.fields(row) else {
                refuse(number, "the quotation marks do not match, or a field is too long")
                continue
            }
            if number == 1, ["mail", "email", "e-mail"].contains(fields[0].lowercased()) { continue }
            read(fields, number, language)
        }
    }

    private mutating func read(_ fields: [String], _ number: Int, _ language: Language) {
        guard fields.count <= 3 else { return refuse(number, "a line has at most three fields") }
        var wish = Subscriber.Wish(language: language)
        if fields.count > 1, !fields[1].isEmpty {
            guard let language = Language(fields[1].lowercased()) else {
                return refuse(number, "the language is a code of two letters")
            }
            wish.language = language
        }
        if fields.count > 2 {
            for word in fields[2].split(whereSeparator: { " ;|".contains($0) }) {
                guard let component = ComponentID(word) else { return refuse(number, "no such component") }
                wish.components.append(component)
            }
        }
        lines.append(Line(number: number, address: fields[0], wish: wish))
    }

    private mutating func refuse(_ line: Int, _ reason: String) {
        refused += 1
        if problems.count < Self.problemsMost { problems.append(Problem(line: line, reason: reason)) }
    }

    /// The fields of a line; within quotation marks a comma is a letter, and two marks are one.
    private static func fields(_ line: Substring) -> [String]? {
        var fields = [""]
        var isQuoted = false
        var previous: Character?
        for character in line {
            defer { previous = character }
            if character == "\"" {
                if !isQuoted, previous == "\"" { fields[fields.count - 1].append("\"") }
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                guard fields.count < 10 else { return nil }
                fields.append("")
            } else {
                fields[fields.count - 1].append(character)
            }
            guard (fields.last?.utf8.count ?? 0) <= fieldBytesMost else { return nil }
        }
        guard !isQuoted else { return nil }
        return fields.map { field in
            var text = field[...]
            while text.first == " " { text = text.dropFirst() }
            while text.last == " " { text = text.dropLast() }
            return String(text)
        }
    }
}
