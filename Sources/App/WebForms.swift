internal import API
internal import Access
internal import Alerting
internal import Console
internal import HTTP
internal import Journal
internal import Telling
internal import Vocabulary
internal import Web
internal import Markup

/// What the pages' forms send, and the pages that only those may see who may change something.
///
/// Whoever is signed in at the console may what their roles let them; their forms carry the console's token, and come from
/// one of our pages. Of everybody else the guard is asked, before a body is looked at. It refuses what another site's page
/// sends (Sec-Fetch-Site, Origin) and what asks for us under a name that is not ours (Host); that is what protects the
/// forms of this machine's readers from being pressed by strangers, so they need no token. Bodies are small and strict: a field that no form of ours has is
/// refused. What was done is answered with 303 to the page that shows it, what was not with the page, the reason beside
/// the field.
struct WebForms: Sendable {
    static let bodyBytesMost = 16 << 10

    let access: AccessGuard
    let console: ConsoleSurface
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
        /// Nil for who is not signed in, and may all the same.
        var reader: SiteReader?
        var code: String { language.code }
    }

    func add(to router: inout Router) {
        for language in LanguagePack.all.map(\.language) {
            let code = "/" + language.code
            // The page stands under the address of its form.
            shared(code + "/follow", &router)
            shared(code + "/events/:event", &router)
            form(code + "/follow", .manageSources, ["vendor", "url"], language, &router) { asked, fields, _ in
                await follow(asked, fields)
            }
            form(code + "/follow/remove", .manageSources, ["provider"], language, &router) { asked, fields, _ in
                await unfollow(asked, fields)
            }
            form(
                code + "/events/:event/join", .manageSources, ["incident", "reason"], language, &router
            ) { asked, fields, place in
                await join(asked, fields, event: place["event"])
            }
            form(
                code + "/events/:event/split", .manageSources, ["incident", "reason"], language, &router
            ) { asked, fields, place in
                await split(asked, fields, event: place["event"])
            }
            addAlerts(language, &router)
        }
    }

    typealias Work = @Sendable (Asked, QueryParameters, RouteParameters) async -> HTTPResponse

    /// Pages with forms that everybody may see, by their targets: prepared ones are not for whoever is signed in.
    static let readerPages = Set(LanguagePack.all.map { "/\($0.language.code)/follow" })

    /// A page that all readers share, but those who are signed in.
    private func shared(_ pattern: String, _ router: inout Router) {
        router.on(.get, pattern) { [web] request, _ in
            guard ConsoleSurface.hasSession(request) else { return web.reply(to: request) }
            return .later {
                guard case .person(_, let reader) = await asker(request) else { return web.reply(to: request) }
                return await web.reply(to: request, for: reader)
            }
        }
    }

    // MARK: Who may

    private enum Asker {
        case person(ConsoleVisitor, SiteReader)
        /// Nobody is signed in: the guard decides.
        case stranger
        case unknown(HTTPFailure)
    }

    private func asker(_ request: HTTPRequest) async -> Asker {
        guard ConsoleSurface.hasSession(request) else { return .stranger }
        do throws(AccessRefusal) {
            guard let visitor = try await console.visitor(request), let user = visitor.identity.user else {
                return .stranger
            }
            func may(_ right: Right) -> Bool { Authorisation.refusal(visitor.identity, right) == nil }
            return .person(
                visitor,
                SiteReader(
                    name: user.name, formToken: visitor.formToken, managesSources: may(.manageSources),
                    readsAlerts: may(.readAlerts), managesAlerts: may(.manageAlerts)))
        } catch {
            return .unknown(failed(.serviceUnavailable, error.message, request))
        }
    }

    /// Whether somebody may, before anything of what they sent is looked at.
    private func admit(
        _ request: HTTPRequest, _ right: Right, _ language: Language
    ) async -> Result<(Asked, ConsoleVisitor?), Refused> {
        switch await asker(request) {
        case .unknown(let failure): return .failure(Refused(failure: failure))
        case .stranger:
            if let refusal = access.refusal(request) { return .failure(Refused(failure: refusal, isStranger: true)) }
            return .success((asked(request, language, AccessGuard.actor(of: request), nil), nil))
        case .person(let visitor, let reader):
            if let refusal = Authorisation.refusal(visitor.identity, right) {
                return .failure(Refused(failure: failed(.forbidden, refusal.message, request), reader: reader))
            }
            if request.method == .post, console.isForeign(request) {
                return .failure(Refused(failure: foreign(request), reader: reader))
            }
            return .success((asked(request, language, visitor.identity.actor, reader), visitor))
        }
    }

    private struct Refused: Error {
        var failure: HTTPFailure
        var reader: SiteReader?
        /// Nobody who is signed in: signing in may help.
        var isStranger = false
    }

    private func foreign(_ request: HTTPRequest) -> HTTPFailure {
        failed(.forbidden, "Another site's page may not change something here; load the page again.", request)
    }

    // MARK: Forms and pages

    /// A form: its body is read when who sends it has been let pass. `names` are its fields, each of which may come once;
    /// nil leaves the check to `work`.
    func form(
        _ pattern: String, _ right: Right, _ names: Set<String>?, _ language: Language, _ router: inout Router,
        _ work: @escaping Work
    ) {
        router.on(.post, pattern, bodyLimit: Self.bodyBytesMost) { request, place in
            .later {
                switch await admit(request, right, language) {
                case .failure(let refusal): return .now(await mayNot(refusal, request, language))
                case .success(let (asked, visitor)):
                    switch read(request, names, visitor) {
                    case .failure(let refusal): return .now(refused(refusal.failure))
                    case .success(let fields): return .now(await work(asked, fields, place))
                    }
                }
            }
        }
    }

    private func read(
        _ request: HTTPRequest, _ names: Set<String>?, _ visitor: ConsoleVisitor?
    ) -> Result<QueryParameters, Refused> {
        func not(_ status: HTTPStatus, _ detail: String) -> Result<QueryParameters, Refused> {
            .failure(Refused(failure: failed(status, detail, request)))
        }
        let type = (request.headers["Content-Type"] ?? "").prefix { $0 != ";" }
        guard type.filter({ $0 != " " }).lowercased() == "application/x-www-form-urlencoded" else {
            return not(.unsupportedMediaType, "This address takes what a form of these pages sends.")
        }
        guard var fields = QueryParameters(form: request.body), Self.isText(request.body) else {
            return not(.badRequest, "The form is not properly encoded, or has too many fields.")
        }
        if let visitor, !visitor.isOwn(form: fields[ConsoleSurface.tokenField]) {
            return .failure(Refused(failure: foreign(request)))
        }
        // A session that ended meanwhile leaves its token in the form; what it proved is proved otherwise then, or not.
        fields.remove(ConsoleSurface.tokenField)
        if let names {
            let sent = fields.parameters.map(\.name)
            guard Set(sent).isSubset(of: names), Set(sent).count == sent.count else {
                return not(.badRequest, "This form has the fields \(names.sorted().joined(separator: ", ")).")
            }
        }
        return .success(fields)
    }

    /// A page for those who may change something: never prepared, never kept. Who is not signed in and reads pages is led
    /// to where one signs in.
    func page(
        _ pattern: String, _ right: Right, _ language: Language, _ router: inout Router, _ work: @escaping Work
    ) {
        router.on(.get, pattern) { request, place in
            .later {
                switch await admit(request, right, language) {
                case .failure(let refusal):
                    if refusal.isStranger, refusal.failure.status == .unauthorized, isPage(request) {
                        let wanted = request.path + (request.query.map { "?" + $0 } ?? "")
                        let place = ConsoleSurface.signIn(language, next: wanted)
                        return .now(
                            HTTPResponse(
                                status: .seeOther, headers: ["Location": place, "Cache-Control": "no-store"]))
                    }
                    return .now(refused(refusal.failure))
                case .success(let (asked, _)):
                    guard let query = QueryParameters(request.query) else {
                        return .now(
                            refused(.badRequest, "The query is not properly encoded, or has too many parts.", request))
                    }
                    return .now(await work(asked, query, place))
                }
            }
        }
    }

    /// What a browser asks for to show it.
    private func isPage(_ request: HTTPRequest) -> Bool {
        request.headers["Authorization"] == nil
            && Negotiation.mediaType(
                request.headers["Accept"], offered: ["application/problem+json", "text/html"]) == "text/html"
    }

    // MARK: Answers

    private func asked(
        _ request: HTTPRequest, _ language: Language, _ actor: Actor, _ reader: SiteReader?
    ) -> Asked {
        Asked(request: request, language: language, caller: CommandCaller(actor: actor), reader: reader)
    }

    func seeOther(_ place: SitePlace, _ query: [(String, String)] = [], _ asked: Asked) -> HTTPResponse {
        let address = place.address(asked.language).with(query)
        return HTTPResponse(
            status: .seeOther, headers: ["Location": address.text, "Cache-Control": "no-store"])
    }

    func refused(_ status: HTTPStatus, _ detail: String, _ request: HTTPRequest) -> HTTPResponse {
        refused(failed(status, detail, request))
    }

    private func failed(_ status: HTTPStatus, _ detail: String, _ request: HTTPRequest) -> HTTPFailure {
        HTTPFailure(
            status: status, detail: detail, requestID: request.id, accept: request.headers["Accept"],
            path: request.path)
    }

    /// Where the page of the form can say it, it does; else an error page does, or problem details for programs.
    private func mayNot(_ refusal: Refused, _ request: HTTPRequest, _ language: Language) async -> HTTPResponse {
        let failure = refusal.failure
        let isPerson = Negotiation.mediaType(failure.accept, offered: ["application/problem+json", "text/html"])
        guard isPerson == "text/html", request.path.hasPrefix("/" + language.code + "/follow") else {
            return refused(failure)
        }
        let page = await web.followPage(
            .notAllowed(failure.detail), language: language, status: failure.status, for: refusal.reader)
        return page ?? refused(failure)
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
