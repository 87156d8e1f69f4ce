package import HTTP
internal import JSON
internal import Ledger
internal import Roles

/// Answers programs: JSON in, JSON out, problem details when something is wrong.
package struct GatewayAPI: Sendable {
    private static let bodyMost = 16 << 10
    let service: GatewayService
    let merchants: MerchantBook

    package init(_ service: GatewayService) {
        self.service = service
        merchants = service.surroundings.merchants
    }

    package func add(to router: inout Router) {
        for operation in GatewayOperation.allCases {
            router.on(operation.method, operation.pattern, bodyLimit: Self.bodyMost) { request, place in
                .later { .now(await answer(operation, request, place)) }
            }
        }
        let document = PreparedResponse(
            headers: ["Content-Type": "application/json", "Cache-Control": "public, max-age=300"],
            body: JSONWriter.pretty(GatewayDocument.json))
        router.on(.get, "/v1/openapi.json") { _, _ in .prepared(document) }
    }

    @concurrent
    package func answer(
        _ operation: GatewayOperation, _ request: HTTPRequest, _ place: RouteParameters
    ) async -> HTTPResponse {
        do throws(GatewayRefusal) {
            return try await work(operation, request, place)
        } catch {
            return Self.problem(error, request)
        }
    }

    private func work(
        _ operation: GatewayOperation, _ request: HTTPRequest, _ place: RouteParameters
    ) async throws(GatewayRefusal) -> HTTPResponse {
        let merchant = try merchant(request)
        let query = try query(operation, request)
        switch operation {
        case .createPayment:
            let wanted = try PaymentRequest(body: try body(request))
            return Self.reply(
                try await service.create(wanted, for: merchant, key: try key(request, merchant)))
        case .capturePayment:
            let (amount, isFinal) = try Self.capture(try body(request))
            return Self.reply(
                try await service.capture(
                    try Self.payment(place), amount, isFinal: isFinal, of: merchant, key: try key(request, merchant)))
        case .refundPayment:
            let amount = try Self.refund(try body(request))
            return Self.reply(
                try await service.refund(
                    try Self.payment(place), amount, of: merchant, key: try key(request, merchant)))
        case .voidPayment:
            return Self.reply(
                try await service.void(try Self.payment(place), of: merchant, key: try key(request, merchant)))
        case .cancelPayment:
            return Self.reply(
                try await service.cancel(try Self.payment(place), of: merchant, key: try key(request, merchant)))
        case .getPayment, .getHistory:
            let payment = try await service.held(try Self.payment(place), of: merchant).payment
            let view = PaymentView(payment, origin: service.origin)
            return Self.json(operation == .getPayment ? view.json : view.history)
        case .listPayments: return try await list(query, merchant)
        case .listNotifications: return try await notifications(query, merchant)
        case .saveCard:
            return Self.json(try await service.save(CardDetails(body: try body(request)), of: merchant).view, .created)
        case .getCard: return Self.json(try await service.savedCard(place["token"], of: merchant.id).view)
        case .deleteCard:
            try await service.forget(place["token"], of: merchant)
            return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
        }
    }

    private func list(_ query: QueryParameters, _ merchant: Merchant) async throws(GatewayRefusal) -> HTTPResponse {
        var search = GatewayService.Search(
            reference: query["reference"], lastFour: query["lastFour"], after: query["after"],
            limit: try Self.limit(query))
        if let word = query["status"] {
            guard let status = PaymentStatus(rawValue: word) else {
                throw GatewayRefusal(
                    .invalid, "expected one of \(PaymentStatus.allCases.map(\.rawValue).joined(separator: ", "))",
                    at: "status")
            }
            search.status = status
        }
        let (found, next) = try await service.payments(search, of: merchant)
        var object: JSONObject = [
            "object": "list", "payments": .array(found.map { PaymentView($0, origin: service.origin).json }),
        ]
        object["next"] = next.map { .string($0) }
        return Self.json(.object(object))
    }

    private func notifications(
        _ query: QueryParameters, _ merchant: Merchant
    ) async throws(GatewayRefusal) -> HTTPResponse {
        let payment = try query["payment"].map { (text) throws(GatewayRefusal) in
            guard let id = PaymentID(rawValue: text) else {
                throw GatewayRefusal(.invalid, "expected a payment's name", at: "payment")
            }
            return id
        }
        let (found, next) = try await service.notifications(
            of: merchant, payment: payment, after: query["after"], limit: try Self.limit(query))
        var object: JSONObject = ["object": "list", "notifications": .array(found.map(\.view))]
        object["next"] = next.map { .string($0) }
        return Self.json(.object(object))
    }

    // MARK: Reading requests

    private func merchant(_ request: HTTPRequest) throws(GatewayRefusal) -> Merchant {
        let words = (request.headers["Authorization"] ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer",
            let merchant = merchants.merchant(withKey: String(words[1]))
        else {
            throw GatewayRefusal(
                .unauthorised, "send a merchant's key: Authorization: Bearer KEY", at: "Authorization")
        }
        return merchant
    }

    private func query(
        _ operation: GatewayOperation, _ request: HTTPRequest
    ) throws(GatewayRefusal) -> QueryParameters {
        guard let query = QueryParameters(request.query) else {
            throw GatewayRefusal(.invalid, "the query is not well-formed")
        }
        for parameter in query.parameters where !operation.queryNames.contains(parameter.name) {
            let known = operation.queryNames.isEmpty ? "none" : operation.queryNames.joined(separator: ", ")
            throw GatewayRefusal(.invalid, "nobody reads a parameter of the query that is here; known: \(known)")
        }
        if let after = query["after"],
            !(1...128).contains(after.utf8.count) || !after.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        {
            throw GatewayRefusal(.invalid, "expected what the page before gave as next", at: "after")
        }
        return query
    }

    private func key(_ request: HTTPRequest, _ merchant: Merchant) throws(GatewayRefusal) -> RequestKey? {
        guard let header = request.headers["Idempotency-Key"] else { return nil }
        return try RequestKey(
            header, merchant: merchant.id, method: request.method.rawValue, path: request.path, body: request.body)
    }

    private func body(_ request: HTTPRequest) throws(GatewayRefusal) -> [UInt8] {
        guard !request.body.isEmpty else { return Array("{}".utf8) }
        let type = (request.headers["Content-Type"] ?? "").prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        guard type == "application/json" else {
            throw GatewayRefusal(.invalid, "send the body as application/json", at: "Content-Type")
        }
        return request.body
    }

    private static func payment(_ place: RouteParameters) throws(GatewayRefusal) -> PaymentID {
        guard let id = PaymentID(rawValue: place["id"]) else {
            throw GatewayRefusal(.notFound, "there is no payment of this name")
        }
        return id
    }

    private static func limit(_ query: QueryParameters) throws(GatewayRefusal) -> Int {
        guard let text = query["limit"] else { return 50 }
        guard let limit = Int(text), (1...100).contains(limit) else {
            throw GatewayRefusal(.invalid, "expected a number from 1 to 100", at: "limit")
        }
        return limit
    }

    private static func capture(_ body: [UInt8]) throws(GatewayRefusal) -> (Int64?, Bool?) {
        do throws(JSONError) {
            let reader = try JSONObjectReader(
                JSONValue(reading: body, limits: JSONLimits(bytes: bodyMost, depth: 2)), allowing: ["amount", "final"])
            return (try amount(reader), try reader.optionalBool("final"))
        } catch {
            throw GatewayRefusal(error)
        }
    }

    private static func refund(_ body: [UInt8]) throws(GatewayRefusal) -> Int64? {
        do throws(JSONError) {
            return try amount(
                JSONObjectReader(
                    JSONValue(reading: body, limits: JSONLimits(bytes: bodyMost, depth: 2)), allowing: ["amount"]))
        } catch {
            throw GatewayRefusal(error)
        }
    }

    private static func amount(_ reader: JSONObjectReader) throws(JSONError) -> Int64? {
        try reader.optional("amount") { (reader) throws(JSONError) in try reader.integer("amount", in: 1...Money.most) }
    }

    // MARK: Answers

    private static func reply(_ answer: GatewayAnswer) -> HTTPResponse {
        var response = json(answer.json, HTTPStatus(answer.status))
        if answer.isReplay { response.headers.set("Idempotent-Replayed", "true") }
        return response
    }

    private static func json(_ value: JSONValue, _ status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "application/json", "Cache-Control": "no-store"],
            body: .bytes(JSONWriter.pretty(value)))
    }

    package static func problem(_ refusal: GatewayRefusal, _ request: HTTPRequest) -> HTTPResponse {
        var object: JSONObject = [
            "type": "about:blank", "title": .string(title(refusal.code)), "status": JSONValue(refusal.status),
            "code": .string(refusal.code.rawValue), "detail": .string(refusal.detail), "requestId": .string(request.id),
        ]
        object["place"] = refusal.place.map { .string($0) }
        var response = HTTPResponse(
            status: HTTPStatus(refusal.status),
            headers: ["Content-Type": "application/problem+json", "Cache-Control": "no-store"],
            body: .bytes(JSONWriter.pretty(.object(object))))
        if refusal.mayRetry { response.headers.set("Retry-After", "1") }
        if refusal.code == .unauthorised { response.headers.set("WWW-Authenticate", "Bearer") }
        return response
    }

    static func title(_ code: GatewayRefusal.Code) -> String {
        switch code {
        case .invalid: "The request is malformed"
        case .unauthorised: "Who are you?"
        case .notFound: "Not found"
        case .cardRefused: "This card is not taken"
        case .wrongState: "The payment is not in a state for this"
        case .busy: "Something else is under way"
        case .amountTooLarge: "The amount is too large"
        case .keyReused: "The idempotency key was used for another request"
        case .keyUnderWay: "This request is under way"
        case .conflict: "Many change this at once"
        case .unavailable: "Not available now"
        }
    }
}
