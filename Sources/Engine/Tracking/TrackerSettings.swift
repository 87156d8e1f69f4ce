package import Following
package import HTTP

/// What an operator can set about following pages.
package struct TrackerSettings: Sendable {
    /// Whom the requests may talk to; private addresses only where the configuration allows them.
    package var addresses = FetchPolicy.AddressRule.publicOnly
    package var rules = PollRules.standard
    package var limits = PoliteLimits.standard
    /// A page is said to be unreadable after so many cycles without a read.
    package var unreadableAfterCycles = 2
    package var bodyBytesMost = 32 << 20
    package var documentSecondsMost = 30

    package init() {}

    func policy() -> FetchPolicy {
        var policy = FetchPolicy()
        policy.addresses = addresses
        policy.bodyBytes = bodyBytesMost
        policy.totalMilliseconds = documentSecondsMost * 1_000
        policy.connection = .keepAlive
        policy.allowsHTTP2 = true
        return policy
    }
}
