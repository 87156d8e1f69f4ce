package import Roles
package import Telemetry
internal import Vocabulary

/// What a host counts.
package struct HostFigures: Sendable {
    let outcomes: OutcomeCounters
    let messages: MetricFamily<Counter>
    let refusedMessages: MetricFamily<Counter>
    let undone: MetricFamily<Counter>
    let collected: MetricFamily<Counter>
    let reversalRefused: @Sendable (_ payment: String, _ code: String, _ tries: Int) -> Void
    let reversalConfirmed: @Sendable (_ payment: String) -> Void

    /// `reversalRefused` is told of each refusal of the provider's to undo a payment, `reversalConfirmed` when it is undone.
    package init(
        _ registry: MetricsRegistry, outcomes: OutcomeCounters,
        reversalRefused: @escaping @Sendable (_ payment: String, _ code: String, _ tries: Int) -> Void = { _, _, _ in },
        reversalConfirmed: @escaping @Sendable (_ payment: String) -> Void = { _ in }
    ) {
        self.outcomes = outcomes
        self.reversalRefused = reversalRefused
        self.reversalConfirmed = reversalConfirmed
        messages = registry.counters(
            "vigie_cb2a_messages_total",
            "Messages of terminals by what they were: new, repeated, overtaken by their reversal, late, strange.",
            labels: ["kind"])
        refusedMessages = registry.counters(
            "vigie_cb2a_refused_messages_total", "Messages that could not be used, by why.", labels: ["reason"])
        undone = registry.counters(
            "vigie_cb2a_reversals_total",
            "Payments that were undone at the provider, by who asked (terminal, or host for an unknown fate) and how it went.",
            labels: ["cause", "outcome"])
        collected = registry.counters(
            "vigie_cb2a_collected_total", "Payments of telecollections by what became of them.", labels: ["outcome"])
    }
}
