package import Network
package import Vocabulary

/// Make a new, full TLS handshake; then say and expect bytes in turn, as `TCPQuestion` does.
package struct TLSQuestion: Sendable, Hashable {
    package var place: SocketAddress
    package var terms: TLSTerms
    package var steps: [TCPQuestion.Step]
    /// The other side must refuse our certificate, or that we have none; if it does not, the probe has failed.
    package var isToBeRefused: Bool

    package init(
        _ place: SocketAddress, _ terms: TLSTerms, steps: [TCPQuestion.Step] = [], isToBeRefused: Bool = false
    ) {
        self.place = place
        self.terms = terms
        self.steps = steps
        self.isToBeRefused = isToBeRefused
    }
}

/// Whom the other side must prove to be, and whom we prove to be.
package struct TLSTerms: Sendable, Hashable {
    package enum Trust: Sendable, Hashable {
        /// The authorities of the machine.
        case system
        /// These alone, in PEM.
        case only(pem: [UInt8])
    }

    /// A certificate, with its chain, and its key, both in PEM. Never printed.
    package struct Identity: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
        CustomReflectable
    {
        package let certificatePEM: [UInt8]
        package let keyPEM: [UInt8]

        package init(certificatePEM: [UInt8], keyPEM: [UInt8]) {
            self.certificatePEM = certificatePEM
            self.keyPEM = keyPEM
        }

        package var description: String { "a certificate and its key" }
        package var debugDescription: String { description }
        package var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// A name or an address: the server's certificate must be for it, and a name is told to the server (SNI).
    package var name: String
    package var trust: Trust
    package var identity: Identity?
    /// For how long from now on every certificate from the server's to the authority's must still hold.
    package var validFor: TimeSpan

    package init(
        name: String, trust: Trust = .system, identity: Identity? = nil, validFor: TimeSpan = .days(14)
    ) {
        self.name = name
        self.trust = trust
        self.identity = identity
        self.validFor = validFor
    }
}
