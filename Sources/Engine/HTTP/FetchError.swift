/// A fetch that brought no response. The message is safe to log and to show: no header values, no query strings, no
/// keys.
package struct FetchError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case nameNotFound
        case connectionRefused
        /// Waiting for what, when the time was over.
        case timedOut(FetchPhase)
        case tlsFailed(TLSFailure)
        case privateAddressRefused
        case bodyTooLarge
        case headerTooLarge
        case tooManyRedirects
        case redirectRefused
        /// The peer did not speak HTTP, or closed in the middle.
        case protocolError
        case cancelled
        /// One of the client's own bounds: transfers waiting, connections, memory, or it is closed.
        case resourceLimit
        case badRequest
    }

    package enum TLSFailure: String, Sendable, Hashable {
        case expired
        case notYetValid
        /// No way leads from the certificate to one that is trusted.
        case untrusted
        case wrongHost
        case revoked
        /// The peer ended the handshake with an alert: it wants another certificate, protocol or cipher.
        case refusedByPeer
        /// Our own certificate or key cannot be used.
        case ownCertificate
        /// The certificates to trust cannot be read.
        case trustUnusable
        case handshake
    }

    package let code: Code
    package let message: String
    /// How far it came.
    package var phases: FetchPhases
    /// The redirects that were followed before.
    package var redirects: [FetchRedirect]
    /// What the peer showed, when the policy asked for it and the handshake came that far.
    package var tls: TLSFacts?

    package init(
        _ code: Code, _ message: String, phases: FetchPhases = FetchPhases(), redirects: [FetchRedirect] = [],
        tls: TLSFacts? = nil
    ) {
        self.code = code
        self.message = message
        self.phases = phases
        self.redirects = redirects
        self.tls = tls
    }

    package var description: String { message }
}

/// The parts of a fetch's life, in order.
package enum FetchPhase: String, Sendable, Hashable, CaseIterable {
    /// For a free place among the client's transfers.
    case queue
    case nameLookup
    case connect
    case tls
    case send
    case firstByte
    case body
}
