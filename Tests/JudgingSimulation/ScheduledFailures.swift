internal import Judging

/// One probe at its place in the schedule that fails.
struct ScheduledFailure {
    /// When it begins.
    var at: Int64
    var target: Int32
    var vantage: Int8
    /// Which of its target's and vantage's probes it is.
    var index: Int64
}

/// Which scheduled probes fail, hour by hour, in the order of time.
struct ScheduledFailures {
    static let second = Weather.second
    let weather: Weather
    let targets: Int
    private var random: SeededRandom
    /// Fronts that touch the current hour: of a target, and of a vantage for all targets.
    private(set) var ofTarget: [[Weather.Front]]
    private(set) var ofVantage: [[Weather.Front]]
    private var nextFront = 0
    private var active: [Weather.Front] = []
    /// Where the next usual failure of each target and vantage is.
    private var next: [Int64]

    init(_ weather: Weather, targets: Int, seed: UInt64) {
        self.weather = weather
        self.targets = targets
        random = SeededRandom(seed: seed ^ 0x5eed)
        ofTarget = Array(repeating: [], count: targets)
        ofVantage = Array(repeating: [], count: 3)
        next = []
        for target in 0..<targets {
            for _ in 0..<3 { next.append(skip(weather.usual[target])) }
        }
    }

    /// How many tries until the next failure.
    private mutating func skip(_ share: Double) -> Int64 {
        guard share < 1 else { return 0 }
        return Int64(naturalLogarithm(1 - random.unit()) / naturalLogarithm(1 - share))
    }

    /// When the n-th probe of a target from a vantage begins: vantages take turns.
    static func start(target: Int, vantage: Int, index: Int64) -> Int64 {
        index * second + Int64(target * 3_331 % 333_000) + Int64(vantage) * 333_333
    }

    static func index(target: Int, vantage: Int, at: Int64) -> Int64 {
        let shifted = at - Int64(target * 3_331 % 333_000) - Int64(vantage) * 333_333
        return shifted < 0 ? -1 : shifted / second
    }

    /// The share of probes that fails at a moment.
    func share(target: Int, vantage: Int, at: Int64) -> Double {
        var share = weather.usual[target]
        for front in ofTarget[target] where front.from <= at && at < front.until {
            if front.vantage == nil || front.vantage == vantage { share = max(share, front.share) }
        }
        for front in ofVantage[vantage] where front.from <= at && at < front.until {
            if !front.isHalf || target % 2 == 0 { share = max(share, front.share) }
        }
        return share
    }

    mutating func hour(_ hour: Int) -> [ScheduledFailure] {
        let from = Int64(hour) * 3_600 * Self.second
        let until = from + 3_600 * Self.second
        enter(from, until)
        var failures: [ScheduledFailure] = []
        for target in 0..<targets {
            for vantage in 0..<3 {
                let place = target * 3 + vantage
                let last = Self.index(target: target, vantage: vantage, at: until - 1)
                while next[place] <= last {
                    let index = next[place]
                    failures.append(
                        ScheduledFailure(
                            at: Self.start(target: target, vantage: vantage, index: index), target: Int32(target),
                            vantage: Int8(vantage), index: index))
                    next[place] = index + 1 + skip(weather.usual[target])
                }
            }
        }
        for front in active { add(front, from, until, to: &failures) }
        failures.sort { left, right in
            if left.at != right.at { return left.at < right.at }
            return left.target != right.target ? left.target < right.target : left.vantage < right.vantage
        }
        // Two reasons to fail are one failure.
        var unique: [ScheduledFailure] = []
        unique.reserveCapacity(failures.count)
        for failure in failures {
            if let last = unique.last, last.at == failure.at, last.target == failure.target,
                last.vantage == failure.vantage
            {
                continue
            }
            unique.append(failure)
        }
        return unique
    }

    private mutating func enter(_ from: Int64, _ until: Int64) {
        active.removeAll { $0.until <= from }
        while nextFront < weather.fronts.count, weather.fronts[nextFront].from < until {
            active.append(weather.fronts[nextFront])
            nextFront += 1
        }
        for index in ofTarget.indices where !ofTarget[index].isEmpty { ofTarget[index] = [] }
        for index in ofVantage.indices { ofVantage[index] = [] }
        for front in active {
            if let touched = front.targets {
                for target in touched { ofTarget[target].append(front) }
            } else if let vantage = front.vantage {
                ofVantage[vantage].append(front)
            }
        }
    }

    private mutating func add(
        _ front: Weather.Front, _ from: Int64, _ until: Int64, to failures: inout [ScheduledFailure]
    ) {
        let begin = max(front.from, from)
        let end = min(front.until, until)
        guard begin < end else { return }
        for target in front.targets ?? Array(0..<targets) {
            if front.isHalf, target % 2 == 1 { continue }
            for vantage in 0..<3 where front.vantage == nil || front.vantage == vantage {
                var index = Self.index(target: target, vantage: vantage, at: begin - 1) + 1
                let last = Self.index(target: target, vantage: vantage, at: end - 1)
                index += front.share < 1 ? skip(front.share) : 0
                while index <= last {
                    failures.append(
                        ScheduledFailure(
                            at: Self.start(target: target, vantage: vantage, index: index), target: Int32(target),
                            vantage: Int8(vantage), index: index))
                    index += 1 + (front.share < 1 ? skip(front.share) : 0)
                }
            }
        }
    }
}
