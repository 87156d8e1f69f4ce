package import Vocabulary

/// A probe as it is declared: once, whatever many places it then asks.
package struct ProbeDeclaration: Sendable, Hashable {
    package static let periodLeast = TimeSpan(microseconds: 200_000)
    package static let timeoutMost: TimeSpan = .minutes(2)

    /// What is shown to the other side, and whom of it is believed.
    package struct Security: Sendable, Hashable {
        package var isEncrypted: Bool
        /// The name that is asked for and that the certificate must have.
        package var serverName: String?
        /// A file of authorities; nil: those of the system.
        package var authorities: String?
        package var certificate: String?
        package var key: String?

        package init(
            isEncrypted: Bool = false, serverName: String? = nil, authorities: String? = nil,
            certificate: String? = nil,
            key: String? = nil
        ) {
            self.isEncrypted = isEncrypted
            self.serverName = serverName
            self.authorities = authorities
            self.certificate = certificate
            self.key = key
        }
    }

    package var name: String
    package var kind: ProbeKind
    package var component: String?
    package var to: Destination?
    package var period: TimeSpan
    package var timeout: TimeSpan
    /// An answer that took longer is slow.
    package var slowAfter: TimeSpan?
    /// Empty: all.
    package var vantages: [String]
    /// Empty: it asks where `to` leads, and is one target.
    package var paths: [String]
    /// Parts that must work on whatever path.
    package var through: [String]
    /// Parts of which each try meets one, where the path does not choose.
    package var pool: [String]
    package var security: Security
    package var question: ProbeQuestion

    package init(
        _ name: String, _ kind: ProbeKind, component: String? = nil, to: Destination? = nil,
        period: TimeSpan = .seconds(1), timeout: TimeSpan = .seconds(1), slowAfter: TimeSpan? = nil,
        vantages: [String] = [], paths: [String] = [], through: [String] = [], pool: [String] = [],
        security: Security = Security(), question: ProbeQuestion
    ) {
        self.name = name
        self.kind = kind
        self.component = component
        self.to = to
        self.period = period
        self.timeout = timeout
        self.slowAfter = slowAfter
        self.vantages = vantages
        self.paths = paths
        self.through = through
        self.pool = pool
        self.security = security
        self.question = question
    }
}
