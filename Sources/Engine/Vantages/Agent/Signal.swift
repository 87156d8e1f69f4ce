internal import Synchronization
internal import Vocabulary

/// Wakes one task that waits, or the next one that comes to wait. It is given once however often it was given.
final class Signal: Sendable {
    private struct State {
        var isGiven = false
        var waiting: (id: Int, wake: CheckedContinuation<Void, Never>)?
        var lastID = 0
    }

    private let state = Mutex(State())

    func give() {
        state.withLock { state in
            guard let waiting = state.waiting else {
                state.isGiven = true
                return nil as CheckedContinuation<Void, Never>?
            }
            state.waiting = nil
            return waiting.wake
        }?.resume()
    }

    /// Returns when it was given, or the task is cancelled.
    func take() async {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { (wake: CheckedContinuation<Void, Never>) in
                let others = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                    if state.isGiven || Task.isCancelled {
                        state.isGiven = false
                        return [wake]
                    }
                    let before = state.waiting.map { [$0.wake] } ?? []
                    state.waiting = (id, wake)
                    return before
                }
                for wake in others { wake.resume() }
            }
        } onCancel: {
            release(id)
        }
    }

    private func release(_ id: Int) {
        state.withLock { state in
            guard let waiting = state.waiting, waiting.id == id else { return nil as CheckedContinuation<Void, Never>? }
            state.waiting = nil
            return waiting.wake
        }?.resume()
    }

    /// Takes what is given until `isEnough`, or until the time is over.
    func take(
        within span: TimeSpan, _ sleep: @escaping @Sendable (TimeSpan) async -> Void,
        until isEnough: @escaping @Sendable () -> Bool
    ) async {
        await withTaskGroup { group in
            group.addTask {
                while !Task.isCancelled, !isEnough() { await self.take() }
            }
            group.addTask { await sleep(span) }
            await group.next()
            group.cancelAll()
        }
    }
}
