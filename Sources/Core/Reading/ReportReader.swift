internal import Vocabulary

/// A vendor's words → facts. Pure: the same text and context give the same report.
package struct ReportReader {
    package static let bytesMost = 4 << 20
    package static let tokensMost = 250_000

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

    private static func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    init(_ document: Document, _ context: ReadingContext) {
        self.document = document
        self.context = context
        page = Page(document, PageLayout(document), Calendar(context: context))
    }

    private func report() -> Report {
        var report = Report()
        report.vendor = context.vendor
        let tongue = Tongue(document)
        report.languages = tongue.languages(document, in: 0..<document.tokens.count)
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
            let isPostmortem = document.tokens.contains { !$0.marks.isDisjoint(with: [.labelRootCause]) && $0.isCapital }
            return [Block(origin: isPostmortem ? .postmortem : .prose, tokens: 0..<document.tokens.count)]
        }
        var blocks: [Block] = []
        for post in page.posts {
            var block = Block(origin: post.isPostmortem ? .postmortem : .update, tokens: post.body)
            block.postedZone = post.zone
            switch post.at {
            case .instant(let instant)?:
                block.postedAt = instant
                block.postedDay = CivilTime(instant).date
            case .day(let day)?: block.postedDay = day
            case nil: break
            }
            blocks.append(block)
        }
        return blocks.enumerated().sorted { left, right in
            guard let a = left.element.postedAt, let b = right.element.postedAt, a != b else { return left.offset < right.offset }
            return a < b
        }.map(\.element)
    }

    private func fillTimes(_ report: inout Report, _ blocks: [Block], _ fields: [HeaderFields]) {
        var placer = Placer(document: document, page: page)
        var candidates: [[Candidate]] = []
        var headers: [Candidate] = []
        for (block, field) in zip(blocks, fields) {
            if let header = headerWindow(block, field, &placer) { headers.append(header) }
        }
        if case .instant(let start)? = headers.last?.start {
            placer.headerDay = page.calendar.day(of: start, zone: nil)
        } else if case .day(let day)? = headers.last?.start {
            placer.headerDay = day
        }
        var reader = WindowReader(document: document, placer: placer)
        for block in blocks { candidates.append(reader.candidates(in: block)) }
        if let last = headers.last(where: { $0.end != nil }) ?? headers.last { candidates.append([last]) }
        let choice = WindowChoice(candidates)
        report.windows = choice.windows.compactMap(window)
        report.undatedWindows = choice.undated.map {
            Report.UndatedWindow(start: $0.localStart, end: $0.localEnd, evidence: document.text($0.evidence))
        }
        let milestones = Milestones(document, placer: placer, blocks: blocks, windows: choice.windows)
        report.detected = milestones.detected.map { .instant($0) }
        report.identified = milestones.identified.map { .instant($0) }
        report.mitigated = milestones.mitigated.map { .instant($0) }
    }

    private func window(_ candidate: Candidate) -> Report.Window? {
        guard let start = candidate.start else { return nil }
        let confidence: Confidence = switch candidate.method {
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
            evidence: start.tokens.lowerBound..<(end ?? start).tokens.upperBound, origin: .header, method: .field)
    }

    private func point(in range: Range<Int>) -> TimePoint? {
        document.points.first { range.contains($0.tokens.lowerBound) && $0.date != nil && $0.tokens.lowerBound - range.lowerBound <= 2 }
    }
}
