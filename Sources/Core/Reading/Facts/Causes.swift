internal import Vocabulary

/// What a cause's word says: the kind of thing, and whose it was where that follows from the kind.
struct Cause: Sendable {
    var category: Incident.Category
    var isOurs: Bool?

    init(_ category: Incident.Category, isOurs: Bool?) {
        self.category = category
        self.isOurs = isOurs
    }
}

/// What went wrong and whose fault it was, where the text says so.
struct Causes {
    private(set) var category = Incident.Category.unknown
    private(set) var responsibility = Incident.Responsibility.unknown
    private(set) var summary: String?

    private let document: Document

    init(_ document: Document, context: ReadingContext, fields: [HeaderFields], blocks: [Block], isPlanned: Bool) {
        self.document = document
        let section = Sections.find(document, .labelRootCause)
        let causal = document.sentences.filter {
            document.has(.because, in: $0) && !document.has(.otherIncident, in: $0)
        }
        if !isPlanned { category = self.category(section, causal, blocks) }
        responsibility = responsibility(section, causal)
        let blamesOthers = document.tokens.contains { $0.marks.contains(.causeExternal) }
        if responsibility == .unknown, category == .unknown, !blamesOthers, names(context.vendor) || namesOwnSystem() {
            responsibility = .internal
        }
        for field in fields {
            guard let value = field.value(.labelResponsibility) else { continue }
            if let stated = Self.responsibility(document, value, context) { responsibility = stated }
        }
        if responsibility == .external, category == .unknown, !isPlanned,
            !fields.allSatisfy({ $0.value(.labelResponsibility) == nil })
        {
            category = .externalProvider
        }
        let mark = Lexicon.causeOrder.first { $0.1.category == category }?.0 ?? []
        let told =
            section.first { $0.count > 3 } ?? causal.first { states(mark, in: $0) && $0.count > 3 && $0.count < 80 }
        summary = told.map { document.text($0) }
    }

    // MARK: Category

    private func category(_ section: [Range<Int>], _ causal: [Range<Int>], _ blocks: [Block]) -> Incident.Category {
        var scores = Lexicon.causeOrder.map { _ in 0 }
        for sentence in section { score(sentence, weight: 3, &scores) }
        for sentence in causal { score(sentence, weight: 2, &scores) }
        for sentence in document.sentences
        where document.has(.externalStated, in: sentence) && document.has([.because, .identified], in: sentence) {
            scores[Self.external] += 2
        }
        // What was changed as the incident began, by the timeline.
        for block in blocks where block.origin == .postmortem {
            for entry in Timeline(document, block).entries
            where document.has([.incidentStarts], in: entry.body) && document.has(.changeMade, in: entry.body) {
                score(entry.body, weight: 3, &scores)
            }
        }
        if scores.allSatisfy({ $0 == 0 }) {
            for sentence in document.sentences where !document.has([.otherIncident, .planned, .negation], in: sentence)
            {
                score(sentence, weight: 1, &scores)
            }
            // A provider's name alone accuses nobody.
            scores[Self.external] =
                3 * document.sentences.count { document.has(.externalStated, in: $0) }
                + document.sentences.count { sentence in
                    states(.causeExternal, in: sentence)
                        && Lexicon.causeOrder.contains { $0.0 != .causeExternal && states($0.0, in: sentence) }
                }
        }
        guard let best = scores.max(), best > 0, let index = scores.firstIndex(of: best) else { return .unknown }
        return Lexicon.causeOrder[index].1.category
    }

    private static let external = Lexicon.causeOrder.firstIndex { $0.0 == .causeExternal } ?? 0

    private func score(_ sentence: Range<Int>, weight: Int, _ scores: inout [Int]) {
        // What stands before `led to` is the cause, what stands behind it the effect.
        let led = document.first(.causesNext, in: sentence).map { sentence.lowerBound..<$0 } ?? 0..<0
        for (index, (mark, _)) in Lexicon.causeOrder.enumerated() where states(mark, in: sentence) {
            scores[index] += weight + (states(mark, in: led) ? 1 : 0)
        }
    }

    /// Whether a sentence names a cause and does not deny it.
    private func states(_ mark: Marks, in sentence: Range<Int>) -> Bool {
        sentence.contains { index in
            document.tokens[index].marks.contains(mark)
                && !document.has(.denial, in: span(max(sentence.lowerBound, index - 3), index))
                && !(mark == .causeDeploy && isFix(around: index, in: sentence))
        }
    }

    /// `deploying a fix` repairs.
    private func isFix(around index: Int, in sentence: Range<Int>) -> Bool {
        span(max(sentence.lowerBound, index - 4), min(sentence.upperBound, index + 4)).contains {
            Self.fixWords.contains(document.tokens[$0].word)
        }
    }

    private static let fixWords: Set<String> = [
        "fix", "fixes", "hotfix", "correctif", "correctifs", "rollback", "correzione", "correccion", "correcao",
        "patch",
        "mitigation",
    ]

    // MARK: Responsibility

    private func responsibility(_ section: [Range<Int>], _ causal: [Range<Int>]) -> Incident.Responsibility {
        guard let index = Lexicon.causeOrder.firstIndex(where: { $0.1.category == category }), category != .unknown
        else {
            return causal.contains { states(.causeExternal, in: $0) } ? .external : .unknown
        }
        let (mark, cause) = Lexicon.causeOrder[index]
        if let isOurs = cause.isOurs { return isOurs ? .internal : .external }
        let isTheirs =
            (section + causal).contains { states(mark, in: $0) && states(.causeExternal, in: $0) }
            || document.sentences.contains { states(mark, in: $0) && states(.causeExternal, in: $0) }
        return isTheirs ? .external : .internal
    }

    /// The vendor is named as the place of the trouble: `an outage of NAME`, `bei NAME`, `NAME's systems`.
    private func names(_ vendor: String?) -> Bool {
        guard let vendor = vendor.map({ Lexer.folded($0) }), vendor.utf8.count >= 3 else { return false }
        return document.sentences.contains { sentence in
            guard document.has([.impact, .because], in: sentence) else { return false }
            return sentence.contains { index in
                guard document.tokens[index].word == vendor, index > sentence.lowerBound else { return false }
                // `beim Dienstleister NAME`: what kind of company it is may stand between.
                return (1...2).contains {
                    index - $0 >= sentence.lowerBound && Self.places.contains(document.tokens[index - $0].word)
                }
            }
        }
    }

    /// `an issue in our billing engine`, `problemas internos`.
    private func namesOwnSystem() -> Bool {
        guard !document.tokens.contains(where: { $0.marks.contains(.externalStated) }) else { return false }
        return document.sentences.contains { sentence in
            guard document.has(.impact, in: sentence), !document.has([.negation, .planned], in: sentence) else {
                return false
            }
            return sentence.contains { index in
                let token = document.tokens[index]
                let before = span(max(sentence.lowerBound, index - 2), index)
                if token.marks.contains(.internalWord), document.has(.impact, in: before) { return true }
                guard Self.ours.contains(token.word) else { return false }
                return span(index + 1, min(sentence.upperBound, index + 6)).contains {
                    Self.systems.contains(document.tokens[$0].word)
                }
            }
        }
    }

    private static let ours: Set<String> = [
        "our", "notre", "nos", "nostro", "nostra", "nostri", "nuestro", "nuestra", "unser", "unsere", "unseren",
        "unserer", "onze", "nosso", "nossa", "vores", "vart", "vare",
    ]
    private static let systems: Set<String> = [
        "system", "systems", "platform", "gateway", "database", "databases", "server", "servers", "engine",
        "infrastructure", "application", "queues", "queue", "software", "plateforme", "systeme", "systemes", "serveur",
        "serveurs", "piattaforma", "sistema", "sistemi", "plataforma", "sistemas", "servidor", "servidores",
        "service", "plattform", "infrastruktur", "systemen", "backoffice",
    ]

    private static let places: Set<String> = [
        "at", "of", "in", "de", "di", "da", "do", "von", "bei", "beim", "van", "bij", "hos", "av", "af", "chez", "en",
        "i",
        "presso",
    ]

    private static func responsibility(_ document: Document, _ value: Range<Int>, _ context: ReadingContext) -> Incident
        .Responsibility?
    {
        if document.has(.external, in: value) { return .external }
        if document.has(.internalWord, in: value) { return .internal }
        guard let vendor = context.vendor.map({ Lexer.folded($0) }), !vendor.isEmpty else { return nil }
        return value.contains { document.tokens[$0].word == vendor } ? .internal : nil
    }
}
