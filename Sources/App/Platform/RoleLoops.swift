internal import Synchronization
internal import Telemetry
internal import Vocabulary

/// What a role does again and again beside answering, each at its own pace, until it is stopped.
struct RoleLoops {
    private let tasks: [Task<Void, Never>]

    init(_ loops: [(pace: Duration, work: @Sendable () async -> Void)]) {
        tasks = loops.map { pace, work in
            Task {
                while !Task.isCancelled {
                    await work()
                    try? await Task.sleep(for: pace)
                }
            }
        }
    }

    /// Returns when all have ended.
    func stop() async {
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    /// Waits until something is so, and no longer than the time.
    static func wait(atMost time: Duration, until isSo: @Sendable () -> Bool) async {
        let end = ContinuousClock.now + time
        while !isSo(), ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(50)) }
    }
}

/// Work that is begun and not waited for, so much at a time; what is more is left out, and comes with the next turn.
final class SideWork: Sendable {
    private let most: Int
    private let running = Atomic<Int>(0)

    init(most: Int) { self.most = most }

    func begin(_ work: @escaping @Sendable () async -> Void) {
        guard running.add(1, ordering: .acquiringAndReleasing).newValue <= most else {
            running.subtract(1, ordering: .acquiringAndReleasing)
            return
        }
        Task {
            await work()
            running.subtract(1, ordering: .acquiringAndReleasing)
        }
    }

    /// Returns when all has ended, or after a time in which all must have.
    func wait() async {
        await RoleLoops.wait(atMost: .seconds(15)) { self.running.load(ordering: .acquiring) == 0 }
    }
}

/// Counts what a role did that is no payment of its own: authentications, notices, notifications.
struct RoleCounts: Sendable {
    private let family: MetricFamily<Counter>
    private let channel: Channel

    init(_ registry: MetricsRegistry, channel: Channel) {
        family = registry.counters(
            "vigie_platform_steps_total", "What became of steps of payments, technical failures apart from all else.",
            labels: ["channel", "outcome", "technical"], combinationsMax: 200)
        self.channel = channel
    }

    func count(_ outcome: String, isTechnicalFailure: Bool) {
        family.labelled(channel.rawValue, outcome, isTechnicalFailure ? "true" : "false").increment()
    }
}
