package import Vocabulary

/// A text with places for facts in braces, such as `{impact}` or `{window.1.length}`. Times, numbers and names are
/// inserted, never typed, so that no language can say another time than the facts. A place that does not exist is an
/// error when the text is written; `{{` stands for a brace.
package struct FactText: Sendable, Hashable {
    private enum Piece: Sendable, Hashable {
        case words(String)
        case place(FactPlace)
    }

    private var pieces: [Piece] = []

    /// Reads a template; throws what is wrong with it.
    package init(_ template: String) throws(FactTextError) {
        var words = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            words += rest[..<open]
            rest = rest[rest.index(after: open)...]
            if rest.first == "{" {
                words += "{"
                rest = rest.dropFirst()
                continue
            }
            guard let close = rest.firstIndex(of: "}") else { throw FactTextError(reason: .unclosed, place: "") }
            let name = String(rest[..<close])
            guard let place = FactPlace(name) else { throw FactTextError(reason: .unknownPlace, place: name) }
            if !words.isEmpty { pieces.append(.words(words)) }
            words = ""
            pieces.append(.place(place))
            rest = rest[rest.index(after: close)...]
        }
        words += rest
        if !words.isEmpty { pieces.append(.words(words)) }
    }

    /// The text with the facts of an incident in their places, as the language writes them.
    package func expanded(_ facts: IncidentFacts) -> String {
        pieces.reduce(into: "") { text, piece in
            switch piece {
            case .words(let words): text += words
            case .place(let place): text += facts.text(place) ?? facts.words.say(.notKnown)
            }
        }
    }

    /// What was written, with a space where a fact is inserted.
    package var wordsAlone: String {
        pieces.reduce(into: "") { text, piece in
            if case .words(let words) = piece { text += words } else { text += " " }
        }
    }

    /// The places for which these facts have nothing.
    package func unfilled(_ facts: IncidentFacts) -> [FactPlace] {
        pieces.compactMap { piece in
            guard case .place(let place) = piece, facts.text(place) == nil else { return nil }
            return place
        }
    }
}

/// Why a template was refused. The message names the place and what to write.
package struct FactTextError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        case unknownPlace
        case unclosed
        case noFact
        /// As ``unknownPlace``, in a sentence of the desk.
        case unknownSentencePlace
    }

    package var reason: Reason
    package var place: String

    package init(reason: Reason, place: String) {
        self.reason = reason
        self.place = place
    }

    package var description: String {
        switch reason {
        case .unknownPlace:
            "there is no fact named {\(place)}: write one of \(FactPlace.examples.map { "{\($0)}" }.joined(separator: ", "))"
        case .unknownSentencePlace:
            "there is no fact named {\(place)}: write one of \(SentenceFacts.Place.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", "))"
        case .unclosed: "a brace is opened and not closed: write {{ for a brace that is no place for a fact"
        case .noFact: "this incident has no fact for {\(place)}: add the fact, or leave the place out"
        }
    }
}

/// The name of a fact, as it stands between braces.
package enum FactPlace: Sendable, Hashable, CustomStringConvertible {
    package enum WindowFact: String, Sendable, Hashable { case length, start, end }
    package enum PageFact: String, Sendable, Hashable {
        case length, opened, closed
        case firstWord = "first-word"
        case firstWordAfter = "first-word-after"
        case severity
    }

    case impact, start, end, date, reference
    case pageTime, firstWord, firstWordAfter, firstWordAfterEnd, causeAfter, detectedAfter, recurrenceAfter
    case window(Int, WindowFact)
    case page(BrandID, PageFact)
    case event(Int)
    case claim(Claim.Subject, Int)

    private static let plain: [(String, FactPlace)] = [
        ("impact", .impact), ("start", .start), ("end", .end), ("date", .date), ("reference", .reference),
        ("page-time", .pageTime), ("first-word", .firstWord), ("first-word-after", .firstWordAfter),
        ("first-word-after-end", .firstWordAfterEnd), ("cause-after", .causeAfter),
        ("detected-after", .detectedAfter), ("recurrence-after", .recurrenceAfter),
    ]

    static let examples = plain.map(\.0) + ["window.1.length", "page.BRAND.opened", "event.1", "claim.end.1"]

    /// Nil when there is no fact of that name.
    package init?(_ name: String) {
        if let known = Self.plain.first(where: { $0.0 == name }) {
            self = known.1
            return
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        func position(_ text: String) -> Int? {
            guard let value = Int(text), (1...999).contains(value) else { return nil }
            return value
        }
        switch (parts.first, parts.count) {
        case ("window", 3):
            guard let index = position(parts[1]), let fact = WindowFact(rawValue: parts[2]) else { return nil }
            self = .window(index, fact)
        case ("page", 3):
            guard let brand = BrandID(parts[1]), let fact = PageFact(rawValue: parts[2]) else { return nil }
            self = .page(brand, fact)
        case ("event", 2):
            guard let index = position(parts[1]) else { return nil }
            self = .event(index)
        case ("claim", 3):
            guard let subject = Claim.Subject(rawValue: parts[1]), let index = position(parts[2]) else { return nil }
            self = .claim(subject, index)
        default: return nil
        }
    }

    package var description: String {
        switch self {
        case .window(let index, let fact): "window.\(index).\(fact.rawValue)"
        case .page(let brand, let fact): "page.\(brand).\(fact.rawValue)"
        case .event(let index): "event.\(index)"
        case .claim(let subject, let index): "claim.\(subject.rawValue).\(index)"
        default: Self.plain.first { $0.1 == self }?.0 ?? ""
        }
    }
}
