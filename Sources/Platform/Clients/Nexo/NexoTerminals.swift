package import ISO8583
internal import Ledger
package import Nexo
package import Roles
internal import Synchronization
package import Traffic
package import Vocabulary

/// Many terminals in shops that speak nexo's acquirer protocol to one host.
///
/// An approval is followed by a completion, at once or in the terminal's batch; an answer that does not come, or can't be believed, by
/// a reversal. Both are said again until somebody has heard them or the patience ends.
package final class NexoTerminals: PaymentClient, Sendable {
    package struct Rules: Sendable {
        package var answerTime = Duration.seconds(15)
        /// For completions, reversals and batches.
        package var adviceTime = Duration.seconds(5)
        /// How often one of them is sent before what became of it stays unknown.
        package var advicesMost = 12
        /// The pause before one is sent again; doubled each time, up to eight times as long.
        package var advicePause = Duration.milliseconds(500)
        /// Sales in a terminal's batch.
        package var batchMost = 5
        /// The key that messages are protected with; nil for messages without a MAC.
        package var key: NexoMACKey? = NexoTerminals.testKey
        /// Answers without a MAC are not believed. Off, a wrong MAC is still not believed.
        package var demandsMAC = false

        package init() {}
    }

    /// For tests only, and here for everybody to read.
    package static let testKey = NexoMACKey(name: "VIGIE-TEST", version: "2026", bytes: Array("vigie test key 1".utf8))
    /// The same as hosts are given it: a name, a version and 32 hexadecimal digits.
    package static let testKeyText = "VIGIE-TEST 2026 76696769652074657374206b65792031"

    /// Length in four bytes, the most significant first, that count the message and not themselves.
    package static let framing = Framing(.length(.binary, bytes: 4, countsItself: false, reserved: 0))

    package let channel = Channel.instoreNexo
    private let link: any FrameLink
    private let rules: Rules
    private let now: @Sendable () -> Instant
    private let sleep: @Sendable (Duration) async -> Void
    private let exchange: Atomic<Int64>
    private let captures = Mutex(CaptureKeeper())

    package init(
        link: any FrameLink, rules: Rules = Rules(), now: @escaping @Sendable () -> Instant,
        sleep: @escaping @Sendable (Duration) async -> Void
    ) {
        self.link = link
        self.rules = rules
        self.now = now
        self.sleep = sleep
        // Terminals don't begin at the same number after each start.
        exchange = Atomic(now().microseconds / 1_000 % 1_000_000_000_000 * 1_000)
    }

    package func pay(_ arrival: ArrivalPlan.Arrival, _ listener: @escaping StepListener) async -> PaymentReport {
        guard let sale = NexoSale(arrival, way: Self.way(of: arrival), exchange: nextExchange(), at: now()) else {
            return PaymentReport(.failed, reason: "terminals of this channel take EUR, GBP, USD and CHF")
        }
        let message = sale.authorisation(nextExchange(), at: now())
        let name = sale.way == .atOnce ? "FAUQ authorisation that also captures" : "AUTQ authorisation"
        tell(.asked, "\(name), \(sale.money.inWords)", message, listener)
        switch await ask(message, within: rules.answerTime) {
        case .heard(let answer):
            guard case .authorisationResponse(let response) = answer.body, response.transaction.fits(sale) else {
                if case .rejection(let rejection) = answer.body {
                    tell(.heard, "rejected: \(rejection.reason.rawValue)", answer, listener)
                    return PaymentReport(
                        .failed, reason: "rejected \(rejection.reason.rawValue)", reference: sale.reference)
                }
                listener(PaymentStep(.missed, "an answer came that fits no question of this terminal"))
                return await reverse(sale, because: "wrong answer", as: .malfunction, listener)
            }
            return await act(on: response.outcome.result, of: sale, answer, listener)
        case .notSent(let fault):
            listener(PaymentStep(.missed, "nothing was sent: \(fault.rawValue)"))
            return PaymentReport(.failed, reason: fault.rawValue)
        case .missed(let fault):
            listener(PaymentStep(.missed, "no answer: \(fault.rawValue)"))
            return await reverse(
                sale, because: fault.rawValue, as: fault == .timedOut ? .timeout : .malfunction, listener)
        case .unbelievable(let check):
            listener(PaymentStep(.missed, "the answer is not believed: its MAC is \(check)"))
            return await reverse(sale, because: "MAC \(check)", as: .security, listener)
        }
    }

    /// Most sales are completed by themselves, some at once, some in batches.
    private static func way(of arrival: ArrivalPlan.Arrival) -> NexoSale.Way {
        switch arrival.number % 10 {
        case 6, 7: .atOnce
        case 8, 9: .batched
        default: .completed
        }
    }

    private func act(
        on result: AuthorisationResult, of sale: NexoSale, _ answer: NexoMessage, _ listener: @escaping StepListener
    ) async -> PaymentReport {
        let response = result.response
        let words = "\(response.code.rawValue)\(response.reason.map { " \($0)" } ?? "")"
        switch response.code {
        case .approved:
            tell(.heard, "\(words): approved", answer, listener)
            switch sale.way {
            case .atOnce: return PaymentReport(.approved, reference: sale.reference)
            case .completed: return await complete(sale, listener)
            case .batched:
                listener(PaymentStep(.decided, "the terminal keeps its completion for the next batch"))
                if let batch = captures.withLock({ $0.keep(sale, full: rules.batchMost) }) {
                    await send(batch, listener)
                }
                return PaymentReport(.approved, reference: sale.reference)
            }
        case .declined:
            tell(.heard, "\(words): refused", answer, listener)
            return PaymentReport(.refused, reason: "code \(response.reason ?? "unsaid")", reference: sale.reference)
        case .partiallyApproved:
            tell(.heard, "\(words): a part only, which the shop does not want", answer, listener)
            return await reverse(sale, because: "approved in part", as: .partial, listener)
        case .technicalError, .suspended:
            tell(.heard, "\(words): something in the chain failed", answer, listener)
            guard result.needsCompletion ?? false else {
                return PaymentReport(.failed, reason: words, reference: sale.reference)
            }
            return await reverse(sale, because: words, as: .malfunction, listener)
        }
    }

    // MARK: Advices

    private func complete(_ sale: NexoSale, _ listener: @escaping StepListener) async -> PaymentReport {
        let word = await advise("CMPV completion", listener) { sale.completion($0, at: $1) }
        switch word {
        case .approved?:
            listener(PaymentStep(.decided, "the acquirer has it, and the shop gets its money"))
            return PaymentReport(.approved, reference: sale.reference)
        case nil:
            return PaymentReport(.unknown, reason: "completion not heard", reference: sale.reference, wasUnknown: true)
        default: return await reverse(sale, because: "completion declined", as: .unableToComplete, listener)
        }
    }

    private func reverse(
        _ sale: NexoSale, because reason: String, as failure: FailureReason, _ listener: @escaping StepListener
    ) async -> PaymentReport {
        listener(PaymentStep(.decided, "it may have been charged, so it is reversed"))
        let name = sale.way == .atOnce ? "FRVA reversal" : "RVRA reversal"
        guard case .approved? = await advise(name, listener, { sale.reversal($0, because: failure, at: $1) }) else {
            return PaymentReport(.unknown, reason: reason, reference: sale.reference, wasUnknown: true)
        }
        listener(PaymentStep(.decided, "it does not count"))
        // What was approved in part was known all the time.
        return PaymentReport(.reversed, reason: reason, reference: sale.reference, wasUnknown: failure != .partial)
    }

    /// Says an advice until it is heard: approved or declined; nil when nobody was heard in the end.
    private func advise(
        _ name: String, _ listener: @escaping StepListener, _ make: (Int64, Instant) -> NexoMessage
    ) async -> Nexo.ResponseCode? {
        for turn in 0..<rules.advicesMost {
            await pause(before: turn)
            let message = make(nextExchange(), now())
            tell(.asked, name + (turn == 0 ? "" : ", again"), message, listener)
            guard let answer = await heard(message, listener) else { continue }
            guard case .completionAdviceResponse(let response) = answer.body else {
                tell(.missed, "an answer that is none to it", answer, listener)
                continue
            }
            let code = response.transaction.response
            tell(.heard, "\(code.rawValue)\(code.isAnswer ? "" : ": it is to be sent again")", answer, listener)
            if code.isAnswer { return code }
        }
        return nil
    }

    // MARK: Batches

    /// Sends what terminals still keep.
    package func closeDay(_ listener: @escaping StepListener) async -> Int {
        await withTaskGroup(of: Void.self) { group in
            for batch in captures.withLock({ $0.takeAll() }) {
                group.addTask { await self.send(batch, listener) }
            }
        }
        return captures.withLock { $0.count }
    }

    private func send(_ batch: CaptureKeeper.Batch, _ listener: @escaping StepListener) async {
        for turn in 0..<rules.advicesMost {
            await pause(before: turn)
            guard let message = NexoSale.batch(batch.sales, named: batch.name, nextExchange(), at: now()) else {
                return
            }
            tell(.asked, "batch of \(batch.sales.count)\(turn == 0 ? "" : ", again")", message, listener)
            guard let answer = await heard(message, listener) else { continue }
            guard case .batchTransferResponse(let response) = answer.body,
                let set = response.dataSets.first(where: { $0.identification.name == batch.name })
            else {
                tell(.missed, "an answer that is none to it", answer, listener)
                continue
            }
            tell(.heard, "\(set.result.code.rawValue), \(set.rejected.count) declined", answer, listener)
            guard set.mayBeRemoved, set.rejected.isEmpty else { continue }
            return
        }
        captures.withLock { $0.keep(batch) }
    }

    // MARK: Messages

    private enum Hearing {
        case heard(NexoMessage)
        case notSent(Fate.Fault)
        case missed(Fate.Fault)
        case unbelievable(NexoMACCheck)
    }

    private func heard(_ message: NexoMessage, _ listener: StepListener) async -> NexoMessage? {
        switch await ask(message, within: rules.adviceTime) {
        case .heard(let answer): return answer
        case .notSent(let fault): listener(PaymentStep(.missed, "nothing was sent: \(fault.rawValue)"))
        case .missed(let fault): listener(PaymentStep(.missed, "no answer: \(fault.rawValue)"))
        case .unbelievable(let check):
            listener(PaymentStep(.missed, "the answer is not believed: its MAC is \(check)"))
        }
        return nil
    }

    private func ask(_ message: NexoMessage, within limit: Duration) async -> Hearing {
        guard let key = message.exchangeKey, let bytes = try? message.written(protectedBy: rules.key) else {
            return .notSent(.wrongAnswer)
        }
        switch await link.ask(bytes, key: key, within: limit) {
        case .notSent(let fault): return .notSent(fault)
        case .unanswered(let fault): return .missed(fault)
        case .answered(let frame):
            guard let document = try? NexoDocument(reading: frame.message, limits: .batch) else {
                return .missed(.wrongAnswer)
            }
            let isBelieved =
                switch rules.key.map({ document.checked(with: $0) }) {
                case .right?, nil: true
                // A rejection never has one.
                case .absent?: !rules.demandsMAC || document.message.body.kind == .rejection
                case .wrong?, .otherKey?, .unsupported?: false
                }
            guard isBelieved else { return .unbelievable(rules.key.map { document.checked(with: $0) } ?? .absent) }
            return .heard(document.message)
        }
    }

    /// The key of an answer, for the link that carries it.
    package static func key(of frame: FrameDecoder.Frame) -> String? {
        (try? NexoDocument(reading: frame.message, limits: .batch))?.message.exchangeKey
    }

    private func nextExchange() -> Int64 { exchange.add(1, ordering: .relaxed).newValue }

    private func pause(before turn: Int) async {
        if turn > 0 { await sleep(rules.advicePause * (1 << min(turn - 1, 3))) }
    }

    private func tell(_ kind: PaymentStep.Kind, _ text: String, _ message: NexoMessage, _ listener: StepListener) {
        let key = kind == .asked || message.trailer != nil ? rules.key : nil
        listener(PaymentStep(kind, text, details: NexoTelling.details(of: message, key: key)))
    }
}

extension AuthorisationResponse.Transaction where Details == TransactionDetails {
    /// It is about this sale, and all of it.
    func fits(_ sale: NexoSale) -> Bool {
        identifier == sale.identifier && details.total == sale.request.transaction.details.total
    }
}
