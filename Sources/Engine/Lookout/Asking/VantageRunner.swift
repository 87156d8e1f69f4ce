internal import Judging
internal import Series
internal import Synchronization
package import Vocabulary

/// A vantage at work: asks by its plan and by orders, and reports. The same in `vigie serve` and in an agent.
package final class VantageRunner: Sendable {
    package struct Parts: Sendable {
        package var asker: any VantageAsker
        package var now: @Sendable () -> Instant
        package var pause: @Sendable (TimeSpan) async -> Void
        package var report: @Sendable ([VantageReport]) -> Void

        package init(
            asker: any VantageAsker, now: @escaping @Sendable () -> Instant,
            pause: @escaping @Sendable (TimeSpan) async -> Void,
            report: @escaping @Sendable ([VantageReport]) -> Void
        ) {
            self.asker = asker
            self.now = now
            self.pause = pause
            self.report = report
        }
    }

    package let plan: VantagePlan
    private let parts: Parts
    private let schedule: Mutex<AskSchedule>
    private let bell: Bell
    /// Many targets are due near each other: they are begun together.
    private static let shortestPause = TimeSpan(microseconds: 1_000)

    package init(_ plan: VantagePlan, parts: Parts) {
        self.plan = plan
        self.parts = parts
        schedule = Mutex(AskSchedule(plan, from: parts.now()))
        bell = Bell(pause: parts.pause)
    }

    /// From any thread; it is begun at once.
    package func take(_ order: VantageOrder) {
        let now = parts.now()
        schedule.withLock { $0.take(order, now: now) }
        bell.ring()
    }

    /// Asks that were left out after a standstill, besides those that were reported one by one.
    package var missed: Int { schedule.withLock { $0.missed } }

    /// Asks under way.
    package var running: Int { schedule.withLock { $0.runningCount } }

    /// Works until its task is cancelled; asks under way are awaited.
    package func run() async {
        bell.ring()
        await withDiscardingTaskGroup { group in
            for await _ in bell.rings {
                let now = parts.now()
                let (steps, next) = schedule.withLock { ($0.advance(to: now), $0.next) }
                if let next { bell.ring(in: max(next - parts.now(), Self.shortestPause)) }
                let told = steps.compactMap(report)
                if !told.isEmpty { parts.report(told) }
                for step in steps {
                    switch step {
                    case .ask(let ask): group.addTask { await self.ask(ask) }
                    case .anchor(let place, let at): group.addTask { await self.reach(place, at: at) }
                    case .late, .notAsked: break
                    }
                }
            }
            bell.stop()
            group.cancelAll()
        }
    }

    /// What can be said at once.
    private func report(_ step: AskSchedule.Step) -> VantageReport? {
        switch step {
        case .ask, .anchor: nil
        case .late(let ask):
            .late(target: plan.targets[ask.target].name, number: ask.number, purpose: ask.purpose, began: ask.at)
        case .notAsked(let ask, let why):
            .result(
                VantageResult(
                    target: plan.targets[ask.target].name, number: ask.number, purpose: ask.purpose, began: ask.at,
                    outcome: SampleOutcome(.unknown, at: .own), total: .zero, words: "not asked: \(why)"))
        }
    }

    private func ask(_ ask: AskSchedule.Ask) async {
        let target = plan.targets[ask.target]
        let answer = await parts.asker.ask(target)
        schedule.withLock { $0.finished(ask) }
        // What was broken off says nothing.
        guard !Task.isCancelled else { return }
        parts.report([.result(VantageResult(answer, target: target.name, number: ask.number, purpose: ask.purpose))])
    }

    private func reach(_ place: Int, at: Instant) async {
        let isReached = await parts.asker.reach(plan.anchors[place])
        schedule.withLock { $0.anchorFinished(place, isReached: isReached) }
        guard !Task.isCancelled else { return }
        parts.report([.anchor(place, at: at, isGood: isReached)])
        // The next one may be due sooner now.
        bell.ring()
    }
}
