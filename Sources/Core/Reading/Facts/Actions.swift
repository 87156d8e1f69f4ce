/// What the vendor says it will do: a table of symptoms and actions, else a list under such a heading.
struct Actions {
    private static let most = 40
    private(set) var actions: [Report.Action] = []

    init(_ document: Document) {
        actions = Self.table(document)
        if actions.isEmpty { actions = Self.list(document) }
    }

    /// `| Symptoms | Actions | | --- | --- | | symptom | action |`, on lines or run together. Only the first: others say the same
    /// in another language.
    private static func table(_ document: Document) -> [Report.Action] {
        let tokens = document.tokens
        let bars = tokens.indices.filter { tokens[$0].isSymbol("|") }
        guard
            let rule = bars.indices.first(where: { number in
                number + 1 < bars.count && isRule(tokens, bars[number] + 1..<bars[number + 1])
            }).flatMap({ document.has(.labelActions, in: max(0, bars[$0] - 16)..<bars[$0]) ? $0 : nil })
        else { return [] }
        var cells: [Range<Int>] = []
        var bar = rule
        // Behind the last cell of the rule.
        while bar + 1 < bars.count, isRule(tokens, bars[bar] + 1..<bars[bar + 1]) || bars[bar] + 1 == bars[bar + 1] {
            bar += 1
        }
        while bar < bars.count, cells.count < most * 2 {
            let start = bars[bar] + 1
            let end = bar + 1 < bars.count ? bars[bar + 1] : endOfCell(document, start)
            bar += 1
            guard end > start else { continue }
            let cell = start..<end
            if tokens[cell.upperBound - 1].line > tokens[cell.lowerBound].line + 1 { break }
            // What stands between two tables is no cell.
            if tokens[cell.lowerBound].isSymbol("#") || tokens[cell.lowerBound].isSymbol("=") || cell.count > 400 {
                break
            }
            if tokens[cell.lowerBound].value > 3, tokens[cell.lowerBound].isSymbol("=") { break }
            if cell.contains(where: { tokens[$0].isSymbol("=") && tokens[$0].value > 3 }) {
                let cut = cell.first { tokens[$0].isSymbol("=") && tokens[$0].value > 3 } ?? cell.upperBound
                if cut > cell.lowerBound { cells.append(cell.lowerBound..<cut) }
                break
            }
            cells.append(cell)
        }
        var found: [Report.Action] = []
        var index = 0
        while index + 1 < cells.count {
            found.append(Report.Action(symptom: document.text(cells[index]), action: document.text(cells[index + 1])))
            index += 2
        }
        return found
    }

    private static func isRule(_ tokens: [Token], _ cell: Range<Int>) -> Bool {
        !cell.isEmpty && cell.allSatisfy { tokens[$0].isSymbol("-") || tokens[$0].isSymbol(":") }
    }

    private static func endOfCell(_ document: Document, _ start: Int) -> Int {
        guard start < document.tokens.count else { return start }
        let line = document.tokens[start].line
        return (start..<min(start + 400, document.tokens.count)).first { document.tokens[$0].line != line }
            ?? min(start + 400, document.tokens.count)
    }

    private static func list(_ document: Document) -> [Report.Action] {
        let sentences = Sections.find(document, .labelActions)
        var found: [Report.Action] = []
        for sentence in sentences {
            guard found.count < most, sentence.count > 2 else { continue }
            let line = document.lines[document.lines.partitioningIndex { $0.tokens.upperBound > sentence.lowerBound }]
            let isItem =
                line.isBullet && sentence.lowerBound <= line.tokens.lowerBound
                || document.tokens[sentence.lowerBound].isSymbol("•")
            if isItem { found.append(Report.Action(symptom: nil, action: document.text(sentence))) }
        }
        return found
    }
}
