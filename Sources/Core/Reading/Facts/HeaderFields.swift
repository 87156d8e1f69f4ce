internal import Vocabulary

/// Fields that posts begin with: `Start : 27/03/2025 16h11 CET - End : … - Responsibility : External - Priority : P1`.
struct HeaderFields {
    struct Field {
        var label: Marks
        var value: Range<Int>
    }

    private(set) var fields: [Field] = []

    init(_ document: Document, _ block: Range<Int>) {
        let tokens = document.tokens
        var colons: [(label: Marks, labelStart: Int, colon: Int)] = []
        for index in block
        where tokens[index].isSymbol(":")
            && !(tokens[index].isGlued && index + 1 < tokens.count && tokens[index + 1].isNumber
                && tokens[index + 1].isGlued)
        {
            guard let (label, start) = Self.label(tokens, before: index, from: block.lowerBound) else { continue }
            colons.append((label, start, index))
        }
        for (number, found) in colons.enumerated() {
            let next = number + 1 < colons.count ? colons[number + 1].labelStart : block.upperBound
            let line = tokens[found.colon].line
            var end = found.colon + 1
            // A value ends with its line, and is short.
            while end < next, tokens[end].line == line, end - found.colon < 24 { end += 1 }
            fields.append(Field(label: found.label, value: found.colon + 1..<end))
        }
    }

    private static let fillers: Set<String> = [
        "date", "time", "at", "incident", "outage", "impact", "issue", "service", "downtime", "disruption", "utc",
        "local", "panne", "l", "d",
        "incidente", "storung", "storing",
    ]

    /// `Début / Start / Inizio` before a colon: every part is a word for the same label.
    private static func label(_ tokens: [Token], before colon: Int, from first: Int) -> (Marks, Int)? {
        let labels: [Marks] = [.labelStart, .labelEnd, .labelResponsibility, .labelPriority]
        var at = colon - 1
        var steps = 0
        while at >= first, steps < 9, tokens[at].line == tokens[colon].line {
            let token = tokens[at]
            if token.isSymbol("-") && !token.isGlued || token.isSymbol(".") || token.isSymbol("|") { break }
            at -= 1
            steps += 1
        }
        let words = (at + 1)..<colon
        for label in labels where words.contains(where: { tokens[$0].marks.contains(label) }) {
            let known = words.filter { tokens[$0].isWord }.allSatisfy {
                !tokens[$0].marks.isDisjoint(with: [label, .glue, .to]) || fillers.contains(tokens[$0].word)
                    || tokens[$0].word == "of"
            }
            if known { return (label, at + 1) }
        }
        return nil
    }

    func value(_ label: Marks) -> Range<Int>? { fields.first { $0.label == label }?.value }
}
