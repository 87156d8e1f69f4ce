internal import Vocabulary

/// A page on the calendar: its posts with instants, and the days that go without saying.
struct Page {
    struct Post {
        var status: String
        var at: Placed?
        var zone: StatedZone?
        var body: Range<Int>
        var isPostmortem: Bool { status == "postmortem" }
    }

    var posts: [Post] = []
    var started: Placed?
    var resolved: Placed?
    /// The day that the text as a whole is of: a dateline.
    var textDay: CivilDate?
    let layout: PageLayout
    var calendar: Calendar

    init(_ document: Document, _ layout: PageLayout, _ calendar: Calendar) {
        self.layout = layout
        self.calendar = calendar
        let anchor = Self.latestDay(document)
        if layout.hasPostedLines, let zone = layout.posts.lazy.compactMap({ $0.at?.clock?.zone }).first {
            self.calendar.pageZone = zone
        }
        started = place(layout.started, anchor)
        for post in layout.posts {
            posts.append(
                Post(status: post.status, at: place(post.at, anchor), zone: post.at?.clock?.zone, body: post.body))
        }
        resolved = place(layout.resolved, anchor)
        textDay = Self.textDay(document, layout)
    }

    /// A page whose posts are known already, each with its instant.
    init(_ layout: PageLayout, at instants: [Instant], _ calendar: Calendar) {
        self.layout = layout
        self.calendar = calendar
        posts = zip(layout.posts, instants).map { post, at in
            Post(status: post.status, at: .instant(at), zone: nil, body: post.body)
        }
    }

    private mutating func place(_ point: TimePoint?, _ anchor: CivilDate?) -> Placed? {
        guard let point, let stated = point.date, let date = Calendar.complete(stated, before: anchor) else {
            return nil
        }
        guard let clock = point.clock else { return .day(date) }
        return calendar.place(clock, on: date).map { .instant($0) }
    }

    /// The latest day with a year: days without one are taken to come before it.
    private static func latestDay(_ document: Document) -> CivilDate? {
        document.points.compactMap { $0.date?.isAmbiguous == false ? $0.date?.civil() : nil }.max()
    }

    /// A dateline: a line of its own with nothing but a date, or `date 2025-11-01` in front of the text. Where the line gives only
    /// the month, the one full date of that month in the text.
    private static func textDay(_ document: Document, _ layout: PageLayout) -> CivilDate? {
        guard layout.posts.allSatisfy({ $0.at == nil }), let first = document.lines.first else { return nil }
        let start = first.tokens.lowerBound
        if document.tokens[start].word == "date" {
            if let point = document.points.first(where: { $0.tokens.lowerBound == start + 1 }),
                let date = point.date?.civil()
            {
                return date
            }
            guard document.tokens.count > start + 3, document.tokens[start + 1].digits == 4,
                document.tokens[start + 2].isSymbol("-")
            else { return nil }
            let (year, month) = (Int(document.tokens[start + 1].value), Int(document.tokens[start + 3].value))
            let days = Set(
                document.points.compactMap { point -> CivilDate? in
                    guard let date = point.date, date.month == month else { return nil }
                    return date.civil(year: date.year ?? year)
                })
            return days.count == 1 ? days.first : nil
        }
        for line in document.lines.prefix(3) {
            if let point = document.points.first(where: { $0.tokens.lowerBound == line.tokens.lowerBound }),
                let date = point.date?.civil(),
                point.tokens.upperBound >= line.tokens.upperBound - 1
            {
                return date
            }
        }
        return placedDay(document)
    }

    /// `Roma, 29 novembre 2024 - …` in front of a text.
    private static func placedDay(_ document: Document) -> CivilDate? {
        for line in document.lines.prefix(8) {
            let first = line.tokens.lowerBound
            guard
                let point = document.points.first(where: { line.tokens.contains($0.tokens.lowerBound) }),
                point.clock == nil, let date = point.date?.civil(), point.date?.year != nil,
                (1...3).contains(point.tokens.lowerBound - first)
            else { continue }
            let lead = (first..<point.tokens.lowerBound).map { document.tokens[$0] }
            let isPlace =
                lead.last?.isSymbol(",") == true
                && lead.dropLast().allSatisfy { $0.isWord && $0.isCapital && !$0.marks.contains(.glue) }
            let end = point.tokens.upperBound
            let isAlone = end >= line.tokens.upperBound
            if isPlace, isAlone || document.tokens[end].isSymbol("-") || document.tokens[end].isSymbol(".") {
                return date
            }
        }
        return nil
    }

    /// The page tells of something planned.
    var isMaintenance: Bool {
        layout.isMaintenanceReport
            || posts.contains { ["scheduled", "in_progress", "completed", "verifying"].contains($0.status) }
    }

    var incidentPosts: [Post] { posts.filter { !$0.isPostmortem } }

    /// The earliest public word about the incident, not counting what was written after it.
    var firstWord: Instant? {
        incidentPosts.compactMap { post -> Instant? in
            if case .instant(let instant)? = post.at { instant } else { nil }
        }.min()
    }

    var lastWord: Instant? {
        incidentPosts.compactMap { post -> Instant? in
            if case .instant(let instant)? = post.at { instant } else { nil }
        }.max()
    }
}
