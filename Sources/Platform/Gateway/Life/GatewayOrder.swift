package import Ledger
package import Roles
package import Vocabulary

/// One thing that the gateway asks the provider for a payment. It is recorded before it is asked.
package struct GatewayOrder: Sendable, Equatable {
    package enum Kind: String, Sendable, Hashable {
        case authorise
        /// Authorised and collected in one.
        case pay
        case capture
        case refund
        /// Lets the reservation go: a reversal of the authorisation.
        case void
    }

    package enum State: Sendable, Equatable {
        /// Asked, or about to be: the answer is not there yet.
        case asked
        case approved(code: String)
        /// Field 39 of the answer.
        case refused(code: String)
        /// Certainly not done.
        case failed(Fate.Fault)
        /// It may have been done, and is being reversed.
        case undoing(Fate.Fault, tries: Int, next: Instant)
        /// Reversed: it is certainly not done any more.
        case undone(Fate.Fault)
        /// A void whose fate is unknown is asked for again: undoing twice undoes once.
        case repeating(Fate.Fault, tries: Int, next: Instant)
    }

    package let id: OperationID
    package let kind: Kind
    package let amount: Int64
    /// The first order of the payment, for what comes after it: the provider knows the payment by that.
    package let of: OperationID?
    /// A capture after which the rest of the reservation is let go.
    package let isFinal: Bool
    package let askedAt: Instant
    package internal(set) var state = State.asked
    package internal(set) var endedAt: Instant?
    /// The provider's server that answered, or was asked last.
    package internal(set) var server: String?

    /// Whether nobody knows yet what becomes of it.
    package var isUnderWay: Bool {
        switch state {
        case .asked, .undoing, .repeating: true
        case .approved, .refused, .failed, .undone: false
        }
    }

    package var isApproved: Bool { if case .approved = state { true } else { false } }

    /// What people and programs read.
    package var word: String {
        switch state {
        case .asked: "asked"
        case .approved: "approved"
        case .refused: "refused"
        case .failed: "failed"
        case .undoing: "undoing"
        case .undone: "undone"
        case .repeating: "asked-again"
        }
    }

    /// The name of the order that takes this one back, always the same, so that it is done once.
    package var reversalID: OperationID { OperationID(rawValue: id.rawValue + "-r") ?? id }
}
