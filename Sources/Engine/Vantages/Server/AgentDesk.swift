package import Access
internal import Bytes
package import Journal
internal import Observing
internal import Synchronization
package import Vocabulary

/// The server's side: people enrol and revoke agents here, and agents are answered.
///
/// Who is enrolled is read from the journal for each request, so that what one node revokes is void on all from the next one on.
/// In memory are plans, orders for the next seconds, rates, and what agents said of themselves.
package final class AgentDesk: Sendable {
    package struct Rules: Sendable {
        package static let agentsMost = 64
        package var codeLife = TimeSpan.minutes(30)
        /// How long a poll waits for news: shorter than the server lets a request take.
        package var pollLongest = TimeSpan.seconds(20)
        /// Of one agent: a burst's votes come at once, then it is a few a second.
        package var requests = RateTable(burst: 60, refill: TimeSpan(microseconds: 50_000))
        /// Of one address, before anything is looked at.
        package var strangers = RateTable(burst: 240, refill: TimeSpan(microseconds: 10_000))
        package var codes = RateTable(burst: 10, refill: .seconds(30))

        package init() {}
    }

    private struct Memory {
        var requests: RateTable
        var strangers: RateTable
        var codes: RateTable
        /// Whose batch is being kept: one at a time each.
        var keeping: Set<AgentName> = []
        var kept: [AgentName: ServerEnd.Kept] = [:]
        var seen: [AgentName: AgentSighting] = [:]
    }

    private let store: any JournalStore
    private let keeping: any DeliveryKeeping
    private let rules: Rules
    private let now: @Sendable () -> Instant
    private let random: @Sendable (Int) -> [UInt8]
    private let memory: Mutex<Memory>
    private let orders: OrderBook

    package init(
        store: any JournalStore, keeping: any DeliveryKeeping, rules: Rules = Rules(),
        now: @escaping @Sendable () -> Instant, random: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.store = store
        self.keeping = keeping
        self.rules = rules
        self.now = now
        self.random = random
        memory = Mutex(Memory(requests: rules.requests, strangers: rules.strangers, codes: rules.codes))
        orders = OrderBook(startedAt: now())
    }

    // MARK: People

    /// A code with which one machine becomes this agent, once and soon. An agent of this name that is enrolled goes on until then.
    package func invite(
        _ name: String, by identity: Identity?
    ) async throws(AccessRefusal) -> (name: AgentName, code: OneTimeCode, until: Instant) {
        let identity = try Self.allowed(identity)
        guard let name = AgentName(name) else {
            throw AccessRefusal(
                .invalid, "An agent's name is that of its vantage: lower-case letters, digits and hyphens, at most 64.")
        }
        let known = try await read { documents throws(JournalError) in try documents.agents() }
        guard known.count < Rules.agentsMost || known.contains(where: { $0.name == name }) else {
            throw AccessRefusal(
                .tooMany, "There are \(Rules.agentsMost) agents; names of revoked ones can be used again.")
        }
        let code = OneTimeCode(bytes: random(OneTimeCode.count))
        let instant = now()
        try await record([.invited(name, code: code.digest, life: rules.codeLife)], by: identity.actor, at: instant)
        return (name, code, instant + rules.codeLife)
    }

    package func list(for identity: Identity?) async throws(AccessRefusal) -> [AgentStatus] {
        _ = try Self.allowed(identity)
        let records = try await read { documents throws(JournalError) in try documents.agents() }
        let seen = memory.withLock { $0.seen }
        return records.map {
            AgentStatus(
                record: $0, hasPlan: hasPlan(for: $0.name), sighting: $0.key == nil ? nil : seen[$0.name], now: now())
        }
    }

    /// From now on nothing that this agent's key signed is believed, and a code that waits is void. What came before stays.
    package func revoke(_ name: String, by identity: Identity?) async throws(AccessRefusal) {
        let identity = try Self.allowed(identity)
        let agent = AgentName(name)
        let known = try await read { documents throws(JournalError) in
            try agent.flatMap { name throws(JournalError) in try documents.agent(name) }
        }
        guard let known else { throw AccessRefusal(.notFound, "There is no agent of this name.") }
        if known.key != nil || !known.isSpent {
            try await record([.revoked(known.name)], by: identity.actor, at: now())
        }
        memory.withLock { $0.seen[known.name] = nil }
    }

    private static func allowed(_ identity: Identity?) throws(AccessRefusal) -> Identity {
        try Authorisation.require(.manageAgents, of: identity)
        guard let identity else { throw AccessRefusal(.notSignedIn, "Sign in to \(Right.manageAgents.deed).") }
        return identity
    }

    private func read<Value: Sendable>(
        _ work: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Value
    ) async throws(AccessRefusal) -> Value {
        do throws(JournalError) {
            return try await store.read(work)
        } catch {
            throw AccessRefusal(.unavailable, "The journal can't be reached at the moment; try again soon.")
        }
    }

    private func record(_ facts: [AgentFact], by actor: Actor, at instant: Instant) async throws(AccessRefusal) {
        do throws(JournalError) {
            _ = try await store.append(AppendCommand(actor: actor, instant: instant, drafts: facts.map(\.draft)))
        } catch {
            guard error.code == .refused else {
                throw AccessRefusal(.unavailable, "The journal can't be reached at the moment; try again soon.")
            }
            throw AccessRefusal(.conflict, error.message.prefix(1).uppercased() + error.message.dropFirst() + ".")
        }
    }

    // MARK: What agents are told

    /// What this agent asks from now on; nil: nothing.
    package func setPlan(_ body: [UInt8]?, for name: AgentName) { orders.setPlan(body, for: name) }

    /// Whether an agent of this name would have anything to ask.
    package func hasPlan(for name: AgentName) -> Bool { orders.hasPlan(for: name) }

    /// Something to be done now: it is told to a poll that waits, or to the next one within seconds.
    package func order(_ body: [UInt8], to name: AgentName) { orders.order(body, to: name, at: now()) }

    /// When each agent was heard last, for figures.
    package var sightings: [AgentName: AgentSighting] { memory.withLock { $0.seen } }

    /// Polls that wait are answered, and none waits any more.
    package func close() { orders.close() }

    // MARK: Agents

    /// Answers the bytes of a request; whatever they are.
    package func answer(_ bytes: [UInt8], from address: String) async -> AgentAnswer {
        let received = now()
        do throws(AgentRefusal) {
            guard memory.withLock({ $0.strangers.admits(address, now: received) }) else {
                throw .busy("Too many requests come from this address; wait a moment.")
            }
            let outcome = try await outcome(of: Self.read(bytes), from: address, received)
            return answer(outcome, received)
        } catch {
            return answer(.refused(error), received)
        }
    }

    private func answer(_ outcome: AgentAnswer.Outcome, _ received: Instant) -> AgentAnswer {
        let at = now()
        return AgentAnswer(at: at, held: max(.zero, at - received), outcome)
    }

    private static func read(_ bytes: [UInt8]) throws(AgentRefusal) -> AgentRequest {
        do throws(WireFault) {
            return try AgentRequest(reading: bytes)
        } catch {
            throw AgentRefusal(.malformed, "The request can't be read: \(error.message).")
        }
    }

    private func outcome(
        of request: AgentRequest, from address: String, _ received: Instant
    ) async throws(AgentRefusal) -> AgentAnswer.Outcome {
        if request.kind == .enrol {
            guard memory.withLock({ $0.codes.admits(address, now: received) }) else {
                throw .busy("Too many codes are tried from this address; wait half a minute.")
            }
            return try await enrol(request)
        }
        let name = request.name
        let record = try await journal { documents throws(JournalError) in try documents.agent(name) }
        if let refusal = ServerEnd.refusal(of: request, key: record?.key, now: received) { throw refusal }
        guard memory.withLock({ $0.requests.admits(name.rawValue, now: received) }) else {
            throw .busy("This agent sends more often than twenty times a second; send more results at once.")
        }
        switch request.kind {
        case .enrol: throw AgentRefusal(.malformed, "The request can't be read.")
        case .poll: return try await poll(request, received)
        case .deliver: return try await deliver(request, received)
        }
    }

    private func journal<Value: Sendable>(
        _ work: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Value
    ) async throws(AgentRefusal) -> Value {
        do throws(JournalError) {
            return try await store.read(work)
        } catch {
            throw .busy("The journal can't be read at the moment.")
        }
    }

    private func enrol(_ request: AgentRequest) async throws(AgentRefusal) -> AgentAnswer.Outcome {
        let enrolment: Enrolment
        do throws(WireFault) {
            enrolment = try Enrolment(reading: request.payload)
        } catch {
            throw AgentRefusal(.malformed, "The request can't be read: \(error.message).")
        }
        // Who asks has the key, and nobody else's is enrolled by it.
        guard enrolment.code.count == OneTimeCode.count, request.isSigned(by: enrolment.key) else { throw .codeVoid }
        let digest = OneTimeCode(bytes: enrolment.code).digest
        guard let record = try await journal({ documents throws(JournalError) in try documents.agent(code: digest) })
        else { throw .codeVoid }
        // An answer that was lost is given again to whom it was for.
        let isAgain = record.isSpent && record.key == enrolment.key
        guard isAgain || !record.isSpent && now() <= record.codeUntil else { throw .codeVoid }
        let last = try await lastNumber(record.name)
        if !isAgain {
            let fact = AgentFact.enrolled(record.name, code: digest, key: enrolment.key)
            do throws(JournalError) {
                _ = try await store.append(
                    AppendCommand(actor: Actor("agent:" + record.name.rawValue), instant: now(), drafts: [fact.draft]))
            } catch {
                guard error.code == .refused else { throw .busy("The journal can't be written at the moment.") }
                throw .codeVoid
            }
        }
        // Numbers of a vantage go on above all that a runner elsewhere can have given to its results: it counts them by ones.
        return .enrolled(record.name, kept: max(last.number, now().microseconds / 1_000))
    }

    private func poll(_ request: AgentRequest, _ received: Instant) async throws(AgentRefusal) -> AgentAnswer.Outcome {
        let poll: Poll
        do throws(WireFault) {
            poll = try Poll(reading: request.payload)
        } catch {
            throw AgentRefusal(.malformed, "The request can't be read: \(error.message).")
        }
        note(request, poll.health, received)
        if poll.mayWait, orders.news(for: request.name, poll, now: received) == nil {
            await orders.wait(for: request.name, poll, span: rules.pollLongest, now: now)
            // What was revoked meanwhile is told no more.
            let name = request.name
            let record = try await journal { documents throws(JournalError) in try documents.agent(name) }
            guard let key = record?.key, request.isSigned(by: key) else { throw .unknown }
        }
        let news = orders.news(for: request.name, poll, now: now())
        return .told(
            kept: try await lastNumber(request.name).number, plan: news?.plan, orders: news?.orders ?? [])
    }

    private func note(_ request: AgentRequest, _ health: AgentHealth?, _ received: Instant) {
        memory.withLock { memory in
            var sighting = memory.seen[request.name] ?? AgentSighting(at: received)
            sighting.at = received
            if let health { sighting.health = health }
            memory.seen[request.name] = sighting
        }
    }

    private func lastNumber(_ name: AgentName) async throws(AgentRefusal) -> ServerEnd.Kept {
        if let kept = memory.withLock({ $0.kept[name] }) { return kept }
        do throws(KeepingError) {
            let number = try await keeping.lastNumber(from: Self.vantage(name))
            return memory.withLock { memory in
                // A batch that was kept meanwhile is later than what was read.
                let kept = memory.kept[name] ?? ServerEnd.Kept(number: number)
                memory.kept[name] = kept
                return kept
            }
        } catch {
            throw .busy("The store of results can't be read at the moment.")
        }
    }

    private static func vantage(_ name: AgentName) -> VantageName {
        guard let vantage = VantageName(rawValue: name.rawValue) else { preconditionFailure("every name is one") }
        return vantage
    }

    private func deliver(_ request: AgentRequest, _ received: Instant) async throws(AgentRefusal) -> AgentAnswer.Outcome
    {
        let delivery: Delivery
        do throws(WireFault) {
            delivery = try Delivery(reading: request.payload)
        } catch {
            throw AgentRefusal(.malformed, "The batch can't be read: \(error.message).")
        }
        let name = request.name
        note(request, nil, received)
        guard memory.withLock({ $0.keeping.insert(name).inserted }) else {
            throw .busy("Another batch of this agent is being kept.")
        }
        defer { memory.withLock { _ = $0.keeping.remove(name) } }
        let kept = try await lastNumber(name)
        switch ServerEnd.placement(of: delivery, after: kept) {
        case .refused(let refusal): throw refusal
        case .known: return .kept(through: kept.number)
        case .new: break
        }
        let outcome = try await keep(delivery, request, received)
        memory.withLock { memory in
            memory.kept[name] = ServerEnd.Kept(number: delivery.number, digest: delivery.digest)
            if outcome == .known { memory.seen[name]?.known += 1 } else { memory.seen[name]?.batches += 1 }
        }
        return .kept(through: delivery.number)
    }

    private func keep(
        _ delivery: Delivery, _ request: AgentRequest, _ received: Instant
    ) async throws(AgentRefusal) -> BatchOutcome {
        let content: BatchContent
        do throws(WireFault) {
            content = try BatchContent(reading: delivery.content)
        } catch {
            // Refused for ever it would hold up all that come after it: its number is kept, and what was in it is lost and told.
            memory.withLock { $0.seen[request.name]?.damaged += 1 }
            content = BatchContent(sealedAt: received, offset: .zero, items: [])
        }
        let offset = memory.withLock { $0.seen[request.name]?.health?.offset }.map { TimeSpan(microseconds: $0) }
        let batch = ReceivedBatch(
            vantage: Self.vantage(request.name), number: delivery.number, content: content,
            timing: ResultTiming(content, stampedOffset: offset, now: received))
        do throws(KeepingError) {
            return try await keeping.keep(batch)
        } catch {
            throw .busy("The results can't be kept at the moment.")
        }
    }
}
