package import Network

/// Ask a server for its health by the protocol that gRPC has for it (`grpc.health.v1.Health/Check`).
package struct GRPCQuestion: Sendable, Hashable {
    package var place: SocketAddress
    /// The name that is asked for, with its port where that is unusual.
    package var host: String
    /// Empty: the server as a whole.
    package var service: String
    /// Nil: HTTP/2 without TLS. Their `name` is not used, because the host is one.
    package var terms: TLSTerms?

    package init(_ place: SocketAddress, host: String, service: String = "", terms: TLSTerms? = nil) {
        self.place = place
        self.host = host
        self.service = service
        self.terms = terms
    }
}
