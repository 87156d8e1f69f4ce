import API
import APISamples
import Access
import Foundation
import HTTP
import Incidents
import JSON
import Journal
import Moving
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

/// Long work over the API: begun once, one at a time, and watched.
@Suite struct MovingRoutesTests {
    private static let order =
        #"{"work": "move-in", "brand": "north", "language": "fr", "url": "https://status.example.com"}"#

    @Test func `it is begun, says how far it is, and what came of it`() async throws {
        let room = try await MovingRoom()
        let none = await room.ask(.get)
        #expect(none.status == 200, "\(none.text)")
        #expect(try none.json["work"]?.array?.isEmpty == true)
        let begun = await room.ask(.post, Self.order, key: "k")
        #expect(begun.status == 202, "\(begun.text)")
        #expect(begun.headers["Location"] == "/api/desk/moving")
        #expect(try begun.json["state"]?.string == "running")
        #expect(try await room.ask(.post, Self.order, key: "k").json["id"] == begun.json["id"])
        #expect(await room.ask(.post, #"{"work": "export"}"#, key: "k").status == 422)
        #expect(await room.ask(.post, #"{"work": "export"}"#).status == 409)
        room.release()
        while room.moving.jobs.first?.isRunning == true { await Task.yield() }
        let answer = await room.ask(.get)
        let work = try #require(try answer.json["work"]?.array?.first)
        #expect(work["state"]?.string == "done" && work["counts"]?["incidents"]?.integer == 3)
        #expect(work["refused"]?.array?.first?["line"]?.integer == 4)
        #expect(work["about"]?.string == "north ← https://status.example.com")
        try room.check(answer)
    }

    @Test func `what is no order is refused with what to give`() async throws {
        let room = try await MovingRoom()
        let tries: [(String, Int, String)] = [
            (#"{"work": "subscribers", "brand": "north", "language": "fr"}"#, 400, "move-in or export"),
            (#"{"work": "move-in", "brand": "north", "language": "fr"}"#, 400, "either url or document"),
            (#"{"work": "export", "brand": "north"}"#, 400, "nothing beside work"),
            (#"{"work": "move-in", "brand": "east", "language": "fr", "document": "x"}"#, 422, "no such brand"),
            (#"{"work": "move-in", "brand": "north", "language": "it", "document": "x"}"#, 422, "not promise"),
        ]
        for (body, status, words) in tries {
            let answer = await room.ask(.post, body)
            #expect(answer.status == status && answer.text.contains(words), "\(body): \(answer.text)")
        }
        #expect(room.moving.jobs.isEmpty)
    }
}

/// A brand, and work that waits until it is let go.
private final class MovingRoom: Sendable {
    private let folder: String
    private let store: SQLiteStore
    let moving: MovingDesk

    init() async throws {
        folder = FileManager.default.temporaryDirectory.path + "/vigie-moving-api-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let store = try await SQLiteStore.open(path: folder + "/vigie.sqlite", projections: [IncidentProjection()])
        self.store = store
        let now = Instant(seconds: 1_764_846_480)
        let acme = ProviderID(checked: "acme")
        let facts: [Fact] = [
            .providerDescribed(Provider(id: acme, name: "Acme", zone: "Europe/Paris", isOurs: true)),
            .brandDescribed(
                Brand(id: BrandID(checked: "north"), provider: acme, name: "North", languages: [.french])),
        ]
        _ = try await store.append(AppendCommand(actor: "system:test", instant: now, drafts: facts.map(\.draft)))
        let gate = Gate()
        self.gate = gate
        moving = MovingDesk(store: store, canExport: true, now: { now }) { _, _, _ throws(MovingRefusal) in
            while !gate.isOpen { await Task.yield() }
            return MovingOutcome([.incidents: 3, .refused: 1], lines: [.init(4, "no address")])
        }
    }

    private final class Gate: Sendable {
        private let state = Mutex(false)
        var isOpen: Bool { state.withLock { $0 } }
        func open() { state.withLock { $0 = true } }
    }

    private let gate: Gate

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func release() { gate.open() }

    func ask(_ method: HTTPMethod, _ body: String = "", key: String? = nil) async -> Answer {
        let api = SampleAPI.sample(
            writing: APIWriting(
                commands: SampleCommands(incidents: []), moving: moving,
                identify: { _ in .known(.accessToken(besideUsers: false)) }))
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        if let key { headers.add("Idempotency-Key", key) }
        return await api.ask(method, "/api/desk/moving", headers: headers, body: body)
    }

    func check(_ answer: Answer) throws {
        let route = try #require(RouteTable.routes.first { $0.operation == .readMoving })
        let schema = try #require(route.answers.first { $0.status == .ok }?.schema)
        let faults = SchemaCheck().faults(try answer.json, schema: schema, at: "$")
        #expect(faults.isEmpty, "\(faults)")
    }
}
