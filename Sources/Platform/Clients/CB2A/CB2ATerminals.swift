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
/// An answer that does not come is followed by a reversal, which is repeated until somebody answers it or the patience ends.
package final class CB2ATerminals: PaymentClient, Sendable {
    package struct Rules: Sendable {
        package var answerTime = Duration.seconds(15)
        package var reversalTime = Duration.seconds(5)
        /// How often a reversal is sent before what became of the payment stays unknown.
        package var reversalsMost = 12
        /// The pause before a reversal is sent again.
        package var reversalPause = Duration.milliseconds(500)

        package init() {}
    }

    package let channel = Channel.instoreCB2A
    private let link: any FrameLink
    private let messages: CB2ALink
    private let rules: Rules
    private let acquirer: String
    private let now: @Sendable () -> Instant
    private let sleep: @Sendable (Duration) async -> Void
    /// The last trace number of each terminal.
    private let traces = Mutex<[Int: TraceNumber]>([:])

    package init(
        link: any FrameLink, messages: CB2ALink = .style, rules: Rules = Rules(), acquirer: String = "12345678901",
        now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Duration) async -> Void
    ) {
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
            return report(answer)
        case .notSent(let fault):
            listener(PaymentStep(.missed, "nothing was sent: \(fault.rawValue)"))
            return PaymentReport(.failed, reason: fault.rawValue)
        case .unanswered(let fault):
            listener(PaymentStep(.missed, "no answer: \(fault.rawValue)"))
            return await reverse(request, because: fault.rawValue, listener)
        }
    }

    private func report(_ answer: AuthorisationResponse) -> PaymentReport {
        switch answer.code.outcome {
        case .approved: PaymentReport(.approved, reference: reference(answer.key))
        case .refused: PaymentReport(.refused, reason: "code \(answer.code)", reference: reference(answer.key))
        case .failed, .unknown:
            PaymentReport(.failed, reason: "code \(answer.code)", reference: reference(answer.key))
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
                await sleep(rules.reversalPause)
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
                return PaymentReport(.reversed, reason: reason, reference: reference(request.key))
            case .notSent(let fault), .unanswered(let fault):
                listener(PaymentStep(.missed, "no answer to the reversal: \(fault.rawValue)"))
            }
        }
        return PaymentReport(.unknown, reason: reason, reference: reference(request.key))
    }

    // MARK: Messages

    private func ask(_ message: CB2AMessage, key: ExchangeKey, within limit: Duration) async -> FrameReply {
        guard let bytes = try? messages.write(message) else { return .notSent(.wrongAnswer) }
        return await link.ask(bytes, key: Self.text(of: key), within: limit)
    }

    private func request(for arrival: ArrivalPlan.Arrival) -> AuthorisationRequest? {
        // The three digits before the check digit say what the provider answers: 951 is not enough funds, below 900 nothing
        // is wrong.
        let customer = arrival.number % 8_000
        let serial = customer * 1_000 + (arrival.isPoor ? 951 : customer % 900)
        let digits = TestCards.simulated(.cartesBancaires, serial: UInt32(serial))
        guard let currency = Self.currencies[arrival.amount.currency.code], let card = try? CardNumber(digits.span)
        else { return nil }
        let acceptor = Acceptor(
            acquirer: acquirer, terminal: padded(arrival.place, "T", 8), contract: padded(arrival.place, "SHOP", 15))
        let stamp = stamp()
        return AuthorisationRequest(
            card: card, expiry: "4912", amount: UInt64(arrival.amount.minor), currency: currency,
            trace: nextTrace(acceptor), sent: stamp, local: stamp, category: "5411", entryMode: "051",
            acceptor: acceptor)
    }

    private static let currencies = ["EUR": "978", "GBP": "826", "USD": "840", "CHF": "756"]

    private func padded(_ place: Int, _ prefix: String, _ width: Int) -> String {
        let digits = String(place)
        return prefix + String(repeating: "0", count: max(0, width - prefix.count - digits.count)) + digits
    }

    private func nextTrace(_ acceptor: Acceptor) -> TraceNumber {
        let place = Int(acceptor.terminal.dropFirst()) ?? 0
        return traces.withLock { traces in
            // Terminals don't begin at the same number after each start: a key that was used within the same second is a duplicate.
            let first = TraceNumber(UInt32(truncatingIfNeeded: now().microseconds / 1_000 % 900_000))
            let next = (traces[place] ?? first).next
            traces[place] = next
            return next
        }
    }

    private func stamp() -> MessageTime {
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
        default: nil
        }
    }

    private static func text(of key: ExchangeKey) -> String {
        "\(key.messageClass) \(key.trace.number) \(key.sent.text) \(key.terminal) \(key.acquirer)"
    }
}
