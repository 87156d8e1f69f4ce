package import Vocabulary

/// A language as a file: sections of `name = words`, one phrase a line. A file is whole or refused: it holds every phrase, every form
/// of a counted thing, the words of dates and numbers and the pre-approved sentences, each with the places that English has.
package enum LanguageFile {
    /// What is wrong, and on which line; no line where something is missing.
    package struct Problem: Sendable, Hashable, CustomStringConvertible {
        package var line: Int?
        package var message: String

        package var description: String { (line.map { "line \($0): " } ?? "") + message }
    }

    package struct Refusal: Error, Sendable {
        package var problems: [Problem]
    }

    /// So much a file may hold: more than three times what English takes.
    package static let bytesMost = 1 << 20
    private static let valueBytesMost = 4_000

    // MARK: Reading

    package static func read(_ bytes: [UInt8]) throws(Refusal) -> LanguagePack {
        guard bytes.count <= bytesMost else {
            throw Refusal(problems: [Problem(message: "a language file has at most \(bytesMost) bytes")])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(problems: [Problem(message: "the file is not UTF-8")])
        }
        var reading = LanguageReading()
        var section = ""
        var number = 0
        // A mark of the order of bytes, which some editors write, is no word.
        for line in text.trimmingPrefix("\u{FEFF}").split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        {
            number += 1
            let line = trimmed(line)
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line.hasPrefix("["), line.hasSuffix("]") {
                section = String(line.dropFirst().dropLast())
                if !LanguageSection.names.contains(section) {
                    reading.refuse(number, "there is no section [\(section)]")
                }
                continue
            }
            guard let mark = line.firstIndex(of: "=") else {
                reading.refuse(number, "expected a name, = and its words; a comment begins with #")
                continue
            }
            let name = trimmed(line[..<mark])
            let value = trimmed(line[line.index(after: mark)...])
            guard let words = unescaped(value) else {
                reading.refuse(
                    number, "\(name): after a backslash stands n, a second backslash, or u{…} with a letter's number")
                continue
            }
            guard words.utf8.count <= valueBytesMost else {
                reading.refuse(number, "\(name) has more than \(valueBytesMost) bytes")
                continue
            }
            reading.note(section, String(name), words, number)
        }
        let pack = reading.pack()
        guard let pack, reading.problems.isEmpty else {
            throw Refusal(
                problems: reading.problems.sorted { ($0.line ?? .max, $0.message) < ($1.line ?? .max, $1.message) })
        }
        return pack
    }

    private static func trimmed(_ text: Substring) -> Substring {
        // Spaces of the words that must not break are no margin.
        func isMargin(_ character: Character) -> Bool { character == " " || character == "\t" }
        var text = text.drop(while: isMargin)
        while let last = text.last, isMargin(last) { text.removeLast() }
        return text
    }

    private static func unescaped(_ text: Substring) -> String? {
        var result = ""
        var rest = text
        while let mark = rest.firstIndex(of: "\\") {
            result += rest[..<mark]
            rest = rest[rest.index(after: mark)...]
            switch rest.popFirst() {
            case "n": result += "\n"
            case "\\": result += "\\"
            case "u":
                guard rest.popFirst() == "{", let end = rest.firstIndex(of: "}"),
                    let value = UInt32(rest[..<end], radix: 16), let scalar = Unicode.Scalar(value)
                else { return nil }
                result.unicodeScalars.append(scalar)
                rest = rest[rest.index(after: end)...]
            default: return nil
            }
        }
        return result + rest
    }

    // MARK: Writing

    /// What a translator fills in: every name, with the words of `base` above it. Nothing is filled in but the code.
    package static func template(for language: Language, from base: LanguagePack) -> String {
        text(base, comments: true) { section, name, _ in section == "language" && name == "code" ? language.code : "" }
    }

    /// A language whole, as a file that reads to the same.
    package static func text(of pack: LanguagePack) -> String { text(pack, comments: false) { $2 } }

    package static func text(
        _ pack: LanguagePack, comments: Bool, _ words: (_ section: String, _ name: String, _ base: String) -> String
    ) -> String {
        var text =
            "# A language of Vigie. One phrase a line: a name, = and its words; names in braces are filled with facts and stay.\n"
            + "# \\n is a new line, \\u{A0} a letter by its number, such as a space that does not break.\n"
        var section = ""
        for slot in LanguageSection.slots(of: pack) {
            if slot.section != section {
                section = slot.section
                text += "\n[\(section)]\n"
                if comments, let hint = LanguageSection.hints[section] { text += "# \(hint)\n" }
            }
            if comments { text += "# \(pack.language): \(escaped(slot.words))\n" }
            text += "\(slot.name) = \(escaped(words(slot.section, slot.name, slot.words)))\n"
        }
        return text
    }

    private static func escaped(_ words: String) -> String {
        var text = ""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "\n": text += "\\n"
            case "\\": text += "\\\\"
            case "\u{A0}", "\u{202F}", "\u{2009}", "\u{2007}":
                text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        if text.hasPrefix(" ") { text = "\\u{20}" + text.dropFirst() }
        if text.hasSuffix(" ") { text = text.dropLast() + "\\u{20}" }
        return text
    }
}
