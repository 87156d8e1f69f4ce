package import ISO8583
package import Nexo
package import Roles
internal import Synchronization
internal import Telemetry
internal import Vocabulary

/// Where terminals connect: passes on to the authorisation server what they ask, and answers for it when it can't be had.
package final class NexoHost: Sendable {
    package struct Configuration: Sendable {
        package var dialogue = HostDialogue.Configuration()
        /// How long the authorisation server may take.
        package var answeredWithin = Duration.seconds(20)
        package var diagnosedWithin = Duration.seconds(5)
        /// For messages of the host's own; what terminals say is passed on with the MAC that they made.
        package var key: NexoMACKey?

        package init() {}
    }

    /// Length in four bytes, the most significant first, that count the message and not themselves.
    package static let framing = Framing(.length(.binary, bytes: 4, countsItself: false, reserved: 0))

    private let configuration: Configuration
    private let link: any FrameLink
    private let figures: NexoFigures
    private let surroundings: AuthorisationServer.Surroundings
    private let dialogue: Mutex<HostDialogue>
    private let connections = Mutex<[UInt64: any FrameConnection]>([:])
    private let diagnostics = Atomic<Int64>(0)

    package init(
        _ configuration: Configuration, link: any FrameLink, figures: NexoFigures,
        surroundings: AuthorisationServer.Surroundings
    ) {
        self.configuration = configuration
        self.link = link
        self.figures = figures
        self.surroundings = surroundings
        dialogue = Mutex(HostDialogue(configuration.dialogue))
    }

    /// The key of a frame of the link to the authorisation server.
    package static func key(of frame: FrameDecoder.Frame) -> String? {
        guard let document = try? NexoDocument(reading: frame.message, limits: .batch) else { return nil }
        return HostDialogue.key(of: document.message)
    }

    package var questionsUnderWay: Int { dialogue.withLock { $0.questionsUnderWay } }
    package var reversalsWaiting: Int { dialogue.withLock { $0.reversalsWaiting } }
    package var reversalsGivenUp: Int { dialogue.withLock { $0.reversalsGivenUp } }

    /// Terminals that are connected and have said something.
    package var terminals: Int { connections.withLock { $0.count } }

    // MARK: Taking back

    private static let reversalsApart = TimeSpan(microseconds: 500_000)

    /// Takes back what was not answered, until its task is cancelled.
    package func work() async {
        while !Task.isCancelled {
            await takeBack()
            await surroundings.sleep(Self.reversalsApart)
        }
    }

    package func takeBack() async {
        let due = dialogue.withLock { $0.due(at: surroundings.now()) }
        await withTaskGroup(of: Void.self) { group in
            for case .reverse(let key, let message) in due {
                group.addTask { await self.takeBack(key, message) }
            }
        }
    }

    private func takeBack(_ key: String, _ message: NexoMessage) async {
        var isHeard = false
        if let bytes = try? message.written(protectedBy: configuration.key) {
            let reply = await link.ask(
                bytes, header: [], key: key, within: configuration.answeredWithin, mayRepeat: true)
            isHeard = HostDialogue.isHeard(reply)
        }
        figures.performed("reversal", isHeard ? "approved" : "failed")
        dialogue.withLock { $0.reversed(key, isHeard: isHeard, at: surroundings.now()) }
    }

    /// Whether the authorisation server answers, and says that payments can be decided.
    package func isAvailable() async -> Bool {
        let exchange = diagnostics.add(1, ordering: .relaxed).newValue
        let header = NexoHeader(
            .function(.diagnosticRequest), version: "14.0", exchange: exchange, created: NexoTime(surroundings.now()),
            initiator: Party(configuration.dialogue.name, kind: .intermediaryAgent))
        let message = NexoMessage(
            header: header, body: .diagnosticRequest(DiagnosticRequest(environment: PaymentEnvironment())))
        guard let key = HostDialogue.key(of: message),
            let bytes = try? message.written(protectedBy: configuration.key),
            case .answered(let frame) = await link.ask(
                bytes, header: [], key: key, within: configuration.diagnosedWithin, mayRepeat: true),
            let document = try? NexoDocument(reading: frame.message),
            case .diagnosticResponse(let response) = document.message.body
        else { return false }
        return response.isAcquirerAvailable ?? false
    }
}

extension NexoHost: FrameService {
    package func received(_ frame: FrameDecoder.Frame, on connection: any FrameConnection) async {
        let number = connection.peer.connection
        connections.withLock { $0[number] = connection }
        let reading = await NexoReading.of(frame.message)
        let decisions = dialogue.withLock {
            $0.received(frame.message, read: reading.result, from: number, at: surroundings.now())
        }
        if decisions.isEmpty { figures.cameAgain() }
        await act(decisions)
    }

    package func ended(_ connection: any FrameConnection) {
        connections.withLock { _ = $0.removeValue(forKey: connection.peer.connection) }
    }

    private func act(_ decisions: [HostDialogue.Decision]) async {
        for decision in decisions {
            switch decision {
            case .ask(let key, let bytes, let kind):
                let limit =
                    kind == .diagnosticRequest ? configuration.diagnosedWithin : configuration.answeredWithin
                let began = surroundings.now()
                // All but a new authorisation is done once, however often it is heard.
                let reply = await link.ask(
                    bytes, header: [], key: key, within: limit, mayRepeat: kind != .authorisationRequest)
                if kind == .authorisationRequest, let fate = Self.fate(reply) {
                    figures.paid(fate, in: surroundings.now() - began)
                }
                await act(dialogue.withLock { $0.replied(key, reply, at: surroundings.now()) })
            case .answer(let message, let numbers):
                figures.ended(message.body.kind.subject, NexoFigures.Outcome(message.body))
                guard let bytes = try? message.written(protectedBy: configuration.key) else { continue }
                send(bytes, to: numbers)
            case .pass(let bytes, let numbers):
                if case .success(let document) = await NexoReading.of(bytes).result {
                    let body = document.message.body
                    figures.ended(body.kind.subject, NexoFigures.Outcome(body))
                }
                send(bytes, to: numbers)
            case .reverse(let key, let message): await takeBack(key, message)
            }
        }
    }

    /// Of a payment that the authorisation server did not answer.
    private static func fate(_ reply: FrameReply) -> Fate? {
        switch reply {
        case .answered: nil
        case .notSent(let fault): .failed(fault)
        case .unanswered(let fault): .unknown(fault)
        }
    }

    private func send(_ bytes: [UInt8], to numbers: [UInt64]) {
        for number in numbers {
            let connection = connections.withLock { $0[number] }
            // Nobody is there any more: the terminal takes back what it did not hear of.
            if connection?.send(bytes) != true { figures.cameLate() }
        }
    }
}

/// The authorisation server behind frames: one answer for each.
extension AuthorisationServer: FrameService {
    package func received(_ frame: FrameDecoder.Frame, on connection: any FrameConnection) async {
        let answer = await answer(to: frame.message)
        if connection.send(answer) != true { figures.cameLate() }
    }
}
