import Foundation
import JournalContract
import Judging
import Lookout
import Observing
import Series
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

@testable import Vantages

@Suite struct ReportTests {
    private static let began = Instant(seconds: 1_700_000_000)

    private static func result(
        _ target: String = "pay/balancer", _ number: UInt64 = 7, at began: Instant = began,
        _ kind: SampleOutcome.Kind = .ok,
        _ purpose: Purpose = .scheduled
    ) -> VantageReport {
        .result(
            VantageResult(
                target: target, number: number, purpose: purpose, began: began,
                outcome: SampleOutcome(kind, at: .connect, code: 111), total: TimeSpan(microseconds: 12_345),
                phases: [.connect: TimeSpan(microseconds: 700), .receive: .zero], words: "ECONNREFUSED, refusé"))
    }

    private static let reports: [VantageReport] = [
        result(), result("x", .max, .failed, .burst(12)), result("x", 0, .unknown, .extra),
        .late(target: "x", number: 3, purpose: .burst(1), began: began), .anchor(2, at: began, isGood: false),
    ]

    private static let orders: [VantageOrder] = [
        .burst(target: "x", number: 3, count: 2, notBefore: began, deadline: began + .seconds(1)),
        .raise(target: "x", perSecond: 10, until: began), .ask(targets: ["a", "b"]), .ask(targets: []),
    ]

    @Test func `reports and orders are read as they were written`() throws {
        for report in Self.reports { #expect(try ReportCoding.report(ReportCoding.bytes(report)) == report) }
        for order in Self.orders { #expect(try ReportCoding.order(ReportCoding.bytes(order)) == order) }
    }

    @Test(arguments: [UInt64(1), 2]) func `damaged reports and orders are refused or mean something`(seed: UInt64)
        throws
    {
        var random = SeededRandom(seed: seed)
        for _ in 0..<6_000 {
            var bytes = ReportCoding.bytes(Self.reports[random.below(Self.reports.count)])
            Samples.damage(&bytes, &random)
            if let report = try? ReportCoding.report(bytes) {
                #expect(ReportCoding.bytes(report) == bytes)
                _ = report.moved(by: .days(1_000))
            }
            bytes = ReportCoding.bytes(Self.orders[random.below(Self.orders.count)])
            Samples.damage(&bytes, &random)
            if let order = try? ReportCoding.order(bytes) { #expect(ReportCoding.bytes(order) == bytes) }
        }
    }

    @Test func `an order's instants become those of the agent's clock`() throws {
        let order = VantageOrder.raise(target: "x", perSecond: 2, until: Self.began)
        #expect(
            try ReportCoding.order(ReportCoding.bytes(order), offset: .hours(2))
                == .raise(target: "x", perSecond: 2, until: Self.began - .hours(2)))
    }

    @Test func `reports are kept once under the server's time, and judged when they are of the moment`() async throws {
        let folder = NSTemporaryDirectory() + "/vigie-reports-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try await SQLiteSeries.open(path: folder + "/series.sqlite")
        let judged = Mutex<[VantageReport]>([])
        let keeping = ReportKeeping(store: store, isKnown: { $0 != "nobody's" }) { reports, vantage in
            #expect(vantage == "paris")
            judged.withLock { $0 += reports }
        }
        // The agent's clock is two hours behind.
        let agent = Self.began - .hours(2)
        let said: [VantageReport] = [
            Self.result(at: agent, .failed), Self.result(at: agent - .minutes(5)), Self.result(at: agent - .days(40)),
            Self.result(at: agent + .minutes(1)), Self.result("nobody's", at: agent),
            .anchor(0, at: agent, isGood: true),
        ]
        let content = BatchContent(
            sealedAt: agent, offset: .hours(2), items: said.map(ReportCoding.bytes) + [[9, 9]])
        let batch = ReceivedBatch(
            vantage: try #require(VantageName(rawValue: "paris")), number: 1_700_000_000_001, content: content,
            timing: ResultTiming(content, stampedOffset: nil, now: Self.began))
        #expect(try await keeping.keep(batch) == .kept)
        #expect(try await keeping.keep(batch) == .known)
        #expect(
            judged.withLock { $0 } == [Self.result(at: Self.began, .failed), .anchor(0, at: Self.began, isGood: true)])
        var counts = ReportKeeping.Counts()
        (counts.judged, counts.drawn, counts.tooOld, counts.fromTheFuture, counts.strange) = (2, 1, 1, 1, 2)
        #expect(keeping.counts == counts)
        let query = try SampleQuery(
            series: #require(SeriesName(rawValue: "pay/balancer")), from: Self.began - .days(1),
            to: Self.began + .days(1),
            limit: 100)
        let kept = try await store.samples(query).flatMap(\.samples)
        #expect(kept.map(\.instant) == [Self.began - .minutes(5), Self.began])
        #expect(try await keeping.lastNumber(from: batch.vantage) == batch.number)
        await store.close()
    }
}
