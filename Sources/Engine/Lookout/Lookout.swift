// Lookout: from a probe's result to a page. Vantages ask (`Asking/`), one task judges what they say (this file), and what follows is
// written into the journal by names (`Words/`), because plans change between two starts and numbers with them.
//
// Start reading at `Asking/VantageRunner.swift` for who asks when, then here and in `Running/LookoutState.swift` for what becomes of
// the answers, then `Words/LookoutFact.swift` for every kind of entry. docs/lookout.md walks the whole way.
//
// May import: Core (Judging, Watching, Series, JSON, Bytes, Vocabulary), Journal, Observing.
package import Journal
package import Judging
package import Observing
internal import Series
internal import Synchronization
package import Vocabulary
package import Watching

/// The one that hears all vantages: judges, orders more asks, keeps results, and writes down what follows.
package final class Lookout: Sendable {
    package struct Parts: Sendable {
        package var journal: any JournalStore
        package var series: any SeriesStore
        package var now: @Sendable () -> Instant
        package var pause: @Sendable (TimeSpan) async -> Void
        package var log: @Sendable (LookoutNote) -> Void
        /// Takes an order to a vantage, if anybody asks from there; never blocks.
        package var order: @Sendable (_ vantage: String, VantageOrder) -> Void

        package init(
            journal: any JournalStore, series: any SeriesStore, now: @escaping @Sendable () -> Instant,
            pause: @escaping @Sendable (TimeSpan) async -> Void, log: @escaping @Sendable (LookoutNote) -> Void,
            order: @escaping @Sendable (_ vantage: String, VantageOrder) -> Void
        ) {
            self.journal = journal
            self.series = series
            self.now = now
            self.pause = pause
            self.log = log
            self.order = order
        }
    }

    /// Reports that wait to be judged; more are lost, and counted.
    package static let reportsMost = 100_000
    private static let tick = TimeSpan.seconds(1)

    private enum Event: Sendable {
        case report(VantageReport, from: String, isKept: Bool)
        case input(LookoutInput)
    }

    private struct Inbox: Sendable {
        var events: [Event] = []
        var lost = 0
        var isStopped = false
    }

    private struct Room: Sendable {
        var state: LookoutState?
        var counts = LookoutCounts()
        var heard: [String: [String: LookoutPicture.Heard]] = [:]
        var heardFrom: [String: Instant] = [:]
    }

    package let matrix: Matrix
    private let parts: Parts
    private let rules: JudgingRules
    private let names: NamedPlan
    private let bell: Bell
    private let writer: FactWriter
    private let keeper: SeriesKeeper
    private let inbox = Mutex(Inbox())
    private let room = Mutex(Room())

    package init(_ matrix: Matrix, parts: Parts, rules: JudgingRules = .standard) {
        self.matrix = matrix
        self.parts = parts
        var rules = rules
        if let monitoring = matrix.declaration.monitoring { rules.monitoringFor = monitoring }
        self.rules = rules
        names = NamedPlan(matrix)
        bell = Bell(pause: parts.pause)
        writer = FactWriter(
            FactWriter.Parts(journal: parts.journal, now: parts.now, pause: parts.pause, log: parts.log))
        keeper = SeriesKeeper(
            SeriesKeeper.Parts(series: parts.series, now: parts.now, pause: parts.pause, log: parts.log))
    }

    // MARK: What is told, from any thread

    /// - Parameter areKept: their samples are in the series already.
    package func take(_ reports: [VantageReport], from vantage: String, areKept: Bool = false) {
        put(reports.map { .report($0, from: vantage, isKept: areKept) })
    }

    /// False when it names nothing that is watched, or is told before the start was read and names a case.
    @discardableResult
    package func tell(_ input: LookoutInput) -> Bool {
        let isKnown =
            switch input {
            case .arrivals(let target, _, _, _, _), .outcomes(let target, _, _, _, _, _),
                .told(let target, _, _, _):
                names.target(target).map { matrix.targets[$0.value].use == .passive } ?? false
            case .changed(_, _, let parts, _): !names.parts(parts).isEmpty
            case .planned(_, let parts, let components, _, _): names.knows(parts: parts, components: components)
            case .named: room.withLock { $0.state?.knows(input) ?? false }
            }
        if isKnown { put([.input(input)]) }
        return isKnown
    }

    private func put(_ events: [Event]) {
        inbox.withLock { inbox in
            let room = Self.reportsMost - inbox.events.count
            inbox.events += events.prefix(max(room, 0))
            inbox.lost += max(events.count - max(room, 0), 0)
        }
        bell.ring()
    }

    // MARK: What can be seen

    package var counts: LookoutCounts {
        var counts = room.withLock { room in
            var counts = room.counts
            counts.verdictChanges = room.state?.changes ?? 0
            counts.openCases = room.state?.openCases ?? 0
            counts.watchedCases = room.state?.watchedCases ?? 0
            return counts
        }
        (counts.factsWaiting, counts.factsLost, counts.journalTrouble) = writer.standing
        (counts.samplesWaiting, counts.samplesLost, counts.seriesTrouble) = keeper.standing
        counts.reportsLost = inbox.withLock { $0.lost }
        return counts
    }

    /// - Parameter chosen: only these targets; nil: all.
    package func picture(of chosen: Set<String>? = nil) -> LookoutPicture {
        let now = parts.now()
        return room.withLock { room in
            let vantages = matrix.plan.vantages.enumerated().map { place, name in
                LookoutPicture.Vantage(
                    name: name, heardAt: room.heardFrom[name],
                    isDoubted: room.state?.judge.isDoubted(VantageNumber(place), at: now) ?? false)
            }
            var targets: [LookoutPicture.Target] = []
            for (place, target) in matrix.targets.enumerated() where chosen?.contains(target.name) ?? true {
                let heard = room.heard[target.name] ?? [:]
                targets.append(
                    LookoutPicture.Target(
                        name: target.name,
                        verdict: room.state?.verdict(of: place)
                            ?? TargetVerdict(.unknown, since: now, reason: JudgedReason(.stale(.zero))),
                        heard: matrix.plan.vantages.compactMap { heard[$0] }))
            }
            return LookoutPicture(
                at: now, isJudging: room.state != nil, targets: targets, vantages: vantages)
        }
    }

    // MARK: Work

    /// Works until it is stopped; what is known by then is written down.
    package func run() async {
        guard await remember() else { return }
        async let writing: Void = writer.run()
        async let keeping: Void = keeper.run()
        bell.ring()
        for await _ in bell.rings {
            work()
            let now = parts.now()
            let deadline = room.withLock { $0.state?.deadline }
            let next = min(deadline ?? now + Self.tick, now + Self.tick)
            bell.ring(in: max(next - now, TimeSpan(microseconds: 1_000)))
        }
        writer.stop()
        keeper.stop()
        _ = await (writing, keeping)
    }

    package func stop() {
        inbox.withLock { $0.isStopped = true }
        bell.stop()
    }

    /// Reads what was known before; false when it was stopped first.
    private func remember() async -> Bool {
        while !inbox.withLock({ $0.isStopped }) {
            do throws(JournalError) {
                let memory = try await parts.journal.read { documents throws(JournalError) in
                    try LookoutMemory(WatchReading(documents))
                }
                let state = LookoutState(matrix, rules: rules, remembering: memory, now: parts.now())
                room.withLock { $0.state = state }
                parts.log(.began(targets: matrix.targets.count, open: memory.open.count))
                return true
            } catch {
                parts.log(.journalUnavailable(error.message))
                await parts.pause(.seconds(2))
            }
        }
        return false
    }

    private func work() {
        let events = inbox.withLock { inbox in
            let events = inbox.events
            inbox.events.removeAll(keepingCapacity: true)
            return events
        }
        // In parts, so that who looks at the picture does not wait for all of them.
        var rest = events[...]
        repeat {
            let some = rest.prefix(200)
            rest = rest.dropFirst(200)
            let orders = room.withLock { room in
                var steps: [LookoutState.Step] = []
                let now = parts.now()
                for event in some { steps += take(event, now: now, in: &room) }
                if rest.isEmpty { steps += room.state?.tick(now: now) ?? [] }
                return write(steps)
            }
            for (vantages, order) in orders {
                for vantage in vantages { parts.order(vantage, order) }
            }
        } while !rest.isEmpty
    }

    /// Writes the facts and gives back the orders. Within the lock, so that facts keep their order.
    private func write(_ steps: [LookoutState.Step]) -> [([String], VantageOrder)] {
        var orders: [([String], VantageOrder)] = []
        var facts: [LookoutFact] = []
        for step in steps {
            switch step {
            case .order(let vantages, let order): orders.append((vantages, order))
            case .fact(let fact): facts.append(fact)
            }
        }
        for fact in facts { parts.log(.told(fact)) }
        writer.write(facts)
        return orders
    }

    private func take(_ event: Event, now: Instant, in room: inout Room) -> [LookoutState.Step] {
        switch event {
        case .input(let input): return room.state?.take(input, now: now) ?? []
        case .report(let report, let vantage, let isKept):
            note(report, from: vantage, isKept: isKept, now: now, in: &room)
            return room.state?.take(report, from: vantage, now: now) ?? []
        }
    }

    private func note(_ report: VantageReport, from vantage: String, isKept: Bool, now: Instant, in room: inout Room) {
        guard names.vantage(vantage) != nil else { return }
        room.heardFrom[vantage] = now
        switch report {
        case .late: room.counts.late += 1
        case .anchor(_, _, let isGood):
            if isGood { room.counts.anchorsReached += 1 } else { room.counts.anchorsMissed += 1 }
        case .result(let result):
            guard let target = names.target(result.target) else { return }
            room.counts.byOutcome["\(result.outcome.kind)", default: 0] += 1
            let kind = matrix.probe(of: matrix.targets[target.value]).kind
            room.counts.byKind[kind.rawValue, default: 0] += 1
            room.counts.note(lag: now - result.ended)
            if room.heard[result.target]?[vantage].map({ $0.began <= result.began }) ?? true {
                room.heard[result.target, default: [:]][vantage] = LookoutPicture.Heard(
                    vantage: vantage, began: result.began, outcome: result.outcome, total: result.total,
                    words: result.words)
            }
            if !isKept, let series = SeriesName(rawValue: result.target), let place = VantageName(rawValue: vantage) {
                keeper.add(result.sample, SeriesKeeper.Line(series: series, vantage: place))
            }
        }
    }
}
