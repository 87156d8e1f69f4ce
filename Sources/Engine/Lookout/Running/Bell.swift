internal import Synchronization
internal import Vocabulary

/// Wakes one task: now, or after a time. Rings that come while the task works are one.
final class Bell: Sendable {
    /// Ends when the task that listens is cancelled, or with `stop`.
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let pause: @Sendable (TimeSpan) async -> Void
    private let timer = Mutex<Task<Void, Never>?>(nil)

    init(pause: @escaping @Sendable (TimeSpan) async -> Void) {
        self.pause = pause
        (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func ring() { continuation.yield() }

    /// In place of what was set before.
    func ring(in span: TimeSpan) {
        set(
            Task { [weak self, pause] in
                await pause(span)
                if !Task.isCancelled { self?.ring() }
            })
    }

    func stop() {
        set(nil)
        continuation.finish()
    }

    private func set(_ task: Task<Void, Never>?) {
        let old = timer.withLock { timer in
            let old = timer
            timer = task
            return old
        }
        old?.cancel()
    }
}
