package import HTTP
internal import JSON
package import Observing
internal import Series
internal import Synchronization
package import Vocabulary
internal import Watching

/// Asks payment channels as shops, payers and terminals do, within a probe's time; all other probes go to another prober.
///
/// What a probe paid is undone, also when its time is over before that: then it is done behind the report. So many may owe that at
/// once; what would be paid then is not asked at all. What only asks is asked always.
package final class ChannelProber: Prober {
    package struct Surroundings: Sendable {
        let http: any HTTPFetching
        let frames: any FrameProbing
        let now: @Sendable () -> Instant
        let clock: @Sendable () -> Instant
        let sleep: @Sendable (TimeSpan) async -> Void
        let random: @Sendable () -> UInt64

        /// `now` is the time of day, `clock` never goes back.
        package init(
            http: any HTTPFetching, frames: any FrameProbing, now: @escaping @Sendable () -> Instant,
            clock: @escaping @Sendable () -> Instant,
            sleep: @escaping @Sendable (TimeSpan) async -> Void, random: @escaping @Sendable () -> UInt64
        ) {
            self.http = http
            self.frames = frames
            self.now = now
            self.clock = clock
            self.sleep = sleep
            self.random = random
        }
    }

    package static let underWayMost = 1_024
    /// How long what was paid is tried to be undone.
    package static let undoingTime = TimeSpan.seconds(120)

    private let others: any Prober
    private let surroundings: Surroundings
    private let state = Mutex(State())

    private struct State {
        var next = 0
        var underWay: [Int: Task<Void, Never>] = [:]
        /// Of them those that may have paid.
        var owing = 0
        var left: [String] = []
    }

    package init(_ others: any Prober, _ surroundings: Surroundings) {
        self.others = others
        self.surroundings = surroundings
    }

    /// Waits until everything that was paid is undone, or was tried long enough.
    package func close() async {
        while let task = state.withLock({ $0.underWay.first?.value }) { await task.value }
    }

    /// What could not be undone, by the channel's name for it; told once.
    package func takeLeft() -> [String] {
        state.withLock { state in
            defer { state.left = [] }
            return state.left
        }
    }

    package func run(_ probe: Probe) async -> ProbeReport {
        guard case .payment(let question) = probe.question else { return await others.run(probe) }
        let journey = ChannelJourney(probe, question, surroundings)
        let owes = question.operation.isToBeUndone
        let isTaken = state.withLock { state in
            guard !owes || state.owing < Self.underWayMost else { return false }
            let number = state.next
            state.next += 1
            state.underWay[number] = Task { [weak self] in
                await journey.go()
                self?.ended(number, owed: owes, journey.left)
            }
            if owes { state.owing += 1 }
            return true
        }
        guard isTaken else {
            return ProbeReport(
                began: surroundings.now(), outcome: SampleOutcome(.unknown, at: .own), total: .zero, phases: [:],
                words: "\(Self.underWayMost) payments of earlier probes are still to be undone; nothing was asked")
        }
        return await journey.report()
    }

    private func ended(_ number: Int, owed: Bool, _ left: String?) {
        state.withLock { state in
            if owed { state.owing -= 1 }
            state.underWay[number] = nil
            if let left, state.left.count < Self.underWayMost { state.left.append(left) }
        }
    }
}
