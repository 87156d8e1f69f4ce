import Access
import Bytes
import Foundation
import HTTP
import HTTPClient
import JSON
import Journal
import Judging
import Machine
import StoreSQLite
import Synchronization
import Testing
import Vocabulary
import Watching

@testable import Hearing

/// A hearer over a real journal, with a clock that is moved by hand.
final class Hall: HearingSink {
    static let start = Instant(seconds: 1_772_323_200)
    static let watch = """
        vantages: [{name: here}]
        parts: [{name: acq-1, kind: provider-server}, {name: batch, kind: instance}, {name: gateway-1, kind: instance}]
        paths: [{name: servers, kind: provider-server, stops: [{name: acq-1}]}]
        probes:
          - {name: nightly, kind: heartbeat, every: 24h, late_after: 15m, through: [batch]}
          - {name: tick, kind: heartbeat, every: 10s, late_after: 5s, through: [batch]}
          - {name: outcomes, kind: counters, paths: [servers]}
          - {name: fails, kind: alerts, through: [gateway-1], match: ["alertname = PaymentsFail"]}
        """

    let folder: String
    private let clock = Mutex(Hall.start)
    private let told = Mutex<[Heard]>([])
    private let problems = Mutex<[String]>([])

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/vigie-hearing-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    var now: Instant { clock.withLock { $0 } }
    var heard: [Heard] { told.withLock { $0 } }
    var complaints: [String] { problems.withLock { $0 } }
    func pass(_ span: TimeSpan) { clock.withLock { $0 = $0 + span } }
    func forget() { told.withLock { $0 = [] } }
    func take(_ heard: [Heard]) async { told.withLock { $0 += heard } }

    func words(of target: String) -> [ToldStanding.Word] {
        heard.compactMap { if case .told(target, let word, _, _) = $0 { word } else { nil } }
    }

    func open() async throws -> SQLiteStore {
        try await SQLiteStore.open(path: folder + "/journal.sqlite", projections: [HearingProjection()])
    }

    func hearer(_ store: SQLiteStore) async throws -> Hearer {
        let hearer = Hearer(
            try Declared.matrix(Self.watch),
            parts: Hearer.Parts(
                store: store, sink: self, zones: ZoneCatalogue { _ in nil }, now: { [self] in now },
                random: { count in Entropy.bytes(count) },
                problem: { [self] sentence in problems.withLock { $0.append(sentence) } }))
        await hearer.begin()
        return hearer
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}

@Suite struct HearerTests {
    @Test func `a heartbeat under its address: heard, missed, heard again, and another address is nobody's`()
        async throws
    {
        let hall = try Hall()
        let store = try await hall.open()
        let hearer = try await hall.hearer(store)
        let secret = try await hearer.address("tick", by: "person:anna")
        #expect(try await hearer.hear(.success, under: secret) == "tick")
        await #expect(throws: HearingRefusal.self) {
            try await hearer.hear(.success, under: HeartbeatSecret(bytes: Array(repeating: 1, count: 32)))
        }
        await #expect(throws: HearingRefusal.self) { try await hearer.address("nobody", by: "person:anna") }
        hall.pass(.seconds(12))
        await hearer.tick()
        #expect(hall.words(of: "tick") == [.unknown, .good])
        hall.pass(.seconds(4))
        await hearer.tick()
        #expect(hall.words(of: "tick").last == .silent(lastHeard: Hall.start, every: .seconds(10)))
        #expect(await hearer.heartbeats().map(\.hasAddress) == [false, true])
        _ = try await hearer.hear(.success, under: secret)
        #expect(hall.words(of: "tick").last == .good)
        _ = try await hearer.hear(.fail(code: 2), under: secret)
        #expect(hall.words(of: "tick").last == .wrong(code: "exit 2"))
        let again = try await hearer.address("tick", by: "person:anna")
        await #expect(throws: HearingRefusal.self) { try await hearer.hear(.success, under: secret) }
        #expect(try await hearer.hear(.success, under: again) == "tick")
        #expect(hall.complaints.isEmpty)
        let entries = try await store.entries(after: Position(0), limit: 100)
        #expect(entries.map(\.kind.rawValue).contains("heartbeat.missed"))
        #expect(!entries.contains { String(decoding: $0.body, as: UTF8.self).contains(again.text) })
        await store.close()
    }

    @Test func `beats that come often are written now and then, not each`() async throws {
        let hall = try Hall()
        let store = try await hall.open()
        let hearer = try await hall.hearer(store)
        let secret = try await hearer.address("tick", by: "person:anna")
        for _ in 0..<180 {
            _ = try await hearer.hear(.success, under: secret)
            hall.pass(.seconds(10))
            await hearer.tick()
        }
        let entries = try await store.entries(after: Position(0), limit: 1_000)
        #expect(entries.count { $0.kind == "heartbeat.heard" } == 3)
        #expect(hall.words(of: "tick") == [.unknown, .good])
        await store.close()
    }

    @Test func `who knows an address can't fill the journal`() async throws {
        let hall = try Hall()
        let store = try await hall.open()
        let hearer = try await hall.hearer(store)
        let secret = try await hearer.address("nightly", by: "person:anna")
        for turn in 0..<200 { _ = try await hearer.hear(turn % 2 == 0 ? .fail(code: nil) : .success, under: secret) }
        let entries = try await store.entries(after: Position(0), limit: 1_000)
        #expect(entries.count { $0.kind == "heartbeat.heard" } == HearingRules.standard.writtenInMinuteMost)
        #expect(await hearer.heartbeats().first?.standing == .heard)
        await store.close()
    }

    @Test func `after a restart the address holds, and what may have been said meanwhile is not missed`() async throws {
        let hall = try Hall()
        var store = try await hall.open()
        var hearer = try await hall.hearer(store)
        let nightly = try await hearer.address("nightly", by: "person:anna")
        let tick = try await hearer.address("tick", by: "person:anna")
        _ = try await hearer.hear(.success, under: nightly)
        _ = try await hearer.hear(.success, under: tick)
        await hearer.tick()
        // Killed: nothing is written at the end.
        await store.close()
        hall.pass(.hours(3))
        hall.forget()
        store = try await hall.open()
        hearer = try await hall.hearer(store)
        #expect(hall.words(of: "tick") == [.unknown])
        #expect(hall.words(of: "nightly") == [.good])
        hall.pass(.seconds(14))
        await hearer.tick()
        #expect(hall.words(of: "tick") == [.unknown])
        hall.pass(.seconds(2))
        await hearer.tick()
        #expect(hall.words(of: "tick").count == 2)
        #expect(try await hearer.hear(.success, under: tick) == "tick")
        // The nightly work was not due while nobody listened, so it is missed when it is.
        hall.pass(.hours(21) + .minutes(20))
        await hearer.tick()
        #expect(hall.words(of: "nightly").last == .silent(lastHeard: Hall.start, every: .hours(24)))
        await hearer.end()
        await store.close()
        hall.pass(.hours(30))
        hall.forget()
        store = try await hall.open()
        hearer = try await hall.hearer(store)
        #expect(hall.words(of: "nightly") == [.silent(lastHeard: Hall.start, every: .hours(24))])
        await store.close()
    }

    @Test func `counts that are pushed under one name count once`() async throws {
        let hall = try Hall()
        let store = try await hall.open()
        let hearer = try await hall.hearer(store)
        func push(_ count: Int, _ id: String, to probe: String = "outcomes") async throws -> CountReceipt {
            let text =
                #"{"probe": "\#(probe)", "id": "\#(id)", "counts": ["#
                + #"{"provider-server": "acq-1", "outcome": "approved", "count": \#(count)}]}"#
            return try await hearer.hear(PushedCounts(json: JSONValue(reading: text)), by: "token:x")
        }
        #expect(try await push(3, "1").counted == 1)
        hall.pass(.seconds(10))
        #expect(try await push(5, "2").counted == 1)
        #expect(try await push(5, "2").known == 1)
        await hearer.tick()
        let spans = hall.heard.compactMap { if case .counted(let span) = $0 { span } else { nil } }
        #expect(spans.map(\.target) == ["outcomes/servers/acq-1"])
        #expect(spans.map(\.good) == [8])
        let totals = await hearer.counts
        #expect(totals.map(\.good) == [8])
        let refusal = await #expect(throws: HearingRefusal.self) { try await push(1, "3", to: "nothing") }
        #expect(refusal?.message.contains("outcomes") == true)
        await store.close()
    }

    @Test func `alerts outlive the program, and are over when their Alertmanager says so`() async throws {
        let hall = try Hall()
        var store = try await hall.open()
        var hearer = try await hall.hearer(store)
        let body = try AlertmanagerBody(json: JSONValue(reading: FormatTests.webhook))
        #expect(try await hearer.hear(body, by: "token:x") == 2)
        #expect(try await hearer.hear(body, by: "token:x") == 2)
        #expect(hall.words(of: "fails") == [.wrong(code: "PaymentsFail")])
        #expect(try await store.entries(after: Position(0), limit: 100).count == 1)
        await store.close()
        hall.forget()
        store = try await hall.open()
        hearer = try await hall.hearer(store)
        #expect(hall.words(of: "fails") == [.wrong(code: "PaymentsFail")])
        var over = body
        over.alerts[0].isFiring = false
        over.alerts[0].until = hall.now
        _ = try await hearer.hear(over, by: "token:x")
        #expect(hall.words(of: "fails").last == .good)
        await store.close()
    }

    @Test func `a change is noted once, with parts that are declared, and told again at the start`() async throws {
        let hall = try Hall()
        var store = try await hall.open()
        var hearer = try await hall.hearer(store)
        let change = HeardChange(
            id: "deploy-7", kind: .deploy, title: "gateway 3.2", at: hall.now, parts: ["gateway-1"],
            expectedGap: .seconds(5))
        #expect(try await hearer.hear(change, by: "token:ci"))
        #expect(try await !hearer.hear(change, by: "token:ci"))
        #expect(hall.heard.filter { $0 == .changed(change) }.count == 1)
        var wrong = change
        wrong.id = "8"
        wrong.parts = ["gateway-9"]
        let elsewhere = wrong
        let refusal = await #expect(throws: HearingRefusal.self) { try await hearer.hear(elsewhere, by: "token:ci") }
        #expect(refusal?.message.contains("gateway-9") == true)
        #expect(try await hearer.changes(limit: 10) == [change])
        await store.close()
        hall.forget()
        hall.pass(.minutes(5))
        store = try await hall.open()
        hearer = try await hall.hearer(store)
        #expect(hall.heard.contains(.changed(change)))
        await store.close()
    }
}
