/// A dated public text with a status, on one brand's page.
package struct Update: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case investigating
        case identified
        case monitoring
        case resolved
        case postmortem
    }

    package var brand: BrandID
    package var status: Status
    package var at: Instant
    package var text: LocalizedText
    /// Languages that this brand promises and that this text does not have, declared missing rather than forgotten.
    package var missingLanguages: [Language]

    package init(
        brand: BrandID, status: Status, at: Instant, text: LocalizedText, missingLanguages: [Language] = []
    ) {
        self.brand = brand
        self.status = status
        self.at = at
        self.text = text
        self.missingLanguages = missingLanguages
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
