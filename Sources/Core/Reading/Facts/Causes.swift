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
    private let isPortuguese: Bool
    /// The vendor's name, word by word.
    private let vendor: [String]
    /// The vendor is itself the provider that the text speaks of.
    private var isProvider = false

    init(_ document: Document, context: ReadingContext, fields: [HeaderFields], blocks: [Block], isPlanned: Bool) {
        self.document = document
        isPortuguese = document.tokens.contains { ["nao", "uma", "pelo"].contains($0.word) }
        vendor = (context.vendor ?? "").prefix { $0 != "(" }.split { !$0.isLetter && !$0.isNumber }.map {
            Lexer.folded(String($0))
        }
        isProvider = document.tokens.indices.contains { index in
            document.tokens[index].marks.contains(.causeExternal)
                && (1...4).contains { isVendor(at: index + $0) && document.sentence(at: index).contains(index + $0) }
        }
        let section = Sections.find(document, .labelRootCause)
        let causal = document.sentences.filter {
            document.has(.because, in: $0) && !document.has([.otherIncident, .unsettled], in: $0)
        }
        if !isPlanned { category = self.category(section, causal, blocks) }
        responsibility = responsibility(section, causal)
        let blamesOthers = document.tokens.contains { $0.marks.contains(.causeExternal) }
        if responsibility == .unknown, category == .unknown, !blamesOthers || isProvider,
            namesVendor() || namesOwnSystem()
        {
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
        // What another company changed is that company's trouble.
        if responsibility == .external, category == .changeDeploy || category == .changeConfig {
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
        let effect = sentence.first { index in
            document.tokens[index].marks.contains(.causesNext)
                && !span(index + 1, min(sentence.upperBound, index + 3)).contains {
                    Self.passives.contains(document.tokens[$0].word)
                }
        }
        let led = effect.map { sentence.lowerBound..<$0 } ?? 0..<0
        for (index, (mark, _)) in Lexicon.causeOrder.enumerated() where states(mark, in: sentence) {
            if weight < 3, let effect, !states(mark, in: led),
                !document.has(.because, in: span(effect + 1, sentence.upperBound))
            {
                continue
            }
            scores[index] += weight + (states(mark, in: led) ? 1 : 0)
        }
        // `caused by a wrong setting, made for a hardware fault`: what stands next is meant.
        guard let because = document.first(.because, in: sentence) else { return }
        for at in span(because + 1, min(sentence.upperBound, because + 12)) {
            let marks = document.tokens[at].marks.intersection(Self.causes)
            if marks.isEmpty { continue }
            for (index, (mark, _)) in Lexicon.causeOrder.enumerated()
            where marks.contains(mark) && states(mark, in: at..<at + 1) { scores[index] += 1 }
            return
        }
    }

    /// `caused by`: here the cause stands behind.
    private static let passives: Set<String> = [
        "by", "par", "da", "dal", "dalla", "por", "durch", "von", "door", "av", "af",
    ]

    private static let causes = Lexicon.causeOrder.reduce(into: Marks()) { $0.formUnion($1.0) }

    /// Whether a sentence names a cause and does not deny it.
    private func states(_ mark: Marks, in sentence: Range<Int>) -> Bool {
        sentence.contains { index in
            document.tokens[index].marks.contains(mark)
                && !isDenied(index, in: sentence)
                && !(mark == .causeExternal && isProvider)
                && !(mark == .causeDeploy && isFix(around: index, in: sentence))
        }
    }

    /// `It was no attack, but…`: a denial reaches some words far, and not past a `but`.
    private func isDenied(_ index: Int, in sentence: Range<Int>) -> Bool {
        for at in span(max(sentence.lowerBound, index - 7), index).reversed() {
            let token = document.tokens[at]
            if Self.turns.contains(token.word) || token.isSymbol(";") { return false }
            guard token.marks.contains(.denial) else { continue }
            // `no` is also Portuguese for `in the`.
            if index - at <= 3 || token.word != "no" || !isPortuguese { return true }
        }
        return false
    }

    private static let turns: Set<String> = [
        "but", "mais", "sino", "sondern", "ma", "bensi", "maar", "men", "mas", "sim", "pero", "aber",
    ]

    /// `deploying a fix` repairs.
    private func isFix(around index: Int, in sentence: Range<Int>) -> Bool {
        span(max(sentence.lowerBound, index - 4), min(sentence.upperBound, index + 4)).contains {
            Self.fixWords.contains(document.tokens[$0].word)
        }
    }

    private static let fixWords: Set<String> = [
        "fix", "fixes", "hotfix", "correctif", "correctifs", "rollback", "correzione", "correccion", "correcao",
        "patch", "corrections", "correction", "measures",
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

    private func isVendor(at index: Int) -> Bool {
        guard let name = vendor.first, name.utf8.count >= 3 || vendor.count > 1,
            index + vendor.count <= document.tokens.count
        else { return false }
        return vendor.indices.allSatisfy { document.tokens[index + $0].word == vendor[$0] }
    }

    /// The vendor is named as the place of the trouble: `an outage of NAME`, `bei NAME`, `NAME a rencontré des perturbations`.
    private func namesVendor() -> Bool {
        document.sentences.contains { sentence in
            guard document.has([.impact, .because], in: sentence), !document.has(.unsettled, in: sentence) else {
                return false
            }
            return sentence.contains { index in
                guard isVendor(at: index) else { return false }
                let behind = index + vendor.count
                if span(behind, min(behind + 2, sentence.upperBound)).contains(where: {
                    Self.suffers.contains(document.tokens[$0].word)
                }) {
                    return document.has(.impact, in: span(behind, min(behind + 8, sentence.upperBound)))
                }
                // `beim Dienstleister NAME`: what kind of company it is may stand between; but `a spokesman of NAME` speaks.
                return (1...2).contains {
                    index - $0 > sentence.lowerBound && Self.places.contains(document.tokens[index - $0].word)
                        && !document.tokens[index - $0 - 1].marks.contains(.reporting)
                }
            }
        }
    }

    private static let suffers: Set<String> = [
        "suffered", "had", "rencontre", "connu", "subi", "tenido", "sufrido", "sufrio", "registrado",
        "avuto", "subito", "hatte", "kampte", "kampt", "teve", "sofreu", "opplevde", "oplevede", "hadde", "havde",
    ]

    /// `an issue in our billing engine`, `problemas internos`.
    private func namesOwnSystem() -> Bool {
        guard !document.tokens.contains(where: { $0.marks.contains(.externalStated) }) else { return false }
        return document.sentences.contains { sentence in
            guard document.has(.impact, in: sentence), !document.has([.negation, .planned, .unsettled], in: sentence)
            else {
                return false
            }
            return sentence.contains { index in
                let token = document.tokens[index]
                let before = span(max(sentence.lowerBound, index - 2), index)
                if token.marks.contains(.internalWord), document.has(.impact, in: before) { return true }
                guard Self.ours.contains(token.word) else { return false }
                // `a problem in our …`, and not `our … is affected`, which says where it is felt.
                guard index > sentence.lowerBound, Self.inside.contains(document.tokens[index - 1].word),
                    document.has(.impact, in: span(max(sentence.lowerBound, index - 6), index)),
                    !span(max(sentence.lowerBound, index - 6), index).contains(where: {
                        Self.touching.contains(document.tokens[$0].word)
                    })
                else { return false }
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
    private static let touching: Set<String> = [
        "affecting", "affects", "affected", "impacting", "impacts", "impacted", "touchant", "touche", "affectant",
        "riguarda", "afecta", "afectando", "betrifft", "treft", "rammer", "atinge", "afeta",
    ]
    private static let inside: Set<String> = [
        "in", "of", "with", "within", "to", "on", "at", "dans", "de", "sur", "avec", "nel", "con", "di", "en", "em",
        "com", "im",
        "mit", "bei", "auf", "van", "met", "op", "i", "med", "pa", "inside", "by", "from",
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
