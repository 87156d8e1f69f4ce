/// Where a payment stands, in a word.
package enum PaymentStatus: String, Sendable, Hashable, CaseIterable {
    /// The payer has not given a card yet.
    case awaitingCard = "awaiting-card"
    /// The issuer is asked who pays.
    case authenticating
    /// The payer must prove to the issuer who they are.
    case awaitingChallenge = "awaiting-challenge"
    /// The provider is asked.
    case authorising
    /// What the provider did is unknown, and is being taken back.
    case undoing
    case authorised
    case partlyCaptured = "partly-captured"
    case captured
    case partlyRefunded = "partly-refunded"
    case refunded
    case voided
    /// For business reasons: by the issuer.
    case refused
    /// For technical reasons; the payer was not charged.
    case failed
    case expired
    case cancelled

    /// Nothing is taken any more by itself.
    package var isFinal: Bool {
        switch self {
        case .awaitingCard, .authenticating, .awaitingChallenge, .authorising, .undoing: false
        default: true
        }
    }

    package var isPaid: Bool { self == .authorised || self == .partlyCaptured || self == .captured }

    /// Merchants are told when a payment comes here.
    package var isTold: Bool { isFinal }
}
