import Testing
import Vocabulary
import Watching

@testable import Hearing

/// What is missed, what is late, and what nobody can know.
@Suite struct DeadManTests {
    static let start = Instant(seconds: 1_772_323_200)  // 2026-03-01T00:00:00Z, a Sunday

    static func every(_ span: TimeSpan, grace: TimeSpan = .seconds(30)) -> DeadMan {
        DeadMan(.init(every: span, grace: grace))
    }

    @Test func `a heart that never beat is unknown, and one that stops is missed after its grace`() {
        var man = Self.every(.seconds(10), grace: .seconds(5))
        #expect(man.standing(at: Self.start) == .unknown)
        man.hear(.success, at: Self.start)
        #expect(man.standing(at: Self.start + .seconds(10)) == .heard)
        #expect(man.standing(at: Self.start + .seconds(11)) == .late)
        #expect(man.deadline(after: Self.start + .seconds(11)) == Self.start + .seconds(15))
        #expect(man.standing(at: Self.start + .seconds(15)) == .late)
        let missed = DeadMan.Standing.missed(since: Self.start + .seconds(10))
        #expect(man.advance(to: Self.start + .seconds(16)) == missed)
        man.hear(.success, at: Self.start + .seconds(20))
        #expect(man.standing(at: Self.start + .seconds(20)) == .heard)
    }

    @Test func `who says that it failed is not silent, and is well again when it says so`() {
        var man = Self.every(.hours(1))
        man.hear(.success, at: Self.start)
        man.hear(.start, at: Self.start + .minutes(50))
        #expect(man.standing(at: Self.start + .minutes(50)) == .heard)
        man.hear(.fail(code: 3), at: Self.start + .minutes(55))
        let failed = DeadMan.Standing.failed(since: Self.start + .minutes(55), code: "exit 3")
        #expect(man.standing(at: Self.start + .minutes(56)) == failed)
        man.hear(.fail(code: nil), at: Self.start + .minutes(57))
        #expect(man.standing(at: Self.start + .hours(3)) == failed)
        man.hear(.success, at: Self.start + .hours(4))
        #expect(man.standing(at: Self.start + .hours(4)) == .heard)
    }

    @Test func `to begin is no sign that the work will be done`() {
        var man = Self.every(.minutes(10), grace: .minutes(1))
        man.hear(.success, at: Self.start)
        man.hear(.start, at: Self.start + .minutes(10))
        #expect(man.standing(at: Self.start + .minutes(12)) == .missed(since: Self.start + .minutes(10)))
    }

    @Test func `a gap of ours makes unknown, never missed, and a whole period after it is enough`() {
        var man = Self.every(.seconds(60), grace: .seconds(10))
        man.hear(.success, at: Self.start)
        man.wasDeaf(DeafSpan(from: Self.start + .seconds(5), until: Self.start + .minutes(30)))
        #expect(man.standing(at: Self.start + .minutes(30)) == .unknown)
        #expect(man.standing(at: Self.start + .minutes(31)) == .unknown)
        #expect(man.standing(at: Self.start + .minutes(31) + .seconds(10)) == .unknown)
        let missed = DeadMan.Standing.missed(since: Self.start + .minutes(31))
        #expect(man.standing(at: Self.start + .minutes(31) + .seconds(11)) == missed)
    }

    @Test func `a gap of ours in which nothing was due changes nothing`() {
        var man = Self.every(.hours(24), grace: .minutes(15))
        man.hear(.success, at: Self.start)
        man.wasDeaf(DeafSpan(from: Self.start + .hours(9), until: Self.start + .hours(10)))
        #expect(man.standing(at: Self.start + .hours(24)) == .heard)
        let missed = DeadMan.Standing.missed(since: Self.start + .hours(24))
        #expect(man.standing(at: Self.start + .hours(24) + .minutes(16)) == missed)
    }

    @Test func `a nightly job that may have been done while nobody listened is not called missed`() throws {
        let schedule = try #require(CronSchedule("0 3 * * *"))
        var man = DeadMan(.init(.cron(schedule, zone: "UTC"), grace: .minutes(30)))
        man.hear(.success, at: Self.start + .hours(3) + .minutes(4))
        let next = Self.start + .hours(27)
        man.wasDeaf(DeafSpan(from: next - .minutes(1), until: next + .minutes(2)))
        #expect(man.standing(at: next + .hours(5)) == .unknown)
        #expect(man.standing(at: next + .hours(24)) == .unknown)
        #expect(man.standing(at: next + .hours(24) + .minutes(31)) == .missed(since: next + .hours(24)))
        man.hear(.success, at: next + .hours(25))
        #expect(man.standing(at: next + .hours(26)) == .heard)
    }

    @Test func `what was missed before a restart is missed after it`() {
        var man = Self.every(.hours(1))
        man.restore(
            lastSuccess: Self.start, lastStart: nil, failure: nil, missedSince: Self.start + .hours(1))
        man.wasDeaf(DeafSpan(from: Self.start + .hours(2), until: Self.start + .hours(5)))
        #expect(man.standing(at: Self.start + .hours(5)) == .missed(since: Self.start + .hours(1)))
    }

    @Test func `many gaps are remembered as if they were one`() {
        var man = Self.every(.minutes(1), grace: .seconds(5))
        man.hear(.success, at: Self.start)
        for minute in Int64(0)..<100 {
            let from = Self.start + .minutes(minute) + .seconds(30)
            man.wasDeaf(DeafSpan(from: from, until: from + .seconds(1)))
        }
        #expect(man.standing(at: Self.start + .minutes(99)) == .unknown)
        let end = Self.start + .minutes(99) + .seconds(31)
        #expect(man.standing(at: end + .minutes(1) + .seconds(6)) == .missed(since: end + .minutes(1)))
    }

    @Test(arguments: [
        ("", BeatWord.success), ("success", .success), ("0", .success), ("start", .start), ("fail", .fail(code: nil)),
        ("1", .fail(code: 1)), ("255", .fail(code: 255)),
    ])
    func `words behind an address`(text: String, word: BeatWord) { #expect(BeatWord(text) == word) }

    @Test(arguments: ["256", "-1", "+1", "yes", "1 ", "0001"])
    func `other words are none`(text: String) { #expect(BeatWord(text) == nil) }
}
