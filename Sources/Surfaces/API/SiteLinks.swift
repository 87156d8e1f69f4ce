internal import Incidents
internal import Linking
internal import Synchronization
internal import Telling
internal import Vocabulary

/// What follows from all incidents of a site together: which tell one event, and how honestly vendors told. Worked out
/// when it is first asked for, and once for each site.
final class SiteLinks: Sendable {
    private let site: Site
    private let now: Instant
    private let book = Mutex<EventBook?>(nil)
    private let ledger = Mutex<HonestyLedger?>(nil)

    init(_ site: Site, now: Instant) {
        self.site = site
        self.now = now
    }

    /// The event of an incident, with others beside those that the site holds.
    func events(with others: [Incident] = []) -> EventBook {
        var events = book.withLock { known in
            if let known { return known }
            let made = made()
            known = made
            return made
        }
        for incident in others {
            let family = site.providers.first { $0.id == incident.provider }?.family
            guard let seen = incident.seen(by: .everyone(brand: nil)) else { continue }
            events.note(LinkTraits(seen, family: family))
        }
        return events
    }

    var honesty: HonestyLedger {
        ledger.withLock { known in
            if let known { return known }
            let channels = Dictionary(site.components.map { ($0.id, $0.channel) }) { first, _ in first }
            let outages = site.incidents.filter {
                $0.record?.isSample != true && !StatuspageWords.isMaintenance($0)
            }.compactMap { $0.seen(by: .everyone(brand: nil)) }
            let made = HonestyLedger(
                rows: outages.map { incident in
                    HonestyRow(
                        incident, channels: channels,
                        vendorSeverity: incident.record?.severity ?? .unknown, now: now)
                }, now: now)
            known = made
            return made
        }
    }

    private func made() -> EventBook {
        EventBook(
            site.incidents.compactMap { $0.seen(by: .everyone(brand: nil)) }, providers: site.providers,
            decisions: site.decisions)
    }
}
