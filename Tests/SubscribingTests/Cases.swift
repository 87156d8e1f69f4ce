import Alerting
import Bytes
import Foundation
import Incidents
import JSON
import Journal
import Network
import Settings
import StoreSQLite
import Testing
import Vocabulary

@testable import Subscribing

/// What the tests of this folder share: a provider of ours with two brands, and an incident.
enum Cases {
    static let start = Instant(seconds: 1_764_846_480)
    static let provider = ProviderID(checked: "acme-pay")
    static let brand = BrandID(checked: "acme")
    static let otherBrand = BrandID(checked: "bolt")
    static let cards = ComponentID(checked: "acme-cards")
    static let refunds = ComponentID(checked: "acme-refunds")
    static let incidentID = IncidentID(checked: "acme-1")
    static let keys = SubscriberKeys(Secret("0123456789abcdef0123456789abcdef")).unsafelyMade

    static let catalogue: [Fact] = [
        .providerDescribed(Provider(id: provider, name: "Acme Pay", zone: "Europe/Paris", isOurs: true)),
        .brandDescribed(
            Brand(id: brand, provider: provider, name: "Acme", languages: [.english, .french])),
        .brandDescribed(Brand(id: otherBrand, provider: provider, name: "Bolt", languages: [.english])),
        .componentDescribed(component(cards, "Cards", [brand, otherBrand])),
        .componentDescribed(component(refunds, "Refunds", [brand])),
    ]

    private static func component(_ id: ComponentID, _ name: String, _ brands: [BrandID]) -> Component {
        Component(
            id: id, provider: provider, channel: .ecommerce, name: LocalizedText([.english: name]), brands: brands,
            order: 1)
    }

    static func incident(
        _ visibility: Visibility = .everyone, brands: [BrandID] = [brand], components: [ComponentID] = [cards]
    ) -> Incident {
        var incident = Incident(
            id: incidentID, provider: provider,
            title: LocalizedText([.english: "Card payments fail", .french: "Les paiements par carte échouent"]),
            severity: .critical, components: components)
        incident.own = OwnRecord(
            declaredAt: start, declaredBy: "person:ada", visibility: visibility, brands: brands)
        return incident
    }

    static let window = ImpactWindow(
        id: ImpactWindowID(checked: "w1"), start: start, end: nil, components: [cards], origin: .measured,
        evidence: LocalizedText(), confidence: .high)

    static func statement(
        _ id: String = "first", _ text: String = "We are looking.", french: String? = nil, brands: [BrandID] = [],
        standing: Statement.Standing = .preApproved, status: Update.Status = .investigating
    ) -> Statement {
        var words = LocalizedText([.english: text])
        words[.french] = french
        return Statement(
            id: StatementID(checked: id), status: status, at: start + .minutes(2), text: words, brands: brands,
            author: "person:ada", standing: standing)
    }

    static func said(_ statement: Statement) -> Fact { .statementRecorded(incidentID, statement) }

    static func mail(_ address: String, _ wish: Subscriber.Wish = english, brand: BrandID = brand) -> SubscribingFact {
        imported(.mail(address: address), wish, brand: brand)
    }

    static func imported(
        _ target: SubscriberTarget, _ wish: Subscriber.Wish = english, brand: BrandID = brand
    ) -> SubscribingFact {
        .imported(keys.id(brand, target), brand, target, wish)
    }

    static func id(_ address: String, brand: BrandID = brand) -> SubscriberID {
        keys.id(brand, .mail(address: address))
    }

    static let english = Subscriber.Wish(language: .english)
    static let rule = TargetRule(kinds: Set(SubscriberTarget.Kind.allCases))
}

extension Optional {
    /// In tests, where it is known to be there.
    fileprivate var unsafelyMade: Wrapped {
        guard let self else { preconditionFailure("the key is long enough") }
        return self
    }
}

/// The projection over entries in memory.
final class Told {
    let documents = MemoryDocuments()
    private var position = Position.beforeFirst

    init(_ drafts: [EntryDraft] = Cases.catalogue.map(\.draft)) throws { try record(drafts) }

    func record(_ drafts: [EntryDraft]) throws {
        for draft in drafts {
            position = position.next
            let entry = Entry(
                position: position, stream: draft.stream, version: StreamVersion(1), kind: draft.kind,
                actor: "person:ada", instant: Cases.start + .minutes(position.rawValue), body: draft.body, hash: .zero)
            try documents.apply(entry, by: SubscriptionProjection())
        }
    }

    func record(_ facts: Fact...) throws { try record(facts.map(\.draft)) }
    func record(_ facts: SubscribingFact...) throws { try record(facts.map(\.draft)) }

    var jobs: [FanOutJob] {
        get throws {
            try documents.documents(prefix: "job/", limit: 1_000).map { document in
                try SubscriptionDocuments.decode(document.key, document.body) { json throws(JSONError) in
                    try FanOutJob(json: json)
                }
            }
        }
    }

    /// Who still waits for a job.
    func waiting(_ job: FanOutJob) throws -> [SubscriberID] {
        var found: [SubscriberID] = []
        for number in 0..<job.chunks {
            let id = FanOutChunk.ID(job: job.id, number: number)
            guard let chunk = try SubscriptionDocuments.chunk(id, documents),
                let waiting = try SubscriptionDocuments.waiting(id, documents)
            else { continue }
            found += chunk.members.enumerated().filter { waiting.contains($0.offset) }.map(\.element.subscriber)
        }
        return found
    }

    func subscriber(_ id: SubscriberID) throws -> Subscriber? {
        try SubscriptionDocuments.subscriber(id, documents)
    }
}

/// A store in a folder of its own.
func withStore<Value: Sendable>(_ body: (SQLiteStore) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vigie-subscribing-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try await SQLiteStore.open(
        path: folder + "/vigie.sqlite", projections: [IncidentProjection(), SubscriptionProjection()])
    let result: Result<Value, any Error>
    do {
        result = .success(try await body(store))
    } catch {
        result = .failure(error)
    }
    await store.close()
    return try result.get()
}

func append(_ store: SQLiteStore, _ drafts: [EntryDraft]) async throws {
    _ = try await store.append(AppendCommand(actor: "person:ada", instant: Cases.start, drafts: drafts))
}
