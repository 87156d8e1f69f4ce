/// How a component does, as its page says.
package enum ComponentState: String, Sendable, Hashable, CaseIterable {
    case operational
    case degraded
    case partialOutage = "partial-outage"
    case majorOutage = "major-outage"
    case maintenance
    /// The vendor's word was not understood, or nothing was said.
    case unknown
}
