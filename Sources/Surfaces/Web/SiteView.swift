internal import Telling
internal import Vocabulary

/// A snapshot with what is worked out of it once: what everyone may see, which incidents are one event, and how every
/// provider does.
struct SiteView: Sendable {
    var site: SiteSnapshot
    /// As everyone may see them, newest first.
    var incidents: [Incident]
    var events: SiteEvents
    var overview: SiteOverview
    var now: Instant

    init(_ site: SiteSnapshot, settings: SiteSettings, now: Instant) {
        self.site = site
        self.now = now
        incidents = site.incidents.compactMap { $0.seen(by: .everyone(brand: nil)) }
            .map { ($0, $0.firstInstant ?? Instant(seconds: 0)) }
            .sorted { ($1.1, $1.0.id) < ($0.1, $0.0.id) }
            .map(\.0)
        events = SiteEvents(incidents, site: site)
        overview = SiteOverview(
            site, incidents: incidents, isStale: now - site.asOf > settings.staleAfter, now: now)
    }

    func provider(_ text: String) -> Provider? { site.providers.first { $0.id.rawValue == text } }

    /// A provider's incidents as far as they are here.
    func facts(_ provider: Provider, before: IncidentID? = nil) -> ProviderFacts {
        ProviderFacts(
            incidents: incidents.filter { $0.provider == provider.id }, before: before, isComplete: !site.hasOlder)
    }
}
