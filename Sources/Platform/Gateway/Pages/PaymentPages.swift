package import HTTP
internal import Ledger
internal import Markup
internal import Vocabulary

/// What payers see: the card's form, the way to their bank and back, and what came of it. All of it works without script.
package struct PaymentPages: Sendable {
    private static let bodyMost = 64 << 10
    let service: GatewayService

    package init(_ service: GatewayService) { self.service = service }

    package func add(to router: inout Router) {
        let style = PreparedResponse(
            headers: [
                "Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable",
            ], body: GatewayStyle.bytes)
        router.on(.get, GatewayStyle.pattern) { _, _ in .prepared(style) }
        router.on(.get, "/pay/:id") { request, place in .later { .now(await answer(.show, request, place)) } }
        router.on(.post, "/pay/:id", bodyLimit: Self.bodyMost) { request, place in
            .later { .now(await answer(.pay, request, place)) }
        }
        router.on(.post, "/pay/:id/cancel", bodyLimit: Self.bodyMost) { request, place in
            .later { .now(await answer(.cancel, request, place)) }
        }
        // The issuer's page sends the browser back by a form; what stands in it decides nothing.
        for method in [HTTPMethod.get, .post] {
            router.on(method, "/pay/:id/return", bodyLimit: 256 << 10) { request, place in
                .later { .now(await answer(.returned, request, place)) }
            }
        }
    }

    package enum Visit: Sendable {
        case show
        case pay
        case cancel
        case returned
    }

    @concurrent
    package func answer(_ visit: Visit, _ request: HTTPRequest, _ place: RouteParameters) async -> HTTPResponse {
        let words = PageWords(language: Self.language(request))
        guard let id = PaymentID(rawValue: place["id"]) else { return Self.missing(words) }
        do throws(GatewayRefusal) {
            switch visit {
            case .show: return show(try await service.held(id).payment, words)
            case .pay: return try await pay(id, request, words)
            case .cancel: return away(try await service.cancelByPayer(id).payment, words)
            case .returned: return away(try await service.returned(id).payment, words)
            }
        } catch {
            if error.code == .notFound { return Self.missing(words) }
            // Somebody was faster, or it is over: the page as it is now says so.
            if error.code != .unavailable, let payment = try? await service.held(id).payment {
                return show(payment, words, status: HTTPStatus(error.status))
            }
            var page = Self.page(words, words(.waitTitle), id.rawValue)
            page.main = Self.sentence(words(.waitTitle), words(.unavailable))
            page.main.append(Self.again(id, words))
            return page.response(.serviceUnavailable)
        }
    }

    private func pay(
        _ id: PaymentID, _ request: HTTPRequest, _ words: PageWords
    ) async throws(GatewayRefusal) -> HTTPResponse {
        let payment = try await service.held(id).payment
        guard case .awaitingCard = payment.phase else { return away(payment, words) }
        var typed = TypedCard(QueryParameters(form: request.body) ?? QueryParameters(), at: service.now())
        guard let details = typed.details else {
            typed.forgetNumber()
            return show(payment, words, typed: typed, status: .unprocessableContent)
        }
        return away(try await service.pay(id, with: .details(details)).payment, words)
    }

    /// After something was sent: to the shop when it is over, to our page otherwise.
    private func away(_ payment: GatewayPayment, _ words: PageWords) -> HTTPResponse {
        var location = "/pay/\(payment.id)?lang=\(words.language.code)"
        if payment.status.isFinal, let back = Self.back(payment) { location = back.text }
        return HTTPResponse(status: .seeOther, headers: ["Location": location, "Cache-Control": "no-store"])
    }

    /// The shop's address with what came of it; that is for show, the notification or a question to the API is proof.
    private static func back(_ payment: GatewayPayment) -> Address? {
        guard let address = payment.returnAddress else { return nil }
        let query = "payment=\(payment.id)&status=\(payment.status.rawValue)"
        return Address(address + (address.contains("?") ? "&" : "?") + query)
    }

    // MARK: Pages

    func show(
        _ payment: GatewayPayment, _ words: PageWords, typed: TypedCard? = nil, status: HTTPStatus = .ok
    ) -> HTTPResponse {
        let amount = payment.amount.shown(mark: words.decimalMark)
        let merchant = service.merchantName(payment)
        var page = Self.page(words, words(.title), payment.id.rawValue)
        page.formTargets = Self.origins([payment.returnAddress])
        switch payment.phase {
        case .awaitingCard:
            page.main = HTML(.div, .class("headline")) {
                HTML(.h1, text: amount)
                HTML(.p, .class("lead"), text: words(.payTo, merchant))
                if let description = payment.description { HTML(.p, text: description) }
                if let reference = payment.reference { HTML(.p, .class("quiet"), text: words(.reference, reference)) }
            }
            if let ending = payment.lastEnding {
                page.main.append(HTML(.p, .class("notice"), .role("alert"), text: Self.notice(ending, words)))
            }
            page.main.append(cardForm(payment, amount, typed ?? TypedCard(), words))
            page.main.append(cancelForm(payment, words))
        case .awaitingChallenge(let address, let fields):
            page.main = Self.sentence(words(.challengeTitle), words(.challengeText))
            page.formTargets += Self.origins([address])
            if let action = Address(address) {
                page.main.append(
                    HTML(.form, .post, .action(action), .class("card")) {
                        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
                            HTML(.input, .type("hidden"), .name(name), .value(value))
                        }
                        HTML(.button, .type("submit"), .class("first"), text: words(.challengeButton))
                    })
            }
            page.main.append(cancelForm(payment, words))
        default:
            let (title, text) = Self.outcome(payment, amount, words)
            page.title = title
            page.main = Self.sentence(title, text)
            if !payment.status.isFinal {
                page.refresh = 3
                page.main.append(Self.again(payment.id, words))
            } else if let back = Self.back(payment) {
                page.main.append(HTML(.p) { HTML(.a, .class("button"), .href(back), text: words(.back)) })
            }
        }
        return page.response(status)
    }

    private func cardForm(
        _ payment: GatewayPayment, _ amount: String, _ typed: TypedCard, _ words: PageWords
    ) -> HTML {
        HTML(
            .form, .post, .action(.path("pay", payment.id.rawValue).with([("lang", words.language.code)])),
            .class("card")
        ) {
            CardFields(words: words, typed: typed).html
            HTML(.button, .type("submit"), .class("first"), text: words(.payNow, amount))
        }
    }

    private func cancelForm(_ payment: GatewayPayment, _ words: PageWords) -> HTML {
        let address = Address.path("pay", payment.id.rawValue, "cancel").with([("lang", words.language.code)])
        return HTML(.form, .post, .action(address)) {
            HTML(.button, .type("submit"), .class("plain"), text: words(.cancel))
        }
    }

    private static func outcome(
        _ payment: GatewayPayment, _ amount: String, _ words: PageWords
    ) -> (String, String) {
        switch payment.status {
        case .undoing: (words(.undoingTitle), words(.undoingText))
        case .refused: (words(.refusedTitle), words(.refusedText))
        case .failed: (words(.failedTitle), words(.failedText))
        case .expired: (words(.expiredTitle), words(.expiredText))
        case .cancelled, .voided: (words(.cancelledTitle), words(.cancelledText))
        case .authenticating, .authorising, .awaitingCard, .awaitingChallenge:
            (words(.waitTitle), words(.waitText))
        case .authorised, .partlyCaptured, .captured, .partlyRefunded, .refunded:
            (words(.paidTitle, amount), words(.paidText))
        }
    }

    private static func notice(_ ending: GatewayPayment.Ending, _ words: PageWords) -> String {
        switch ending {
        case .refused(let code): words(.refusedTry, code) + " " + words(.tryAgain)
        case .notAuthenticated: words(.notProven) + " " + words(.tryAgain)
        case .failed: words(.technical) + " " + words(.failedText)
        case .expired: words(.expiredTitle)
        case .cancelled: words(.cancelledTitle)
        }
    }

    // MARK: Pieces

    private static func page(_ words: PageWords, _ title: String, _ id: String) -> GatewayPage {
        var page = GatewayPage(language: words.language, title: title)
        page.skip = words(.skip)
        page.languagesLabel = words(.languages)
        page.footer = words(.testOnly)
        page.tongues = PageWords.languages.map {
            ($0, PageWords.name(of: $0), Address.path("pay", id).with([("lang", $0.code)]))
        }
        return page
    }

    private static func missing(_ words: PageWords) -> HTTPResponse {
        var page = GatewayPage(language: words.language, title: words(.notFoundTitle))
        page.skip = words(.skip)
        page.main = sentence(words(.notFoundTitle), words(.notFoundText))
        return page.response(.notFound)
    }

    private static func sentence(_ title: String, _ text: String) -> HTML {
        HTML(.div, .class("headline")) {
            HTML(.h1, text: title)
            HTML(.p, .class("lead"), text: text)
        }
    }

    private static func again(_ id: PaymentID, _ words: PageWords) -> HTML {
        HTML(.p) {
            HTML(
                .a, .class("button"), .href(.path("pay", id.rawValue).with([("lang", words.language.code)])),
                text: words(.again))
        }
    }

    private static func origins(_ addresses: [String?]) -> [String] {
        addresses.compactMap { address in address.flatMap { try? FetchURL($0).origin } }
    }

    private static func language(_ request: HTTPRequest) -> Language {
        let codes = PageWords.languages.map(\.code)
        let asked = QueryParameters(request.query)?["lang"]
        let code =
            asked.flatMap { codes.contains($0) ? $0 : nil }
            ?? Negotiation.language(request.headers["Accept-Language"], offered: codes)
        return code.flatMap { Language($0) } ?? .english
    }
}
