internal import Incidents
internal import Telling
package import Vocabulary

/// The search: its form with what was asked, and what was found.
package struct SearchResultsPage: Sendable, Hashable {
    package struct Choice: Sendable, Hashable {
        package var field: String
        package var label: String
        package var options: [Option]
        package var chosen: String
        package var problem: String?
    }

    package struct Option: Sendable, Hashable {
        package var value: String
        package var text: String
    }

    package struct Result: Sendable, Hashable {
        package var line: IncidentLine
        package var provider: String
        package var title: Marked
        /// Where the words stand, when they are not in the title.
        package var excerpt: Marked?
    }

    package var frame: PageFrame
    package var words: String
    package var choices: [Choice]
    /// With very many providers their name is typed rather than chosen.
    package var typesProvider: Bool
    package var from: String
    package var to: String
    package var fromProblem: String?
    package var toProblem: String?
    package var entity: String?
    package var entityNote: String?
    package var clear: Link?
    package var hint: String?
    package var count: String?
    package var results: [Result]
    package var failure: String?
    package var next: Link?

    private static let providersMost = 60

    package init(_ ask: SearchAsk, answer: SearchAnswer, site: SiteSnapshot, context: PageContext) {
        let words = context.words
        let value: (SearchAsk.Field) -> String = { String((ask.query[$0.rawValue] ?? "").prefix(500)) }
        let problem: (SearchAsk.Field) -> String? = { field in ask.problems[field].map(words.say) }
        let text = value(.words)
        self.words = text
        let isTyped = site.providers.count > Self.providersMost
        typesProvider = isTyped
        choices = Self.choices(site, words).map { field, label, options in
            Choice(
                field: field.rawValue, label: label, options: isTyped && field == .provider ? [] : options,
                chosen: value(field), problem: problem(field))
        }
        from = value(.from)
        to = value(.to)
        fromProblem = problem(.from)
        toProblem = problem(.to)
        entity = value(.entity).isEmpty ? nil : value(.entity)
        entityNote = entity.map { words.say(.searchTouches, ["entity": $0]) }
        clear =
            ask.isAsked
            ? Link(text: words.say(.searchEverything), address: SitePlace.search().address(words.language)) : nil
        results = []
        if case .failed(let message) = answer { failure = words.say(.searchFailed, ["message": message]) }
        if case .found(let page) = answer {
            let wanted = TextFold.words(text)
            results = page.incidents.map { Result($0, wanted: wanted, site: site, context: context) }
            let number = words.count(.found, page.count)
            count = page.countIsExact ? number : words.say(.searchMore, ["count": number])
            hint = page.incidents.isEmpty ? words.say(.searchNothing) : nil
            next = page.next.map { after in
                Link(
                    text: words.say(.searchNext),
                    address: SitePlace.search(ask.query.setting("after", to: after)).address(words.language))
            }
        } else if !ask.isAsked {
            hint = words.say(.searchStart)
        }
        frame = context.frame(
            title: [text, words.say(.searchTitle), "Vigie"].filter { !$0.isEmpty }.joined(separator: " · "),
            description: words.say(.searchDescription), place: .search(ask.query),
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(text: words.say(.searchTitle), address: nil),
            ], notes: [words.say(.footerRule)])
    }

    private static func choices(
        _ site: SiteSnapshot, _ words: LanguagePack
    ) -> [(SearchAsk.Field, String, [Option])] {
        let any = Option(value: "", text: words.say(.searchAny))
        func options(_ named: [(String, String)]) -> [Option] {
            [any] + named.map { Option(value: $0.0, text: $0.1) }
        }
        return [
            (
                .provider, words.say(.searchProvider),
                options(
                    site.providers.map { ($0.id.rawValue, $0.name) }
                        .sorted { TextFold.fold($0.1) < TextFold.fold($1.1) })
            ),
            (.channel, words.say(.searchChannel), options(Channel.allCases.map { ($0.rawValue, words.name($0)) })),
            (
                .cause, words.say(.searchCause),
                options(Incident.Category.allCases.map { ($0.rawValue, words.name($0)) })
            ),
            (.severity, words.say(.searchSeverity), options(Severity.allCases.map { ($0.rawValue, words.name($0)) })),
        ]
    }
}

extension SearchResultsPage.Result {
    init(_ incident: Incident, wanted: [String], site: SiteSnapshot, context: PageContext) {
        let words = context.words
        let provider = site.providers.first { $0.id == incident.provider }
        var local = context
        local.zone = context.settings.zone(provider?.zone ?? context.settings.homeZone)
        line = IncidentLine(incident, brands: site.brands, context: local)
        self.provider = provider?.name ?? incident.provider.rawValue
        title = Marked(line.title.text, wanted: wanted)
        excerpt = nil
        guard !wanted.isEmpty, !title.isMarked else { return }
        // The words stand in a text: the first that holds one of them is shown, in the language it is in.
        var texts = [incident.summary] + incident.updates.map(\.text)
        texts += [incident.postmortem?.rootCause, incident.postmortem?.clientImpact].compactMap(\.self)
        for text in texts {
            for language in [words.language] + text.languages {
                guard let full = text[language], let found = Marked(around: full, wanted: wanted) else { continue }
                excerpt = found
                excerpt?.language = language == words.language ? nil : language
                return
            }
        }
    }
}

/// A text with the words that were looked for marked in it.
package struct Marked: Sendable, Hashable {
    package struct Piece: Sendable, Hashable {
        package var text: String
        package var isMarked: Bool
    }

    package var pieces: [Piece]
    package var language: Language?

    package var isMarked: Bool { pieces.contains(where: \.isMarked) }

    /// Marks whole words that begin with one of the words wanted.
    package init(_ text: String, wanted: [String]) {
        pieces = []
        var rest = text[...]
        while !rest.isEmpty {
            let word = rest.prefix { $0.isLetter || $0.isNumber }
            if word.isEmpty {
                let gap = rest.prefix { !($0.isLetter || $0.isNumber) }
                add(String(gap), isMarked: false)
                rest = rest[gap.endIndex...]
            } else {
                let folded = TextFold.fold(String(word))
                add(String(word), isMarked: wanted.contains { folded.hasPrefix($0) })
                rest = rest[word.endIndex...]
            }
        }
    }

    /// A stretch of a long text around the first word that is wanted; nil when none of them stands in it.
    init?(around text: String, wanted: [String]) {
        let whole = Marked(String(text.prefix(20_000)), wanted: wanted)
        guard let first = whole.pieces.firstIndex(where: \.isMarked) else { return nil }
        let before = whole.pieces[..<first].map(\.text).joined()
        let lead =
            before.count > 60 ? "… " + before.suffix(60).drop { !$0.isWhitespace }.drop { $0.isWhitespace } : before
        var tail = ""
        for piece in whole.pieces[first...] where tail.count < 160 { tail += piece.text }
        if tail.count > 180 { tail = tail.prefix(180) + "…" }
        self = Marked(lead + tail, wanted: wanted)
    }

    private mutating func add(_ text: String, isMarked: Bool) {
        if let last = pieces.last, last.isMarked == isMarked {
            pieces[pieces.count - 1].text += text
        } else {
            pieces.append(Piece(text: text, isMarked: isMarked))
        }
    }
}

extension LanguagePack {
    func say(_ problem: SearchAsk.Problem) -> String {
        switch problem {
        case .noDay(let value): say(.searchBadDate, ["value": value])
        case .noSuch(let value): say(.searchBadFilter, ["value": value])
        case .wrongOrder: say(.searchBadOrder)
        }
    }
}
