package import Alerting
package import Vocabulary

/// Which messages to send when: a pure state, so that a simulation can run through years of failures.
///
/// No more than ``Limits/parallel`` messages are under way or sent and not yet recorded: a program that dies repeats at most
/// those. Each host has a bucket of tokens that holds its rate, a bound of messages under way, and a pause that grows while it
/// fails; each kind of channel has a bucket besides. A host that fails is asked with one message at a time and holds up no
/// other. Each message has a backoff of its own that grows to a cap and is spread by chance.
package struct FanOutQueue: Sendable {
    package struct Limits: Sendable, Hashable {
        package var parallel = 24
        package var perLane = 8
        package var backoffFirst = TimeSpan.seconds(1)
        package var backoffMost = TimeSpan.minutes(15)
        /// The longest that a receiver may ask us to wait.
        package var retryAfterMost = TimeSpan.hours(1)
        package var giveUpAfter = TimeSpan.hours(24)
        package var refusalsMost = 3
        /// One server takes mail for everybody: what it says of one recipient does not stop the others at once.
        package var failuresBeforePause = 3
        package var hostRate = MessageRate(perMinute: 1_200, burst: 100)
        package var kindRates: [SubscriberTarget.Kind: MessageRate] = [
            .mail: MessageRate(perMinute: 6_000, burst: 200), .sms: MessageRate(perMinute: 60, burst: 10),
            .telegram: MessageRate(perMinute: 1_200, burst: 30), .slack: MessageRate(perMinute: 3_000, burst: 100),
        ]
        /// Messages held in memory.
        package var itemsMost = 20_000

        package init() {}
    }

    /// The place of a message: a chunk, and where in it.
    struct ItemID: Sendable, Hashable {
        var chunk: FanOutChunk.ID
        var place: Int
    }

    struct Item: Sendable, Hashable {
        var id: ItemID
        var subscriber: SubscriberID
        var lane: FanOutLane
        var attempts = 0
        var refusals = 0
        var firstTriedAt: Instant?
    }

    /// What is to be recorded of a message that nobody will send again.
    struct Done: Sendable, Hashable {
        enum Outcome: Sendable, Hashable {
            case told(recovered: Bool)
            case skipped
            case dead(attempts: Int, String)
        }

        var id: ItemID
        var outcome: Outcome
    }

    private struct Bucket {
        var rate: MessageRate
        var tokens: Double
        var countedAt: Instant

        init(_ rate: MessageRate, now: Instant) {
            self.rate = rate
            tokens = Double(max(rate.burst, 1))
            countedAt = now
        }

        private var perMicrosecond: Double { Double(max(rate.perMinute, 1)) / 60_000_000 }

        mutating func refill(now: Instant) {
            let passed = max((now - countedAt).microseconds, 0)
            tokens = min(Double(max(rate.burst, 1)), tokens + Double(passed) * perMicrosecond)
            countedAt = max(now, countedAt)
        }

        /// When there is a token.
        var tokenAt: Instant {
            guard tokens < 1 else { return countedAt }
            return countedAt + TimeSpan(microseconds: Int64(((1 - tokens) / perMicrosecond).rounded(.up)))
        }
    }

    private struct Lane {
        var bucket: Bucket
        var underWay = 0
        var failuresInARow = 0
        var pausedUntil: Instant?
        /// Questions, which go first.
        var urgent: [ItemID] = []
        var ready: [ItemID] = []
        var next = 0

        var isEmpty: Bool { urgent.isEmpty && next >= ready.count }

        mutating func add(_ id: ItemID) {
            if id.chunk.job.rawValue.hasPrefix("0") { urgent.append(id) } else { ready.append(id) }
        }

        mutating func take() -> ItemID? {
            if !urgent.isEmpty { return urgent.removeFirst() }
            guard next < ready.count else { return nil }
            defer {
                next += 1
                // Now and then the part that was taken is given back.
                if next > 1_000, next * 2 > ready.count {
                    ready.removeFirst(next)
                    next = 0
                }
            }
            return ready[next]
        }
    }

    private let limits: Limits
    /// What waits.
    private var items: [ItemID: Item] = [:]
    private var sending: [ItemID: Item] = [:]
    private var lanes: [FanOutLane: Lane] = [:]
    private var kinds: [SubscriberTarget.Kind: Bucket] = [:]
    /// Lanes with something to send, in turn.
    private var turn: [FanOutLane] = []
    /// What failed, by when it is tried again.
    private var later: [(due: Instant, id: ItemID)] = []
    /// Places of each chunk that are not recorded yet.
    private var open: [FanOutChunk.ID: Set<Int>] = [:]
    private(set) var unrecorded = 0

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Messages held that are not sent.
    package var count: Int { items.count }
    var underWay: Int { sending.count }
    var chunks: [FanOutChunk.ID] { Array(open.keys) }
    func holds(_ chunk: FanOutChunk.ID) -> Bool { open[chunk] != nil }
    var hasRoom: Bool { items.count + FanOutChunk.size <= limits.itemsMost }

    // MARK: What waits

    mutating func add(_ chunk: FanOutChunk, _ id: FanOutChunk.ID, waiting: FanOutWaiting, now: Instant) {
        guard open[id] == nil else { return }
        var places: Set<Int> = []
        for (place, member) in chunk.members.enumerated() where waiting.contains(place) {
            let item = Item(id: ItemID(chunk: id, place: place), subscriber: member.subscriber, lane: member.lane)
            items[item.id] = item
            places.insert(place)
            enqueue(item, now: now)
        }
        if !places.isEmpty { open[id] = places }
    }

    /// The chunk is waited for no more: what is not under way is not sent.
    mutating func drop(_ chunk: FanOutChunk.ID) {
        guard let places = open.removeValue(forKey: chunk) else { return }
        for place in places { items[ItemID(chunk: chunk, place: place)] = nil }
        later.removeAll { $0.id.chunk == chunk }
    }

    private mutating func enqueue(_ item: Item, now: Instant) {
        var lane = lanes[item.lane] ?? Lane(bucket: Bucket(limits.hostRate(item.lane), now: now))
        if lane.isEmpty { turn.append(item.lane) }
        lane.add(item.id)
        lanes[item.lane] = lane
    }

    // MARK: What goes

    /// What to send now, within all bounds. Each item must be settled.
    mutating func take(now: Instant) -> [Item] {
        while let first = later.first, first.due <= now {
            later.removeFirst()
            if let item = items[first.id] { enqueue(item, now: now) }
        }
        var taken: [Item] = []
        var blocked: [FanOutLane] = []
        while underWay + unrecorded < limits.parallel, !turn.isEmpty {
            let name = turn.removeFirst()
            guard var lane = lanes[name] else { continue }
            guard freeAt(&lane, name, now: now) == nil else {
                lanes[name] = lane
                blocked.append(name)
                continue
            }
            while let id = lane.take() {
                // What was dropped in the meantime is passed over.
                guard var item = items.removeValue(forKey: id) else { continue }
                item.firstTriedAt = item.firstTriedAt ?? now
                sending[id] = item
                lane.underWay += 1
                lane.bucket.tokens -= 1
                kinds[name.kind]?.tokens -= 1
                taken.append(item)
                break
            }
            if !lane.isEmpty { turn.append(name) }
            lanes[name] = lane
        }
        turn += blocked
        return taken
    }

    /// Nil when a message of the lane may go now; else when it may, as far as time alone decides.
    private mutating func freeAt(_ lane: inout Lane, _ name: FanOutLane, now: Instant) -> Instant? {
        lane.bucket.refill(now: now)
        var most = lane.failuresInARow > 0 ? 1 : limits.perLane
        if name.host.isEmpty, lane.failuresInARow < limits.failuresBeforePause { most = limits.perLane }
        if lane.underWay >= most { return .distantFuture }
        if let paused = lane.pausedUntil, paused > now { return paused }
        if lane.bucket.tokens < 1 { return lane.bucket.tokenAt }
        guard let rate = limits.kindRates[name.kind] else { return nil }
        var bucket = kinds[name.kind] ?? Bucket(rate, now: now)
        bucket.refill(now: now)
        kinds[name.kind] = bucket
        return bucket.tokens < 1 ? bucket.tokenAt : nil
    }

    /// When there may be something to send, unless something happens before; nil when only an event can tell.
    mutating func nextWake(now: Instant) -> Instant? {
        var next = later.first?.due
        guard underWay + unrecorded < limits.parallel else { return nil }
        for name in turn {
            guard var lane = lanes[name] else { continue }
            let free = freeAt(&lane, name, now: now) ?? now
            lanes[name] = lane
            if free != .distantFuture, next.map({ free < $0 }) ?? true { next = free }
        }
        return next
    }

    // MARK: What became of it

    /// Nil when it will be tried again.
    mutating func settle(_ id: ItemID, _ outcome: FanOutOutcome, now: Instant, chance: Double) -> Done? {
        guard var item = sending.removeValue(forKey: id) else { return nil }
        item.attempts += 1
        var pause: TimeSpan?
        var done: Done.Outcome?
        switch outcome {
        case .delivered(let recovered): done = .told(recovered: recovered)
        case .nothingToTell: done = .skipped
        case .refused(let reason):
            item.refusals += 1
            if item.refusals >= limits.refusalsMost { done = .dead(attempts: item.attempts, reason) }
        case .failed(let reason, let retryAfter):
            if now - (item.firstTriedAt ?? now) >= limits.giveUpAfter {
                done = .dead(attempts: item.attempts, reason)
            }
            pause = retryAfter.map { min($0, limits.retryAfterMost) } ?? .zero
        }
        settleLane(item.lane, pause: pause, now: now, chance: chance)
        // Where its chunk was dropped while it was under way, nobody asks for it any more.
        guard open[id.chunk] != nil else { return nil }
        if let done {
            unrecorded += 1
            return Done(id: id, outcome: done)
        }
        items[id] = item
        let span = max(limits.backoff(item.attempts, chance: chance), pause ?? .zero)
        put(id, due: now + span)
        return nil
    }

    private mutating func settleLane(_ name: FanOutLane, pause: TimeSpan?, now: Instant, chance: Double) {
        guard var lane = lanes[name] else { return }
        lane.underWay -= 1
        if let pause {
            lane.failuresInARow += 1
            let isAlone = !name.host.isEmpty || lane.failuresInARow >= limits.failuresBeforePause
            let span = max(pause, isAlone ? limits.backoff(lane.failuresInARow, chance: chance) : .zero)
            lane.pausedUntil = max(now + span, lane.pausedUntil ?? now)
        } else {
            lane.failuresInARow = 0
            lane.pausedUntil = nil
        }
        lanes[name] = lane
        // Hosts come and go; one that nothing waits for is remembered only while it fails.
        if lane.isEmpty, lane.underWay == 0, lane.failuresInARow == 0, lanes.count > 1_000 { lanes[name] = nil }
    }

    private mutating func put(_ id: ItemID, due: Instant) {
        var low = 0
        var high = later.count
        while low < high {
            let middle = low + (high - low) / 2
            if later[middle].due <= due { low = middle + 1 } else { high = middle }
        }
        later.insert((due, id), at: low)
    }

    /// The journal has it.
    mutating func recorded(_ done: [Done]) {
        unrecorded -= done.count
        for done in done {
            guard var places = open[done.id.chunk] else { continue }
            places.remove(done.id.place)
            open[done.id.chunk] = places.isEmpty ? nil : places
        }
    }
}

/// What became of one attempt.
package enum FanOutOutcome: Sendable, Hashable {
    /// `recovered`: messages to this subscriber had been given up before.
    case delivered(recovered: Bool)
    /// The subscriber wants no more, or there is nothing left to say.
    case nothingToTell
    /// It may work later; the reason is fit to be shown.
    case failed(String, retryAfter: TimeSpan?)
    case refused(String)
}

extension FanOutQueue.Limits {
    /// Between half of it and all of it, by chance, so that those who fail together do not come back together.
    func backoff(_ attempts: Int, chance: Double) -> TimeSpan {
        let doubled = backoffFirst.microseconds << Int64(min(max(attempts, 1) - 1, 20))
        let capped = Double(min(doubled, backoffMost.microseconds))
        return TimeSpan(microseconds: Int64(capped * (0.5 + min(max(chance, 0), 1) / 2)))
    }

    /// Where everything goes through one server, the rate of the kind is the one that counts.
    fileprivate func hostRate(_ lane: FanOutLane) -> MessageRate {
        lane.host.isEmpty ? kindRates[lane.kind] ?? hostRate : hostRate
    }
}

extension Instant {
    fileprivate static var distantFuture: Instant { Instant(microseconds: .max) }
}
