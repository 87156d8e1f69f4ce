package import Telling
package import Vocabulary

/// Why the desk did not do what was asked. The sentence says what to change, and is fit to be shown.
package struct DeskRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: String, Sendable, Hashable {
        /// It was understood and can't be done as it stands.
        case refused
        case notFound
        /// Somebody else changed it in between; what they made of it is there to be looked at.
        case conflict
        /// A second person is needed, and this is the first one.
        case samePerson
        /// Texts lack languages that readers were promised.
        case incomplete
        /// The key was used for another order.
        case keyReused
        /// The journal can't take it at the moment; nothing was recorded.
        case unavailable
    }

    package var reason: Reason
    /// In English, as programs are told.
    package var message: String
    /// What it says, so that it can be said in another language; nil for what came from elsewhere in English.
    package var phrase: DeskPhrase?
    package var facts: [String: String]
    /// The field that is wrong, by its name in the order; nil when it is none in particular.
    package var field: String?
    /// What a text lacks.
    package var missing: [Language]

    package init(_ reason: Reason, _ message: String, field: String? = nil, missing: [Language] = []) {
        self.reason = reason
        self.message = message
        facts = [:]
        self.field = field
        self.missing = missing
    }

    package init(
        _ reason: Reason, _ phrase: DeskPhrase, _ facts: [String: String] = [:], field: String? = nil,
        missing: [Language] = []
    ) {
        self.init(reason, LanguagePack.english.say(desk: phrase, facts), field: field, missing: missing)
        self.phrase = phrase
        self.facts = facts
    }

    /// A place of a text that can't be filled.
    init(_ error: FactTextError, field: String) {
        let place = "{\(error.place)}"
        func places(_ all: [String]) -> String { all.map { "{\($0)}" }.joined(separator: ", ") }
        switch error.reason {
        case .unknownPlace: self.init(.refused, error.description, field: field)
        case .unknownSentencePlace:
            let all = places(SentenceFacts.Place.allCases.map(\.rawValue))
            self.init(.refused, .unknownPlace, ["place": place, "all": all], field: field)
        case .unclosed: self.init(.refused, .openBrace, ["brace": "{{"], field: field)
        case .noFact: self.init(.refused, .noFact, ["place": place], field: field)
        }
    }

    /// What it says in a language; nil where it is known in English alone.
    package func message(in words: LanguagePack) -> String? {
        guard let phrase else { return nil }
        var facts = facts
        if let field = facts["field"].flatMap(DeskPhrase.init(field:)) { facts["field"] = words.say(desk: field) }
        return words.say(desk: phrase, facts)
    }

    package var description: String { message }

    /// A part of the organisation is not as it was when it was looked at.
    package static let describedMeanwhile = DeskRefusal(.conflict, .describedMeanwhile)
}
