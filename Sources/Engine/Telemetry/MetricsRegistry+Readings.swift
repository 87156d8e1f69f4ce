/// Figures that somebody else counts already, read when they are asked for.
extension MetricsRegistry {
    package func counter(_ name: String, _ help: String, read: @escaping @Sendable () -> UInt64) {
        register(name, help, "counter") { [MetricSample(value: .whole(read()))] }
    }

    /// One counter for each value of a label.
    package func counters(
        _ name: String, _ help: String, label: String, read: @escaping @Sendable () -> [(value: String, count: UInt64)]
    ) {
        register(name, help, "counter") {
            read().map { MetricSample(labels: [(name: label, value: $0.value)], value: .whole($0.count)) }
        }
    }

    /// `read` gives the count of each bucket (one more than there are bounds, not added up) and the sum.
    package func histogram(
        _ name: String, _ help: String, bounds: [Double],
        read: @escaping @Sendable () -> (counts: [UInt64], sum: Double)
    ) {
        register(name, help, "histogram") {
            let reading = read()
            var samples: [MetricSample] = []
            var count: UInt64 = 0
            for (bound, bucket) in zip(bounds + [.infinity], reading.counts) {
                count &+= bucket
                let label = (name: "le", value: MetricSample.Value.decimal(bound).text)
                samples.append(MetricSample(suffix: "_bucket", labels: [label], value: .whole(count)))
            }
            samples.append(MetricSample(suffix: "_sum", value: .decimal(reading.sum)))
            samples.append(MetricSample(suffix: "_count", value: .whole(count)))
            return samples
        }
    }
}
