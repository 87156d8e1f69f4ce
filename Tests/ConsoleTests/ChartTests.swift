import Foundation
import Markup
import Observing
import Series
import Telling
import Testing
import Vocabulary

@testable import Console

/// Drawings are pure: a chart in, markup out.
@Suite struct ChartTests {
    private static let start = Instant(seconds: 1_764_849_600)

    private func sample(_ at: Int64, _ outcome: SampleOutcome = .ok, milliseconds: Int64 = 100) -> Sample {
        Sample(
            at: Self.start + .seconds(at), outcome, total: TimeSpan(microseconds: milliseconds * 1_000),
            phases: [
                .connect: TimeSpan(microseconds: milliseconds * 250), .wait: TimeSpan(microseconds: milliseconds * 500),
            ])
    }

    /// Ten points of a minute; those named are measured.
    private func points(_ measured: [Int: [Sample]]) throws -> ChartPoints {
        let line = Chart.Line(
            vantage: try #require(VantageName(rawValue: "paris")),
            points: measured.map { number, samples in
                Chart.Point(start: Self.start + .minutes(Int64(number)), rollup: Rollup(samples))
            })
        return ChartPoints([line], width: .minutes(1), span: Self.start..<Self.start + .minutes(10))
    }

    @Test func `the scale ends at a round time that is not less`() {
        for (longest, top) in [
            (0, 100), (100, 100), (101, 200), (42_000, 50_000), (50_001, 100_000), (1_300_000, 2_000_000),
        ] {
            #expect(ChartScale.top(TimeSpan(microseconds: Int64(longest))) == TimeSpan(microseconds: Int64(top)))
        }
    }

    @Test func `marks stand at round clocks of the zone, and few enough to be read`() throws {
        let kathmandu = try zone("Asia/Kathmandu")
        let hour = ChartScale.ticks(Self.start..<Self.start + .hours(1), in: kathmandu, most: 6)
        #expect(
            hour.map { LanguagePack.english.clock($0.at, in: kathmandu) } == [
                "17:50", "18:00", "18:10", "18:20", "18:30", "18:40",
            ])
        #expect(hour.map(\.place) == [83, 250, 416, 583, 750, 916])
        let year = ChartScale.ticks(Self.start..<Self.start + .days(365), in: try zone("Europe/Paris"), most: 6)
        #expect(year.allSatisfy(\.isDay) && (2...6).contains(year.count))
        for reach in TargetHistory.Reach.allCases {
            let ticks = ChartScale.ticks(Self.start..<Self.start + reach.span, in: .utc, most: 6)
            #expect((2...7).contains(ticks.count), "\(reach): \(ticks.count)")
        }
        #expect(ChartScale.ticks(Self.start..<Self.start, in: .utc, most: 6).isEmpty)
    }

    private func zone(_ name: String) throws -> Zone {
        let data = try #require(FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)"))
        return try Zone(identifier: name, data: Array(data))
    }

    @Test func `percentiles are steps as wide as their points, and a gap stays a gap`() throws {
        let points = try points([0: [sample(0)], 1: [sample(60)], 5: [sample(300, milliseconds: 50)]])
        let text = LatencyDrawing.percentiles(points, in: .utc, .english, description: "How long").string
        let path = try #require(text.firstMatch(of: #/class="line p50" d="([^"]*)"/#)).1
        // A sample of 100 ms is kept to 0.8 %, so it ends just below the top; after a gap of three points one half as high.
        #expect(path.hasPrefix("M0 1H100V1H200M500 10"))
        #expect(path.hasSuffix("H600"))
        #expect(text.contains("role=\"img\"") && text.contains("aria-label=\"How long\""))
        #expect(text.contains(">100\u{202F}ms<") || text.contains(">100\u{A0}ms<"))
        #expect(!text.contains("style=") && !text.contains("<script"))
    }

    @Test func `phases are stacked in their order and end at what they come to`() throws {
        let text = LatencyDrawing.phases(
            try points([0: [sample(0)]]), in: .utc, .english, description: "What the time went into"
        ).string
        let areas = text.matches(of: #/class="area phase(\d)" d="([^"]*)"/#).map { (String($0.1), String($0.2)) }
        #expect(areas.map(\.0) == ["0", "1", "2", "3", "4"])
        #expect(areas[0].1.hasPrefix("M0 200") && areas[0].1.hasSuffix("Z"))
        let tops = areas.compactMap { Int($0.1.dropFirst(3).prefix { $0.isNumber }) }
        #expect(tops == tops.sorted(by: >), "each phase lies on the one before: \(tops)")
    }

    @Test func `nothing measured and nothing answered draw nothing of times`() throws {
        let none = try points([:])
        let failed = try points([0: [sample(0, SampleOutcome(.failed, at: .connect))]])
        for points in [none, failed] {
            #expect(LatencyDrawing.percentiles(points, in: .utc, .english, description: "x").bytes.isEmpty)
            #expect(LatencyDrawing.phases(points, in: .utc, .english, description: "x").bytes.isEmpty)
        }
        #expect(none.whole.count == 0 && failed.whole.failures == 1)
    }

    @Test func `the strip tells answered, failed, unknown and not measured apart by shape`() throws {
        let points = try points([
            0: [sample(0)], 1: [sample(60), sample(61, SampleOutcome(.failed))],
            2: [sample(120, SampleOutcome(.failed))],
            3: [sample(180, SampleOutcome(.unknown, at: .own))],
        ])
        let strip = AvailabilityDrawing.Strip(name: "paris", account: "half", points: points)
        let text = AvailabilityDrawing.html([strip], in: .utc, .english).string
        func path(_ look: String) -> String? {
            text.components(separatedBy: "class=\"\(look)\" d=\"").dropFirst().first.map {
                String($0.prefix { $0 != "\"" })
            }
        }
        #expect(path("good") == "M0 0H300V24H0Z")
        #expect(path("failed") == "M100 0H200V12H100ZM200 0H300V24H200Z")
        #expect(path("doubtful") == "M300 2H400V22H300Z")
        #expect(text.contains("aria-label=\"paris: half\""))
        #expect(AvailabilityDrawing.html([], in: .utc, .english).bytes.isEmpty)
    }

    @Test func `lines of several vantages are one, and a table has few rows and all samples`() throws {
        let names = try ["paris", "oslo"].map { try #require(VantageName(rawValue: $0)) }
        let lines = names.map { name in
            Chart.Line(
                vantage: name,
                points: (0..<10).map { .init(start: Self.start + .minutes($0), rollup: Rollup([sample($0 * 60)])) })
        }
        let points = ChartPoints(lines, width: .minutes(1), span: Self.start..<Self.start + .minutes(10))
        #expect(points.whole.count == 20 && points.count == 10)
        let rows = points.rows(most: 4)
        #expect(rows.map(\.rollup.count) == [6, 6, 6, 2])
        #expect(rows.map(\.start) == [0, 3, 6, 9].map { Self.start + .minutes($0) })
    }

    @Test func `a graph joins causes with targets, bounded, and names are escaped`() {
        let targets = (0..<20).map { CauseDrawing.Target(name: "t\($0)<b>", symbol: .critical, state: "Down") }
        let cause = CauseDrawing.Cause(name: "acquirer & co", share: "87 %", explains: [0, 1, 19], contradictedBy: [2])
        let text = CauseDrawing.html([cause], targets, description: "Causes") { "and \($0) more" }.string
        #expect(text.components(separatedBy: "class=\"explains\"").count == 3, "the nineteenth is not drawn")
        #expect(text.components(separatedBy: "class=\"against\"").count == 2)
        #expect(text.contains("acquirer &amp; co") && text.contains("t0&lt;b&gt;") && text.contains("and 6 more"))
    }

    @Test func `times of answers are told with three figures, in each language`() {
        let told: [(Int64, String, String)] = [
            (420, "0.42 ms", "0,42 ms"), (4_200, "4.2 ms", "4,2 ms"), (42_400, "42 ms", "42 ms"),
            (1_250_000, "1.25 s", "1,25 s"), (0, "0 ms", "0 ms"),
        ]
        func plain(_ text: String) -> String { text.map { $0.isWhitespace ? " " : String($0) }.joined() }
        for (microseconds, english, french) in told {
            let span = TimeSpan(microseconds: microseconds)
            #expect(plain(LanguagePack.english.latency(span)) == english)
            #expect(plain(LanguagePack.french.latency(span)) == french)
        }
    }
}
