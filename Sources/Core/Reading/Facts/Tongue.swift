internal import Vocabulary

/// In which languages a text is written, sentence by sentence.
struct Tongue {
    private(set) var ofSentence: [Int8]

    init(_ document: Document) {
        ofSentence = document.sentences.map { Self.best(document, $0) }
    }

    /// The language whose words are most and clearly more than the next one's; -1 when nothing says.
    static func best(_ document: Document, _ range: Range<Int>) -> Int8 {
        var counts = [Int](repeating: 0, count: Tongues.codes.count)
        var words = 0
        for index in range where document.tokens[index].isWord {
            words += 1
            let tongues = document.tokens[index].tongues
            guard !tongues.isEmpty else { continue }
            for language in counts.indices where tongues.rawValue & (1 << UInt16(language)) != 0 { counts[language] += 1 }
        }
        guard let most = counts.max(), most >= 3, most * 5 >= words else { return -1 }
        let leaders = counts.indices.filter { counts[$0] == most }
        return leaders.count == 1 ? Int8(leaders[0]) : -1
    }

    /// In order of appearance. One short sentence that looks foreign, in a text of another language, is not enough.
    func languages(_ document: Document, in range: Range<Int>) -> [Language] {
        var order: [Int] = []
        var weight = [Int](repeating: 0, count: Tongues.codes.count)
        var index = range.isEmpty ? document.sentences.count : Int(document.sentenceOf[range.lowerBound])
        while index < document.sentences.count, document.sentences[index].lowerBound < range.upperBound {
            let language = Int(ofSentence[index])
            if language >= 0 {
                if weight[language] == 0 { order.append(language) }
                weight[language] += document.sentences[index].count
            }
            index += 1
        }
        let total = weight.reduce(0, +)
        return order.filter { weight[$0] * 50 >= total && weight[$0] >= 5 }.compactMap { Language(Tongues.codes[$0]) }
    }
}
