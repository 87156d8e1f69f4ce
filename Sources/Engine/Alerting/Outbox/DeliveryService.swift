package import Journal
package import Vocabulary

/// Sends what waits in the outbox, and records what became of it: a thin shell around ``DeliveryQueue``.
///
/// At least once: what was sent and not yet recorded when the program dies is sent again under the same key. It never
/// has more under way than the queue's bound per channel, so a crash repeats at most that many.
///
/// One program sends: where several nodes share a journal, the others are told not to (`alerts.send`).
package final class DeliveryService: Sendable {
    /// Time, chance and a place for what an operator wants to know.
    package struct Surroundings: Sendable {
        package var now: @Sendable () -> Instant
        package var sleep: @Sendable (TimeSpan) async -> Void
        /// Between zero and one.
        package var chance: @Sendable () -> Double
        package var zones: ZoneCatalogue
        package var report: @Sendable (String) -> Void

        package init(
            now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (TimeSpan) async -> Void,
            chance: @escaping @Sendable () -> Double, zones: ZoneCatalogue,
            report: @escaping @Sendable (String) -> Void = { _ in }
        ) {
            self.now = now
            self.sleep = sleep
            self.chance = chance
            self.zones = zones
            self.report = report
        }
    }

    enum Event: Sendable {
        case changed
        /// A timer that was set for this instant rings.
        case tick(Instant)
        case ended(DeliveryQueue.Job, SendOutcome)
        case recorded([AlertingFact])
        case channels([AlertChannel])
        case stop
        /// What is still under way has had its time.
        case giveUp
    }

    static let pendingMost = 10_000
    /// A burst of entries is read once.
    static let readingsApart = TimeSpan(microseconds: 200_000)
    static let retryMost = TimeSpan.seconds(15)
    /// How long a stop waits for what is under way; it is sent again under its key when that was not enough.
    static let stopWithin = TimeSpan.seconds(20)

    let store: any JournalStore
    let sender: any ChannelSending
    let renderer: AlertRenderer
    let surroundings: Surroundings
    private let limits: DeliveryQueue.Limits
    private let first: [AlertChannel]
    private let inbox: (stream: AsyncStream<Event>, continuation: AsyncStream<Event>.Continuation)

    package init(
        store: any JournalStore, sender: any ChannelSending, channels: [AlertChannel], renderer: AlertRenderer,
        surroundings: Surroundings, limits: DeliveryQueue.Limits = DeliveryQueue.Limits()
    ) {
        self.store = store
        self.sender = sender
        self.renderer = renderer
        self.surroundings = surroundings
        self.limits = limits
        first = channels
        inbox = AsyncStream.makeStream(of: Event.self)
    }

    /// The configuration was read again.
    package func replace(_ channels: [AlertChannel]) { inbox.continuation.yield(.channels(channels)) }

    /// Begins nothing more, and lets what is under way end and be recorded; `run` returns then.
    package func stop() { inbox.continuation.yield(.stop) }

    /// Works until `stop`, or until its task is cancelled. Runs once.
    package func run() async {
        let yield: @Sendable (Event) -> Void = { [continuation = inbox.continuation] in continuation.yield($0) }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watch(yield) }
            var state = State(
                queue: DeliveryQueue(limits: limits),
                channels: Dictionary(first.map { ($0.id, $0) }) { first, _ in first })
            yield(.changed)
            for await event in inbox.stream {
                await handle(event, &state)
                for facts in state.takeFacts() {
                    state.unfinished += 1
                    group.addTask { await self.record(facts, yield) }
                }
                if state.isStopping {
                    if state.unfinished == 0 { break }
                    if case .stop = event {
                        group.addTask {
                            await self.surroundings.sleep(Self.stopWithin)
                            yield(.giveUp)
                        }
                    }
                    continue
                }
                for job in state.queue.take(now: surroundings.now()) {
                    guard let channel = state.channels[job.channel] else { continue }
                    state.unfinished += 1
                    group.addTask { yield(.ended(job, await self.send(job, to: channel))) }
                }
                if let instant = state.nextTimer(now: surroundings.now()) {
                    let span = instant - surroundings.now()
                    group.addTask {
                        await self.surroundings.sleep(span)
                        yield(.tick(instant))
                    }
                }
            }
            group.cancelAll()
        }
    }

    private struct State {
        var queue: DeliveryQueue
        var channels: [AlertChannelID: AlertChannel]
        var facts: [[AlertingFact]] = []
        var isStale = false
        var readAt: Instant?
        /// The last reading was as long as a reading may be, so there is more.
        var hasMore = false
        var timers: Set<Instant> = []
        var isStopping = false
        /// Sendings and recordings under way.
        var unfinished = 0

        /// When a timer should ring, unless one rings before.
        mutating func nextTimer(now: Instant) -> Instant? {
            var next = queue.nextWake(now: now)
            if isStale, let readAt { next = min(next ?? readAt + readingsApart, readAt + readingsApart) }
            guard let next, timers.allSatisfy({ $0 > next }) else { return nil }
            timers.insert(next)
            return next
        }

        mutating func takeFacts() -> [[AlertingFact]] {
            defer { facts = [] }
            return facts
        }
    }
}

extension DeliveryService {
    private func handle(_ event: Event, _ state: inout State) async {
        switch event {
        case .changed: state.isStale = true
        case .tick(let instant): state.timers.remove(instant)
        case .ended(let job, let outcome):
            state.unfinished -= 1
            let facts = state.queue.settle(
                job, outcome, now: surroundings.now(), chance: surroundings.chance())
            if !facts.isEmpty { state.facts.append(facts) }
        case .recorded(let facts):
            state.unfinished -= 1
            state.queue.recorded(facts, now: surroundings.now())
            if state.hasMore, state.queue.count < Self.pendingMost / 2 { state.isStale = true }
        case .channels(let channels):
            state.channels = Dictionary(channels.map { ($0.id, $0) }) { first, _ in first }
            state.isStale = true
        case .stop: state.isStopping = true
        case .giveUp: state.unfinished = 0
        }
        let now = surroundings.now()
        guard state.isStale, !state.isStopping, state.readAt.map({ now - $0 >= Self.readingsApart }) ?? true else {
            return
        }
        state.readAt = now
        await read(&state, now: now)
    }

    private func read(_ state: inout State, now: Instant) async {
        do throws(JournalError) {
            let (pending, book) = try await store.read { documents throws(JournalError) in
                let reading = OutboxReading(documents)
                return (try reading.pending(limit: Self.pendingMost), try reading.book())
            }
            state.isStale = false
            state.hasMore = pending.count == Self.pendingMost
            let orphans = state.queue.replace(
                pending, channels: state.channels.mapValues(\.rate), routes: book.routes, zones: surroundings.zones,
                now: now)
            for start in stride(from: 0, to: orphans.count, by: AppendCommand.draftsMost) {
                state.facts.append(Array(orphans[start...].prefix(AppendCommand.draftsMost)))
            }
        } catch {
            // It stays stale, so that a later timer reads again.
            state.readAt = now + Self.retryMost
            surroundings.report("the outbox can't be read: \(error.message)")
        }
    }

    /// Wakes the loop whenever something was recorded that is not of its own making.
    private func watch(_ yield: @Sendable (Event) -> Void) async {
        var position = Position.beforeFirst
        var retry = TimeSpan.seconds(1)
        while !Task.isCancelled {
            do throws(JournalError) {
                if position == .beforeFirst {
                    position = try await store.head().position
                    // What was recorded until here may have come after the first reading.
                    yield(.changed)
                }
                try await store.waitForEntry(after: position)
                let entries = try await store.entries(after: position, limit: 500)
                guard let last = entries.last else { continue }
                position = last.position
                if entries.contains(where: { !Self.ownKinds.contains($0.kind) }) { yield(.changed) }
                retry = .seconds(1)
            } catch {
                if error.code == .closed { return }
                await surroundings.sleep(retry)
                retry = min(retry + retry, Self.retryMost)
            }
        }
    }

    private static let ownKinds: Set<EntryKind> = ["message.delivered", "message.failed", "message.dead"]

    private func send(_ job: DeliveryQueue.Job, to channel: AlertChannel) async -> SendOutcome {
        let outgoing: OutgoingMessage?
        do throws(JournalError) {
            outgoing = try await renderer.render(job, now: surroundings.now())
        } catch {
            return .failed("the journal can't be read", retryAfter: nil)
        }
        // What is not there any more can't be told; the journal says why.
        guard let outgoing else { return .refused("there is nothing to tell any more") }
        return await sender.send(outgoing, to: channel)
    }

    /// Goes on until the journal has it: what was sent and is not recorded would be sent again.
    private func record(_ facts: [AlertingFact], _ yield: @Sendable (Event) -> Void) async {
        let now = surroundings.now()
        let command = AppendCommand(
            actor: "system:alerts", instant: now, drafts: facts.map(\.draft),
            idempotencyKey: facts.first.flatMap {
                IdempotencyKey("delivery:\($0.stream):\($0.kind):\(now.microseconds)")
            })
        var retry = TimeSpan.seconds(1)
        while true {
            do throws(JournalError) {
                _ = try await store.append(command)
                break
            } catch {
                let mayPass = error.code == .unavailable || error.code == .full
                guard mayPass, !Task.isCancelled else {
                    surroundings.report("the outcome of a message could not be recorded: \(error.message)")
                    break
                }
                await surroundings.sleep(retry)
                retry = min(retry + retry, Self.retryMost)
            }
        }
        for case .dead(let id, let record) in facts {
            surroundings.report(
                "message \(id) to \(record.channel) is given up: \(record.error ?? "no reason"); see vigie alerts dead")
        }
        yield(.recorded(facts))
    }
}
