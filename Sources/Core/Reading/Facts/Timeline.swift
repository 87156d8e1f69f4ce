internal import Vocabulary

/// Entries of a post-mortem's timeline: lines or bullets that begin with a time.
struct TimelineEntry {
    var point: TimePoint
    /// What it says, up to the next entry.
    var body: Range<Int>
}

struct Timeline {
    private(set) var entries: [TimelineEntry] = []

    init(_ document: Document, _ block: Block) {
        let points = Array(block.points(of: document))
        var starts: [TimePoint] = []
        for point in points where point.clock != nil || point.date != nil {
            let at = point.tokens.lowerBound
            let sentence = document.sentence(at: at)
            let lead = span(sentence.lowerBound, at)
            // Only a bullet, a bracket or a short preposition stands before it.
            let isLeading =
                lead.count <= 3
                && lead.allSatisfy {
                    document.tokens[$0].kind != .word || (lead.count <= 2 && document.tokens[$0].marks.contains(.glue))
                }
            let behind = point.tokens.upperBound
            guard isLeading, behind < block.tokens.upperBound else { continue }
            let next = document.tokens[behind]
            let isBracketed = lead.contains { document.tokens[$0].isSymbol("[") || document.tokens[$0].isSymbol("(") }
            let isParted = next.kind == .symbol && (":->|]".contains(next.word) || isBracketed && next.word == ")")
            let isListed =
                lead.contains { document.tokens[$0].isSymbol("•") }
                || at == document.lines[lineIndex(document, at)].tokens.lowerBound
                    && document.lines[lineIndex(document, at)].isBullet
            if isParted || isListed { starts.append(point) }
        }
        guard starts.count >= 2 else { return }
        for (index, point) in starts.enumerated() {
            let next =
                index + 1 < starts.count
                ? document.sentence(at: starts[index + 1].tokens.lowerBound).lowerBound : block.tokens.upperBound
            var end = max(next, point.tokens.upperBound)
            // A heading or a long way off ends the last entry.
            let sentence = document.sentence(at: point.tokens.lowerBound)
            // The bar right behind the time parts the cells of a table.
            let isInTable = document.tokens[point.tokens.upperBound].isSymbol("|")
            let first = point.tokens.upperBound + (isInTable ? 1 : 0)
            for at in span(first, end) where at >= sentence.upperBound || isInTable {
                let token = document.tokens[at]
                let isHeading =
                    (token.opensBold || token.line != document.tokens[at - 1].line) && token.isCapital
                    && !token.marks.isDisjoint(with: [.labelRootCause, .labelActions, .labelOther, .labelServices])
                    && token.marks.isDisjoint(with: [.incidentStarts, .incidentEnds])
                if isHeading || token.isSymbol("|") || token.isSymbol("#") || at - point.tokens.upperBound > 120 {
                    end = at
                    break
                }
            }
            entries.append(TimelineEntry(point: point, body: span(point.tokens.upperBound, end)))
        }
    }

    private func lineIndex(_ document: Document, _ token: Int) -> Int {
        max(0, document.lines.partitioningIndex { $0.tokens.upperBound > token })
    }
}
