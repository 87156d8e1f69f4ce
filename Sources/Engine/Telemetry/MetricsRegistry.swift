internal import Synchronization

/// All metrics of the program, and the text in which Prometheus reads them (exposition format 0.0.4).
///
/// Metrics are registered once, when the program is put together. A bad or doubled name is a fault of the program and
/// stops it.
package final class MetricsRegistry: Sendable {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private struct Entry: Sendable {
        var name: String
        var help: String
        var type: String
        var samples: @Sendable () -> [MetricSample]
    }

    private let entries = Mutex<[Entry]>([])

    package init() {}

    // MARK: Registering

    package func counter(_ name: String, _ help: String) -> Counter {
        let counter = Counter()
        register(name, help, "counter") { [MetricSample(value: .whole(counter.value))] }
        return counter
    }

    package func counters(
        _ name: String, _ help: String, labels: [String], combinationsMax: Int = 200
    ) -> MetricFamily<Counter> {
        let family = family(labels, combinationsMax) { Counter() }
        register(name, help, "counter") {
            family.all.map { MetricSample(labels: Self.pairs(labels, $0.values), value: .whole($0.metric.value)) }
        }
        return family
    }

    package func gauge(_ name: String, _ help: String) -> Gauge {
        let gauge = Gauge()
        register(name, help, "gauge") { [MetricSample(value: .decimal(gauge.value))] }
        return gauge
    }

    package func gauges(
        _ name: String, _ help: String, labels: [String], combinationsMax: Int = 200
    ) -> MetricFamily<Gauge> {
        let family = family(labels, combinationsMax) { Gauge() }
        register(name, help, "gauge") {
            family.all.map { MetricSample(labels: Self.pairs(labels, $0.values), value: .decimal($0.metric.value)) }
        }
        return family
    }

    /// A gauge that is asked when somebody reads the metrics; it must answer at once.
    package func gauge(_ name: String, _ help: String, read: @escaping @Sendable () -> Double) {
        register(name, help, "gauge") { [MetricSample(value: .decimal(read()))] }
    }

    package func histogram(
        _ name: String, _ help: String, bounds: [Double] = Histogram.durationBounds
    ) -> Histogram {
        let histogram = Histogram(bounds: bounds)
        register(name, help, "histogram") { Self.samples(histogram, labels: []) }
        return histogram
    }

    package func histograms(
        _ name: String, _ help: String, labels: [String], bounds: [Double] = Histogram.durationBounds,
        combinationsMax: Int = 50
    ) -> MetricFamily<Histogram> {
        precondition(!labels.contains("le"), "the label le belongs to the histogram itself")
        let family = family(labels, combinationsMax) { Histogram(bounds: bounds) }
        register(name, help, "histogram") {
            family.all.flatMap { Self.samples($0.metric, labels: Self.pairs(labels, $0.values)) }
        }
        return family
    }

    private func family<Metric: Sendable>(
        _ labels: [String], _ combinationsMax: Int, _ make: @escaping @Sendable () -> Metric
    ) -> MetricFamily<Metric> {
        precondition(
            !labels.isEmpty && Set(labels).count == labels.count
                && labels.allSatisfy { Self.isName($0) && !$0.contains(":") && !$0.hasPrefix("__") },
            "labels have different names of letters, digits and underscores")
        return MetricFamily(labelNames: labels, combinationsMax: combinationsMax, make: make)
    }

    func register(
        _ name: String, _ help: String, _ type: String, _ samples: @escaping @Sendable () -> [MetricSample]
    ) {
        precondition(Self.isName(name), "a metric's name is letters, digits and underscores")
        precondition(type != "counter" || name.hasSuffix("_total"), "the name of a counter ends with _total")
        precondition(!help.isEmpty, "a metric has a help text")
        entries.withLock { entries in
            precondition(!entries.contains { $0.name == name }, "a metric is registered once")
            entries.append(Entry(name: name, help: help, type: type, samples: samples))
        }
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
        }
    }

    // MARK: The text

    package func exposition() -> [UInt8] {
        let entries = entries.withLock { $0 }.sorted { $0.name < $1.name }
        var text = ""
        for entry in entries {
            let samples = entry.samples()
            if samples.isEmpty { continue }
            text += "# HELP \(entry.name) \(Self.escaped(entry.help, quotes: false))\n"
            text += "# TYPE \(entry.name) \(entry.type)\n"
            for sample in samples {
                text += entry.name + sample.suffix
                if !sample.labels.isEmpty {
                    let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
                    text += "{\(labels.joined(separator: ","))}"
                }
                text += " \(sample.value.text)\n"
            }
        }
        return Array(text.utf8)
    }

    static func pairs(_ names: [String], _ values: [String]) -> [MetricSample.Label] {
        zip(names, values).map { (name: $0, value: $1) }
    }

    private static func samples(_ histogram: Histogram, labels: [MetricSample.Label]) -> [MetricSample] {
        let snapshot = histogram.snapshot
        var samples: [MetricSample] = []
        var count: UInt64 = 0
        for (index, bound) in (histogram.bounds + [.infinity]).enumerated() {
            count &+= snapshot.counts[index]
            let label = (name: "le", value: MetricSample.Value.decimal(bound).text)
            samples.append(MetricSample(suffix: "_bucket", labels: labels + [label], value: .whole(count)))
        }
        samples.append(MetricSample(suffix: "_sum", labels: labels, value: .decimal(snapshot.sum)))
        samples.append(MetricSample(suffix: "_count", labels: labels, value: .whole(count)))
        return samples
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// One line of the exposition.
struct MetricSample: Sendable {
    typealias Label = (name: String, value: String)

    enum Value: Sendable {
        case whole(UInt64)
        case decimal(Double)

        var text: String {
            switch self {
            case .whole(let value): return String(value)
            case .decimal(let value):
                if value.isNaN { return "NaN" }
                if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
                // Whole numbers without their point, as Prometheus itself writes them.
                return value.description.hasSuffix(".0") ? String(value.description.dropLast(2)) : value.description
            }
        }
    }

    var suffix = ""
    var labels: [Label] = []
    var value: Value
}
