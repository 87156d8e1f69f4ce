internal import CMachine
internal import Glibc

/// Signals for the main thread: block them before any thread starts, then wait for them one by one.
package enum Signals {
    package enum Signal: Int32, Sendable, CaseIterable {
        case terminate = 15
        case interrupt = 2
        case hangup = 1
    }

    /// Keeps the signals pending for `wait` in this thread and in every thread that it starts from now on, and has
    /// writes to closed sockets fail instead of ending the process.
    package static func block(_ signals: [Signal] = Signal.allCases) {
        var set = set(of: signals)
        let outcome = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        precondition(outcome == 0, "pthread_sigmask refused a valid set")
        ignoreBrokenPipes()
    }

    /// Blocks this thread until one of the signals comes.
    package static func wait(for signals: [Signal] = Signal.allCases) -> Signal {
        var set = set(of: signals)
        while true {
            var number: Int32 = 0
            if unsafe sigwait(&set, &number) == 0, let signal = Signal(rawValue: number) { return signal }
        }
    }

    /// Writes to a closed socket or pipe then fail with EPIPE.
    package static func ignoreBrokenPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    private static func set(of signals: [Signal]) -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal.rawValue) }
        return set
    }
}
