/// A company whose incidents we follow or run.
package struct Provider: Sendable, Hashable {
    package var id: ProviderID
    package var name: String
    /// The IANA zone in which the provider's people live and write, for example `Europe/Paris`.
    package var zone: String
    /// Since when somebody has been looking: before, days are unknown and not fine. Nil when nobody has said.
    package var followedSince: Instant?
    /// The group of companies that it belongs to, a word of its own; two brands of one family tell one outage.
    package var family: String?
    /// ISO 3166-1, two letters.
    package var country: String?
    /// Whether it is our own: its incidents are declared here, and its brands have status pages.
    package var isOurs: Bool
    /// How our own incidents are numbered: `TSR-{n}`. Nil when they are not.
    package var numbering: String?
    /// The groups in which its components stand on the pages of brands that have no sections of their own.
    package var groups: [BrandFace.Section]

    package init(
        id: ProviderID, name: String, zone: String, followedSince: Instant? = nil, family: String? = nil,
        country: String? = nil, isOurs: Bool = false, numbering: String? = nil, groups: [BrandFace.Section] = []
    ) {
        self.id = id
        self.name = name
        self.zone = zone
        self.followedSince = followedSince
        self.family = family
        self.country = country
        self.isOurs = isOurs
        self.numbering = numbering
        self.groups = groups
    }
}

/// A face of a provider: its own status page, names and languages.
package struct Brand: Sendable, Hashable {
    package var id: BrandID
    package var provider: ProviderID
    package var name: String
    /// Those that its page promises; the first is the one for readers who ask for none of them.
    package var languages: [Language]
    package var face: BrandFace
    /// Taken out of use: it has no pages any more and tells nothing new. What it told stays on record.
    package var isRetired: Bool

    package init(
        id: BrandID, provider: ProviderID, name: String, languages: [Language], face: BrandFace = BrandFace(),
        isRetired: Bool = false
    ) {
        self.id = id
        self.provider = provider
        self.name = name
        self.languages = languages
        self.face = face
        self.isRetired = isRetired
    }
}

/// What a status page shows as one line. It belongs to one provider and may be shown under several brands.
package struct Component: Sendable, Hashable {
    package var id: ComponentID
    package var provider: ProviderID
    package var channel: Channel
    package var name: LocalizedText
    package var brands: [BrandID]
    /// Its place on a page, smallest first.
    package var order: Int
    /// Taken out of use: no page lists it and nothing new names it. What was told of it keeps its name.
    package var isRetired: Bool

    package init(
        id: ComponentID, provider: ProviderID, channel: Channel, name: LocalizedText, brands: [BrandID], order: Int,
        isRetired: Bool = false
    ) {
        self.id = id
        self.provider = provider
        self.channel = channel
        self.name = name
        self.brands = brands
        self.order = order
        self.isRetired = isRetired
    }
}
