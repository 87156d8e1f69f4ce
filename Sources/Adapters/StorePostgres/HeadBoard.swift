internal import Journal
internal import Synchronization

/// What this process knows of the journal's end, and who waits for it to move.
final class HeadBoard: Sendable {
    private struct State {
        var head: Int64 = 0
        var isClosed = false
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
    }

    private struct Waiter {
        var position: Int64
        var continuation: CheckedContinuation<JournalError?, Never>
    }

    private let state = Mutex(State())
    private let waitersMost: Int

    init(waitersMost: Int) { self.waitersMost = waitersMost }

    /// An entry with this position exists.
    func advance(to position: Int64) {
        wake { $0.head = max($0.head, position) }
    }

    /// The end as the database says after a new connection. It may lie before what was known: a failover to a standby
    /// that lagged takes the end back, and waiters must not be told of entries that are gone.
    func reset(to position: Int64) {
        wake { $0.head = position }
    }

    func close() {
        wake { $0.isClosed = true }
    }

    /// Returns when the end is past `position`.
    func wait(after position: Int64) async throws(JournalError) {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let failure = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<JournalError?, Never>) in
                register(id, Waiter(position: position, continuation: continuation))
            }
        } onCancel: {
            // Either the waiter is here and is ended, or it comes later and sees that its task is cancelled.
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(returning: Self.cancelled)
        }
        if let failure { throw failure }
    }

    private static let cancelled = JournalError(.closed, "waiting for the next entry was cancelled")

    private func register(_ id: Int, _ waiter: Waiter) {
        let answer: JournalError?? = state.withLock { state in
            if Task.isCancelled { return .some(Self.cancelled) }
            if state.isClosed { return .some(JournalError.storeClosed) }
            if state.head > waiter.position { return .some(nil) }
            guard state.waiters.count < waitersMost else {
                return .some(JournalError(.unavailable, "too many tasks wait for the next entry"))
            }
            state.waiters[id] = waiter
            return nil
        }
        if let answer { waiter.continuation.resume(returning: answer) }
    }

    private func wake(_ change: (inout State) -> Void) {
        var closed = false
        let woken = state.withLock { state in
            change(&state)
            closed = state.isClosed
            let ready = state.waiters.filter { closed || $0.value.position < state.head }
            for id in ready.keys { state.waiters[id] = nil }
            return ready.values.map(\.continuation)
        }
        let answer = closed ? JournalError.storeClosed : nil
        for continuation in woken { continuation.resume(returning: answer) }
    }
}
