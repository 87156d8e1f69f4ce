package import Settings

/// A server that takes mail, and how to speak to it.
package struct MailServer: Sendable, Equatable {
    package enum Security: String, Sendable, Hashable, CaseIterable {
        /// Plain at first, then encrypted before anything is said; refused when the server can't.
        case startTLS = "starttls"
        /// Encrypted from the first byte.
        case tls
        /// Not encrypted at all: only for a server on this machine or in this network.
        case none
    }

    package var host: String
    package var port: UInt16
    package var security: Security
    package var user: String?
    package var password: Secret?

    package init(host: String, port: UInt16, security: Security, user: String? = nil, password: Secret? = nil) {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.password = password
    }
}
