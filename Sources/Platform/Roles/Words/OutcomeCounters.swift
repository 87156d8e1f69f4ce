internal import ISO8583
package import Telemetry
package import Vocabulary

/// What became of payments, for Prometheus: technical failure apart from business refusal, per channel. All roles count under the
/// same names, so that one query covers the platform.
package struct OutcomeCounters: Sendable {
    private let outcomes: MetricFamily<Counter>
    private let durations: MetricFamily<Histogram>

    package init(_ registry: MetricsRegistry) {
        outcomes = registry.counters(
            "vigie_platform_payments_total",
            "What became of payments. Refused is business; failed and unknown are technical, with how as the reason.",
            labels: ["channel", "outcome", "reason"], combinationsMax: 500)
        durations = registry.histograms(
            "vigie_platform_payment_seconds", "From a request's arrival to its answer, by channel and outcome.",
            labels: ["channel", "outcome"])
    }

    package func count(_ fate: Fate, channel: Channel, microseconds: Int64) {
        let (outcome, reason) = Self.words(of: fate)
        outcomes.labelled(channel.rawValue, outcome, reason).increment()
        durations.labelled(channel.rawValue, outcome).observe(Double(microseconds) / 1_000_000)
    }

    package static func words(of fate: Fate) -> (outcome: String, reason: String) {
        switch fate {
        case .approved: ("approved", "")
        case .refused(let code): ("refused", code.description)
        case .failed(let fault): ("failed", fault.rawValue)
        case .unknown(let fault): ("unknown", fault.rawValue)
        }
    }
}
