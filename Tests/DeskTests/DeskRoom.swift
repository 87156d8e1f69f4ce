import Desk
import Foundation
import Incidents
import Journal
import StoreSQLite
import Synchronization
import Telling
import Testing
import Vocabulary

/// A desk with an organisation of two brands on a real store, and a clock that the test moves.
final class DeskRoom: Sendable {
    static let acme = ProviderID(checked: "acme")
    static let north = BrandID(checked: "north")
    static let south = BrandID(checked: "south")
    static let shop = ComponentID(checked: "shop")
    static let till = ComponentID(checked: "till")

    let store: SQLiteStore
    let desk: Desk
    let clock: DeskClock
    private let folder: String
    private let box = TimeBox(Instant(seconds: 1_764_849_600))

    init(numbering: String? = "AC-{n}", rules: DeskRules = DeskRules()) async throws {
        folder = FileManager.default.temporaryDirectory.path + "/vigie-desk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try await SQLiteStore.open(
            path: folder + "/vigie.sqlite", projections: [IncidentProjection(), DeskProjection()])
        let time = box
        let zones = ZoneCatalogue(data: { name in
            FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").map(Array.init)
        })
        desk = Desk(store: store, zones: zones, now: { time.now }, random: { 7 }, rules: rules)
        clock = DeskClock(desk: desk, zones: zones)
        let admin = Self.caller("admin")
        try await desk.describe(
            .provider(
                Provider(id: Self.acme, name: "Acme Pay", zone: "Europe/Paris", isOurs: true, numbering: numbering)),
            by: admin)
        try await desk.describe(
            .brand(Brand(id: Self.north, provider: Self.acme, name: "North", languages: [.french, .english])), by: admin
        )
        try await desk.describe(
            .brand(
                Brand(id: Self.south, provider: Self.acme, name: "South", languages: [.french, .english, .italian])),
            by: admin)
        for (id, channel, order, brands) in [
            (Self.shop, Channel.ecommerce, 1, [Self.north, Self.south]), (Self.till, .instoreCB2A, 2, [Self.south]),
        ] {
            try await desk.describe(
                .component(
                    Component(
                        id: id, provider: Self.acme, channel: channel,
                        name: LocalizedText([
                            .english: "\(id) payments", .french: "Paiements \(id)", .italian: "Pagamenti \(id)",
                        ]),
                        brands: brands, order: order)), by: admin)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Sets the clock.
    func at(_ time: String) throws { box.set(try Instant(rfc3339: time)) }
    var now: Instant { box.now }

    static func caller(_ person: String, key: String? = nil) -> DeskCaller {
        DeskCaller(actor: Actor("user:\(person)"), person: person, key: key.flatMap { IdempotencyKey($0) })
    }

    func incident(_ id: IncidentID) async throws -> Incident {
        guard let known = try await desk.incident(id) else { throw Absent() }
        return known.incident
    }

    static let title = LocalizedText([
        .english: "Payments fail", .french: "Échecs de paiement", .italian: "Pagamenti non riusciti",
    ])

    static func text(_ word: String) -> LocalizedText {
        LocalizedText([.english: word, .french: word + " (fr)", .italian: word + " (it)"])
    }

    /// Without a title of its own it is called by an agreed one, which needs nobody.
    func declaration(
        _ start: String? = nil, _ components: [ComponentID] = [DeskRoom.shop], title: LocalizedText = LocalizedText()
    ) throws -> Declaration {
        var declaration = Declaration(
            provider: Self.acme, title: title, severity: .critical, components: components)
        declaration.start = try start.map { try Instant(rfc3339: $0) }
        return declaration
    }

    struct Absent: Error {}
}

final class TimeBox: Sendable {
    private let value: Mutex<Instant>
    init(_ instant: Instant) { value = Mutex(instant) }
    var now: Instant { value.withLock { $0 } }
    func set(_ instant: Instant) { value.withLock { $0 = instant } }
}

/// Whatever else happens is an issue; gives what the desk said.
@discardableResult
func expect(
    _ reason: DeskRefusal.Reason, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async -> DeskRefusal? {
    do {
        try await body()
        Issue.record("nothing was refused", sourceLocation: sourceLocation)
    } catch let refusal as DeskRefusal {
        #expect(refusal.reason == reason, "\(refusal.message)", sourceLocation: sourceLocation)
        return refusal
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
    return nil
}
