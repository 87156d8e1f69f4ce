import Observing
import Series
import Synchronization
import Vocabulary
import Watching

@testable import Lookout

/// A clock that stands still until it is moved; who waits by it is woken then.
final class SimulatedClock: Sendable {
    private struct State {
        var now = Samples.start
        var waiting: [(until: Instant, id: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var cancelled: Set<Int> = []
        var ids = 0
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock { $0.now } }

    func pause(_ span: TimeSpan) async {
        let id = state.withLock { state in
            state.ids += 1
            return state.ids
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.cancelled.contains(id) else { return true }
                    state.waiting.append((state.now + span, id, continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let found = state.withLock { state in
                state.cancelled.insert(id)
                guard let place = state.waiting.firstIndex(where: { $0.id == id }) else {
                    return nil as CheckedContinuation<Void, Never>?
                }
                return state.waiting.remove(at: place).continuation
            }
            found?.resume()
        }
    }

    /// Moves in small steps, and lets everybody work between two.
    func advance(by span: TimeSpan, step: TimeSpan = TimeSpan(microseconds: 50_000)) async {
        let end = now + span
        while now < end {
            let due = state.withLock { state in
                state.now = min(state.now + step, end)
                let now = state.now
                let due = state.waiting.filter { $0.until <= now }.map(\.continuation)
                state.waiting.removeAll { $0.until <= now }
                return due
            }
            for continuation in due { continuation.resume() }
            for _ in 0..<20 { await Task.yield() }
        }
    }
}

/// Answers at once, as a function says.
struct PlayedAsker: VantageAsker {
    var clock: SimulatedClock
    var answer: @Sendable (String, Instant) -> SampleOutcome

    func ask(_ target: VantageTarget) async -> ProbeReport {
        let now = clock.now
        return ProbeReport(
            began: now, outcome: answer(target.name, now), total: TimeSpan(microseconds: 3_000), phases: [:],
            words: "played")
    }

    func reach(_ anchor: Destination) async -> Bool { true }
}
