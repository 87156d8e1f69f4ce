internal import Synchronization
package import Vocabulary

/// Everything that a language brings: how it writes numbers, durations and dates, and its words. A new language is one
/// more value of this type in ``all``; `LanguagePack.gaps` names what it still lacks.
package struct LanguagePack: Sendable {
    package var language: Language
    /// What its speakers call it.
    package var ownName: String
    /// For Open Graph, for example `fr_FR`.
    package var locale: String
    package var numbers: NumberStyle
    package var months: [String]
    package var shortMonths: [String]
    /// How the first day of a month is written where it is no plain number (`1er`).
    package var firstOfMonth: String?
    package var quotes: (open: String, close: String)
    /// The letters behind a number of days, hours, minutes and seconds.
    package var units: (day: String, hour: String, minute: String, second: String)
    package var zeroIsSingular: Bool
    package var languageNames: [Language: String]
    package var phrases: [Phrase: String]
    package var counted: [Counted: PluralForms]
    package var severities: [Severity: String]
    package var states: [IncidentState: String]
    package var statuses: [Update.Status: String]
    /// What a page says of a component.
    package var componentStates: [ComponentState: String]
    package var channels: [Channel: String]
    package var categories: [Incident.Category: String]
    package var responsibilities: [Incident.Responsibility: String]
    package var eventKinds: [InsideEvent.Kind: String]
    package var contradictions: [Contradiction.Kind: String]
    package var claimSubjects: [Claim.Subject: String]
    package var origins: [ImpactWindow.Origin: String]
    package var confidences: [Confidence: String]
    /// When which form of a counted thing is meant; what fits none takes `other`.
    package var plurals: [PluralRule] = []
    /// The words of a language that did not come with the program: of status pages, alerts, subscribers, console and sentences.
    package var added: AddedWords?

    package struct AddedWords: Sendable {
        package var status: [StatusPhrase: String] = [:]
        package var alerts: [AlertPhrase: String] = [:]
        package var subscriptions: [SubscriptionPhrase: String] = [:]
        package var console: [ConsolePhrase: String] = [:]
        package var desk: [DeskPhrase: String] = [:]
        package var sentences: [String: String] = [:]

        package init() {}
    }

    package struct NumberStyle: Sendable, Hashable {
        package var decimalMark: String
        package var groupMark: String
        /// Between a number and its unit: never a place where a line may break.
        package var unitSpace: String
        package var percentSpace: String

        package init(decimalMark: String, groupMark: String, unitSpace: String, percentSpace: String) {
            self.decimalMark = decimalMark
            self.groupMark = groupMark
            self.unitSpace = unitSpace
            self.percentSpace = percentSpace
        }
    }

    /// Those that come with the program.
    package static let builtIn: [LanguagePack] = [.english, .french, .italian]

    /// The languages that pages exist in, in the order in which they are offered.
    package static var all: [LanguagePack] { shelf.withLock { $0 } }

    /// What the program speaks is set once, before anything is made in it, like the words that come with it. A pure function of a
    /// language stays one: nothing takes away a language that is there.
    private static let shelf = Mutex(builtIn)

    /// Adds languages to those that come with the program; one that was added before is replaced.
    package static func add(_ packs: [LanguagePack]) {
        shelf.withLock { all in
            for pack in packs where !builtIn.contains(where: { $0.language == pack.language }) {
                if let place = all.firstIndex(where: { $0.language == pack.language }) {
                    all[place] = pack
                } else {
                    all.append(pack)
                }
            }
        }
    }

    /// The pack of a language, else English.
    package static func of(_ language: Language) -> LanguagePack {
        all.first { $0.language == language } ?? .english
    }

    package static func exists(for language: Language) -> Bool { all.contains { $0.language == language } }
}

extension LanguagePack {
    /// The words for a phrase with its places filled.
    package func say(_ phrase: Phrase, _ facts: [String: String] = [:]) -> String {
        Self.fill(phrases[phrase] ?? Self.english.phrases[phrase] ?? phrase.rawValue, facts)
    }

    /// `1 provider`, `3 providers`.
    package func count(_ thing: Counted, _ number: Int) -> String {
        guard let forms = counted[thing] ?? Self.english.counted[thing] else { return self.number(number) }
        return Self.fill(form(of: forms, number), ["n": self.number(number)])
    }

    private func form(of forms: PluralForms, _ number: Int) -> String {
        guard plurals.isEmpty else {
            let name = plurals.first { $0.fits(number) }?.name ?? "other"
            return name == "one" ? forms.one : forms.others[name] ?? forms.other
        }
        return number == 1 || (number == 0 && zeroIsSingular) ? forms.one : forms.other
    }

    package func name(_ severity: Severity) -> String { severities[severity] ?? severity.rawValue }
    package func name(_ state: IncidentState) -> String { states[state] ?? state.rawValue }
    package func name(_ status: Update.Status) -> String { statuses[status] ?? status.rawValue }
    package func name(_ state: ComponentState) -> String { componentStates[state] ?? state.rawValue }
    package func name(_ channel: Channel) -> String { channels[channel] ?? channel.rawValue }
    package func name(_ category: Incident.Category) -> String { categories[category] ?? category.rawValue }
    package func name(_ side: Incident.Responsibility) -> String { responsibilities[side] ?? side.rawValue }
    package func name(_ kind: InsideEvent.Kind) -> String { eventKinds[kind] ?? kind.rawValue }
    package func name(_ kind: Contradiction.Kind) -> String { contradictions[kind] ?? kind.rawValue }
    package func name(_ subject: Claim.Subject) -> String { claimSubjects[subject] ?? subject.rawValue }
    package func name(_ origin: ImpactWindow.Origin) -> String { origins[origin] ?? origin.rawValue }
    package func name(_ confidence: Confidence) -> String { confidences[confidence] ?? confidence.rawValue }
    package func name(_ other: Language) -> String {
        languageNames[other] ?? Self.all.first { $0.language == other }?.ownName ?? other.code
    }

    /// The pre-approved sentences, with places for facts.
    package var sentences: [String: String] {
        if let added { return added.sentences }
        return switch language {
        case .french: Self.frenchSentences
        case .italian: Self.italianSentences
        default: Self.englishSentences
        }
    }

    package func quote(_ text: String) -> String { quotes.open + text + quotes.close }

    /// Replaces `{name}` by the fact of that name; a place without a fact stays visible, so that tests find it.
    static func fill(_ template: String, _ facts: [String: String]) -> String {
        guard template.utf8.contains(UInt8(ascii: "{")) else { return template }
        var result = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            guard let close = rest[open...].firstIndex(of: "}") else { break }
            let name = String(rest[rest.index(after: open)..<close])
            result += facts[name] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// What this language lacks, by name; empty when it is complete.
    package var gaps: [String] {
        func missing<Key: CaseIterable & RawRepresentable<String> & Hashable>(_ words: [Key: String]) -> [String] {
            Key.allCases.filter { (words[$0] ?? "").isEmpty }.map { "\(language): \(Key.self).\($0.rawValue)" }
        }
        var gaps = missing(phrases) + missing(severities) + missing(states) + missing(statuses) + missing(channels)
        gaps +=
            missing(componentStates) + missing(categories) + missing(responsibilities) + missing(eventKinds)
            + missing(contradictions)
        gaps += missing(claimSubjects) + missing(origins) + missing(confidences)
        gaps += Counted.allCases.filter { counted[$0] == nil }.map { "\(language): Counted.\($0.rawValue)" }
        gaps += Self.builtIn.filter { languageNames[$0.language] == nil }.map { "\(language): Language.\($0.language)" }
        if months.count != 12 || shortMonths.count != 12 { gaps.append("\(language): months") }
        // Each language must have a place for the same facts as English.
        for (phrase, words) in phrases where Self.places(words) != Self.places(Self.english.phrases[phrase] ?? "") {
            gaps.append("\(language): the places of Phrase.\(phrase.rawValue)")
        }
        return gaps
    }

    static func places(_ template: String) -> Set<String> {
        var places: Set<String> = []
        for part in template.split(separator: "{", omittingEmptySubsequences: false).dropFirst() {
            places.insert(String(part.prefix { $0 != "}" }))
        }
        return places
    }
}
