package import Access
package import Announcing
internal import Bytes
package import Desk
package import HTTP
internal import Incidents
package import Journal
internal import Markup
package import Moving
package import Subscribing
internal import Telling
package import Vocabulary

/// Answers every address of the console.
///
/// For each request, in this order: is the program set up; who asks; is the form one of ours; may they. Only then
/// somebody looks at what was typed. Who asks is a person with a session: a program with a token uses the API, and is
/// refused here.
package struct ConsoleSurface: Sendable {
    let access: AccessService
    /// Nil where nobody signs in by an identity provider.
    let openID: OpenIDEntrance?
    let desk: Desk
    let store: any JournalStore & Archive
    /// Nil where nobody can subscribe.
    let subscribing: SubscriberOrders?
    /// Nil where nothing long can be begun.
    let moving: MovingDesk?
    /// Nil where nothing is watched.
    let announcing: AnnouncingDesk?
    /// Takes to its reader what sets a new password; nil where no mail is sent to who works here.
    let mail: PasswordMail?
    /// Nil where nothing is watched.
    let watched: (any WatchSource)?
    let zones: ZoneCatalogue
    /// Under which origins browsers know us; the one that they use themselves is always among them.
    let origins: Set<String>
    let now: @Sendable () -> Instant
    let random: @Sendable (Int) -> [UInt8]
    /// Returns when pages show what was recorded, or when that takes too long.
    let settled: @Sendable () async -> Void

    package init(
        access: AccessService, openID: OpenIDEntrance? = nil, desk: Desk,
        store: any JournalStore & Archive,
        subscribing: SubscriberOrders? = nil, moving: MovingDesk? = nil, announcing: AnnouncingDesk? = nil,
        mail: PasswordMail? = nil, watched: (any WatchSource)? = nil, zones: ZoneCatalogue, origins: [String] = [],
        now: @escaping @Sendable () -> Instant, random: @escaping @Sendable (Int) -> [UInt8],
        settled: @escaping @Sendable () async -> Void = {}
    ) {
        self.access = access
        self.openID = openID
        self.desk = desk
        self.store = store
        self.subscribing = subscribing
        self.moving = moving
        self.announcing = announcing
        self.mail = mail
        self.watched = watched
        self.zones = zones
        self.origins = Set(origins.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 })
        self.now = now
        self.random = random
        self.settled = settled
    }

    /// The address of a route in a language, as the router knows it.
    package static func pattern(_ route: ConsoleRoute, _ language: Language) -> String {
        route.hasNoLanguage ? route.pattern : "/" + language.code + "/console" + route.pattern
    }

    package func add(to router: inout Router) {
        let style = PreparedResponse(
            headers: [
                "Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable",
            ], body: ConsoleStylesheet.bytes)
        router.on(.get, ConsoleRoute.style.pattern) { _, _ in .prepared(style) }
        let script = PreparedResponse(
            headers: [
                "Content-Type": "text/javascript; charset=utf-8",
                "Cache-Control": "public, max-age=31536000, immutable",
            ], body: ConsoleScript.bytes)
        router.on(.get, ConsoleRoute.script.pattern) { _, _ in .prepared(script) }
        router.on(.get, ConsoleRoute.openIDAnswered.pattern) { request, place in
            .later { .now(await answer(.openIDAnswered, request, place, language(ofReturn: request))) }
        }
        for language in LanguagePack.all.map(\.language) {
            for route in ConsoleRoute.allCases where !route.hasNoLanguage {
                let limit =
                    route.fileBytesMost ?? (route.method == .post ? Fields.bodyBytesMost : nil)
                router.on(route.method, Self.pattern(route, language), bodyLimit: limit) { request, place in
                    .later { .now(await answer(route, request, place, language)) }
                }
            }
        }
    }

    /// Answers one request, off the server's loop.
    @concurrent
    package func answer(
        _ route: ConsoleRoute, _ request: HTTPRequest, _ place: RouteParameters, _ language: Language
    ) async -> HTTPResponse {
        let words = LanguagePack.of(language)
        let cookies = Cookies(request)
        let visitor = cookies.token(.visitor)
        let newVisitor = visitor == nil ? SessionToken(Base64URL.encode(random(SessionToken.count))) : nil
        var ask = Ask(
            route: route, request: request, place: place, query: QueryParameters(request.query) ?? Self.noQuery,
            words: words, now: now(), formToken: (visitor ?? newVisitor)?.formToken ?? "", cookies: cookies,
            ways: SignInWays(
                identityProvider: openID?.name, hasPasswords: access.rules.allowsPasswords,
                hasMail: mail != nil && access.rules.allowsPasswords))
        ask.hasCases = announcing != nil
        var response: HTTPResponse
        do throws(ConsoleRefusal) {
            try await admit(&ask)
            response = try await work(ask)
        } catch {
            response = refused(error, ask)
        }
        if let newVisitor, ask.session == nil {
            response.headers.add("Set-Cookie", cookies.setting(.visitor, to: newVisitor))
        }
        return response
    }

    private static let noQuery = QueryParameters()

    // MARK: Who may

    /// Refuses, or completes the request with who asks and what was typed.
    private func admit(_ ask: inout Ask) async throws(ConsoleRefusal) {
        if ask.request.headers["Authorization"] != nil {
            throw .access(AccessRefusal(.personOnly, ask.words(.refusedToken)))
        }
        let token = ask.cookies.token(.session)
        if let token, let identity = try await asking({ () throws(AccessRefusal) in try await access.identify(token) })
        {
            ask.identity = identity
            ask.session = token
            ask.formToken = token.formToken
        }
        if ask.route.need != .nobody, ask.identity == nil { throw .signedOut }
        if ask.isTold { try admitForm(&ask) }
        if case .rights(let rights) = ask.route.need { try ask.require(rights) }
    }

    /// A form comes from a page of ours, and from this browser's: the browser says from where, and the form has its
    /// token.
    private func admitForm(_ ask: inout Ask) throws(ConsoleRefusal) {
        let forged = ConsoleRefusal.access(AccessRefusal(.notAllowed, ask.words(.refusedForm)))
        let headers = ask.request.headers
        if isForeign(ask.request) { throw forged }
        let type = (headers["Content-Type"] ?? "").prefix { $0 != ";" }
        let read: Fields? =
            if let most = ask.route.fileBytesMost {
                Multipart(ask.request.body, type: headers["Content-Type"] ?? "", most: most).flatMap { Fields($0) }
            } else if type.filter({ $0 != " " }).lowercased() == "application/x-www-form-urlencoded" {
                Fields(ask.request.body)
            } else {
                nil
            }
        guard var fields = read else { throw .access(AccessRefusal(.invalid, ask.words(.refusedBody))) }
        let key = ask.session ?? ask.cookies.token(.visitor)
        guard let key, key.isForm(fields[FormField.token]) else { throw forged }
        fields.forget(FormField.token)
        ask.fields = fields
    }

    // MARK: Doing it

    private func work(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        switch ask.route {
        case .style, .script: throw .notFound
        case .told: return try await told(ask)
        case .firstRun, .firstRunSent, .signIn, .signInSent, .secondStepSent, .join, .joinSent, .newPassword,
            .newPasswordSent, .forgotten, .forgottenSent, .openIDAsked, .openIDAnswered, .signOutSent:
            return try await door(ask)
        case .account, .profileSent, .emailSent, .passwordSent, .factorBegun, .factorConfirmed, .factorRemoved,
            .recoverySent, .sessionRevoked, .sessionsRevoked:
            return try await own(ask)
        case .tokens, .tokenIssued, .tokenRevoked: return try await tokens(ask)
        case .users, .userInvited, .user, .rolesSent, .userDisabled, .userEnabled, .userReset, .userFactorRemoved,
            .userSessionsEnded:
            return try await people(ask)
        case .catalogue, .catalogueNew, .catalogueItem, .catalogueSent, .catalogueItemSent:
            return try await catalogue(ask)
        case .catalogueAgreed, .catalogueDeclined: return try await agreeing(ask)
        case .catalogueRetired, .catalogueTakenBack: return try await retiring(ask)
        case .logoSent, .logoChosen, .logoRemoved, .logoShown: return try await logo(ask)
        case .subscribers, .subscribersSought, .subscriberAdded, .subscriberAsked, .subscriberRemoved,
            .subscribersImported, .givenUp, .givenUpResent, .deliveries:
            return try await subscribers(ask)
        case .audit: return try await audit(ask)
        case .moving, .movingAddressSent, .movingFileSent, .movingListSent, .movingExported:
            return try await moving(ask)
        case .announcing, .announcingCase, .announcingStopped, .announcingLabelled, .announcingEnded,
            .announcingEvidence:
            return try await announcing(ask)
        case .overview, .incidents: return try await lists(ask)
        case .watch, .watchTarget, .watchCases, .watchCase, .watchNoise: return try await watching(ask)
        case .declare, .declareSent, .plan, .planSent: return try await declaring(ask)
        case .postmortem, .postmortemSent, .postmortemPublished: return try await learning(ask)
        default: return try await incident(ask)
        }
    }

    // MARK: Answers

    func show(_ page: ConsolePage, _ ask: Ask, status: HTTPStatus = .ok) -> HTTPResponse {
        var response = HTTPResponse(
            status: status,
            headers: [
                "Content-Type": "text/html; charset=utf-8", "Content-Language": ask.language.code,
                "Cache-Control": "no-store", "Referrer-Policy": "same-origin",
            ], body: .bytes(html(page).bytes))
        if page.isLive { response.headers.set("Content-Security-Policy", ConsoleScript.policy) }
        return response
    }

    func seeOther(_ path: [String], _ query: [(String, String)] = [], _ ask: Ask) -> HTTPResponse {
        let address = PageMaker.address(ask.language, path).with(query)
        return HTTPResponse(status: .seeOther, headers: ["Location": address.text, "Cache-Control": "no-store"])
    }

    func refused(_ refusal: ConsoleRefusal, _ ask: Ask) -> HTTPResponse {
        switch refusal {
        case .signedOut:
            guard ask.isTold else {
                let here = ask.request.path + (ask.request.query.map { "?" + $0 } ?? "")
                return seeOther(["sign-in"], [("next", here)], ask)
            }
            var ask = ask
            if let token = ask.cookies.token(.visitor) { ask.formToken = token.formToken }
            var page = PageMaker(ask, zones: zones).signIn(Fields(), next: "")
            page.notices = [.init(kind: .problem, words: .init(ask.words(.refusedSignedOut)))]
            return show(page, ask, status: .unauthorized)
        case .notFound:
            return problem(ask, ask.words(.notFoundHere), .notFound)
        case .journal: return problem(ask, ask.words(.refusalUnavailable), .serviceUnavailable)
        case .access(let refusal):
            var response = problem(ask, ask.words.say(refusal), Self.status(refusal))
            if let wait = refusal.retryAfter { response.headers.set("Retry-After", "\(wait.wholeSeconds)") }
            return response
        case .desk(let refusal):
            if let message = refusal.message(in: ask.words) { return problem(ask, message, Self.status(refusal)) }
            return problem(ask, refusal.message, Self.status(refusal), language: .english)
        }
    }

    private func problem(
        _ ask: Ask, _ text: String, _ status: HTTPStatus, language: Language? = nil
    ) -> HTTPResponse {
        var page = PageMaker(ask, zones: zones).page(ask.words(.refusedTitle))
        page.notices = [.init(kind: .problem, words: .init(text, language: language == ask.language ? nil : language))]
        return show(page, ask, status: status)
    }

    static func status(_ refusal: AccessRefusal) -> HTTPStatus {
        switch refusal.code {
        case .notSignedIn: .unauthorized
        case .notAllowed, .personOnly, .stranger, .openIDRefused, .passwordsOff: .forbidden
        case .throttled: .tooManyRequests
        case .notFound: .notFound
        case .conflict, .keyReused, .emailTaken, .lastAdmin, .setupOver: .conflict
        case .unavailable, .openIDAway: .serviceUnavailable
        default: .unprocessableContent
        }
    }

    static func status(_ refusal: DeskRefusal) -> HTTPStatus {
        switch refusal.reason {
        case .refused, .incomplete: .unprocessableContent
        case .samePerson: .forbidden
        case .notFound: .notFound
        case .conflict, .keyReused: .conflict
        case .unavailable: .serviceUnavailable
        }
    }

    // MARK: Asking others

    func asking<Value>(
        _ work: () async throws(AccessRefusal) -> Value
    ) async throws(ConsoleRefusal) -> Value {
        do throws(AccessRefusal) {
            return try await work()
        } catch {
            throw .access(error)
        }
    }

    func desking<Value>(_ work: () async throws(DeskRefusal) -> Value) async throws(ConsoleRefusal) -> Value {
        do throws(DeskRefusal) {
            return try await work()
        } catch {
            throw .desk(error)
        }
    }

    func reading<Value: Sendable>(
        _ work: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Value
    ) async throws(ConsoleRefusal) -> Value {
        do throws(JournalError) {
            return try await store.read(work)
        } catch {
            throw .journal
        }
    }

    func site() async throws(ConsoleRefusal) -> Site {
        try await reading { documents throws(JournalError) in try Site(documents) }
    }

    /// Everybody's names, by what the journal calls them.
    func names() async throws(ConsoleRefusal) -> [String: String] {
        try await reading { documents throws(JournalError) in
            Dictionary(
                try AccessReading(documents).users().map { ($0.id.actor.rawValue, $0.name) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    /// For hidden fields: under it what is sent is done once.
    func newKey() -> String { Base64URL.encode(random(16)) }
}
