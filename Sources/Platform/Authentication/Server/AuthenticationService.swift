internal import Bytes
internal import Cards
internal import Ledger
package import Roles
internal import Synchronization
internal import ThreeDS
internal import Vocabulary

/// The 3DS server: begins authentications for the gateway, asks the directory server, takes the results.
///
/// All is kept in memory. What is unfinished when the process ends is lost, and whoever asks for it is told that nobody knows it:
/// the payment is refused, and no money has moved. Every transaction ends by itself, at the latest after the time for results.
package final class AuthenticationService: Authenticator {
    /// What became of one authentication, for counters.
    package struct Outcome: Sendable, Equatable {
        /// The step's word, such as `authenticated`.
        package let word: String
        package let isTechnicalFailure: Bool
    }

    private struct Entry {
        let fingerprint: SHA256Digest
        let scheme: TestCards.Scheme
        var transaction: ServerTransaction
        /// What the gateway was told at first; nil while the directory server is asked.
        var begun: AuthenticationStep?
        /// How it ended; set once.
        var outcome: AuthenticationStep?
        /// When it is given up, because the browser is back and the results are not.
        var giveUpAt: Instant?
        var forgetAt: Instant
    }

    private struct State {
        var memory: TransactionMemory<Entry>
        /// Begun and not ended.
        var unfinished = 0
        var isDraining = false
        var ignored: UInt64 = 0
    }

    let settings: AuthenticationSettings
    private let link: SchemeLink
    private let surroundings: Surroundings
    private let ranges = RangeKeeper()
    private let state: Mutex<State>
    private let told: @Sendable (Outcome) -> Void

    /// - Parameter told: hears of each end, once.
    package init(
        settings: AuthenticationSettings, link: SchemeLink, surroundings: Surroundings,
        told: @escaping @Sendable (Outcome) -> Void = { _ in }
    ) {
        self.settings = settings
        self.link = link
        self.surroundings = surroundings
        self.told = told
        state = Mutex(State(memory: TransactionMemory(most: settings.transactionsMost)))
    }

    // MARK: What others may know

    /// Why this instance can authenticate nobody; nil when it can.
    package var problem: String? { ranges.count > 0 ? nil : ranges.problem ?? "the scheme has no card ranges" }
    /// Why the card ranges could not be asked for lately.
    package var rangesProblem: String? { ranges.problem }
    package var transactions: Int { state.withLock { $0.memory.count } }
    package var unfinished: Int { state.withLock { $0.unfinished } }
    /// What came late or twice and changed nothing.
    package var ignored: UInt64 { state.withLock { $0.ignored } }

    /// Takes nothing new from now on: who asks is told to ask another instance. What goes on goes on.
    package func drain() { state.withLock { $0.isDraining = true } }

    // MARK: The gateway

    package func begin(_ request: AuthenticationRequest) async -> AuthenticationStep {
        do throws(AuthenticationProblem) {
            return try await start(request)
        } catch {
            return .unavailable(error.code == .overloaded ? .overloaded : .wrongAnswer)
        }
    }

    package func result(of id: String) async -> AuthenticationStep { known(id) ?? .unavailable(.malfunction) }

    /// Nil when nobody knows of it here.
    func known(_ id: String) -> AuthenticationStep? {
        state.withLock { state in state.memory[id.lowercased()].map { $0.outcome ?? .pending } }
    }

    func start(_ request: AuthenticationRequest) async throws(AuthenticationProblem) -> AuthenticationStep {
        let (areq, range) = try AuthenticationQuestion(request, settings, ranges, surroundings.now()).made()
        guard let areq else {
            let step = AuthenticationStep.attempted(indicator: Indicator.notTakingPart(request.card.scheme))
            told(Outcome(step))
            return step
        }
        let ticket = ReturnTicket(id: request.id, address: request.returnAddress)
        let now = surroundings.now()
        let entry = Entry(
            fingerprint: Self.fingerprint(request), scheme: request.card.scheme,
            transaction: ServerTransaction(
                request: areq, range: range, session: ticket.sealed(key: settings.key), limits: settings.limits),
            forgetAt: now + settings.outcomeKept)
        let earlier = try state.withLock { state throws(AuthenticationProblem) -> AuthenticationStep? in
            if let known = state.memory[request.id] {
                guard known.fingerprint == entry.fingerprint else {
                    throw AuthenticationProblem(
                        .conflict, "the id was used for another authentication; take a new UUID for a new one")
                }
                return known.begun ?? known.outcome ?? .pending
            }
            guard !state.isDraining else {
                throw AuthenticationProblem(.overloaded, "this instance is being stopped; ask another one")
            }
            guard state.memory.add(request.id, entry, due: now + settings.limits.authentication) else {
                throw AuthenticationProblem(.overloaded, "too many authentications are under way; try again later")
            }
            state.unfinished += 1
            return nil
        }
        if let earlier { return earlier }
        await run(request.id, .start)
        return state.withLock { $0.memory[request.id]?.begun } ?? .unavailable(.malfunction)
    }

    private static func fingerprint(_ request: AuthenticationRequest) -> SHA256Digest {
        var writer = DigestWriter(domain: "vigie.3ds.request.v1")
        writer.add(request.card.wireDigits)
        writer.add(request.expiry)
        writer.add(request.amount.minor)
        writer.add(request.amount.currency.code)
        writer.add(request.merchant)
        writer.add(request.returnAddress)
        return writer.digest()
    }

    // MARK: The scheme and the browser

    /// Answers an RReq.
    func results(_ results: Message) async -> Message {
        let id = results[.threeDSServerTransID]?.lowercased() ?? ""
        if let reply = await run(id, .results(results)) { return reply }
        return ProtocolError(
            .transactionNotRecognised, .server, "this transaction is not known", about: .resultsRequest,
            TransactionIdentifiers(of: results)
        ).message(version: results.version ?? .v2_2_0)
    }

    /// The browser came back from the issuer. Where it goes next; nil when its ticket is not ours.
    func browserReturned(session: String?, response: Message?) async -> String? {
        guard let session, let ticket = ReturnTicket(session, key: settings.key),
            let address = settings.admitted(ticket.address)
        else { return nil }
        if let response { await run(ticket.id, .challengeReturned(response)) }
        let now = surroundings.now()
        state.withLock { state in
            _ = state.memory.update(ticket.id) { entry in
                if entry.outcome == nil { entry.giveUpAt = entry.giveUpAt ?? now + settings.returnGrace }
                return ((), due: Self.due(entry))
            }
        }
        return address
    }

    // MARK: Time

    /// Ends what takes too long, and forgets what ended long ago. Called again and again, by whoever runs the process.
    package func tick() async {
        let now = surroundings.now()
        for id in state.withLock({ $0.memory.takeDue(now) }) {
            guard let entry = state.withLock({ $0.memory[id] }) else { continue }
            if entry.outcome != nil, entry.forgetAt <= now {
                state.withLock { $0.memory.remove(id) }
                continue
            }
            if entry.outcome == nil, let giveUpAt = entry.giveUpAt, giveUpAt <= now { end(id, .unavailable(.timedOut)) }
            await run(id, .timePassed)
        }
    }

    /// Asks for the scheme's card ranges, when it is time to. Called again and again, apart from ``tick()``: no deadline waits for it.
    package func refreshRanges() async {
        let question = ranges.question(surroundings.now())
        guard question.isDue else { return }
        let serialNumber = question.serialNumber
        var message = Message(.preparationRequest, version: .v2_2_0)
        message[.threeDSServerRefNumber] = settings.referenceNumber
        message[.threeDSServerTransID] = surroundings.identifier()
        message[.serialNum] = serialNumber
        let answer = await link.ask(
            message, at: settings.directory, as: .server, within: settings.limits.authentication)
        ranges.answered(answer, serialNumber: serialNumber, settings: settings, now: surroundings.now())
    }

    // MARK: Running a transaction

    /// Gives an event to a transaction and does what it decides; returns what is to be answered to the event's sender.
    @discardableResult
    private func run(_ id: String, _ event: ServerTransaction.Event) async -> Message? {
        let now = surroundings.now()
        let decisions = state.withLock { state in
            state.memory.update(id) { entry in
                let decisions = entry.transaction.handle(event, now: now)
                return (decisions, due: Self.due(entry))
            }
        }
        var reply: Message?
        for decision in decisions ?? [] {
            switch decision {
            case .send(let message): await send(message, id)
            case .showChallenge(let form):
                let step = AuthenticationStep.challenge(
                    address: form.address,
                    fields: Dictionary(form.fields.map { ($0.name, $0.value) }) { first, _ in first })
                state.withLock { state in
                    _ = state.memory.update(id) { entry in
                        entry.begun = step
                        return ((), due: Self.due(entry))
                    }
                }
                await run(id, .challengeShown)
            case .reply(let message): reply = message
            case .finish(let outcome): finish(id, outcome)
            case .ignore: state.withLock { $0.ignored += 1 }
            // Ranges are taken without their address for the 3DS Method: nothing runs in the browser before the request.
            case .showMethod: break
            }
        }
        return reply
    }

    private func send(_ message: Message, _ id: String) async {
        let answer = await link.ask(
            message, at: settings.directory, as: .server, within: settings.limits.authentication)
        // An error message is told, and its answer is nobody's.
        guard message.type == .authenticationRequest else { return }
        switch answer {
        case .message(let message): await run(id, .answered(.success(message)))
        case .unreadable(let error): await run(id, .answered(.failure(error)))
        case .failed(let failure): await run(id, .notAnswered(failure))
        }
    }

    private func finish(_ id: String, _ outcome: AuthenticationOutcome) {
        guard let scheme = state.withLock({ $0.memory[id]?.scheme }) else { return }
        end(id, AuthenticationStep(outcome, scheme: scheme))
    }

    private func end(_ id: String, _ step: AuthenticationStep) {
        let now = surroundings.now()
        let isFirst = state.withLock { state in
            let isFirst = state.memory.update(id) { entry in
                let isFirst = entry.outcome == nil
                if isFirst {
                    let wasChallenged = entry.begun != nil
                    entry.outcome = step
                    entry.begun = entry.begun ?? step
                    entry.giveUpAt = nil
                    entry.forgetAt = now + (wasChallenged ? settings.outcomeKept : settings.answerKept)
                }
                return (isFirst, due: Self.due(entry))
            }
            if isFirst == true { state.unfinished -= 1 }
            return isFirst
        }
        if isFirst == true { told(Outcome(step)) }
    }

    private static func due(_ entry: Entry) -> Instant {
        if entry.outcome != nil { return entry.forgetAt }
        return min(entry.transaction.deadline ?? entry.forgetAt, entry.giveUpAt ?? entry.forgetAt)
    }
}

extension AuthenticationService.Outcome {
    init(_ step: AuthenticationStep) {
        switch step {
        case .authenticated: self.init(word: "authenticated", isTechnicalFailure: false)
        case .attempted: self.init(word: "attempted", isTechnicalFailure: false)
        case .refused: self.init(word: "refused", isTechnicalFailure: false)
        case .unavailable(let fault): self.init(word: fault.rawValue, isTechnicalFailure: true)
        case .challenge, .pending: self.init(word: "pending", isTechnicalFailure: false)
        }
    }
}
