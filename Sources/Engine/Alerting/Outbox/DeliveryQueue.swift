package import Vocabulary

/// Which messages to send when: a pure state, so that a simulation can run through years of failures.
///
/// Each channel has a bucket of tokens that holds its rate, a bound of messages under way, and a pause that grows while
/// it fails. Each message has attempts of its own, with a backoff that grows to a cap and is spread by chance. What was
/// tried too long, or was refused repeatedly, is dead: it stays in the journal until a person looks at it.
package struct DeliveryQueue: Sendable {
    package struct Limits: Sendable, Hashable {
        package var perChannel = 4
        package var backoffFirst = TimeSpan.seconds(1)
        package var backoffMost = TimeSpan.minutes(15)
        /// The longest that a receiver may ask us to wait.
        package var retryAfterMost = TimeSpan.hours(1)
        package var giveUpAfter = TimeSpan.hours(24)
        package var refusalsMost = 3
        package var digestMost = 50

        package init() {}
    }

    /// One sending: one message, or the messages of a digest.
    package struct Job: Sendable, Hashable {
        package var channel: AlertChannelID
        package var messages: [OutboxMessage]
        package var isDigest: Bool
    }

    private struct Item {
        var message: OutboxMessage
        var due: Instant
        var isDigest: Bool
        var attempts: Int
        var refusals = 0
        var isUnderWay = false
        /// A newer version that came while this one was under way.
        var next: OutboxMessage?
    }

    private struct Lane {
        var rate: MessageRate
        var tokens: Double
        var countedAt: Instant
        var underWay = 0
        var failuresInARow = 0
        var pausedUntil: Instant?
        /// Names in the order of sending; those under way are not in it.
        var waiting: [MessageID] = []

        private var perMicrosecond: Double { Double(max(rate.perMinute, 1)) / 60_000_000 }

        mutating func refill(now: Instant) {
            let passed = max((now - countedAt).microseconds, 0)
            tokens = min(Double(max(rate.burst, 1)), tokens + Double(passed) * perMicrosecond)
            countedAt = max(now, countedAt)
        }

        /// When there is a token.
        func tokenAt(now: Instant) -> Instant {
            guard tokens < 1 else { return countedAt }
            return countedAt + TimeSpan(microseconds: Int64(((1 - tokens) / perMicrosecond).rounded(.up)))
        }
    }

    private struct Settled: Hashable {
        var version: Int
        var wantedAt: Instant
    }

    private let limits: Limits
    private var items: [MessageID: Item] = [:]
    private var lanes: [AlertChannelID: Lane] = [:]
    /// What was settled but may still be listed by a reading that is a moment old.
    private var settled: [MessageID: Settled] = [:]

    package init(limits: Limits = Limits()) { self.limits = limits }

    package var count: Int { items.count }
    package var underWay: Int { lanes.values.reduce(0) { $0 + $1.underWay } }

    // MARK: What waits

    /// Takes what the outbox holds now. What has no channel any more is given back as dead.
    package mutating func replace(
        _ pending: [OutboxMessage], channels: [AlertChannelID: MessageRate], routes: [AlertRoute],
        zones: ZoneCatalogue, now: Instant
    ) -> [AlertingFact] {
        for (id, rate) in channels {
            lanes[id, default: Lane(rate: rate, tokens: Double(rate.burst), countedAt: now)].rate = rate
        }
        var orphans: [AlertingFact] = []
        let listed = Set(pending.map(\.id))
        settled = settled.filter { listed.contains($0.key) }
        for (id, item) in items where !listed.contains(id) && !item.isUnderWay { drop(id) }
        for message in pending.sorted(by: { ($0.wantedAt, $0.id) < ($1.wantedAt, $1.id) }) {
            if settled[message.id] == Settled(version: message.version, wantedAt: message.wantedAt) { continue }
            guard channels[message.channel] != nil else {
                settle(message)
                orphans.append(
                    .dead(
                        message.id,
                        DeliveryRecord(
                            channel: message.channel, version: message.version, attempts: message.attempts,
                            error: "the configuration has no channel \(message.channel)")))
                continue
            }
            take(in: message, routes, zones)
        }
        return orphans
    }

    private mutating func take(in message: OutboxMessage, _ routes: [AlertRoute], _ zones: ZoneCatalogue) {
        let timing = Self.timing(message, routes, zones)
        let due = timing.due(wanted: message.wantedAt)
        var isDigest = false
        if case .digest = timing { isDigest = true }
        if var item = items[message.id] {
            if item.isUnderWay {
                item.next = message == item.message ? nil : message
            } else {
                // Routes may have changed; a backoff that runs goes on.
                if item.attempts == 0 || item.message.wantedAt != message.wantedAt { item.due = due }
                item.isDigest = isDigest
                item.message = message
            }
            items[message.id] = item
        } else {
            items[message.id] = Item(message: message, due: due, isDigest: isDigest, attempts: message.attempts)
            lanes[message.channel]?.waiting.append(message.id)
        }
    }

    /// The earliest of its routes; a route that is gone holds nothing back.
    private static func timing(
        _ message: OutboxMessage, _ routes: [AlertRoute], _ zones: ZoneCatalogue
    ) -> AlertTiming {
        let timings = routes.filter { message.routes.contains($0.name) }
            .map { $0.timing(message.severity, wanted: message.wantedAt, zones: zones) }
        return timings.min { $0.due(wanted: message.wantedAt) < $1.due(wanted: message.wantedAt) } ?? .now
    }

    // MARK: What goes

    /// What to send now, within every channel's bounds. Each job must be settled.
    package mutating func take(now: Instant) -> [Job] {
        var jobs: [Job] = []
        for id in lanes.keys.sorted() {
            while let job = takeOne(id, now: now) { jobs.append(job) }
        }
        return jobs
    }

    private mutating func takeOne(_ id: AlertChannelID, now: Instant) -> Job? {
        guard var lane = lanes[id] else { return nil }
        lane.refill(now: now)
        defer { lanes[id] = lane }
        // A channel that fails is asked with one message at a time.
        let most = lane.failuresInARow > 0 ? 1 : limits.perChannel
        guard lane.underWay < most, lane.tokens >= 1, lane.pausedUntil.map({ $0 <= now }) ?? true,
            let place = lane.waiting.firstIndex(where: { items[$0].map { $0.due <= now } ?? false }),
            let first = items[lane.waiting[place]]
        else { return nil }
        var chosen = [lane.waiting[place]]
        if first.isDigest {
            let others = lane.waiting.filter { name in
                guard name != chosen[0], let item = items[name] else { return false }
                return item.isDigest && item.due <= now && item.message.language == first.message.language
            }
            chosen += others.prefix(limits.digestMost - 1)
        }
        lane.waiting.removeAll { chosen.contains($0) }
        for name in chosen { items[name]?.isUnderWay = true }
        lane.underWay += 1
        lane.tokens -= 1
        let messages = chosen.compactMap { items[$0]?.message }
        return Job(channel: id, messages: messages, isDigest: first.isDigest && messages.count > 1)
    }

    /// When something may be due that is not now; nil when only news can change anything.
    package func nextWake(now: Instant) -> Instant? {
        var earliest: Instant?
        for lane in lanes.values where !lane.waiting.isEmpty {
            let most = lane.failuresInARow > 0 ? 1 : limits.perChannel
            guard lane.underWay < most, let due = lane.waiting.compactMap({ items[$0]?.due }).min() else { continue }
            let at = max(due, lane.pausedUntil ?? due, lane.tokenAt(now: now))
            earliest = min(earliest ?? at, at)
        }
        return earliest
    }

    // MARK: What became of it

    /// Takes an outcome and says what to record. The job's messages stay under way until ``recorded(_:now:)``, so that
    /// nothing is sent again while its record is on its way; a job without a record is over with this call.
    ///
    /// `chance` is between zero and one.
    package mutating func settle(_ job: Job, _ outcome: SendOutcome, now: Instant, chance: Double) -> [AlertingFact] {
        note(outcome, of: job.channel, now: now, chance: chance)
        var facts: [AlertingFact] = []
        for message in job.messages {
            guard let attempts = items[message.id].map({ $0.attempts + 1 }) else { continue }
            var record = DeliveryRecord(channel: job.channel, version: message.version, attempts: attempts)
            switch outcome {
            case .delivered(let foreignID):
                record.foreignID = job.isDigest ? nil : foreignID
                facts.append(.delivered(message.id, record))
            case .failed(let reason, let retryAfter):
                record.error = reason
                let wait = max(
                    backoff(attempts, chance: chance), min(retryAfter ?? .zero, limits.retryAfterMost))
                facts += again(message, record, wait: wait, isOver: false, now: now)
            case .refused(let reason):
                record.error = reason
                items[message.id]?.refusals += 1
                let isOver = (items[message.id]?.refusals ?? 0) >= limits.refusalsMost
                facts += again(message, record, wait: backoff(attempts, chance: chance), isOver: isOver, now: now)
            }
        }
        // What ended keeps its place until it is recorded: a crash repeats what is sent and not recorded, and that must
        // never be more than the bound.
        if !facts.contains(where: \.isAnEnd) { lanes[job.channel]?.underWay -= 1 }
        return facts
    }

    private mutating func again(
        _ message: OutboxMessage, _ record: DeliveryRecord, wait: TimeSpan, isOver: Bool, now: Instant
    ) -> [AlertingFact] {
        if isOver || now + wait - message.wantedAt > limits.giveUpAfter { return [.dead(message.id, record)] }
        items[message.id]?.attempts = record.attempts
        items[message.id]?.due = now + wait
        release(message.id)
        // The second, fourth, eighth… failure is worth an entry: people see it, and a restart knows of it.
        let isWorthIt = record.attempts >= 2 && record.attempts & (record.attempts - 1) == 0
        return isWorthIt ? [.failed(message.id, record)] : []
    }

    /// The record of a job that ended is in the journal.
    package mutating func recorded(_ facts: [AlertingFact], now: Instant) {
        // What never was under way has no place to give back.
        switch facts.first(where: \.isAnEnd) {
        case .delivered(let id, let record)?, .dead(let id, let record)?:
            if items[id]?.isUnderWay == true { lanes[record.channel]?.underWay -= 1 }
        default: break
        }
        for fact in facts {
            switch fact {
            case .delivered(let id, _), .dead(let id, _):
                guard let item = items[id] else { continue }
                settle(item.message)
                items[id] = nil
                if let next = item.next {
                    // It waited while the version before was under way; its routes have let that one pass.
                    items[id] = Item(message: next, due: now, isDigest: false, attempts: 0)
                    lanes[next.channel]?.waiting.append(id)
                }
            default: break
            }
        }
    }

    private mutating func settle(_ message: OutboxMessage) {
        settled[message.id] = Settled(version: message.version, wantedAt: message.wantedAt)
    }

    private mutating func release(_ id: MessageID) {
        guard var item = items[id] else { return }
        item.isUnderWay = false
        if let next = item.next { item.message = next }
        item.next = nil
        items[id] = item
        lanes[item.message.channel]?.waiting.append(id)
    }

    private mutating func drop(_ id: MessageID) {
        guard let item = items.removeValue(forKey: id) else { return }
        lanes[item.message.channel]?.waiting.removeAll { $0 == id }
    }

    private mutating func note(_ outcome: SendOutcome, of id: AlertChannelID, now: Instant, chance: Double) {
        guard var lane = lanes[id] else { return }
        switch outcome {
        case .delivered, .refused:
            lane.failuresInARow = 0
            lane.pausedUntil = nil
        case .failed(_, let retryAfter):
            lane.failuresInARow += 1
            // One failure may be the message's own; several in a row are the channel's.
            let wait = lane.failuresInARow >= 3 ? backoff(lane.failuresInARow - 2, chance: chance) : .zero
            lane.pausedUntil = now + max(wait, min(retryAfter ?? .zero, limits.retryAfterMost))
        }
        lanes[id] = lane
    }

    /// Doubles from the first to the most, and lies between half of it and all of it.
    private func backoff(_ attempts: Int, chance: Double) -> TimeSpan {
        let doubled = limits.backoffFirst.microseconds << Int64(min(max(attempts - 1, 0), 30))
        let most = Double(min(doubled, limits.backoffMost.microseconds))
        return TimeSpan(microseconds: Int64(most * (0.5 + 0.5 * min(max(chance, 0), 1))))
    }
}

extension AlertingFact {
    fileprivate var isAnEnd: Bool {
        switch self {
        case .delivered, .dead: true
        default: false
        }
    }
}
