import Bytes
import Demo
import Following
import Foundation
import HTTP
import JSON
import Journal
import Machine
import StoreSQLite
import Synchronization
import Vendors
import Vocabulary

@testable import Incidents
@testable import Tracking

/// A clock that moves when a test says so, a network that answers from values, and a real store in a file.
final class SimulatedWorld: Sendable {
    static let began = Instant(seconds: 1_774_000_000)

    struct Answer: Sendable {
        var status = 200
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        var body: [UInt8] = []
    }

    static let zones = ZoneCatalogue { identifier in try? Files.read("/usr/share/zoneinfo/" + identifier, most: 1 << 20)
    }

    private struct State {
        var now = SimulatedWorld.began
        var random: UInt64 = 42
        var requests: [String] = []
        var notModified = 0
        var answer: @Sendable (String, Instant) throws(FetchError) -> Answer
        var notes: [TrackerNote] = []
    }

    private let state: Mutex<State>
    let store: SQLiteStore
    private let folder: String

    init(answer: @escaping @Sendable (String, Instant) throws(FetchError) -> Answer) async throws {
        state = Mutex(State(answer: answer))
        folder = FileManager.default.temporaryDirectory.path + "/vigie-tracking-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try await SQLiteStore.open(path: folder + "/vigie.sqlite", projections: [IncidentProjection()])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var now: Instant { state.withLock { $0.now } }
    var requests: [String] { state.withLock { $0.requests } }
    var notModified: Int { state.withLock { $0.notModified } }
    var notes: [TrackerNote] { state.withLock { $0.notes } }

    func pass(_ span: TimeSpan) { state.withLock { $0.now = $0.now + span } }
    func answer(_ answer: @escaping @Sendable (String, Instant) throws(FetchError) -> Answer) {
        state.withLock { $0.answer = answer }
    }

    /// A tracker over this world; its words say nothing unless a reading is given.
    func tracker(
        _ settings: TrackerSettings = TrackerSettings(),
        read: @escaping IncidentWordReading = { vendor, words in
            WordFacts(title: LocalizedText([words.language: vendor.title]))
        },
        vendor: @escaping @Sendable (String) -> KnownVendor? = { _ in nil }
    ) -> Tracker {
        Tracker(
            Tracker.Parts(
                store: store, client: Network(world: self), formats: StatusPageFormats(zones: Self.zones), read: read,
                vendor: vendor,
                now: { self.now },
                random: {
                    self.state.withLock { state in
                        state.random = state.random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        return state.random
                    }
                }, pause: { _ in }, log: { note in self.state.withLock { $0.notes.append(note) } }),
            settings: settings)
    }

    func site() async throws -> Site {
        try await store.read { documents throws(JournalError) in try Site(documents) }
    }

    /// Lets time pass in small steps, and reads what comes due.
    func run(_ tracker: Tracker, for span: TimeSpan, step: TimeSpan = .seconds(1)) async {
        let end = now + span
        while now < end {
            pass(step)
            await tracker.readDue()
        }
    }

    private struct Network: HTTPFetching {
        let world: SimulatedWorld

        func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
            let (now, answering) = world.state.withLock { state in
                state.requests.append(request.url.path)
                return (state.now, state.answer)
            }
            let answer = try answering(request.url.text, now)
            var headers = answer.headers
            let tag = "\"" + SHA256Digest(of: answer.body).hexadecimal.prefix(16) + "\""
            if answer.status == 200 { headers.set("ETag", tag) }
            if answer.status == 200, request.headers["If-None-Match"] == tag {
                world.state.withLock { $0.notModified += 1 }
                return FetchResponse(status: .notModified, headers: headers, url: request.url)
            }
            return FetchResponse(
                status: HTTPStatus(answer.status), headers: headers, body: answer.body, url: request.url)
        }
    }
}

/// The demo's stand-in vendor as an answer of the simulated network.
func standIn(_ vendor: StandInVendor) -> @Sendable (String, Instant) throws(FetchError) -> SimulatedWorld.Answer {
    { url, now throws(FetchError) in
        let path = try FetchURL(url).path
        guard let json = vendor.document(path, now: now) else {
            return SimulatedWorld.Answer(status: 404, headers: [:], body: [])
        }
        return SimulatedWorld.Answer(body: JSONWriter.compact(json))
    }
}
