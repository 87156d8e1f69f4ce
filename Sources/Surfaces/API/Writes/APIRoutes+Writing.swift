internal import Access
internal import Bytes
internal import HTTP
internal import Incidents
internal import JSON
internal import Journal
internal import Vocabulary

// What changes something: guarded, bounded, and done once for one key.
extension APIRoutes {
    /// Asks first who it is and what they may, so that who may not write learns nothing else.
    func write(
        _ request: HTTPRequest, _ right: Right, _ work: @escaping @Sendable (APIWriting, CommandCaller) -> HTTPReply
    ) -> HTTPReply {
        asking(request, right) { writing, caller, _ in work(writing, caller) }
    }

    /// As `write`, for orders that need further rights by what they say.
    func asking(
        _ request: HTTPRequest, _ right: Right,
        _ work: @escaping @Sendable (APIWriting, CommandCaller, Identity) -> HTTPReply
    ) -> HTTPReply {
        guard let writing = sources.writing else {
            let detail = "Nothing may be written here; it has to be switched on in the configuration."
            return .now(ProblemDetails.response(.forbidden, detail, to: request))
        }
        return .later { [self] in
            let identity: Identity
            switch await writing.identify(request) {
            case .refused(let failure): return .now(ProblemDetails.response(failure))
            case .known(let known): identity = known
            }
            if let refusal = Authorisation.refusal(identity, right) {
                return .now(ProblemDetails.response(.forbidden, refusal.message, to: request))
            }
            var caller = CommandCaller(actor: identity.actor)
            let keys = request.headers.all("Idempotency-Key")
            if let text = keys.first {
                guard keys.count == 1, let key = IdempotencyKey(Self.unquoted(text)) else {
                    let fault = ProblemDetails.Fault(
                        parameter: "Idempotency-Key",
                        "expected one key of 1 to 200 printable characters without spaces")
                    return malformed([fault], request)
                }
                caller.key = Self.own(key, of: caller.actor)
            }
            return work(writing, caller, identity)
        }
    }

    /// A key as this caller's own: what somebody else, or the program itself, does under the same key is another order.
    /// A long one is known by its digest, so that there is room for what orders put behind it.
    static func own(_ key: IdempotencyKey, of actor: Actor) -> IdempotencyKey? {
        let isShort = key.rawValue.utf8.count <= Self.keptKeyMost
        let text = isShort ? key.rawValue : "sha256:\(SHA256Digest(of: Array(key.rawValue.utf8)).hexadecimal)"
        return IdempotencyKey("api:\(actor):\(text)")
    }

    private static let keptKeyMost = 80

    /// A key may stand in quotation marks, as the standard for structured headers writes texts.
    private static func unquoted(_ text: String) -> String {
        let isQuoted = text.utf8.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
        return isQuoted ? String(text.dropFirst().dropLast()) : text
    }

    func follow(_ request: HTTPRequest, _ writing: APIWriting, _ caller: CommandCaller) -> HTTPReply {
        body(request, FollowOrder.init(json:)) { order in
            commanded(request) { () throws(CommandRefusal) in
                let outcome = try await writing.commands.follow(order, by: caller)
                return Self.answer(
                    outcome.page.json, status: outcome.isNew ? .created : .ok,
                    location: "/api/pages/\(outcome.page.provider)")
            }
        }
    }

    func unfollow(
        _ text: String, _ request: HTTPRequest, _ writing: APIWriting, _ caller: CommandCaller
    ) -> HTTPReply {
        var reader = ParameterReader(request)
        let reason = reader.text("reason", most: 500)
        reader.finish()
        guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
        guard let provider = ProviderID(text) else { return .now(notFound(request)) }
        return commanded(request) { () throws(CommandRefusal) in
            try await writing.commands.unfollow(provider, reason: reason, by: caller)
            return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
        }
    }

    func decide(_ request: HTTPRequest, _ writing: APIWriting, _ caller: CommandCaller) -> HTTPReply {
        body(request, DecisionOrder.init(json:)) { order in
            guard order.first != order.second else {
                let fault = ProblemDetails.Fault(pointer: "/second", "an incident is always one with itself")
                return .now(ProblemDetails.response(.unprocessableContent, [fault], to: request))
            }
            return commanded(request) { () throws(CommandRefusal) in
                let decision = try await writing.commands.decide(order, by: caller)
                return Self.answer(decision.json, status: .created, location: nil)
            }
        }
    }

    // MARK: Bodies and answers

    /// The body as an order; what is wrong with it is answered with the place of the member.
    func body<Order>(
        _ request: HTTPRequest, limits: JSONLimits = JSONLimits(bytes: APIBody.bytesMost, depth: 4),
        _ read: (JSONValue) throws(JSONError) -> Order, _ work: (Order) -> HTTPReply
    ) -> HTTPReply {
        // Only programs send this type: a form of another site that somebody is lured to can't.
        let type = (request.headers["Content-Type"] ?? "").prefix { $0 != ";" }
        guard type.filter({ $0 != " " }).lowercased() == "application/json" else {
            let detail = "Send the order as JSON, with Content-Type: application/json."
            return .now(ProblemDetails.response(.unsupportedMediaType, detail, to: request))
        }
        do throws(JSONError) {
            return work(
                try read(JSONValue(reading: request.body, limits: limits)))
        } catch {
            let status: HTTPStatus =
                error.code == .tooLarge && request.body.count > limits.bytes
                ? .contentTooLarge : .badRequest
            let fault = ProblemDetails.Fault(pointer: error.path.pointer, error.message)
            return .now(ProblemDetails.response(status, [fault], to: request))
        }
    }

    func commanded(
        _ request: HTTPRequest, _ work: @escaping @Sendable () async throws(CommandRefusal) -> HTTPResponse
    ) -> HTTPReply {
        .later {
            do throws(CommandRefusal) {
                return .now(try await work())
            } catch {
                let failure = HTTPFailure(status: error.status, detail: error.message, requestID: request.id)
                let faults = error.pointer.map { [ProblemDetails.Fault(pointer: $0, error.message)] } ?? []
                return .now(ProblemDetails.response(failure, faults: faults))
            }
        }
    }

    static func answer(_ value: JSONValue, status: HTTPStatus, location: String?) -> HTTPResponse {
        var headers: HTTPHeaders = ["Content-Type": "application/json", "Cache-Control": "no-store"]
        if let location { headers.add("Location", location) }
        return HTTPResponse(status: status, headers: headers, body: .bytes(JSONWriter.pretty(value)))
    }
}

extension FollowOrder {
    static let urlMost = 2_048
    static let vendorMost = 64

    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json, allowing: ["url", "vendor"])
        switch (object.object["url"] != nil, object.object["vendor"] != nil) {
        case (true, false): self = .url(try Self.text("url", most: Self.urlMost, object))
        case (false, true): self = .vendor(try Self.text("vendor", most: Self.vendorMost, object))
        default:
            throw JSONError(.missingMember, "give either url or vendor: a page's address, or an id of /api/vendors")
        }
    }

    private static func text(_ name: String, most: Int, _ object: JSONObjectReader) throws(JSONError) -> String {
        try object.converted(name, "1 to \(most) characters") { text in
            (1...most).contains(text.unicodeScalars.count) ? text : nil
        }
    }
}

extension DecisionOrder {
    static let reasonMost = 500

    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json, allowing: ["first", "second", "verdict", "reason"])
        let words = EventDecision.Verdict.allCases.map(\.rawValue).joined(separator: ", ")
        self.init(
            first: try Self.incident("first", object), second: try Self.incident("second", object),
            verdict: try object.converted("verdict", "one of \(words)") { EventDecision.Verdict(rawValue: $0) },
            reason: try object.converted("reason", "1 to \(Self.reasonMost) characters that say why") { text in
                (1...Self.reasonMost).contains(text.unicodeScalars.count) ? text : nil
            })
    }

    private static func incident(_ name: String, _ object: JSONObjectReader) throws(JSONError) -> IncidentID {
        try object.converted(name, "an incident's id: lower-case letters, digits and hyphens, at most 64") {
            IncidentID($0)
        }
    }
}
