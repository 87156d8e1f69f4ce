internal import Glibc
internal import Machine
internal import Synchronization

/// Hands signals from the thread that waits for them to the command that listens. While none listens, a signal ends the
/// process as it would any program.
final class SignalRelay: Sendable {
    private let listener = Mutex<AsyncStream<Signals.Signal>.Continuation?>(nil)

    /// The signals from now on. More than a few that nobody has taken yet say nothing new and are dropped.
    func listen() -> AsyncStream<Signals.Signal> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Signals.Signal.self, bufferingPolicy: .bufferingNewest(8))
        listener.withLock { $0 = continuation }
        return stream
    }

    func deliver(_ signal: Signals.Signal) {
        guard let continuation = listener.withLock({ $0 }) else { exit(128 + signal.rawValue) }
        continuation.yield(signal)
    }
}
