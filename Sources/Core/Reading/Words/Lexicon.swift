/// The words that rules know, in all languages together, looked up once per token. How to add a language or a word:
/// docs/reading.md.
struct Lexicon: Sendable {
    private struct Meaning: Sendable {
        var marks: Marks
        var tongues: Tongues
    }

    private var table = PhraseTable<Meaning>()

    static let shared = Lexicon()

    private init() {
        let words =
            Self.timeWords + Self.roleWords + Self.aboutWords + Self.speechWords + Self.labelWords + Self.causeWords
        for (marks, text) in words { table.add(text, Meaning(marks: marks, tongues: [])) }
        for (index, text) in Self.tongueWords.enumerated() {
            table.add(text, Meaning(marks: [], tongues: Tongues(rawValue: 1 << UInt16(index))))
        }
    }

    /// Gives every token the meanings it may have.
    func mark(_ tokens: inout [Token]) {
        for index in tokens.indices where tokens[index].kind == .word || tokens[index].kind == .number {
            var marks: Marks = []
            var tongues: Tongues = []
            table.forEach(tokens, at: index) { meaning, _ in
                marks.formUnion(meaning.marks)
                tongues.formUnion(meaning.tongues)
            }
            tokens[index].marks = marks
            tokens[index].tongues = tongues
        }
    }
}
