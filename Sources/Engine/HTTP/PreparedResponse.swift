internal import Bytes
internal import Synchronization

/// A response made once and sent many times: the body in each encoding with its own strong ETag.
///
/// Immutable, so a server may hold it while a slow client reads, and may attach what it renders from it.
@safe package final class PreparedResponse: @unchecked Sendable {
    // Unchecked: everything is constant but `rendered`, which is atomic and refers to what `keep` takes, Sendable alone.
    // Safe: what it refers to was retained when it was put there, once, and is released by `deinit` alone.

    // First, beside the count of references: whoever answers many of these touches as little of each as can be.
    private let rendered = unsafe Atomic<Unmanaged<AnyObject>?>(nil)

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
    /// Whether another reader might get another encoding, so that caches must keep them apart.
    package let varies: Bool

    /// Compresses when `compress` is true and the body is larger than a packet's worth.
    package init(status: HTTPStatus = .ok, headers: HTTPHeaders, body: [UInt8], compress: Bool = true) {
        self.status = status
        self.headers = headers
        identity = Self.identity(body)
        if compress && body.count > Self.packet {
            gzip = Self.smaller("gzip", Compression.gzip(body), than: identity)
            brotli = Self.smaller("br", Compression.brotli(body), than: identity)
        } else {
            gzip = nil
            brotli = nil
        }
        varies = gzip != nil || brotli != nil
    }

    /// An answer that one reader gets and nobody else: only what that reader takes is made of it, and quickly, because
    /// compressing it thoroughly in every encoding takes longer than making it.
    package init(headers: HTTPHeaders, body: [UInt8], for request: HTTPRequest) {
        status = .ok
        self.headers = headers
        identity = Self.identity(body)
        varies = body.count > Self.packet
        let accepted = varies ? request.headers["Accept-Encoding"] : nil
        let encoding = Negotiation.encoding(accepted, gzip: true, brotli: true)
        gzip =
            encoding == "gzip"
            ? Self.smaller("gzip", Compression.gzip(body, level: Self.quickLevel), than: identity) : nil
        brotli =
            encoding == "br"
            ? Self.smaller("br", Compression.brotli(body, quality: Self.quickLevel), than: identity) : nil
    }

    deinit { unsafe rendered.load(ordering: .acquiring)?.release() }

    /// What a server rendered from this response, kept for the next time.
    package var rendering: AnyObject? { unsafe rendered.load(ordering: .acquiring)?.takeUnretainedValue() }

    /// Keeps what a server rendered, unless something is kept already.
    package func keep(_ rendering: some AnyObject & Sendable) {
        let mine = unsafe Unmanaged<AnyObject>.passRetained(rendering)
        let isMine = unsafe rendered.compareExchange(
            expected: nil, desired: mine, successOrdering: .acquiringAndReleasing, failureOrdering: .relaxed
        ).exchanged
        if !isMine { unsafe mine.release() }
    }

    private static let packet = 600
    private static let quickLevel: Int32 = 2

    /// What was written piece by piece has room for as much again, which would be kept as long as the response.
    private static func identity(_ written: [UInt8]) -> Variant {
        let isRoomy = written.capacity > written.count + written.count / 8 + 64
        let body = isRoomy ? unsafe written.withUnsafeBufferPointer { unsafe [UInt8]($0) } : written
        return Variant(encoding: nil, body: body, etag: "\"\(SHA256Digest(of: body).hexadecimal.prefix(20))\"")
    }

    private static func smaller(_ encoding: String, _ body: [UInt8], than identity: Variant) -> Variant? {
        guard body.count < identity.body.count else { return nil }
        return Variant(
            encoding: encoding, body: body, etag: identity.etag.dropLast() + (encoding == "br" ? "-b\"" : "-g\""))
    }
}
