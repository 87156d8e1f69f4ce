import Foundation
import Testing
import Vocabulary

@testable import Watching

/// When cron says that something is due.
@Suite struct CronScheduleTests {
    static let paris = try? Zone(
        identifier: "Europe/Paris", data: [UInt8](Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Paris"))))

    static func next(_ text: String, _ after: String, _ zone: Zone = .utc) throws -> String {
        let schedule = try #require(CronSchedule(text))
        let instant = try #require(schedule.next(after: try Instant(rfc3339: after), in: zone))
        return instant.rfc3339
    }

    @Test(arguments: [
        ("* * * * *", "2026-03-01T00:00:30Z", "2026-03-01T00:01:00Z"),
        ("0 3 * * *", "2026-03-01T03:00:00Z", "2026-03-02T03:00:00Z"),
        ("*/15 * * * *", "2026-03-01T00:46:00Z", "2026-03-01T01:00:00Z"),
        ("5,10-12/2 8 * * *", "2026-03-01T08:05:00Z", "2026-03-01T08:10:00Z"),
        ("0 0 1 * *", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"),
        ("0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("0 9 * * mon-fri", "2026-03-06T09:00:00Z", "2026-03-09T09:00:00Z"),
        ("0 9 * * 7", "2026-03-02T09:00:00Z", "2026-03-08T09:00:00Z"),
        ("0 0 13 * fri", "2026-03-01T00:00:00Z", "2026-03-06T00:00:00Z"),
        ("@daily", "2026-12-31T12:00:00Z", "2027-01-01T00:00:00Z"),
        ("30 4 1 jan *", "2026-03-01T00:00:00Z", "2027-01-01T04:30:00Z"),
    ])
    func `the next time`(text: String, after: String, due: String) throws {
        #expect(try Instant(rfc3339: try Self.next(text, after)) == Instant(rfc3339: due))
    }

    @Test func `clocks that change: the hour that is left out, and the one that comes twice`() throws {
        let paris = try #require(Self.paris, "no zone files on this machine")
        let spring = try Self.next("30 2 * * *", "2026-03-29T00:00:00Z", paris)
        #expect(try Instant(rfc3339: spring) == Instant(rfc3339: "2026-03-29T01:30:00Z"))
        let autumn = try Self.next("30 2 * * *", "2026-10-24T12:00:00Z", paris)
        #expect(try Instant(rfc3339: autumn) == Instant(rfc3339: "2026-10-25T00:30:00Z"))
        let following = try Self.next("30 2 * * *", autumn, paris)
        #expect(try Instant(rfc3339: following) == Instant(rfc3339: "2026-10-26T01:30:00Z"))
    }

    @Test(arguments: [
        "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 8",
        "5-2 * * * *", "*/0 * * * *", "a * * * *", "0 0 30 2 *", "1,,2 * * * *", "-1 * * * *", "@never",
    ])
    func `what cron would refuse, and what never comes`(text: String) { #expect(CronSchedule(text) == nil) }
}
