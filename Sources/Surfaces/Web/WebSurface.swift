package import Catalogue
package import HTTP
package import Incidents
internal import Synchronization
internal import Telling
package import Vocabulary
internal import Markup

/// The public site: prepared pages for every place and language, and the answers that cannot be prepared.
///
/// Whoever follows the journal calls ``update(_:now:)`` with each new snapshot, and now and then (a minute is enough)
/// with the old one, for what changes by time alone. The server asks ``prepared(target:)`` first, then ``reply(to:)``.
package final class WebSurface: Sendable {
    private struct Prepared {
        /// What the page was made of: the same input is never rendered twice.
        var input: PageInput
        var response: PreparedResponse
    }

    private struct State {
        var view: SiteView?
        var pages: [String: Prepared] = [:]
    }

    private let settings: SiteSettings
    private let state = Mutex(State())
    /// Held while pages are rendered, so that two updates never overtake each other.
    private let updating = Mutex(())
    private let fixed: [String: PreparedResponse]
    private let starting: [Language: PreparedResponse]

    private let queries: any SiteQueries
    private let catalogue: Catalogue

    /// `queries` are asked for what no snapshot holds; `catalogue` is what can be followed by one press.
    package init(settings: SiteSettings, queries: any SiteQueries = HeldQueries(), catalogue: Catalogue = .builtIn) {
        self.settings = settings
        self.queries = queries
        self.catalogue = catalogue
        fixed = Self.fixedResponses()
        starting = Dictionary(
            uniqueKeysWithValues: LanguagePack.all.map { words in
                let page = ErrorPage(status: .serviceUnavailable, words: words, origin: settings.origin)
                let headers: HTTPHeaders = [
                    "Content-Type": Self.htmlType, "Content-Language": words.language.code, "Cache-Control": "no-store",
                    "Retry-After": "5",
                ]
                return (
                    words.language,
                    PreparedResponse(status: .serviceUnavailable, headers: headers, body: html(page).bytes)
                )
            })
    }

    /// Takes a first snapshot without preparing pages: each is made when it is asked for. So a start is quick, and
    /// ``update(_:now:)`` follows.
    package func begin(_ site: SiteSnapshot, now: Instant) {
        let view = SiteView(site, settings: settings, now: now)
        state.withLock { state in
            state.view = view
        }
    }

    /// Renders what changed since the last snapshot, and nothing else. Returns how many pages were rendered.
    @discardableResult
    package func update(_ site: SiteSnapshot, now: Instant) -> Int {
        updating.withLock { _ in
            let before = state.withLock { $0.pages }
            let view = SiteView(site, settings: settings, now: now)
            var pages: [String: Prepared] = [:]
            var rendered = 0
            for (target, input) in PageInputMaker.all(view, settings: settings) {
                if let known = before[target], known.input == input {
                    pages[target] = known
                } else {
                    let response = response(input)
                    pages[target] = Prepared(input: input, response: response)
                    rendered += 1
                }
            }
            state.withLock { state in
                state.view = view
                state.pages = pages
            }
            return rendered
        }
    }

    /// The response for a raw target (path and query), when it is known in advance.
    package func prepared(target: String) -> PreparedResponse? {
        if let response = fixed[target] { return response }
        return state.withLock { $0.pages[target]?.response }
    }

    /// Every prepared page of the site, for exports and checks.
    package func preparedTargets() -> [String] {
        state.withLock { $0.pages.keys.sorted() } + fixed.keys.sorted()
    }

    /// Answers everything under this surface that is not prepared: redirects, older incidents, and "not found".
    package func reply(to request: HTTPRequest) -> HTTPReply {
        guard request.method == .get || request.method == .head else {
            let failure = HTTPFailure(
                status: .methodNotAllowed, detail: "Use GET or HEAD here.", requestID: request.id,
                accept: request.headers["Accept"], path: request.path)
            var response = self.failure(failure, acceptLanguage: request.headers["Accept-Language"])
            response.headers.set("Allow", "GET, HEAD")
            return .now(response)
        }
        let language = LanguageChoice.best(accepting: request.headers["Accept-Language"])
        if request.path == "/" {
            let target = SitePlace.home.address(language).text
            return .now(
                HTTPResponse(
                    status: .found,
                    headers: ["Location": target, "Vary": "Accept-Language", "Cache-Control": "no-cache"]))
        }
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        if parts.count == 1, let code = parts.first, let known = Language(code), LanguagePack.exists(for: known) {
            return .now(
                HTTPResponse(
                    status: .movedPermanently, headers: ["Location": SitePlace.home.address(known).text]))
        }
        guard let parameters = QueryParameters(request.query) else {
            return .now(refused(request, "The query is not properly encoded, or has too many parts."))
        }
        let query = WebRoutes.query(parts, parameters)
        // A prepared page asked for with a query that means nothing is the same page.
        if query.isEmpty, let response = prepared(target: request.path) { return .prepared(response) }
        guard let view = state.withLock({ $0.view }) else {
            guard let response = starting[language] else { return .now(HTTPResponse(status: .serviceUnavailable)) }
            return .prepared(response)
        }
        switch WebRoutes(view: view, settings: settings, queries: queries).answer(parts, query) {
        case .missing: return .now(notFound(request))
        case .moved(let address):
            return .now(HTTPResponse(status: .found, headers: ["Location": address.text, "Cache-Control": "no-cache"]))
        case .page(let input): return .later { [self] in .prepared(await made(input)) }
        case .asking(let ask):
            return .later { [self] in
                do throws(QueryFailure) {
                    guard let input = try await ask() else { return .now(notFound(request)) }
                    return .prepared(await made(input))
                } catch {
                    return .now(unreadable(request, error.message))
                }
            }
        }
    }

    /// As ``reply(to:)``, for somebody who is signed in: made for them, with the forms that their roles let them send, and
    /// kept by nobody.
    package func reply(to request: HTTPRequest, for reader: SiteReader) async -> HTTPReply {
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        guard let parameters = QueryParameters(request.query), let view = state.withLock({ $0.view }) else {
            return reply(to: request)
        }
        let query = WebRoutes.query(parts, parameters)
        switch WebRoutes(view: view, settings: settings.read(by: reader), queries: queries).answer(parts, query) {
        case .page(let input): return .now(await response(.ok, input, for: reader))
        case .asking(let ask):
            do throws(QueryFailure) {
                guard let input = try await ask() else { return .now(notFound(request)) }
                return .now(await response(.ok, input, for: reader))
            } catch {
                return .now(unreadable(request, error.message))
            }
        case .missing, .moved: return reply(to: request)
        }
    }

    /// The page for following with what came of a POST, for who handles it. After a success rather answer with a
    /// redirect to `/en/follow?followed=ID`: then reloading follows nothing twice.
    package func followPage(
        _ outcome: FollowOutcome, language: Language, status: HTTPStatus, for reader: SiteReader? = nil
    ) async -> HTTPResponse? {
        guard let view = state.withLock({ $0.view }) else { return nil }
        let make = PageInputMaker(view: view, settings: settings, language: LanguagePack.of(language).language)
        return await response(status, make.follow(SiteQuery(), outcome: outcome), for: reader)
    }

    /// The page of an event with what came of a POST; nil when there is no such event.
    package func eventPage(
        _ id: String, _ outcome: EventOutcome, language: Language, status: HTTPStatus, for reader: SiteReader? = nil
    ) async -> HTTPResponse? {
        guard let view = state.withLock({ $0.view }), let facts = IncidentID(id).flatMap({ view.events.facts(of: $0) })
        else { return nil }
        let make = PageInputMaker(view: view, settings: settings, language: LanguagePack.of(language).language)
        return await response(status, make.event(facts, outcome: outcome), for: reader)
    }

    /// The event that an incident tells now, and its incidents, the earliest first.
    package func event(of incident: IncidentID) -> (id: String, incidents: [IncidentID])? {
        guard let view = state.withLock({ $0.view }), let facts = view.events.facts(of: incident) else { return nil }
        return (facts.id, facts.incidents.map(\.id))
    }

    @concurrent
    private func response(
        _ status: HTTPStatus, _ input: PageInput, for reader: SiteReader?
    ) async -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [
                "Content-Type": Self.htmlType, "Content-Language": input.language.code, "Cache-Control": "no-store",
            ],
            body: .bytes(input.render(settings: settings.read(by: reader), catalogue: catalogue).bytes))
    }

    private func refused(_ request: HTTPRequest, _ detail: String) -> HTTPResponse {
        let failure = HTTPFailure(
            status: .badRequest, detail: detail, requestID: request.id, accept: request.headers["Accept"],
            path: request.path)
        return self.failure(failure, acceptLanguage: request.headers["Accept-Language"])
    }

    /// The journal can't be read at the moment: the sentence says why, and the pages of now still stand.
    private func unreadable(_ request: HTTPRequest, _ message: String) -> HTTPResponse {
        let language =
            LanguageChoice.ofPath(request.path) ?? LanguageChoice.best(accepting: request.headers["Accept-Language"])
        let page = ErrorPage(
            unreadable: message, words: .of(language), requestID: request.id, origin: settings.origin)
        return HTTPResponse(
            status: .serviceUnavailable,
            headers: [
                "Content-Type": Self.htmlType, "Content-Language": language.code, "Vary": "Accept-Language",
                "Cache-Control": "no-store", "Retry-After": "60",
            ],
            body: .bytes(html(page).bytes))
    }

    private func notFound(_ request: HTTPRequest) -> HTTPResponse {
        let failure = HTTPFailure(
            status: .notFound, detail: "There is no such page.", requestID: request.id,
            accept: request.headers["Accept"], path: request.path)
        return self.failure(failure, acceptLanguage: request.headers["Accept-Language"])
    }

    /// An error page in the language of the path, else the best that the reader accepts.
    package func failure(_ failure: HTTPFailure, acceptLanguage: String? = nil) -> HTTPResponse {
        let language =
            LanguageChoice.ofPath(failure.path ?? "") ?? LanguageChoice.best(accepting: acceptLanguage)
        let page = ErrorPage(
            status: failure.status, words: .of(language), detail: failure.detail, requestID: failure.requestID,
            origin: settings.origin)
        return HTTPResponse(
            status: failure.status,
            headers: [
                "Content-Type": Self.htmlType, "Content-Language": language.code, "Vary": "Accept-Language",
                "Cache-Control": "no-store",
            ],
            body: .bytes(html(page).bytes))
    }

    private static let htmlType = "text/html; charset=utf-8"

    /// Off the server's loop, which has other readers.
    @concurrent
    private func made(_ input: PageInput) async -> PreparedResponse { response(input) }

    private func response(_ input: PageInput) -> PreparedResponse {
        var headers: HTTPHeaders = [
            "Content-Type": Self.htmlType, "Content-Language": input.language.code, "Cache-Control": "no-cache",
        ]
        // Whoever is signed in gets these with forms; see `WebForms` in App.
        if input.hasForms { headers.set("Vary", "Cookie") }
        return PreparedResponse(headers: headers, body: input.render(settings: settings, catalogue: catalogue).bytes)
    }

    private static func fixedResponses() -> [String: PreparedResponse] {
        let style = PreparedResponse(
            headers: [
                "Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable",
            ], body: Stylesheet.bytes)
        let icon = PreparedResponse(
            headers: ["Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=86400"],
            body: Array(Drawings.favicon.utf8))
        let robots = PreparedResponse(
            headers: ["Content-Type": "text/plain; charset=utf-8", "Cache-Control": "public, max-age=86400"],
            body: Array(Drawings.robots.utf8))
        return [
            Stylesheet.address.text: style, "/favicon.svg": icon, "/favicon.ico": icon, "/robots.txt": robots,
        ]
    }
}
