internal import HTTP
internal import Synchronization

/// The answers that are ready, by their target: written by the publisher, read by the server's loops for each request.
final class PageCache: Sendable {
    private let answers = Mutex<[String: PreparedResponse]>([:])

    subscript(target: String) -> PreparedResponse? { answers.withLock { $0[target] } }

    /// The set that is in place.
    var all: [String: PreparedResponse] { answers.withLock { $0 } }

    /// Puts a whole new set in place; a reader sees the old set or the new one, never a mixture.
    func replace(_ next: [String: PreparedResponse]) {
        // The old set is let go outside of the lock: freeing hundreds of pages must not hold up a reader.
        let old = answers.withLock { answers in
            let old = answers
            answers = next
            return old
        }
        _ = old
    }
}
