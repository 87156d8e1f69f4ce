package import Vocabulary

/// From when to when; without an end while it goes on, or when nobody has said.
package struct Span: Sendable, Hashable {
    package var start: Instant
    package var end: Instant?

    package init(start: Instant, end: Instant?) {
        self.start = start
        self.end = end
    }
}

/// What of an incident decides with which others it tells one event.
package struct LinkTraits: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case incident
        case maintenance
        /// A status page's own example: set aside, never linked and never counted.
        case sample
    }

    package var incident: IncidentID
    package var provider: ProviderID
    /// The page that tells it. A vendor that writes two incidents on one page has told them apart itself.
    package var page: String
    /// The group of companies, as the catalogue names it; nil for a company of its own.
    package var family: String?
    package var kind: Kind
    package var references: [Reference] { didSet { referenceKeys = Self.keys(references) } }
    /// True windows. Where there are none, the page's paperwork stands in, and what rests on it says so.
    package var windows: [Span]
    package var paperwork: Span?
    /// Canonical keys of rails, schemes, methods and issuers: `blik`, `mastercard`. Nothing general such as "cards".
    package var entities: Set<String>
    /// The first public word.
    package var firstWord: Instant?

    package init(
        incident: IncidentID, provider: ProviderID, page: String? = nil, family: String? = nil, kind: Kind = .incident,
        references: [Reference] = [], windows: [Span] = [], paperwork: Span? = nil, entities: Set<String> = [],
        firstWord: Instant? = nil
    ) {
        self.incident = incident
        self.provider = provider
        self.page = page ?? provider.rawValue
        self.family = family
        self.kind = kind
        self.references = references
        referenceKeys = Self.keys(references)
        self.windows = windows
        self.paperwork = paperwork
        self.entities = entities
        self.firstWord = firstWord
    }

    package var familyKey: String { family ?? provider.rawValue }

    /// When it began, as well as it is known: window, else paperwork, else first word.
    package var start: Instant? { windows.map(\.start).min() ?? paperwork?.start ?? firstWord }

    /// What an overlap is looked for in, none longer than ``LinkRule`` trusts it.
    var reaches: [Reach] {
        // Nothing that happened has more windows; what a page makes up costs no more than that.
        let earliest = windows.sorted { ($0.start, $0.end ?? $0.start) < ($1.start, $1.end ?? $1.start) }
        let spans = windows.isEmpty ? [paperwork].compactMap(\.self) : Array(earliest.prefix(LinkRule.windowsCompared))
        let most = windows.isEmpty ? LinkRule.paperworkMost : LinkRule.windowMost
        return spans.map { span in
            let longest = span.start + most
            return Reach(start: span.start, end: max(min(span.end ?? longest, longest), span.start))
        }
    }

    struct Reach: Hashable {
        var start: Instant
        var end: Instant
    }

    /// References as they are compared: a vendor's own spelling varies between its pages. Made once, as each incident is
    /// compared with many.
    private(set) var referenceKeys: [String]

    private static func keys(_ references: [Reference]) -> [String] {
        references.prefix(LinkRule.referencesCompared).map { $0.rawValue.uppercased() }
    }
}
