package import Vocabulary

/// What a shop or a terminal does to take one payment on a channel.
package protocol PaymentClient: Sendable {
    var channel: Channel { get }

    /// Makes the payment to its end. Never throws: what goes wrong is a fate. What is `unknown` it tries to settle itself, by a
    /// reversal or by asking for the status, before it answers. `listener` hears of each step.
    func pay(_ arrival: ArrivalPlan.Arrival, _ listener: @escaping StepListener) async -> PaymentReport
}

extension PaymentClient {
    package func pay(_ arrival: ArrivalPlan.Arrival) async -> PaymentReport { await pay(arrival) { _ in } }
}

/// What became of one payment.
package struct PaymentReport: Sendable, Hashable {
    package let fate: PaymentFate
    /// Why it is not approved, in a few words.
    package let reason: String?
    /// What ties it to the ledger; nil when it never got that far.
    package let reference: String?

    package init(_ fate: PaymentFate, reason: String? = nil, reference: String? = nil) {
        self.fate = fate
        self.reason = reason
        self.reference = reference
    }
}
