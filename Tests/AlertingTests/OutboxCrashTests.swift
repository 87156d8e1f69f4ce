import Alerting
import Foundation
import Glibc
import HTTP
import Incidents
import Journal
import StoreSQLite
import TestProcesses
import Testing
import Vocabulary

/// A sender that is killed while it sends: see Tests/CrashSender.
@Suite struct OutboxCrashTests {
    private static let messages = 2_000
    private static let kills =
        ProcessInfo.processInfo.environment["VIGIE_OUTBOX_KILLS"].flatMap { Int($0) } ?? 4
    private static let seed =
        ProcessInfo.processInfo.environment["VIGIE_CRASH_SEED"].flatMap { UInt64($0) } ?? 20_251_204

    @Test(.timeLimit(.minutes(10)))
    func `after kill -9 at random moments of a fan-out every message arrives, and less than one in a hundred twice`()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vigie-outbox-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/vigie.sqlite"
        try await Self.fill(file)
        let program = try builtProgram("CrashSender")
        let sink = Sink()
        var random = SplitMix(state: Self.seed)
        try await sink.serving { url in
            for kill in 1...Self.kills {
                let child = try Self.start(program, file, url)
                // Somewhere in each part of the way, a number of messages and some thousandths of a second on.
                let part = Self.messages / (Self.kills + 1)
                await sink.received(part * (kill - 1) + Int.random(in: 1..<part, using: &random))
                usleep(UInt32.random(in: 0..<3_000, using: &random))
                Glibc.kill(child.processIdentifier, SIGKILL)
                child.waitUntilExit()
                #expect(child.terminationReason == .uncaughtSignal)
            }
            let last = try Self.start(program, file, url)
            last.waitUntilExit()
            #expect(last.terminationStatus == 0)
        }
        var times: [String: Int] = [:]
        for request in sink.requests { times[request.headers["webhook-id"] ?? "none", default: 0] += 1 }
        let twice = sink.requests.count - times.count
        print("outbox crash: \(times.count) messages, \(Self.kills) kills, \(twice) came twice")
        #expect(times.count == Self.messages)
        #expect(twice * 100 < Self.messages)
        try await Self.settle(file)
    }

    private static func fill(_ file: String) async throws {
        let store = try await SQLiteStore.open(path: file, projections: [IncidentProjection(), OutboxProjection()])
        let start = AlertingFact.routesSet([Cases.route()], [Cases.channel("hook")]).draft
        var drafts = Cases.catalogue.map(\.draft) + [start]
        for number in 1...messages {
            drafts.append(Fact.incidentRecorded(Cases.incident(number, began: Self.now)).draft)
            guard drafts.count == 500 || number == messages else { continue }
            _ = try await store.append(AppendCommand(actor: "system:test", instant: Self.now, drafts: drafts))
            drafts = []
        }
        await store.close()
    }

    /// Nothing waits any more, everything is recorded once as delivered, and the chain holds.
    private static func settle(_ file: String) async throws {
        let projections: [any Projection] = [IncidentProjection(), OutboxProjection()]
        let store = try await SQLiteStore.open(path: file, projections: projections)
        let (pending, dead) = try await store.read { documents throws(JournalError) in
            let reading = OutboxReading(documents)
            return (try reading.pending(limit: 10).count, try reading.dead(limit: 10).count)
        }
        #expect(pending == 0)
        #expect(dead == 0)
        let report = try await JournalVerifier(store, projections: projections).verify { _, _ in }
        #expect(report.isSound, "\(report.problems)")
        await store.close()
    }

    private static var now: Instant { Instant(seconds: Int64(Date().timeIntervalSince1970)) }

    private static func start(_ program: String, _ file: String, _ url: String) throws -> TestProcess {
        let child = TestProcess()
        child.executableURL = URL(fileURLWithPath: program)
        child.arguments = [file, url + "/hook"]
        try child.run()
        return child
    }
}
