import Foundation
import JournalContract
import Observing
import PostgresFixture
import Series
import SeriesContract
import Testing
import Vocabulary

@Suite struct CrashTests {
    private static func setting(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
    private static let rounds = setting("VIGIE_CRASH_ROUNDS").flatMap { Int($0) } ?? 8
    private static let writers = 6

    /// Kills writers at random moments and checks that every acknowledged batch is there once, whole, and packed rightly.
    private func rounds(
        _ place: any SeriesPlace, disturb: (Int) async throws -> Void = { _ in }
    ) async throws {
        let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = URL(fileURLWithPath: here).deletingLastPathComponent()
            .appendingPathComponent("SeriesCrashWriter").path
        let output = NSTemporaryDirectory() + "/vigie-series-crash-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: output) }
        var random = SeededRandom(seed: 6)
        var acknowledged = 0
        for run in 0..<Self.rounds {
            let child = try ChildProcess(program, [place.url, String(run), String(Self.writers)], output: output)
            // The first acknowledgement says that the store is open; bounded, so that a writer that never starts fails.
            for _ in 0..<20_000 where try readText(output).isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            try await disturb(run)
            try await Task.sleep(for: .milliseconds(UInt64.random(in: 1...200, using: &random)))
            #expect(child.killAndWait() == 9)
            var heard: [String: Int64] = [:]
            for line in try readText(output).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                let words = line.split(separator: " ")
                heard[String(words[0])] = Int64(words[1])
            }
            let store = try await place.open()
            for writer in 0..<Self.writers {
                let batches = CrashBatches(run: run, writer: writer)
                let last = heard[batches.series.rawValue] ?? 0
                acknowledged += Int(last)
                // One more may have been kept without being heard.
                let kept = try await store.lastSequence(of: batches.series, from: vantage("here"))
                #expect(kept == last || kept == last + 1, "\(batches.series): \(kept) kept, \(last) heard")
                let expected = kept == 0 ? [] : (1...kept).flatMap(batches.samples).sorted()
                #expect(try await store.all(batches.series.rawValue)["here"] ?? [] == expected)
                let day = try ChartQuery(
                    series: batches.series, from: noon, to: noon + .days(7), points: 60, now: noon)
                let counts = try await store.chart(day).lines.flatMap { $0.points.map(\.rollup.count) }
                #expect(counts.reduce(0, +) == expected.count)
            }
            await store.close()
            try FileManager.default.removeItem(atPath: output)
        }
        #expect(acknowledged > Self.rounds, "no round got as far as an acknowledgement")
        print("series crash rounds: \(Self.rounds), acknowledged batches: \(acknowledged)")
    }

    @Test(.timeLimit(.minutes(10)))
    func `after kill -9 of SQLite's writers every acknowledged batch is there once`() async throws {
        let place = try SQLiteSeriesPlace()
        try await rounds(place)
        await place.remove()
    }

    @Test(.timeLimit(.minutes(10)))
    func `after kill -9 of PostgreSQL's writers, and of the server under them, every acknowledged batch is there once`()
        async throws
    {
        let server = try PostgresServer()
        try await rounds(try PostgresSeriesPlace(server)) { run in
            if run % 3 == 0 { return }
            if run % 3 == 1 { try server.stop() } else { try server.kill() }
            try server.start()
        }
    }
}
