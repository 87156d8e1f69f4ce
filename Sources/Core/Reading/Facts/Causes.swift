internal import Vocabulary

/// What a cause's word says: the kind of thing, and whose it was where that follows from the kind.
struct Cause: Sendable {
    var category: Incident.Category
    var isOurs: Bool?

    init(_ category: Incident.Category, isOurs: Bool?) {
        self.category = category
        self.isOurs = isOurs
    }
}

/// What went wrong and whose fault it was, where the text says so.
struct Causes {
    private(set) var category = Incident.Category.unknown
    private(set) var responsibility = Incident.Responsibility.unknown
    private(set) var summary: String?

    init(_ document: Document, context: ReadingContext, fields: [HeaderFields]) {
        let section = Sections.find(document, .labelRootCause)
        var scores: [Int] = Lexicon.causeOrder.map { _ in 0 }
        for sentence in section { Self.score(document, sentence, weight: 4, &scores) }
        for sentence in document.sentences where document.has(.because, in: sentence) && !document.has([.otherIncident], in: sentence) {
            Self.score(document, sentence, weight: 2, &scores)
        }
        if scores.allSatisfy({ $0 == 0 }) {
            for sentence in document.sentences where !document.has([.otherIncident, .planned], in: sentence) { Self.score(document, sentence, weight: 1, &scores) }
        }
        if let best = scores.max(), best > 0, let index = scores.firstIndex(of: best) {
            let cause = Lexicon.causeOrder[index].1
            category = cause.category
            if let isOurs = cause.isOurs { responsibility = isOurs ? .internal : .external }
        }
        for field in fields {
            guard let value = field.value(.labelResponsibility) else { continue }
            if let stated = Self.responsibility(document, value, context) { responsibility = stated }
        }
        if responsibility == .external, category == .unknown { category = .externalProvider }
        if let first = section.first { summary = document.text(first) }
    }

    private static func score(_ document: Document, _ sentence: Range<Int>, weight: Int, _ scores: inout [Int]) {
        for (index, (mark, _)) in Lexicon.causeOrder.enumerated() where document.has(mark, in: sentence) { scores[index] += weight }
    }

    private static func responsibility(_ document: Document, _ value: Range<Int>, _ context: ReadingContext) -> Incident.Responsibility? {
        if document.has(.external, in: value) { return .external }
        if document.has(.internalWord, in: value) { return .internal }
        guard let vendor = context.vendor.map({ Lexer.folded($0) }), !vendor.isEmpty else { return nil }
        return value.contains { document.tokens[$0].word == vendor } ? .internal : nil
    }
}

/// Headed parts of a post-mortem.
enum Sections {
    static let headings: Marks = [
        .labelRootCause, .labelActions, .labelServices, .labelOther, .labelImpact, .labelTimeline,
    ]

    /// The sentences of every section with the heading.
    static func find(_ document: Document, _ label: Marks) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var isIn = false
        for sentence in document.sentences {
            var start = sentence.lowerBound
            while start < sentence.upperBound, document.tokens[start].kind == .symbol { start += 1 }
            guard start < sentence.upperBound else { continue }
            // A heading: at a line's beginning and short, or bold inside a line, or before a colon.
            var at = start
            while at < sentence.upperBound {
                let token = document.tokens[at]
                let isHeading = token.isCapital && !token.marks.isDisjoint(with: headings) && (token.opensBold || (at == start && isShort(document, sentence, from: at)))
                if isHeading {
                    isIn = !token.marks.isDisjoint(with: label)
                    if isIn { start = min(headingEnd(document, at, sentence), sentence.upperBound) }
                    else if at == start { start = sentence.upperBound }
                    if isIn, start < sentence.upperBound { found.append(start..<sentence.upperBound) }
                    break
                }
                at += 1
            }
            if at == sentence.upperBound, isIn { found.append(start..<sentence.upperBound) }
        }
        return found
    }

    private static func isShort(_ document: Document, _ sentence: Range<Int>, from start: Int) -> Bool {
        let line = document.tokens[start].line
        let isLineStart = start == 0 || document.tokens[start - 1].line != line
        let isAlone = sentence.upperBound - start <= 6 && isLineStart
        let colon = (start..<min(sentence.upperBound, start + 7)).contains { document.tokens[$0].isSymbol(":") || document.tokens[$0].isSymbol("?") }
        return isAlone || colon && (isLineStart || start == sentence.lowerBound)
    }

    private static func headingEnd(_ document: Document, _ start: Int, _ sentence: Range<Int>) -> Int {
        // Words of the heading itself: up to a colon, or as long as small words and known labels go on.
        var at = start + 1
        let limit = min(sentence.upperBound, start + 6)
        if let colon = (start..<limit).first(where: { document.tokens[$0].isSymbol(":") || document.tokens[$0].isSymbol("?") }) { return colon + 1 }
        while at < limit, document.tokens[at].isWord, !document.tokens[at].isCapital, !document.tokens[at].opensBold { at += 1 }
        return at
    }
}
