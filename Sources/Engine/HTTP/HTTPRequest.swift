/// A request that arrived whole: its head was well-formed and its body within the handler's limit.
package struct HTTPRequest: Sendable {
    package var method: HTTPMethod
    /// The path as sent, percent-encoded, beginning with a slash.
    package var path: String
    /// What stood behind the question mark, without it; nil when there was none.
    package var query: String?
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// `https` when the client's own connection was, as a trusted proxy says or as we saw.
    package var isSecure: Bool
    /// The client's address without port, as a trusted proxy says or as we saw.
    package var clientAddress: String
    /// The request says whom it comes from, and who says so is not believed: it may be a proxy that nobody named, on
    /// this host for one, and then `clientAddress` is that proxy's and not the client's.
    package var isForwardedByStranger: Bool
    /// The names in the certificate that the client (or the proxy before us) proved to be its own; nil when it was not asked
    /// or showed none.
    package var peerNames: [String]?
    /// Names this request in the log, in error pages and in the `X-Request-ID` header.
    package var id: String

    package init(
        method: HTTPMethod, path: String, query: String? = nil, headers: HTTPHeaders = HTTPHeaders(),
        body: [UInt8] = [], isSecure: Bool = false, clientAddress: String = "127.0.0.1",
        isForwardedByStranger: Bool = false, id: String = "test"
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.isSecure = isSecure
        self.clientAddress = clientAddress
        self.isForwardedByStranger = isForwardedByStranger
        self.id = id
    }
}

package struct HTTPMethod: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }
    package var description: String { rawValue }

    package static let get: HTTPMethod = "GET"
    package static let head: HTTPMethod = "HEAD"
    package static let post: HTTPMethod = "POST"
    package static let put: HTTPMethod = "PUT"
    package static let patch: HTTPMethod = "PATCH"
    package static let delete: HTTPMethod = "DELETE"
    package static let options: HTTPMethod = "OPTIONS"
}
