/// Atoms that stand together → points; points with the words of a range between them → ranges.
struct TimeGrouping {
    let tokens: [Token]
    private(set) var points: [TimePoint] = []
    private(set) var ranges: [TimeRange] = []

    init(tokens: [Token], atoms: [TimeAtom]) {
        self.tokens = tokens
        for atom in atoms { take(atom) }
        for index in points.indices { Self.takeZone(&points[index], tokens) }
        points.removeAll { !$0.isTelling && $0.relative == nil && $0.weekday == nil }
        var index = 0
        while index + 1 < points.count {
            if let range = range(points[index], points[index + 1]) {
                ranges.append(range)
                index += 2
            } else {
                index += 1
            }
        }
    }

    private mutating func take(_ atom: TimeAtom) {
        guard var point = points.last, joins(point, atom) else {
            var point = TimePoint(tokens: atom.tokens)
            fill(&point, atom.kind)
            point.isApproximate = approximate(before: atom.tokens.lowerBound)
            points.append(point)
            return
        }
        point.tokens = point.tokens.lowerBound..<atom.tokens.upperBound
        fill(&point, atom.kind)
        points[points.count - 1] = point
    }

    /// A zone behind the date belongs to the clock before it: `01:50 on Aug 17 UTC`.
    private static func takeZone(_ point: inout TimePoint, _ tokens: [Token]) {
        guard point.clock != nil, point.clock?.zone == nil, point.tokens.upperBound < tokens.count else { return }
        let token = tokens[point.tokens.upperBound]
        guard token.isWord, token.isUpper, (2...4).contains(token.word.utf8.count),
            let zone = StatedZone.named(token.word.uppercased())
        else { return }
        point.clock?.zone = zone
        point.tokens = point.tokens.lowerBound..<point.tokens.upperBound + 1
    }

    private func approximate(before index: Int) -> Bool {
        (1...3).contains { index - $0 >= 0 && tokens[index - $0].marks.contains(.around) }
    }

    private func fill(_ point: inout TimePoint, _ kind: TimeAtom.Kind) {
        switch kind {
        // A second clock in brackets repeats the first for another zone.
        case .clock(let clock): point.clock = point.clock ?? clock
        case .date(let date): point.date = date
        case .weekday(let day): point.weekday = day
        case .relative(let day): point.relative = day
        }
    }

    private func joins(_ point: TimePoint, _ atom: TimeAtom) -> Bool {
        let gap = point.tokens.upperBound..<atom.tokens.lowerBound
        guard gap.count <= 5 else { return false }
        switch atom.kind {
        case .clock(let clock):
            if let first = point.clock {
                // Only `16:59 UTC (12:59 PM EDT)`.
                return gap.count == 1 && tokens[gap.lowerBound].isSymbol("(") && first.zone != nil && clock.zone != nil
                    && first.zone != clock.zone
            }
        case .date: if point.date != nil || (point.relative != nil && point.clock != nil) { return false }
        case .weekday: if point.weekday != nil || point.date != nil { return false }
        case .relative: if point.relative != nil || point.date != nil { return false }
        }
        let line = tokens[point.tokens.upperBound - 1].line
        guard tokens[atom.tokens.lowerBound].line == line || (gap.isEmpty && point.clock == nil) else { return false }
        return gap.allSatisfy { index in
            let token = tokens[index]
            switch token.kind {
            case .word: return token.marks.contains(.glue) || token.marks.contains(.around) || token.word == "t"
            case .symbol:
                return token.value == 1
                    && (token.word == "," || token.word == "-" || token.word == "(" || token.word == ")"
                        || (token.word == "." && token.isGlued))
            case .tag: return true
            case .number: return false
            }
        }
    }

    // MARK: Ranges

    private static let fill: Set<String> = [
        "was", "were", "is", "it", "has", "been", "fully", "incident", "issue", "outage", "lasted", "lasting", "when",
        "same", "day",
        "approx", "s", "est", "stato", "stata", "stati", "ete", "fue", "foi", "war", "wurde", "ble", "blev", "werd",
        "dure", "durata",
        "duurde", "dauerte", "they", "everything", "all", "by", "at", "che", "si", "e", "se", "ha", "durato", "duro",
        "continued", "service", "the", "and", "then",
    ]

    private func range(_ start: TimePoint, _ end: TimePoint) -> TimeRange? {
        let gap = start.tokens.upperBound..<end.tokens.lowerBound
        guard !gap.isEmpty, gap.count <= 7, start.isTelling, end.isTelling else { return nil }
        guard (start.clock == nil) == (end.clock == nil) || (start.date != nil && end.date != nil) else { return nil }
        var hasTo = false
        var hasAnd = false
        var hasEnds = false
        for index in gap {
            let token = tokens[index]
            switch token.kind {
            case .symbol:
                if token.word == "-" || token.word == ">" {
                    hasTo = true
                } else if token.word != "," && token.word != "(" && token.word != ")"
                    && !(token.word == "." && token.isGlued)
                {
                    return nil
                }
            case .word:
                if token.marks.contains(.to) { hasTo = true }
                if token.marks.contains(.and) { hasAnd = true }
                if token.marks.contains(.ends) { hasEnds = true }
                guard
                    !token.marks.isDisjoint(with: [.to, .and, .ends, .glue, .around, .clockCue])
                        || Self.fill.contains(token.word)
                else { return nil }
            case .tag: continue
            case .number: return nil
            }
        }
        guard hasTo || hasAnd else { return nil }
        let opener = opener(before: start.tokens.lowerBound)
        if !hasTo && !hasEnds && opener?.isBetween != true { return nil }
        // `at 10:00 a 11:00` without an opening word: only dashes and unmistakable words stand alone.
        let first = opener?.index ?? start.tokens.lowerBound
        return TimeRange(start: start, end: end, tokens: first..<end.tokens.upperBound)
    }

    private func opener(before index: Int) -> (index: Int, isBetween: Bool)? {
        var at = index - 1
        var from: Int?
        while at >= 0, index - at <= 5 {
            let token = tokens[at]
            if token.marks.contains(.between) { return (at, true) }
            if token.marks.contains(.from) { from = from ?? at }
            let isPassed =
                token.isWord
                ? !token.marks.isDisjoint(with: [.glue, .around, .from, .clockCue])
                : token.isSymbol("(") || token.isSymbol(",")
                    || token.isSymbol(".") && token.isGlued && at > 0 && tokens[at - 1].word == "kl"
            guard isPassed else { break }
            at -= 1
        }
        return from.map { ($0, false) }
    }
}
