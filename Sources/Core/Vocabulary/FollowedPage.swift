/// A vendor's page that Vigie follows: what it is, whether it can be read, and what it last said.
package struct FollowedPage: Sendable, Hashable {
    package var provider: ProviderID
    /// The brand under which its words are kept.
    package var brand: BrandID
    /// The page's address as its format wants it.
    package var url: String
    /// What it speaks: a word of `PageFormat`.
    package var format: String
    /// Who the page said it was when it was first followed.
    package var identity: String?
    package var since: Instant
    /// The entry of the catalogue that it was followed from.
    package var catalogueID: String?
    /// Nil while it is read well.
    package var trouble: Trouble?
    package var words: Words?

    /// Since when, and why, the page can't be read. What it said before stays as it was.
    package struct Trouble: Sendable, Hashable {
        package var since: Instant
        /// A word of `UnreadablePage.Reason`, or `own-fault`.
        package var reason: String
        package var message: String

        /// The reason of which no vendor is to blame.
        package static let ownFault = "own-fault"

        package init(since: Instant, reason: String, message: String) {
            self.since = since
            self.reason = reason
            self.message = message
        }
    }

    /// What the page says of now.
    package struct Words: Sendable, Hashable {
        package var state: ComponentState
        /// In the vendor's own words.
        package var sentence: String?
        /// Components that are not fine, each with the vendor's own word; those that are fine are left out.
        package var troubled: [TroubledComponent]
        package var componentCount: Int
        /// What the page's words and shapes held that was not understood.
        package var warnings: [String]
        package var saidAt: Instant

        package init(
            state: ComponentState, sentence: String?, troubled: [TroubledComponent], componentCount: Int,
            warnings: [String] = [], saidAt: Instant
        ) {
            self.state = state
            self.sentence = sentence
            self.troubled = troubled
            self.componentCount = componentCount
            self.warnings = warnings
            self.saidAt = saidAt
        }
    }

    package struct TroubledComponent: Sendable, Hashable {
        package var component: ComponentID
        package var state: ComponentState
        package var word: String?

        package init(component: ComponentID, state: ComponentState, word: String?) {
            self.component = component
            self.state = state
            self.word = word
        }
    }

    package init(
        provider: ProviderID, brand: BrandID, url: String, format: String, identity: String? = nil, since: Instant,
        catalogueID: String? = nil, trouble: Trouble? = nil, words: Words? = nil
    ) {
        self.provider = provider
        self.brand = brand
        self.url = url
        self.format = format
        self.identity = identity
        self.since = since
        self.catalogueID = catalogueID
        self.trouble = trouble
        self.words = words
    }
}
