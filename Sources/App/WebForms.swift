internal import API
internal import Alerting
internal import HTTP
internal import Telling
internal import Vocabulary
internal import Web
internal import Markup

/// What the pages' forms send, and the pages that only those may see who may change something.
///
/// The guard is asked before a body is looked at. It refuses what another site's page sends (Sec-Fetch-Site, Origin) and
/// what asks for us under a name that is not ours (Host); that is what protects these forms from being pressed by
/// strangers, so they need no token of their own. Bodies are small and strict: a field that no form of ours has is
/// refused. What was done is answered with 303 to the page that shows it, what was not with the page, the reason beside
/// the field.
struct WebForms: Sendable {
    static let bodyBytesMost = 16 << 10

    let access: AccessGuard
    let web: WebSurface
    let pages: AlertPages
    let tracker: any TrackerCommands
    let alerting: any AlertingCommands
    let now: @Sendable () -> Instant
    /// Returns when pages show what is recorded, or when that takes too long.
    let settled: @Sendable () async -> Void
    let failure: @Sendable (HTTPFailure) -> HTTPResponse

    /// One request of a reader who may change something.
    struct Asked: Sendable {
        var request: HTTPRequest
        var language: Language
        var caller: CommandCaller
        var code: String { language.code }
    }

    func add(to router: inout Router) {
        for language in LanguagePack.all.map(\.language) {
            let code = "/" + language.code
            // The page stands under the address of its form.
            router.on(.get, code + "/follow") { [web] request, _ in web.reply(to: request) }
            form(code + "/follow", ["vendor", "url"], language, &router) { asked, fields, _ in
                await follow(asked, fields)
            }
            form(code + "/follow/remove", ["provider"], language, &router) { asked, fields, _ in
                await unfollow(asked, fields)
            }
            form(code + "/events/:event/join", ["incident", "reason"], language, &router) { asked, fields, place in
                await join(asked, fields, event: place["event"])
            }
            form(code + "/events/:event/split", ["incident", "reason"], language, &router) { asked, fields, place in
                await split(asked, fields, event: place["event"])
            }
            addAlerts(language, &router)
        }
    }

    typealias Work = @Sendable (Asked, QueryParameters, RouteParameters) async -> HTTPResponse

    /// A form: its body is read when the guard has let it pass. `names` are its fields, each of which may come once;
    /// nil leaves the check to `work`.
    func form(
        _ pattern: String, _ names: Set<String>?, _ language: Language, _ router: inout Router,
        _ work: @escaping Work
    ) {
        router.on(.post, pattern, bodyLimit: Self.bodyBytesMost) { request, place in
            if let refusal = access.refusal(request) { return mayNot(refusal, request, language) }
            let type = (request.headers["Content-Type"] ?? "").prefix { $0 != ";" }
            guard type.filter({ $0 != " " }).lowercased() == "application/x-www-form-urlencoded" else {
                return .now(
                    refused(.unsupportedMediaType, "This address takes what a form of these pages sends.", request))
            }
            guard let fields = QueryParameters(form: request.body), Self.isText(request.body) else {
                return .now(refused(.badRequest, "The form is not properly encoded, or has too many fields.", request))
            }
            if let names {
                let sent = fields.parameters.map(\.name)
                guard Set(sent).isSubset(of: names), Set(sent).count == sent.count else {
                    return .now(
                        refused(
                            .badRequest, "This form has the fields \(names.sorted().joined(separator: ", ")).", request)
                    )
                }
            }
            let asked = asked(request, language)
            return .later { .now(await work(asked, fields, place)) }
        }
    }

    /// A page for those who may change something: never prepared, never kept.
    func page(
        _ pattern: String, _ language: Language, _ router: inout Router, _ work: @escaping Work
    ) {
        router.on(.get, pattern) { request, place in
            if let refusal = access.refusal(request) { return .now(refused(refusal)) }
            guard let query = QueryParameters(request.query) else {
                return .now(refused(.badRequest, "The query is not properly encoded, or has too many parts.", request))
            }
            let asked = asked(request, language)
            return .later { .now(await work(asked, query, place)) }
        }
    }

    // MARK: Answers

    private func asked(_ request: HTTPRequest, _ language: Language) -> Asked {
        Asked(request: request, language: language, caller: CommandCaller(actor: AccessGuard.actor(of: request)))
    }

    func seeOther(_ place: SitePlace, _ query: [(String, String)] = [], _ asked: Asked) -> HTTPResponse {
        let address = place.address(asked.language).with(query)
        return HTTPResponse(
            status: .seeOther, headers: ["Location": address.text, "Cache-Control": "no-store"])
    }

    func refused(_ status: HTTPStatus, _ detail: String, _ request: HTTPRequest) -> HTTPResponse {
        refused(
            HTTPFailure(
                status: status, detail: detail, requestID: request.id, accept: request.headers["Accept"],
                path: request.path))
    }

    /// Where the page of the form can say it, it does; else an error page does, or problem details for programs.
    private func mayNot(_ refusal: HTTPFailure, _ request: HTTPRequest, _ language: Language) -> HTTPReply {
        let isPerson = Negotiation.mediaType(refusal.accept, offered: ["application/problem+json", "text/html"])
        guard isPerson == "text/html", request.path.hasPrefix("/" + language.code + "/follow") else {
            return .now(refused(refusal))
        }
        return .later {
            let page = await web.followPage(
                .notAllowed(refusal.detail), language: language, status: refusal.status)
            return .now(page ?? refused(refusal))
        }
    }

    private func refused(_ failure: HTTPFailure) -> HTTPResponse {
        var response = self.failure(failure)
        response.headers.set("Cache-Control", "no-store")
        return response
    }

    func notFound(_ asked: Asked) -> HTTPResponse {
        refused(.notFound, "There is no such page.", asked.request)
    }

    /// What a browser sends of a form: everything else in it is percent-encoded.
    private static func isText(_ body: [UInt8]) -> Bool {
        body.allSatisfy { (0x20...0x7e).contains($0) }
    }
}
