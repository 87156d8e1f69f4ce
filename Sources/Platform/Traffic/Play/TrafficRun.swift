internal import Synchronization
package import Vocabulary

/// Plays arrivals through the clients: each at its time, whatever became of those before, as customers do.
package final class TrafficRun: Sendable {
    package struct Plan: Sendable {
        package var arrivals: ArrivalPlan
        package var length: TimeSpan
        /// Payments under way at most. Who comes while so many are is turned away and counted as failed: a queue at the door.
        package var underWayMost: Int

        package init(arrivals: ArrivalPlan, length: TimeSpan, underWayMost: Int = 1_000) {
            self.arrivals = arrivals
            self.length = length
            self.underWayMost = underWayMost
        }
    }

    private struct State {
        var tally = TrafficTally()
        var isStopped = false
    }

    private let clients: [Channel: any PaymentClient]
    private let now: @Sendable () -> Instant
    private let sleep: @Sendable (TimeSpan) async -> Void
    private let state = Mutex(State())

    /// `now` never goes back.
    package init(
        clients: [any PaymentClient], now: @escaping @Sendable () -> Instant,
        sleep: @escaping @Sendable (TimeSpan) async -> Void
    ) {
        self.clients = Dictionary(clients.map { ($0.channel, $0) }) { $1 }
        self.now = now
        self.sleep = sleep
    }

    package var tally: TrafficTally { state.withLock { $0.tally } }

    /// No new customers come; those who are here are served.
    package func stop() { state.withLock { $0.isStopped = true } }

    /// Returns when the last payment has its fate. `ended` hears of each, in the order in which they end.
    package func play(
        _ plan: Plan, ended: @escaping @Sendable (ArrivalPlan.Arrival, PaymentReport) -> Void = { _, _ in }
    ) async -> TrafficTally {
        let start = now()
        var arrivals = plan.arrivals
        await withTaskGroup(of: Void.self) { group in
            while true {
                let arrival = arrivals.next()
                if arrival.after >= plan.length { break }
                if await pause(until: start + arrival.after) { break }
                begin(arrival.channel)
                if self.underWay > plan.underWayMost {
                    let report = PaymentReport(.failed, reason: "turned away: too many are under way")
                    count(arrival, report, since: now(), start)
                    ended(arrival, report)
                    continue
                }
                group.addTask { [self] in
                    let began = now()
                    let report =
                        await clients[arrival.channel]?.pay(arrival)
                        ?? PaymentReport(.failed, reason: "no client speaks \(arrival.channel.rawValue)")
                    count(arrival, report, since: began, start)
                    ended(arrival, report)
                }
            }
            await group.waitForAll()
        }
        return tally
    }

    private var underWay: Int { state.withLock { $0.tally.lines.values.reduce(0) { $0 + $1.underWay } } }

    private func begin(_ channel: Channel) { state.withLock { $0.tally.begin(channel) } }

    private func count(_ arrival: ArrivalPlan.Arrival, _ report: PaymentReport, since began: Instant, _ start: Instant)
    {
        let end = now()
        state.withLock { $0.tally.end(arrival.channel, report, after: end - start, length: end - began) }
    }

    /// Whether the play was stopped meanwhile. Sleeps in short pieces, so that a stop is heard.
    private func pause(until instant: Instant) async -> Bool {
        while true {
            if state.withLock({ $0.isStopped }) || Task.isCancelled { return true }
            let left = instant - now()
            guard left > .zero else { return false }
            await sleep(min(left, Self.piece))
        }
    }
    private static let piece = TimeSpan(microseconds: 200_000)
}
