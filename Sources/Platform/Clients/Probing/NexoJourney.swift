internal import Bytes
internal import Ledger
internal import Nexo
internal import Observing
internal import Series
internal import Traffic
internal import Vocabulary
internal import Watching

/// A probe of a host for terminals that speak nexo: a diagnosis, or an authorisation that is reversed.
struct NexoJourney {
    private let journey: ChannelJourney
    private let frames: FrameJourney
    private let exchange: Int64

    init(_ journey: ChannelJourney) {
        self.journey = journey
        frames = FrameJourney(journey: journey, framing: NexoTerminals.framing)
        // Twelve digits, so that some more can be counted up.
        exchange = Int64(journey.surroundings.random() % 899_999_999_999) + 100_000_000_000
    }

    func go() async {
        guard let key else {
            return _ = journey.found(
                .failed(.own, "its secret is no MAC key: a name, a version and 32 hexadecimal digits, between spaces"))
        }
        if journey.question.operation == .authorisation { await authorise(key) } else { await diagnose(key) }
    }

    /// Without a secret the test key that hosts take without being told one.
    private var key: NexoMACKey? {
        guard let secret = journey.question.secret else { return NexoTerminals.testKey }
        return NexoMACKey(text: secret)
    }

    private var terminal: String { journey.question.terminal ?? "VIGIE001" }

    fileprivate enum Hearing: Sendable {
        case message(NexoMessage)
        case unbelievable(String)
    }

    private func ask(
        _ step: String, _ message: NexoMessage, _ key: NexoMACKey, isUndoing: Bool = false
    ) async -> (answer: Hearing?, wasSent: Bool) {
        guard let wanted = message.exchangeKey, let bytes = try? message.written(protectedBy: key) else {
            return (nil, false)
        }
        let demandsMAC = journey.question.secret != nil
        return await frames.ask(step, bytes, isUndoing: isUndoing) { bytes in
            guard let document = try? NexoDocument(reading: bytes, limits: .batch),
                document.message.exchangeKey == wanted || document.message.body.kind == .rejection
            else { return nil }
            switch document.checked(with: key) {
            case .right: return .message(document.message)
            // A rejection never has one.
            case .absent where !demandsMAC || document.message.body.kind == .rejection:
                return .message(document.message)
            case let check: return .unbelievable("\(check)")
            }
        }
    }

    /// Nil where nobody answered, or nothing that can be believed; that is found then.
    private func heard(_ hearing: Hearing?) -> NexoBody? {
        switch hearing {
        case nil: frames.lost()
        case .unbelievable(let check)?:
            journey.found(.failed(.content, "the answer is not believed: its MAC is \(check)"))
        case .message(let message)?:
            guard case .rejection(let rejection) = message.body else { return message.body }
            journey.found(.failed(.answer, "rejected: \(rejection.reason.rawValue)"))
        }
        return nil
    }

    private func diagnose(_ key: NexoMACKey) async {
        var environment = PaymentEnvironment()
        environment.acquirer = journey.question.acquirer.map { Acquirer(Party($0, kind: .acquirer)) }
        environment.terminal = Terminal(Party(terminal, kind: .pointOfInteraction))
        let header = NexoHeader(
            .function(.diagnosticRequest), version: "14.0", exchange: exchange, created: NexoTime(journey.began),
            initiator: Party(terminal, kind: .pointOfInteraction))
        let message = NexoMessage(
            header: header, body: .diagnosticRequest(DiagnosticRequest(environment: environment)))
        guard let body = heard(await ask("DGNQ diagnosis", message, key).answer) else { return }
        guard case .diagnosticResponse(let response) = body, let isAvailable = response.isAcquirerAvailable else {
            return _ = journey.found(.failed(.answer, "the answer does not say whether the acquirer is available"))
        }
        journey.found(
            isAvailable
                ? .init(.ok, "it answers, and its acquirer is available")
                : .failed(.behind, "it answers, and says that its acquirer is not available"))
    }

    private func authorise(_ key: NexoMACKey) async {
        let arrival = ArrivalPlan.Arrival(
            after: .zero, number: 0, channel: .instoreNexo, place: 0, amount: Money(100, InStoreCard.euro))
        guard
            let sale = NexoSale(
                arrival, way: .completed, terminal: terminal, acquirer: journey.question.acquirer,
                exchange: exchange, at: journey.began)
        else { return frames.lost() }
        let (hearing, wasSent) = await ask(
            "AUTQ authorisation", sale.authorisation(exchange + 1, at: journey.began), key)
        guard let body = heard(hearing) else {
            // What was rejected was not done.
            if wasSent, !hearing.isRejection { await reverse(sale, key, because: .timeout) }
            return
        }
        guard case .authorisationResponse(let response) = body, response.transaction.fits(sale) else {
            journey.found(.failed(.content, "the answer is about something else"))
            await reverse(sale, key, because: .malfunction)
            return
        }
        let result = response.outcome.result
        let code = result.response.code
        let reason = result.response.reason ?? "unsaid"
        switch code {
        case .approved, .partiallyApproved:
            // Good only when it is taken back as well, within the same time.
            if await reverse(sale, key, because: .customerCancelled) {
                journey.found(.init(.ok, "\(code.rawValue), and reversed"))
            } else {
                journey.found(journey.failure ?? .failed(.answer, "\(code.rawValue), and the reversal was not heard"))
            }
        case .declined:
            journey.found(.init(SampleOutcome(.refused, code: UInt16(reason) ?? 0), "declined, code \(reason)"))
        case .technicalError, .suspended:
            journey.found(
                .failed(.behind, "\(code.rawValue) \(reason): something in the chain failed", code: Int(reason) ?? 0))
            if result.needsCompletion ?? false { await reverse(sale, key, because: .malfunction) }
        }
    }

    @discardableResult private func reverse(
        _ sale: NexoSale, _ key: NexoMACKey, because reason: FailureReason
    ) async -> Bool {
        var number = exchange + 1
        let isDone = await frames.insist { _ in
            number += 1
            let message = sale.reversal(number, because: reason, at: journey.surroundings.now())
            guard case .message(let answer)? = await ask("RVRA reversal", message, key, isUndoing: true).answer,
                case .completionAdviceResponse(let response) = answer.body
            else { return false }
            return response.transaction.response.isAnswer
        }
        if !isDone { journey.leave("\(journey.question): the reversal of \(sale.reference) was not heard") }
        return isDone
    }
}

extension NexoJourney.Hearing? {
    fileprivate var isRejection: Bool {
        if case .message(let message)? = self { message.body.kind == .rejection } else { false }
    }
}

extension NexoMACKey {
    /// A name, a version and 32 hexadecimal digits, between spaces.
    package init?(text: String) {
        let parts = text.split(whereSeparator: \.isWhitespace)
        guard parts.count == 3, let bytes = Hexadecimal.decode(parts[2]) else { return nil }
        self.init(name: String(parts[0]), version: String(parts[1]), bytes: bytes)
    }
}
