import Alerting
import Foundation
import HTTP
import HTTPClient
import Incidents
import Journal
import Machine
import Settings
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

/// A clock that moves when somebody sleeps, so that a day of retries takes a moment.
private final class LeapingClock: Sendable {
    private let instant = Mutex(Cases.start)
    var now: Instant { instant.withLock { $0 } }
    func sleep(_ span: TimeSpan) { instant.withLock { $0 = $0 + max(span, .zero) } }
}

/// The service over a real store and a real web server.
@Suite struct DeliveryServiceTests {
    private func run(
        _ sink: Sink, _ body: (SQLiteStore, DeliveryService, LeapingClock) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vigie-service-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try await SQLiteStore.open(
            path: folder + "/vigie.sqlite", projections: [IncidentProjection(), OutboxProjection()])
        let loop = try EventLoop(name: "alerts")
        let client = try HTTPClient(loop: loop)
        let clock = LeapingClock()
        try await sink.serving { url in
            let service = DeliveryService(
                store: store, sender: AlertSender(http: client, mail: NoMail(), addresses: .any) { clock.now },
                channels: [
                    AlertChannel(
                        id: AlertChannelID(checked: "hook"),
                        target: .webhook(url: Secret(url + "/hook"), signingKey: Cases.key))
                ], renderer: AlertRenderer(store: store, zones: zones, origin: nil),
                surroundings: DeliveryService.Surroundings(
                    now: { clock.now }, sleep: { clock.sleep($0) }, chance: { 0.5 }, zones: zones))
            let drafts =
                Cases.catalogue.map(\.draft)
                + [
                    AlertingFact.routesSet([Cases.route()], [Cases.channel("hook")]).draft,
                    Fact.incidentRecorded(Cases.incident()).draft,
                ]
            _ = try await store.append(
                AppendCommand(actor: "system:test", instant: Cases.start, drafts: drafts))
            let sending = Task { await service.run() }
            try await body(store, service, clock)
            service.stop()
            await sending.value
        }
        await client.close()
        await loop.stop()
        await store.close()
    }

    /// Returns as soon as the outbox is as wanted; entries wake it.
    private func wait(
        _ store: SQLiteStore, until holds: @escaping @Sendable (OutboxReading) throws(JournalError) -> Bool
    ) async throws {
        while true {
            let (isThere, position) = try await store.read { documents throws(JournalError) in
                (try holds(OutboxReading(documents)), documents.position)
            }
            if isThere { return }
            try await store.waitForEntry(after: position)
        }
    }

    @Test func `what fails is tried again under the same name until it arrives`() async throws {
        let count = Mutex(0)
        let sink = Sink { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return HTTPResponse(status: number <= 5 ? .serviceUnavailable : .noContent)
        }
        try await run(sink) { store, _, _ in
            try await wait(store) { reading throws(JournalError) in try reading.pending(limit: 1).isEmpty }
            let log = try await store.read { documents throws(JournalError) in
                try OutboxReading(documents).log(limit: 10)
            }
            #expect(log.map(\.outcome) == ["delivered", "failed", "failed"])
            #expect(log.map(\.record.attempts) == [6, 4, 2])
        }
        #expect(sink.requests.count == 6)
        #expect(Set(sink.requests.compactMap { $0.headers["webhook-id"] }).count == 1)
    }

    @Test func `what is refused is given up, and sent once more when a person asks for it`() async throws {
        let isOpen = Atomic(false)
        let sink = Sink { _ in
            HTTPResponse(status: isOpen.load(ordering: .acquiring) ? .noContent : .notFound)
        }
        try await run(sink) { store, _, clock in
            try await wait(store) { reading throws(JournalError) in try !reading.dead(limit: 1).isEmpty }
            let dead = try await store.read { documents throws(JournalError) in
                try OutboxReading(documents).dead(limit: 2)
            }
            #expect(dead.map(\.error) == ["it answers 404"])
            isOpen.store(true, ordering: .releasing)
            _ = try await store.append(
                AppendCommand(
                    actor: "person:ada", instant: clock.now,
                    drafts: dead.map { AlertingFact.resendRequested($0.id).draft }
                ))
            try await wait(store) { reading throws(JournalError) in
                let (dead, pending) = (try reading.dead(limit: 1), try reading.pending(limit: 1))
                return dead.isEmpty && pending.isEmpty
            }
        }
        #expect(sink.requests.count == 4)
        #expect(Set(sink.requests.compactMap { $0.headers["webhook-id"] }).count == 1)
    }

    @Test func `the end of an incident is told in the same thread under another name`() async throws {
        let sink = Sink()
        try await run(sink) { store, _, _ in
            try await wait(store) { reading throws(JournalError) in try reading.pending(limit: 1).isEmpty }
            let end = Cases.start + .minutes(13)
            _ = try await store.append(
                AppendCommand(
                    actor: "system:test", instant: end,
                    drafts: [
                        Fact.impactWindowRecorded(Cases.id(1), Cases.window("first", from: Cases.start, to: end)).draft,
                        Fact.updatePublished(Cases.id(1), Cases.update(.resolved, "It is over.", at: end)).draft,
                    ]))
            try await wait(store) { reading throws(JournalError) in try reading.pending(limit: 1).isEmpty }
        }
        let bodies = sink.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies.count >= 2)
        #expect(bodies.last?.contains(#""type":"incident.resolved""#) == true)
        let names = sink.requests.compactMap { $0.headers["webhook-id"]?.split(separator: ".").map(String.init) }
        #expect(Set(names.map { $0[0] }).count == 1)
        #expect(Set(names.map { $0[1] }).count == names.count)
    }
}
