package import HTTP
internal import JSON
internal import Ledger
internal import PayerPages
internal import Roles
internal import Vocabulary

/// This gateway's addresses: `addInternal` is for merchants and banks, `addBrowser` for payers.
package struct RedirectRoutes: Sendable {
    private let service: RedirectService
    private let bank: SimulatedBank

    package init(_ service: RedirectService) {
        self.service = service
        bank = SimulatedBank(service)
    }

    private static let payments = "/v1/redirect-payments"
    private static let bodyMost = 16 << 10

    package func addInternal(to router: inout Router) {
        router.on(.get, "/v1/redirect-methods") { request, _ in
            answer(request) { _ throws(RedirectRefusal) in .array(RedirectMethod.all.map(Self.view)) }
        }
        router.on(.post, Self.payments, bodyLimit: Self.bodyMost) { request, _ in
            answer(request) { merchant throws(RedirectRefusal) in
                view(try await service.create(try Self.order(request.body), by: merchant))
            }
        }
        router.on(.get, Self.payments + "/:id") { request, parameters in
            answer(request) { merchant throws(RedirectRefusal) in
                view(try await service.payment(parameters["id"], of: merchant))
            }
        }
        router.on(.post, Self.payments + "/:id/cancel", bodyLimit: Self.bodyMost) { request, parameters in
            answer(request) { merchant throws(RedirectRefusal) in
                view(try await service.change(parameters["id"], of: merchant, .cancelled))
            }
        }
        router.on(.post, Self.payments + "/:id/refunds", bodyLimit: Self.bodyMost) { request, parameters in
            answer(request) { merchant throws(RedirectRefusal) in
                let event = try Self.refund(request.body)
                return view(try await service.change(parameters["id"], of: merchant, event))
            }
        }
        router.on(.post, "/bank/notices", bodyLimit: Self.bodyMost) { request, _ in .later { .now(await hear(request)) }
        }
    }

    package func addBrowser(to router: inout Router) {
        PageFiles.add(to: &router, below: RedirectService.pagePath)
        let path = RedirectService.pagePath + "/:payment/:seal"
        router.on(.get, path) { request, parameters in .later { .now(await page(request, parameters)) } }
        router.on(.post, path, bodyLimit: 4 << 10) { request, parameters in
            .later { .now(await chosen(request, parameters)) }
        }
    }

    // MARK: Merchants

    private func answer(
        _ request: HTTPRequest,
        _ work: @escaping @Sendable (RedirectMerchant) async throws(RedirectRefusal) -> JSONValue
    ) -> HTTPReply {
        guard let given = request.headers["Authorization"], given.hasPrefix("Bearer "),
            let merchant = service.merchant(withKey: String(given.dropFirst(7)))
        else {
            return .now(
                Self.problem(
                    RedirectRefusal(.unauthorised, "send the merchant's API key as Authorization: Bearer KEY")))
        }
        return .later {
            do throws(RedirectRefusal) {
                return .now(Self.json(try await work(merchant)))
            } catch {
                return .now(Self.problem(error))
            }
        }
    }

    private func view(_ payment: RedirectPayment) -> JSONValue { payment.view(page: service.pageAddress(payment)) }

    private static func view(_ method: RedirectMethod) -> JSONValue {
        var object: JSONObject = [
            "id": .string(method.id), "name": .string(method.name),
            "currencies": JSONValue(method.currencies.sorted()), "most": .integer(method.most),
            "pageSeconds": .integer(method.page.wholeSeconds), "refunds": .bool(method.allowsRefund),
        ]
        if case .voucher(let time) = method.kind { object["voucherSeconds"] = .integer(time.wholeSeconds) }
        return .object(object)
    }

    private static func body<Value>(
        _ bytes: [UInt8], _ read: (JSONValue) throws(JSONError) -> Value
    ) throws(RedirectRefusal) -> Value {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(reading: bytes, limits: JSONLimits(bytes: bodyMost, depth: 4))
        } catch {
            throw RedirectRefusal(.malformed, error.description)
        }
        do throws(JSONError) {
            return try read(value)
        } catch {
            throw RedirectRefusal(.invalid, error.description)
        }
    }

    private static func order(_ bytes: [UInt8]) throws(RedirectRefusal) -> RedirectService.Order {
        try body(bytes) { json throws(JSONError) in
            let object = try JSONObjectReader(
                json, allowing: ["id", "method", "amount", "currency", "returnAddress", "reference"])
            return RedirectService.Order(
                name: try object.string("id"), method: try object.string("method"),
                amount: Money(
                    try object.integer("amount", in: 1...Money.most),
                    try object.converted("currency", "three capital letters (ISO 4217)") { Currency($0) }),
                returnAddress: try object.string("returnAddress"), reference: try object.optionalString("reference"))
        }
    }

    private static func refund(_ bytes: [UInt8]) throws(RedirectRefusal) -> RedirectPayment.Event {
        try body(bytes) { json throws(JSONError) in
            let object = try JSONObjectReader(json, allowing: ["id", "amount"])
            return .refund(
                name: try object.converted("id", "1 to 64 letters, digits, dots, hyphens and underscores") {
                    RedirectPayment.isName($0) ? $0 : nil
                }, amount: try object.integer("amount", in: 1...Money.most))
        }
    }

    // MARK: The bank

    private func hear(_ request: HTTPRequest) async -> HTTPResponse {
        do throws(RedirectRefusal) {
            guard
                Signature.holds(
                    request.headers[Signature.header], request.body, secret: service.settings.bankKey,
                    now: service.surroundings.now(), within: service.settings.noticeAge)
            else {
                service.count("wrong-signature")
                throw RedirectRefusal(.wrongSignature, "the notice is not signed with the bank's key, or was long ago")
            }
            try await service.hear(try Self.body(request.body, BankNotice.init(json:)))
            return HTTPResponse(status: .noContent)
        } catch {
            return Self.problem(error)
        }
    }

    // MARK: Payers

    private func page(_ request: HTTPRequest, _ parameters: RouteParameters) async -> HTTPResponse {
        await withPayment(request, parameters) { payment, language in
            BankPage(
                payment, language, merchant: service.merchant(payment.merchant)?.name, at: service.pageAddress(payment)
            )
            .response()
        }
    }

    private func chosen(_ request: HTTPRequest, _ parameters: RouteParameters) async -> HTTPResponse {
        guard let choice = QueryParameters(form: request.body)?["do"].flatMap({ SimulatedBank.Choice(rawValue: $0) })
        else { return BankPage.notice(.badRequest, PageFrame.language(request), status: .badRequest) }
        return await withPayment(request, parameters) { payment, language in
            do throws(RedirectRefusal) {
                let after = try await bank.choose(choice, for: payment)
                if choice == .leave { return BankPage.notice(.left, language, status: .ok) }
                if choice == .voucher { return BankPage(after, language, merchant: nil, at: "").voucher() }
                return HTTPResponse(
                    status: .seeOther,
                    headers: [
                        "Location": after.returnAddress, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
                    ])
            } catch {
                return BankPage.notice(
                    error.code == .unavailable ? .unavailable : .over, language, status: HTTPStatus(error.status))
            }
        }
    }

    private func withPayment(
        _ request: HTTPRequest, _ parameters: RouteParameters,
        _ work: (RedirectPayment, Language) async -> HTTPResponse
    ) async -> HTTPResponse {
        let language = PageFrame.language(request)
        do throws(RedirectRefusal) {
            guard
                let payment = try await service.payment(ofPage: parameters["payment"], seal: parameters["seal"])
            else { return BankPage.notice(.unknown, language, status: .notFound) }
            return await work(payment, language)
        } catch {
            return BankPage.notice(.unavailable, language, status: .serviceUnavailable)
        }
    }

    // MARK: Answers

    private static func json(_ value: JSONValue) -> HTTPResponse {
        HTTPResponse(
            headers: ["Content-Type": "application/json", "Cache-Control": "no-store"],
            body: .bytes(JSONWriter.compact(value)))
    }

    private static func problem(_ refusal: RedirectRefusal) -> HTTPResponse {
        var response = json([
            "title": .string(refusal.detail), "status": JSONValue(refusal.status),
            "code": .string(refusal.code.rawValue),
        ])
        response.status = HTTPStatus(refusal.status)
        response.headers.set("Content-Type", "application/problem+json")
        if refusal.code == .unavailable { response.headers.set("Retry-After", "1") }
        return response
    }
}
