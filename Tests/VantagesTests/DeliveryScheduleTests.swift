import Bytes
import JournalContract
import Testing
import Vocabulary

@testable import Vantages

/// One agent and one server over a network that cuts, doubles, delays, replays and forges, with crashes of both and clocks that
/// are wrong. A seed repeats a schedule.
private struct DeliverySchedule {
    private struct Message {
        var bytes: [UInt8]
        var sent: Instant
        var isForServer: Bool
    }

    private static let name = AgentName(checked: "paris")
    private static let room = 12

    private var random: SeededRandom
    private let key: SigningKey
    private let stranger: SigningKey
    private var now = Instant(seconds: 1_700_000_000)
    private var skew: TimeSpan

    // The agent: what is on its disk survives it.
    private var end: AgentEnd
    private var disk: [Delivery] = []
    private var diskHighest: Int64 = 0
    private var forgotten: Int64 = 0
    private(set) var sealed: [Int] = []
    private(set) var acknowledged: Set<Int> = []
    private(set) var dropped: Set<Int> = []
    private(set) var stops = 0

    // The server: the number and what was heard survive it, together.
    private var number: Int64 = 0
    private var digest: SHA256Digest?
    private var isRevoked = false
    private(set) var heard: [Int] = []

    private var network: [Message] = []
    private var recorded: [[UInt8]] = []
    private(set) var events: [String: Int] = [:]

    init(seed: UInt64, key: SigningKey, stranger: SigningKey) {
        random = SeededRandom(seed: seed)
        self.key = key
        self.stranger = stranger
        skew = .seconds(Int64(random.below(400_000)) - 200_000)
        end = AgentEnd(name: Self.name, key: key, highest: 0)
    }

    private var agentNow: Instant { now + skew }

    private mutating func count(_ event: String) { events[event, default: 0] += 1 }

    mutating func run(steps: Int, revokes: Bool) {
        let revokesAt = revokes ? random.below(steps) : steps
        for step in 0..<steps {
            if step == revokesAt { isRevoked = true }
            now = now + TimeSpan(microseconds: Int64(random.below(random.happens(3) ? 200_000_000 : 400_000)))
            switch random.below(100) {
            case ..<25: seal()
            case ..<45: send()
            case ..<75: carry()
            case ..<80: meddle()
            case ..<86: forge()
            case ..<90: crashAgent()
            case ..<93:
                digest = nil
                network.removeAll { !$0.isForServer }
                count("server crashed")
            case ..<96: cut()
            case ..<98: skew = skew + .seconds(Int64(random.below(600)) - 300)
            default: replay()
            }
        }
        // Calm: what is under way arrives, and the agent sends until nothing waits.
        for _ in 0..<400 {
            now = now + TimeSpan(microseconds: 50_000)
            if network.isEmpty {
                guard !disk.isEmpty, disk.contains(where: { $0.number > end.kept }) else { break }
                send()
            }
            carry()
        }
    }

    private static func items(_ delivery: Delivery) -> [Int] {
        guard let content = try? BatchContent(reading: delivery.content) else { return [] }
        return content.items.map { $0.reduce(0) { $0 << 8 | Int($1) } }
    }

    private mutating func seal() {
        var items: [[UInt8]] = []
        for _ in 0...random.below(3) {
            let id = sealed.count + items.count
            items.append([UInt8(id >> 16), UInt8(id >> 8 & 255), UInt8(id & 255)])
        }
        let content = BatchContent(
            sealedAt: agentNow, offset: end.clock.offset, offsetError: end.clock.error, items: items)
        let delivery = Delivery(number: end.nextNumber(), content: content.bytes)
        disk.append(delivery)
        diskHighest = delivery.number
        sealed += Self.items(delivery)
        let waiting = disk.filter { $0.number > end.kept }
        if waiting.count > Self.room, let oldest = disk.first {
            if oldest.number > end.kept { dropped.formUnion(Self.items(oldest)) }
            disk.removeFirst()
            count("dropped for want of room")
        }
    }

    private mutating func send() {
        guard let next = disk.first(where: { $0.number > end.kept }) else {
            let poll = Poll(plan: [], order: 0, mayWait: false, health: AgentHealth(version: "1"))
            return post(end.request(.poll, poll.bytes, now: agentNow))
        }
        post(end.request(.deliver, next.bytes, now: agentNow))
    }

    private mutating func post(_ bytes: [UInt8]) {
        network.append(Message(bytes: bytes, sent: agentNow, isForServer: true))
        if random.happens(20) { recorded.append(bytes) }
    }

    /// Any message that is under way arrives: the network keeps no order.
    private mutating func carry() {
        guard !network.isEmpty else { return }
        let message = network.remove(at: random.below(network.count))
        guard message.isForServer else { return hear(message) }
        let answer = serve(message.bytes)
        network.append(Message(bytes: answer.bytes, sent: message.sent, isForServer: false))
    }

    private mutating func meddle() {
        guard let message = network.randomElement(using: &random) else { return }
        network.append(message)
        count("doubled")
    }

    private mutating func cut() {
        guard !network.isEmpty else { return }
        network.remove(at: random.below(network.count))
        count("cut")
    }

    private mutating func replay() {
        guard let bytes = recorded.randomElement(using: &random) else { return }
        _ = serve(bytes)
        count("replayed")
    }

    private mutating func forge() {
        count("forged")
        if random.happens(40), let message = network.filter(\.isForServer).randomElement(using: &random) {
            var bytes = message.bytes
            bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
            _ = serve(bytes)
            return
        }
        let content = BatchContent(sealedAt: now, items: [[0xff, 0xff, 0xff]])
        let delivery = Delivery(number: number + 1 + Int64(random.below(3)), content: content.bytes)
        _ = serve(AgentRequest(.deliver, Self.name, at: now, delivery.bytes, key: stranger).bytes)
    }

    private mutating func crashAgent() {
        // Numbers on the disk are known, what was heard is not: what was forgotten but not yet removed is sent again.
        end = AgentEnd(name: Self.name, key: key, highest: diskHighest)
        count("agent crashed")
    }

    private mutating func serve(_ bytes: [UInt8]) -> AgentAnswer {
        let outcome: AgentAnswer.Outcome
        do {
            let request = try AgentRequest(reading: bytes)
            if let refusal = ServerEnd.refusal(of: request, key: isRevoked ? nil : key.verifier, now: now) {
                count("refused as \(refusal.code)")
                outcome = .refused(refusal)
            } else if request.kind == .poll {
                outcome = .told(kept: number, plan: nil, orders: [])
            } else {
                outcome = take(try Delivery(reading: request.payload))
            }
        } catch {
            count("refused as malformed")
            outcome = .refused(AgentRefusal(.malformed, "\(error)"))
        }
        return AgentAnswer(at: now, held: .zero, outcome)
    }

    private mutating func take(_ delivery: Delivery) -> AgentAnswer.Outcome {
        switch ServerEnd.placement(of: delivery, after: ServerEnd.Kept(number: number, digest: digest)) {
        case .new:
            heard += Self.items(delivery)
            number = delivery.number
            digest = delivery.digest
        case .known: count("known")
        case .refused(let refusal): return .refused(refusal)
        }
        return .kept(through: number)
    }

    private mutating func hear(_ message: Message) {
        guard let answer = try? AgentAnswer(reading: message.bytes) else { return }
        for step in end.take(answer, sent: message.sent, received: agentNow) {
            switch step {
            case .forget(let through):
                for delivery in disk where delivery.number <= through { acknowledged.formUnion(Self.items(delivery)) }
                // The disk forgets later than the agent does.
                if random.happens(60) { disk.removeAll { $0.number <= through } }
            case .stop: stops += 1
            case .told, .again: break
            }
        }
    }
}

@Suite struct DeliveryScheduleTests {
    static let key = SigningKey(seed: [UInt8](repeating: 3, count: 32))
    static let stranger = SigningKey(seed: [UInt8](repeating: 4, count: 32))

    /// What one schedule breaks; empty: nothing.
    private static func broken(_ schedule: DeliverySchedule, isRevoked: Bool) -> [String] {
        var broken: [String] = []
        let heard = Set(schedule.heard)
        if heard.count != schedule.heard.count { broken.append("something was heard twice") }
        if schedule.heard != schedule.heard.sorted() { broken.append("something was heard out of order") }
        if !heard.isSubset(of: schedule.sealed) { broken.append("something was heard that the agent never said") }
        if !schedule.acknowledged.isSubset(of: heard) { broken.append("something acknowledged is missing") }
        if !isRevoked {
            let missing = Set(schedule.sealed).subtracting(heard).subtracting(schedule.dropped)
            if !missing.isEmpty {
                broken.append("\(missing.count) sealed results neither came nor were counted as dropped")
            }
            if schedule.stops > 0 { broken.append("an honest agent was told to stop") }
        }
        return broken
    }

    @Test(arguments: 0..<10) func `cut, doubled, delayed, replayed and forged deliveries change nothing wrongly`(
        hundreds: Int
    ) throws {
        let key = try #require(Self.key)
        let stranger = try #require(Self.stranger)
        var events: [String: Int] = [:]
        var heard = 0
        for round in 0..<200 {
            let seed = UInt64(hundreds * 1_000 + round)
            var schedule = DeliverySchedule(seed: seed, key: key, stranger: stranger)
            let isRevoked = round % 5 == 4
            schedule.run(steps: 70, revokes: isRevoked)
            let broken = Self.broken(schedule, isRevoked: isRevoked)
            #expect(broken.isEmpty, "seed \(seed): \(broken.joined(separator: "; "))")
            events.merge(schedule.events, uniquingKeysWith: +)
            heard += schedule.heard.count
        }
        // Each kind of trouble happened, or the schedules show nothing.
        for event in [
            "doubled", "cut", "replayed", "forged", "agent crashed", "server crashed", "known", "refused as unknown",
            "refused as clock", "dropped for want of room",
        ] {
            #expect(events[event, default: 0] > 0, "\(event) never happened")
        }
        #expect(heard > 1_000)
    }

    @Test func `two machines with one key are found out`() throws {
        let key = try #require(Self.key)
        _ = key
        let first = Delivery(number: 5, content: [1])
        let second = Delivery(number: 5, content: [2])
        let kept = ServerEnd.Kept(number: 5, digest: first.digest)
        #expect(ServerEnd.placement(of: first, after: kept) == .known)
        #expect(ServerEnd.placement(of: second, after: kept) == .refused(.numberUsed))
    }
}

@Suite struct ClockEstimateTests {
    /// A clock that is wrong by hours is measured to within half of the way, whichever way is the slow one.
    @Test(arguments: [UInt64(1), 2, 3, 4]) func `the offset is within its error of the truth`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let truth = TimeSpan(microseconds: Int64(random.below(20_000_000_000)) - 10_000_000_000)
        var estimate = ClockEstimate()
        var agent = Instant(seconds: 1_700_000_000)
        for round in 0..<200 {
            agent = agent + .seconds(Int64(random.below(5)))
            let there = Int64(random.below(200_000))
            let held = Int64(random.below(20_000_000))
            let back = Int64(random.below(200_000))
            let sent = agent
            let received = sent + TimeSpan(microseconds: there + held + back)
            let at = sent + truth + TimeSpan(microseconds: there + held)
            estimate.take(
                AgentAnswer(at: at, held: TimeSpan(microseconds: held), .kept(through: 0)), sent: sent,
                received: received)
            agent = received
            guard let offset = estimate.offset else {
                Issue.record("nothing was measured")
                return
            }
            #expect(
                abs(offset.microseconds - truth.microseconds) <= estimate.error.microseconds + 1, "round \(round)")
        }
        #expect(estimate.error < TimeSpan(microseconds: 50_000))
    }

    @Test func `a clock that was set is measured anew`() throws {
        var estimate = ClockEstimate()
        func trip(_ offset: Int64, at seconds: Int64) {
            let sent = Instant(seconds: seconds)
            estimate.take(
                AgentAnswer(at: Instant(seconds: seconds + offset), held: .zero, .kept(through: 0)),
                sent: sent, received: sent + TimeSpan(microseconds: 1_000))
        }
        trip(10, at: 1_000)
        trip(10, at: 1_001)
        trip(-3_600, at: 1_002)
        let offset = try #require(estimate.offset)
        #expect(abs(offset.microseconds + 3_600_000_000) < 10_000)
    }

    @Test func `results from the future are refused, late ones are drawn, very late ones are not kept`() {
        let now = Instant(seconds: 1_700_000_000)
        let content = BatchContent(sealedAt: now, offset: .hours(2), items: [])
        let timing = ResultTiming(content, stampedOffset: .zero, now: now)
        #expect(timing.use(of: timing.corrected(now - .hours(2))) == .judged)
        #expect(timing.use(of: timing.corrected(now)) == .fromTheFuture)
        #expect(timing.use(of: timing.corrected(now - .hours(3))) == .drawn)
        #expect(timing.use(of: timing.corrected(now - .days(31))) == .tooOld)
    }
}
