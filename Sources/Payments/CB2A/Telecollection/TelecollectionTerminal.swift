package import ISO8583

/// The terminal's side of a telecollection: opens, sends one file of payments in windows, says what it amounts to, offers the
/// host to speak, and closes.
///
/// Whatever is not answered in time is sent again as it was; what an acknowledgement leaves out is sent again from there.
package struct TelecollectionTerminal: Sendable {
    package struct Rules: Sendable {
        package var answerTime: Duration = .seconds(15)
        /// How often a step is sent again before the collection fails.
        package var repeatsMax = 3

        package init() {}
    }

    package enum Failure: Sendable, Equatable {
        /// The host did not answer this often.
        case silent
        case refused(ResponseCode)
        /// The host answered something that nobody asked.
        case outOfOrder
    }

    package enum Action: Sendable, Equatable {
        case send(TelecollectionMessage)
        /// All payments are with the host, and the sums agree.
        case collected
        /// They may be partly there: the same file is sent again, under its name, another time.
        case fail(Failure)
    }

    /// Each state waits for one answer; `done` and `failed` for none.
    private enum State: Sendable, Equatable {
        case idle
        case opening
        case heading
        /// Up to `sent` are on their way, up to `kept` with the host.
        case sending(sent: Int, kept: Int)
        case totalling
        case offering
        /// The host took the offer; it closes when it has spoken.
        case listening
        case closing
        case done
        case failed
    }

    package static let transactionsMax = 9_999

    private let rules: Rules
    private let acceptor: Acceptor
    private let header: BatchHeader
    private let transactions: [BatchTransaction]
    private let reason: String
    private var trace: TraceNumber
    private var state: State = .idle
    /// What is sent again when nothing comes.
    private var pending: [TelecollectionMessage] = []
    private var repeats = 0
    package private(set) var nextDeadline: Duration?
    /// Answers to an earlier step, which are ignored.
    package private(set) var lateAnswers = 0

    /// At most 9999 payments go into one file. `reason` is field 25: 10 for a collection at its time.
    package init(
        _ transactions: [BatchTransaction], file: String, currency: String = "978", window: Int = 20,
        acceptor: Acceptor, trace: TraceNumber, local: MessageTime, reason: String = "10", rules: Rules = Rules()
    ) {
        precondition(transactions.count <= Self.transactionsMax, "a file has \(Self.transactionsMax) payments at most")
        self.transactions = transactions
        self.acceptor = acceptor
        self.trace = trace
        self.rules = rules
        self.reason = reason
        header = BatchHeader(
            file: file, count: transactions.count, window: min(max(1, window), Self.transactionsMax),
            currency: currency,
            local: local)
    }

    package var isOver: Bool { state == .done || state == .failed }

    package mutating func start(now: Duration) -> [Action] {
        guard state == .idle else { return [] }
        state = .opening
        return say([.open(step(), reason: reason, local: header.local, files: 1)], now)
    }

    package mutating func received(_ message: TelecollectionMessage, now: Duration) -> [Action] {
        if isOver { return late() }
        // The host may close at any time, and a terminal that was listening is done then.
        if case .turn(let step, .close) = message {
            let answer = Action.send(.turnAnswer(step, .close, .approved))
            if state == .listening {
                state = .done
                nextDeadline = nil
                return [answer, .collected]
            }
            return [answer] + fail(.outOfOrder)
        }
        if case .acknowledgement(_, let last, let code) = message { return acknowledged(last, code, now) }
        // An answer repeats the number of its question.
        guard pending.contains(where: { $0.step.trace == message.step.trace }) else { return late() }
        switch (state, message) {
        case (.opening, .opened(_, .approved)):
            state = .heading
            return say([.header(step(), header)], now)
        case (.heading, .headerAnswer(_, header.file, .approved)):
            state = .sending(sent: 0, kept: 0)
            return sendWindow(from: 0, now)
        // The host has the whole file already: its last answer was lost.
        case (.heading, .headerAnswer(_, header.file, .duplicate)),
            (.totalling, .totalsAnswer(_, header.file, .approved)):
            state = .offering
            return say([.turn(step(), .offer)], now)
        case (.offering, .turnAnswer(_, .offer, .approved)):
            state = .listening
            pending = []
            nextDeadline = now + rules.answerTime * (rules.repeatsMax + 1)
            return []
        case (.offering, .turnAnswer(_, .offer, .noActionTaken)):
            return close(now)
        case (.closing, .turnAnswer(_, .close, _)):
            state = .done
            nextDeadline = nil
            return [.collected]
        case (_, .opened(_, let code)), (_, .headerAnswer(_, _, let code)), (_, .totalsAnswer(_, _, let code)),
            (_, .turnAnswer(_, _, let code)):
            return fail(code == .approved ? .outOfOrder : .refused(code))
        default: return fail(.outOfOrder)
        }
    }

    package mutating func timePassed(now: Duration) -> [Action] {
        guard let deadline = nextDeadline, deadline <= now else { return [] }
        // The host has what it needs; a goodbye that nobody hears changes nothing.
        if state == .listening { return close(now) }
        guard repeats < rules.repeatsMax else {
            if state == .closing {
                state = .done
                nextDeadline = nil
                return [.collected]
            }
            return fail(.silent)
        }
        repeats += 1
        nextDeadline = now + rules.answerTime
        return pending.map { .send($0) }
    }

    // MARK: Payments

    private mutating func acknowledged(_ last: Int, _ code: ResponseCode, _ now: Duration) -> [Action] {
        guard case .sending(let sent, let kept) = state else { return late() }
        guard code == .approved else { return fail(.refused(code)) }
        guard last <= sent else { return fail(.outOfOrder) }
        guard last >= kept else { return late() }
        // The same number again: the next payment did not arrive. Its repetition is bounded like silence is.
        if last == kept, sent > kept {
            guard repeats < rules.repeatsMax else { return fail(.silent) }
            let again = repeats + 1
            let actions = sendWindow(from: kept, now)
            repeats = again
            return actions
        }
        return sendWindow(from: last, now)
    }

    private mutating func sendWindow(from kept: Int, _ now: Duration) -> [Action] {
        guard kept < transactions.count else {
            state = .totalling
            return say(
                [
                    .totals(
                        step(), file: header.file, currency: header.currency, count: header.count,
                        BatchTotals(transactions))
                ], now)
        }
        let end = min(transactions.count, kept + header.window)
        state = .sending(sent: end, kept: kept)
        var messages: [TelecollectionMessage] = []
        for index in kept..<end { messages.append(.transaction(step(), transactions[index], number: index + 1)) }
        return say(messages, now)
    }

    // MARK: Steps

    private mutating func close(_ now: Duration) -> [Action] {
        state = .closing
        return say([.turn(step(), .close)], now)
    }

    private mutating func say(_ messages: [TelecollectionMessage], _ now: Duration) -> [Action] {
        pending = messages
        repeats = 0
        nextDeadline = now + rules.answerTime
        return messages.map { .send($0) }
    }

    private mutating func step() -> TelecollectionMessage.Step {
        trace = trace.next
        return TelecollectionMessage.Step(trace: trace, acceptor: acceptor)
    }

    private mutating func late() -> [Action] {
        lateAnswers += 1
        return []
    }

    private mutating func fail(_ failure: Failure) -> [Action] {
        state = .failed
        pending = []
        nextDeadline = nil
        return [.fail(failure)]
    }
}
