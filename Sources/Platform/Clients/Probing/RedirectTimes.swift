internal import Synchronization
internal import Traffic
internal import Vocabulary

/// How long the bank's notice took: from when its page was answered until the gateway said that it is paid.
final class RedirectTimes: Sendable {
    private let now: @Sendable () -> Instant
    private let state = Mutex<(asked: Instant?, heard: Instant?)>((nil, nil))

    init(now: @escaping @Sendable () -> Instant) { self.now = now }

    func hear(_ step: PaymentStep) {
        state.withLock { state in
            switch step.kind {
            case .asked where step.text.hasPrefix("GET "): state.asked = now()
            case .heard where state.asked != nil: state.heard = now()
            default: break
            }
        }
    }

    var notice: TimeSpan {
        state.withLock { state in
            guard let asked = state.asked, let heard = state.heard else { return .zero }
            return heard - asked
        }
    }
}
