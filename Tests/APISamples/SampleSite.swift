internal import Bytes
internal import Demo
package import Incidents
internal import Journal
package import Vocabulary

/// The demo, and beside it a vendor whose page is followed, one whose page can't be read, and texts that try to get out
/// of where they are put.
package enum SampleSite {
    package static let now = instant("2025-12-09T10:00:00Z")
    package static let followed = ProviderID(checked: "example-pay")
    package static let unreadable = ProviderID(checked: "silent-pay")
    package static let gateway = ComponentID(checked: "example-pay-gateway")
    package static let payouts = ComponentID(checked: "example-pay-payouts")
    package static let open = IncidentID(checked: "example-pay-1")
    package static let planned = IncidentID(checked: "example-pay-2")
    package static let hostile = IncidentID(checked: "example-pay-3")
    package static let bare = IncidentID(checked: "example-pay-4")

    /// An original that an incident was read from.
    package static let original = Array("<html><script>alert(1)</script></html>".utf8)
    package static let originalDigest = SHA256Digest(of: original).hexadecimal

    /// Markup, a formula, quotation marks, a control character, and a letter outside of the plane of sixteen bits.
    package static let hostileText = "=1+1 <script>alert(\"x\")</script> ]]> & 'é' \u{0B}\u{1F4B3}\r\nSecond, line"

    package static var site: Site {
        Site(
            position: Position(42), providers: [demoProvider] + providers, brands: DemoSite.brands + brands,
            components: DemoSite.components + components,
            incidents: (DemoSite.incidents + incidents).sorted { start($0) > start($1) }, pages: pages)
    }

    private static var demoProvider: Provider {
        var provider = DemoSite.provider
        provider.followedSince = DemoSite.watchedSince
        return provider
    }

    private static let providers = [
        Provider(
            id: followed, name: "Example Pay", zone: "Europe/London", followedSince: instant("2025-06-01T00:00:00Z"),
            family: "example", country: "GB"),
        Provider(id: unreadable, name: "Silent Pay", zone: "UTC"),
    ]

    private static let brands = [
        Brand(id: brand(followed), provider: followed, name: "Example Pay", languages: [.english]),
        Brand(id: brand(unreadable), provider: unreadable, name: "Silent Pay", languages: [.english]),
    ]

    private static let components = [
        component(gateway, followed, .ecommerce, "Gateway", 1), component(payouts, followed, .settlement, "Payouts", 2),
        component(ComponentID(checked: "silent-pay-api"), unreadable, .api, "API", 1),
    ]

    private static let pages = [
        FollowedPage(
            provider: followed, brand: brand(followed), url: "https://status.example.com", format: "statuspage",
            identity: "Example Pay", since: instant("2025-06-01T00:00:00Z"), catalogueID: "example-pay",
            words: FollowedPage.Words(
                state: .degraded, sentence: "Partially Degraded Service",
                troubled: [
                    FollowedPage.TroubledComponent(component: payouts, state: .degraded, word: "degraded_performance")
                ], componentCount: 2, saidAt: instant("2025-12-09T09:58:00Z"))),
        FollowedPage(
            provider: unreadable, brand: brand(unreadable), url: "https://status.example.net", format: "instatus",
            since: instant("2025-06-01T00:00:00Z"),
            trouble: FollowedPage.Trouble(
                since: instant("2025-12-09T08:00:00Z"), reason: "unreachable", message: "The page does not answer."),
            words: FollowedPage.Words(
                state: .operational, sentence: nil, troubled: [], componentCount: 1,
                saidAt: instant("2025-12-09T07:55:00Z"))),
    ]

    private static let incidents = [openIncident, plannedIncident, hostileIncident, bareIncident]

    /// Goes on, under a title in one language, with a text that was replaced.
    private static var openIncident: Incident {
        var incident = Incident(
            id: open, provider: followed, reference: Reference("EX-7"), title: english("Card payments are slow"),
            severity: .major, components: [gateway])
        incident.record = record("p31zjtct2jer", word: "major", severity: .major, seen: "2025-12-09T09:10:30Z")
        incident.entities = ["mastercard", "visa"]
        incident.windows = [
            ImpactWindow(
                id: ImpactWindowID(checked: "w1"), start: instant("2025-12-09T09:05:00Z"), end: nil,
                components: [gateway], origin: .statedByVendor, evidence: english("Since 09:05 UTC"), confidence: .high)
        ]
        incident.accounts = [
            PageAccount(
                brand: brand(followed), severityWord: "major", opened: instant("2025-12-09T09:10:00Z"), closed: nil)
        ]
        incident.updates = [
            Update(
                brand: brand(followed), status: .investigating, at: instant("2025-12-09T09:10:00Z"),
                text: english("We are looking into slow card payments."), foreignID: "u1",
                earlier: [
                    Update.EarlierText(
                        text: english("We are looking into it."), replacedAt: instant("2025-12-09T09:20:00Z"))
                ]),
            Update(
                brand: brand(followed), status: .identified, at: instant("2025-12-09T09:40:00Z"),
                text: english("A supplier is slow."), foreignID: "u2"),
        ]
        incident.captures = [
            Capture(
                url: "https://status.example.com/api/v2/incidents.json", at: instant("2025-12-09T09:41:00Z"),
                digest: originalDigest, contentType: "application/json", bytes: original.count)
        ]
        return incident
    }

    private static var plannedIncident: Incident {
        var incident = Incident(
            id: planned, provider: followed, title: english("New database"), severity: .maintenance,
            components: [payouts])
        incident.record = record(
            "q31zjtct2jer", word: "maintenance", severity: .maintenance, seen: "2025-12-08T09:00:00Z",
            from: "2025-12-20T02:00:00Z", until: "2025-12-20T04:00:00Z")
        incident.updates = [
            Update(
                brand: brand(followed), status: .scheduled, at: instant("2025-12-08T09:00:00Z"),
                text: english("Payouts pause for two hours."), foreignID: "m1")
        ]
        return incident
    }

    private static var hostileIncident: Incident {
        var incident = Incident(
            id: hostile, provider: followed, title: english(hostileText), severity: .minor, components: [gateway])
        incident.record = record("r31zjtct2jer", word: "=cmd", severity: .minor, seen: "2025-11-02T10:00:00Z")
        incident.entities = ["mastercard"]
        incident.windows = [
            ImpactWindow(
                id: ImpactWindowID(checked: "w1"), start: instant("2025-11-02T09:50:00Z"),
                end: instant("2025-11-02T10:20:00Z"), components: [gateway], origin: .statedByVendor,
                evidence: english(hostileText), confidence: .medium)
        ]
        incident.accounts = [
            PageAccount(
                brand: brand(followed), severityWord: "minor", opened: instant("2025-11-02T10:00:00Z"),
                closed: instant("2025-11-02T11:00:00Z"))
        ]
        incident.updates = [
            Update(
                brand: brand(followed), status: .resolved, at: instant("2025-11-02T11:00:00Z"),
                text: english(hostileText), foreignID: "h1")
        ]
        return incident
    }

    /// Nothing is known of it but that it is there.
    private static var bareIncident: Incident {
        Incident(id: bare, provider: followed, title: LocalizedText())
    }

    // MARK: Small parts

    package static func instant(_ text: String) -> Instant {
        guard let instant = try? Instant(rfc3339: text) else { preconditionFailure("\(text) is no instant") }
        return instant
    }

    package static func english(_ text: String) -> LocalizedText { LocalizedText([.english: text]) }

    private static func start(_ incident: Incident) -> Instant {
        incident.windows.first?.start ?? incident.record?.firstSeen ?? Instant(seconds: 0)
    }

    private static func brand(_ provider: ProviderID) -> BrandID { BrandID(checked: provider.rawValue) }

    private static func component(
        _ id: ComponentID, _ provider: ProviderID, _ channel: Channel, _ name: String, _ order: Int
    ) -> Component {
        Component(
            id: id, provider: provider, channel: channel, name: english(name), brands: [brand(provider)], order: order)
    }

    private static func record(
        _ id: String, word: String, severity: Severity, seen: String, from: String? = nil, until: String? = nil
    ) -> VendorRecord {
        VendorRecord(
            foreignID: id, url: "https://status.example.com/incidents/\(id)", format: "statuspage", severityWord: word,
            severity: severity, scheduledFor: from.map(instant), scheduledUntil: until.map(instant),
            firstSeen: instant(seen))
    }
}
