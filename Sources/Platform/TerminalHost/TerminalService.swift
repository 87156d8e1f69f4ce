internal import Cards
internal import Telemetry
internal import CB2A
package import ISO8583
package import Ledger
package import Roles
package import Vocabulary

/// Takes terminals' messages and answers them, each once it is durable.
package final class TerminalService: FrameService {
    package struct Clocks: Sendable {
        let now: @Sendable () -> Instant
        let elapsedMicroseconds: @Sendable () -> Int64

        package init(
            now: @escaping @Sendable () -> Instant, elapsedMicroseconds: @escaping @Sendable () -> Int64
        ) {
            self.now = now
            self.elapsedMicroseconds = elapsedMicroseconds
        }
    }

    private let link = CB2ALink.style
    private let clocks: Clocks
    private let figures: HostFigures
    private let memory = HostMemory()
    private let authoriser: Authoriser
    private let collector: Collector

    package init(store: any RecordStore, provider: any ProviderLink, figures: HostFigures, clocks: Clocks) {
        self.clocks = clocks
        self.figures = figures
        authoriser = Authoriser(store: store, provider: provider, figures: figures, now: clocks.now)
        collector = Collector(store: store, provider: provider, figures: figures, now: clocks.now)
    }

    /// How frames follow one another on terminals' connections.
    package static var framing: Framing { CB2ALink.style.profile.framing }

    package func received(_ frame: FrameDecoder.Frame, on connection: any FrameConnection) async {
        let began = clocks.elapsedMicroseconds()
        let message: CB2AMessage
        do throws(CB2AError) {
            message = try link.read(frame.message)
        } catch {
            return refuse(frame, error, connection)
        }
        if case .telecollection(let step) = message {
            for answer in await collector.received(step) { send(.telecollection(answer), connection, frame.header) }
            return
        }
        switch memory.received(message, from: connection) {
        case .authorise(let request):
            figures.messages.labelled("new").increment()
            await authorise(request, began, frame.header)
        case .reverse(let original, let answer):
            guard case .reversal(let reversal) = message else { return }
            await reverse(reversal, original, answer, connection, frame.header)
        case .send(.authorisationResponse(let response)):
            figures.messages.labelled("repeated").increment()
            guard case .authorisationRequest(let request) = message else { return }
            await answerAgain(request, response, connection, frame.header)
        case .send(let answer):
            if case .echo = message {
                figures.messages.labelled("echo").increment()
            } else {
                figures.messages.labelled("repeated").increment()
            }
            send(answer, connection, frame.header)
        case .wait: figures.messages.labelled("repeated").increment()
        case .ignore: figures.messages.labelled("strange").increment()
        }
    }

    private func authorise(_ request: AuthorisationRequest, _ began: Int64, _ header: [UInt8]) async {
        if let (response, fate) = await authoriser.decide(request) {
            figures.outcomes.count(
                fate, channel: .instoreCB2A, microseconds: clocks.elapsedMicroseconds() - began)
            if let (answer, place) = memory.decided(response) {
                if let place { send(answer, place, header) }
            } else {
                // Reversed while it was decided: nothing is said, and nothing may be left of it.
                figures.messages.labelled("late").increment()
                if let name = ExchangeName(request.key, now: clocks.now()) { try? await authoriser.letGo(name) }
            }
        } else {
            figures.outcomes.count(
                .unknown(.malfunction), channel: .instoreCB2A, microseconds: clocks.elapsedMicroseconds() - began)
        }
        memory.finished(request.key)
    }

    /// What was approved may have been undone at another instance meanwhile; the ledger knows.
    private func answerAgain(
        _ request: AuthorisationRequest, _ response: AuthorisationResponse, _ connection: any FrameConnection,
        _ header: [UInt8]
    ) async {
        guard response.code.outcome == .approved, let name = ExchangeName(request.key, now: clocks.now()) else {
            return send(.authorisationResponse(response), connection, header)
        }
        // Without a ledger nothing is said.
        guard let stands = try? await authoriser.stands(name) else { return }
        let undone = AuthorisationResponse(to: request, code: .invalidTransaction)
        send(.authorisationResponse(stands ? response : undone), connection, header)
    }

    private func reverse(
        _ reversal: Reversal, _ original: ExchangeKey, _ answer: CB2AMessage, _ connection: any FrameConnection,
        _ header: [UInt8]
    ) async {
        // What is still being decided is undone when it is decided, else it would be undone before it is done.
        await memory.whenDecided(original)
        guard let name = ExchangeName(original, now: clocks.now()),
            let currency = CurrencyNumber.currency(of: reversal.currency), reversal.amount > 0
        else {
            memory.reversed(reversal.key, isDone: true)
            return send(answer, connection, header)
        }
        let isDone = await authoriser.undo(
            name, Money(Int64(clamping: reversal.amount), currency), Authoriser.merchant(reversal.acceptor),
            cause: "terminal")
        memory.reversed(reversal.key, isDone: isDone)
        // Without an answer the terminal keeps it and sends it again.
        if isDone { send(answer, connection, header) }
    }

    private func send(_ message: CB2AMessage, _ connection: any FrameConnection, _ header: [UInt8]) {
        guard let bytes = try? link.write(message) else {
            figures.refusedMessages.labelled("unwritable").increment()
            return
        }
        connection.send(bytes, header: header)
    }

    /// A request that can't be used is answered all the same, so that the terminal does not wait: with its own fields, and 14 for a
    /// card that is none of ours, 30 for the rest.
    private func refuse(_ frame: FrameDecoder.Frame, _ error: CB2AError, _ connection: any FrameConnection) {
        let code: String
        switch error {
        case .card(let refusal):
            figures.refusedMessages.labelled(refusal.rawValue).increment()
            code = "14"
        case .format(let problem):
            figures.refusedMessages.labelled(problem.code.rawValue).increment()
            code = "30"
        case .unknownType:
            figures.refusedMessages.labelled("unknown-type").increment()
            code = "30"
        }
        guard let question = try? link.profile.decode(frame.message), let type = question.type.answer else { return }
        var answer = ISO8583Message(type)
        for field in [2, 3, 4, 7, 11, 32, 41, 42, 49, 53] { answer.copy(field, from: question) }
        guard (try? answer.set(39, code)) != nil, let bytes = try? link.profile.encode(answer) else { return }
        connection.send(bytes, header: frame.header)
    }

    // MARK: What goes on beside

    /// One round of what is due: undoing, and what telecollections brought. To be called again and again.
    package func work() async throws(LedgerError) {
        _ = try await authoriser.undoDue()
        try await collector.captureDue()
    }
}
