package import Alerting
internal import Incidents
package import Journal
internal import Vocabulary

/// The port to those who subscribed.
package protocol FanOutSending: Sendable {
    /// Sends once, what the job says now. A sending that is cut off may or may not have arrived; sending it again under the
    /// same key lets the receiver tell.
    func send(_ job: FanOutJob, to subscriber: Subscriber) async -> FanOutOutcome
}

/// Tells subscribers what waits for them, and records what became of it: a thin shell around ``FanOutQueue``.
///
/// At least once: what was sent and not yet recorded when the program dies is sent again under the same key. That is never
/// more than the queue's bound. Outcomes are recorded together, some at a time. One program sends: where several nodes share
/// a journal, the others are told not to (`alerts.send`).
package final class FanOutService: Sendable {
    enum Event: Sendable {
        case changed
        /// A timer that was set for this instant rings.
        case tick(Instant)
        case ended(FanOutQueue.ItemID, FanOutOutcome)
        case recorded([FanOutQueue.Done])
        case stop
        /// What is still under way has had its time.
        case giveUp
    }

    /// Chunks read at a time.
    static let chunksMost = 16
    /// A burst of entries is read once.
    static let readingsApart = TimeSpan(microseconds: 50_000)
    /// How long an outcome may wait for others to be recorded with.
    static let recordWithin = TimeSpan(microseconds: 50_000)
    static let retryMost = TimeSpan.seconds(5)
    static let stopWithin = TimeSpan.seconds(20)

    private let store: any JournalStore
    private let sender: any FanOutSending
    private let surroundings: DeliveryService.Surroundings
    private let limits: FanOutQueue.Limits
    private let inbox: (stream: AsyncStream<Event>, continuation: AsyncStream<Event>.Continuation)

    package init(
        store: any JournalStore, sender: any FanOutSending, surroundings: DeliveryService.Surroundings,
        limits: FanOutQueue.Limits = FanOutQueue.Limits()
    ) {
        self.store = store
        self.sender = sender
        self.surroundings = surroundings
        self.limits = limits
        inbox = AsyncStream.makeStream(of: Event.self)
    }

    /// Begins nothing more, and lets what is under way end and be recorded; `run` returns then.
    package func stop() { inbox.continuation.yield(.stop) }

    /// Works until `stop`, or until its task is cancelled. Runs once.
    package func run() async {
        let yield: @Sendable (Event) -> Void = { [continuation = inbox.continuation] in continuation.yield($0) }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watch(yield) }
            var state = State(queue: FanOutQueue(limits: limits))
            yield(.changed)
            for await event in inbox.stream {
                await handle(event, &state)
                let now = surroundings.now()
                if let batch = state.takeBatch(now: now, most: limits.parallel) {
                    group.addTask { await self.record(batch, yield) }
                }
                if state.isStopping {
                    if state.hasGivenUp || state.unfinished == 0 { break }
                    if case .stop = event {
                        group.addTask {
                            await self.surroundings.sleep(Self.stopWithin)
                            yield(.giveUp)
                        }
                    }
                } else {
                    for item in state.queue.take(now: now) {
                        guard let job = state.jobs[item.id.chunk.job] else { continue }
                        group.addTask { yield(.ended(item.id, await self.send(job, to: item.subscriber))) }
                    }
                }
                if let instant = state.nextTimer(now: now) {
                    let span = instant - now
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
        var queue: FanOutQueue
        /// The jobs of the chunks that are held.
        var jobs: [FanOutJobID: FanOutJob] = [:]
        var done: [FanOutQueue.Done] = []
        /// When the first of those ended.
        var doneSince: Instant?
        var isRecording = false
        var isStale = false
        var readAt: Instant?
        /// There is more than was read.
        var hasMore = false
        var timers: Set<Instant> = []
        var isStopping = false
        var hasGivenUp = false

        /// Sendings under way, and outcomes that are not recorded.
        var unfinished: Int { queue.underWay + queue.unrecorded }

        /// What to record now: when enough have ended, or the first has waited long enough, or nothing else is to be waited for.
        mutating func takeBatch(now: Instant, most: Int) -> [FanOutQueue.Done]? {
            guard !isRecording, !done.isEmpty, let since = doneSince else { return nil }
            let isEnough = done.count * 3 >= most || queue.underWay == 0
            guard isEnough || isStopping || now - since >= FanOutService.recordWithin else { return nil }
            defer {
                done = []
                doneSince = nil
            }
            isRecording = true
            return done
        }

        /// When a timer should ring, unless one rings before.
        mutating func nextTimer(now: Instant) -> Instant? {
            var next = isStopping ? nil : queue.nextWake(now: now)
            func earlier(_ instant: Instant) { next = min(next ?? instant, instant) }
            if isStale, let readAt, !isStopping { earlier(readAt + FanOutService.readingsApart) }
            if let doneSince, !isRecording { earlier(doneSince + FanOutService.recordWithin) }
            guard let next, timers.allSatisfy({ $0 > next }) else { return nil }
            timers.insert(next)
            return next
        }
    }
}

extension FanOutService {
    private func handle(_ event: Event, _ state: inout State) async {
        let now = surroundings.now()
        switch event {
        case .changed: state.isStale = true
        case .tick(let instant): state.timers.remove(instant)
        case .ended(let id, let outcome):
            if let done = state.queue.settle(id, outcome, now: now, chance: surroundings.chance()) {
                state.done.append(done)
                state.doneSince = state.doneSince ?? now
            }
        case .recorded(let done):
            state.isRecording = false
            state.queue.recorded(done)
        case .stop: state.isStopping = true
        case .giveUp: state.hasGivenUp = true
        }
        if state.hasMore, state.queue.count < FanOutChunk.size * 4 { state.isStale = true }
        guard state.isStale, !state.isStopping, state.readAt.map({ now - $0 >= Self.readingsApart }) ?? true else {
            return
        }
        await read(&state, now: now)
    }

    private struct Loaded: Sendable {
        var chunks: [(FanOutChunk.ID, FanOutChunk, FanOutWaiting)] = []
        var jobs: [FanOutJobID: FanOutJob] = [:]
        /// Chunks that are held and that nobody waits for any more.
        var gone: [FanOutChunk.ID] = []
        var hasMore = false
    }

    private func read(_ state: inout State, now: Instant) async {
        state.readAt = now
        let held = Set(state.queue.chunks)
        let mayAdd = state.queue.hasRoom
        do throws(JournalError) {
            let loaded = try await store.read { documents throws(JournalError) in
                try Self.load(SubscriptionReading(documents), held: held, mayAdd: mayAdd)
            }
            state.isStale = false
            state.hasMore = loaded.hasMore
            for chunk in loaded.gone { state.queue.drop(chunk) }
            for (id, job) in loaded.jobs { state.jobs[id] = job }
            for (id, chunk, waiting) in loaded.chunks { state.queue.add(chunk, id, waiting: waiting, now: now) }
            let needed = Set(state.queue.chunks.map(\.job))
            state.jobs = state.jobs.filter { needed.contains($0.key) }
        } catch {
            // It stays stale, so that a later timer reads again.
            state.isStale = true
            state.readAt = now + Self.retryMost
            surroundings.report("subscriptions can't be read: \(error.message)")
        }
    }

    private static func load(
        _ reading: SubscriptionReading, held: Set<FanOutChunk.ID>, mayAdd: Bool
    ) throws(JournalError) -> Loaded {
        var loaded = Loaded()
        let known = try reading.waiting(Array(held))
        loaded.gone = held.filter { known[$0] == nil }
        // Those that are held may come first, so there is room for all of them and some more.
        let limit = min(held.count + chunksMost, 1_000)
        let listed = try reading.waiting(limit: limit)
        let new = listed.keys.filter { !held.contains($0) }.sorted()
        loaded.hasMore = listed.count == limit
        guard mayAdd else { return loaded }
        for id in new.prefix(chunksMost) {
            guard let chunk = try reading.chunk(id), let waiting = listed[id] else { continue }
            if loaded.jobs[id.job] == nil {
                guard let job = try reading.job(id.job) else { continue }
                loaded.jobs[id.job] = job
            }
            loaded.chunks.append((id, chunk, waiting))
        }
        return loaded
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
                if entries.contains(where: { $0.kind != "fanOut.told" }) { yield(.changed) }
                retry = .seconds(1)
            } catch {
                if error.code == .closed { return }
                await surroundings.sleep(retry)
                retry = min(retry + retry, Self.retryMost)
            }
        }
    }

    /// Looks at the subscriber in the last moment: who unsubscribed while the job ran gets nothing more.
    private func send(_ job: FanOutJob, to id: SubscriberID) async -> FanOutOutcome {
        let subscriber: Subscriber?
        do throws(JournalError) {
            subscriber = try await store.read { documents throws(JournalError) in
                try SubscriptionReading(documents).subscriber(id)
            }
        } catch {
            return .failed("the journal can't be read", retryAfter: nil)
        }
        guard let subscriber else { return .nothingToTell }
        if case .question = job.subject {
            guard let question = subscriber.question, question.expires > surroundings.now() else {
                return .nothingToTell
            }
        } else if subscriber.state != .confirmed {
            return .nothingToTell
        }
        return await sender.send(job, to: subscriber)
    }

    /// Goes on until the journal has it: what was sent and is not recorded would be sent again.
    private func record(_ batch: [FanOutQueue.Done], _ yield: @Sendable (Event) -> Void) async {
        let now = surroundings.now()
        let facts = Self.facts(batch)
        // The first place of a batch is settled once, so it names the batch.
        let name = batch.first.map { "\($0.id.chunk.job).\($0.id.chunk.number).\($0.id.place)" } ?? ""
        let command = AppendCommand(
            actor: "system:subscribers", instant: now, drafts: facts.map(\.draft),
            idempotencyKey: IdempotencyKey("told:\(name):\(now.microseconds)"))
        var retry = TimeSpan(microseconds: 250_000)
        while true {
            do throws(JournalError) {
                _ = try await store.append(command)
                break
            } catch {
                let mayPass = error.code == .unavailable || error.code == .full
                guard mayPass, !Task.isCancelled else {
                    surroundings.report(
                        "what was sent to subscribers could not be recorded, and nothing more is sent until the program "
                            + "starts again: \(error.message)")
                    // Going on would send the same again and again.
                    yield(.stop)
                    break
                }
                await surroundings.sleep(retry)
                retry = min(retry + retry, Self.retryMost)
            }
        }
        let dead = batch.count { if case .dead = $0.outcome { true } else { false } }
        if dead > 0 { surroundings.report("\(dead) messages to subscribers are given up") }
        yield(.recorded(batch))
    }

    static func facts(_ batch: [FanOutQueue.Done]) -> [SubscribingFact] {
        var jobs: [FanOutJobID: [Int: FanOutReport.Chunk]] = [:]
        for done in batch {
            let (id, place) = (done.id.chunk, done.id.place)
            var chunk = jobs[id.job]?[id.number] ?? FanOutReport.Chunk(number: id.number)
            switch done.outcome {
            case .told(let recovered):
                chunk.told.append(place)
                if recovered { chunk.recovered.append(place) }
            case .skipped: chunk.skipped.append(place)
            case .dead(let attempts, let error):
                chunk.dead.append(FanOutReport.Dead(place: place, attempts: attempts, error: error))
            }
            jobs[id.job, default: [:]][id.number] = chunk
        }
        return jobs.sorted { $0.key < $1.key }.map { job, chunks in
            .told(job, FanOutReport(chunks: chunks.sorted { $0.key < $1.key }.map(\.value)))
        }
    }
}
