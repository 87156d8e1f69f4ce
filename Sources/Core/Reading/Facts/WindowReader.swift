internal import Vocabulary

/// Reads a block's windows: fields, timelines, ranges in sentences about impact, pairs of start and end, a start with a length.
struct WindowReader {
    let document: Document
    var placer: Placer
    /// Days of which the text says that something else happened then: `like on 23 December last year`.
    private var otherDays: Set<Int> = []

    init(document: Document, placer: Placer) {
        self.document = document
        self.placer = placer
        for point in document.points {
            guard let date = point.date else { continue }
            let end = point.tokens.upperBound
            let behind = span(end, min(end + 4, document.sentence(at: point.tokens.lowerBound).upperBound))
            if document.has(.otherIncident, in: behind) { otherDays.insert(date.month * 100 + date.day) }
        }
    }

    mutating func candidates(in block: Block) -> [Candidate] {
        var found = timeline(block)
        for range in block.ranges(of: document) {
            if let candidate = candidate(range, block) { found.append(candidate) }
        }
        if !found.contains(where: { $0.method <= .range }) { found += startWithLength(block) }
        if found.isEmpty { found += matchingLength(block) }
        if found.isEmpty { found += pairs(block) }
        if found.isEmpty { found += weekday(block) }
        return found
    }

    // MARK: Timeline

    private mutating func timeline(_ block: Block) -> [Candidate] {
        var found: [Candidate] = []
        var open: Candidate?
        var day: CivilDate?
        for entry in Timeline(document, block).entries {
            let body = entry.body
            let begins = document.has([.incidentStarts, .recurs], in: body)
            let ends = document.has(.incidentEnds, in: body)
            let result = placer.place(
                entry.point, in: block, day: entry.point.date == nil ? day : nil, mustPrecede: placer.page.firstWord)
            day = entry.point.date != nil ? result.day ?? day : result.day
            if begins {
                open = Candidate(
                    start: result.placed, end: nil, localStart: result.local, localEnd: nil,
                    evidence: evidence(entry), origin: block.origin, method: .timeline)
            }
            if ends, var window = open, !begins {
                window.end = result.placed
                window.localEnd = result.local
                open = nil
                if let start = window.start, let end = window.end, end.earliest < start.earliest { continue }
                found.append(window)
            }
        }
        return found
    }

    private func evidence(_ entry: TimelineEntry) -> Range<Int> {
        let mark = document.first([.incidentStarts, .recurs], in: entry.body) ?? entry.body.lowerBound
        let sentence = document.sentence(at: mark)
        let end = min(max(sentence.upperBound, entry.point.tokens.upperBound), entry.body.upperBound)
        return span(entry.point.tokens.lowerBound, max(end, entry.point.tokens.upperBound))
    }

    // MARK: Ranges

    private mutating func candidate(_ range: TimeRange, _ block: Block) -> Candidate? {
        guard isImpact(range.tokens, block), range.start.clock?.isOdd != true, range.end.clock?.isOdd != true else {
            return nil
        }
        let date = range.start.date ?? placer.dayBefore(range.start.tokens.lowerBound, in: block)
        if let date, otherDays.contains(date.month * 100 + date.day) { return nil }
        return place(range, block, method: .range)
    }

    mutating func place(_ range: TimeRange, _ block: Block, method: Candidate.Method) -> Candidate? {
        var start = range.start
        var end = range.end
        let zone = start.clock?.zone ?? end.clock?.zone
        if var clock = start.clock, let other = end.clock, !clock.isCertainHalf, other.hasMeridiem, clock.hour < 12,
            clock.hour + 12 <= other.hour
        {
            // `from 2:00 to 3:00 pm`
            clock.hour += 12
            start.clock = clock
        }
        if start.date == nil, let date = end.date, date.day > 0 { start.date = date }
        let from = placer.place(start, in: block, zone: zone)
        end.date = range.end.date
        var to = placer.place(end, in: block, day: range.end.date == nil ? from.day : nil, zone: zone)
        if range.start.date == nil, range.end.date != nil, let a = from.placed, let b = to.placed,
            b.earliest < a.earliest, let day = from.day
        {
            // `from 23:00 to 01:00 on 5 May`
            start.date = nil
            let earlier = placer.place(
                start, in: block, day: CivilDate(daysSinceEpoch: day.daysSinceEpoch - 1), zone: zone)
            return candidate(earlier, to, range, block, method)
        }
        if let a = from.placed, let b = to.placed, b.earliest < a.earliest, range.end.date == nil, let day = from.day,
            range.end.clock != nil
        {
            to = placer.place(end, in: block, day: CivilDate(daysSinceEpoch: day.daysSinceEpoch + 1), zone: zone)
        }
        return candidate(from, to, range, block, method)
    }

    private func candidate(
        _ from: Placer.Result, _ to: Placer.Result, _ range: TimeRange, _ block: Block, _ method: Candidate.Method
    ) -> Candidate? {
        if let a = from.placed, let b = to.placed {
            guard b.earliest >= a.earliest, b.earliest - a.earliest < .days(62) else { return nil }
        }
        return Candidate(
            start: from.placed, end: to.placed, localStart: from.local, localEnd: to.local, evidence: range.tokens,
            origin: block.origin, method: method)
    }

    /// Whether a sentence's times are about customers being hit, and not opening hours, plans, a peak or another incident.
    func isImpact(_ tokens: Range<Int>, _ block: Block) -> Bool {
        let sentence = clamp(document.sentence(at: tokens.lowerBound), to: block.tokens)
        if document.has([.openingHours, .hearsay], in: sentence) { return false }
        // A peak is named just before its range: `with a peak between…`.
        if document.has(.peak, in: span(max(sentence.lowerBound, tokens.lowerBound - 4), tokens.lowerBound)) {
            return false
        }
        if document.has(.otherIncident, in: span(sentence.lowerBound, tokens.lowerBound)) { return false }
        if isPlan(sentence, block) { return false }
        if document.has(.planned, in: sentence), !document.has(.impact, in: sentence) || block.origin != .postmortem {
            return false
        }
        if document.has([.impact, .incidentStarts, .ends], in: sentence) { return true }
        // A sentence that only gives the times belongs to the one before it.
        guard sentence.lowerBound > block.tokens.lowerBound else { return false }
        let before = clamp(document.sentence(at: sentence.lowerBound - 1), to: block.tokens)
        return sentence.count < 14 && document.has(.impact, in: before) && !document.has(.planned, in: before)
    }

    /// What is announced is no impact, though it may be called so.
    func isPlan(_ sentence: Range<Int>, _ block: Block) -> Bool {
        guard block.origin != .postmortem else { return false }
        if block.isPlan { return true }
        let number = Int(document.sentenceOf[sentence.lowerBound])
        let first = max(block.tokens.lowerBound, document.sentences[max(0, number - 3)].lowerBound)
        return document.has(.maintenance, in: span(first, sentence.upperBound))
    }

    private func clamp(_ range: Range<Int>, to block: Range<Int>) -> Range<Int> { range.clamped(to: block) }
}
