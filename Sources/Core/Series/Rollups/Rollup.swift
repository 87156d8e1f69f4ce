package import Vocabulary

/// What many samples of one span of time come to. Two of them together are the rollup of all their samples.
///
/// Times are those of samples that were answered: how long failures took says when a prober gave up, not how fast somebody
/// is.
package struct Rollup: Sendable, Hashable {
    /// How many samples ended in each kind, by the kind's number.
    var kinds = SIMD8<Int64>(repeating: 0)
    var least: Int64 = 0
    var most: Int64 = 0
    var sum: Int64 = 0
    var phases = SIMD8<Int64>(repeating: 0)
    var sketch = LatencySketch()

    package init() {}

    package init(_ samples: some Sequence<Sample>) {
        for sample in samples { add(sample) }
    }

    package subscript(_ kind: SampleOutcome.Kind) -> Int64 { kinds[Int(kind.rawValue)] }

    /// All samples, also those of which nothing can be said.
    package var count: Int64 { SampleOutcome.Kind.allCases.reduce(0) { $0.addingUpToMost(self[$1]) } }

    package var failures: Int64 { self[.failed] }

    package var answered: Int64 { self[.ok].addingUpToMost(self[.refused]).addingUpToMost(self[.late]) }

    package var shortest: TimeSpan? { answered > 0 ? TimeSpan(microseconds: least) : nil }
    package var longest: TimeSpan? { answered > 0 ? TimeSpan(microseconds: most) : nil }
    package var mean: TimeSpan? { answered > 0 ? TimeSpan(microseconds: sum / answered) : nil }

    package func mean(of phase: Sample.Phase) -> TimeSpan? {
        answered > 0 ? TimeSpan(microseconds: phases[phase.rawValue] / answered) : nil
    }

    /// The time that `share` of the answers were not longer than: 0.5 for the median.
    package func percentile(_ share: Double) -> TimeSpan? {
        sketch.percentile(share).map { TimeSpan(microseconds: min(max($0, least), most)) }
    }

    package mutating func add(_ sample: Sample) {
        let kind = Int(sample.outcome.kind.rawValue)
        let isFirst = answered == 0
        kinds[kind] = kinds[kind].addingUpToMost(1)
        guard sample.outcome.kind.isAnswered else { return }
        let time = sample.total.microseconds
        least = isFirst ? time : min(least, time)
        most = max(most, time)
        sum = sum.addingUpToMost(time)
        for phase in Sample.Phase.allCases where sample.phaseCodes[phase.rawValue] > 0 {
            phases[phase.rawValue] = phases[phase.rawValue].addingUpToMost(sample[phase].microseconds)
        }
        sketch.add(microseconds: time)
    }

    package mutating func merge(_ other: Rollup) {
        if other.answered > 0 {
            least = answered == 0 ? other.least : min(least, other.least)
            most = max(most, other.most)
        }
        for place in 0..<kinds.scalarCount { kinds[place] = kinds[place].addingUpToMost(other.kinds[place]) }
        for place in 0..<phases.scalarCount { phases[place] = phases[place].addingUpToMost(other.phases[place]) }
        sum = sum.addingUpToMost(other.sum)
        sketch.merge(other.sketch)
    }
}
