internal import API
internal import HTTP
internal import Web

/// What the server asks for every request: prepared answers first, then the routes, then the pages.
struct Front: HTTPHandler {
    let cache: PageCache
    let router: Router
    let bodyBytesMost: Int
    let web: WebSurface
    let status: StatusService

    func prepared(target: String, host: String) -> PreparedResponse? {
        if let response = status.prepared(target: target, host: host) { return response }
        // A brand's own host shows that brand and nothing else.
        if status.owns(host: host) { return nil }
        // What differs for whoever is signed in is answered when the whole request is read.
        if WebForms.readerPages.contains(target) { return nil }
        return web.prepared(target: target) ?? cache[target]
    }

    /// Bodies are held in memory: who takes none gets little room for one.
    func bodyLimit(method: HTTPMethod, path: String) -> Int {
        router.bodyLimit(method: method, path: path) ?? min(bodyBytesMost, Self.strayBodyBytesMost)
    }

    private static let strayBodyBytesMost = 64 << 10

    func reply(to request: HTTPRequest) -> HTTPReply {
        if let reply = status.reply(to: request) { return reply }
        return switch router.match(request.method, path: request.path, query: request.query) {
        case .notFound where !Self.isForPrograms(request.path): web.reply(to: request)
        case .notFound:
            cache[request.path].map { reply(with: $0, to: request) } ?? router.reply(to: request, failure: failure)
        default: router.reply(to: request, failure: failure)
        }
    }

    /// A prepared answer whose target was not asked for as it stands: with a query or a body, which mean nothing here,
    /// or by another method.
    private func reply(with prepared: PreparedResponse, to request: HTTPRequest) -> HTTPReply {
        let allow = "GET, HEAD, OPTIONS"
        switch request.method {
        case .get, .head: return .prepared(prepared)
        case .options: return .now(HTTPResponse(status: .noContent, headers: ["Allow": allow]))
        default:
            var response = failure(
                HTTPFailure(
                    status: .methodNotAllowed, detail: "This address answers \(allow).", requestID: request.id,
                    accept: request.headers["Accept"], path: request.path))
            response.headers.set("Allow", allow)
            return .now(response)
        }
    }

    func failure(_ failure: HTTPFailure) -> HTTPResponse {
        Self.word(failure) { web.failure($0) }
    }

    /// Problem details for programs, a page for people: who asks for HTML is a person.
    static func word(_ failure: HTTPFailure, page: (HTTPFailure) -> HTTPResponse) -> HTTPResponse {
        let isPerson =
            Negotiation.mediaType(failure.accept, offered: ["application/problem+json", "text/html"]) == "text/html"
        guard isPerson, !isForPrograms(failure.path ?? "/") else {
            return ProblemDetails.response(failure)
        }
        return page(failure)
    }

    private static let programPlaces: Set<Substring> = [
        "api", "agents", "feeds", "v2", "metrics", "healthz", "readyz",
    ]

    private static func isForPrograms(_ path: String) -> Bool {
        programPlaces.contains(path.dropFirst().prefix { $0 != "/" })
    }
}
