import Journal
import Moving
import Synchronization

/// Long work that goes as far as a test says.
final class MovingStage: Sendable {
    enum End: Sendable {
        case done(MovingOutcome)
        case failed(MovingRefusal)
    }

    private struct State {
        var orders: [(MovingOrder, Actor)] = []
        var report: MovingDesk.Report?
        var end: End?
        var waiting: CheckedContinuation<End, Never>?
    }

    private let state = Mutex(State())
    var orders: [MovingOrder] { state.withLock { $0.orders.map(\.0) } }

    func work(
        _ order: MovingOrder, _ actor: Actor, _ report: @escaping MovingDesk.Report
    ) async throws(MovingRefusal) -> MovingOutcome {
        let end = await withCheckedContinuation { continuation in
            let known = state.withLock { state -> End? in
                state.orders.append((order, actor))
                state.report = report
                if let end = state.end {
                    state.end = nil
                    return end
                }
                state.waiting = continuation
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
        switch end {
        case .done(let outcome): return outcome
        case .failed(let refusal): throw refusal
        }
    }

    /// Says how far it is, once it has begun.
    func report(_ step: MovingJob.Step, _ done: Int, _ all: Int?) async {
        while true {
            if let report = state.withLock({ $0.report }) { return report(step, done, all) }
            await Task.yield()
        }
    }

    func end(_ end: End) {
        let waiting = state.withLock { state -> CheckedContinuation<End, Never>? in
            defer { state.waiting = nil }
            if state.waiting == nil { state.end = end }
            state.report = nil
            return state.waiting
        }
        waiting?.resume(returning: end)
    }
}
