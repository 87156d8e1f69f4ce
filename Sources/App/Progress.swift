internal import CLI
internal import Machine
internal import Synchronization

/// A progress line that may be told from any thread.
final class Progress: Sendable {
    /// Work that is done sooner needs no line.
    private static let patience = Duration.seconds(1)

    private let console: Console
    private let label: String
    private let start = Progress.now
    private let state: Mutex<State>

    private struct State {
        var line: ProgressLine
        var label: String
        var last: (done: Int, total: Int?)?
    }

    init(_ label: String, on console: Console) {
        self.console = console
        self.label = label
        state = Mutex(State(line: ProgressLine(label, on: console), label: label))
    }

    /// With another `label` the old line is ended and a new one begins.
    func update(_ done: Int, of total: Int?, label: String? = nil) {
        let now = Self.now
        guard now - start >= Self.patience else { return }
        let next = label.map { "\(self.label) \($0)" } ?? self.label
        state.withLock { state in
            if next != state.label {
                Self.end(&state)
                state.line = ProgressLine(next, on: console)
                state.label = next
            }
            state.last = (done, total)
            state.line.update(done, of: total, now: now)
        }
    }

    func finish() {
        state.withLock { Self.end(&$0) }
    }

    private static func end(_ state: inout State) {
        if let last = state.last { state.line.finish(last.done, of: last.total) }
        state.last = nil
    }

    private static var now: Duration { .microseconds(SystemClock.monotonicMicroseconds()) }
}
