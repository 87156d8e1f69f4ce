internal import Vocabulary

/// When it was noticed, when the cause was found, when the fix or work-around was in.
struct Milestones {
    private(set) var detected: Instant?
    private(set) var identified: Instant?
    private(set) var mitigated: Instant?

    private let document: Document
    private var placer: Placer
    private let windows: [Candidate]

    init(_ document: Document, placer: Placer, blocks: [Block], windows: [Candidate]) {
        self.document = document
        self.placer = placer
        self.windows = windows
        for block in blocks where block.origin == .postmortem || block.origin == .prose { readTimes(block) }
        readPosts()
        if mitigated == nil { for block in blocks where block.origin == .postmortem { readLength(block) } }
        for block in blocks where block.origin == .update { readTimes(block) }
    }

    private var firstStart: Instant? {
        if case .instant(let start)? = windows.first?.start { start } else { nil }
    }
    private var firstEnd: Instant? {
        if case .instant(let end)? = windows.first?.end { end } else { nil }
    }

    private func isPlausible(_ instant: Instant) -> Bool {
        guard let firstStart else { return true }
        let last = firstEnd ?? firstStart + .days(3)
        return instant >= firstStart - .hours(2) && instant <= last + .hours(12)
    }

    private mutating func readTimes(_ block: Block) {
        var clauses: [(TimePoint, Range<Int>)] = Timeline(document, block).entries.map { ($0.point, $0.body) }
        if clauses.isEmpty { clauses = prose(block) }
        var day: CivilDate?
        for (point, body) in clauses where point.clock?.isOdd == false {
            let result = placer.place(point, in: block, day: point.date == nil ? day : nil, mustPrecede: nil)
            day = result.day ?? day
            guard case .instant(let instant)? = result.placed, isPlausible(instant) else { continue }
            if document.has(.planned, in: body) { continue }
            if detected == nil, document.has(.detected, in: body) { detected = instant }
            if identified == nil, document.has(.identified, in: body) { identified = instant }
            if mitigated == nil, isDone(body), !document.has(.negation, in: body) {
                mitigated = instant
            }
        }
    }

    /// A fix or rollback that is told, and not only begun.
    private func isDone(_ body: Range<Int>) -> Bool {
        guard let at = document.first(.mitigated, in: body) else { return false }
        return !span(max(body.lowerBound, at - 3), at).contains {
            Self.beginnings.contains(document.tokens[$0].word)
        }
    }

    private static let beginnings: Set<String> = [
        "start", "started", "starts", "starting", "begin", "began", "begun", "begins", "initiated", "initiating",
        "initiate", "attempted", "tried", "preparing", "prepare",
        "lancement", "debut", "avvio", "inicio", "beginn",
    ]

    /// Outside timelines a point belongs to its clause: the words between the point before and the point after it.
    private func prose(_ block: Block) -> [(TimePoint, Range<Int>)] {
        let points = Array(block.points(of: document))
        var clauses: [(TimePoint, Range<Int>)] = []
        let inRanges = Set(
            block.ranges(of: document).flatMap { [$0.start.tokens.lowerBound, $0.end.tokens.lowerBound] })
        for (index, point) in points.enumerated()
        where point.clock != nil && !inRanges.contains(point.tokens.lowerBound) {
            let sentence = document.sentence(at: point.tokens.lowerBound).clamped(to: block.tokens)
            let before = index > 0 ? max(sentence.lowerBound, points[index - 1].tokens.upperBound) : sentence.lowerBound
            let after =
                index + 1 < points.count
                ? min(sentence.upperBound, points[index + 1].tokens.lowerBound) : sentence.upperBound
            // `We detected delays since 10:15`: that is when they began.
            if point.tokens.lowerBound > sentence.lowerBound,
                document.tokens[point.tokens.lowerBound - 1].marks.contains(.since)
            {
                continue
            }
            let behind = span(point.tokens.upperBound, min(sentence.upperBound, point.tokens.upperBound + 2))
            let leads =
                behind.contains { document.tokens[$0].word == "when" }
                || point.tokens.lowerBound - sentence.lowerBound <= 2
            // `At 12:20 the node was removed` looks forward, `rolled back at 17:10` looks back.
            clauses.append(
                (point, leads ? span(point.tokens.upperBound, after) : span(before, point.tokens.lowerBound)))
        }
        return clauses
    }

    /// `It was undone, and after 11 minutes all worked`, where the window is 11 minutes long.
    private mutating func readLength(_ block: Block) {
        guard windows.count == 1, let firstStart, let firstEnd else { return }
        for length in block.lengths(of: document)
        where abs((firstEnd - firstStart).wholeSeconds - Int64(length.seconds)) < 60 {
            let sentence = document.sentence(at: length.tokens.lowerBound).clamped(to: block.tokens)
            if document.has(.mitigated, in: sentence), document.has(.ends, in: sentence) { mitigated = firstEnd }
        }
    }

    /// A post that says that the cause is found, or the fix in, tells when; but not one written when all was over.
    private mutating func readPosts() {
        let posts = placer.page.incidentPosts.compactMap { post -> (Page.Post, Instant)? in
            if case .instant(let at)? = post.at { (post, at) } else { nil }
        }.sorted { $0.1 < $1.1 }
        for (post, at) in posts {
            let isLate = windows.contains { window in
                if case .instant(let end)? = window.end { at > end } else { false }
            }
            guard !isLate, post.status != "resolved" else { continue }
            if identified == nil, post.status == "identified", document.has(.identified, in: post.body) {
                identified = at
            }
            if mitigated == nil, post.status == "monitoring", document.has(.mitigated, in: post.body) { mitigated = at }
        }
    }
}
