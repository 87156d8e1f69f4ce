internal import Roles
internal import Synchronization
package import Vocabulary

/// Whether the provider answers, as far as is known: by what was asked of it last, and by whether anybody is there.
package final class AcquirerWatch: Sendable {
    private struct Seen {
        var answered: Instant?
        var failed: Instant?
        var isSilent = false
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

    /// Somebody asked whether the provider is there.
    package func heard(isSilent: Bool) { seen.withLock { $0.isSilent = isSilent } }

    package func isAvailable(at now: Instant) -> Bool {
        seen.withLock { seen in
            if seen.isSilent { return false }
            guard let failed = seen.failed, now - failed < Self.memory else { return true }
            guard let answered = seen.answered else { return false }
            return answered > failed
        }
    }
}
