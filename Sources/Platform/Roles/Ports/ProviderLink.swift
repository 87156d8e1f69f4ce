/// How a channel reaches the provider: one of its servers is chosen, others are tried where that is safe.
package protocol ProviderLink: Sendable {
    /// Never throws: what goes wrong is a fate. `unknown` is reversed by whoever asked, under a name of its own.
    func perform(_ order: ProviderOrder) async -> ProviderVerdict
}

/// What became of an order, and where.
package struct ProviderVerdict: Sendable, Hashable {
    package let fate: Fate
    /// The provider's server that was asked last; nil when none was reached.
    package let server: String?

    package init(_ fate: Fate, server: String?) {
        self.fate = fate
        self.server = server
    }
}
