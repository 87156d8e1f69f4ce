package import Following
internal import Reading
package import Vocabulary

/// Reads the words of a vendor's incident with `Core/Reading`, and puts what they say into the tracker's form.
package struct WordReader: Sendable {
    private let zones: ZoneCatalogue

    package init(zones: ZoneCatalogue) { self.zones = zones }

    package func read(_ vendor: VendorIncident, _ words: VendorWords) -> WordFacts {
        var facts = WordFacts(title: LocalizedText([words.language: vendor.title]))
        let context = ReadingContext(vendor: words.name, zone: words.zone.flatMap { zones.zone($0) }, zones: zones)
        let dated = vendor.updates.filter { $0.at != nil }
        // A text that nobody dated is a whole report: what it says of itself is in it.
        let isReport = dated.isEmpty && !vendor.updates.isEmpty
        let report: Report
        do throws(ReadingRefusal) {
            if isReport {
                report = try ReportReader.read(vendor.updates[0].text, context: context)
            } else {
                let posts = dated.compactMap { update in
                    update.at.map { KnownPost(status: Self.status(update.status), at: $0, text: update.text) }
                }
                report = try ReportReader.read(title: vendor.title, updates: posts, context: context)
            }
        } catch {
            // What can't be read is kept as it is, and says nothing.
            facts.updateTexts = vendor.updates.map { LocalizedText([words.language: $0.text]) }
            return facts
        }
        fill(&facts, report, vendor, words)
        facts.updateTexts = vendor.updates.map { texts($0.text, words.language) }
        if isReport { fillReport(&facts, report, words) }
        return facts
    }

    private func fill(_ facts: inout WordFacts, _ report: Report, _ vendor: VendorIncident, _ words: VendorWords) {
        let isOver = [.resolved, .postmortem, .completed].contains(vendor.status) || report.state == .resolved
        facts.windows = report.windows.compactMap { window in
            guard let start = window.start.instant else { return nil }
            let end = window.end?.instant
            // Over, and the words give no end: half a window is no window.
            if end == nil && isOver { return nil }
            return WordFacts.Window(start: start, end: end, quote: window.evidence, confidence: window.confidence)
        }
        facts.references = report.references.compactMap { Reference($0) }
        facts.channels = report.channels
        facts.entities = report.entities
        facts.category = report.category
        facts.responsibility = report.responsibility
        facts.priority = report.priority
        facts.severityWord = report.severityWord
        facts.isSample = report.isSample
        facts.contradictions = report.contradictions.map {
            Contradiction(kind: $0.kind, text: LocalizedText([.english: $0.text]))
        }
        let milestones: [(Claim.Subject, Report.Moment?)] = [
            (.detected, report.detected), (.identified, report.identified), (.mitigated, report.mitigated),
        ]
        facts.statements =
            milestones.compactMap { subject, moment in
                moment?.instant.map { WordFacts.Statement(subject: subject, instant: $0, quote: "", statedAt: nil) }
            }
            + report.claims.compactMap { claim in
                claim.moment.instant.map {
                    WordFacts.Statement(
                        subject: claim.subject, instant: $0, quote: claim.evidence, statedAt: claim.statedAt)
                }
            }
        facts.postmortem = postmortem(report, vendor, words)
    }

    /// The whole text of a report: its title, its posts, and what its header says of its opening and closing.
    private func fillReport(_ facts: inout WordFacts, _ report: Report, _ words: VendorWords) {
        if let title = report.title { facts.title = texts(title, words.language) }
        facts.opened = report.pageStarted?.instant ?? report.firstPublicNotice?.instant
        facts.closed = report.pageResolved?.instant
        facts.datedTexts = report.updates.compactMap { post in
            post.at?.instant.map {
                WordFacts.DatedText(
                    status: Self.status(post.status), at: $0, text: texts(Self.bare(post.text), words.language))
            }
        }
    }

    private func postmortem(_ report: Report, _ vendor: VendorIncident, _ words: VendorWords) -> Postmortem? {
        let told =
            vendor.updates.last { $0.status == .postmortem }?.at
            ?? report.updates.last { $0.status == "postmortem" }?.at?.instant
        guard let told else { return nil }
        let language = report.languages.first ?? words.language
        return Postmortem(
            publishedAt: told, clientImpact: LocalizedText(),
            rootCause: report.rootCause.map { LocalizedText([language: $0]) } ?? LocalizedText(),
            actions: report.actions.map { action in
                Postmortem.Action(
                    symptom: action.symptom.map { LocalizedText([language: $0]) } ?? LocalizedText(),
                    action: LocalizedText([language: action.action]))
            })
    }

    /// Each language of a text apart; a text that shows none is in the vendor's.
    private func texts(_ text: String, _ language: Language) -> LocalizedText {
        var texts: [Language: String] = [:]
        for part in LanguageSplit.parts(of: text) {
            let place = part.language ?? language
            texts[place] = texts[place].map { $0 + "\n\n" + part.text } ?? part.text
        }
        return LocalizedText(texts)
    }

    /// A post without the mark of the list item that follows it.
    private static func bare(_ text: String) -> String {
        var bytes = Array(text.utf8)[...]
        let marks = Set(" \n\r\t-*.•0123456789".utf8)
        let end = bytes.lastIndex { !marks.contains($0) }.map { $0 + 1 } ?? bytes.startIndex
        // Only behind a line's end: a figure or a full stop that ends a sentence belongs to it.
        guard let line = bytes[end...].firstIndex(of: UInt8(ascii: "\n")) else { return text }
        bytes = bytes[..<line]
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func status(_ status: VendorStatus) -> String {
        switch status {
        case .inProgress: "in_progress"
        case .unknown: "update"
        default: status.rawValue
        }
    }

    private static func status(_ word: String) -> Update.Status {
        switch word {
        case "in_progress": .inProgress
        case "verifying": .monitoring
        default: Update.Status(rawValue: word) ?? .unknown
        }
    }
}
