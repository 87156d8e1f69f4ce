package import ISO8583

/// What became of something that was asked of a provider.
package enum Fate: Sendable, Hashable {
    /// Done; the provider's own code for it (six letters or digits, as field 38 has them).
    case approved(code: String)
    /// Refused for business reasons: proof that the whole chain works.
    case refused(ResponseCode)
    /// Certainly not done, for a technical reason: nothing reached the provider, or it said that it failed.
    case failed(Fault)
    /// It may have been done: the answer is missing. It is undone by a reversal, never asked for again.
    case unknown(Fault)

    /// How it failed, as counters and pages name it.
    package enum Fault: String, Sendable, Hashable, CaseIterable {
        /// No connection came about, or its circuit is open: nothing was sent.
        case unreachable
        /// The connection broke after something was sent.
        case broken
        /// No answer within the time.
        case timedOut = "timed-out"
        /// The answer fits no question, or can't be read.
        case wrongAnswer = "wrong-answer"
        /// The provider said that it, or who stands behind it, can't decide.
        case malfunction
        /// Too much waits already.
        case overloaded
    }
}
