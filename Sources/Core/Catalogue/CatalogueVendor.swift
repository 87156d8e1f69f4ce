package import Following
package import Vocabulary

/// A vendor as the catalogue describes it.
package struct CatalogueVendor: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case payments
        case acquiring
        case banking
        case openBanking = "open-banking"
        case identity
        case infrastructure
        case commerce
        case scheme
        case telecom
    }

    /// How far the vendor can be followed.
    package enum Reach: String, Sendable, Hashable, CaseIterable {
        /// The page and what it speaks were seen.
        case verified
        /// The page is known by its address only: what it speaks is detected when it is followed.
        case detectedWhenFollowed = "detected-when-followed"
        /// No machine-readable page is known.
        case none
    }

    package var id: ProviderID
    package var name: String
    /// The status page that people read; nil when none is known.
    package var page: String?
    /// The page's address as its format wants it, where that is another: a feed, a status.io page by its id.
    package var address: String?
    package var format: PageFormat?
    /// False for a page that only a person can read.
    package var isReadable: Bool
    /// The IANA zone in which the vendor's people write.
    package var zone: String
    /// ISO 3166-1, two capital letters.
    package var country: String
    /// The group of companies, as `LinkTraits.family` in Linking wants it. A company of its own is its own family.
    package var family: String
    package var kinds: [Kind]
    /// In which the page speaks, the usual first.
    package var languages: [Language]
    /// Found by a search, never shown.
    package var aliases: [String]
    package var isVerified: Bool
    /// How the vendor's texts are built, for who reads them; nil for nothing particular.
    package var header: Header?

    package var reach: Reach {
        guard page != nil, isReadable else { return .none }
        return isVerified ? .verified : .detectedWhenFollowed
    }

    /// What to ask the vendor formats for: the address, else the page; nil when there is nothing to follow.
    package var followed: String? { reach == .none ? nil : address ?? page }

    /// Particulars of a vendor's texts.
    package struct Header: Sendable, Hashable {
        package enum Label: String, Sendable, Hashable, CaseIterable {
            case start
            case end
            case category
            case responsibility
            case priority
            case reference
        }

        /// What stands before a fact, as the vendor writes it: `Début / Start`.
        package var labels: [Label: [String]]
        /// How the vendor's tickets begin: `TSR-`.
        package var references: [String]
        /// What announces a part in a language: `EN`.
        package var languageMarks: [Language: [String]]
    }
}
