internal import Judging
internal import Vocabulary

/// A month of probing 300 targets from three vantages, judged as it comes.
package struct MonthSimulation {
    static let second = Weather.second
    private let size: MonthSize
    private let seed: UInt64
    private let weather: Weather
    private var scheduled: ScheduledFailures
    private var random: SeededRandom
    private var judge: Judge
    private var queue = EventQueue()
    private var rivals: [RivalRule]
    private var tally: MonthTally
    /// Of each target and vantage: the last scheduled probe that was told of, and the number of the last result.
    private var told: [Int64]
    private var numbers: [UInt64]
    /// Of each target: more probes from then to then, and how far they were told.
    private var raisedUntil: [Int64]
    private var raisedTold: [Int64]
    private var isPulsing: [Bool]
    private var nextWork = 0

    package init(size: MonthSize = MonthSize(), seed: UInt64) throws {
        self.size = size
        self.seed = seed
        random = SeededRandom(seed: seed)
        weather = Weather(size: size, random: &random)
        scheduled = ScheduledFailures(weather, targets: size.targets, seed: seed)
        var rules = JudgingRules.standard
        // Good results come in runs when something fails; a target of which nothing is heard is not what this looks at.
        rules.staleAfter = .days(40)
        rules.lookEvery = .minutes(10)
        judge = Judge(plan: try Self.plan(size), rules: rules)
        tally = MonthTally(weather)
        rivals = [
            RivalRule("Prometheus, scrape 1 s, for: 2s", interval: 1, inRow: 3, targets: size.targets),
            RivalRule("Prometheus, scrape 1 s, for: 30s", interval: 1, inRow: 31, targets: size.targets),
            RivalRule("Gatus, interval 60 s, 3 failures", interval: 60, inRow: 3, goodInRow: 2, targets: size.targets),
            RivalRule("Gatus, interval 1 s, 3 failures", interval: 1, inRow: 3, goodInRow: 2, targets: size.targets),
        ]
        let streams = size.targets * 3
        told = Array(repeating: -1, count: streams)
        numbers = Array(repeating: 0, count: streams)
        raisedUntil = Array(repeating: 0, count: size.targets)
        raisedTold = Array(repeating: 0, count: size.targets)
        isPulsing = Array(repeating: false, count: size.targets)
    }

    /// A name, two load balancers, so many services, and an instance for each target.
    static func plan(_ size: MonthSize) throws -> Plan {
        var parts = [Part("zone", .zone), Part("lb-1", .loadBalancer), Part("lb-2", .loadBalancer)]
        for index in 0..<size.services { parts.append(Part("service-\(index)", .instance)) }
        for index in 0..<size.targets { parts.append(Part("instance-\(index)", .instance)) }
        let targets = (0..<size.targets).map { index in
            Target(
                "target-\(index)",
                path: [
                    PartNumber(0), PartNumber(1 + index % 2), PartNumber(3 + index % size.services),
                    PartNumber(3 + size.services + index),
                ])
        }
        return try Plan(parts: parts, targets: targets, vantages: ["a", "b", "c"])
    }

    package mutating func run(progress: (String) -> Void = { _ in }) -> MonthReport {
        for target in 0..<size.targets { pulse(target, at: 1_000_000) }
        for (index, front) in weather.fronts.enumerated() where front.vantage != nil && front.targets == nil {
            if front.kind == .vantageBlip || front.kind == .vantageDown {
                queue.add(Event(at: front.from, order: 0, kind: .anchors, target: Int32(index)))
            }
        }
        for hour in 0..<size.hours {
            let failures = scheduled.hour(hour)
            for failure in failures {
                if failure.vantage == 0 { for index in rivals.indices { rivals[index].take(failure) } }
                play(until: failure.at)
                begin(failure)
            }
            play(until: Int64(hour + 1) * 3_600 * Self.second)
            if hour % 12 == 11 { progress("hour \(hour + 1): \(tally.summary)") }
        }
        return MonthReport(size: size, seed: seed, weather: weather, tally: tally, rivals: rivals)
    }

    private mutating func play(until: Int64) {
        while true {
            noteChanges(until: min(queue.first?.at ?? until, until))
            if let deadline = judge.deadline, deadline.microseconds <= min(queue.first?.at ?? until, until) {
                let at = Instant(microseconds: max(deadline.microseconds, 0))
                // What is good by then is known by then.
                for target in isPulsing.indices where isPulsing[target] { tellGood(target, now: at.microseconds) }
                follow(judge.take(.tick, now: at), now: at.microseconds)
                continue
            }
            guard let first = queue.first, first.at <= until else { return }
            take(queue.removeFirst())
        }
    }

    private mutating func noteChanges(until: Int64) {
        while nextWork < weather.fronts.count, weather.fronts[nextWork].from <= until {
            let front = weather.fronts[nextWork]
            nextWork += 1
            guard front.kind == .deploy, let target = front.targets?.first else { continue }
            let at = Instant(microseconds: front.from - 1_000)
            let change = ChangeNote(
                "deploy of instance-\(target)", at: at, parts: [PartNumber(3 + size.services + target)],
                expectedGap: .seconds(5))
            follow(judge.take(.changed(change), now: at), now: front.from)
        }
    }

    /// A scheduled probe that fails: half of them at once, half by no answer in time.
    private mutating func begin(_ failure: ScheduledFailure) {
        var event = Event(
            at: failure.at + 50_000, order: 0, kind: .failed, target: failure.target, vantage: failure.vantage,
            startedAt: failure.at)
        if failure.index % 2 == 0 {
            event.at = failure.at + Self.second
            queue.add(event)
            event.at = failure.at + 400_000
            event.kind = .late
        }
        queue.add(event)
        // What is good until then is told before it, so that the schedule's place is right.
        let place = Int(failure.target) * 3 + Int(failure.vantage)
        tellGood(Int(failure.target), Int(failure.vantage), through: failure.index - 1, now: failure.at)
        told[place] = max(told[place], failure.index)
    }

    private mutating func take(_ event: Event) {
        let target = Int(event.target)
        switch event.kind {
        case .failed, .late:
            tellGood(target, now: event.at)
            let place = target * 3 + Int(event.vantage)
            var number = numbers[place]
            if event.kind == .failed {
                number += 1
                numbers[place] = number
            }
            let outcome: Outcome =
                event.kind == .late
                ? .late : .failed(.connect, code: event.at - event.startedAt > 900_000 ? "timeout" : "refused")
            hear(
                target, Int(event.vantage), number, event.startedAt, event.at, outcome,
                purpose: event.burst < 0 ? .extra : .scheduled)
        case .votes: votes(event)
        case .anchors: anchors(event)
        case .pulse:
            tellGood(target, now: event.at)
            guard judge.verdict(TargetNumber(target)).standing != .up else {
                isPulsing[target] = false
                return
            }
            queue.add(Event(at: event.at + Self.second, order: 0, kind: .pulse, target: event.target))
        case .wake: break
        }
    }

    private mutating func hear(
        _ target: Int, _ vantage: Int, _ number: UInt64, _ startedAt: Int64, _ now: Int64, _ outcome: Outcome,
        purpose: Purpose
    ) {
        tally.results += 1
        let observation = Observation(
            TargetNumber(target), from: VantageNumber(vantage), number: number, purpose: purpose,
            startedAt: Instant(microseconds: startedAt), latency: TimeSpan(microseconds: now - startedAt),
            outcome: outcome)
        follow(judge.take(.observed(observation), now: Instant(microseconds: now)), now: now)
    }

    private mutating func tellGood(_ target: Int, now: Int64) {
        for vantage in 0..<3 {
            tellGood(
                target, vantage, through: ScheduledFailures.index(target: target, vantage: vantage, at: now), now: now)
        }
        raisedTold[target] = max(raisedTold[target], min(now, raisedUntil[target]))
    }

    /// All that were good since the last one told of. Only what has ended can be told; the last may still be out.
    private mutating func tellGood(_ target: Int, _ vantage: Int, through: Int64, now: Int64) {
        let place = target * 3 + vantage
        guard through > told[place] else { return }
        let first = ScheduledFailures.start(target: target, vantage: vantage, index: told[place] + 1)
        let last = ScheduledFailures.start(target: target, vantage: vantage, index: through)
        let scheduled = Int(through - told[place])
        var count = scheduled
        let raised = min(last, raisedUntil[target]) - max(first, raisedTold[target])
        if raised > 0 { count += Int(raised / 111_111) }
        told[place] = through
        numbers[place] += 1
        tally.goodRuns += 1
        tally.good += count
        let run = GoodRun(
            TargetNumber(target), from: VantageNumber(vantage), number: numbers[place], count: count,
            scheduled: scheduled, first: Instant(microseconds: first), last: Instant(microseconds: last))
        follow(judge.take(.ran(run), now: Instant(microseconds: now)), now: now)
    }

    private mutating func follow(_ decisions: [Decision], now: Int64) {
        for decision in decisions {
            tally.note(decision, now: now, judge: judge)
            switch decision {
            case .burst(let order): answer(order, now: now)
            case .raise(let target, let perSecond, let until):
                raise(target.value, perSecond, until.microseconds, now: now)
            case .verdict(let target, let verdict):
                if verdict.standing != .up { pulse(target.value, at: now) }
            default: break
            }
        }
    }

    private mutating func pulse(_ target: Int, at: Int64) {
        guard !isPulsing[target] else { return }
        isPulsing[target] = true
        queue.add(Event(at: at + Self.second, order: 0, kind: .pulse, target: Int32(target)))
    }

    /// What the probes of a burst would see. What does not answer in time fails a second later.
    private mutating func answer(_ order: BurstOrder, now: Int64) {
        let at = max(order.notBefore.microseconds, now) + 5_000
        var quick: Int64 = 0
        var slow: Int64 = 0
        var hasFailed = false
        for vantage in 0..<3 {
            let share = scheduled.share(target: order.target.value, vantage: vantage, at: at)
            for _ in 0..<order.perVantage {
                if random.chance(share) {
                    hasFailed = true
                    if random.chance(0.5) {
                        slow += 1 << Int64(vantage * 6)
                    } else {
                        quick += 1 << Int64(vantage * 6)
                    }
                } else {
                    quick += 8 << Int64(vantage * 6)
                }
            }
            // The vantage tries its anchors too.
            if hasFailed {
                let front = scheduled.ofVantage[vantage].first { front in
                    front.from <= at && at < front.until && (front.kind == .vantageBlip || front.kind == .vantageDown)
                }
                let isGood = front.map { !$0.isNoticed } ?? true
                queue.add(
                    Event(
                        at: at + 40_000, order: 0, kind: .anchors, target: -1, vantage: Int8(vantage),
                        startedAt: isGood ? 1 : 0))
            }
        }
        let event = Event(
            at: at + 50_000, order: 0, kind: .votes, target: Int32(order.target.value), startedAt: at, votes: quick,
            burst: Int32(order.burst))
        queue.add(event)
        guard slow != 0 else { return }
        var later = event
        later.at = at + Self.second
        later.votes = slow
        queue.add(later)
    }

    private mutating func votes(_ event: Event) {
        let target = Int(event.target)
        for vantage in 0..<3 {
            let bits = event.votes >> Int64(vantage * 6)
            let place = target * 3 + vantage
            for _ in 0..<(bits & 7) {
                numbers[place] += 1
                hear(
                    target, vantage, numbers[place], event.startedAt, event.at, .failed(.connect, code: "refused"),
                    purpose: .burst(Int(event.burst)))
            }
            let good = Int(bits >> 3 & 7)
            guard good > 0 else { continue }
            numbers[place] += 1
            tally.good += good
            let at = Instant(microseconds: event.startedAt)
            let run = GoodRun(
                TargetNumber(target), from: VantageNumber(vantage), number: numbers[place], count: good, scheduled: 0,
                burst: Int(event.burst), first: at, last: at)
            follow(judge.take(.ran(run), now: Instant(microseconds: event.at)), now: event.at)
        }
    }

    private mutating func anchors(_ event: Event) {
        let now = Instant(microseconds: event.at)
        func result(_ vantage: Int, _ anchor: Int, _ isGood: Bool) -> AnchorResult {
            AnchorResult(vantage: VantageNumber(vantage), anchor: anchor, at: now, isGood: isGood)
        }
        if event.target < 0 {
            for anchor in 0..<3 {
                let input = Input.anchor(result(Int(event.vantage), anchor, event.startedAt == 1))
                follow(judge.take(input, now: now), now: event.at)
            }
            return
        }
        let front = weather.fronts[Int(event.target)]
        guard let vantage = front.vantage else { return }
        let isOver = event.at >= front.until
        for anchor in 0..<3 {
            let input = Input.anchor(result(vantage, anchor, isOver || !front.isNoticed))
            follow(judge.take(input, now: now), now: event.at)
        }
        guard !isOver else { return }
        // Each second, and when it is over.
        var next = event
        next.at = min(event.at + Self.second, front.until)
        queue.add(next)
    }

    private mutating func raise(_ target: Int, _ perSecond: Int, _ until: Int64, now: Int64) {
        let from = max(raisedUntil[target], now)
        if raisedUntil[target] < now { raisedTold[target] = now }
        raisedUntil[target] = until
        for vantage in 0..<3 {
            let share = scheduled.share(target: target, vantage: vantage, at: from)
            var at = from + 111_111
            while at < until {
                if random.chance(share) {
                    queue.add(
                        Event(
                            at: at + 50_000, order: 0, kind: .failed, target: Int32(target), vantage: Int8(vantage),
                            startedAt: at, burst: -1))
                }
                at += 111_111
            }
        }
    }
}
