internal import HTTP
internal import Journal
internal import Network
internal import Subscribing
internal import Synchronization
internal import Vocabulary

/// What readers' forms about subscriptions send, and the links of messages.
///
/// A link is proof enough of who follows it, so these need no login. What changes something is posted: programs that open
/// the links of mail to look at them change nothing. One-click unsubscribing (RFC 8058) is posted by the mail program's
/// makers, from anywhere.
struct SubscribingRoutes: Sendable {
    static let bodyBytesMost = 32 << 10
    /// Questions that one network may have put in an hour.
    static let asksMost = 20

    let orders: SubscriberOrders
    let now: @Sendable () -> Instant
    let page: @Sendable (SubscriberPage) -> HTTPResponse
    let failure: @Sendable (HTTPFailure) -> HTTPResponse
    private let asks = AskCounter()

    init(
        orders: SubscriberOrders, now: @escaping @Sendable () -> Instant,
        page: @escaping @Sendable (SubscriberPage) -> HTTPResponse,
        failure: @escaping @Sendable (HTTPFailure) -> HTTPResponse
    ) {
        self.orders = orders
        self.now = now
        self.page = page
        self.failure = failure
    }

    private struct Asked: Sendable {
        var request: HTTPRequest
        var brand: BrandID
        var language: Language
        var token: String
    }

    func add(to router: inout Router) {
        on(.post, "subscribe", &router) { asked in await subscribe(asked) }
        on(.get, "confirm/:token", &router) { asked in await question(asked) }
        on(.post, "confirm/:token", &router) { asked in await confirm(asked) }
        on(.get, "manage/:token", &router) { asked in await manage(asked, isSaved: asked.request.query == "saved") }
        on(.post, "manage/:token", &router) { asked in await change(asked) }
        // What a mail program shows when it opens the link instead of posting to it.
        on(.get, "unsubscribe/:token", &router) { asked in await manage(asked, isSaved: false) }
        on(.post, "unsubscribe/:token", &router) { asked in await unsubscribe(asked) }
    }

    private func on(
        _ method: HTTPMethod, _ path: String, _ router: inout Router,
        _ work: @escaping @Sendable (Asked) async -> HTTPResponse
    ) {
        let hasToken = path.hasSuffix(":token")
        router.on(method, "/status/:brand/:language/\(path)", bodyLimit: Self.bodyBytesMost) { request, place in
            guard let brand = BrandID(place["brand"]), let language = Language(place["language"]) else {
                return .now(refused(.notFound, "There is no such page.", request))
            }
            let asked = Asked(
                request: request, brand: brand, language: language, token: hasToken ? place["token"] : "")
            return .later {
                var response = await work(asked)
                // The link is in the address: it stays with the reader.
                response.headers.set("Referrer-Policy", "no-referrer")
                response.headers.set("Cache-Control", "no-store")
                response.headers.set("X-Robots-Tag", "noindex")
                return .now(response)
            }
        }
    }

    // MARK: Asking and confirming

    private func subscribe(_ asked: Asked) async -> HTTPResponse {
        let fields: QueryParameters
        switch form(asked, ["kind", "target", "key", "language", "component"], many: ["component"]) {
        case .success(let given): fields = given
        case .failure(let refusal): return failure(refusal.failure)
        }
        let form = SubscriberPage.Form(
            kind: fields["kind"] ?? "mail", target: fields["target"] ?? "",
            language: fields["language"] ?? asked.language.code, components: fields.all("component"))
        guard asks.mayAsk(asked.request.clientAddress, now: now()) else { return show(.tooMany, asked) }
        do throws(SubscriberOrders.Refusal) {
            guard let kind = SubscriberTarget.Kind(rawValue: form.kind) else { throw .target(.kind) }
            let wish = try wish(form.language, form.components)
            try await orders.ask(
                kind, form.target.trimmed, signingKey: fields["key"], brand: asked.brand, wish: wish,
                actor: Self.reader)
            return show(.asked, asked)
        } catch {
            return show(.form(form, problem: error), asked)
        }
    }

    private func question(_ asked: Asked) async -> HTTPResponse {
        do throws(SubscriberOrders.Refusal) {
            let subscriber = try await orders.asked(asked.token)
            guard subscriber.brand == asked.brand else { throw .token }
            return show(.question(token: asked.token, subscriber.question?.wish ?? subscriber.wish), asked)
        } catch {
            return show(unknown(error), asked)
        }
    }

    private func confirm(_ asked: Asked) async -> HTTPResponse {
        do throws(SubscriberOrders.Refusal) {
            let (_, token) = try await orders.confirm(asked.token, actor: Self.reader)
            return show(.confirmed(manageToken: token), asked)
        } catch {
            return show(unknown(error), asked)
        }
    }

    // MARK: Managing

    private func manage(_ asked: Asked, isSaved: Bool) async -> HTTPResponse {
        do throws(SubscriberOrders.Refusal) {
            let subscriber = try await orders.managed(asked.token)
            return show(
                .manage(
                    token: asked.token, subscriber.state, subscriber.wish, isSaved: isSaved, problem: nil), asked)
        } catch {
            return show(unknown(error), asked)
        }
    }

    private func change(_ asked: Asked) async -> HTTPResponse {
        let fields: QueryParameters
        switch form(asked, ["language", "component"], many: ["component"]) {
        case .success(let given): fields = given
        case .failure(let refusal): return failure(refusal.failure)
        }
        var shown = Subscriber.Wish(language: asked.language)
        do throws(SubscriberOrders.Refusal) {
            let wish = try wish(fields["language"] ?? asked.language.code, fields.all("component"))
            shown = wish
            try await orders.change(asked.token, wish, actor: Self.reader)
            return HTTPResponse(
                status: .seeOther,
                headers: ["Location": "/status/\(asked.brand)/\(asked.language)/manage/\(asked.token)?saved"])
        } catch {
            if error == .token { return show(.unknownToken, asked) }
            return show(
                .manage(token: asked.token, .confirmed, shown, isSaved: false, problem: error), asked)
        }
    }

    /// The body is not looked at: RFC 8058 has `List-Unsubscribe=One-Click` there, a button of ours has nothing.
    private func unsubscribe(_ asked: Asked) async -> HTTPResponse {
        do throws(SubscriberOrders.Refusal) {
            _ = try await orders.unsubscribe(asked.token, actor: Self.reader)
            return show(.unsubscribed(manageToken: asked.token), asked)
        } catch {
            return show(unknown(error), asked)
        }
    }

    // MARK: Parts

    private static let reader: Actor = "reader:subscriber"

    private func show(_ content: SubscriberPage.Content, _ asked: Asked) -> HTTPResponse {
        page(SubscriberPage(brand: asked.brand, language: asked.language, content: content))
    }

    private func unknown(_ refusal: SubscriberOrders.Refusal) -> SubscriberPage.Content {
        if refusal == .token { return .unknownToken }
        return .form(SubscriberPage.Form(kind: "", target: "", language: "", components: []), problem: refusal)
    }

    private func wish(_ language: String, _ components: [String]) throws(SubscriberOrders.Refusal) -> Subscriber.Wish {
        guard let language = Language(language) else { throw .language }
        var wish = Subscriber.Wish(language: language)
        for text in components where !text.isEmpty {
            guard let component = ComponentID(text) else { throw .components }
            if !wish.components.contains(component) { wish.components.append(component) }
        }
        return wish
    }

    private struct Refused: Error { var failure: HTTPFailure }

    /// A form of ours: every field by its name, once unless it may come often.
    private func form(
        _ asked: Asked, _ names: Set<String>, many: Set<String>
    ) -> Result<QueryParameters, Refused> {
        func refuse(_ status: HTTPStatus, _ detail: String) -> Result<QueryParameters, Refused> {
            .failure(Refused(failure: failed(status, detail, asked.request)))
        }
        let type = (asked.request.headers["Content-Type"] ?? "").prefix { $0 != ";" }
        guard type.filter({ $0 != " " }).lowercased() == "application/x-www-form-urlencoded" else {
            return refuse(.unsupportedMediaType, "This address takes what a form of the status page sends.")
        }
        guard let fields = QueryParameters(form: asked.request.body) else {
            return refuse(.badRequest, "The form is not properly encoded, or has too many fields.")
        }
        let sent = fields.parameters.map(\.name)
        let single = sent.filter { !many.contains($0) }
        guard Set(sent).isSubset(of: names), Set(single).count == single.count else {
            return refuse(.badRequest, "This form has the fields \(names.sorted().joined(separator: ", ")).")
        }
        return .success(fields)
    }

    private func failed(_ status: HTTPStatus, _ detail: String, _ request: HTTPRequest) -> HTTPFailure {
        HTTPFailure(
            status: status, detail: detail, requestID: request.id, accept: request.headers["Accept"],
            path: request.path)
    }

    private func refused(_ status: HTTPStatus, _ detail: String, _ request: HTTPRequest) -> HTTPResponse {
        failure(failed(status, detail, request))
    }
}

/// How often each network asked lately: nobody makes us write to thousands of strangers.
private final class AskCounter: Sendable {
    private static let networksMost = 10_000
    private static let period = TimeSpan.hours(1)

    private let counts = Mutex<(since: Instant, networks: [String: Int])>((Instant(seconds: 0), [:]))

    func mayAsk(_ address: String, now: Instant) -> Bool {
        let network = Self.network(address)
        return counts.withLock { counts in
            if now - counts.since >= Self.period || now < counts.since { counts = (now, [:]) }
            // More networks than that in an hour are one attacker: then all of them share what is left.
            let key = counts.networks[network] != nil || counts.networks.count < Self.networksMost ? network : ""
            let count = counts.networks[key, default: 0] + 1
            counts.networks[key] = count
            return count <= SubscribingRoutes.asksMost
        }
    }

    /// An address, or the part of a long one that one customer has.
    private static func network(_ address: String) -> String {
        NetworkAddress(address)?.countingKey.description ?? address
    }
}

extension String {
    fileprivate var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
