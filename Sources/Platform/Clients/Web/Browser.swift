internal import HTTP

/// A person's browser without script: keeps cookies, posts forms, goes where it is sent.
struct Browser: Sendable {
    /// Where it has come.
    enum Visit: Sendable {
        case page(Page)
        /// It was sent to the shop, whose pages are not ours to open.
        case atShop(FetchURL)
        case notSent(String)
        case unanswered(String)
    }

    private let link: WebLink
    /// The shop's origin: it is not gone to.
    private let shop: FetchURL?
    /// By origin, since that is what cookies of `__Host-` are kept to.
    private var cookies: [String: [(name: String, value: String)]] = [:]
    private static let redirectsMost = 10

    init(_ surroundings: WebSurroundings, shop: FetchURL? = nil) {
        link = WebLink(surroundings: surroundings)
        self.shop = shop
    }

    /// An address that somebody typed, or a link that was followed.
    mutating func open(_ address: FetchURL) async -> Visit { await go(.get, address, body: [], site: "none") }

    /// Sends a page's form with what was typed, and the button that was pressed.
    mutating func send(
        _ form: Page.Form, on page: Page, typing typed: [String: String] = [:], pressing button: Page.Field? = nil
    ) async -> Visit {
        guard let target = try? page.address.resolving(form.action) else { return .notSent("the form leads nowhere") }
        var fields = form.fields.map { ($0.name, typed[$0.name] ?? $0.value) }
        if let button { fields.append((button.name, button.value)) }
        let body = fields.map { PercentCoding.encode($0) + "=" + PercentCoding.encode($1) }.joined(separator: "&")
        let site = target.hasSameOrigin(as: page.address) ? "same-origin" : "cross-site"
        return await go(.post, target, body: Array(body.utf8), site: site)
    }

    private mutating func go(_ method: HTTPMethod, _ address: FetchURL, body: [UInt8], site: String) async -> Visit {
        var (method, address, body, site) = (method, address, body, site)
        for turn in 0...Self.redirectsMost {
            var headers: HTTPHeaders = [
                "Accept": "text/html", "Accept-Language": "en", "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate",
            ]
            if method == .post { headers.add("Content-Type", "application/x-www-form-urlencoded") }
            if let kept = cookies[address.origin], !kept.isEmpty {
                headers.add("Cookie", kept.map { "\($0.name)=\($0.value)" }.joined(separator: "; "))
            }
            let response: FetchResponse
            switch await link.ask(method, address, headers: headers, body: body) {
            case .answered(let answered): response = answered
            // After a redirect something was sent and answered already.
            case .notSent(let reason): return turn == 0 ? .notSent(reason) : .unanswered(reason)
            case .unanswered(let reason): return .unanswered(reason)
            }
            for cookie in response.headers.all("Set-Cookie") { keep(cookie, of: address.origin) }
            let status = response.status.code
            guard [301, 302, 303].contains(status), let location = response.headers["Location"],
                let next = try? address.resolving(location)
            else { return .page(Page(address: address, status: status, body: response.body)) }
            if let shop, next.hasSameOrigin(as: shop) { return .atShop(next) }
            if !next.hasSameOrigin(as: address) { site = "cross-site" }
            (method, address, body) = (.get, next, [])
        }
        return .unanswered("redirects without end")
    }

    private mutating func keep(_ cookie: String, of origin: String) {
        let parts = cookie.split(separator: ";").map { $0.drop { $0 == " " } }
        guard let pair = parts.first, let mark = pair.firstIndex(of: "=") else { return }
        let name = String(pair[..<mark])
        let isOver = parts.dropFirst().contains { $0.lowercased() == "max-age=0" }
        cookies[origin, default: []].removeAll { $0.name == name }
        if !isOver, (cookies[origin]?.count ?? 0) < 20 {
            cookies[origin, default: []].append((name, String(pair[pair.index(after: mark)...])))
        }
    }
}
