internal import Journal
internal import Synchronization

/// Those who wait for the journal to grow, and how far it has.
final class EntryWaiters: Sendable {
    private struct Waiter {
        var position: Position
        var continuation: CheckedContinuation<JournalError?, Never>
    }

    private struct State {
        var head: Position
        var next: UInt64 = 0
        var waiters: [UInt64: Waiter] = [:]
        /// Waits that were cancelled before they began.
        var cancelled: Set<UInt64> = []
        var closed = false
    }

    private let state: Mutex<State>

    init(head: Position) { state = Mutex(State(head: head)) }

    /// Returns as soon as the head is past `position`.
    func wait(after position: Position) async throws(JournalError) {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let error = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: JournalError?? = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return Self.cancelled }
                    if state.closed { return SQLiteStore.closed }
                    if state.head > position { return .some(nil) }
                    state.waiters[number] = Waiter(position: position, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            cancel(number)
        }
        state.withLock { _ = $0.cancelled.remove(number) }
        if let error { throw error }
    }

    /// The journal has grown to `head`.
    func advance(to head: Position) {
        let woken = state.withLock { state in
            state.head = head
            guard !state.waiters.isEmpty else { return [Waiter]() }
            let ready = state.waiters.filter { $0.value.position < head }
            for number in ready.keys { state.waiters[number] = nil }
            return Array(ready.values)
        }
        for waiter in woken { waiter.continuation.resume(returning: nil) }
    }

    func close() {
        let woken = state.withLock { state in
            state.closed = true
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in woken { waiter.continuation.resume(returning: SQLiteStore.closed) }
    }

    private func cancel(_ number: UInt64) {
        let waiter = state.withLock { state in
            if let waiter = state.waiters.removeValue(forKey: number) { return Optional(waiter) }
            state.cancelled.insert(number)
            return nil
        }
        waiter?.continuation.resume(returning: Self.cancelled)
    }

    private static let cancelled = JournalError(.closed, "the wait for an entry was cancelled")
}
