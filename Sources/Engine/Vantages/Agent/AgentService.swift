internal import Bytes
package import HTTP
internal import Synchronization
package import Vocabulary

/// An agent at work: asks its server what is to be done, seals what was found onto its disk, and sends it until it is kept.
///
/// Three loops that wait for each other by signals: one poll is always under way, results are sealed as soon as they are a second
/// old (at once when something failed), and batches are sent one by one.
package final class AgentService: Sendable {
    /// Time and waiting, and who is told.
    package struct Surroundings: Sendable {
        package var now: @Sendable () -> Instant
        package var sleep: @Sendable (TimeSpan) async -> Void
        package var log: @Sendable (AgentNotice) -> Void
        /// A plan that is new; nil: nothing is to be asked any more.
        package var plan: @Sendable (AgentAnswer.Plan?) -> Void
        package var order: @Sendable (AgentAnswer.Order) -> Void

        package init(
            now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (TimeSpan) async -> Void,
            log: @escaping @Sendable (AgentNotice) -> Void, plan: @escaping @Sendable (AgentAnswer.Plan?) -> Void,
            order: @escaping @Sendable (AgentAnswer.Order) -> Void
        ) {
            self.now = now
            self.sleep = sleep
            self.log = log
            self.plan = plan
            self.order = order
        }
    }

    /// Results that wait to be sealed; more are let go, the oldest first.
    package static let unsealedMost = 20_000
    private static let batchItemsMost = 1_000
    private static let batchBytesMost = 200 << 10
    private static let gather = TimeSpan.seconds(1)
    private static let gatherUrgent = TimeSpan(microseconds: 50_000)

    private struct Memory {
        var end: AgentEnd
        var plan: [UInt8] = []
        var order: Int64 = 0
        var unsealed: [[UInt8]] = []
        var isUrgent = false
        /// Results that left `unsealed` at its start, by being sealed or let go.
        var taken = 0
        /// Those of them that were let go because too many waited.
        var overflown = 0
        var reached: Instant?
        var problem: String?
    }

    private let identity: AgentIdentity
    private let version: String
    private let fetcher: any HTTPFetching
    private let buffer: any BatchBuffer
    private let surroundings: Surroundings
    private let memory: Mutex<Memory>
    private let offered = Signal()
    private let sealed = Signal()

    /// - Parameter plan: by which it works already, until it is told another.
    package init(
        identity: AgentIdentity, version: String, fetcher: any HTTPFetching, buffer: any BatchBuffer,
        plan: AgentAnswer.Plan? = nil, surroundings: Surroundings
    ) async throws(BufferError) {
        self.identity = identity
        self.version = version
        self.fetcher = fetcher
        self.buffer = buffer
        self.surroundings = surroundings
        let highest = try await buffer.state().highest
        memory = Mutex(
            Memory(
                end: AgentEnd(name: identity.name, key: identity.key, highest: highest), plan: plan?.digest ?? []))
    }

    /// Takes results, each in its coding. From any thread; never waits.
    package func offer(_ items: [[UInt8]], isUrgent: Bool) {
        guard !items.isEmpty else { return }
        memory.withLock { memory in
            memory.unsealed += items
            memory.isUrgent = memory.isUrgent || isUrgent
            let over = memory.unsealed.count - Self.unsealedMost
            if over > 0 {
                memory.unsealed.removeFirst(over)
                memory.taken += over
                memory.overflown += over
            }
        }
        offered.give()
    }

    /// Until the task is cancelled. What was offered before is sealed at the end.
    package func run() async {
        await withTaskGroup { group in
            group.addTask { await self.poll() }
            group.addTask { await self.seal() }
            group.addTask { await self.deliver() }
        }
        while await sealOnce() {}
    }

    /// Asks once what is to be done, and sends everything that waits: for tests, and for `--once`.
    package func exchange() async -> Bool {
        guard await pollOnce(mayWait: false) else { return false }
        while await sealOnce() {}
        while true {
            switch await deliverOnce() {
            case .nothing: return true
            case .sent: continue
            case .failed: return false
            }
        }
    }

    package func health() async -> AgentStanding {
        let state = try? await buffer.state()
        return memory.withLock { memory in
            AgentStanding(
                name: identity.name, reached: memory.reached, problem: memory.problem,
                hasPlan: !memory.plan.isEmpty, health: Self.health(memory, state, version), kept: memory.end.kept)
        }
    }

    private static func health(_ memory: Memory, _ state: BufferState?, _ version: String) -> AgentHealth {
        AgentHealth(
            version: version, offset: memory.end.clock.offset?.microseconds,
            offsetError: memory.end.clock.error.microseconds, waiting: state?.waiting ?? 0,
            waitingBytes: state?.bytes ?? 0, dropped: state?.dropped ?? 0)
    }

    /// The server's clock less this machine's, as far as it was measured.
    package var clockOffset: TimeSpan? { memory.withLock { $0.end.clock.offset } }

    // MARK: Asking what is to be done

    private func poll() async {
        var pause = Pause()
        while !Task.isCancelled {
            if await pollOnce(mayWait: true) {
                pause = Pause()
            } else {
                await surroundings.sleep(pause.next())
            }
        }
    }

    private func pollOnce(mayWait: Bool) async -> Bool {
        let state = try? await buffer.state()
        let poll = memory.withLock { memory in
            Poll(
                plan: memory.plan, order: memory.order, mayWait: mayWait && memory.reached != nil,
                health: Self.health(memory, state, version))
        }
        return await send(.poll, poll.bytes, milliseconds: 45_000)
    }

    // MARK: Sealing

    private func seal() async {
        while !Task.isCancelled {
            await offered.take()
            guard !Task.isCancelled else { return }
            let isUrgent = memory.withLock { $0.isUrgent }
            if !isUrgent {
                // Whatever is urgent meanwhile ends the wait.
                await offered.take(within: Self.gather, surroundings.sleep) { self.memory.withLock { $0.isUrgent } }
            }
            await surroundings.sleep(Self.gatherUrgent)
            while await sealOnce() {}
        }
    }

    /// Whether a batch was made and there may be more.
    private func sealOnce() async -> Bool {
        let made = memory.withLock { memory -> (Delivery, through: Int)? in
            memory.isUrgent = false
            guard memory.end.mayNumber, !memory.unsealed.isEmpty else { return nil }
            var count = 0
            var bytes = 0
            while count < min(memory.unsealed.count, Self.batchItemsMost), bytes < Self.batchBytesMost {
                bytes += memory.unsealed[count].count + 4
                count += 1
            }
            let content = BatchContent(
                sealedAt: surroundings.now(), offset: memory.end.clock.offset, offsetError: memory.end.clock.error,
                dropped: memory.overflown, items: Array(memory.unsealed.prefix(count)))
            return (Delivery(number: memory.end.nextNumber(), content: content.bytes), memory.taken + count)
        }
        guard let (delivery, through) = made else { return false }
        do throws(BufferError) {
            try await buffer.append(delivery)
        } catch {
            // Its number is not used again; the results stay for the next try.
            report(.cannotKeep(error.message))
            await surroundings.sleep(.seconds(1))
            return false
        }
        memory.withLock { memory in
            // What was too much meanwhile was taken away from the same end.
            let rest = max(0, through - memory.taken)
            memory.unsealed.removeFirst(rest)
            memory.taken += rest
        }
        sealed.give()
        return true
    }

    // MARK: Delivering

    private enum Attempt { case nothing, sent, failed }

    private func deliver() async {
        var pause = Pause()
        while !Task.isCancelled {
            switch await deliverOnce() {
            case .nothing: await sealed.take()
            case .sent: pause = Pause()
            case .failed: await surroundings.sleep(pause.next())
            }
        }
    }

    private func deliverOnce() async -> Attempt {
        let place = memory.withLock { $0.end.kept }
        let next: Delivery?
        do throws(BufferError) {
            next = try await buffer.first(after: place)
        } catch {
            report(.cannotKeep(error.message))
            return .failed
        }
        guard let next else { return .nothing }
        return await send(.deliver, next.bytes, milliseconds: 20_000) ? .sent : .failed
    }

    // MARK: One request

    private func send(_ kind: AgentRequest.Kind, _ payload: [UInt8], milliseconds: Int) async -> Bool {
        // A clock that was never measured is measured by the refusal of the first request.
        for attempt in 1...2 {
            let sent = surroundings.now()
            let bytes = memory.withLock { $0.end.request(kind, payload, now: sent) }
            guard let answer = await fetch(bytes, milliseconds) else { return false }
            let steps = memory.withLock { memory in
                memory.end.take(answer, sent: sent, received: surroundings.now())
            }
            var isDone = true
            for step in steps {
                if case .again(let atOnce) = step {
                    isDone = false
                    guard atOnce, attempt == 1 else {
                        if case .refused(let refusal) = answer.outcome { report(.refused(refusal)) }
                        return false
                    }
                } else if await !follow(step) {
                    return false
                }
            }
            if isDone {
                memory.withLock { memory in
                    memory.reached = surroundings.now()
                    memory.problem = nil
                }
                return true
            }
        }
        return false
    }

    private func follow(_ step: AgentEnd.Step) async -> Bool {
        switch step {
        case .forget(let number):
            do throws(BufferError) {
                try await buffer.forget(through: number)
            } catch {
                report(.cannotKeep(error.message))
            }
            // Results that waited for a number can have one now.
            offered.give()
            sealed.give()
        case .told(let plan, let orders):
            let fresh = memory.withLock { memory in
                if let plan { memory.plan = plan.digest }
                let fresh = orders.filter { $0.number > memory.order }
                memory.order = max(memory.order, fresh.map(\.number).max() ?? 0)
                return fresh
            }
            if let plan { surroundings.plan(plan) }
            for order in fresh { surroundings.order(order) }
            if memory.withLock({ $0.end.mayNumber }) { offered.give() }
        case .again: break
        case .stop(let refusal):
            report(.refused(refusal))
            guard refusal.code == .unknown else { return false }
            // Who was revoked asks nobody in our name any more.
            let had = memory.withLock { memory in
                defer { memory.plan = [] }
                return !memory.plan.isEmpty
            }
            if had { surroundings.plan(nil) }
            return false
        }
        return true
    }

    private func fetch(_ bytes: [UInt8], _ milliseconds: Int) async -> AgentAnswer? {
        let request = FetchRequest(
            method: .post, url: identity.server,
            headers: ["Content-Type": "application/octet-stream", "Accept": "application/json"], body: bytes,
            policy: AgentIdentity.policy(milliseconds: milliseconds, authorities: identity.authorities))
        do throws(FetchError) {
            let response = try await fetcher.fetch(request)
            do throws(WireFault) {
                return try AgentAnswer(reading: response.body)
            } catch {
                report(.unreachable("\(identity.server) answered with status \(response.status.code), not as a server"))
            }
        } catch {
            if !Task.isCancelled { report(.unreachable("\(identity.server) can't be asked: \(error.message)")) }
        }
        return nil
    }

    private func report(_ notice: AgentNotice) {
        let isNew = memory.withLock { memory in
            defer { memory.problem = notice.message }
            return memory.problem != notice.message
        }
        if isNew { surroundings.log(notice) }
    }
}

/// What who looks after an agent is told; the same thing once.
package enum AgentNotice: Sendable, Hashable {
    case unreachable(String)
    case refused(AgentRefusal)
    /// The disk takes nothing, or gives nothing back.
    case cannotKeep(String)

    package var message: String {
        switch self {
        case .unreachable(let message), .cannotKeep(let message): message
        case .refused(let refusal): refusal.message
        }
    }
}

/// How an agent is.
package struct AgentStanding: Sendable, Hashable {
    package var name: AgentName
    /// When the server answered last.
    package var reached: Instant?
    package var problem: String?
    package var hasPlan: Bool
    package var health: AgentHealth
    package var kept: Int64
}

/// How long to wait after a failure: twice as long each time, half a minute at most.
struct Pause {
    private var span = TimeSpan(microseconds: 250_000)

    mutating func next() -> TimeSpan {
        defer { span = min(TimeSpan(microseconds: span.microseconds * 2), .seconds(30)) }
        return span
    }
}
