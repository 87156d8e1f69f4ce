import Foundation
import Incidents
import JSON
import Journal
import Settings
import Synchronization
import Vocabulary

@testable import Alerting

/// Zones from the machine's data.
let zones = ZoneCatalogue { name in
    (try? Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/\(name)"))).map { Array($0) }
}

func at(_ text: String) throws -> Instant { try Instant(rfc3339: text) }

/// Facts of our own making: one provider, one component, incidents by number.
enum Cases {
    static let start = Instant(seconds: 1_764_846_480)
    static let provider = Provider(id: ProviderID(checked: "acme-pay"), name: "Acme Pay", zone: "Europe/Paris")
    static let brand = Brand(
        id: BrandID(checked: "acme"), provider: provider.id, name: "Acme", languages: [.english, .french])
    static let component = Component(
        id: ComponentID(checked: "acme-ecommerce"), provider: provider.id, channel: .ecommerce,
        name: LocalizedText([.english: "E-commerce", .french: "Commerce en ligne"]), brands: [brand.id], order: 1)

    static func id(_ number: Int) -> IncidentID { IncidentID(checked: "acme-\(number)") }

    static func incident(
        _ number: Int = 1, severity: Severity = .critical, isOpen: Bool = true, began: Instant = start
    ) -> Incident {
        var incident = Incident(
            id: id(number), provider: provider.id, reference: Reference("AC-\(number)"),
            title: LocalizedText([.english: "Card payments fail", .french: "Les paiements échouent"]),
            severity: severity, components: [component.id])
        incident.entities = ["visa"]
        incident.windows = [window("first", from: began, to: isOpen ? nil : began + .minutes(13))]
        return incident
    }

    static func window(_ name: String, from: Instant, to: Instant?) -> ImpactWindow {
        ImpactWindow(
            id: ImpactWindowID(checked: name), start: from, end: to, components: [component.id], origin: .measured,
            evidence: LocalizedText([.english: "measured"]), confidence: .high)
    }

    static func update(_ status: Update.Status, _ text: String, at instant: Instant) -> Update {
        Update(brand: brand.id, status: status, at: instant, text: LocalizedText([.english: text]))
    }

    static func page(trouble: Instant?) -> FollowedPage {
        FollowedPage(
            provider: provider.id, brand: brand.id, url: "https://status.example.com", format: "statuspage",
            since: start,
            trouble: trouble.map { FollowedPage.Trouble(since: $0, reason: "html", message: "A web page came.") })
    }

    static let catalogue: [Fact] = [
        .providerDescribed(provider), .brandDescribed(brand), .componentDescribed(component),
    ]

    static func channel(_ name: String, _ kind: AlertChannelKind = .webhook, _ followUp: FollowUp = .none)
        -> AlertChannelProfile
    {
        AlertChannelProfile(id: AlertChannelID(checked: name), kind: kind, followUp: followUp)
    }

    static func route(
        _ name: String = "all", to channels: [String] = ["hook"], _ match: AlertRoute.Match = AlertRoute.Match()
    ) -> AlertRoute {
        AlertRoute(
            name: RouteName(checked: name), match: match, to: channels.map { AlertChannelID(checked: $0) })
    }

    static let key = Secret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
}

/// A journal in memory with the outbox beside it.
struct MemoryOutbox {
    var chain = Chain.empty
    var versions: [StreamName: StreamVersion] = [:]
    let documents = MemoryDocuments()
    var projection = OutboxProjection()
    var entries: [Entry] = []

    mutating func add(_ draft: EntryDraft, at instant: Instant = Cases.start) throws {
        let version = (versions[draft.stream] ?? .none).next
        versions[draft.stream] = version
        let entry = chain.extend(with: draft, version: version, actor: "system:test", instant: instant)
        try documents.apply(entry, by: projection)
        entries.append(entry)
    }

    mutating func add(_ facts: Fact..., at instant: Instant = Cases.start) throws {
        for fact in facts { try add(fact.draft, at: instant) }
    }

    mutating func add(_ facts: AlertingFact..., at instant: Instant = Cases.start) throws {
        for fact in facts { try add(fact.draft, at: instant) }
    }

    /// The catalogue, then routes and channels.
    mutating func prepare(_ routes: [AlertRoute], _ channels: [AlertChannelProfile]) throws {
        for fact in Cases.catalogue { try add(fact) }
        try add(.routesSet(routes, channels))
    }

    var reading: OutboxReading { OutboxReading(MemoryReading(documents: documents)) }
    var pending: [OutboxMessage] { get throws { try reading.pending(limit: 10_000) } }

    /// Says of everything that waits that it arrived.
    mutating func deliverAll(at instant: Instant = Cases.start) throws {
        for message in try pending {
            try add(
                .delivered(
                    message.id,
                    DeliveryRecord(channel: message.channel, version: message.version, attempts: 1)), at: instant)
        }
    }
}

struct MemoryReading: DocumentReading {
    let documents: MemoryDocuments
    var position: Position { .beforeFirst }

    func document(_ projection: ProjectionName, _ key: String) throws(JournalError) -> [UInt8]? {
        try documents.document(key)
    }

    func documents(_ projection: ProjectionName, _ range: DocumentRange) throws(JournalError) -> [Document] {
        guard range.descending else { return try documents.documents(prefix: range.prefix, limit: range.limit) }
        var all = try documents.documents(prefix: range.prefix, limit: .max)
        all.reverse()
        return Array(all.prefix(range.limit))
    }

    func search(_ projection: ProjectionName, _ query: SearchQuery) throws(JournalError) -> SearchAnswer {
        try documents.search(query)
    }

    func searchRecords(
        _ projection: ProjectionName, after key: String?, limit: Int
    ) throws(JournalError) -> [SearchRecord] {
        Array(documents.searchRecords.filter { record in key.map { record.key > $0 } ?? true }.prefix(limit))
    }
}
