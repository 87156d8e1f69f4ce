/// A way in which payments are made or followed up. Components belong to one.
package enum Channel: String, Sendable, Hashable, CaseIterable {
    case ecommerce
    case threeDS = "3ds"
    case instoreCB2A = "instore-cb2a"
    case instoreNexo = "instore-nexo"
    case instore
    case alternative = "apm"
    case eTerminal = "e-terminal"
    case settlement
    case dashboard
    case api
    case notifications
    case invoicing
    case onboarding
    case cards
    case transfers
    case directDebit = "direct-debit"
    case other
}
