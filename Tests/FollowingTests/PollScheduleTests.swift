import Testing
import Vocabulary

@testable import Following

@Suite struct PollScheduleTests {
    static let schedule = PollSchedule()
    static let start = Instant(seconds: 1_790_000_000)

    /// Reads of one page until `end`, each taking `latency`, with what each brought.
    static func reads(
        _ page: String, tier: PollTier, hours: Int64, latency: TimeSpan = .seconds(1), random: inout SeededRandom,
        outcome: (Instant) -> PollOutcome
    ) -> (times: [Instant], state: PollState) {
        var state = schedule.started(page: page, tier: tier, now: start)
        var times: [Instant] = []
        while state.next < start + .hours(hours) {
            times.append(state.next)
            let done = state.next + latency
            state = schedule.after(outcome(state.next), of: state, now: done, using: &random)
        }
        return (times, state)
    }

    @Test(arguments: [(PollTier.first, Int64(120)), (.normal, 300), (.dormant, 1_800)])
    func `a quiet page is read once per period, within a tenth of its place`(tier: PollTier, period: Int64) {
        var random = SeededRandom(seed: 1)
        for name in 0..<20 {
            let page = "page-\(name)"
            let (times, _) = Self.reads(page, tier: tier, hours: 48, random: &random) { _ in .unchanged }
            #expect(abs(times.count - Int(48 * 3_600 / period)) <= 2)
            let phase = PollSchedule.phase(page: page, period: .seconds(period)).microseconds
            let length = period * 1_000_000
            // The first read is at once, all others at the page's place.
            for time in times.dropFirst() {
                let offset = (time.microseconds - phase + length / 2) % length - length / 2
                #expect(abs(offset) <= length / 10)
            }
            for (earlier, later) in zip(times.dropFirst(), times.dropFirst(2)) {
                let gap = (later - earlier).microseconds
                #expect(gap >= length * 8 / 10 && gap <= length * 12 / 10)
            }
        }
    }

    @Test func `places are spread evenly, differ between pages of like names and never depend on other pages`() {
        var perTenth = [Int](repeating: 0, count: 10)
        for number in 0..<5_000 {
            let phase = PollSchedule.phase(page: "vendor-\(number)", period: .seconds(300))
            #expect(phase >= .zero && phase < .seconds(300))
            perTenth[Int(phase.microseconds / 30_000_000)] += 1
        }
        for count in perTenth { #expect((400...600).contains(count)) }
        // Written down: a place that moved with a release would move every installation's reads at once.
        #expect(PollSchedule.phase(page: "payplug", period: .seconds(120)).microseconds == 33_502_968)
    }

    @Test func `a thousand pages ask for no more than their share in any ten seconds`() {
        var random = SeededRandom(seed: 2)
        var perTenSeconds: [Int64: Int] = [:]
        for number in 0..<1_000 {
            var state = PollState(page: "page-\(number)", tier: .first, next: Self.start - .hours(5))
            state = Self.schedule.resumed(state, now: Self.start, using: &random)
            #expect(state.next >= Self.start)
            while state.next < Self.start + .hours(2) {
                perTenSeconds[state.next.seconds / 10, default: 0] += 1
                state = Self.schedule.after(.unchanged, of: state, now: state.next + .seconds(1), using: &random)
            }
        }
        // 1,000 pages every 120 s are 83 in ten seconds; nothing bunches, the start after a stop included.
        let most = perTenSeconds.values.max() ?? 0
        #expect((84...150).contains(most))
    }

    @Test func `an open incident is read every minute, and for half an hour after it`() {
        var random = SeededRandom(seed: 3)
        let opens = Self.start + .hours(2)
        let closes = Self.start + .hours(3)
        let (times, state) = Self.reads("psp", tier: .normal, hours: 6, random: &random) { now in
            .read(hasOpenIncident: now >= opens && now < closes)
        }
        func count(_ from: Instant, _ to: Instant) -> Int { times.count { $0 >= from && $0 < to } }
        #expect((11...13).contains(count(Self.start + .hours(1), opens)))
        #expect((54...61).contains(count(opens, closes)))
        #expect((29...32).contains(count(closes, closes + .minutes(30))))
        #expect((11...14).contains(count(closes + .minutes(32), closes + .minutes(92))))
        #expect(!state.hasOpenIncident && state.lastOpen.map { $0 < closes + .minutes(2) } == true)
    }

    @Test func `an unchanged page keeps the incident that it showed`() {
        var random = SeededRandom(seed: 4)
        var state = Self.schedule.started(page: "psp", tier: .normal, now: Self.start)
        state = Self.schedule.after(.read(hasOpenIncident: true), of: state, now: Self.start, using: &random)
        let later = Self.start + .hours(9)
        state = Self.schedule.after(.unchanged, of: state, now: later, using: &random)
        #expect(state.hasOpenIncident && state.lastOpen == later && state.lastRead == later)
        #expect(Self.schedule.period(state, now: later) == .seconds(60))
    }

    @Test func `trouble elsewhere hurries a page for as long as it is said, and no page that asked for peace`() {
        var random = SeededRandom(seed: 5)
        var state = Self.schedule.started(page: "psp", tier: .dormant, now: Self.start)
        state = Self.schedule.after(.unchanged, of: state, now: Self.start, using: &random)
        let calm = state
        state = Self.schedule.hurried(state, until: Self.start + .minutes(30), now: Self.start, using: &random)
        #expect(state.next <= Self.start + .seconds(96) && state.next <= calm.next)
        #expect(Self.schedule.period(state, now: Self.start + .minutes(29)) == .seconds(60))
        #expect(Self.schedule.period(state, now: Self.start + .minutes(30)) == .seconds(1_800))
        let asked = PollOutcome.failed(.answered(status: 429, retryAfter: .hours(1)))
        let paused = Self.schedule.after(asked, of: calm, now: Self.start, using: &random)
        let hurried = Self.schedule.hurried(paused, until: Self.start + .hours(2), now: Self.start, using: &random)
        #expect(hurried.next == paused.next && paused.next >= Self.start + .hours(1))
    }

    @Test func `what may be better in a moment is tried three times more with full jitter, then waits its turn`() {
        var random = SeededRandom(seed: 6)
        var delays: [[TimeSpan]] = [[], [], []]
        for _ in 0..<300 {
            var state = Self.schedule.started(page: "psp", tier: .normal, now: Self.start)
            var now = Self.start
            for retry in 0..<3 {
                state = Self.schedule.after(.failed(.noAnswer), of: state, now: now, using: &random)
                #expect(state.retries == retry + 1 && state.unreadableSince == nil && state.failingSince == Self.start)
                delays[retry].append(state.next - now)
                now = state.next
            }
            state = Self.schedule.after(.failed(.noAnswer), of: state, now: now, using: &random)
            #expect(state.retries == 0 && state.failedCycles == 1 && state.unreadableSince == Self.start)
            #expect(state.next - now >= .seconds(120))
        }
        for (retry, most) in [Int64(500_000), 1_000_000, 2_000_000].enumerated() {
            let longest = delays[retry].map(\.microseconds).max() ?? 0
            let shortest = delays[retry].map(\.microseconds).min() ?? 0
            #expect(longest <= most && longest > most * 9 / 10 && shortest < most / 10)
        }
    }

    @Test(arguments: [400, 401, 403, 404, 408, 410, 418])
    func `what a server refuses is not asked again in the same cycle`(status: Int) {
        var random = SeededRandom(seed: 7)
        let state = Self.schedule.started(page: "psp", tier: .first, now: Self.start)
        let failure = PollFailure.answered(status: status, retryAfter: nil)
        let next = Self.schedule.after(.failed(failure), of: state, now: Self.start, using: &random)
        #expect(next.retries == 0 && next.failedCycles == 1 && next.lastFailure == failure)
        #expect(next.next - Self.start >= .seconds(48) && next.next - Self.start <= .seconds(192))
    }

    @Test func `a server that asks for time gets it: a minute when it does not say, six hours at most`() {
        var random = SeededRandom(seed: 8)
        func wait(_ status: Int, _ asked: TimeSpan?) -> TimeSpan {
            var state = PollState(page: "psp", tier: .first, next: Self.start)
            state.lastOpen = Self.start
            let failed = PollOutcome.failed(.answered(status: status, retryAfter: asked))
            return Self.schedule.after(failed, of: state, now: Self.start, using: &random).next - Self.start
        }
        for _ in 0..<50 {
            #expect(wait(429, nil) >= .seconds(60))
            #expect(wait(429, .seconds(900)) >= .seconds(900) && wait(429, .seconds(900)) <= .seconds(990))
            #expect(wait(503, .seconds(600)) >= .seconds(600))
            #expect(wait(429, .days(400)) == .hours(6))
        }
    }

    @Test func `a page that stays unreadable is told once, shown since when, and then left nearly alone`() {
        var random = SeededRandom(seed: 9)
        var notices = 0
        var state = Self.schedule.started(page: "gone", tier: .first, now: Self.start)
        var reads = 0
        let failure = PollOutcome.failed(.answered(status: 404, retryAfter: nil))
        while state.next < Self.start + .days(3) {
            state = Self.schedule.after(failure, of: state, now: state.next, using: &random)
            if state.isUnreadableNewly() { notices += 1 }
            reads += 1
        }
        #expect(notices == 1 && state.unreadableSince == Self.start)
        // A day at 120 s, two days at 30 minutes.
        #expect((800...830).contains(reads))
        state = Self.schedule.after(.read(hasOpenIncident: false), of: state, now: state.next, using: &random)
        #expect(state.unreadableSince == nil && state.failedCycles == 0 && state.lastFailure == nil)
    }

    @Test func `an attempt that was held back is no failure`() {
        var random = SeededRandom(seed: 10)
        let state = Self.schedule.started(page: "psp", tier: .normal, now: Self.start)
        let until = Self.start + .seconds(90)
        let next = Self.schedule.after(.heldBack(until: until), of: state, now: Self.start, using: &random)
        #expect(next.failedCycles == 0 && next.failingSince == nil && next.lastRead == nil)
        #expect(next.next >= until && next.next <= until + .seconds(9))
    }

    @Test func `a clock that was set back does not leave a page unread`() {
        let state = PollState(page: "psp", tier: .normal, next: Self.start + .days(300))
        #expect(Self.schedule.isDue(state, now: Self.start))
        #expect(!Self.schedule.isDue(state, now: state.next - .hours(5)))
    }

    @Test func `whatever happens, the next read is neither in the past nor further than half a day`() {
        var random = SeededRandom(seed: 11)
        var now = Self.start
        var state = Self.schedule.started(page: "psp", tier: .normal, now: now)
        for _ in 0..<20_000 {
            let outcome: PollOutcome =
                switch random.below(8) {
                case 0: .read(hasOpenIncident: random.below(2) == 0)
                case 1: .unchanged
                case 2: .failed(.noAnswer)
                case 3: .failed(.answered(status: 400 + random.below(200), retryAfter: nil))
                case 4: .failed(.answered(status: 503, retryAfter: .seconds(Int64(random.below(1 << 40)))))
                case 5: .failed(.unreadable(UnreadablePage.Reason.allCases[random.below(11)]))
                case 6: .heldBack(until: now + .seconds(Int64(random.below(1 << 30))))
                default: .heldBack(until: now - .seconds(5))
                }
            state = Self.schedule.after(outcome, of: state, now: now, using: &random)
            #expect(state.next >= now && state.next <= now + .hours(12))
            now = state.next + .seconds(Int64(random.below(3)))
        }
    }
}
