/// A response that arrived whole and within the policy's bounds.
package struct FetchResponse: Sendable {
    package var status: HTTPStatus
    package var headers: HTTPHeaders
    /// Fields behind the body, only when the policy asked for them. They decide about nothing that was decided on before.
    package var trailers = HTTPHeaders()
    /// Decompressed.
    package var body: [UInt8]
    /// Where the body came from, after redirects.
    package var url: FetchURL
    package var redirects: [FetchRedirect]
    package var remoteAddress: String
    package var remotePort: Int
    package var version: HTTPVersion
    /// No new connection was made.
    package var isReused: Bool
    package var phases: FetchPhases
    /// Only when the policy asked for it.
    package var tls: TLSFacts?
    package var bytes: FetchBytes

    package init(
        status: HTTPStatus, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], url: FetchURL,
        redirects: [FetchRedirect] = [], remoteAddress: String = "", remotePort: Int = 0,
        version: HTTPVersion = .http1_1, isReused: Bool = false, phases: FetchPhases = FetchPhases(),
        tls: TLSFacts? = nil, bytes: FetchBytes = FetchBytes()
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
        self.redirects = redirects
        self.remoteAddress = remoteAddress
        self.remotePort = remotePort
        self.version = version
        self.isReused = isReused
        self.phases = phases
        self.tls = tls
        self.bytes = bytes
    }
}

package enum HTTPVersion: String, Sendable, Hashable {
    case http1_0 = "HTTP/1.0"
    case http1_1 = "HTTP/1.1"
    case http2 = "HTTP/2"
    case other
}

/// A redirect that was followed.
package struct FetchRedirect: Sendable, Hashable {
    /// Where the redirect was found.
    package var url: FetchURL
    package var status: Int

    package init(url: FetchURL, status: Int) {
        self.url = url
        self.status = status
    }
}

/// When each phase ended, in microseconds since the last hop began; zero when it was not reached or not needed. Each
/// value includes the ones before it.
package struct FetchPhases: Sendable, Hashable {
    package var nameLookup: Int64 = 0
    package var connect: Int64 = 0
    package var tls: Int64 = 0
    /// About to send the request.
    package var sent: Int64 = 0
    package var firstByte: Int64 = 0
    package var total: Int64 = 0
    /// Spent waiting for a free place in the client, before the first hop.
    package var queued: Int64 = 0
    /// From the call to its end: waiting and every hop.
    package var elapsed: Int64 = 0

    package init() {}
}

/// Bytes on the wire as HTTP counts them (TLS and framing aside).
package struct FetchBytes: Sendable, Hashable {
    package var requestHead: Int = 0
    package var requestBody: Int = 0
    package var responseHead: Int = 0
    /// As sent, before decompression.
    package var responseBody: Int = 0

    package init() {}
}

/// What a TLS peer showed.
package struct TLSFacts: Sendable, Hashable {
    /// `TLSv1.3`; empty when the handshake did not end.
    package var version: String
    package var cipher: String
    /// As sent by the peer, its own certificate first.
    package var chain: [CertificateFacts]

    package init(version: String, cipher: String, chain: [CertificateFacts]) {
        self.version = version
        self.cipher = cipher
        self.chain = chain
    }

    package var leaf: CertificateFacts? { chain.first }
}

package struct CertificateFacts: Sendable, Hashable {
    package var subject: String
    package var issuer: String
    /// Upper-case hexadecimal.
    package var serial: String
    /// Seconds since 1970-01-01T00:00:00Z.
    package var notBeforeSeconds: Int64
    package var notAfterSeconds: Int64
    /// Names and addresses that the certificate is for.
    package var alternativeNames: [String]
    package var pem: String

    package init(
        subject: String, issuer: String, serial: String, notBeforeSeconds: Int64, notAfterSeconds: Int64,
        alternativeNames: [String], pem: String
    ) {
        self.subject = subject
        self.issuer = issuer
        self.serial = serial
        self.notBeforeSeconds = notBeforeSeconds
        self.notAfterSeconds = notAfterSeconds
        self.alternativeNames = alternativeNames
        self.pem = pem
    }
}
