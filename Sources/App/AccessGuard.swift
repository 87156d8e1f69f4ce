internal import Access
internal import HTTP
internal import Journal
internal import Network
internal import Settings

/// Who may change something: whoever knows the token, and, where that is configured, whoever is on this machine.
///
/// A browser on this machine also runs other people's pages: what they send is refused by where it comes from and by
/// the name under which it asks for us.
struct AccessGuard: Sendable {
    static let tokenBytesLeast = 16

    private let token: Secret?
    private let fromThisMachine: Bool
    /// Names under which this server may be asked, besides those of this machine.
    private let hosts: Set<String>

    init(_ settings: Settings) {
        token = settings.accessToken
        fromThisMachine = settings.accessFromThisMachine
        hosts = Set(settings.publicURLs.compactMap { Self.host(ofURL: $0) })
    }

    /// A configuration that would let guesses in.
    static func objection(to settings: Settings) -> String? {
        guard let token = settings.accessToken, token.reveal().utf8.count < tokenBytesLeast else { return nil }
        return "access.token is shorter than \(tokenBytesLeast) characters; make one with: openssl rand -hex 24"
    }

    /// Nil when the request may change something, else what to answer.
    func refusal(_ request: HTTPRequest) -> HTTPFailure? {
        if let authorization = request.headers["Authorization"] {
            guard let token, authorization.hasPrefix("Bearer "),
                Self.isSame(String(authorization.dropFirst(7)), token.reveal())
            else { return failure(.unauthorized, "The token is not the one of access.token.", request) }
            return nil
        }
        let isLocal =
            fromThisMachine && !request.isForwardedByStranger
            && NetworkAddress(request.clientAddress)?.addressClass == .loopback
        guard isLocal else {
            return failure(
                .unauthorized,
                "Changing something needs the token of access.token in the header Authorization: Bearer TOKEN.",
                request)
        }
        guard isAskedByOwnName(request) else {
            return failure(.forbidden, "This server is not asked to change something under that name.", request)
        }
        guard comesFromOwnPage(request) else {
            return failure(.forbidden, "Another site's page may not change something here.", request)
        }
        return nil
    }

    /// Who sends a request that may change something.
    static func identity(of request: HTTPRequest, besideUsers: Bool) -> Identity {
        request.headers["Authorization"] == nil
            ? .thisMachine(besideUsers: besideUsers) : .accessToken(besideUsers: besideUsers)
    }

    /// In whose name it does so.
    static func actor(of request: HTTPRequest) -> Actor { identity(of: request, besideUsers: true).actor }

    /// A name that somebody else resolves to this machine must not make their page one of ours.
    private func isAskedByOwnName(_ request: HTTPRequest) -> Bool {
        guard let host = request.headers["Host"].flatMap(Self.bareHost) else { return false }
        return host == "localhost" || NetworkAddress(host)?.addressClass == .loopback || hosts.contains(host)
    }

    private func comesFromOwnPage(_ request: HTTPRequest) -> Bool {
        if let site = request.headers["Sec-Fetch-Site"], site != "same-origin", site != "none" { return false }
        guard let origin = request.headers["Origin"] else { return true }
        guard let host = request.headers["Host"] else { return false }
        return origin == "http://" + host || origin == "https://" + host
    }

    private func failure(_ status: HTTPStatus, _ detail: String, _ request: HTTPRequest) -> HTTPFailure {
        HTTPFailure(
            status: status, detail: detail, requestID: request.id, accept: request.headers["Accept"],
            path: request.path)
    }

    /// Takes the same time wherever the difference is.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func host(ofURL url: String) -> String? {
        guard let url = try? FetchURL(url) else { return nil }
        return url.host
    }

    /// The name in a Host field, without its port.
    private static func bareHost(_ field: String) -> String? {
        if field.hasPrefix("[") { return field.dropFirst().split(separator: "]").first.map(String.init) }
        return field.split(separator: ":").first.map { $0.lowercased() }
    }
}
