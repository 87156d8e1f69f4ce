/// How a brand's status page looks and what it shows, beside the brand's name and languages.
package struct BrandFace: Sendable, Hashable {
    /// A heading with the components under it, in the order of the page.
    package struct Section: Sendable, Hashable {
        package var title: LocalizedText
        package var components: [ComponentID]

        package init(title: LocalizedText, components: [ComponentID]) {
            self.title = title
            self.components = components
        }
    }

    /// Names under which its page is asked for, lower-case: `status.example.com`.
    package var hosts: [String]
    /// The IANA zone of its readers; nil when it is the provider's.
    package var zone: String?
    /// The accent of the page: six hexadecimal digits, checked for contrast before they are used.
    package var colour: String?
    /// The accent on dark ground; nil when it is ``colour`` there too, where that can be read.
    package var darkColour: String?
    /// The SHA-256 of an archived picture in hexadecimal, with its kind where that is known: `….svg`.
    package var logo: String?
    /// Where the brand itself lives.
    package var homepage: String?
    /// Empty when the page shows every component that names the brand, in the organisation's groups and in their own order.
    package var sections: [Section]

    package init(
        hosts: [String] = [], zone: String? = nil, colour: String? = nil, darkColour: String? = nil,
        logo: String? = nil, homepage: String? = nil, sections: [Section] = []
    ) {
        self.hosts = hosts
        self.zone = zone
        self.colour = colour
        self.darkColour = darkColour
        self.logo = logo
        self.homepage = homepage
        self.sections = sections
    }

    /// Where the logo stands in the archive.
    package var logoDigest: String? { logo.map { String($0.prefix { $0 != "." }) } }
}
