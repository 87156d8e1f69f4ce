/// Words and phrases with what they stand for, found at a token by one lookup.
///
/// An entry is a word or a phrase; a star at a word's end stands for any ending (`resolv*`) and needs four letters before
/// it. Accents and capitals make no difference. Digits are words of their own: `3ds` is written `3 ds`.
struct PhraseTable<Value: Sendable>: Sendable {
    private struct Pattern: Sendable {
        var words: [String]
        var isStem: [Bool]
        var value: Value
    }

    private var patterns: [String: [Pattern]] = [:]

    /// Entries are parted by commas or line ends.
    mutating func add(_ text: String, _ value: Value) {
        for entry in text.split(whereSeparator: { $0 == "," || $0 == "\n" }) {
            var words: [String] = []
            var isStem: [Bool] = []
            for part in entry.split(separator: " ") {
                words.append(Lexer.folded(String(part)))
                isStem.append(part.hasSuffix("*"))
            }
            guard let first = words.first, !first.isEmpty else { continue }
            patterns[Self.key(first), default: []].append(Pattern(words: words, isStem: isStem, value: value))
        }
    }

    private static func key(_ word: String) -> String { word.utf8.count > 4 ? String(word.prefix(4)) : word }

    /// Calls with the value and length, in tokens, of every phrase that begins at a token.
    func forEach(_ tokens: [Token], at index: Int, _ body: (Value, Int) -> Void) {
        guard let candidates = patterns[Self.key(tokens[index].word)] else { return }
        for pattern in candidates {
            if let end = end(of: pattern, tokens, at: index) { body(pattern.value, end - index) }
        }
    }

    private func end(of pattern: Pattern, _ tokens: [Token], at index: Int) -> Int? {
        var at = index
        for offset in pattern.words.indices {
            // A hyphen parts words as a space does: `work-around`, `e-commerce`.
            if offset > 0, at + 1 < tokens.count, tokens[at].isGlued, tokens[at].isSymbol("-"), tokens[at + 1].isGlued {
                at += 1
            }
            guard at < tokens.count else { return nil }
            let word = tokens[at].word
            let wanted = pattern.words[offset]
            guard pattern.isStem[offset] ? word.hasPrefix(wanted) : word == wanted else { return nil }
            at += 1
        }
        return at
    }
}
