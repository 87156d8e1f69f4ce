package import HTTP
internal import Synchronization
internal import Telling
package import Vocabulary

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
        var site: SiteSnapshot?
        var now = Instant(seconds: 0)
        var pages: [String: Prepared] = [:]
    }

    private let settings: SiteSettings
    private let state = Mutex(State())
    /// Held while pages are rendered, so that two updates never overtake each other.
    private let updating = Mutex(())
    private let fixed: [String: PreparedResponse]
    private let starting: [Language: PreparedResponse]

    /// Finds an incident that the snapshot does not hold; nil when there is none.
    package typealias Finding = @Sendable (IncidentID) async -> Incident?

    private let older: Finding

    /// `older` is asked for incidents that no snapshot holds.
    package init(settings: SiteSettings, older: @escaping Finding = { _ in nil }) {
        self.settings = settings
        self.older = older
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
        state.withLock { state in
            state.site = site
            state.now = now
        }
    }

    /// Renders what changed since the last snapshot, and nothing else. Returns how many pages were rendered.
    @discardableResult
    package func update(_ site: SiteSnapshot, now: Instant) -> Int {
        updating.withLock { _ in
            let before = state.withLock { $0.pages }
            var pages: [String: Prepared] = [:]
            var rendered = 0
            for (target, input) in PageInput.all(site, settings: settings, now: now) {
                if let known = before[target], known.input == input {
                    pages[target] = known
                } else {
                    let response = Self.response(input, settings: settings)
                    pages[target] = Prepared(input: input, response: response)
                    rendered += 1
                }
            }
            state.withLock { state in
                state.site = site
                state.now = now
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
        // A prepared page asked for with a query that means nothing is the same page.
        if let response = prepared(target: request.path) { return .prepared(response) }
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        if parts.count == 1, let code = parts.first, let known = Language(code), LanguagePack.exists(for: known) {
            return .now(
                HTTPResponse(
                    status: .movedPermanently, headers: ["Location": SitePlace.home.address(known).text]))
        }
        let snapshot = state.withLock { state in state.site.map { ($0, state.now) } }
        guard let (site, now) = snapshot else {
            guard let response = starting[language] else { return .now(HTTPResponse(status: .serviceUnavailable)) }
            return .prepared(response)
        }
        if let input = PageInput.one(parts, site: site, settings: settings, now: now) {
            let settings = settings
            return .later { .prepared(await Self.made(input, settings: settings)) }
        }
        guard let (id, language) = PageInput.incidentAddress(parts) else { return .now(notFound(request)) }
        return .later { [self] in
            guard let incident = await older(id) else { return .now(notFound(request)) }
            let input = PageInput.incident(incident, language, site: site, settings: settings, now: now)
            return .prepared(await Self.made(input, settings: settings))
        }
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
    private static func made(_ input: PageInput, settings: SiteSettings) async -> PreparedResponse {
        response(input, settings: settings)
    }

    private static func response(_ input: PageInput, settings: SiteSettings) -> PreparedResponse {
        let headers: HTTPHeaders = [
            "Content-Type": htmlType, "Content-Language": input.language.code, "Cache-Control": "no-cache",
        ]
        return PreparedResponse(headers: headers, body: input.render(settings: settings).bytes)
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
