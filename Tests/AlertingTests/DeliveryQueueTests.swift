import Incidents
import Journal
import Testing
import Vocabulary

@testable import Alerting

@Suite struct DeliveryQueueTests {
    private static let hook = AlertChannelID(checked: "hook")
    private static let rate = MessageRate(perMinute: 60_000, burst: 1_000)

    private func filled(_ count: Int, limits: DeliveryQueue.Limits = .init()) throws -> (DeliveryQueue, MemoryOutbox) {
        var outbox = MemoryOutbox()
        try outbox.prepare([Cases.route()], [Cases.channel("hook")])
        for number in 1...count { try outbox.add(.incidentRecorded(Cases.incident(number))) }
        var queue = DeliveryQueue(limits: limits)
        try fill(&queue, outbox, now: Cases.start)
        return (queue, outbox)
    }

    private func fill(
        _ queue: inout DeliveryQueue, _ outbox: MemoryOutbox, rate: MessageRate = rate, now: Instant
    ) throws {
        _ = queue.replace(
            try outbox.pending, channels: [Self.hook: rate], routes: try outbox.reading.book().routes, zones: zones,
            now: now)
    }

    @Test func `no more is under way than the bound, and nothing twice`() throws {
        var (queue, outbox) = try filled(20)
        let jobs = queue.take(now: Cases.start)
        #expect(jobs.count == 4)
        #expect(queue.take(now: Cases.start).isEmpty)
        // Reading the outbox again before the record is there changes nothing.
        try fill(&queue, outbox, now: Cases.start)
        #expect(queue.take(now: Cases.start).isEmpty)
        let facts = queue.settle(jobs[0], .delivered(foreignID: nil), now: Cases.start, chance: 0)
        queue.recorded(facts, now: Cases.start)
        // A reading from before the record still lists it.
        try fill(&queue, outbox, now: Cases.start)
        let next = queue.take(now: Cases.start)
        #expect(next.count == 1)
        #expect(!jobs.contains(next[0]))
        for fact in facts { try outbox.add(fact) }
        #expect(try outbox.pending.count == 19)
    }

    @Test func `failures back off, doubling to a cap, spread between half and all`() throws {
        var (queue, _) = try filled(1)
        var now = Cases.start
        var waits: [Int64] = []
        for attempt in 1...14 {
            let job = try #require(queue.take(now: now).first)
            _ = queue.settle(
                job, .failed("it answers 503", retryAfter: nil), now: now, chance: attempt % 2 == 0 ? 1 : 0)
            let wake = try #require(queue.nextWake(now: now))
            waits.append((wake - now).wholeSeconds)
            #expect(queue.take(now: wake - .seconds(1)).isEmpty || waits.last ?? 0 <= 1)
            now = wake
        }
        #expect(waits.prefix(6) == [0, 2, 2, 8, 8, 32])
        #expect(waits.suffix(2) == [450, 900])
    }

    @Test func `a receiver that asks for time gets it, up to a bound`() throws {
        var (queue, _) = try filled(1)
        let job = try #require(queue.take(now: Cases.start).first)
        _ = queue.settle(job, .failed("less", retryAfter: .minutes(7)), now: Cases.start, chance: 0)
        #expect(queue.nextWake(now: Cases.start) == Cases.start + .minutes(7))
        let again = try #require(queue.take(now: Cases.start + .minutes(7)).first)
        _ = queue.settle(again, .failed("less", retryAfter: .days(9)), now: Cases.start, chance: 0)
        #expect(queue.nextWake(now: Cases.start) == Cases.start + .hours(1))
    }

    @Test func `what is refused three times, or tried for a day, is dead`() throws {
        var (queue, _) = try filled(1)
        var now = Cases.start
        var facts: [AlertingFact] = []
        for _ in 1...3 {
            let job = try #require(queue.take(now: now).first)
            facts = queue.settle(job, .refused("it answers 410"), now: now, chance: 0.5)
            now = queue.nextWake(now: now) ?? now
        }
        guard case .dead(_, let record)? = facts.first else { return #expect(Bool(false), "\(facts)") }
        #expect(record.attempts == 3)
        var (other, _) = try filled(1)
        now = Cases.start
        var attempts = 0
        while attempts < 1_000 {
            guard let job = other.take(now: now).first else { break }
            attempts += 1
            let facts = other.settle(job, .failed("it answers 500", retryAfter: nil), now: now, chance: 1)
            if case .dead? = facts.first { break }
            now = try #require(other.nextWake(now: now))
        }
        #expect((90...130).contains(attempts))
        #expect(now - Cases.start <= .hours(24))
        #expect(now - Cases.start >= .hours(23))
    }

    @Test func `a channel that fails is asked with one message at a time, and the others are not held up`() throws {
        var outbox = MemoryOutbox()
        try outbox.prepare(
            [Cases.route("a", to: ["hook", "other"])], [Cases.channel("hook"), Cases.channel("other")])
        for number in 1...30 { try outbox.add(.incidentRecorded(Cases.incident(number))) }
        let other = AlertChannelID(checked: "other")
        var queue = DeliveryQueue()
        _ = queue.replace(
            try outbox.pending, channels: [Self.hook: Self.rate, other: Self.rate],
            routes: try outbox.reading.book().routes, zones: zones, now: Cases.start)
        var now = Cases.start
        var toHook = 0
        var toOther = 0
        for _ in 0..<200 {
            for job in queue.take(now: now) {
                if job.channel == Self.hook { toHook += 1 } else { toOther += 1 }
                let outcome: SendOutcome =
                    job.channel == Self.hook ? .failed("down", retryAfter: nil) : .delivered(foreignID: nil)
                queue.recorded(queue.settle(job, outcome, now: now, chance: 0.5), now: now)
            }
            now = now + .seconds(1)
        }
        #expect(toOther == 30)
        #expect(toHook < 20, "\(toHook) messages were sent to a channel that is down")
    }

    @Test func `the rate of a channel holds over time`() throws {
        var (queue, outbox) = try filled(200)
        try fill(&queue, outbox, rate: MessageRate(perMinute: 60, burst: 5), now: Cases.start)
        var sent = 0
        for second in 0..<60 {
            let now = Cases.start + .seconds(Int64(second))
            while let job = queue.take(now: now).first {
                sent += 1
                queue.recorded(queue.settle(job, .delivered(foreignID: nil), now: now, chance: 0), now: now)
            }
        }
        #expect((60...65).contains(sent), "\(sent)")
    }

    @Test func `a digest gathers what is due into one message`() throws {
        var outbox = MemoryOutbox()
        var route = Cases.route()
        route.digest = .hourly
        try outbox.prepare([route], [Cases.channel("hook")])
        for number in 1...7 { try outbox.add(.incidentRecorded(Cases.incident(number))) }
        var queue = DeliveryQueue()
        try fill(&queue, outbox, now: Cases.start)
        #expect(queue.take(now: Cases.start).isEmpty)
        let due = try #require(queue.nextWake(now: Cases.start))
        let jobs = queue.take(now: due)
        #expect(jobs.map(\.messages.count) == [7])
        #expect(jobs[0].isDigest)
        let facts = queue.settle(jobs[0], .delivered(foreignID: nil), now: due, chance: 0)
        #expect(facts.count == 7)
    }

    @Test func `a channel that the configuration no longer has gives its messages back as dead`() throws {
        let (_, outbox) = try filled(2)
        var queue = DeliveryQueue()
        let facts = queue.replace(try outbox.pending, channels: [:], routes: [], zones: zones, now: Cases.start)
        #expect(facts.count == 2)
        #expect(queue.take(now: Cases.start).isEmpty)
    }

    @Test func `through failures and restarts at any moment everything arrives, and hardly anything twice`() throws {
        for seed in UInt64(1)...4 {
            var random = SplitMix(state: seed)
            var outbox = MemoryOutbox()
            try outbox.prepare([Cases.route()], [Cases.channel("hook")])
            for number in 1...200 { try outbox.add(.incidentRecorded(Cases.incident(number))) }
            var arrived: [String: Int] = [:]
            var queue = DeliveryQueue()
            var now = Cases.start
            try fill(&queue, outbox, now: now)
            var turns = 0
            while try !outbox.reading.pending(limit: 1).isEmpty, turns < 100_000 {
                turns += 1
                let jobs = queue.take(now: now)
                if jobs.isEmpty { now = queue.nextWake(now: now) ?? now + .seconds(1) }
                for job in jobs {
                    let chance = Double.random(in: 0..<1, using: &random)
                    // Some are lost on the way; of those that arrive, some answers are lost.
                    let arrives = chance > 0.2
                    if arrives { arrived[job.messages[0].idempotencyKey, default: 0] += 1 }
                    let outcome: SendOutcome = arrives ? .delivered(foreignID: nil) : .failed("no", retryAfter: nil)
                    let facts = queue.settle(job, outcome, now: now, chance: chance)
                    if Int.random(in: 0..<250, using: &random) == 0 {
                        // Killed between sending and recording.
                        queue = DeliveryQueue()
                        try fill(&queue, outbox, now: now)
                        break
                    }
                    for fact in facts { try outbox.add(fact, at: now) }
                    queue.recorded(facts, now: now)
                }
            }
            #expect(arrived.count == 200, "seed \(seed)")
            let twice = arrived.values.reduce(0) { $0 + $1 - 1 }
            #expect(twice <= 6, "seed \(seed): \(twice) of 200 came twice")
        }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
