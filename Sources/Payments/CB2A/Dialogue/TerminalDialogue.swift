package import ISO8583

/// The terminal's side of payments over one link: what to send, when an answer is missing, and what became of each payment.
///
/// An answer that does not come in time is followed by a reversal, which is repeated until it is answered; an answer that
/// comes after that is ignored and counted. Nothing here reads a clock: the owner says what time it is and wakes the dialogue
/// at ``nextDeadline``.
package struct TerminalDialogue: Sendable {
    package struct Rules: Sendable {
        /// How long an answer may take.
        package var answerTime: Duration = .seconds(15)
        /// How long a reversal's answer may take.
        package var reversalTime: Duration = .seconds(10)
        /// How often a reversal is repeated before the owner has to keep it.
        package var reversalRepeatsMax = 3
        /// How many questions may be on their way at once.
        package var inFlightMax = 256

        package init() {}
    }

    /// The time, as two clocks tell it.
    package struct Now: Sendable {
        /// Since any fixed moment; never goes back.
        package var elapsed: Duration
        /// UTC, for field 7.
        package var stamp: MessageTime

        package init(elapsed: Duration, stamp: MessageTime) {
            self.elapsed = elapsed
            self.stamp = stamp
        }
    }

    package enum Outcome: Sendable, Equatable {
        /// Approved, refused, or a failure behind the host: the code says which.
        case answered(AuthorisationResponse)
        /// No answer came in time, and the host has confirmed that the payment does not count.
        case reversed
        /// No answer came, and none to its reversals: keep the reversal and send it until it is answered.
        case unresolved(Reversal)
        case echoed(ResponseCode)
        /// Nobody answered an echo.
        case silent
    }

    package enum Action: Sendable, Equatable {
        case send(CB2AMessage)
        /// The exchange is over for its owner.
        case finish(ExchangeKey, Outcome)
    }

    package struct Counters: Sendable, Equatable {
        /// Answers after the reversal had been sent.
        package var lateAnswers = 0
        /// Answers to something that was answered before.
        package var repeatedAnswers = 0
        /// Answers to nothing that is known, or that do not fit their question.
        package var strayAnswers = 0
        package var reversals = 0
    }

    package enum Refusal: Error, Sendable, Equatable {
        case tooManyInFlight
        /// Trace number and time of an exchange that goes on or has just ended.
        case keyInUse
    }

    private enum Exchange: Sendable {
        /// Until its deadline; then a reversal goes out.
        case authorising(AuthorisationRequest)
        /// Until its deadline; then the reversal is repeated, or given up.
        case reversing(Reversal, of: ExchangeKey, repeats: Int)
        case echoing
    }

    private enum Past: Sendable { case answered, reversed }

    package private(set) var counters = Counters()
    private let rules: Rules
    private var trace: TraceNumber
    private var exchanges: [ExchangeKey: (exchange: Exchange, deadline: Duration)] = [:]
    private var past = RecentKeys<Past>(capacity: 4_096)

    /// `trace` is the last number that the terminal has used.
    package init(rules: Rules = Rules(), trace: TraceNumber) {
        self.rules = rules
        self.trace = trace
    }

    package var inFlight: Int { exchanges.count }
    package var nextDeadline: Duration? { exchanges.values.map(\.deadline).min() }

    /// The number for the next message.
    package mutating func nextTrace() -> TraceNumber {
        trace = trace.next
        return trace
    }

    // MARK: Asking

    package mutating func authorise(_ request: AuthorisationRequest, now: Now) throws(Refusal) -> [Action] {
        try start(request.key, .authorising(request), until: now.elapsed + rules.answerTime)
        return [.send(.authorisationRequest(request))]
    }

    package mutating func ask(_ echo: Echo, now: Now) throws(Refusal) -> [Action] {
        try start(echo.key, .echoing, until: now.elapsed + rules.answerTime)
        return [.send(.echo(echo))]
    }

    /// Takes up a reversal that stayed unresolved before.
    package mutating func resume(_ reversal: Reversal, now: Now) throws(Refusal) -> [Action] {
        try start(
            reversal.key, .reversing(reversal, of: reversal.originalKey, repeats: 0),
            until: now.elapsed + rules.reversalTime)
        return [.send(.reversal(reversal.repeated))]
    }

    private mutating func start(_ key: ExchangeKey, _ exchange: Exchange, until deadline: Duration) throws(Refusal) {
        guard exchanges.count < rules.inFlightMax else { throw .tooManyInFlight }
        // A reversal that was given up may be taken up again; nothing else may use a key twice.
        let isUsed: Bool = if case .reversing = exchange { false } else { past[key] != nil }
        guard exchanges[key] == nil, !isUsed else { throw .keyInUse }
        exchanges[key] = (exchange, deadline)
    }

    // MARK: What comes

    package mutating func received(_ message: CB2AMessage, now: Now) -> [Action] {
        switch message {
        case .authorisationResponse(let response): return answered(response)
        case .reversalResponse(let response): return reversed(response.key)
        case .echoResponse(let response):
            guard case .echoing? = exchanges[response.key]?.exchange else { return stray(response.key) }
            return end(response.key, .answered, .echoed(response.code))
        case .echo(let echo):
            // The host may ask, too.
            return [.send(.echoResponse(EchoResponse(to: echo)))]
        case .authorisationRequest, .reversal, .telecollection:
            counters.strayAnswers += 1
            return []
        }
    }

    private mutating func answered(_ response: AuthorisationResponse) -> [Action] {
        guard case .authorising(let request)? = exchanges[response.key]?.exchange else { return stray(response.key) }
        // Another card's answer is no answer to this question: the time-out will reverse what nobody can know.
        guard response.fits(request) else {
            counters.strayAnswers += 1
            return []
        }
        return end(response.key, .answered, .answered(response))
    }

    private mutating func reversed(_ key: ExchangeKey) -> [Action] {
        guard case .reversing(_, let original, _)? = exchanges[key]?.exchange else { return stray(key) }
        exchanges[key] = nil
        past.set(.answered, for: key)
        return [.finish(original, .reversed)]
    }

    private mutating func end(_ key: ExchangeKey, _ past: Past, _ outcome: Outcome) -> [Action] {
        exchanges[key] = nil
        self.past.set(past, for: key)
        return [.finish(key, outcome)]
    }

    private mutating func stray(_ key: ExchangeKey) -> [Action] {
        switch past[key] {
        case .reversed: counters.lateAnswers += 1
        case .answered: counters.repeatedAnswers += 1
        case nil: counters.strayAnswers += 1
        }
        return []
    }

    // MARK: What does not come

    /// Acts on every deadline that has passed.
    package mutating func timePassed(now: Now) -> [Action] {
        var actions: [Action] = []
        let due = exchanges.filter { $0.value.deadline <= now.elapsed }
        // Oldest first, so that what is sent does not depend on how a dictionary is laid out.
        for (key, entry) in due.sorted(by: {
            ($0.value.deadline, $0.key.trace.number) < ($1.value.deadline, $1.key.trace.number)
        }) {
            switch entry.exchange {
            case .authorising(let request):
                let reversal = Reversal(of: request, trace: nextTrace(), sent: now.stamp)
                exchanges[key] = nil
                past.set(.reversed, for: key)
                counters.reversals += 1
                exchanges[reversal.key] = (
                    .reversing(reversal, of: key, repeats: 0), now.elapsed + rules.reversalTime
                )
                actions.append(.send(.reversal(reversal)))
            case .reversing(let reversal, let original, let repeats) where repeats < rules.reversalRepeatsMax:
                exchanges[key] = (
                    .reversing(reversal, of: original, repeats: repeats + 1), now.elapsed + rules.reversalTime
                )
                actions.append(.send(.reversal(reversal.repeated)))
            case .reversing(let reversal, let original, _):
                exchanges[key] = nil
                past.set(.reversed, for: key)
                actions.append(.finish(original, .unresolved(reversal)))
            case .echoing:
                exchanges[key] = nil
                past.set(.reversed, for: key)
                actions.append(.finish(key, .silent))
            }
        }
        return actions
    }
}
