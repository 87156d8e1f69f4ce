/// A language by its ISO 639-1 code. Pages exist in those that have words in `Telling`; text may be in any.
package struct Language: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let code: String

    /// Two lower-case letters; nil otherwise.
    package init?(_ code: some StringProtocol) {
        guard code.utf8.count == 2, code.utf8.allSatisfy({ $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }) else {
            return nil
        }
        self.code = String(code)
    }

    private init(known code: String) { self.code = code }

    package static let english = Language(known: "en")
    package static let french = Language(known: "fr")
    package static let italian = Language(known: "it")

    package var description: String { code }
    package static func < (left: Language, right: Language) -> Bool { left.code < right.code }
}

/// One text in several languages. Language is data: a reader gets one of them, and a missing one is known to be missing.
package struct LocalizedText: Sendable, Hashable {
    package private(set) var texts: [Language: String]

    package init(_ texts: [Language: String] = [:]) { self.texts = texts }

    package subscript(_ language: Language) -> String? {
        get { texts[language] }
        set { texts[language] = newValue }
    }

    package var isEmpty: Bool { texts.isEmpty }
    package var languages: [Language] { texts.keys.sorted() }

    /// The text in the language asked for, else in the first of the others that has one, and which language it is.
    package func reading(_ language: Language, otherwise others: [Language] = [.english]) -> Reading? {
        for candidate in [language] + others {
            if let text = texts[candidate] { return Reading(text: text, language: candidate) }
        }
        guard let first = languages.first, let text = texts[first] else { return nil }
        return Reading(text: text, language: first)
    }

    /// A text together with the language it really is in, so that a page can mark it (`lang="fr"`).
    package struct Reading: Sendable, Hashable {
        package var text: String
        package var language: Language
    }
}

extension LocalizedText: CustomStringConvertible {
    /// The same for the same texts, in every process.
    package var description: String {
        "[" + languages.map { "\($0): \((self[$0] ?? "").debugDescription)" }.joined(separator: ", ") + "]"
    }
}
