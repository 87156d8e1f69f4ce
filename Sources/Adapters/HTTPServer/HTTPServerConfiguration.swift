package import Network

/// Everything about the server that can be chosen.
///
/// The defaults suit a public status page on a small machine.
package struct HTTPServerConfiguration: Sendable {
    /// A place to accept connections on.
    package struct Listener: Sendable {
        package enum Address: Sendable, Equatable {
            /// A numeric IPv4 or IPv6 address; port 0 takes a free one. `::` takes IPv4 as well.
            case tcp(String, port: Int)
            /// A path; who may connect is decided by the folder's permissions.
            case unix(String)
        }

        package var address: Address
        /// Nil: plain HTTP.
        package var tls: TLSFiles?
        /// Connections from trusted proxies begin with a PROXY header (version 1 or 2).
        package var expectsProxyHeader: Bool

        package init(_ address: Address, tls: TLSFiles? = nil, expectsProxyHeader: Bool = false) {
            self.address = address
            self.tls = tls
            self.expectsProxyHeader = expectsProxyHeader
        }
    }

    /// Paths of PEM files: the chain with the server's certificate first, and its private key.
    package struct TLSFiles: Sendable, Equatable {
        package var certificateChain: String
        package var privateKey: String
        /// Nil: clients are not asked who they are.
        package var clients: ClientCertificates?

        package init(certificateChain: String, privateKey: String, clients: ClientCertificates? = nil) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
            self.clients = clients
        }
    }

    /// Which clients' certificates are believed (mutual TLS).
    ///
    /// The names of a believed one are in `HTTPRequest.peerNames`; who may do what is the handler's to say. Read again with
    /// the server's own certificate.
    package struct ClientCertificates: Sendable, Equatable {
        /// The path of a PEM file with the authorities' certificates.
        package var authorities: String
        /// Without a believed certificate there is no connection.
        package var isRequired: Bool

        package init(authorities: String, isRequired: Bool = true) {
            self.authorities = authorities
            self.isRequired = isRequired
        }
    }

    package var listeners: [Listener]
    /// Event loops, each with a thread and its own listening sockets.
    ///
    /// One serves 100,000 cached pages a second.
    package var loops = 1
    package var backlog = 1_024

    // MARK: Caps

    /// Open connections in all; more are answered 503 and closed.
    ///
    /// Never more than the process may open descriptors.
    package var connectionsMost = 20_000
    /// Open connections of one client address (IPv6: one /64 network), also of a client that a PROXY header names;
    /// trusted proxies do not count.
    package var connectionsPerAddressMost = 1_000
    /// Open event streams in all, which stay for hours and must leave room for pages; more are answered 503.
    ///
    /// Nil: three quarters of the connections that may be open.
    package var eventReadersMost: Int?
    /// Requests whose handlers are running; more are answered 503.
    package var handlersMost = 4_096
    /// Bytes of request bodies held in memory on one loop; a body whose bytes go beyond is answered 503.
    package var bodyBytesMost = 256 << 20
    package var headLimits = RequestHead.Limits()

    // MARK: Time

    /// From the first byte of a request (or from connecting, or the TLS handshake) to the end of its head.
    package var headTimeout = Duration.seconds(10)
    /// From the end of the head to the end of the body.
    package var bodyTimeout = Duration.seconds(120)
    /// A connection without a request.
    package var idleTimeout = Duration.seconds(60)
    /// A handler that has not answered by then is cancelled and answered for with 503.
    package var handlerTimeout = Duration.seconds(30)
    /// How often a transfer's pace is looked at; a reader that takes nothing in this time is dropped.
    package var paceInterval = Duration.seconds(10)
    /// Bytes per second that a client must send of a body, and take of a response, on average over each interval.
    package var receiveRateLeast = 500
    package var sendRateLeast = 500
    /// How long the server waits for the client to close after the last response.
    package var lingerTimeout = Duration.seconds(2)
    /// Between comments that keep an event stream alive through proxies.
    package var eventHeartbeat = Duration.seconds(15)

    // MARK: Writing

    /// A streamed response waits for its client when this much is not taken yet.
    package var streamBufferBytes = 64 << 10
    /// Event readers that are served in one turn of the loop.
    package var eventReadersPerTurn = 512

    // MARK: Trust and headers

    /// Networks (`10.0.0.0/8`, `::1`) whose X-Forwarded-* fields, X-Request-ID and PROXY headers are believed.
    ///
    /// Connections over Unix sockets are always believed.
    package var trustedProxies: [NetworkRange] = []
    /// Set on each response that does not set them itself.
    package var securityHeaders = SecurityHeaders.standard
    /// Sent over TLS, and behind a trusted proxy that says `https`.
    ///
    /// Nil sends none.
    package var strictTransportSecurity: String? = "max-age=31536000"

    package var accessLog: AccessLog?

    package init(listeners: [Listener]) { self.listeners = listeners }
}

/// The headers that keep a page from being misused.
package enum SecurityHeaders {
    /// No scripts at all, nothing from elsewhere, no framing; pages that need more set their own policy.
    package static let contentSecurityPolicy =
        "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    package static let standard: [(name: String, value: String)] = [
        ("Content-Security-Policy", contentSecurityPolicy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
}
