internal import Vocabulary

/// Puts points of a block on the calendar, with the days and zones that the block takes for granted.
struct Placer {
    let document: Document
    var page: Page
    /// The day that a header's field gives the incident.
    var headerDay: CivilDate?

    /// A point with its day where one is known.
    struct Result {
        var placed: Placed?
        /// `--05-04T12:45`, where it could not be placed.
        var local: String
        var day: CivilDate?
        /// The day is stated next to the time, and not taken from elsewhere.
        var isDayStated: Bool
    }

    /// Years that go without saying are those before the block was published.
    private func anchor(_ block: Block) -> CivilDate? {
        block.postedDay ?? page.posts.lazy.compactMap { post -> CivilDate? in
            switch post.at {
            case .instant(let instant)?: CivilTime(instant).date
            case .day(let day)?: day
            case nil: nil
            }
        }.first ?? page.textDay
    }

    func complete(_ date: StatedDate, in block: Block) -> CivilDate? {
        Calendar.complete(date, before: anchor(block))
    }

    /// The nearest date stated before a token in the block, unless it is another incident's.
    func dayBefore(_ token: Int, in block: Block) -> StatedDate? {
        let points = block.points(of: document)
        let end = points.partitioningIndex { $0.tokens.lowerBound >= token }
        for point in points[span(points.startIndex, end)].reversed() {
            guard let date = point.date, !date.isAmbiguous, !isDateline(point) else { continue }
            let first = point.tokens.lowerBound
            if document.has(.otherIncident, in: max(0, first - 4)..<first) { continue }
            // `Started at: July 5, 3:28 pm` is a field of a record, and says nothing of the sentences behind it.
            if point.clock != nil, first > 0, document.tokens[first - 1].isSymbol(":") { continue }
            return date
        }
        return nil
    }

    /// The name of a state, with a capital.
    func isStatus(_ token: Int) -> Bool {
        document.tokens[token].isCapital && StatusWords.status(document.tokens[token...token]) != nil
    }

    /// The point next before a token, where it dates a post: the name of a state stands right before it.
    private func stampBefore(_ token: Int, in block: Block) -> TimePoint? {
        let points = block.points(of: document)
        let end = points.partitioningIndex { $0.tokens.lowerBound >= token }
        guard end > points.startIndex, let stamp = points[..<end].last, stamp.date != nil, stamp.clock != nil,
            stamp.tokens.lowerBound > 0
        else { return nil }
        guard isStatus(stamp.tokens.lowerBound - 1) else { return nil }
        return stamp
    }

    /// The zone that the block's clocks have: the one stated next before, when the vendor's own is not known.
    func zoneNear(_ point: TimePoint, in block: Block) -> StatedZone? {
        if let zone = point.clock?.zone { return zone }
        let sentence = document.sentence(at: point.tokens.lowerBound)
        let points = block.points(of: document)
        let first = points.partitioningIndex { $0.tokens.lowerBound >= sentence.lowerBound }
        for other in points[first...].prefix(50) {
            if other.tokens.lowerBound >= sentence.upperBound { break }
            if let zone = other.clock?.zone { return zone }
        }
        // Who names one zone, and no other, in what he writes means it for the rest too.
        return block.onlyZone ?? document.zoneOfAll
    }

    mutating func place(
        _ point: TimePoint, in block: Block, day given: CivilDate? = nil, zone: StatedZone? = nil,
        mustPrecede limit: Instant? = nil
    ) -> Result {
        let zone = point.clock?.zone ?? zone ?? zoneNear(point, in: block)
        var day = given
        var isStated = false
        var stated = point.date
        if let date = point.date {
            day = complete(date, in: block)
            isStated = true
        } else if day == nil, let date = dayBefore(point.tokens.lowerBound, in: block) {
            stated = date
            day = complete(date, in: block)
            isStated = true
        }
        // `Identified August 17, 00:17: payments fail since 23:00`: the stamp of a post, and what was before it.
        if point.date == nil, given == nil, let known = day, let clock = point.clock, !clock.isOdd,
            let stamp = stampBefore(point.tokens.lowerBound, in: block), let stampClock = stamp.clock,
            let told = page.calendar.place(stampClock, on: known, zone: stampClock.zone ?? zone),
            let then = page.calendar.place(clock, on: known, zone: zone), then > told + .minutes(10)
        {
            day = CivilDate(daysSinceEpoch: known.daysSinceEpoch - 1)
            stated = nil
        }
        var isGuessed = false
        if day == nil, stated == nil {
            day = fallbackDay(point, in: block, zone: zone)
            isGuessed = true
        }
        let local = Self.local(stated, point.clock, zone: zone)
        guard let day else { return Result(placed: nil, local: local, day: nil, isDayStated: isStated) }
        guard let clock = point.clock else {
            return Result(placed: .day(day), local: local, day: day, isDayStated: isStated)
        }
        guard !clock.isOdd, var instant = page.calendar.place(clock, on: day, zone: zone) else {
            return Result(placed: nil, local: local, day: day, isDayStated: isStated)
        }
        var placedDay = day
        // Without a stated day, what happened lies before it was told.
        if isGuessed, let limit = limit ?? defaultLimit(block), instant > limit + .minutes(10) {
            placedDay = CivilDate(daysSinceEpoch: day.daysSinceEpoch - 1)
            instant = page.calendar.place(clock, on: placedDay, zone: zone) ?? instant
        }
        return Result(placed: .instant(instant), local: local, day: placedDay, isDayStated: isStated)
    }

    private func defaultLimit(_ block: Block) -> Instant? {
        block.origin == .update ? block.postedAt : nil
    }

    private func fallbackDay(_ point: TimePoint, in block: Block, zone: StatedZone?) -> CivilDate? {
        if let posted = block.postedAt, block.origin == .update, let day = page.calendar.day(of: posted, zone: zone) {
            let sentence = document.sentence(at: point.tokens.lowerBound).clamped(to: block.tokens)
            return dayWord(sentence, from: day) ?? day
        }
        if let headerDay { return headerDay }
        if let day = textDay(point, in: block) { return day }
        if block.origin == .postmortem || block.origin == .update, let first = page.firstWord {
            return page.calendar.day(of: first, zone: zone)
        }
        return nil
    }

    /// The day that a word says which counts from another day: today, yesterday, or the name of a day.
    private func dayWord(_ range: Range<Int>, from base: CivilDate) -> CivilDate? {
        for index in range.reversed() {
            let token = document.tokens[index]
            guard token.isWord else { continue }
            if token.marks.contains(.yesterday) { return CivilDate(daysSinceEpoch: base.daysSinceEpoch - 1) }
            if token.marks.contains(.today) { return base }
            if let weekday = WindowReader.weekday(document.tokens, index) {
                let back = (base.weekday - weekday + 7) % 7
                return CivilDate(daysSinceEpoch: base.daysSinceEpoch - Int64(back))
            }
        }
        return nil
    }

    /// A text with a dateline: its own day counts only where the text says today, yesterday or the name of a day.
    private func textDay(_ point: TimePoint, in block: Block) -> CivilDate? {
        guard page.posts.isEmpty, let base = page.textDay else { return nil }
        let sentence = document.sentence(at: point.tokens.lowerBound).clamped(to: block.tokens)
        return dayWord(sentence, from: base)
            ?? dayWord(span(max(block.tokens.lowerBound, sentence.lowerBound - 200), sentence.lowerBound), from: base)
    }

    /// The date above a text, or in front of it, is not a day that its sentences speak of.
    private func isDateline(_ point: TimePoint) -> Bool {
        guard page.posts.isEmpty, page.textDay != nil, let date = point.date?.civil(), date == page.textDay else {
            return false
        }
        let first = point.tokens.lowerBound
        let line = document.lines[document.lines.partitioningIndex { $0.tokens.upperBound > first }]
        return first == 1 && document.tokens[0].word == "date"
            || line.tokens.lowerBound == first && point.tokens.upperBound >= line.tokens.upperBound - 1
    }

    static func local(_ date: StatedDate?, _ clock: StatedClock?, zone: StatedZone?) -> String {
        var text = ""
        if let date {
            text = (date.year.map { "\($0)" } ?? "-") + "-\(TwoDigits(date.month))-\(TwoDigits(date.day))"
        }
        if let clock {
            text += "T\(TwoDigits(clock.hour)):\(TwoDigits(clock.minute))"
            if let zone { text += zone.offset == 0 ? "Z" : zone.offset.map { Self.offset($0) } ?? "" }
        }
        return text
    }

    private static func offset(_ seconds: Int) -> String {
        (seconds < 0 ? "-" : "+") + "\(TwoDigits(abs(seconds) / 3_600)):\(TwoDigits(abs(seconds) % 3_600 / 60))"
    }
}
