package import Vocabulary

/// The facts that a statement may name, ready to be inserted when it is said. Times are written with their zone and in UTC, so
/// that the words stay true on every page.
package struct SentenceFacts: Sendable {
    package enum Place: String, Sendable, Hashable, CaseIterable {
        /// Where the failing began: the latest impact window's start.
        case start
        case end
        /// How long the latest impact window lasted.
        case length
        /// All impact windows together.
        case impact
        case components
        case severity
        case reference
        case now
        /// When readers are told next.
        case next
        case planStart = "plan-start"
        case planEnd = "plan-end"
    }

    package var incident: Incident
    package var components: [Component]
    package var zone: Zone
    package var now: Instant
    package var next: Instant?

    package init(_ incident: Incident, components: [Component], zone: Zone, now: Instant, next: Instant? = nil) {
        self.incident = incident
        self.components = components
        self.zone = zone
        self.now = now
        self.next = next
    }

    /// A fact as a language writes it; nil when there is none.
    package func text(_ place: Place, _ words: LanguagePack) -> String? {
        let window = incident.windows.max { $0.start < $1.start }
        return switch place {
        case .start: window.map { clock($0.start, words) }
        case .end: window?.end.map { clock($0, words) }
        case .length: window?.end.flatMap { end in window.map { words.duration(end - $0.start) } }
        case .impact:
            incident.windows.isEmpty ? nil : words.duration(IncidentFigures(incident, now: now).totalImpact)
        case .components:
            components.isEmpty
                ? nil : components.compactMap { $0.name.reading(words.language)?.text }.joined(separator: ", ")
        case .severity: words.name(incident.severity)
        case .reference: incident.reference?.rawValue
        case .now: clock(now, words)
        case .next: next.map { clock($0, words) }
        case .planStart: incident.own?.plan.map { moment($0.start, words) }
        case .planEnd: incident.own?.plan.map { moment($0.end, words) }
        }
    }

    /// The text of every language with its facts inserted.
    package func insert(into text: LocalizedText) throws(FactTextError) -> LocalizedText {
        var said = LocalizedText()
        for language in text.languages {
            let words = LanguagePack.of(language)
            said[language] = try Self.fill(text[language] ?? "") { self.text($0, words) }
        }
        return said
    }

    /// Refuses a template that names a fact which does not exist, before anybody needs it.
    package static func check(_ text: LocalizedText) throws(FactTextError) {
        for language in text.languages { _ = try fill(text[language] ?? "") { $0.rawValue } }
    }

    /// Whether it names only what every incident has.
    package static func isTitle(_ text: LocalizedText) -> Bool {
        text.languages.allSatisfy { language in
            LanguagePack.places(text[language] ?? "").isSubset(of: [Place.components.rawValue, Place.severity.rawValue])
        }
    }

    private static func fill(_ template: String, _ fact: (Place) -> String?) throws(FactTextError) -> String {
        var result = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[rest.index(after: open)...]
            if rest.first == "{" {
                result += "{"
                rest = rest.dropFirst()
                continue
            }
            guard let close = rest.firstIndex(of: "}") else { throw FactTextError(reason: .unclosed, place: "") }
            let name = String(rest[..<close])
            guard let place = Place(rawValue: name) else {
                throw FactTextError(reason: .unknownSentencePlace, place: name)
            }
            guard let text = fact(place) else { throw FactTextError(reason: .noFact, place: name) }
            result += text
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// `16:11 CET (15:11 UTC)`; with the day when it is another than today's.
    private func clock(_ instant: Instant, _ words: LanguagePack) -> String {
        words.date(instant, in: zone) == words.date(now, in: zone)
            ? instant.clockText(in: zone) : moment(instant, words)
    }

    private func moment(_ instant: Instant, _ words: LanguagePack) -> String {
        words.date(instant, in: zone) + ", " + instant.clockText(in: zone)
    }
}
