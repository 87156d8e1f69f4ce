internal import Catalogue
internal import Telling
package import Vocabulary
package import Markup

/// The catalogue with a search, and a field for a page that is not in it.
package struct FollowPage: Sendable, Hashable {
    package struct Line: Sendable, Hashable {
        package var name: String
        package var notes: String
        package var page: Link?
        package var reach: String
        /// Nil where there is nothing to press: followed already, not readable, or nothing may be changed here.
        package var form: FollowForm?
        package var followed: Link?
    }

    package var frame: PageFrame
    package var query: String
    package var done: Link?
    package var problem: String?
    /// What was typed and refused stands in its field again.
    package var address: String
    package var addressProblem: String?
    package var closed: ClosedNote?
    package var post: Address?
    package var count: String?
    package var lines: [Line]
    package var empty: String?
    package var previous: Link?
    package var next: Link?

    static let shownMost = 50

    init(
        _ query: SiteQuery, outcome: FollowOutcome?, catalogue: Catalogue, site: SiteSnapshot, context: PageContext
    ) {
        let words = context.words
        self.query = String((query["q"] ?? "").prefix(200))
        (done, problem, address, addressProblem) = Self.outcome(outcome, site: site, words: words)
        closed = ClosedNote(context.settings.writing, words: words)
        post = closed == nil ? .path(words.language.code, "follow") : nil
        let found = catalogue.search(self.query)
        let page = min(max(1, query["page"].flatMap { Int($0) } ?? 1), 1_000)
        let shown = found.dropFirst((page - 1) * Self.shownMost).prefix(Self.shownMost)
        let providers = Dictionary(site.providers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var followed: [ProviderID: Provider] = [:]
        for page in site.pages {
            guard let provider = providers[page.provider] else { continue }
            if let vendor = page.catalogueID.flatMap({ ProviderID($0) }) { followed[vendor] = provider }
            followed[page.provider] = provider
        }
        lines = shown.map { vendor in
            Line(vendor, followed: followed[vendor.id], isOpen: context.settings.writing.isOpen, words: words)
        }
        count =
            found.isEmpty
            ? nil
            : self.query.isEmpty
                ? words.say(.catalogueCount, ["vendors": words.count(.vendors, found.count)])
                : words.count(.vendors, found.count)
        if catalogue.vendors.isEmpty {
            empty = words.say(.catalogueEmpty)
        } else if found.isEmpty {
            empty = words.say(.catalogueNone, ["words": words.quote(self.query)])
        }
        func link(_ phrase: Phrase, _ number: Int) -> Link {
            let asked = SiteQuery([("q", query["q"] ?? ""), ("page", number > 1 ? String(number) : "")])
            return Link(text: words.say(phrase), address: SitePlace.follow(asked).address(words.language))
        }
        previous = page > 1 ? link(.previous, page - 1) : nil
        next = page * Self.shownMost < found.count ? link(.next, page + 1) : nil
        frame = context.frame(
            title: words.say(.followTitle) + " · Vigie", description: words.say(.followLead), place: .follow(query),
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(text: words.say(.providers), address: SitePlace.directory().address(words.language)),
                Link(text: words.say(.navFollow), address: nil),
            ])
    }

    private static func outcome(
        _ outcome: FollowOutcome?, site: SiteSnapshot, words: LanguagePack
    ) -> (Link?, String?, String, String?) {
        func link(_ phrase: Phrase, _ provider: ProviderID, _ name: String?) -> Link {
            let known = site.providers.first { $0.id == provider }
            let name = known?.name ?? name ?? provider.rawValue
            return Link(
                text: words.say(phrase, ["name": name]),
                address: known.map { SitePlace.provider($0.id).address(words.language) })
        }
        switch outcome {
        case nil: return (nil, nil, "", nil)
        case .followed(let provider, let name): return (link(.followDone, provider, name), nil, "", nil)
        case .unfollowed(let provider, let name):
            return (Link(text: link(.unfollowDone, provider, name).text, address: nil), nil, "", nil)
        case .known(let provider): return (link(.followKnown, provider, nil), nil, "", nil)
        case .refusedAddress(let address, let reason):
            // Said at the top, where the reader lands, and again beside the field.
            return (nil, words.say(.followRefused, ["address": address, "reason": reason]), address, reason)
        case .refusedVendor(let name, let reason):
            return (nil, words.say(.followRefused, ["address": name, "reason": reason]), "", nil)
        case .notAllowed(let reason): return (nil, words.say(.writingRefused, ["reason": reason]), "", nil)
        case .noVendor(let value): return (nil, words.say(.followNotVendor, ["value": value]), "", nil)
        }
    }
}

/// What came of following, or of letting go. After a success answer with a redirect to `/en/follow?followed=ID` or
/// `?unfollowed=ID`; the page says the rest.
package enum FollowOutcome: Sendable, Hashable {
    /// The name is for a provider that the site does not show yet.
    case followed(ProviderID, name: String?)
    case unfollowed(ProviderID, name: String?)
    case known(ProviderID)
    /// What was typed stands in its field again, and the reason beside it.
    case refusedAddress(String, reason: String)
    case refusedVendor(String, reason: String)
    case noVendor(String)
    /// Whoever asked may not change anything here; the sentence says what would be needed.
    case notAllowed(String)

    /// From the address that a success redirects to.
    init?(_ query: SiteQuery) {
        if let id = query["followed"].flatMap({ ProviderID($0) }) {
            self = .followed(id, name: nil)
        } else if let id = query["unfollowed"].flatMap({ ProviderID($0) }) {
            self = .unfollowed(id, name: nil)
        } else if let id = query["known"].flatMap({ ProviderID($0) }) {
            self = .known(id)
        } else {
            return nil
        }
    }
}

extension FollowPage.Line {
    init(_ vendor: CatalogueVendor, followed provider: Provider?, isOpen: Bool, words: LanguagePack) {
        name = vendor.name
        notes = (vendor.kinds.map { words.name($0) } + [vendor.country]).joined(separator: " · ")
        page = vendor.page.flatMap { Address($0) }.map { Link(text: words.say(.statusPage), address: $0) }
        switch vendor.reach {
        case .verified: reach = words.say(.reachVerified)
        case .detectedWhenFollowed: reach = words.say(.reachDetected)
        case .none: reach = words.say(vendor.page == nil ? .reachUnknown : .reachNone)
        }
        followed = provider.map {
            Link(text: words.say(.followedAlready), address: SitePlace.provider($0.id).address(words.language))
        }
        if let provider {
            form = isOpen ? .unfollow(provider, words: words) : nil
        } else {
            form =
                isOpen && vendor.followed != nil
                ? .follow(vendor: vendor.id.rawValue, name: vendor.name, words: words) : nil
        }
    }
}

extension LanguagePack {
    func name(_ kind: CatalogueVendor.Kind) -> String {
        switch kind {
        case .payments: say(.vendorPayments)
        case .acquiring: say(.vendorAcquiring)
        case .banking: say(.vendorBanking)
        case .openBanking: say(.vendorOpenBanking)
        case .identity: say(.vendorIdentity)
        case .infrastructure: say(.vendorInfrastructure)
        case .commerce: say(.vendorCommerce)
        case .scheme: say(.vendorScheme)
        case .telecom: say(.vendorTelecom)
        }
    }
}
