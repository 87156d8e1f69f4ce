import Alerting
import Announcing
import Desk
import Foundation
import Incidents
import Journal
import Lookout
import PostgresFixture
import StorePostgres
import StoreSQLite
import Synchronization
import Testing
import Vocabulary
import Watching

/// Which store a test runs on.
enum StoreKind: String, Sendable, CaseIterable {
    case sqlite, postgres
}

/// An organisation of two brands and three languages on a real store, a desk, a clock and cases that the test moves.
final class AnnouncingRoom: Sendable {
    static let acme = ProviderID(checked: "acme")
    static let north = BrandID(checked: "north")
    static let south = BrandID(checked: "south")

    struct World {
        var now = Samples.at(3)
        var cases: [SeenCase] = []
        var policy = Samples.policy()
    }

    let kind: StoreKind
    let folder: String
    let url: String
    let world: Mutex<World>
    private let opened: Mutex<(any JournalTransfer)?>

    init(_ kind: StoreKind = .sqlite) async throws {
        self.kind = kind
        folder = FileManager.default.temporaryDirectory.path + "/vigie-announcing-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        url = kind == .postgres ? try PostgresServer.shared().fresh().url : ""
        world = Mutex(World())
        opened = Mutex(nil)
        try await open()
        try await organise()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static let projections: [any Projection] = [
        IncidentProjection(), OutboxProjection(), DeskProjection(), WatchProjection(), AnnouncingProjection(),
    ]

    var store: any JournalTransfer {
        get throws {
            guard let store = opened.withLock({ $0 }) else { throw Absent() }
            return store
        }
    }

    private func open() async throws {
        let store: any JournalTransfer =
            switch kind {
            case .sqlite:
                try await SQLiteStore.open(path: folder + "/vigie.sqlite", projections: Self.projections)
            case .postgres: try await PostgresStore.open(url: url, projections: Self.projections)
            }
        opened.withLock { $0 = store }
    }

    /// The program ends and begins again.
    func restart() async throws {
        try await store.close()
        try await open()
    }

    var desk: Desk {
        get throws {
            Desk(
                store: try store, zones: Self.zones, now: { self.world.withLock { $0.now } }, random: { 7 })
        }
    }

    var announcer: Announcer {
        get throws {
            Announcer(
                store: try store, desk: try desk,
                sources: sources,
                now: { self.world.withLock { $0.now } })
        }
    }

    var sources: Announcer.Sources {
        Announcer.Sources(
            cases: { _ in self.world.withLock { $0.cases } },
            latest: { _, limit in self.world.withLock { Array($0.cases.prefix(limit)) } },
            one: { _, number in self.world.withLock { $0.cases.first { $0.number == number } } },
            policy: { self.world.withLock { $0.policy } })
    }

    static let zones = ZoneCatalogue(data: { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").map(Array.init)
    })

    static func caller(_ person: String) -> DeskCaller {
        DeskCaller(actor: Actor("user:\(person)"), person: person)
    }

    private func organise() async throws {
        let admin = Self.caller("admin")
        let desk = try desk
        try await desk.describe(
            .provider(
                Provider(id: Self.acme, name: "Acme Pay", zone: "Europe/Paris", isOurs: true, numbering: "AC-{n}")),
            by: admin)
        for (id, name, languages) in [
            (Self.north, "North", [Language.french, .english]), (Self.south, "South", [.french, .english, .italian]),
        ] {
            try await desk.describe(
                .brand(Brand(id: id, provider: Self.acme, name: name, languages: languages)), by: admin)
        }
        for (id, channel, order) in [(Samples.shop, Channel.ecommerce, 1), (Samples.till, .instoreCB2A, 2)] {
            let name = LocalizedText([
                .english: "\(id) payments", .french: "Paiements \(id)", .italian: "Pagamenti \(id)",
            ])
            try await desk.describe(
                .component(
                    Component(
                        id: id, provider: Self.acme, channel: channel, name: name, brands: [Self.north, Self.south],
                        order: order)), by: admin)
        }
    }

    /// Everything that is to be done at this time is done; gives how much that was.
    @discardableResult
    func turn(at now: Instant, _ cases: SeenCase...) async throws -> Announcer.Turn {
        world.withLock {
            $0.now = now
            $0.cases = cases
        }
        let turn = try await announcer.turn()
        #expect(turn.problems == [])
        return turn
    }

    func announcement() async throws -> Announcement {
        try #require(try await announcer.announcement(7))
    }

    func incident() async throws -> Incident {
        let id = try #require(try await announcement().incident)
        return try #require(try await desk.incident(id)?.incident)
    }

    func incidents() async throws -> [Incident] { try await desk.site().incidents }

    struct Absent: Error {}
}
