internal import Vocabulary

/// Windows out of single points: a start with a length, a start and an end told apart, a start that stands alone.
extension WindowReader {
    private static let forWords: Set<String> = [
        "for", "pendant", "durant", "per", "durante", "lang", "i", "gedurende", "in", "wahrend", "por", "about",
        "approximately", "lasted", "lasting", "duro", "dure", "durato", "duree", "duurde", "dauerte", "varte", "varede",
        "durou",
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
            let all = block.points(of: document)
            let from = all.partitioningIndex { $0.tokens.lowerBound >= sentence.lowerBound }
            let points = all[from...].prefix { $0.tokens.lowerBound < sentence.upperBound }.filter { $0.clock != nil }
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

    /// The only window does not have the length that the text gives for the impact, but two other instants of the text do, one
    /// of them the window's own: then they are believed.
    mutating func fitting(_ window: Candidate, _ blocks: [Block]) -> Candidate? {
        guard case .instant(let start)? = window.start, case .instant(let end)? = window.end else { return nil }
        let lengths = document.lengths.filter { length in
            length.seconds >= 60 && document.has(.impact, in: document.sentence(at: length.tokens.lowerBound))
        }
        guard let length = lengths.first, Set(lengths.map(\.seconds)).count == 1,
            abs((end - start).wholeSeconds - Int64(length.seconds)) >= 60
        else { return nil }
        var starts: [Instant] = [start]
        var ends: [Instant] = [end]
        for block in blocks where !block.isPlan {
            for point in block.points(of: document).prefix(20) where point.clock?.isOdd == false {
                guard case .instant(let instant)? = placer.place(point, in: block).placed else { continue }
                let sentence = document.sentence(at: point.tokens.lowerBound)
                if document.has([.changeMade, .incidentStarts], in: sentence) { starts.append(instant) }
                if document.has([.ends, .mitigated], in: sentence) { ends.append(instant) }
            }
        }
        var found: Set<[Instant]> = []
        for from in starts {
            for to in ends where from == start || to == end {
                if abs((to - from).wholeSeconds - Int64(length.seconds)) < 60 { found.insert([from, to]) }
            }
        }
        guard found.count == 1, let pair = found.first else { return nil }
        let sentence = document.sentence(at: length.tokens.lowerBound)
        var better = window
        better.start = .instant(pair[0])
        better.end = .instant(pair[1])
        better.method = .length
        better.evidence = max(sentence.lowerBound, length.tokens.lowerBound - 4)..<length.tokens.upperBound
        return better
    }

    /// `started at 10:00 … service was restored at 10:40`, in one block, each told once.
    mutating func pairs(_ block: Block) -> [Candidate] {
        var starts: [(TimePoint, Placer.Result)] = []
        var possible: [(TimePoint, Placer.Result)] = []
        var ends: [(TimePoint, Placer.Result)] = []
        for point in block.points(of: document).prefix(200) where point.clock?.isOdd != true && point.isTelling {
            guard let role = role(of: point, block) else { continue }
            let result = placer.place(point, in: block)
            switch role {
            case .starts: starts.append((point, result))
            case .mayStart: possible.append((point, result))
            case .ends: ends.append((point, result))
            }
        }
        if starts.isEmpty, !ends.isEmpty { starts = possible }
        // A day says less than a clock on it.
        if starts.contains(where: { $0.0.clock != nil }) { starts.removeAll { $0.0.clock == nil } }
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
        // A start that is only possible needs its end.
        if candidate.end == nil, possible.contains(where: { $0.0.tokens == point.tokens }) { return [] }
        return [candidate]
    }

    /// A post says since when, and a later one from when all was well again: together they are the window.
    mutating func closing(_ window: Candidate, _ blocks: [Block]) -> Candidate? {
        guard window.method == .open, window.end == nil, window.origin == .update,
            case .instant(let start)? = window.start, let stated = window.statedAt
        else { return nil }
        var ends: [Instant] = []
        for block in blocks where block.origin == .update && !block.isPlan {
            guard let posted = block.postedAt, posted > stated else { continue }
            for point in block.points(of: document).prefix(20) where point.clock?.isOdd == false {
                guard role(of: point, block) == .ends, case .instant(let end)? = placer.place(point, in: block).placed,
                    end > start, end <= posted, end - start < .days(3)
                else { continue }
                if !ends.contains(end) { ends.append(end) }
            }
        }
        guard ends.count == 1, let end = ends.first else { return nil }
        var whole = window
        whole.end = .instant(end)
        whole.method = .pair
        return whole
    }

    private enum Role {
        case starts
        /// `At 14:35 our data centre failed`: a start only where an end is told too.
        case mayStart
        case ends
    }

    private func role(of point: TimePoint, _ block: Block) -> Role? {
        let sentence = document.sentence(at: point.tokens.lowerBound).clamped(to: block.tokens)
        guard !document.has([.openingHours, .planned, .otherIncident], in: sentence), !isPlan(sentence, block) else {
            return nil
        }
        // A stamp behind the name of a state dates a post.
        if point.date != nil, point.tokens.lowerBound > 0, placer.isStatus(point.tokens.lowerBound - 1) { return nil }
        let clause = clause(of: point, in: sentence)
        let before = span(max(clause.lowerBound, point.tokens.lowerBound - 6), point.tokens.lowerBound)
        let after = span(point.tokens.upperBound, min(clause.upperBound, point.tokens.upperBound + 14))
        if document.has(.peak, in: before) { return nil }
        let isAboutImpact =
            document.has(.impact, in: sentence) || cannot(sentence) || isShortAfterImpact(sentence, block)
        let nearest = before.last { !document.tokens[$0].marks.isDisjoint(with: [.starts, .since, .ends]) }
        if let nearest {
            let marks = document.tokens[nearest].marks
            if marks.contains(.ends), marks.isDisjoint(with: [.since, .starts]) { return .ends }
            // `Since 10:01 all is normal again` ends, `we have been working since 10:01` does neither.
            if marks.contains(.since), document.has(.normal, in: after) || isNormal(span(before.lowerBound, nearest)) {
                return .ends
            }
            if span(before.lowerBound, nearest).contains(where: { isWork(document.tokens[$0].word) }) { return nil }
            if isAboutImpact, document.tokens[point.tokens.lowerBound - 1].word != "de" { return .starts }
        }
        if document.has(.incidentEnds, in: after) { return .ends }
        let lead = span(sentence.lowerBound, point.tokens.lowerBound)
        if document.has(.incidentStarts, in: after), lead.count <= 3 { return .starts }
        if document.has(.ends, in: after) { return .ends }
        // `apologise for the interruption on 25 June 2019`
        if point.clock == nil, before.last.map({ document.tokens[$0].isSymbol(":") }) == true { return nil }
        if point.clock == nil {
            // Where another incident is told too, a day alone may be that one's.
            let isTold = point.date?.year != nil && document.has(.impact, in: before)
            return isTold && !document.has(.otherIncident, in: block.tokens) ? .starts : nil
        }
        if lead.count <= 4, block.origin == .postmortem, document.has(.changeMade, in: after),
            followsImpact(sentence, block)
        {
            return .mayStart
        }
        guard lead.count <= 3, isAboutImpact, !document.has(.changeMade, in: after) else { return nil }
        // `systems began to recover`
        if after.contains(where: { document.tokens[$0].word.hasPrefix("recover") }) { return nil }
        if document.has(.starts, in: after) { return .starts }
        return document.has(.impact, in: after) ? .mayStart : nil
    }

    /// `Customers can since 10:00 not pay`: the two words may stand far apart.
    private func cannot(_ sentence: Range<Int>) -> Bool {
        sentence.contains { Self.modals.contains(document.tokens[$0].word) } && document.has(.denial, in: sentence)
    }

    private static let modals: Set<String> = [
        "can", "could", "peuvent", "pouvaient", "possono", "potevano", "riescono", "pueden", "podian", "podem",
        "podiam", "conseguem", "konnen", "konnten", "kunnen", "konden", "kan", "kunne", "kunde",
    ]

    /// `All works as usual again`, before the word for `since`.
    private func isNormal(_ words: Range<Int>) -> Bool {
        document.has(.normal, in: words) && !document.has([.denial, .impact], in: words)
    }

    /// A change, and in its sentence or the next one what it broke.
    private func followsImpact(_ sentence: Range<Int>, _ block: Block) -> Bool {
        if document.has(.impact, in: sentence) { return true }
        guard sentence.upperBound < block.tokens.upperBound else { return false }
        return document.has(.impact, in: document.sentence(at: sentence.upperBound).clamped(to: block.tokens))
    }

    private func isWork(_ word: String) -> Bool {
        [
            "work", "investigat", "monitor", "watch", "looking", "arbeit", "surveil", "travail", "lavor", "trabaj",
            "trabalh",
        ].contains {
            word.hasPrefix($0)
        }
    }

    /// The words around a point up to commas and other points.
    private func clause(of point: TimePoint, in sentence: Range<Int>) -> Range<Int> {
        func parts(_ index: Int) -> Bool {
            let token = document.tokens[index]
            return token.isSymbol(",") || token.isSymbol(";") || token.isSymbol("(")
        }
        var first = point.tokens.lowerBound
        while first > sentence.lowerBound, !parts(first - 1) { first -= 1 }
        // A comma right behind a leading time parts nothing: `At 10:00, payments failed`.
        var last = point.tokens.upperBound
        if last < sentence.upperBound, parts(last), first >= point.tokens.lowerBound - 2 { last += 1 }
        while last < sentence.upperBound, !parts(last) { last += 1 }
        return span(first, last)
    }

    /// `It began at 10:00.` behind a sentence about impact.
    private func isShortAfterImpact(_ sentence: Range<Int>, _ block: Block) -> Bool {
        guard sentence.lowerBound > block.tokens.lowerBound, sentence.count < 14 else { return false }
        let before = document.sentence(at: sentence.lowerBound - 1).clamped(to: block.tokens)
        return document.has(.impact, in: before)
    }

    /// `On Thursday morning card payments failed`, in a text with a dateline: the last such day, and no clock.
    mutating func weekday(_ block: Block) -> [Candidate] {
        guard block.origin == .prose, let day = placer.page.textDay else { return [] }
        for index in block.tokens {
            let token = document.tokens[index]
            guard token.isWord, token.isCapital || token.isUpper == false,
                let weekday = Self.weekday(document.tokens, index)
            else {
                continue
            }
            let sentence = document.sentence(at: index).clamped(to: block.tokens)
            guard index - sentence.lowerBound <= 10, document.has(.impact, in: sentence),
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
    static func weekday(_ tokens: [Token], _ index: Int) -> Int? {
        let word = tokens[index].word
        if let weekday = Lexicon.weekdays[word], word.utf8.count > 4 {
            // `segunda` is also the second: only `segunda-feira` is a day.
            guard ordinalDays.contains(word) else { return weekday }
            return span(index + 1, min(tokens.count, index + 3)).contains { tokens[$0].word == "feira" } ? weekday : nil
        }
        for count in 6...10 where word.utf8.count > count {
            let name = word.prefix(count)
            if name.hasSuffix("tag") || name.hasSuffix("dag"), let weekday = Lexicon.weekdays[String(name)] {
                return weekday
            }
        }
        return nil
    }

    private static let ordinalDays: Set<String> = ["segunda", "terca", "quarta", "quinta", "sexta"]
}
