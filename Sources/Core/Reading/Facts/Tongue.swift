internal import Vocabulary

/// In which languages a text is written, piece by piece: a sentence, or what stands between `/` or marks such as `FR` in it.
struct Tongue {
    struct Piece {
        var tokens: Range<Int>
        /// Nil when nothing says.
        var language: Int?
    }

    private(set) var pieces: [Piece] = []

    init(_ document: Document) {
        for sentence in document.sentences {
            var start = sentence.lowerBound
            for index in sentence where Self.parts(document.tokens, index) {
                add(document, start..<index)
                start = index + 1
            }
            add(document, start..<sentence.upperBound)
        }
    }

    private mutating func add(_ document: Document, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        pieces.append(Piece(tokens: range, language: Self.best(document, range)))
    }

    /// `Platform disruptions / Perturbations`, `FR Nous… EN We…`
    private static func parts(_ tokens: [Token], _ index: Int) -> Bool {
        let token = tokens[index]
        if token.isSymbol("/") { return !token.isGlued }
        return token.isUpper && token.isWord && token.digits == 2 && Tongues.codes.contains(token.word)
            && index + 1 < tokens.count && tokens[index + 1].isCapital && !tokens[index + 1].isUpper
    }

    /// The language whose words are most and clearly more than the next one's.
    private static func best(_ document: Document, _ range: Range<Int>) -> Int? {
        var counts = [Int](repeating: 0, count: Tongues.codes.count)
        var words = 0
        for index in range where document.tokens[index].isWord {
            words += 1
            let tongues = document.tokens[index].tongues
            guard !tongues.isEmpty else { continue }
            for language in counts.indices where tongues.rawValue & (1 << UInt16(language)) != 0 {
                counts[language] += 1
            }
        }
        guard let most = counts.max(), most >= 3, most * 5 >= words else { return nil }
        let leaders = counts.indices.filter { counts[$0] == most }
        return leaders.count == 1 ? leaders[0] : nil
    }

    /// In order of appearance. One short sentence that looks foreign, in a text of another language, is not enough.
    func languages(in range: Range<Int>) -> [Language] {
        var order: [Int] = []
        var weight = [Int](repeating: 0, count: Tongues.codes.count)
        var index = pieces.partitioningIndex { $0.tokens.lowerBound >= range.lowerBound }
        while index < pieces.count, pieces[index].tokens.lowerBound < range.upperBound {
            if let language = pieces[index].language {
                if weight[language] == 0 { order.append(language) }
                weight[language] += pieces[index].tokens.count
            }
            index += 1
        }
        // Neighbours that share most words: what looks like the lesser one is the greater one's.
        let (norwegian, danish) = (7, 8)
        if weight[norwegian] > 0, weight[danish] > 0 {
            weight[weight[norwegian] >= weight[danish] ? danish : norwegian] = 0
        }
        let total = weight.reduce(0, +)
        return order.filter { weight[$0] * 50 >= total && weight[$0] >= 5 }.compactMap { Language(Tongues.codes[$0]) }
    }
}
