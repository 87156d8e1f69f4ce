internal import Roles
package import HTTP
internal import Bytes
internal import Ledger
internal import Markup
internal import Vocabulary

/// Where a merchant's staff see their payments, take orders by telephone or mail, and make links to pay by.
package struct MerchantPages: Sendable {
    static let bodyMost = 16 << 10
    let service: GatewayService

    package init(_ service: GatewayService) { self.service = service }

    package enum Place: Sendable, CaseIterable {
        case signIn, signInSent, signOutSent, payments, payment, terminal, terminalSent

        var method: HTTPMethod {
            switch self {
            case .signInSent, .signOutSent, .terminalSent: .post
            default: .get
            }
        }

        var pattern: String {
            switch self {
            case .signIn, .signInSent: "/merchant/sign-in"
            case .signOutSent: "/merchant/sign-out"
            case .payments: "/merchant"
            case .payment: "/merchant/payments/:id"
            case .terminal, .terminalSent: "/merchant/terminal"
            }
        }
    }

    package func add(to router: inout Router) {
        for place in Place.allCases {
            router.on(place.method, place.pattern, bodyLimit: Self.bodyMost) { request, parameters in
                .later { .now(await answer(place, request, parameters)) }
            }
        }
    }

    @concurrent
    package func answer(_ place: Place, _ request: HTTPRequest, _ parameters: RouteParameters) async -> HTTPResponse {
        let cookie = SessionCookie(request)
        do throws(GatewayRefusal) {
            let session: MerchantSession? =
                if let token = cookie.token { try await service.session(token) } else { nil }
            switch place {
            case .signIn: return signInPage()
            case .signInSent: return try await signIn(request, cookie)
            default: break
            }
            guard let session else { return Self.go("/merchant/sign-in") }
            var fields = QueryParameters()
            if place.method == .post {
                guard let sent = QueryParameters(form: request.body), Self.isOurs(request),
                    let token = sent["token"], ConstantTime.isSame(token, session.formToken)
                else { throw GatewayRefusal(.invalid, "this form is not of your session; open the page again") }
                fields = sent
            }
            switch place {
            case .signOutSent:
                if let token = cookie.token { try await service.signOut(token) }
                var response = Self.go("/merchant/sign-in")
                response.headers.add("Set-Cookie", cookie.removing)
                return response
            case .payment: return try await payment(parameters["id"], session)
            case .terminal: return terminal(session)
            case .terminalSent: return try await terminalSent(fields, session)
            default: return try await payments(QueryParameters(request.query) ?? QueryParameters(), session)
            }
        } catch {
            var page = GatewayPage(title: GatewayAPI.title(error.code))
            page.main = HTML(.div, .class("headline")) {
                HTML(.h1, text: GatewayAPI.title(error.code))
                HTML(.p, .class("lead"), text: Self.sentence(error.detail))
                HTML(.p) { HTML(.a, .href(.path("merchant")), text: "Back to the payments") }
            }
            return page.response(HTTPStatus(error.status))
        }
    }

    // MARK: The door

    private func signInPage(problem: String? = nil) -> HTTPResponse {
        var page = GatewayPage(title: "Sign in")
        page.main = HTML(.div) {
            HTML(.h1, text: "Sign in to your payments")
            HTML(.form, .post, .action(.path("merchant", "sign-in")), .class("card")) {
                field(
                    "key", "Your shop's API key", type: "password",
                    hint: "The one that your shop's program sends. It is not kept in this browser.", problem: problem,
                    isRequired: true)
                HTML(.button, .type("submit"), .class("first"), text: "Sign in")
            }
        }
        return page.response(problem == nil ? .ok : .unauthorized)
    }

    private func signIn(_ request: HTTPRequest, _ cookie: SessionCookie) async throws(GatewayRefusal) -> HTTPResponse {
        guard Self.isOurs(request), let key = QueryParameters(form: request.body)?["key"],
            let token = try await service.signIn(withKey: key.filter { $0 != " " })
        else { return signInPage(problem: "This is no shop's key. Look at your gateway's configuration.") }
        var response = Self.go("/merchant")
        response.headers.add(
            "Set-Cookie", cookie.setting(token, seconds: service.times.session.wholeSeconds))
        return response
    }

    /// Browsers say whether a form comes from a page of ours; old ones say nothing, and the form's token remains.
    private static func isOurs(_ request: HTTPRequest) -> Bool {
        guard let site = request.headers["Sec-Fetch-Site"] else { return true }
        return site == "same-origin" || site == "none"
    }

    // MARK: Pieces

    func page(_ title: String, _ session: MerchantSession, here: Place) -> GatewayPage {
        var page = GatewayPage(title: title)
        page.sections = [
            ("Payments", .path("merchant"), here == .payments),
            ("Take an order", .path("merchant", "terminal"), here == .terminal),
        ]
        page.corner = HTML(.form, .post, .action(.path("merchant", "sign-out"))) {
            HTML(.input, .type("hidden"), .name("token"), .value(session.formToken))
            HTML(.button, .type("submit"), .class("plain"), text: "Sign out " + session.merchant.id)
        }
        page.footer = "Test payments: no money moves. Times are UTC."
        return page
    }

    static func go(_ path: String) -> HTTPResponse {
        HTTPResponse(status: .seeOther, headers: ["Location": path, "Cache-Control": "no-store"])
    }

    static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

    static func time(_ instant: Instant) -> HTML {
        // The day and the minute are enough for people; machines get it whole.
        let whole = Instant(seconds: instant.seconds).rfc3339
        let text = whole.prefix(10) + " " + whole.dropFirst(11).prefix(8)
        return HTML(.time, .dateTime(instant), text: String(text))
    }

    static func status(_ payment: GatewayPayment) -> HTML {
        let symbol: Symbol =
            switch payment.status {
            case .failed, .undoing: .critical
            case .refused, .expired, .cancelled, .voided: .notice
            case .authorised, .captured, .partlyCaptured, .refunded, .partlyRefunded: .fine
            default: .unknown
            }
        return HTML(.span, .class("state")) {
            symbol.html
            payment.status.rawValue.replacing("-", with: " ")
        }
    }
}

/// The cookie of a merchant's session.
struct SessionCookie: Sendable {
    let token: String?
    private let name: String
    private let attributes: String

    init(_ request: HTTPRequest) {
        // With TLS no neighbouring host can set it.
        let name = (request.isSecure ? "__Host-" : "") + "vigie-merchant"
        self.name = name
        attributes = "; Path=/; HttpOnly; SameSite=Lax" + (request.isSecure ? "; Secure" : "")
        var token: String?
        for pair in request.headers.all("Cookie").flatMap({ $0.split(separator: ";") }) where token == nil {
            let text = pair.drop { $0 == " " }
            if text.hasPrefix(name + "=") { token = String(text.dropFirst(name.utf8.count + 1)) }
        }
        self.token = token
    }

    func setting(_ token: String, seconds: Int64) -> String { "\(name)=\(token)\(attributes); Max-Age=\(seconds)" }
    var removing: String { "\(name)=\(attributes); Max-Age=0" }
}
