package import Incidents
internal import Telling
package import Vocabulary

/// A question as a reader's form put it, and what is wrong with it.
package struct SearchAsk: Sendable, Hashable {
    /// The fields of the form.
    package enum Field: String, Sendable, Hashable, CaseIterable {
        case words = "q"
        case provider
        case channel
        case cause
        case severity
        case from
        case to
        case entity
    }

    package enum Problem: Sendable, Hashable {
        case noDay(String)
        case noSuch(String)
        case wrongOrder
    }

    package var query: SiteQuery
    /// Nil while nothing is asked, or when something is wrong: a filter that was not understood is never left out, for
    /// the answer would be to another question.
    package var question: SearchQuestion?
    package var problems: [Field: Problem] = [:]
    package var isAsked: Bool

    package init(_ query: SiteQuery, providers: [Provider], zone: Zone, limit: Int = 20) {
        self.query = query
        func value(_ field: Field) -> String { String((query[field.rawValue] ?? "").prefix(500)) }
        isAsked = Field.allCases.contains { !value($0).isEmpty }
        var question = SearchQuestion(words: value(.words), after: query["after"], limit: limit)
        var problems: [Field: Problem] = [:]
        func choose<Value>(_ field: Field, _ find: (String) -> Value?) -> [Value] {
            let text = value(field)
            guard !text.isEmpty else { return [] }
            guard let found = find(text) else {
                problems[field] = .noSuch(text)
                return []
            }
            return [found]
        }
        question.providers = choose(.provider) { text in Self.provider(text, providers) }
        question.channels = choose(.channel) { Channel(rawValue: $0) }
        question.categories = choose(.cause) { Incident.Category(rawValue: $0) }
        question.severities = choose(.severity) { Severity(rawValue: $0) }
        let entity = value(.entity)
        question.entities = entity.isEmpty ? [] : [entity]
        func day(_ field: Field) -> CivilDate? {
            let text = value(field)
            guard !text.isEmpty else { return nil }
            guard let date = Self.date(text) else {
                problems[field] = .noDay(text)
                return nil
            }
            return date
        }
        let (from, to) = (day(.from), day(.to))
        question.from = from.map { Self.midnight($0, zone) }
        // The last day counts whole.
        question.to = to.map { Self.midnight(CivilDate(daysSinceEpoch: $0.daysSinceEpoch + 1), zone) }
        if let from, let to, to < from { problems[.to] = .wrongOrder }
        self.problems = problems
        self.question = problems.isEmpty && isAsked ? question : nil
    }

    /// By id or by name.
    private static func provider(_ text: String, _ providers: [Provider]) -> ProviderID? {
        let folded = TextFold.fold(text)
        return providers.first { $0.id.rawValue == text || TextFold.fold($0.name) == folded }?.id
    }

    private static func date(_ text: String) -> CivilDate? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, (1...2).contains(parts[1].utf8.count),
            (1...2).contains(parts[2].utf8.count), let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2])
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private static func midnight(_ date: CivilDate, _ zone: Zone) -> Instant {
        guard let civil = CivilTime(date: date, hour: 0, minute: 0) else { return Instant(seconds: 0) }
        switch zone.instants(showing: civil) {
        case .once(let instant), .gap(let instant): return instant
        case .twice(let earlier, _): return earlier
        }
    }
}

/// What came of a question.
package enum SearchAnswer: Sendable, Hashable {
    /// Nothing was asked, or the question has problems.
    case none
    case found(SearchPage)
    /// The sentence says why, fit to be shown.
    case failed(String)
}
