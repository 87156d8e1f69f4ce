import ISO8583

/// The host's side: which message is new, which was seen before, and what a reversal speaks of.
///
/// It remembers the latest exchanges only; what must outlive a restart (money) is the owner's to keep, under the same
/// ``ExchangeKey``.
package struct HostDialogue: Sendable {
    package enum Decision: Sendable, Equatable {
        /// A new request: decide on it, then call ``answer(_:)``.
        case authorise(AuthorisationRequest)
        /// Undo what this key did, then send. The original may be unknown to the owner, too.
        case reverse(ExchangeKey, thenSend: CB2AMessage)
        /// Nothing to decide: send this.
        case send(CB2AMessage)
        /// The same request is being decided on; its answer is on the way.
        case wait
        /// No message for a host: ignored and counted.
        case ignore
    }

    package struct Counters: Sendable, Equatable {
        package var duplicates = 0
        package var reversals = 0
        /// Reversals of something that never came here.
        package var unknownOriginals = 0
        /// Requests that came after their reversal.
        package var overtaken = 0
        /// Answers that nobody waits for, since the request was reversed meanwhile.
        package var tooLate = 0
        package var ignored = 0
    }

    private enum Fate: Sendable {
        case deciding
        case answered(CB2AMessage)
        /// Nothing is approved under this key any more.
        case reversed
    }

    package private(set) var counters = Counters()
    private var fates: RecentKeys<Fate>

    package init(remembering capacity: Int = 65_536) { fates = RecentKeys(capacity: capacity) }

    package mutating func received(_ message: CB2AMessage) -> Decision {
        switch message {
        case .authorisationRequest(let request): return received(request)
        case .reversal(let reversal): return received(reversal)
        case .echo(let echo): return .send(.echoResponse(EchoResponse(to: echo)))
        case .authorisationResponse, .reversalResponse, .echoResponse, .telecollection:
            counters.ignored += 1
            return .ignore
        }
    }

    private mutating func received(_ request: AuthorisationRequest) -> Decision {
        switch fates[request.key] {
        case nil:
            fates.set(.deciding, for: request.key)
            return .authorise(request)
        case .deciding:
            counters.duplicates += 1
            return .wait
        case .answered(let answer):
            counters.duplicates += 1
            // Two different payments under one key would be two charges under one answer.
            guard case .authorisationResponse(let response) = answer, response.fits(request) else {
                return .send(.authorisationResponse(AuthorisationResponse(to: request, code: .duplicate)))
            }
            return .send(answer)
        case .reversed:
            counters.overtaken += 1
            return .send(.authorisationResponse(AuthorisationResponse(to: request, code: .invalidTransaction)))
        }
    }

    private mutating func received(_ reversal: Reversal) -> Decision {
        if case .answered(let answer)? = fates[reversal.key] {
            counters.duplicates += 1
            return .send(answer)
        }
        let answer = CB2AMessage.reversalResponse(ReversalResponse(to: reversal))
        fates.set(.answered(answer), for: reversal.key)
        counters.reversals += 1
        if fates[reversal.originalKey] == nil { counters.unknownOriginals += 1 }
        fates.set(.reversed, for: reversal.originalKey)
        return .reverse(reversal.originalKey, thenSend: answer)
    }

    /// The owner has decided. Nil when the request was reversed meanwhile: then nothing is sent and nothing may count.
    package mutating func answer(_ response: AuthorisationResponse) -> CB2AMessage? {
        guard case .deciding? = fates[response.key] else {
            counters.tooLate += 1
            return nil
        }
        let answer = CB2AMessage.authorisationResponse(response)
        fates.set(.answered(answer), for: response.key)
        return answer
    }
}
