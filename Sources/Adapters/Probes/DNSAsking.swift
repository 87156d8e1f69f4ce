internal import DNS
internal import Machine
internal import Observing

/// Asks one DNS question, by datagram, and again by stream when the answer does not fit. Used on its loop's thread alone.
enum DNSAsking {
    static func begin(
        _ question: DNSQuestion, clock: ProbeClock, bytesMost: Int, on loop: EventLoop,
        finished: @escaping (Conversation.Ending, DomainMessage?) -> Void
    ) {
        let script = DNSScript(question, id: UInt16(truncatingIfNeeded: Entropy.number()), isStream: false)
        Conversation(
            .datagrams, to: question.server, script: script, clock: clock, bytesMost: bytesMost, on: loop
        ) { ending in
            guard script.isTruncated else { return finished(ending, script.answer) }
            // The time goes on.
            let again = DNSScript(question, id: UInt16(truncatingIfNeeded: Entropy.number()), isStream: true)
            Conversation(
                .stream, to: question.server, script: again, clock: clock, bytesMost: bytesMost, on: loop
            ) { finished($0, again.answer) }.begin()
        }.begin()
    }
}
