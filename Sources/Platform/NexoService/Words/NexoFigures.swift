internal import Nexo
package import Roles
package import Telemetry
internal import Vocabulary

/// What is counted of nexo.
package final class NexoFigures: Sendable {
    /// How an exchange ended, as metrics name it.
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        case approved
        /// A refusal for business reasons proves that the whole chain works.
        case refused
        /// Something in the chain failed.
        case failed
        /// It can't be read, or is none that is answered here.
        case rejected
    }

    private let exchanges: MetricFamily<Counter>
    private let duties: MetricFamily<Counter>
    private let late: Counter
    private let repeated: Counter
    private let security: Counter
    private let outcomes: OutcomeCounters

    /// - Parameter outcomes: where payments of all channels are counted. Each is counted once: by the authorisation server, or by
    ///   the host when that one gave no answer.
    package init(_ registry: MetricsRegistry, role: String, outcomes: OutcomeCounters) {
        self.outcomes = outcomes
        let prefix = "vigie_platform_" + role
        exchanges = registry.counters(
            prefix + "_exchanges_total", "Exchanges by what they are about and how they ended.",
            labels: ["channel", "kind", "outcome"])
        duties = registry.counters(
            prefix + "_duties_total", "Captures, refunds and reversals that were sent, by what became of them.",
            labels: ["kind", "outcome"])
        late = registry.counter(prefix + "_late_answers_total", "Answers that came when nobody waited any more.")
        repeated = registry.counter(
            prefix + "_repeated_total", "Messages that said again what was known, and did nothing twice.")
        security = registry.counter(
            prefix + "_mac_refused_total", "Messages whose MAC was missing, wrong or of another key.")
    }

    func ended(_ kind: String, _ outcome: Outcome) {
        exchanges.labelled("instore-nexo", kind, outcome.rawValue).increment()
    }

    func paid(_ fate: Fate, in span: TimeSpan) {
        outcomes.count(fate, channel: .instoreNexo, microseconds: span.microseconds)
    }

    func performed(_ kind: String, _ outcome: String) { duties.labelled(kind, outcome).increment() }
    func cameLate() { late.increment() }
    func cameAgain() { repeated.increment() }
    func refusedMAC() { security.increment() }
}

extension NexoFigures.Outcome {
    init(_ response: Nexo.ResponseCode) {
        switch response {
        case .approved, .partiallyApproved: self = .approved
        case .declined: self = .refused
        case .suspended, .technicalError: self = .failed
        }
    }

    /// How a message that answers ended its exchange.
    init(_ body: NexoBody) {
        switch body {
        case .authorisationResponse(let body): self.init(body.outcome.result.response.code)
        case .completionAdviceResponse(let body), .cancellationAdviceResponse(let body):
            self.init(body.transaction.response)
        case .cancellationResponse(let body): self.init(body.outcome.result.response.code)
        case .reconciliationResponse(let body): self.init(body.response.code)
        case .batchTransferResponse(let body):
            self = body.dataSets.allSatisfy { $0.result.code == .approved } ? .approved : .failed
        case .diagnosticResponse(let body): self = body.isAcquirerAvailable == false ? .failed : .approved
        default: self = .rejected
        }
    }
}

extension NexoKind {
    /// What an exchange is about, as metrics name it.
    var subject: String {
        switch self {
        case .authorisationRequest, .authorisationResponse: "authorisation"
        case .completionAdvice, .completionAdviceResponse: "completion"
        case .cancellationRequest, .cancellationResponse: "cancellation"
        case .cancellationAdvice, .cancellationAdviceResponse: "cancellation-advice"
        case .reconciliationRequest, .reconciliationResponse: "reconciliation"
        case .batchTransfer, .batchTransferResponse: "batch"
        case .diagnosticRequest, .diagnosticResponse: "diagnostic"
        case .rejection: "rejection"
        }
    }
}
