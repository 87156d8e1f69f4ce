internal import Cards
internal import Roles
internal import ThreeDS

extension AuthenticationStep {
    /// What the gateway is told of how an authentication ended.
    init(_ outcome: AuthenticationOutcome, scheme: TestCards.Scheme) {
        switch outcome {
        case .proven(let proof) where proof.status == .attempted:
            self = .attempted(indicator: proof.eci ?? Indicator.attempted(scheme))
        case .proven(let proof):
            // The reader lets no Y through without its value.
            self = .authenticated(indicator: proof.eci ?? Indicator.authenticated(scheme), value: proof.value ?? "")
        case .refused(let status, let reason): self = .refused(reason: Self.word(status, reason))
        case .notPerformed: self = .unavailable(.malfunction)
        case .informationOnly, .unstated: self = .attempted(indicator: Indicator.notTakingPart(scheme))
        case .failed(let error): self = .unavailable(Self.fault(error.code))
        }
    }

    private static func word(_ status: TransactionStatus, _ reason: TransactionStatusReason?) -> String {
        switch reason {
        case .timedOutAtACS?: "challenge-timed-out"
        case .tooManyChallenges?: "too-many-attempts"
        case .suspectedFraud?: "suspected-fraud"
        case .invalidCard?: "invalid-card"
        default: status == .rejected ? "rejected" : "not-authenticated"
        }
    }

    private static func fault(_ code: ErrorCode) -> Fate.Fault {
        switch code {
        case .timedOut: .timedOut
        case .connectionFailed: .unreachable
        case .transientFailure, .permanentFailure: .malfunction
        default: .wrongAnswer
        }
    }
}

/// The electronic commerce indicator, which each scheme writes in its own numbers.
enum Indicator {
    static func authenticated(_ scheme: TestCards.Scheme) -> String { scheme == .mastercard ? "02" : "05" }
    static func attempted(_ scheme: TestCards.Scheme) -> String { scheme == .mastercard ? "01" : "06" }
    static func notTakingPart(_ scheme: TestCards.Scheme) -> String { scheme == .mastercard ? "00" : "07" }
}
