/// A post as it stands on the page: its words are a range of tokens, its time a point not yet put on the calendar.
struct PagePost: Sendable {
    var status: String
    var at: TimePoint?
    var body: Range<Int>
}

/// What stands where on a page: posts with status and date, and a header's fields. Knows the forms of pages (status first and
/// `Posted` last, status and date on one line, date first, cards of aggregators), no vendor.
struct PageLayout: Sendable {
    private(set) var posts: [PagePost] = []
    /// What the header says about the page's own times.
    private(set) var started: TimePoint?
    private(set) var resolved: TimePoint?
    /// Posts are closed by `Posted …`: the page is the vendor's own.
    private(set) var hasPostedLines = false
    private(set) var isMaintenanceReport = false
    /// A post stands under a heading that is not known: it may be the first.
    private(set) var hasUnknownPosts = false
    /// What stands before the first post.
    private(set) var headerEnd = 0

    /// More are not read: no page has so many.
    private static let postsMost = 1_000

    private let document: Document
    private let pointAt: [Int: TimePoint]
    private var open: PagePost?
    private var afterLast = 0
    /// The day over the posts that follow, on pages that list their posts by day.
    private var dayHeading: StatedDate?

    init(_ document: Document) {
        self.document = document
        pointAt = Dictionary(
            document.points.map { ($0.tokens.lowerBound, $0) }, uniquingKeysWith: { first, _ in first })
        headerEnd = document.tokens.count
        readLines()
        dropHeadings()
    }

    /// A page whose posts are known already.
    init(_ document: Document, posts: [PagePost]) {
        self.document = document
        pointAt = [:]
        self.posts = Array(posts.prefix(Self.postsMost))
        headerEnd = posts.map(\.body.lowerBound).min() ?? document.tokens.count
    }

    private enum Item {
        case heading(String, bodyStart: Int, at: TimePoint?)
        case posted(TimePoint, lineStart: Int, end: Int)
        case field(isStart: Bool, TimePoint)
        case plain
    }

    private mutating func readLines() {
        let lines = document.lines
        var bulletHeadings = 0
        var index = 0
        while index < lines.count {
            var used = 1
            switch item(at: index, &used) {
            case .heading(let status, let bodyStart, let at):
                if lines[index].isBullet { bulletHeadings += 1 }
                close(before: lines[index].tokens.lowerBound)
                // The name may be printed twice, once for the mark and once for the text.
                open = PagePost(status: status, at: at, body: bodyStart..<bodyStart)
                if index + 1 < lines.count, let (again, count) = statusLine(lines[index + 1]), again == status,
                    count == lines[index + 1].tokens.count, at == nil
                {
                    used = 2
                }
                if at == nil, bodyStart >= lines[index].tokens.upperBound, let stamp = stamp(on: index + used) {
                    open?.at = stamp
                    open?.body = lines[index + used].tokens.upperBound..<lines[index + used].tokens.upperBound
                    used += 1
                }
            case .posted(let point, let lineStart, let end):
                hasPostedLines = true
                posted(point, lineStart: lineStart)
                afterLast = end
            case .field(let isStart, let point):
                if isStart { started = started ?? point } else { resolved = resolved ?? point }
            case .plain:
                stampBelow(lines[index])
                if let point = pointAt[lines[index].tokens.lowerBound], point.clock == nil, point.date?.year != nil,
                    point.tokens.upperBound == lines[index].tokens.upperBound
                {
                    close(before: lines[index].tokens.lowerBound)
                    dayHeading = point.date
                }
            }
            index += used
        }
        close(before: document.tokens.count)
        if bulletHeadings >= 2, posts.allSatisfy({ $0.at == nil }) {
            // A list of posts: a status word elsewhere is the page's badge.
            let bullets = Set(lines.filter(\.isBullet).map(\.tokens.lowerBound))
            posts.removeAll { post in
                !bullets.contains(where: { post.body.lowerBound > $0 && post.body.lowerBound <= $0 + 3 })
            }
        }
    }

    private static let postedWords: Set<String> = [
        "posted", "publie", "publiee", "veroffentlicht", "pubblicato", "publicado", "geplaatst", "publisert",
        "offentliggjort",
    ]

    /// A date with a clock, alone on the line right below a status.
    private func stamp(on index: Int) -> TimePoint? {
        guard index < document.lines.count, let point = pointAt[document.lines[index].tokens.lowerBound],
            point.date?.year != nil, point.clock != nil
        else { return nil }
        let rest = span(point.tokens.upperBound, document.lines[index].tokens.upperBound)
        return rest.isEmpty || document.tokens[rest.lowerBound].isSymbol("(") ? point : nil
    }

    /// A date alone on a line, below the text of the post that it dates. Pages of this form print times in their reader's zone:
    /// where none is named, the text was taken down in UTC.
    private mutating func stampBelow(_ line: Line) {
        guard var post = open, post.at == nil, !hasPostedLines, post.body.lowerBound < line.tokens.lowerBound,
            var point = pointAt[line.tokens.lowerBound], let clock = point.clock, point.date != nil
        else { return }
        if point.date?.year == nil {
            guard let year = year(of: point) else { return }
            point.date?.year = year
        }
        let rest = span(point.tokens.upperBound, line.tokens.upperBound)
        guard rest.isEmpty || document.tokens[rest.lowerBound].isSymbol("(") else { return }
        // `kl. 15.45` is written by the vendor's own clock.
        let isLocal = point.tokens.contains { ["kl", "klokken", "um", "om"].contains(document.tokens[$0].word) }
        if clock.zone == nil, !isLocal { point.clock?.zone = .utc }
        post.at = point
        open = post
        close(before: line.tokens.lowerBound)
    }

    /// `Oct 9, 16:04 BST` under the heading `Oct 9, 2023`.
    private func year(of point: TimePoint) -> Int? {
        guard let date = point.date, let heading = dayHeading, let year = heading.year else { return nil }
        switch date.month - heading.month {
        case 11: return year - 1
        case -11: return year + 1
        case -1...1: return year
        default: return nil
        }
    }

    private mutating func close(before end: Int) {
        guard var post = open else { return }
        open = nil
        post.body = post.body.lowerBound..<max(end, post.body.lowerBound)
        posts.append(post)
        headerEnd = min(headerEnd, post.body.lowerBound)
        afterLast = end
    }

    private mutating func posted(_ point: TimePoint, lineStart: Int) {
        if var post = open {
            open = nil
            post.at = post.at ?? point
            post.body = post.body.lowerBound..<max(lineStart, post.body.lowerBound)
            posts.append(post)
            headerEnd = min(headerEnd, post.body.lowerBound)
            return
        }
        // The heading is missing in some renderings: stock sentences tell the status, nothing else does.
        let body = afterLast..<max(afterLast, lineStart)
        guard let status = stockStatus(body) else {
            hasUnknownPosts = true
            return
        }
        posts.append(PagePost(status: status, at: point, body: body))
        headerEnd = min(headerEnd, body.lowerBound)
    }

    private func stockStatus(_ body: Range<Int>) -> String? {
        let words = body.suffix(12).map { document.tokens[$0].word }.joined(separator: " ")
        if words.contains("maintenance has been completed") { return "completed" }
        if words.contains("incident has been resolved") { return "resolved" }
        if words.contains("fix has been implemented"), words.contains("we are monitoring") { return "monitoring" }
        if words.contains("currently investigating this issue") { return "investigating" }
        if words.contains("maintenance is currently in progress") { return "in_progress" }
        if isMaintenanceReport { return "scheduled" }
        return nil
    }

    private func statusLine(_ line: Line) -> (status: String, count: Int)? {
        StatusWords.status(document.tokens[line.tokens])
    }

    private mutating func item(at index: Int, _ used: inout Int) -> Item {
        let line = document.lines[index]
        let tokens = document.tokens
        let first = tokens[line.tokens.lowerBound]
        if first.isWord, line.tokens.count >= 4, first.word == "scheduled" || first.word == "incident",
            tokens[line.tokens.lowerBound + 1].word == "maintenance"
        {
            isMaintenanceReport = true
        }
        if Self.postedWords.contains(first.word) {
            // `Posted 35 minutes ago. Oct 22, 2025 - 10:05 CEST`
            let isRelative = line.tokens.prefix(7).contains { tokens[$0].word == "ago" }
            if let point = point(in: line.tokens.dropFirst().prefix(isRelative ? 9 : 4)) {
                return .posted(point, lineStart: line.tokens.lowerBound, end: line.tokens.upperBound)
            }
            if line.tokens.count <= 2, index + 1 < document.lines.count,
                let point = pointAt[document.lines[index + 1].tokens.lowerBound]
            {
                used = 2
                return .posted(
                    point, lineStart: line.tokens.lowerBound, end: document.lines[index + 1].tokens.upperBound)
            }
        }
        // `Posted on` may close a line of text.
        if line.tokens.count > 3, let posted = trailingPosted(line, index) {
            used = posted.usesNext ? 2 : 1
            return .posted(posted.point, lineStart: posted.start, end: posted.end)
        }
        if let field = field(at: index) {
            used = lines(isFieldAlone: line) ? 2 : 1
            return field
        }
        return heading(line, index, &used) ?? .plain
    }

    private func trailingPosted(_ line: Line, _ index: Int) -> (point: TimePoint, start: Int, end: Int, usesNext: Bool)?
    {
        let tail = line.tokens.suffix(16)
        guard
            let at = tail.last(where: {
                Self.postedWords.contains(document.tokens[$0].word) && document.tokens[$0].isCapital
            })
        else { return nil }
        if let point = point(in: (at + 1..<line.tokens.upperBound).prefix(3)) {
            return (point, at, line.tokens.upperBound, false)
        }
        guard at + 2 >= line.tokens.upperBound, index + 1 < document.lines.count,
            let point = pointAt[document.lines[index + 1].tokens.lowerBound]
        else { return nil }
        return (point, at, document.lines[index + 1].tokens.upperBound, true)
    }

    private func point(in range: some Collection<Int>) -> TimePoint? {
        for index in range { if let point = pointAt[index], point.date != nil { return point } }
        return nil
    }

    private func lines(isFieldAlone line: Line) -> Bool { document.tokens[line.tokens.lowerBound].kind != .tag }

    /// `Started` on one line and a date alone on the next.
    private func field(at index: Int) -> Item? {
        let lines = document.lines
        if let tag = lines[index].tokens.first(where: { document.tokens[$0].kind == .tag }),
            let point = pointAt[tag + 1]
        {
            return .field(isStart: true, point)
        }
        if let field = labelled(lines[index]) { return field }
        guard index + 1 < lines.count, lines[index].tokens.count <= 2 else { return nil }
        let token = document.tokens[lines[index].tokens.lowerBound]
        let isStart = token.word == "started" || token.word == "began"
        guard isStart || (started != nil && (token.word == "resolved" || token.word == "ended")) else { return nil }
        guard let point = pointAt[lines[index + 1].tokens.lowerBound], point.date != nil,
            point.tokens.upperBound >= lines[index + 1].tokens.upperBound - 1
        else { return nil }
        return .field(isStart: isStart, point)
    }

    /// `Started: Jul 3, 2025 10:05 UTC`, and behind that `Resolved: …`: fields of a card.
    private func labelled(_ line: Line) -> Item? {
        let first = line.tokens.lowerBound
        guard line.tokens.count >= 4, document.tokens[first + 1].isSymbol(":"), let point = pointAt[first + 2],
            point.date?.year != nil, point.tokens.upperBound >= line.tokens.upperBound - 1, posts.isEmpty, open == nil
        else { return nil }
        let word = document.tokens[first].word
        if word == "started" || word == "began" { return .field(isStart: true, point) }
        return started != nil && (word == "resolved" || word == "ended") ? .field(isStart: false, point) : nil
    }

    private func heading(_ line: Line, _ index: Int, _ used: inout Int) -> Item? {
        var start = line.tokens.lowerBound
        let end = line.tokens.upperBound
        let tokens = document.tokens
        while start < end, tokens[start].kind == .tag || tokens[start].isSymbol("[") || tokens[start].isSymbol("#") {
            start += 1
        }
        guard start < end else { return nil }
        let isBracketed = start > line.tokens.lowerBound && tokens[start - 1].isSymbol("[")
        // Date first: `Jul 3, 14:20 UTC - Resolved - text`.
        if let point = pointAt[start], point.clock != nil || point.date != nil {
            if let (status, body) = statusBehind(point.tokens.upperBound, end) {
                return .heading(status, bodyStart: body, at: point)
            }
            // A stamp below an undated post is that post's, and not the next one's.
            if let open, open.at == nil, open.body.lowerBound < start, !hasPostedLines { return nil }
            guard let (status, body) = nextLineStatus(point, line, index) else { return nil }
            used = 2
            return .heading(status, bodyStart: body, at: point)
        }
        guard let (status, count) = StatusWords.status(tokens[start..<end]) else { return nil }
        var rest = start + count
        while rest < end, tokens[rest].kind == .tag { rest += 1 }
        if rest == end { return .heading(status, bodyStart: end, at: nil) }
        var hasSign = false
        while rest < end, tokens[rest].kind == .symbol,
            "]:-(,|•¤".contains(tokens[rest].word) || tokens[rest].kind == .tag
        {
            hasSign = true
            rest += 1
        }
        if let point = pointAt[rest], point.date != nil, point.clock != nil || hasSign || point.tokens.upperBound == end
        {
            let behind = tokens[span(point.tokens.upperBound, end)].firstIndex { !($0.kind == .symbol) } ?? end
            // `Resolved Jul 3, 14:20 UTC` with more words on the line is a sentence, unless a sign parts them.
            guard point.tokens.upperBound == end || behind > point.tokens.upperBound else { return nil }
            return .heading(status, bodyStart: behind, at: point)
        }
        let sign = tokens[start + count]
        // `Update:` begins a paragraph of any text.
        if rest == end {
            return status == "update" && !sign.isSymbol("-") ? nil : .heading(status, bodyStart: end, at: nil)
        }
        if isBracketed || (sign.isSymbol("-") && !sign.isGlued && status != "update") {
            return .heading(status, bodyStart: rest, at: trailingPoint(line))
        }
        return nil
    }

    /// `Resolved - text - Jul 3, 14:20 UTC`
    private func trailingPoint(_ line: Line) -> TimePoint? {
        for index in line.tokens.suffix(14) {
            if let point = pointAt[index], point.date != nil, point.clock != nil,
                point.tokens.upperBound >= line.tokens.upperBound - 1
            {
                return point
            }
        }
        return nil
    }

    private func statusBehind(_ index: Int, _ end: Int) -> (String, Int)? {
        var at = index
        let tokens = document.tokens
        // The zone once more, in brackets.
        if at < end, tokens[at].isSymbol("("),
            let close = span(at, min(end, at + 6)).first(where: { tokens[$0].isSymbol(")") })
        {
            at = close + 1
        }
        let first = at
        while at < end, at - first < 6, tokens[at].kind != .word, tokens[at].kind != .number { at += 1 }
        guard at < end, let (status, count) = StatusWords.status(tokens[at..<end]) else { return nil }
        let behind = at + count
        guard behind == end || tokens[behind].kind != .word || tokens[behind - 1].isUpper else { return nil }
        var body = behind
        while body < end, tokens[body].kind == .symbol || tokens[body].kind == .tag { body += 1 }
        return (status, body)
    }

    /// A date alone on its line and the status on the next.
    private func nextLineStatus(_ point: TimePoint, _ line: Line, _ index: Int) -> (String, Int)? {
        guard point.tokens.upperBound >= line.tokens.upperBound - 1, point.clock != nil,
            index + 1 < document.lines.count
        else {
            return nil
        }
        let next = document.lines[index + 1].tokens
        var start = next.lowerBound
        while start < next.upperBound, document.tokens[start].kind == .tag || document.tokens[start].isSymbol("[") {
            start += 1
        }
        guard start < next.upperBound,
            let (status, count) = StatusWords.status(document.tokens[start..<next.upperBound])
        else { return nil }
        let behind = start + count
        guard behind == next.upperBound || document.tokens[behind].kind != .word else { return nil }
        return (status, behind)
    }

    private mutating func dropHeadings() {
        // A status over dated posts that has no date itself is the page's badge.
        if !hasPostedLines, posts.count > 1, posts[0].at == nil, posts.dropFirst().allSatisfy({ $0.at != nil }) {
            posts.removeFirst()
        }
        // A lone status word without text and date is a badge, when dated posts are there.
        if posts.contains(where: { $0.at != nil }), !hasPostedLines {
            posts.removeAll { $0.at == nil && $0.body.count < 2 }
        }
        // `Post mortem` over a text is a title, unless a date makes it a post.
        // or the page is the vendor's own: there it is the heading of one whose end is cut off.
        let isOwn = document.tokens.indices.dropLast(2).contains {
            document.tokens[$0].word == "incident" && document.tokens[$0 + 1].word == "report"
                && document.tokens[$0 + 2].word == "for" && document.tokens[$0].isCapital
        }
        if let first = posts.first, isOwn, first.status == "postmortem", first.at == nil {
            let end = posts.first { $0.status != "postmortem" || $0.at != nil }?.body.lowerBound
            posts[0].body =
                first.body.lowerBound..<max(first.body.lowerBound, end.map { $0 - 1 } ?? document.tokens.count)
            posts = [posts[0]] + posts.dropFirst().filter { $0.at != nil || $0.status != "postmortem" }
        } else {
            posts.removeAll { $0.at == nil && $0.status == "postmortem" }
        }
        posts.removeAll { $0.at == nil && $0.status == "statement" }
        if posts.count > Self.postsMost { posts.removeLast(posts.count - Self.postsMost) }
    }
}
