internal import CB2A
internal import Roles
internal import Synchronization

/// What a host has in its head: the dialogue, who waits for which answer, which reversals are not done yet. What must outlive it is in
/// the store.
final class HostMemory: Sendable {
    private struct State {
        var dialogue = HostDialogue()
        /// Where the answer goes: a terminal that asks again may have connected anew.
        var places: [ExchangeKey: any FrameConnection] = [:]
        var deciding: [ExchangeKey: [CheckedContinuation<Void, Never>]] = [:]
        /// Reversals that are under way (true) or failed (false): the dialogue would answer those that come again.
        var reversing: [ExchangeKey: Bool] = [:]
    }

    private let state = Mutex(State())

    /// Begins in the order in which messages come: nothing is awaited before it.
    func received(_ message: CB2AMessage, from connection: any FrameConnection) -> HostDialogue.Decision {
        state.withLock { state in
            if case .reversal(let reversal) = message, let isUnderWay = state.reversing[reversal.key] {
                if isUnderWay { return .wait }
                state.reversing[reversal.key] = true
                return .reverse(reversal.originalKey, thenSend: .reversalResponse(ReversalResponse(to: reversal)))
            }
            let decision = state.dialogue.received(message)
            switch (decision, message) {
            case (.authorise(let request), _):
                state.places[request.key] = connection
                state.deciding[request.key] = []
            case (.wait, .authorisationRequest(let request)): state.places[request.key] = connection
            case (.reverse, .reversal(let reversal)): state.reversing[reversal.key] = true
            default: break
            }
            return decision
        }
    }

    /// The answer to send and where to, or nil when the request was reversed meanwhile.
    func decided(_ response: AuthorisationResponse) -> (answer: CB2AMessage, place: (any FrameConnection)?)? {
        let (answer, place) = state.withLock { state in
            (state.dialogue.answer(response), state.places.removeValue(forKey: response.key))
        }
        return answer.map { ($0, place) }
    }

    /// Everything about the request is done: those who waited for it go on.
    func finished(_ key: ExchangeKey) {
        let waiters = state.withLock { state in
            state.places[key] = nil
            return state.deciding.removeValue(forKey: key) ?? []
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until nothing about a request is under way.
    func whenDecided(_ key: ExchangeKey) async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                guard state.deciding[key] != nil else { return true }
                state.deciding[key]?.append(continuation)
                return false
            }
            if isIdle { continuation.resume() }
        }
    }

    /// A reversal that failed is done again when it comes again.
    func reversed(_ key: ExchangeKey, isDone: Bool) {
        state.withLock { $0.reversing[key] = isDone ? nil : false }
    }

    var counters: HostDialogue.Counters { state.withLock { $0.dialogue.counters } }
}
