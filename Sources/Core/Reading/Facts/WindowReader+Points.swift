internal import Vocabulary

/// Windows out of single points: a start with a length, a start and an end told apart, a start that stands alone.
extension WindowReader {
    private static let forWords: Set<String> = [
        "for", "pendant", "durant", "per", "durante", "lang", "i", "gedurende", "in", "wahrend", "por", "about",
        "approximately",
    ]

    /// `Around 19:30 UTC on 24 October, and for about two hours`; `nede i to timer fra 11.30`.
    mutating func startWithLength(_ block: Block) -> [Candidate] {
        var found: [Candidate] = []
        for length in block.lengths(of: document) where length.seconds >= 60 && length.seconds <= 172_800 {
            let at = length.tokens.lowerBound
            let sentence = document.sentence(at: at).clamped(to: block.tokens)
            let lead = span(max(sentence.lowerBound, at - 3), at)
            guard lead.contains(where: { Self.forWords.contains(document.tokens[$0].word) }),
                isImpact(length.tokens, block)
            else { continue }
            let points = block.points(of: document).filter {
                sentence.contains($0.tokens.lowerBound) && $0.clock != nil
            }
            guard points.count == 1, let point = points.first, point.clock?.isOdd != true else { continue }
            let result = placer.place(point, in: block)
            let first = min(point.tokens.lowerBound, at)
            let last = max(point.tokens.upperBound, length.tokens.upperBound)
            var candidate = Candidate(
                start: result.placed, end: nil, localStart: result.local, localEnd: nil, evidence: span(first, last),
                origin: block.origin, method: .length)
            if case .instant(let start)? = result.placed {
                candidate.end = .instant(start + .seconds(Int64(length.seconds)))
            }
            found.append(candidate)
        }
        return found
    }

    /// Two instants whose distance is the length that the block states for the outage: something was released, and service came back.
    mutating func matchingLength(_ block: Block) -> [Candidate] {
        let points = block.points(of: document).filter { $0.clock != nil && $0.clock?.isOdd != true }
        guard points.count >= 2, points.count <= 40 else { return [] }
        let lengths = block.lengths(of: document).filter { length in
            length.seconds >= 60 && document.has(.impact, in: document.sentence(at: length.tokens.lowerBound))
        }
        guard let length = lengths.first, Set(lengths.map(\.seconds)).count == 1 else { return [] }
        var placed: [(TimePoint, Instant)] = []
        for point in points {
            if case .instant(let instant)? = placer.place(point, in: block).placed { placed.append((point, instant)) }
        }
        var found: [Candidate] = []
        for (start, from) in placed {
            for (end, to) in placed where abs((to - from).wholeSeconds - Int64(length.seconds)) < 60 {
                let before = document.sentence(at: start.tokens.lowerBound)
                let after = document.sentence(at: end.tokens.lowerBound)
                guard document.has([.changeMade, .starts, .impact], in: before),
                    document.has([.ends, .mitigated], in: after)
                else { continue }
                found.append(
                    Candidate(
                        start: .instant(from), end: .instant(to), localStart: "", localEnd: "",
                        evidence: span(start.tokens.lowerBound, before.upperBound), origin: block.origin,
                        method: .length))
            }
        }
        return found.count == 1 ? found : []
    }

    /// `started at 10:00 … service was restored at 10:40`, in one block, each told once.
    mutating func pairs(_ block: Block) -> [Candidate] {
        var starts: [(TimePoint, Placer.Result)] = []
        var ends: [(TimePoint, Placer.Result)] = []
        for point in block.points(of: document).prefix(200) where point.clock?.isOdd != true && point.isTelling {
            guard let role = role(of: point, block) else { continue }
            let result = placer.place(point, in: block)
            if role == .starts { starts.append((point, result)) } else { ends.append((point, result)) }
        }
        guard let (point, result) = starts.first else { return [] }
        let sentence = document.sentence(at: point.tokens.lowerBound).clamped(to: block.tokens)
        let first = max(sentence.lowerBound, point.tokens.lowerBound - 8)
        var candidate = Candidate(
            start: result.placed, end: nil, localStart: result.local, localEnd: nil,
            evidence: span(first, point.tokens.upperBound),
            origin: block.origin, method: .open)
        guard Set(starts.map { $0.1.placed }).count == 1 else { return [] }
        if let from = result.placed,
            let (last, end) = ends.last(where: { ($0.1.placed?.earliest ?? from.earliest) > from.earliest }),
            let to = end.placed, point.clock != nil, last.clock != nil, to.earliest - from.earliest < .days(3)
        {
            candidate.end = to
            candidate.localEnd = end.local
            candidate.method = .pair
        }
        return [candidate]
    }

    private func role(of point: TimePoint, _ block: Block) -> Marks? {
        let sentence = document.sentence(at: point.tokens.lowerBound).clamped(to: block.tokens)
        guard !document.has([.openingHours, .planned, .otherIncident], in: sentence), !block.isPlan else { return nil }
        let before = span(max(sentence.lowerBound, point.tokens.lowerBound - 5), point.tokens.lowerBound)
        if document.has(.peak, in: before) { return nil }
        let after = span(point.tokens.upperBound, min(sentence.upperBound, point.tokens.upperBound + 14))
        let isAboutImpact = document.has(.impact, in: sentence)
        if document.has(.ends, in: before) && !document.has(.since, in: before) { return .ends }
        if isAboutImpact, document.has([.starts, .since], in: before),
            document.tokens[before.last ?? point.tokens.lowerBound].word != "de"
        {
            return .starts
        }
        let lead = span(sentence.lowerBound, point.tokens.lowerBound)
        if lead.count <= 3, !document.has(.changeMade, in: after) {
            if document.has(.incidentEnds, in: after) { return .ends }
            if document.has(.starts, in: after), isAboutImpact { return .starts }
            if document.has(.ends, in: after) { return .ends }
        }
        return nil
    }

    /// `On Thursday morning card payments failed`, in a text with a dateline: the last such day, and no clock.
    mutating func weekday(_ block: Block) -> [Candidate] {
        guard block.origin == .prose, let day = placer.page.textDay else { return [] }
        for index in block.tokens {
            let token = document.tokens[index]
            guard token.isWord, token.isCapital || token.isUpper == false, let weekday = Self.weekday(token.word) else {
                continue
            }
            let sentence = document.sentence(at: index).clamped(to: block.tokens)
            guard index - sentence.lowerBound <= 6, document.has(.impact, in: sentence),
                !document.has([.planned, .otherIncident], in: sentence)
            else { continue }
            let back = (day.weekday - weekday + 7) % 7
            let start = CivilDate(daysSinceEpoch: day.daysSinceEpoch - Int64(back))
            return [
                Candidate(
                    start: .day(start), end: nil, localStart: start.iso8601, localEnd: nil,
                    evidence: span(max(sentence.lowerBound, index - 1), min(sentence.upperBound, index + 6)),
                    origin: block.origin, method: .open)
            ]
        }
        return []
    }

    /// Also `Donnerstagvormittag` and `woensdagnamiddag`: the name of a day with a part of the day behind it.
    private static func weekday(_ word: String) -> Int? {
        if let weekday = Lexicon.weekdays[word], word.utf8.count > 4 { return weekday }
        for count in 6...10 where word.utf8.count > count {
            let name = word.prefix(count)
            if name.hasSuffix("tag") || name.hasSuffix("dag"), let weekday = Lexicon.weekdays[String(name)] {
                return weekday
            }
        }
        return nil
    }
}
