internal import Machine
package import Network
package import Observing
internal import Series
package import Vocabulary

extension LoopProber: FrameProbing {
    package func ask(
        _ bytes: [UInt8], at place: SocketAddress, terms: TLSTerms?, within time: TimeSpan,
        read: @escaping @Sendable ([UInt8]) -> FrameReading
    ) async -> FrameAnswer {
        let question: Probe.Question =
            if let terms { .tls(TLSQuestion(place, terms)) } else { .tcp(TCPQuestion(place)) }
        let probe = Probe(question, time: time)
        let context: TLSContext?
        do throws(TLSSetupError) {
            context = try terms.map { terms throws(TLSSetupError) in try contexts.context(for: terms) }
        } catch {
            return Self.unasked("the probe cannot be run: \(error)")
        }
        return await withCheckedContinuation { continuation in
            let isAccepted = loop.execute { [loop] in
                let clock = ProbeClock(probe)
                let script = FrameScript(bytes, read: read)
                let security = context.flatMap { context in
                    terms.map { Conversation.Security(context: context, terms: $0, isFromStart: true) }
                }
                Conversation(
                    .stream, security: security, to: place, script: script, clock: clock, bytesMost: probe.bytesMost,
                    on: loop
                ) { ending in
                    continuation.resume(
                        returning: FrameAnswer(
                            report: clock.report(ending, probe), message: script.message,
                            // By such an alert the other side says that it read nothing.
                            wasSent: script.isAsked && !ending.isRefusal))
                }.begin()
            }
            if !isAccepted { continuation.resume(returning: Self.unasked("the prober is being stopped")) }
        }
    }

    private static func unasked(_ words: String) -> FrameAnswer {
        FrameAnswer(report: unknown(words), message: nil, wasSent: false)
    }
}

/// Says one thing, and waits for one message. Used on its loop's thread alone.
private final class FrameScript: ConversationScript {
    private let bytes: [UInt8]
    private let read: ([UInt8]) -> FrameReading
    private(set) var isAsked = false
    private(set) var message: [UInt8]?

    init(_ bytes: [UInt8], read: @escaping @Sendable ([UInt8]) -> FrameReading) {
        self.bytes = bytes
        self.read = read
    }

    func next(_ input: inout [UInt8], hasEnded: Bool) -> ScriptStep {
        guard isAsked else {
            isAsked = true
            return .send(bytes)
        }
        switch read(input) {
        case .notYet: return .receive
        case .wrong(let words): return .wrong(words)
        case .whole(let message):
            self.message = message
            return .end(.ok, "\(message.count) bytes")
        }
    }
}
