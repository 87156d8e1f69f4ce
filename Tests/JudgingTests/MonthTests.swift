import JudgingSimulation
import Testing

/// A short stretch of the simulated month; JudgingMonth plays the whole.
@Suite struct MonthTests {
    @Test func `hours of noise wake nobody, real outages do, within seconds and once`() throws {
        let size = MonthSize(targets: 30, services: 3, hours: 12, outagesPerDay: 12)
        var simulation = try MonthSimulation(size: size, seed: 42)
        let report = simulation.run()
        #expect(report.falsePages.isEmpty, "seed \(report.seed): \(report.falsePages)")
        #expect(report.falseDowns == 0)
        #expect(report.outages >= 5)
        #expect(report.detections.count == report.outages)
        #expect(report.pagings.count == report.outages)
        #expect(try #require(report.detections.last) <= 3)
        #expect(try #require(report.pagings.last) <= 6)
        // The same failures page many times by rules that ask one place alone.
        let rival = try #require(report.rows.first { $0.name.contains("for: 2s: alerts") })
        #expect(rival.falsePages > report.falsePages.count)
    }
}
