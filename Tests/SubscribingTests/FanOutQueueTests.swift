import Alerting
import Testing
import Vocabulary

@testable import Subscribing

/// When which message goes.
@Suite struct FanOutQueueTests {
    private static let mail = FanOutLane(kind: .mail)

    private static func chunk(_ lanes: [FanOutLane]) -> FanOutChunk {
        FanOutChunk(
            members: lanes.enumerated().map { number, lane in
                FanOutChunk.Member(subscriber: Cases.id("reader\(number)@example.com"), lane: lane)
            })
    }

    private static func id(_ job: String = "1-1-0", _ number: Int = 0) -> FanOutChunk.ID {
        FanOutChunk.ID(job: FanOutJobID(checked: job), number: number)
    }

    private static func hook(_ host: String) -> FanOutLane { FanOutLane(kind: .webhook, host: host) }

    private func queue(
        _ lanes: [FanOutLane], _ change: (inout FanOutQueue.Limits) -> Void = { _ in }
    ) -> FanOutQueue {
        var limits = FanOutQueue.Limits()
        change(&limits)
        var queue = FanOutQueue(limits: limits)
        queue.add(Self.chunk(lanes), Self.id(), waiting: FanOutWaiting(count: lanes.count), now: Cases.start)
        return queue
    }

    @Test func `never more is under way or unrecorded than the bound`() {
        var queue = queue(Array(repeating: Self.mail, count: 200)) {
            $0.parallel = 10
            $0.perLane = 10
        }
        var now = Cases.start
        var unrecorded: [FanOutQueue.Done] = []
        var sent = 0
        for round in 0..<10_000 where sent < 200 || !unrecorded.isEmpty {
            let items = queue.take(now: now)
            #expect(queue.underWay + queue.unrecorded <= 10)
            for item in items {
                sent += 1
                if let done = queue.settle(item.id, .delivered(recovered: false), now: now, chance: 0.5) {
                    unrecorded.append(done)
                }
            }
            // Recording is slow: nothing goes until it is done.
            if round.isMultiple(of: 3) {
                queue.recorded(unrecorded)
                unrecorded = []
            }
            now = now + .seconds(1)
        }
        #expect(sent == 200)
        #expect(queue.count == 0)
        #expect(queue.chunks.isEmpty)
    }

    @Test func `a host that fails is asked with one at a time, ever more rarely, and holds up no other`() {
        var queue = queue(
            Array(repeating: Self.hook("bad.example"), count: 5) + Array(repeating: Self.hook("good.example"), count: 5)
        )
        var now = Cases.start
        var good = 0
        var bad: [Instant] = []
        for _ in 0..<500 {
            for item in queue.take(now: now) {
                if item.lane.host == "good.example" {
                    good += 1
                    _ = queue.settle(item.id, .delivered(recovered: false), now: now, chance: 0)
                } else {
                    bad.append(now)
                    _ = queue.settle(item.id, .failed("down", retryAfter: nil), now: now, chance: 1)
                }
            }
            now = now + .seconds(1)
        }
        #expect(good == 5)
        // Five at first, in one moment; then one after the other with growing rests.
        #expect(bad.count < 30)
        let later = bad.filter { $0 > Cases.start + .minutes(3) }
        for (one, next) in zip(later, later.dropFirst()) { #expect(next - one >= .seconds(30)) }
    }

    @Test func `one recipient that is refused does not stop the mail of others`() {
        var queue = queue(Array(repeating: Self.mail, count: 40))
        var now = Cases.start
        var told: Set<Int> = []
        var dead: [FanOutQueue.Done] = []
        for _ in 0..<200 {
            for item in queue.take(now: now) {
                let isBad = item.id.place == 0
                let outcome: FanOutOutcome = isBad ? .refused("it answers 550") : .delivered(recovered: false)
                if let done = queue.settle(item.id, outcome, now: now, chance: 0.5) {
                    if isBad { dead.append(done) } else { told.insert(done.id.place) }
                    queue.recorded([done])
                }
            }
            now = now + .seconds(1)
            if told.count == 39, !dead.isEmpty { break }
        }
        #expect(told.count == 39)
        #expect(dead.map(\.outcome) == [.dead(attempts: 3, "it answers 550")])
        #expect(now < Cases.start + .minutes(1))
    }

    @Test func `what can't be told for a day is given up`() {
        var queue = queue([Self.hook("bad.example")])
        var now = Cases.start
        var done: FanOutQueue.Done?
        while done == nil, now < Cases.start + .days(3) {
            for item in queue.take(now: now) {
                done = queue.settle(item.id, .failed("it answers 500", retryAfter: nil), now: now, chance: 0.5)
            }
            guard done == nil else { break }
            now = queue.nextWake(now: now) ?? now + .days(4)
        }
        #expect(now - Cases.start >= .hours(24))
        #expect(now - Cases.start < .hours(25))
        guard case .dead(let attempts, _)? = done?.outcome else { return #expect(Bool(false), "it was not given up") }
        #expect((90...250).contains(attempts))
    }

    @Test func `a rate is held, and a question goes before what many are told`() throws {
        var queue = queue(Array(repeating: Self.hook("one.example"), count: 300)) {
            $0.hostRate = MessageRate(perMinute: 60, burst: 2)
        }
        queue.add(
            Self.chunk([Self.hook("one.example")]), Self.id("0-2-0"), waiting: FanOutWaiting(count: 1), now: Cases.start
        )
        var now = Cases.start
        var taken: [FanOutQueue.Item] = []
        while now < Cases.start + .seconds(60) {
            for item in queue.take(now: now) {
                taken.append(item)
                let done = queue.settle(item.id, .delivered(recovered: false), now: now, chance: 0.5)
                queue.recorded([try #require(done)])
            }
            let next = queue.nextWake(now: now)
            now = try #require(next)
        }
        #expect((60...63).contains(taken.count))
        #expect(taken.first?.id.chunk.job.rawValue == "0-2-0")
    }

    @Test func `Retry-After is obeyed up to an hour, and a dropped chunk is not sent`() throws {
        var queue = queue([Self.hook("one.example"), Self.hook("one.example")]) { $0.perLane = 1 }
        let first = queue.take(now: Cases.start).first
        let item = try #require(first)
        _ = queue.settle(item.id, .failed("later", retryAfter: .hours(5)), now: Cases.start, chance: 0.5)
        let early = queue.take(now: Cases.start + .minutes(59))
        #expect(early.isEmpty)
        let next = queue.nextWake(now: Cases.start + .minutes(59))
        #expect(next == Cases.start + .hours(1))
        let due = queue.take(now: Cases.start + .hours(1))
        #expect(due.count == 1)
        queue.drop(Self.id())
        let dropped = queue.take(now: Cases.start + .hours(3))
        #expect(dropped.isEmpty)
    }
}
