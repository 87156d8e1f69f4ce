internal import HTTP
internal import Incidents
internal import Journal
internal import Network
internal import StatusPages
internal import Subscribing
internal import Synchronization
internal import Vocabulary

/// What readers' forms about subscriptions send, and the links of messages, below a brand's page in one language.
///
/// A link is proof enough of who follows it, so these need no login. What changes something is posted: programs that open
/// the links of mail to look at them change nothing. One-click unsubscribing (RFC 8058) is posted by the mail program's
/// makers, from anywhere.
struct SubscribingRoutes: Sendable {
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
        var site: BrandSite
        var language: Language
        var token: String
        var brand: BrandID { site.brand.id }
    }

    /// Nil for what is none of these addresses.
    func reply(_ request: HTTPRequest, _ site: BrandSite, _ language: Language, _ rest: [String]) -> HTTPReply? {
        guard let order = rest.first, rest.count == (order == "subscribe" ? 1 : 2) else { return nil }
        let asked = Asked(request: request, site: site, language: language, token: rest.count > 1 ? rest[1] : "")
        let isPost = request.method == .post
        let isLook = request.method == .get || request.method == .head
        switch order {
        case "subscribe": guard isPost else { return nil }
        case "confirm", "manage", "unsubscribe": guard isPost || isLook else { return nil }
        default: return nil
        }
        return .later {
            var response = await answer(order, isPost: isPost, asked)
            // The link is in the address: it stays with the reader.
            response.headers.set("Referrer-Policy", "no-referrer")
            response.headers.set("Cache-Control", "no-store")
            response.headers.set("X-Robots-Tag", "noindex")
            return .now(response)
        }
    }

    private func answer(_ order: String, isPost: Bool, _ asked: Asked) async -> HTTPResponse {
        switch order {
        case "subscribe": await subscribe(asked)
        case "confirm": isPost ? await confirm(asked) : await question(asked)
        case "unsubscribe" where isPost: await unsubscribe(asked)
        case "manage" where isPost: await change(asked)
        // Also what a mail program shows when it opens the link to unsubscribe instead of posting to it.
        default: await manage(asked, isSaved: asked.request.query == "saved")
        }
    }

    // MARK: Asking and confirming

    private func subscribe(_ asked: Asked) async -> HTTPResponse {
        let fields: QueryParameters
        switch form(asked, ["kind", "address", "key", "language", "component"], many: ["component"]) {
        case .success(let given): fields = given
        case .failure(let refusal): return failure(refusal.failure)
        }
        guard asks.mayAsk(asked.request.clientAddress, now: now()) else { return show(.tooMany, asked) }
        let (kind, address) = (fields["kind"] ?? "mail", (fields["address"] ?? "").trimmed)
        do throws(SubscriberOrders.Refusal) {
            guard let kind = Self.kind(kind, address) else { throw .target(.kind) }
            let wish = try wish(fields, asked)
            try await orders.ask(
                kind, address, signingKey: fields["key"], brand: asked.brand, wish: wish, actor: Self.reader)
            return show(.asked(address: address), asked)
        } catch {
            if case .journal = error { return show(.notNow, asked) }
            return show(.form(Self.shown(kind, address, fields, asked), problem: error), asked)
        }
    }

    /// What the page offers: what this installation can send to.
    static func kinds(offeredBy rule: TargetRule) -> [SubscribeFields.Kind] {
        SubscribeFields.Kind.allCases.filter { kind in
            SubscriberTarget.Kind(rawValue: kind.rawValue).map { rule.kinds.contains($0) } ?? true
        }
    }

    /// The page's form has chats as one kind where their address tells which; nil where it does not: anybody may run a
    /// Mattermost or an ntfy, under any name.
    private static func kind(_ word: String, _ address: String) -> SubscriberTarget.Kind? {
        guard word == "chat" else { return SubscriberTarget.Kind(rawValue: word) }
        guard let host = (try? FetchURL(address))?.host else { return nil }
        func ends(_ names: String...) -> Bool { names.contains { host == $0 || host.hasSuffix("." + $0) } }
        if ends("slack.com") { return .slack }
        if ends("discord.com", "discordapp.com") { return .discord }
        if ends("office.com", "logic.azure.com", "powerplatform.com") { return .teams }
        if ends("ntfy.sh") { return .ntfy }
        return nil
    }

    /// What was sent, for the form that is shown again.
    private static func shown(
        _ kind: String, _ address: String, _ fields: QueryParameters, _ asked: Asked
    ) -> SubscribeFields {
        SubscribeFields(
            kind: SubscribeFields.Kind(rawValue: kind) ?? .chat, address: address,
            components: fields.all("component").compactMap { ComponentID($0) },
            language: fields["language"].flatMap { Language($0) } ?? asked.language)
    }

    private func question(_ asked: Asked) async -> HTTPResponse {
        do throws(SubscriberOrders.Refusal) {
            let subscriber = try await orders.asked(asked.token)
            guard subscriber.brand == asked.brand else { throw .token }
            return show(.question, asked)
        } catch {
            return refused(error, asked)
        }
    }

    private func confirm(_ asked: Asked) async -> HTTPResponse {
        do throws(SubscriberOrders.Refusal) {
            let (_, token) = try await orders.confirm(asked.token, actor: Self.reader)
            return HTTPResponse(status: .seeOther, headers: ["Location": "../manage/\(token)?saved"])
        } catch {
            return refused(error, asked)
        }
    }

    // MARK: Managing

    private func manage(_ asked: Asked, isSaved: Bool) async -> HTTPResponse {
        do throws(SubscriberOrders.Refusal) {
            let subscriber = try await managed(asked)
            if subscriber.state == .unsubscribed { return show(.unsubscribed(token: asked.token), asked) }
            return show(
                .manage(token: asked.token, Self.fields(subscriber, subscriber.wish), isSaved: isSaved, problem: nil),
                asked)
        } catch {
            return refused(error, asked)
        }
    }

    /// The page has two buttons: one that keeps what was chosen, and one that ends it all.
    private func change(_ asked: Asked) async -> HTTPResponse {
        let fields: QueryParameters
        let names: Set<String> = ["do", "kind", "address", "language", "component"]
        switch form(asked, names, many: ["component"]) {
        case .success(let given): fields = given
        case .failure(let refusal): return failure(refusal.failure)
        }
        if fields["do"] == "unsubscribe" { return await unsubscribe(asked) }
        do throws(SubscriberOrders.Refusal) {
            let subscriber = try await managed(asked)
            do throws(SubscriberOrders.Refusal) {
                try await orders.change(asked.token, wish(fields, asked), actor: Self.reader)
            } catch {
                if case .journal = error { throw error }
                let shown = Self.fields(subscriber, subscriber.wish)
                return show(.manage(token: asked.token, shown, isSaved: false, problem: error), asked)
            }
            return HTTPResponse(status: .seeOther, headers: ["Location": "\(asked.token)?saved"])
        } catch {
            return refused(error, asked)
        }
    }

    /// The body is not looked at: RFC 8058 has `List-Unsubscribe=One-Click` there, a button of ours has nothing.
    private func unsubscribe(_ asked: Asked) async -> HTTPResponse {
        do throws(SubscriberOrders.Refusal) {
            _ = try await managed(asked)
            _ = try await orders.unsubscribe(asked.token, actor: Self.reader)
            return show(.unsubscribed(token: asked.token), asked)
        } catch {
            return refused(error, asked)
        }
    }

    /// A link leads to its own brand's page alone.
    private func managed(_ asked: Asked) async throws(SubscriberOrders.Refusal) -> Subscriber {
        let subscriber = try await orders.managed(asked.token)
        guard subscriber.brand == asked.brand else { throw .token }
        return subscriber
    }

    /// What the owner of the link sees of their own subscription.
    private static func fields(_ subscriber: Subscriber, _ wish: Subscriber.Wish) -> SubscribeFields {
        let (kind, address): (SubscribeFields.Kind, String) =
            switch subscriber.target {
            case .mail(let address): (.mail, address)
            case .webhook(let url, _): (.webhook, url)
            case .chat(let chat, let url): (SubscribeFields.Kind(rawValue: chat.rawValue) ?? .chat, url)
            case .telegram(let chat): (.telegram, chat)
            case .sms(let number): (.sms, number)
            }
        return SubscribeFields(
            kind: kind, address: address, components: wish.components, language: wish.language)
    }

    // MARK: Parts

    private static let reader: Actor = "reader:subscriber"

    private func show(_ content: SubscriberPage.Content, _ asked: Asked) -> HTTPResponse {
        page(SubscriberPage(site: asked.site, language: asked.language, content: content))
    }

    private func refused(_ refusal: SubscriberOrders.Refusal, _ asked: Asked) -> HTTPResponse {
        if case .journal = refusal { return show(.notNow, asked) }
        return show(.unknownToken, asked)
    }

    private func wish(
        _ fields: QueryParameters, _ asked: Asked
    ) throws(SubscriberOrders.Refusal) -> Subscriber.Wish {
        guard let language = Language(fields["language"] ?? asked.language.code) else { throw .language }
        var wish = Subscriber.Wish(language: language)
        for text in fields.all("component") where !text.isEmpty {
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
