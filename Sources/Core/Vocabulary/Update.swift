/// A dated public text with a status, on one brand's page.
package struct Update: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case investigating
        case identified
        case monitoring
        case resolved
        case postmortem
        case scheduled
        case inProgress = "in-progress"
        case completed
        /// Planned work that will not take place.
        case cancelled
        /// The page gave its text no status, or a word that was not understood.
        case unknown
    }

    package var brand: BrandID
    package var status: Status
    package var at: Instant
    package var text: LocalizedText
    /// Languages that this brand promises and that this text does not have, declared missing rather than forgotten.
    package var missingLanguages: [Language]
    /// What its page knows it by, so that an edit can be told from a new text; nil for our own.
    package var foreignID: String?
    /// When it was entered, where that was later than it claims to have been said; nil where it was then.
    package var enteredAt: Instant?
    /// The texts that stood here before, oldest first.
    package var earlier: [EarlierText]

    /// A text that was replaced, and when the replacement was seen.
    package struct EarlierText: Sendable, Hashable {
        package var text: LocalizedText
        package var replacedAt: Instant

        package init(text: LocalizedText, replacedAt: Instant) {
            self.text = text
            self.replacedAt = replacedAt
        }
    }

    package init(
        brand: BrandID, status: Status, at: Instant, text: LocalizedText, missingLanguages: [Language] = [],
        foreignID: String? = nil, enteredAt: Instant? = nil, earlier: [EarlierText] = []
    ) {
        self.brand = brand
        self.status = status
        self.at = at
        self.text = text
        self.missingLanguages = missingLanguages
        self.foreignID = foreignID
        self.enteredAt = enteredAt
        self.earlier = earlier
    }
}

/// How one brand's page told an incident: its own word for the severity, and when its page opened and closed it. These
/// are facts about the page, and never stand for the impact.
package struct PageAccount: Sendable, Hashable {
    package var brand: BrandID
    package var severityWord: String?
    package var opened: Instant
    package var closed: Instant?

    package init(brand: BrandID, severityWord: String?, opened: Instant, closed: Instant?) {
        self.brand = brand
        self.severityWord = severityWord
        self.opened = opened
        self.closed = closed
    }
}
