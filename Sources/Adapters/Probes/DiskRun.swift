internal import Glibc
internal import Machine
internal import Observing
internal import Series
internal import Synchronization
internal import Vocabulary

/// Probes of this machine's files, on threads of their own: a disk may not answer.
final class DiskRun: Sendable {
    private typealias Work = @Sendable () -> Void

    private static let threads = 2
    private static let waitingMost = 1_024
    private let thread = BlockingThread<Work>(name: "probe-files", count: threads, capacity: waitingMost) { _, works in
        for work in works { work() }
    }

    func close() async { await thread.stop() }

    /// Looks, and gives up waiting for the disk when the probe's time is over; the thread goes on waiting.
    func report(_ probe: Probe, _ look: @escaping @Sendable () -> Conversation.Ending) async -> ProbeReport {
        let began = Instant(microseconds: SystemClock.wallMicroseconds())
        let start = SystemClock.monotonicMicroseconds()
        @Sendable func report(_ ending: Conversation.Ending) -> ProbeReport {
            let total = SystemClock.monotonicMicroseconds() - start
            var phases = PhaseTimes()
            phases.add(total, to: .wait)
            return probe.report(ending, began: began, total: total, phases: phases)
        }
        let answer = Answer()
        let timer = Task {
            try? await Task.sleep(for: .microseconds(max(probe.time.microseconds, 1_000)))
            if !Task.isCancelled { answer.give(answer.isBegun ? Self.silent : Self.unasked) }
        }
        let acceptance = thread.send {
            answer.begin()
            answer.give(look())
        }
        if case .accepted = acceptance {} else { answer.give(Self.unasked) }
        let ending = await answer.taken()
        timer.cancel()
        return report(ending)
    }

    private static let silent = Conversation.Ending(
        outcome: SampleOutcome(.failed, at: .receive, code: UInt16(ETIMEDOUT)), words: "the disk did not answer in time"
    )
    private static let unasked = Conversation.Ending(
        outcome: SampleOutcome(.unknown, at: .own),
        words: "the prober had no thread to look at the disk; others wait for a disk that does not answer")
}

/// One answer, of which the first counts.
private final class Answer: Sendable {
    private struct State {
        var isBegun = false
        var ending: Conversation.Ending?
        var continuation: CheckedContinuation<Conversation.Ending, Never>?
    }

    private let state = Mutex(State())

    var isBegun: Bool { state.withLock { $0.isBegun } }

    func begin() { state.withLock { $0.isBegun = true } }

    func give(_ ending: Conversation.Ending) {
        let waiting = state.withLock { state -> CheckedContinuation<Conversation.Ending, Never>? in
            guard state.ending == nil else { return nil }
            state.ending = ending
            defer { state.continuation = nil }
            return state.continuation
        }
        waiting?.resume(returning: ending)
    }

    func taken() async -> Conversation.Ending {
        await withCheckedContinuation { continuation in
            let ending = state.withLock { state -> Conversation.Ending? in
                if state.ending == nil { state.continuation = continuation }
                return state.ending
            }
            if let ending { continuation.resume(returning: ending) }
        }
    }
}
