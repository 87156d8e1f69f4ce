/// Headed parts of a post-mortem: under a heading of its own line, in bold inside a line, or before a colon.
enum Sections {
    private static let headings: Marks = [
        .labelRootCause, .labelActions, .labelServices, .labelOther, .labelImpact, .labelTimeline,
    ]

    /// The sentences of every section with the heading, without the heading itself.
    static func find(_ document: Document, _ label: Marks) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var isIn = false
        for sentence in document.sentences {
            var start = sentence.lowerBound
            var at = start
            while at < sentence.upperBound {
                guard let end = headingEnd(document, at, sentence) else {
                    at += 1
                    continue
                }
                if isIn, at > start { found.append(start..<at) }
                isIn = !document.tokens[at].marks.isDisjoint(with: label)
                start = end
                at = max(end, at + 1)
            }
            if isIn, start < sentence.upperBound { found.append(start..<sentence.upperBound) }
        }
        return found.filter { range in range.contains { document.tokens[$0].isWord } }
    }

    /// Where the heading ends that begins at a token; nil when none does.
    private static func headingEnd(_ document: Document, _ at: Int, _ sentence: Range<Int>) -> Int? {
        let token = document.tokens[at]
        guard token.isCapital, !token.marks.isDisjoint(with: headings) else { return nil }
        let limit = min(sentence.upperBound, at + 8)
        let isFirst = document.tokens[sentence.lowerBound..<at].allSatisfy { $0.kind == .symbol }
        guard token.opensBold || isFirst else { return nil }
        if let sign = (at..<limit).first(where: {
            document.tokens[$0].isSymbol(":") || document.tokens[$0].isSymbol("?")
        }) {
            return sign + 1
        }
        let lineEnd = (at..<sentence.upperBound).first { document.tokens[$0].line != token.line } ?? sentence.upperBound
        let isLineStart = at == 0 || document.tokens[at - 1].line != token.line || isFirst
        // A line that is nothing but a few words.
        if isLineStart, lineEnd - at <= 6, lineEnd == sentence.upperBound { return lineEnd }
        guard token.opensBold else { return nil }
        // In bold: the heading's own words go on in small letters.
        var end = at + 1
        while end < limit, document.tokens[end].isWord, !document.tokens[end].isCapital, !document.tokens[end].opensBold
        { end += 1 }
        return end
    }
}
