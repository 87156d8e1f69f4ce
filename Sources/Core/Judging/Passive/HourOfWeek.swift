package import Vocabulary

/// What arrives at this hour of the week usually: for each of 168 hours the counts of the last weeks, their median, and
/// how much more they scatter than chance alone would.
package struct HourOfWeek: Sendable, Hashable {
    package static let slots = 168
    package static let weeksMost = 6
    /// With fewer weeks nothing is expected, and nothing is missed.
    package static let weeksLeast = 3
    static let scatterMost = 20.0

    private var weeks: [[Double]]

    package init() { weeks = Array(repeating: [], count: Self.slots) }

    /// The hour of the week at a place whose clocks are this far ahead of UTC; 0 is Thursday, midnight, as 1970 began.
    package static func slot(_ at: Instant, offset: Int) -> Int {
        let hours = (at.seconds + Int64(offset)) / 3_600
        return Int((hours % Int64(slots) + Int64(slots)) % Int64(slots))
    }

    /// An hour is over in which nothing was wrong. Hours of outages and holidays are not told.
    package mutating func learn(slot: Int, arrivals: Double) {
        guard weeks.indices.contains(slot), arrivals >= 0 else { return }
        if weeks[slot].count == Self.weeksMost { weeks[slot].removeFirst() }
        weeks[slot].append(arrivals)
    }

    /// Arrivals per second; nil while too few weeks are known.
    package func rate(slot: Int) -> Double? {
        guard weeks.indices.contains(slot), weeks[slot].count >= Self.weeksLeast else { return nil }
        let sorted = weeks[slot].sorted()
        let middle = sorted.count / 2
        let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        return median / 3_600
    }

    /// Variance over mean of the hours, 1 for pure chance: real arrivals come in bursts.
    package var scatter: Double {
        var sum = 0.0
        var count = 0
        for counts in weeks where counts.count >= Self.weeksLeast {
            let mean = counts.reduce(0, +) / Double(counts.count)
            guard mean > 0 else { continue }
            let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(counts.count - 1)
            sum += variance / mean
            count += 1
        }
        guard count > 0 else { return 1 }
        return min(max(sum / Double(count), 1), Self.scatterMost)
    }
}
