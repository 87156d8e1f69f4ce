import Testing
import Vocabulary

@testable import Traffic

@Suite struct TrafficTallyTests {
    private func tally(_ ends: [(Channel, PaymentFate, second: Int64, milliseconds: Int64)]) -> TrafficTally {
        var tally = TrafficTally()
        for (channel, fate, second, milliseconds) in ends {
            tally.begin(channel)
            tally.end(
                channel, PaymentReport(fate, reason: fate.isServed ? nil : "no answer"), after: .seconds(second),
                length: TimeSpan(microseconds: milliseconds * 1_000))
        }
        return tally
    }

    @Test func `every payment is in one line with one fate`() {
        let tally = tally([
            (.ecommerce, .approved, 0, 12), (.ecommerce, .refused, 1, 12), (.ecommerce, .failed, 2, 900),
            (.alternative, .reversed, 2, 12),
        ])
        #expect(tally.lines[.ecommerce]?.ended == 3)
        #expect(tally.total.ended == 4)
        #expect(tally.lines[.ecommerce]?.servedShare == 2.0 / 3)
        #expect(tally.total.reasons == ["no answer": 2])
        #expect(tally.total.underWay == 0)
    }

    @Test func `what was unknown for a time is counted apart, by channel`() {
        var tally = TrafficTally()
        for (channel, fate, wasUnknown) in [
            (Channel.ecommerce, PaymentFate.approved, true), (.ecommerce, .failed, true), (.ecommerce, .voided, false),
            (.eTerminal, .unknown, true),
        ] {
            tally.begin(channel)
            tally.end(channel, PaymentReport(fate, wasUnknown: wasUnknown), after: .zero, length: .zero)
        }
        #expect(tally.lines[.ecommerce]?.resolved == 2)
        #expect(tally.lines[.eTerminal]?.resolved == 0)
        #expect(tally.total.resolved == 2)
        #expect(tally.lines[.ecommerce]?.servedShare == 2.0 / 3)
        let report = TrafficScreen.report(tally, begun: 4)
        #expect(report.contains("    2 × without an answer at first, and found out"))
        #expect(report.last == "3 of 4 payments are accounted for; 1 are unknown.")
    }

    @Test func `lately forgets what is longer ago`() {
        let tally = tally([(.ecommerce, .failed, 1, 5), (.ecommerce, .approved, 12, 5)])
        #expect(tally.servedLately(.ecommerce, after: .seconds(5)) == 0)
        #expect(tally.servedLately(.ecommerce, after: .seconds(12)) == 1)
        #expect(tally.servedLately(.ecommerce, after: .seconds(40)) == nil)
        #expect(tally.servedLately(.alternative, after: .seconds(12)) == nil)
    }

    @Test func `lengths are known to a quarter`() throws {
        let tally = tally((1...100).map { (.ecommerce, .approved, 0, Int64($0)) })
        let half = try #require(tally.total.milliseconds(at: 0.5))
        let most = try #require(tally.total.milliseconds(at: 0.99))
        #expect((50...63).contains(half))
        #expect((99...125).contains(most))
        #expect(TrafficTally().total.milliseconds(at: 0.5) == nil)
    }

    @Test func `reasons without end don't fill the memory`() {
        var tally = TrafficTally()
        for number in 0..<500 {
            tally.begin(.ecommerce)
            tally.end(
                .ecommerce, PaymentReport(.failed, reason: "reason \(number)"), after: .seconds(Int64(number)),
                length: .zero)
        }
        #expect(tally.total.reasons.count == 21)
        #expect(tally.total.reasons.values.reduce(0, +) == 500)
    }

    @Test func `the screen fits 80 columns and never rounds up to all`() {
        var ends: [(Channel, PaymentFate, second: Int64, milliseconds: Int64)] = TrafficMix.channels.map {
            ($0, .approved, 3, 99_000)
        }
        for _ in 0..<5_000 { ends.append((.instoreCB2A, .approved, 3, 8)) }
        ends.append((.instoreCB2A, .unknown, 3, 30_000))
        let tally = tally(ends)
        let lines =
            TrafficScreen.lines(tally, after: .seconds(4), of: .seconds(60))
            + TrafficScreen.report(tally, begun: tally.total.ended)
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("instore-cb2a") && $0.contains("99.9%") })
        #expect(lines.contains("5006 of 5007 payments are accounted for; 1 are unknown."))
        #expect(lines.contains("    1 × no answer"))
        #expect(TrafficScreen.percent(1) == "100%")
        #expect(TrafficScreen.percent(0.99999) == "99.9%")
        #expect(TrafficScreen.percent(nil) == "-")
    }
}
