internal import Vocabulary

/// Statements of one text that cannot all be true.
struct Contradictions {
    private static let most = 20
    private(set) var found: [Report.Contradiction] = []

    private let document: Document
    private let page: Page

    init(
        _ document: Document, page: Page, oddZones: [String], candidates: [Candidate], chosen: [Candidate],
        shifted: Bool
    ) {
        self.document = document
        self.page = page
        oddClocks()
        for zone in Set(oddZones).sorted() {
            add(
                .clockWords,
                "“\(zone)” is not what clocks showed on that date; the time is read as the vendor's local time")
        }
        if shifted {
            add(
                .times,
                "the post-mortem's day lies after the page had said that all was over; the day of the posts is taken")
        }
        for window in chosen {
            differences(window, candidates)
            recurrence(window)
        }
        lengths(chosen)
        weekdays()
    }

    private mutating func add(_ kind: Incident.ContradictionKind, _ text: String) {
        let contradiction = Report.Contradiction(kind: kind, text: text)
        if !found.contains(contradiction), found.count < Self.most { found.append(contradiction) }
    }

    private mutating func oddClocks() {
        for point in document.points where point.clock?.isOdd == true {
            add(.clockWords, "“\(document.text(point.tokens))” is no clock time that can be trusted")
        }
    }

    private func words(_ placed: Placed?) -> String {
        switch placed {
        case .instant(let instant)?: instant.rfc3339
        case .day(let day)?: day.iso8601
        case nil: "unknown"
        }
    }

    /// The same window told with another start or end.
    private mutating func differences(_ window: Candidate, _ candidates: [Candidate]) {
        for other in candidates where other.start != nil && other.end != nil && window.overlaps(other) {
            // A part of the window is no other version of it.
            if window.contains(other), other.start != window.start, other.end != window.end { continue }
            let isTranslation =
                other.origin == window.origin && other.method == window.method && other.statedAt == window.statedAt
            let kind: Incident.ContradictionKind = isTranslation ? .languages : .times
            if other.start != window.start, case .instant? = other.start {
                add(kind, told("start", window, window.start, other, other.start))
            }
            if other.end != window.end, case .instant? = other.end {
                add(kind, told("end", window, window.end, other, other.end))
            }
        }
    }

    private func told(_ word: String, _ window: Candidate, _ first: Placed?, _ other: Candidate, _ second: Placed?)
        -> String
    {
        "\(word) told as \(words(first)) (\(window.origin.rawValue)) and as \(words(second)) (\(other.origin.rawValue))"
    }

    /// It came back after the page had said that it was over.
    private mutating func recurrence(_ window: Candidate) {
        let resolved = page.posts.filter { $0.status == "resolved" }.compactMap { post -> Instant? in
            if case .instant(let at)? = post.at { at } else { nil }
        }.max()
        guard let resolved, case .instant(let start)? = window.start, start > resolved else { return }
        add(
            .hiddenRecurrence,
            "impact from \(start.rfc3339) was never announced: the page had said resolved at \(resolved.rfc3339)")
    }

    /// A length that the text gives for the impact, and that no window has.
    private mutating func lengths(_ chosen: [Candidate]) {
        let spans = chosen.compactMap { window -> Int64? in
            guard case .instant(let start)? = window.start, case .instant(let end)? = window.end else { return nil }
            return (end - start).wholeSeconds
        }
        guard !spans.isEmpty else { return }
        for length in document.lengths.prefix(50) where length.seconds >= 60 {
            let at = length.tokens.lowerBound
            let sentence = document.sentence(at: at)
            guard at > sentence.lowerBound, document.has(.impact, in: sentence),
                Self.spanWords.contains(document.tokens[at - 1].word),
                !spans.contains(where: { abs($0 - Int64(length.seconds)) <= 60 })
            else { continue }
            add(.duration, "“\(document.text(length.tokens))” fits none of the windows")
        }
    }

    private static let spanWords: Set<String> = [
        "for", "during", "durant", "pendant", "per", "durante", "took", "lasted", "wahrend",
    ]

    /// `Thursday 2 January` in a year in which that day was no Thursday.
    private mutating func weekdays() {
        for point in document.points {
            guard let weekday = point.weekday, let day = point.date?.civil(), day.weekday != weekday else { continue }
            add(.times, "“\(document.text(point.tokens))” names the wrong weekday")
        }
    }
}
