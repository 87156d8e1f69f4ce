package import Vocabulary

/// What a shop or a terminal does to take one payment on a channel.
package protocol PaymentClient: Sendable {
    var channel: Channel { get }

    /// Makes the payment to its end. Never throws: what goes wrong is a fate. What is `unknown` it tries to settle itself, by a
    /// reversal or by asking for the status, before it answers. `listener` hears of each step.
    func pay(_ arrival: ArrivalPlan.Arrival, _ listener: @escaping StepListener) async -> PaymentReport

    /// Does what is left when no customer comes any more, such as a terminal's last batch. How many approved payments are left whose
    /// money nobody has taken.
    func closeDay(_ listener: @escaping StepListener) async -> Int
}

extension PaymentClient {
    package func closeDay(_ listener: @escaping StepListener) async -> Int { 0 }

    package func pay(_ arrival: ArrivalPlan.Arrival) async -> PaymentReport { await pay(arrival) { _ in } }
}

/// What became of one payment.
package struct PaymentReport: Sendable, Hashable {
    package let fate: PaymentFate
    /// Why it is not approved, in a few words.
    package let reason: String?
    /// What ties it to the ledger; nil when it never got that far.
    package let reference: String?
    /// An answer was missing on the way; the fate is what a reversal or a question for the status brought out.
    package let wasUnknown: Bool

    package init(_ fate: PaymentFate, reason: String? = nil, reference: String? = nil, wasUnknown: Bool = false) {
        self.wasUnknown = wasUnknown
        self.fate = fate
        self.reason = reason
        self.reference = reference
    }
}
