import Testing
import Vocabulary
import Watching

@testable import Hearing

/// Each count counts once, whoever tells it and however often.
@Suite struct CounterTests {
    static let start = Instant(seconds: 1_772_323_200)

    static func matrix(_ source: String = "push", extra: String = "") throws -> Matrix {
        try Declared.matrix(
            """
            vantages: [{name: here}]
            parts: [{name: acq-1, kind: provider-server}, {name: acq-2, kind: provider-server}]
            paths:
              - {name: servers, kind: provider-server, stops: [{name: acq-1}, {name: acq-2}]}
            probes:
              - {name: outcomes, kind: counters, from: \(source), paths: [servers]\(extra)}
            """)
    }

    static func point(
        _ server: String, _ count: Double, _ outcome: String = "approved", _ kind: CountPoint.Kind = .cumulative,
        until: Instant? = nil, from: Instant? = nil
    ) -> CountPoint {
        CountPoint("", ["provider-server": server, "outcome": outcome], kind, count, from: from, until: until)
    }

    /// All that was counted until then.
    static func total(_ spans: [CountedSpan], _ target: String) -> [Int] {
        let own = spans.filter { $0.target == target }
        return [own.reduce(0) { $0 + $1.good }, own.reduce(0) { $0 + $1.failed }]
    }

    @Test
    func `what counts from its begin is counted from when it was heard first, and again from nothing after a restart`()
        throws
    {
        var book = CounterBook(try Self.matrix())
        var spans: [CountedSpan] = []
        for (second, value) in [(0, 1_000.0), (10, 1_010), (20, 1_025), (30, 4), (40, 6)] {
            let now = Self.start + .seconds(Int64(second))
            _ = book.hear([Self.point("acq-1", value)], probe: 0, from: "a", now: now)
            spans += book.close(now: now)
        }
        #expect(Self.total(spans, "outcomes/servers/acq-1") == [10 + 15 + 4 + 2, 0])
        #expect(spans.map(\.isWhole).allSatisfy { $0 })
        #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.until == $1.from })
    }

    @Test func `a counter that comes to be later is new, whole`() throws {
        var book = CounterBook(try Self.matrix())
        _ = book.hear([Self.point("acq-1", 100)], probe: 0, from: "a", now: Self.start)
        let later = Self.start + .seconds(10)
        _ = book.hear(
            [Self.point("acq-1", 100), Self.point("acq-1", 3, "timeout")], probe: 0, from: "a", now: later)
        let spans = book.close(now: later)
        #expect(Self.total(spans, "outcomes/servers/acq-1") == [0, 3])
        #expect(spans.first?.code == "timeout")
    }

    @Test func `tellers of one counter are added, and a span ends where the slowest has told`() throws {
        var book = CounterBook(try Self.matrix())
        func at(_ second: Int64) -> Instant { Self.start + .seconds(second) }
        for teller in ["a", "b"] {
            _ = book.hear([Self.point("acq-2", 0)], probe: 0, from: teller, now: at(0))
        }
        _ = book.hear([Self.point("acq-2", 7)], probe: 0, from: "a", now: at(10))
        #expect(book.close(now: at(10)).isEmpty)
        _ = book.hear([Self.point("acq-2", 5)], probe: 0, from: "b", now: at(12))
        let spans = book.close(now: at(12))
        #expect(spans.map(\.good) == [12])
        #expect(spans.first?.from == at(0))
        #expect(spans.first?.until == at(10))
    }

    @Test func `a teller that falls silent makes few counts mean nothing, and is forgotten`() throws {
        var book = CounterBook(try Self.matrix())
        func at(_ second: Int64) -> Instant { Self.start + .seconds(second) }
        var spans: [CountedSpan] = []
        for second in stride(from: Int64(0), through: 800, by: 10) {
            _ = book.hear([Self.point("acq-1", Double(second))], probe: 0, from: "a", now: at(second))
            if second <= 50 {
                _ = book.hear([Self.point("acq-1", Double(second))], probe: 0, from: "b", now: at(second))
            }
            spans += book.close(now: at(second))
        }
        let blind = spans.filter { !$0.isWhole }
        #expect(!blind.isEmpty)
        #expect(spans.last?.isWhole == true)
        #expect(Self.total(spans, "outcomes/servers/acq-1") == [850, 0])
    }

    @Test func `counts since the last time are added, and the same span told again is known`() throws {
        var book = CounterBook(try Self.matrix())
        func at(_ second: Int64) -> Instant { Self.start + .seconds(second) }
        let first = [Self.point("acq-1", 4, "approved", .delta, until: at(10), from: at(0))]
        _ = book.hear(first, probe: 0, from: "a", now: at(10))
        let again = book.hear(first, probe: 0, from: "a", now: at(11))
        #expect(again.known == 1 && again.counted == 0)
        _ = book.hear(
            [Self.point("acq-1", 2, "failed", .delta, until: at(20), from: at(10))], probe: 0, from: "a", now: at(20))
        #expect(Self.total(book.close(now: at(20)), "outcomes/servers/acq-1") == [4, 2])
    }

    @Test func `what is late, ahead or belongs nowhere is said`() throws {
        var book = CounterBook(try Self.matrix())
        let now = Self.start
        let receipt = book.hear(
            [
                Self.point("acq-1", 1, "approved", .delta, until: now - .minutes(6)),
                Self.point("acq-1", 1, "approved", .delta, until: now + .minutes(6)),
                Self.point("acq-9", 1), Self.point("acq-2", 1),
            ], probe: 0, from: "a", now: now)
        #expect(receipt.late == 1)
        #expect(receipt.refused == 1)
        #expect(receipt.unmatched == 1)
        #expect(receipt.counted == 1)
        #expect(receipt.why?.contains("clock") == true)
    }

    @Test func `OTLP's counts go to the probes that name the metric, by the names that the source has`() throws {
        var book = CounterBook(
            try Self.matrix("otlp", extra: ", metric: orders, labels: [\"provider-server = server\"], outcome: result"))
        #expect(book.metrics(.otlp) == ["orders"])
        func points(_ count: Double) -> [CountPoint] {
            [
                CountPoint("orders", ["server": "acq-1", "result": "approved"], .cumulative, count),
                CountPoint("orders", ["server": "acq-1", "result": "unknown"], .cumulative, count / 2),
                CountPoint("other", ["server": "acq-1"], .cumulative, count),
            ]
        }
        _ = book.hear(otlp: points(0), from: "svc/1", now: Self.start)
        let later = Self.start + .seconds(10)
        #expect(book.hear(otlp: points(8), from: "svc/1", now: later).counted == 2)
        #expect(Self.total(book.close(now: later), "outcomes/servers/acq-1") == [8, 4])
    }

    @Test func `series are bounded, and those that nobody tells any more make room`() throws {
        var rules = HearingRules()
        rules.seriesMost = 10
        var book = CounterBook(try Self.matrix(), rules: rules)
        let many = (0..<20).map { Self.point("acq-1", 1, "word \($0)") }
        let receipt = book.hear(many, probe: 0, from: "a", now: Self.start)
        #expect(receipt.counted == 10)
        #expect(receipt.refused == 10)
        _ = book.close(now: Self.start + .hours(2))
        #expect(book.hear(many, probe: 0, from: "a", now: Self.start + .hours(2)).counted == 10)
    }
}
