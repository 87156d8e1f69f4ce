internal import Roles
internal import Synchronization
package import Vocabulary

/// Whether the provider answers, as far as what was asked of it last tells.
package final class AcquirerWatch: Sendable {
    private struct Seen {
        var answered: Instant?
        var failed: Instant?
    }

    /// A failure that is older says nothing any more.
    private static let memory = TimeSpan.seconds(60)
    private let seen = Mutex(Seen())

    package init() {}

    func saw(_ fate: Fate, at now: Instant) {
        seen.withLock { seen in
            switch fate {
            case .approved, .refused: seen.answered = now
            case .failed, .unknown: seen.failed = now
            }
        }
    }

    package func isAvailable(at now: Instant) -> Bool {
        seen.withLock { seen in
            guard let failed = seen.failed, now - failed < Self.memory else { return true }
            guard let answered = seen.answered else { return false }
            return answered > failed
        }
    }
}
