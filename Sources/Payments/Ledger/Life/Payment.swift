package import Vocabulary

/// What became of a payment so far: figures that follow from its operations alone.
package struct Payment: Sendable, Equatable {
    /// A capture or a refund, which the provider settles one by one.
    package struct Movement: Sendable, Equatable {
        package enum Kind: String, Sendable, Hashable {
            case capture
            case refund
        }

        /// The name of the operation that made it, which is our reference at the provider.
        package let id: OperationID
        package let kind: Kind
        package let amount: Int64
        package internal(set) var isSettled = false
    }

    package static let movementsMost = 100

    package let id: PaymentID
    package let channel: Channel
    package let currency: Currency
    /// What the issuer reserved, or what was taken at once.
    package let authorised: Int64
    /// What was let go without being captured.
    package internal(set) var released: Int64 = 0
    package internal(set) var fees: Int64 = 0
    package internal(set) var movements: [Movement] = []

    package var captured: Int64 { sum(.capture) }
    package var refunded: Int64 { sum(.refund) }
    package var held: Int64 { authorised - released - captured }
    package var refundable: Int64 { captured - refunded }
    package var settledCaptures: Int64 { sum(.capture, settled: true) }
    package var settledRefunds: Int64 { sum(.refund, settled: true) }

    private func sum(_ kind: Movement.Kind, settled: Bool? = nil) -> Int64 {
        movements.reduce(0) { sum, movement in
            guard movement.kind == kind, settled == nil || movement.isSettled == settled else { return sum }
            return sum + movement.amount
        }
    }

    /// How much of this payment's money is in a place.
    ///
    /// All places together are zero.
    package func balance(of place: Place) -> Int64 {
        switch place {
        case .cardholder: -(authorised - released - settledRefunds)
        case .held: held
        case .collected: captured - settledCaptures
        case .merchant: settledCaptures - fees - refunded
        case .refunding: refunded - settledRefunds
        case .fees: fees
        }
    }

    /// Where the payment stands, in a word.
    package enum Status: String, Sendable, Hashable {
        case authorised
        case partlyCaptured = "partly-captured"
        case captured
        case settled
        case partlyRefunded = "partly-refunded"
        case refunded
        case voided
    }

    package var status: Status {
        if captured == 0 { return held > 0 ? .authorised : .voided }
        if refunded == captured, held == 0 { return .refunded }
        if refunded > 0 { return .partlyRefunded }
        if held > 0 { return .partlyCaptured }
        return movements.allSatisfy(\.isSettled) ? .settled : .captured
    }
}
