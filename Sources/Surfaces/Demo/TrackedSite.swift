package import Vocabulary

/// A site that follows vendors' pages, in our own words: invented companies in every state that a page must show. The
/// pages' own tests and the browser test look at it; it is not part of the demo.
package enum TrackedSite {
    package static let now = at("2026-03-14T15:30Z")

    package static let meridian = ProviderID(checked: "meridian-pay")
    package static let vela = ProviderID(checked: "vela-payments")
    package static let northbank = ProviderID(checked: "northbank")
    package static let kanto = ProviderID(checked: "kanto-checkout")
    package static let lago = ProviderID(checked: "lago-instant")

    package static let providers = [
        Provider(
            id: meridian, name: "Meridian Pay", zone: "Europe/Paris", followedSince: at("2025-11-03T08:00Z"),
            family: "meridian", country: "FR"),
        Provider(
            id: vela, name: "Vela Payments", zone: "Europe/Warsaw", followedSince: at("2025-12-20T10:00Z"),
            country: "PL"),
        Provider(
            id: northbank, name: "Northbank Acquiring", zone: "Europe/Amsterdam",
            followedSince: at("2026-01-09T09:30Z"), country: "NL"),
        Provider(
            id: kanto, name: "Kanto Checkout", zone: "Asia/Tokyo", followedSince: at("2026-02-01T00:00Z"),
            country: "JP"),
        Provider(
            id: lago, name: "Lago Instant", zone: "Europe/Rome", followedSince: at("2026-03-14T15:29Z"), country: "IT"),
    ]

    package static let brands = providers.map { provider in
        Brand(
            id: BrandID(checked: provider.id.rawValue), provider: provider.id, name: provider.name,
            languages: provider.id == meridian ? [.french, .english] : [.english])
    }

    package static let components =
        components(
            meridian,
            [("checkout", .ecommerce, "Checkout"), ("blik", .alternative, "BLIK"), ("tills", .instoreNexo, "Tills")])
        + components(vela, [("cards", .cards, "Cards"), ("wallets", .alternative, "Wallets and BLIK")])
        + components(northbank, [("acquiring", .cards, "Acquiring"), ("reports", .dashboard, "Reports")])
        + components(kanto, [("api", .api, "Checkout API")])

    package static let pages = [
        FollowedPage(
            provider: meridian, brand: BrandID(checked: "meridian-pay"), url: "https://status.meridian.example",
            format: "statuspage", identity: "Meridian Pay Status", since: at("2025-11-03T08:00Z"),
            words: FollowedPage.Words(
                state: .partialOutage, sentence: "BLIK payments are failing for some shoppers",
                troubled: [
                    FollowedPage.TroubledComponent(
                        component: ComponentID(checked: "meridian-pay-blik"), state: .partialOutage,
                        word: "partial_outage"),
                    FollowedPage.TroubledComponent(
                        component: ComponentID(checked: "meridian-pay-tills"), state: .degraded, word: "slow"),
                ], componentCount: 3,
                warnings: ["the component state \"slow\" is not known; it is read as degraded"],
                saidAt: at("2026-03-14T15:29Z"))),
        FollowedPage(
            provider: vela, brand: BrandID(checked: "vela-payments"), url: "https://vela.example/status",
            format: "instatus", since: at("2025-12-20T10:00Z"),
            words: FollowedPage.Words(
                state: .operational, sentence: nil, troubled: [], componentCount: 2, saidAt: at("2026-03-14T15:28Z"))),
        FollowedPage(
            provider: northbank, brand: BrandID(checked: "northbank"), url: "https://status.northbank.example",
            format: "betterstack", since: at("2026-01-09T09:30Z"),
            trouble: FollowedPage.Trouble(
                since: at("2026-03-14T05:12Z"), reason: "moved",
                message: "The address now leads to a page that is no status page."),
            words: FollowedPage.Words(
                state: .operational, sentence: "All systems normal", troubled: [], componentCount: 2,
                saidAt: at("2026-03-14T05:10Z"))),
        FollowedPage(
            provider: kanto, brand: BrandID(checked: "kanto-checkout"), url: "https://status.kanto.example",
            format: "statuspage", since: at("2026-02-01T00:00Z"),
            words: FollowedPage.Words(
                state: .operational, sentence: "All Systems Operational", troubled: [], componentCount: 1,
                saidAt: at("2026-03-14T15:29Z"))),
        FollowedPage(
            provider: lago, brand: BrandID(checked: "lago-instant"), url: "https://lago.example/feed.atom",
            format: "feed", since: at("2026-03-14T15:29Z")),
    ]

    package static let decisions = [
        EventDecision(
            first: IncidentID(checked: "meridian-204"), second: IncidentID(checked: "northbank-31"), verdict: .apart,
            reason: "Northbank’s reports were late for another reason.", actor: "on-call", at: at("2026-03-14T14:40Z"))
    ]

    package static let incidents = [blik, blikAtVela, tills, sample, migration, reports] + earlier

    static func at(_ text: String) -> Instant { DemoSite.at(text) }

    private static func components(
        _ provider: ProviderID, _ named: [(String, Channel, String)]
    ) -> [Component] {
        named.enumerated().map { index, component in
            Component(
                id: ComponentID(checked: provider.rawValue + "-" + component.0), provider: provider,
                channel: component.1, name: LocalizedText([.english: component.2]),
                brands: [BrandID(checked: provider.rawValue)], order: index)
        }
    }
}
