import Settlement
import Testing
import Vocabulary

/// When a file is awaited, and when it is late.
@Suite struct ScheduleTests {
    /// 2026-11-20T00:00:00Z.
    private let midnight = Instant(seconds: 1_795_132_800)

    private func cutOff(_ minute: Int, grace: TimeSpan = .hours(2)) throws -> CutOff {
        try #require(CutOff(minute: minute, grace: grace))
    }

    @Test func `a cut-off is a minute of the day and less than a day of grace`() {
        #expect(CutOff(minute: -1, grace: .zero) == nil)
        #expect(CutOff(minute: 1_440, grace: .zero) == nil)
        #expect(CutOff(minute: 0, grace: .days(1)) == nil)
        #expect(CutOff(minute: 0, grace: TimeSpan(microseconds: -1)) == nil)
        #expect(CutOff(minute: 1_439, grace: .hours(23)) != nil)
    }

    @Test func `the end of a day is the first one after an instant`() throws {
        let late = try cutOff(22 * 60 + 30)
        #expect(late.dayEnd(after: midnight) == midnight + .minutes(1_350))
        #expect(late.dayEnd(after: midnight + .minutes(1_350)) == midnight + .minutes(1_350) + .days(1))
        #expect(late.dayEnd(until: midnight + .minutes(1_350)) == midnight + .minutes(1_350))
        #expect(try cutOff(0).dayEnd(after: midnight - TimeSpan(microseconds: 1)) == midnight)
        // Before 1970 too.
        #expect(try cutOff(60).dayEnd(after: Instant(seconds: -1)) == Instant(seconds: 3_600))
        #expect(try cutOff(60).dayEnd(after: Instant(seconds: -86_400)) == Instant(seconds: -82_800))
    }

    @Test func `a day's file is awaited during its grace and late after it`() throws {
        let schedule = SettlementSchedule([.ecommerce: try cutOff(0)])
        func standing(_ now: Instant, settled: Instant) -> ChannelStanding? {
            schedule.standing(of: .ecommerce, settledUntil: settled, at: now)
        }
        let yesterday = midnight - .days(1)
        #expect(standing(midnight - .seconds(1), settled: yesterday) == .settled(next: midnight))
        #expect(standing(midnight, settled: yesterday) == .awaited(day: midnight, due: midnight + .hours(2)))
        #expect(
            standing(midnight + .hours(2), settled: yesterday)
                == .late(day: midnight, dueSince: midnight + .hours(2), days: 1))
        #expect(
            standing(midnight + .days(2) + .hours(1), settled: yesterday)
                == .late(day: midnight, dueSince: midnight + .hours(2), days: 2))
        #expect(
            standing(midnight + .days(2) + .hours(3), settled: yesterday)
                == .late(day: midnight, dueSince: midnight + .hours(2), days: 3))
        // A file that ends within the day settles the day before alone.
        #expect(standing(midnight + .hours(3), settled: midnight - .seconds(1))?.isLate == true)
        #expect(standing(midnight + .hours(3), settled: midnight) == .settled(next: midnight + .days(1)))
        #expect(schedule.standing(of: .instoreNexo, settledUntil: midnight, at: midnight) == nil)
    }

    @Test func `a late file says since when it is due`() {
        let standing = ChannelStanding.late(day: midnight, dueSince: midnight + .hours(2), days: 2)
        #expect(
            standing.sentence
                == "the file for the day that ended 2026-11-20T00:00:00Z is due since 2026-11-20T02:00:00Z; 2 days are late"
        )
    }

    /// Whatever the times: days that are over and settled are never late, and a channel turns late only by time passing.
    @Test func `standing follows from the times alone`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let cutOff = try cutOff(
                Int.random(in: 0..<1_440, using: &random), grace: .minutes(Int64.random(in: 0..<1_440, using: &random)))
            let schedule = SettlementSchedule([.instoreNexo: cutOff])
            let settled = midnight + .minutes(Int64.random(in: -3_000...3_000, using: &random))
            let now = settled + .minutes(Int64.random(in: 0...6_000, using: &random))
            let standing = try #require(schedule.standing(of: .instoreNexo, settledUntil: settled, at: now))
            let later = try #require(schedule.standing(of: .instoreNexo, settledUntil: settled, at: now + .hours(1)))
            switch standing {
            case .settled(let next): #expect(next > now && next > settled)
            case .awaited(let day, let due): #expect(day > settled && day <= now && due > now)
            case .late(let day, let since, let days):
                #expect(day > settled && since <= now && days >= 1)
                #expect(since + .days(Int64(days)) > now)
                #expect(since + .days(Int64(days) - 1) <= now)
                #expect(later.isLate)
            }
        }
    }
}
