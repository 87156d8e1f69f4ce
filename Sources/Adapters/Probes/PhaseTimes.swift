internal import Observing
internal import Series
internal import Vocabulary

/// How long each phase took so far, in microseconds; without memory of its own to ask for.
struct PhaseTimes: Sendable {
    private static let none: Int64 = -1

    private var times = SIMD8<Int64>(repeating: none)

    init() {}

    init(_ times: [Sample.Phase: Int64]) {
        for (phase, length) in times { add(length, to: phase) }
    }

    /// What comes several times is counted together.
    mutating func add(_ length: Int64, to phase: Sample.Phase) {
        times[phase.rawValue] = max(times[phase.rawValue], 0) + length
    }

    mutating func add(_ other: PhaseTimes) {
        for phase in Sample.Phase.allCases where other.times[phase.rawValue] != Self.none {
            add(other.times[phase.rawValue], to: phase)
        }
    }

    var spans: [Sample.Phase: TimeSpan] {
        var spans: [Sample.Phase: TimeSpan] = [:]
        spans.reserveCapacity(Sample.Phase.allCases.count)
        for phase in Sample.Phase.allCases where times[phase.rawValue] != Self.none {
            spans[phase] = TimeSpan(microseconds: times[phase.rawValue])
        }
        return spans
    }
}
