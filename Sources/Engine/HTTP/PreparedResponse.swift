internal import Bytes
package import Synchronization

/// A response made once and sent many times: the body in each encoding with its own strong ETag.
///
/// Immutable, so a server may hold it while a slow client reads, and may attach what it renders from it.
package final class PreparedResponse: Sendable {
    package struct Variant: Sendable {
        /// `nil` is the identity encoding.
        package let encoding: String?
        package let body: [UInt8]
        /// With its quotation marks.
        package let etag: String
    }

    package let status: HTTPStatus
    package let headers: HTTPHeaders
    package let identity: Variant
    /// Nil where compression does not pay (small or already compressed bodies).
    package let gzip: Variant?
    package let brotli: Variant?

    /// What a server rendered from this response, kept for the next time.
    package let rendering = AtomicLazyReference<ServerRendering>()

    /// Compresses when `compress` is true and the body is larger than a packet's worth.
    package init(status: HTTPStatus = .ok, headers: HTTPHeaders, body: [UInt8], compress: Bool = true) {
        self.status = status
        self.headers = headers
        let name = SHA256Digest(of: body).hexadecimal.prefix(20)
        identity = Variant(encoding: nil, body: body, etag: "\"\(name)\"")
        if compress && body.count > 600 {
            let deflated = Compression.gzip(body)
            let brotlied = Compression.brotli(body)
            gzip =
                deflated.count < body.count ? Variant(encoding: "gzip", body: deflated, etag: "\"\(name)-g\"") : nil
            brotli = brotlied.count < body.count ? Variant(encoding: "br", body: brotlied, etag: "\"\(name)-b\"") : nil
        } else {
            gzip = nil
            brotli = nil
        }
    }
}

/// What a server attaches to a prepared response.
package final class ServerRendering: Sendable {
    package let value: any AnyObject & Sendable
    package init(_ value: any AnyObject & Sendable) { self.value = value }
}
