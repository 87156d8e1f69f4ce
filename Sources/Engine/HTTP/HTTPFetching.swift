/// The port between services and an HTTP client: one request, one whole response, within the request's policy.
package protocol HTTPFetching: Sendable {
    /// Cancelling the task ends the transfer and throws `cancelled`.
    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse
}

package struct FetchRequest: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var method: HTTPMethod
    package var url: FetchURL
    /// Host, Content-Length and the like are the client's own business.
    package var headers: HTTPHeaders
    package var body: [UInt8]
    package var policy: FetchPolicy

    package init(
        method: HTTPMethod = .get, url: FetchURL, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [],
        policy: FetchPolicy = FetchPolicy()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.policy = policy
    }

    /// Without headers, query and body: secrets travel there.
    package var description: String { "\(method) \(url)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension FetchRequest {
    /// Refuses what would change the message on the wire in ways that its author did not mean.
    package func validate() throws(FetchError) {
        guard !method.rawValue.isEmpty, method.rawValue.utf8.count <= 32, method.rawValue.utf8.allSatisfy(Self.isToken)
        else { throw FetchError(.badRequest, "the method is not well-formed") }
        guard body.isEmpty || (method != .get && method != .head) else {
            throw FetchError(.badRequest, "a \(method) request carries no body")
        }
        for field in headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(Self.isToken) else {
                throw FetchError(.badRequest, "the name of a header field is not well-formed")
            }
            guard !Self.ownFields.contains(field.name.lowercased()) else {
                throw FetchError(.badRequest, "the header field \(field.name) is set by the client itself")
            }
            guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                throw FetchError(.badRequest, "the value of header field \(field.name) holds a control character")
            }
        }
        guard policy.namedHost?.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) ?? true else {
            throw FetchError(.badRequest, "the name of the host is not well-formed")
        }
        let policy = policy
        guard policy.connectMilliseconds > 0, policy.totalMilliseconds > 0, policy.totalMilliseconds <= 86_400_000,
            policy.connectMilliseconds <= 86_400_000, policy.bodyBytes >= 0, policy.bodyBytes <= 1 << 32,
            policy.headerBytes > 0, policy.headerBytes <= 1 << 20, (0...50).contains(policy.redirects.maximum),
            (0...1 << 30).contains(policy.minimumBytesPerSecond), (0...86_400).contains(policy.minimumSpeedSeconds)
        else { throw FetchError(.badRequest, "a limit of the policy is out of range") }
    }

    /// What to fetch after this response; nil when it is the answer. Other origins get neither the body, nor the client
    /// certificate, nor any field that is not known to hold no secret: keys travel in fields of any name. The chosen
    /// address was chosen for this origin alone.
    package func following(status: Int, location: String?, after followed: Int) throws(FetchError) -> FetchRequest? {
        guard policy.redirects.maximum > 0, [301, 302, 303, 307, 308].contains(status), let location else { return nil }
        guard followed < policy.redirects.maximum else {
            throw FetchError(.tooManyRedirects, "\(url) redirects more than \(policy.redirects.maximum) times")
        }
        let target: FetchURL
        do throws(FetchError) {
            target = try url.resolving(location)
        } catch {
            throw FetchError(.redirectRefused, "\(url) redirects to what is no usable URL: \(error.message)")
        }
        let isAllowed =
            switch policy.redirects.schemes {
            case .same: target.scheme == url.scheme
            case .sameOrSecure: target.scheme == url.scheme || target.scheme == .https
            case .any: true
            }
        guard isAllowed else {
            throw FetchError(.redirectRefused, "\(url) redirects to \(target), and the policy refuses that scheme")
        }
        var next = self
        next.url = target
        if status == 303 && method != .head || (status == 301 || status == 302) && method == .post {
            next.method = .get
            next.body = []
            next.headers.remove("Content-Type")
        }
        if !target.hasSameOrigin(as: url) {
            guard next.body.isEmpty else {
                throw FetchError(.redirectRefused, "\(url) redirects a body to another origin, \(target)")
            }
            next.headers = HTTPHeaders(
                next.headers.fields.filter { Self.fieldsForAnyOrigin.contains($0.name.lowercased()) })
            next.policy.clientIdentity = nil
            next.policy.chosenAddress = nil
            next.policy.namedHost = nil
        }
        return next
    }

    private static let fieldsForAnyOrigin: Set<String> = ["accept", "accept-language", "user-agent"]

    private static let ownFields: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "expect", "upgrade", "te", "trailer",
        "accept-encoding", "proxy-connection", "keep-alive",
    ]

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
