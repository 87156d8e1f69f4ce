package import Vocabulary

/// What is known of a vendor before its page is read: an entry of the catalogue.
package struct KnownVendor: Sendable, Hashable {
    package var id: String
    package var name: String
    /// Where its status page is; nil when no machine-readable one is known.
    package var page: String?
    package var zone: String?
    package var country: String?
    package var family: String?
    /// The language that its page is written in, when it shows none itself.
    package var language: Language?

    package init(
        id: String, name: String, page: String?, zone: String? = nil, country: String? = nil, family: String? = nil,
        language: Language? = nil
    ) {
        self.id = id
        self.name = name
        self.page = page
        self.zone = zone
        self.country = country
        self.family = family
        self.language = language
    }
}
