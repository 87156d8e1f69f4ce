/// The words that rules know, in all languages together. Looked up once per token.
///
/// An entry is a word or a phrase; a star at a word's end stands for any ending (`resolv*`), and needs four letters
/// before it. Entries are written with or without accents. How to add a language: docs/reading.md.
struct Lexicon: Sendable {
    private struct Pattern: Sendable {
        var words: [String]
        var isStem: [Bool]
        var marks: Marks
        var tongues: Tongues
    }

    private var patterns: [String: [Pattern]] = [:]

    static let shared = Lexicon()

    private init() {
        for (marks, text) in Self.timeWords + Self.roleWords + Self.aboutWords + Self.speechWords + Self.labelWords
            + Self.causeWords {
            add(text, marks: marks, tongues: [])
        }
        for (index, text) in Self.tongueWords.enumerated() {
            add(text, marks: [], tongues: Tongues(rawValue: 1 << UInt16(index)))
        }
    }

    private mutating func add(_ text: String, marks: Marks, tongues: Tongues) {
        for entry in text.split(whereSeparator: { $0 == "," || $0 == "\n" }) {
            var words: [String] = []
            var isStem: [Bool] = []
            for part in entry.split(separator: " ") {
                words.append(Lexer.folded(String(part)))
                isStem.append(part.hasSuffix("*"))
            }
            guard let first = words.first, !first.isEmpty else { continue }
            patterns[Self.key(first), default: []].append(
                Pattern(words: words, isStem: isStem, marks: marks, tongues: tongues))
        }
    }

    private static func key(_ word: String) -> String { word.utf8.count > 4 ? String(word.prefix(4)) : word }

    /// Gives every token the meanings it may have.
    func mark(_ tokens: inout [Token]) {
        for index in tokens.indices where tokens[index].kind == .word || tokens[index].kind == .number {
            guard let candidates = patterns[Self.key(tokens[index].word)] else { continue }
            for pattern in candidates where matches(pattern, tokens, at: index) {
                tokens[index].marks.formUnion(pattern.marks)
                tokens[index].tongues.formUnion(pattern.tongues)
            }
        }
    }

    private func matches(_ pattern: Pattern, _ tokens: [Token], at index: Int) -> Bool {
        guard index + pattern.words.count <= tokens.count else { return false }
        for offset in pattern.words.indices {
            let word = tokens[index + offset].word
            let wanted = pattern.words[offset]
            guard pattern.isStem[offset] ? word.hasPrefix(wanted) : word == wanted else { return false }
        }
        return true
    }
}
