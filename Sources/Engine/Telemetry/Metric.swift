internal import Synchronization

/// A figure that only grows.
package final class Counter: Sendable {
    private let total = Atomic<UInt64>(0)

    package func increment(by amount: UInt64 = 1) { total.wrappingAdd(amount, ordering: .relaxed) }

    package var value: UInt64 { total.load(ordering: .relaxed) }
}

/// A figure that goes up and down.
package final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    package func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    package func add(_ amount: Double) {
        var current = bits.load(ordering: .relaxed)
        while true {
            let next = (Double(bitPattern: current) + amount).bitPattern
            let (exchanged, original) = bits.compareExchange(expected: current, desired: next, ordering: .relaxed)
            if exchanged { return }
            current = original
        }
    }

    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

/// How often a measured value fell below each of some bounds.
package final class Histogram: Sendable {
    struct State {
        var counts: [UInt64]
        var sum = 0.0
    }

    let bounds: [Double]
    private let state: Mutex<State>

    /// From a quarter of a millisecond to ten seconds: what a web server and a database take.
    package static let durationBounds = [
        0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    init(bounds: [Double]) {
        precondition(
            !bounds.isEmpty && bounds.allSatisfy(\.isFinite) && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 },
            "the bounds of a histogram are finite and grow")
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    package func observe(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[bucket] &+= 1
            $0.sum += value
        }
    }

    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) / 1e18)
    }

    var snapshot: State { state.withLock { $0 } }
}

/// One metric per combination of label values, for as many combinations as were allowed.
///
/// What comes beyond the bound is counted together under the value `other`: a client that makes up methods or paths
/// must not fill the memory.
package final class MetricFamily<Metric: Sendable>: Sendable {
    let labelNames: [String]
    private let combinationsMax: Int
    private let make: @Sendable () -> Metric
    private let metrics = Mutex<[[String]: Metric]>([:])

    static var valueBytesMax: Int { 128 }

    init(labelNames: [String], combinationsMax: Int, make: @escaping @Sendable () -> Metric) {
        self.labelNames = labelNames
        self.combinationsMax = combinationsMax
        self.make = make
    }

    /// The metric of these label values, in the order of the names.
    package func labelled(_ values: String...) -> Metric {
        precondition(values.count == labelNames.count, "a metric has one value for each of its labels")
        var key = values
        if values.contains(where: { $0.utf8.count > Self.valueBytesMax }) { key = other }
        return metrics.withLock { metrics in
            if let metric = metrics[key] { return metric }
            if metrics.count >= combinationsMax, key != other {
                key = other
                if let metric = metrics[key] { return metric }
            }
            let metric = make()
            metrics[key] = metric
            return metric
        }
    }

    private var other: [String] { labelNames.map { _ in "other" } }

    var all: [(values: [String], metric: Metric)] {
        metrics.withLock { $0.map { (values: $0.key, metric: $0.value) } }
            .sorted { $0.values.lexicographicallyPrecedes($1.values) }
    }
}
