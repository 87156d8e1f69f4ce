package import CB2A
internal import Cards
package import ISO8583
internal import Ledger
package import Roles
internal import Synchronization
package import Traffic
package import Vocabulary

/// Many terminals in shops that speak CB2A-style messages to one host.
///
/// An answer that does not come is followed by a reversal, which is repeated until somebody answers it or the patience ends. What was
/// approved is handed over at the end of the day.
package final class CB2ATerminals: PaymentClient, Sendable {
    package struct Rules: Sendable {
        package var answerTime = Duration.seconds(15)
        package var reversalTime = Duration.seconds(5)
        /// How often a reversal is sent before what became of the payment stays unknown: for more than a minute, which is longer than
        /// it takes to start a role anew.
        package var reversalsMost = 24
        /// The pause before a reversal is sent again; doubled each time, up to eight times as long.
        package var reversalPause = Duration.milliseconds(500)
        /// How often a file of payments is begun again at the end of the day.
        package var collectionsMost = 24

        package init() {}
    }

    /// A connection that is kept for a whole dialogue.
    package struct Session: Sendable {
        let link: any FrameLink
        let close: @Sendable () async -> Void

        package init(_ link: any FrameLink, close: @escaping @Sendable () async -> Void) {
            self.link = link
            self.close = close
        }
    }

    package let channel = Channel.instoreCB2A
    let link: any FrameLink
    let messages: CB2ALink
    let rules: Rules
    /// For a telecollection, whose messages all go to one instance; nil when `link` is one connection anyway.
    let session: (@Sendable () -> Session?)?
    private let acquirer: String
    private let now: @Sendable () -> Instant
    private let sleep: @Sendable (Duration) async -> Void
    /// What no host has collected yet, by place.
    let kept = Mutex<[Int: [BatchTransaction]]>([:])
    /// The last trace number of each terminal.
    private let traces = Mutex<[Int: TraceNumber]>([:])

    package init(
        link: any FrameLink, messages: CB2ALink = .style, rules: Rules = Rules(), acquirer: String = "12345678901",
        session: (@Sendable () -> Session?)? = nil, now: @escaping @Sendable () -> Instant,
        sleep: @escaping @Sendable (Duration) async -> Void
    ) {
        self.session = session
        self.link = link
        self.messages = messages
        self.rules = rules
        self.acquirer = acquirer
        self.now = now
        self.sleep = sleep
    }

    package func pay(
        _ arrival: ArrivalPlan.Arrival, _ listener: @escaping StepListener
    ) async -> PaymentReport {
        guard let request = request(for: arrival) else {
            return PaymentReport(.failed, reason: "terminals of this channel take EUR, GBP, USD and CHF")
        }
        let message = CB2AMessage.authorisationRequest(request)
        listener(PaymentStep(.asked, "0100 authorisation, \(arrival.amount.inWords)", details: describe(message)))
        switch await ask(message, key: request.key, within: rules.answerTime) {
        case .answered(let frame):
            guard case .authorisationResponse(let answer)? = try? messages.read(frame.message), answer.fits(request)
            else {
                listener(PaymentStep(.missed, "an answer came that fits no question of this terminal"))
                return await reverse(request, because: "wrong answer", listener)
            }
            listener(
                PaymentStep(
                    .heard, "0110 code \(answer.code): \(answer.code.outcome.rawValue)",
                    details: describe(.authorisationResponse(answer))))
            return report(answer, to: request, at: arrival.place)
        case .notSent(let fault):
            listener(PaymentStep(.missed, "nothing was sent: \(fault.rawValue)"))
            return PaymentReport(.failed, reason: fault.rawValue)
        case .unanswered(let fault):
            listener(PaymentStep(.missed, "no answer: \(fault.rawValue)"))
            return await reverse(request, because: fault.rawValue, listener)
        }
    }

    private func report(
        _ answer: AuthorisationResponse, to request: AuthorisationRequest, at place: Int
    ) -> PaymentReport {
        switch answer.code.outcome {
        case .approved:
            keep(request, approval: answer.authorisationCode, at: place)
            return PaymentReport(.approved, reference: reference(answer.key))
        case .refused:
            return PaymentReport(.refused, reason: "code \(answer.code)", reference: reference(answer.key))
        case .failed, .unknown:
            return PaymentReport(.failed, reason: "code \(answer.code)", reference: reference(answer.key))
        }
    }

    // MARK: What was not answered

    private func reverse(
        _ request: AuthorisationRequest, because reason: String, _ listener: @escaping StepListener
    ) async -> PaymentReport {
        var reversal = Reversal(of: request, trace: nextTrace(request.acceptor), sent: stamp())
        listener(PaymentStep(.decided, "it may have been charged, so it is reversed"))
        for turn in 0..<rules.reversalsMost {
            if turn > 0 {
                await pause(before: turn)
                reversal = reversal.repeated
            }
            let message = CB2AMessage.reversal(reversal)
            listener(
                PaymentStep(
                    .asked, "\(reversal.isRepeat ? "0401" : "0400") reversal of trace \(request.trace.number)",
                    details: describe(message)))
            switch await ask(message, key: reversal.key, within: rules.reversalTime) {
            case .answered(let frame):
                guard case .reversalResponse(let answer)? = try? messages.read(frame.message) else { continue }
                listener(PaymentStep(.heard, "0410 code \(answer.code): it does not count"))
                return PaymentReport(
                    .reversed, reason: reason, reference: reference(request.key), wasUnknown: true)
            case .notSent(let fault), .unanswered(let fault):
                listener(PaymentStep(.missed, "no answer to the reversal: \(fault.rawValue)"))
            }
        }
        return PaymentReport(.unknown, reason: reason, reference: reference(request.key), wasUnknown: true)
    }

    // MARK: Messages

    private func ask(_ message: CB2AMessage, key: ExchangeKey, within limit: Duration) async -> FrameReply {
        guard let bytes = try? messages.write(message) else { return .notSent(.wrongAnswer) }
        return await link.ask(bytes, key: Self.text(of: key), within: limit)
    }

    private func request(for arrival: ArrivalPlan.Arrival) -> AuthorisationRequest? {
        guard let currency = InStoreCard.currencies[arrival.amount.currency.code],
            let card = InStoreCard.number(of: arrival)
        else { return nil }
        let acceptor = acceptor(arrival.place)
        let stamp = stamp()
        return AuthorisationRequest(
            card: card, expiry: "4912", amount: UInt64(arrival.amount.minor), currency: currency,
            trace: nextTrace(acceptor), sent: stamp, local: stamp, category: "5411", entryMode: "051",
            acceptor: acceptor)
    }

    func acceptor(_ place: Int) -> Acceptor {
        Acceptor(
            acquirer: acquirer, terminal: InStoreCard.name(place, "T", 8), contract: InStoreCard.name(place, "SHOP", 15)
        )
    }

    func pause(before turn: Int) async { await sleep(rules.reversalPause * (1 << min(max(turn - 1, 0), 3))) }

    /// The terminal's next number; with `skipping` it leaves out so many after it.
    func nextTrace(_ acceptor: Acceptor, skipping count: Int = 0) -> TraceNumber {
        let place = Int(acceptor.terminal.dropFirst()) ?? 0
        return traces.withLock { traces in
            // Terminals don't begin at the same number after each start: a key that was used within the same second is a duplicate.
            let first = TraceNumber(UInt32(truncatingIfNeeded: now().microseconds / 1_000 % 900_000))
            let next = (traces[place] ?? first).next
            traces[place] = (0..<count).reduce(next) { trace, _ in trace.next }
            return next
        }
    }

    func stamp() -> MessageTime {
        // 2026-11-21T23:46:17… → 1121234617
        let text = now().rfc3339.utf8.prefix(19).filter { $0 &- UInt8(ascii: "0") <= 9 }
        guard let stamp = MessageTime(String(decoding: text.suffix(10), as: UTF8.self)) else {
            preconditionFailure("an instant is a time of some day")
        }
        return stamp
    }

    private func describe(_ message: CB2AMessage) -> [String] {
        guard let fields = try? message.fields(by: messages.profile) else { return [] }
        return messages.profile.describe(fields).split(separator: "\n").map(String.init)
    }

    private func reference(_ key: ExchangeKey) -> String { "\(key.terminal)-\(key.trace.number)-\(key.sent.text)" }

    // MARK: Keys

    /// The key of an answer, for the link that carries it.
    package static func key(of frame: FrameDecoder.Frame, by messages: CB2ALink = .style) -> String? {
        switch try? messages.read(frame.message) {
        case .authorisationResponse(let answer): text(of: answer.key)
        case .reversalResponse(let answer): text(of: answer.key)
        case .echoResponse(let answer): text(of: answer.key)
        case .telecollection(let message): text(of: message.step)
        default: nil
        }
    }

    static func text(of step: TelecollectionMessage.Step) -> String {
        "collection \(step.trace.number) \(step.acceptor.terminal)"
    }

    private static func text(of key: ExchangeKey) -> String {
        "\(key.messageClass) \(key.trace.number) \(key.sent.text) \(key.terminal) \(key.acquirer)"
    }
}
