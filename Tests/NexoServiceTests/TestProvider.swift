import ISO8583
import Ledger
import Roles
import Synchronization

/// The model of a provider as a link, with a mood.
final class TestProvider: ProviderLink {
    enum Mood: Sendable {
        case well
        case refusing
        /// Nothing reaches it.
        case gone
        /// It does what it is told, and its answers are lost.
        case mute
    }

    private struct State {
        var model = ModelProvider()
        var mood = Mood.well
        var asked = 0
        /// Questions that wait until the provider goes on.
        var isHung = false
        var hung: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var asked: Int { state.withLock { $0.asked } }
    var doubled: Int { state.withLock { $0.model.doubled } }
    var waiting: Int { state.withLock { $0.hung.count } }
    func set(_ mood: Mood) { state.withLock { $0.mood = mood } }
    func hang() { state.withLock { $0.isHung = true } }

    func goOn() {
        let hung = state.withLock { state in
            state.isHung = false
            defer { state.hung = [] }
            return state.hung
        }
        for continuation in hung { continuation.resume() }
    }

    func books(of first: OperationID) -> ModelProvider.Books { state.withLock { $0.model.books(of: first) } }

    func perform(_ order: ProviderOrder) async -> ProviderVerdict {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.isHung { state.hung.append(continuation) }
                return !state.isHung
            }
            if goesOn { continuation.resume() }
        }
        let fate: Fate = state.withLock { state in
            state.asked += 1
            switch state.mood {
            case .well: return state.model.perform(order)
            case .refusing: return .refused(.insufficientFunds)
            case .gone: return .failed(.unreachable)
            case .mute:
                _ = state.model.perform(order)
                return .unknown(.timedOut)
            }
        }
        return ProviderVerdict(fate, server: "P1")
    }
}
