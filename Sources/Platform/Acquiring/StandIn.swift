package import Ledger
internal import Roles

/// Approving on our own when certainly no server of the provider was reached. Off unless a limit is configured: the money may
/// never come.
package struct StandInRules: Sendable, Hashable {
    /// Up to so much; of each currency that is not named, nothing.
    package var floorLimits: [Currency: Int64]

    package init(floorLimits: [Currency: Int64] = [:]) { self.floorLimits = floorLimits }

    /// The approval's code, or nil when the provider has to be asked.
    func approval(of order: ProviderOrder, after fate: Fate) -> String? {
        guard case .failed(let fault) = fate, fault == .unreachable || fault == .overloaded || fault == .timedOut,
            case .authorise = order.kind, let limit = floorLimits[order.amount.currency], order.amount.minor <= limit
        else { return nil }
        return Self.code
    }

    /// Tells stand-in approvals from the provider's own, also on a receipt.
    package static let code = "STANDI"
    package static let server = "stand-in"
}
