package import Network

/// What a fetch may cost and whom it may talk to. Everything is bounded by default.
package struct FetchPolicy: Sendable, Hashable {
    /// Name lookup, connection and TLS handshake of one hop.
    package var connectMilliseconds = 5_000
    /// Everything, from the call on: waiting for a place, all redirects, the body.
    package var totalMilliseconds = 30_000
    /// Slower than this for the number of seconds below ends the fetch; zero switches it off.
    package var minimumBytesPerSecond = 16
    package var minimumSpeedSeconds = 15
    /// Of the body after decompression.
    package var bodyBytes = 4 << 20
    /// Of all header fields of one response, interim responses and trailers included.
    package var headerBytes = 64 << 10
    package var redirects = Redirects()
    package var addresses = AddressRule.publicOnly
    package var connection = Connection.fresh
    /// Offers HTTP/2 in the TLS handshake.
    package var allowsHTTP2 = false
    /// Speaks HTTP/2 from the first byte where there is no TLS handshake to agree on it.
    package var speaksHTTP2Plainly = false
    /// Brings `trailers` in the response; HTTP/2 is told that they are welcome.
    package var wantsTrailers = false
    /// Connect here instead of resolving the URL's name; Host, SNI and the certificate check stay with the name.
    package var chosenAddress: ChosenAddress?
    /// Says this as Host instead of the URL's name; SNI and the certificate check stay with the URL's.
    package var namedHost: String?
    package var clientIdentity: ClientIdentity?
    package var trust = Trust.system
    /// Brings `tls` in the response.
    package var wantsTLSFacts = false
    /// Encodings to accept; none asks for the bytes as they are.
    package var acceptedEncodings: [Encoding] = [.gzip, .brotli]

    package init() {}

    package struct Redirects: Sendable, Hashable {
        /// Zero: a redirect is a response like any other.
        package var maximum = 5
        package var schemes = Schemes.sameOrSecure

        package init(maximum: Int = 5, schemes: Schemes = .sameOrSecure) {
            self.maximum = maximum
            self.schemes = schemes
        }

        package enum Schemes: Sendable, Hashable {
            case same
            /// From http to https as well, never back.
            case sameOrSecure
            case any
        }
    }

    package enum AddressRule: Sendable, Hashable {
        /// Loopback, private, link-local, carrier, multicast and reserved addresses are refused when connecting,
        /// whatever name led there.
        case publicOnly
        /// Public addresses, and these besides.
        case publicAnd(Set<NetworkAddress>)
        /// Public addresses, and those of these networks besides.
        case publicAndNetworks([NetworkRange])
        case any

        package func allows(_ address: NetworkAddress) -> Bool {
            switch self {
            case .publicOnly: address.addressClass == .global
            case .publicAnd(let others): address.addressClass == .global || others.contains(address)
            case .publicAndNetworks(let networks):
                address.addressClass == .global || networks.contains { $0.contains(address) }
            case .any: true
            }
        }
    }

    package enum Connection: Sendable, Hashable {
        /// Its own connection, its own name lookup, no TLS session of before: what a new customer meets.
        case fresh
        case keepAlive
    }

    package enum Encoding: String, Sendable, Hashable {
        case gzip
        case brotli = "br"
    }

    package enum Trust: Sendable, Hashable {
        /// The certificates of the machine's bundle.
        case system
        /// These alone, in PEM.
        case only(pem: [UInt8])
        /// The machine's bundle and these, in PEM.
        case systemAnd(pem: [UInt8])
    }
}

package struct ChosenAddress: Sendable, Hashable {
    package var address: NetworkAddress
    /// Nil: the URL's.
    package var port: UInt16?

    package init(_ address: NetworkAddress, port: UInt16? = nil) {
        self.address = address
        self.port = port
    }
}

/// A client certificate (with its chain) and its key, both in PEM. Never printed.
package struct ClientIdentity: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package let certificatePEM: [UInt8]
    package let keyPEM: [UInt8]

    package init(certificatePEM: [UInt8], keyPEM: [UInt8]) {
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
    }

    package var description: String { "client identity" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
