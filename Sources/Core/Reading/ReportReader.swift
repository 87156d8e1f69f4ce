package import Vocabulary

/// A post that is known apart from its text.
package struct KnownPost: Sendable {
    /// As in ``Report/Post/status``.
    package var status: String
    package var at: Instant
    package var text: String

    package init(status: String, at: Instant, text: String) {
        self.status = status
        self.at = at
        self.text = text
    }
}

/// A vendor's words → facts. Pure: the same text and context give the same report.
package struct ReportReader {
    package static let bytesMost = 4 << 20
    package static let tokensMost = 100_000

    let document: Document
    let context: ReadingContext
    var page: Page

    /// Reads a text: a page, a post, an article.
    package static func read(_ text: String, context: ReadingContext) throws(ReadingRefusal) -> Report {
        try read(Array(text.utf8), context: context)
    }

    package static func read(_ bytes: [UInt8], context: ReadingContext) throws(ReadingRefusal) -> Report {
        guard bytes.count <= bytesMost else { throw .tooLong }
        guard !bytes.contains(0), isUTF8(bytes) else { throw .notText }
        guard let document = Document(bytes: bytes, tokensMost: tokensMost, vendorZone: context.zone?.identifier) else {
            throw .tooManyWords
        }
        return ReportReader(document, context).report()
    }

    /// Reads an incident whose posts are already apart and dated, as pages with an API give them. Times in a text without day
    /// are of the day of its post, and before it.
    package static func read(
        title: String, updates: [KnownPost], context: ReadingContext
    ) throws(ReadingRefusal) -> Report {
        var bytes = Array(title.utf8)
        var bounds: [Range<Int>] = []
        for update in updates {
            bytes += [0x0A, 0x0A]
            let start = bytes.count
            bytes += Array(update.text.utf8)
            bounds.append(start..<bytes.count)
            guard bytes.count <= bytesMost else { throw .tooLong }
        }
        guard !bytes.contains(0) else { throw .notText }
        guard let document = Document(bytes: bytes, tokensMost: tokensMost, vendorZone: context.zone?.identifier) else {
            throw .tooManyWords
        }
        let starts = document.tokens.map { Int($0.start) }
        let posts = zip(updates, bounds).map { update, bytes in
            let first = starts.partitioningIndex { $0 >= bytes.lowerBound }
            let end = starts.partitioningIndex { $0 >= bytes.upperBound }
            return PagePost(status: update.status, at: nil, body: first..<max(first, end))
        }
        let layout = PageLayout(document, posts: posts)
        let page = Page(layout, at: updates.map(\.at), Calendar(context: context))
        var report = ReportReader(document, context, page).report()
        report.title = title
        return report
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    init(_ document: Document, _ context: ReadingContext, _ page: Page? = nil) {
        self.document = document
        self.context = context
        self.page = page ?? Page(document, PageLayout(document), Calendar(context: context))
    }

    private func report() -> Report {
        var report = Report()
        report.vendor = context.vendor
        let tongue = Tongue(document)
        report.languages = tongue.languages(in: 0..<document.tokens.count)
        report.references = References.find(document)
        fillPage(&report, tongue)
        let blocks = blocks()
        let fields = blocks.map { HeaderFields(document, $0.tokens) }
        fillTimes(&report, blocks, fields)
        let causes = Causes(
            document, context: context, fields: fields, blocks: blocks, isPlanned: page.isMaintenance)
        report.category = causes.category
        report.responsibility = causes.responsibility
        report.rootCause = causes.summary
        let components = Components(document, title: titleTokens() ?? 0..<0)
        report.channels = components.channels
        report.entities = components.entities
        report.actions = Actions(document).actions
        for field in fields {
            guard let value = field.value(.labelPriority), let at = value.first else { continue }
            report.priority = report.priority ?? priority(at)
        }
        return report
    }

    private func priority(_ at: Int) -> Priority? {
        guard document.tokens.indices.contains(at + 1) else { return nil }
        return Priority(rawValue: document.text(at..<at + 2).uppercased())
    }

    /// Posts in order of publication; a page without posts is one block.
    private func blocks() -> [Block] {
        if page.posts.isEmpty {
            let isPostmortem = document.tokens.contains {
                !$0.marks.isDisjoint(with: [.labelRootCause]) && $0.isCapital
            }
            var block = Block(origin: isPostmortem ? .postmortem : .prose, tokens: 0..<document.tokens.count)
            block.findOnlyZone(in: document)
            return [block]
        }
        var blocks: [Block] = []
        for post in page.posts {
            var block = Block(origin: post.isPostmortem ? .postmortem : .update, tokens: post.body)
            block.postedZone = post.zone
            block.isPlan = post.status == "scheduled"
            switch post.at {
            case .instant(let instant)?:
                block.postedAt = instant
                block.postedDay = CivilTime(instant).date
            case .day(let day)?: block.postedDay = day
            case nil: break
            }
            block.findOnlyZone(in: document)
            blocks.append(block)
        }
        return blocks.enumerated().sorted { left, right in
            guard let a = left.element.postedAt, let b = right.element.postedAt, a != b else {
                return left.offset < right.offset
            }
            return a < b
        }.map(\.element)
    }

    private func fillTimes(_ report: inout Report, _ blocks: [Block], _ fields: [HeaderFields]) {
        var placer = Placer(document: document, page: page)
        var candidates: [[Candidate]] = []
        var headers: [Candidate] = []
        for (block, field) in zip(blocks, fields) {
            if var header = headerWindow(block, field, &placer) {
                header.statedAt = block.postedAt
                headers.append(header)
            }
        }
        if case .instant(let start)? = headers.last?.start {
            placer.headerDay = page.calendar.day(of: start, zone: nil)
        } else if case .day(let day)? = headers.last?.start {
            placer.headerDay = day
        }
        var reader = WindowReader(document: document, placer: placer)
        for block in blocks { candidates.append(reader.candidates(in: block)) }
        for (index, block) in blocks.enumerated() {
            for number in candidates[index].indices { candidates[index][number].statedAt = block.postedAt }
        }
        // A day alone says when, and not from when until when.
        let windows = headers.filter {
            $0.end != nil || $0.start.map { if case .instant = $0 { true } else { false } } ?? true
        }
        if let last = windows.last(where: { $0.end != nil }) ?? windows.last { candidates.append([last]) }
        let moved = candidates.map { $0.map { shifted($0, fields: headers) } }
        var choice = WindowChoice(moved)
        if choice.windows.isEmpty, let day = headers.last { choice.windows = [day] }
        if choice.windows.count == 1, let better = reader.fitting(choice.windows[0], blocks) {
            choice.windows = [better]
        }
        if choice.windows.count == 1, let whole = reader.closing(choice.windows[0], blocks) { choice.windows = [whole] }
        report.windows = choice.windows.compactMap(window)
        report.undatedWindows = choice.undated.map {
            Report.UndatedWindow(start: $0.localStart, end: $0.localEnd, evidence: document.text($0.evidence))
        }
        report.claims = claims(moved.flatMap { $0 })
        let wasShifted = zip(candidates.joined(), moved.joined()).contains { $0.start != $1.start }
        report.contradictions =
            Contradictions(
                document, page: page, oddZones: page.calendar.oddZones + reader.placer.page.calendar.oddZones,
                candidates: moved.flatMap { $0 } + headers, chosen: choice.windows, shifted: wasShifted
            ).found
        let milestones = Milestones(document, placer: placer, blocks: blocks, windows: choice.windows)
        report.detected = milestones.detected.map { .instant($0) }
        report.identified = milestones.identified.map { .instant($0) }
        report.mitigated = milestones.mitigated.map { .instant($0) }
    }

    private func claims(_ candidates: [Candidate]) -> [Report.Claim] {
        var claims: [Report.Claim] = []
        for candidate in candidates.prefix(200) {
            for (subject, placed) in [(Claim.Subject.start, candidate.start), (.end, candidate.end)] {
                guard let placed else { continue }
                let claim = Report.Claim(
                    subject: subject, moment: placed.moment, origin: candidate.origin, statedAt: candidate.statedAt,
                    evidence: document.text(candidate.evidence))
                if !claims.contains(claim) { claims.append(claim) }
            }
        }
        return claims
    }

    /// A post-mortem may name a day on which the page had already said that all was over: the clock is right, the day is not.
    private func shifted(_ candidate: Candidate, fields: [Candidate]) -> Candidate {
        guard candidate.origin == .postmortem, case .instant(let start)? = candidate.start,
            case .instant(let end)? = candidate.end,
            let last = page.lastWord, let first = page.firstWord, start > last, fields.isEmpty
        else { return candidate }
        let days = max(1, (start - first).wholeSeconds / 86_400 + 1)
        let moved = start - .days(days)
        // Only when the clock then fits the posts: begun before the first, over before the last.
        guard days <= 2, first - moved < .hours(3), end - .days(days) <= last else { return candidate }
        var result = candidate
        result.start = .instant(moved)
        result.end = .instant(end - .days(days))
        return result
    }

    private func window(_ candidate: Candidate) -> Report.Window? {
        guard let start = candidate.start else { return nil }
        let confidence: Confidence =
            switch candidate.method {
            case .timeline, .range, .field: .high
            case .pair, .length: .medium
            case .open: .low
            }
        return Report.Window(
            start: start.moment, end: candidate.end?.moment, evidence: document.text(candidate.evidence),
            confidence: confidence, origin: candidate.origin)
    }

    private func headerWindow(_ block: Block, _ fields: HeaderFields, _ placer: inout Placer) -> Candidate? {
        guard let startValue = fields.value(.labelStart), let start = point(in: startValue) else { return nil }
        let end = fields.value(.labelEnd).flatMap { point(in: $0) }
        let zone = start.clock?.zone ?? end?.clock?.zone
        let from = placer.place(start, in: block, zone: zone)
        let to = end.map { placer.place($0, in: block, zone: zone) }
        if let a = from.placed, let b = to?.placed, b.earliest < a.earliest { return nil }
        return Candidate(
            start: from.placed, end: to?.placed, localStart: from.local, localEnd: to?.local,
            evidence: span(start.tokens.lowerBound, (end ?? start).tokens.upperBound), origin: .header, method: .field)
    }

    private func point(in range: Range<Int>) -> TimePoint? {
        document.points.first {
            range.contains($0.tokens.lowerBound) && $0.date != nil && $0.tokens.lowerBound - range.lowerBound <= 2
        }
    }
}
