/// How many times were how long, in steps of 6 %: percentiles of any number of samples in little room, and of several
/// together by adding them.
package struct LatencySketch: Sendable, Hashable {
    struct Step: Sendable, Hashable {
        let code: UInt16
        var count: Int64
    }

    /// By code, each once.
    private(set) var steps: [Step] = []

    package init() {}

    init(steps: [Step]) { self.steps = steps }

    package var count: Int64 { steps.reduce(0) { $0.addingUpToMost($1.count) } }

    mutating func add(microseconds: Int64) {
        let code = UInt16(LatencyScale.percentile.code(microseconds))
        let place = steps.firstIndex { $0.code >= code } ?? steps.count
        if place < steps.count, steps[place].code == code {
            steps[place].count = steps[place].count.addingUpToMost(1)
        } else {
            steps.insert(Step(code: code, count: 1), at: place)
        }
    }

    mutating func merge(_ other: LatencySketch) {
        var merged: [Step] = []
        merged.reserveCapacity(steps.count + other.steps.count)
        var place = 0
        for step in steps {
            while place < other.steps.count, other.steps[place].code < step.code {
                merged.append(other.steps[place])
                place += 1
            }
            var step = step
            if place < other.steps.count, other.steps[place].code == step.code {
                step.count = step.count.addingUpToMost(other.steps[place].count)
                place += 1
            }
            merged.append(step)
        }
        steps = merged + other.steps[place...]
    }

    /// The time that `share` of all are not longer than, at most 3.2 % wrong; nil of none.
    func percentile(_ share: Double) -> Int64? {
        let count = count
        guard count > 0 else { return nil }
        let rank = Int64(min(max((share * Double(count)).rounded(.up), 1), Double(count)))
        var below: Int64 = 0
        for step in steps {
            below = below.addingUpToMost(step.count)
            if below >= rank { return LatencyScale.percentile.microseconds(Int(step.code)) }
        }
        return nil
    }
}

extension Int64 {
    /// Sums of what comes from outside never overflow: they stay at the greatest number.
    func addingUpToMost(_ other: Int64) -> Int64 {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}
