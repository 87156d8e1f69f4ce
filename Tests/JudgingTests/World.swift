import JudgingSimulation
import Vocabulary

@testable import Judging

/// Probing as it goes, probe by probe: three vantages a second apart by thirds, anchors, bursts, raised rates. What the
/// probes meet is a function of the test.
struct World {
    /// What one probe comes to, and after how long.
    typealias Answer = (outcome: Outcome, latency: TimeSpan)
    typealias Meets = (_ target: Int, _ vantage: Int, _ at: Instant, _ random: inout SeededRandom) -> Answer

    static let begin = Instant(seconds: 1_790_000_000)
    static let fast = TimeSpan(microseconds: 20_000)

    struct Pending: Comparable {
        var at: Instant
        var order: Int
        var input: Input?
        /// A probe to start then.
        var probe: (target: Int, vantage: Int, purpose: Purpose)?

        static func < (left: Pending, right: Pending) -> Bool {
            left.at != right.at ? left.at < right.at : left.order < right.order
        }
        static func == (left: Pending, right: Pending) -> Bool { left.order == right.order }
    }

    var judge: Judge
    var random: SeededRandom
    var now = World.begin
    var decisions: [(at: Instant, decision: Decision)] = []
    /// Vantages whose anchors fail.
    var blind: (_ vantage: Int, _ at: Instant) -> Bool = { _, _ in false }
    var meets: Meets
    private var pending: [Pending] = []
    private var order = 0
    private var numbers: [Int: UInt64] = [:]
    private var raised: [Int: Instant] = [:]

    init(_ plan: Plan, rules: JudgingRules = .learned, seed: UInt64 = 1, meets: @escaping Meets) {
        judge = Judge(plan: plan, rules: rules)
        random = SeededRandom(seed: seed)
        self.meets = meets
        let vantages = plan.vantages.count
        for (index, target) in plan.targets.enumerated() where target.use == .scheduled {
            for vantage in 0..<vantages {
                let phase = Int64(vantage) * 1_000_000 / Int64(vantages) + Int64(index * 37 % 300) * 1_000
                add(Self.begin + TimeSpan(microseconds: phase), probe: (index, vantage, .scheduled))
            }
        }
        for vantage in 0..<vantages { addAnchors(vantage, at: Self.begin + TimeSpan(microseconds: 5_000)) }
    }

    private mutating func add(_ at: Instant, input: Input? = nil, probe: (Int, Int, Purpose)? = nil) {
        order += 1
        let entry = Pending(at: at, order: order, input: input, probe: probe)
        // Latest first.
        var low = 0
        var high = pending.count
        while low < high {
            let middle = (low + high) / 2
            if entry < pending[middle] { low = middle + 1 } else { high = middle }
        }
        pending.insert(entry, at: low)
    }

    private mutating func addAnchors(_ vantage: Int, at: Instant) {
        for anchor in 0..<3 {
            let isGood = !blind(vantage, at)
            let result = AnchorResult(
                vantage: VantageNumber(vantage), anchor: anchor, at: at, isGood: isGood)
            add(at + Self.fast, input: .anchor(result))
        }
    }

    mutating func tell(_ input: Input, at: Instant) { add(at, input: input) }

    /// Nothing is told until then, as if nothing had happened.
    mutating func jump(to: Instant) {
        let span = to - now
        for index in pending.indices {
            pending[index].at = pending[index].at + span
            if case .anchor(var result)? = pending[index].input {
                result.at = result.at + span
                pending[index].input = .anchor(result)
            }
            if case .observed(var observation)? = pending[index].input {
                observation.startedAt = observation.startedAt + span
                pending[index].input = .observed(observation)
            }
        }
        now = to
    }

    mutating func run(seconds: Int64) {
        let end = now + .seconds(seconds)
        while let next = pending.last, next.at <= end {
            if let deadline = judge.deadline, deadline < next.at {
                now = max(now, deadline)
                follow(judge.take(.tick, now: now))
                continue
            }
            pending.removeLast()
            now = max(now, next.at)
            if let input = next.input {
                follow(judge.take(input, now: now))
                if case .anchor(let result) = input, result.anchor == 0 {
                    addAnchors(result.vantage.value, at: now + .seconds(1))
                }
            }
            if let probe = next.probe { start(probe.target, probe.vantage, probe.purpose) }
        }
        now = end
    }

    private mutating func start(_ target: Int, _ vantage: Int, _ purpose: Purpose) {
        let key = target * 8 + vantage
        numbers[key, default: 0] += 1
        let answer = meets(target, vantage, now, &random)
        let observation = Observation(
            TargetNumber(target), from: VantageNumber(vantage), number: numbers[key] ?? 0, purpose: purpose,
            startedAt: now, latency: answer.latency, outcome: answer.outcome)
        if answer.latency > TimeSpan(microseconds: 400_000) {
            var late = observation
            late.outcome = .late
            late.latency = TimeSpan(microseconds: 400_000)
            add(late.endedAt, input: .observed(late))
        }
        add(observation.endedAt, input: .observed(observation))
        guard purpose == .scheduled else { return }
        let isRaised = raised[target].map { $0 > now } ?? false
        if isRaised {
            for extra in 1...9 {
                add(now + TimeSpan(microseconds: Int64(extra) * 100_000), probe: (target, vantage, .extra))
            }
        }
        add(now + .seconds(1), probe: (target, vantage, .scheduled))
    }

    private mutating func follow(_ made: [Decision]) {
        for decision in made {
            decisions.append((now, decision))
            switch decision {
            case .burst(let order):
                let at = max(order.notBefore, now)
                for vantage in judge.plan.vantages.indices {
                    for _ in 0..<order.perVantage {
                        add(at, probe: (order.target.value, vantage, .burst(order.burst)))
                    }
                    for anchor in 0..<3 {
                        let result = AnchorResult(
                            vantage: VantageNumber(vantage), anchor: anchor, at: at, isGood: !blind(vantage, at))
                        // Those besides the schedule start no schedule of their own.
                        if anchor > 0 { add(at + Self.fast, input: .anchor(result)) }
                    }
                }
            case .raise(let target, _, let until): raised[target.value] = until
            case .ask(let targets):
                for target in targets {
                    for vantage in judge.plan.vantages.indices { add(now, probe: (target.value, vantage, .extra)) }
                }
            default: break
            }
        }
    }

    // What was decided, for tests.

    var pages: [(at: Instant, page: Page)] {
        decisions.compactMap { at, decision in
            if case .page(let page) = decision { (at, page) } else { nil }
        }
    }

    func firstVerdict(_ standing: Verdict.Standing, of target: Int) -> (at: Instant, verdict: Verdict)? {
        for (at, decision) in decisions {
            if case .verdict(let number, let verdict) = decision, number.value == target, verdict.standing == standing {
                return (at, verdict)
            }
        }
        return nil
    }

    /// A world in which all is well, warmed up.
    static func calm(_ plan: Plan, rules: JudgingRules = .learned, seed: UInt64 = 1, meets: @escaping Meets) -> World {
        var world = World(plan, rules: rules, seed: seed, meets: meets)
        world.run(seconds: 30)
        return world
    }
}

extension JudgingRules {
    /// As after some days: what usually fails is known.
    static var learned: JudgingRules {
        var rules = JudgingRules.standard
        rules.initialShare = 0.002
        return rules
    }
}

extension Outcome {
    static let refusedConnection = Outcome.failed(.connect, code: "refused")
    static let timeout = Outcome.failed(.request, code: "timeout")
}
