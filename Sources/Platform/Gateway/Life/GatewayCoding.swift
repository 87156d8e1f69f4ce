internal import Cards
package import JSON
internal import Ledger
internal import Roles
internal import Vocabulary

// How payments are stored: canonical JSON, read back strictly. The card's number is in it only while it is needed.

extension GatewayPayment {
    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.rawValue), "merchant": .string(merchant), "amount": .integer(amount.minor),
            "currency": .string(amount.currency.code), "origin": .string(origin.rawValue),
            "capture": .string(captureMode.rawValue), "authenticates": .bool(wantsAuthentication),
            "created": .integer(createdAt.microseconds), "expires": .integer(expiresAt.microseconds),
            "phase": phase.json, "saves": .bool(savesCard), "attempts": JSONValue(attempts),
            "orders": .array(orders.map(\.json)),
            "history": .array(history.map { [.integer($0.instant.microseconds), .string($0.text)] }),
        ]
        object["reference"] = reference.map { .string($0) }
        object["description"] = description.map { .string($0) }
        object["return"] = returnAddress.map { .string($0) }
        object["token"] = cardToken.map { .string($0) }
        object["card"] = card.map {
            ["masked": .string($0.masked), "scheme": .string($0.scheme), "expiry": .string($0.expiry.description)]
        }
        object["details"] = details.map(\.json)
        object["ending"] = lastEnding.map(\.json)
        if let authentication {
            var value: JSONObject = ["id": .string(authentication.id), "word": .string(authentication.word)]
            value["indicator"] = authentication.indicator.map { .string($0) }
            object["authentication"] = .object(value)
        }
        if let waiting {
            object["waiting"] = [
                "key": .string(waiting.key), "fingerprint": .string(waiting.fingerprint),
                "since": .integer(waiting.since.microseconds), "status": JSONValue(waiting.status),
            ]
        }
        return .object(object)
    }

    package init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json)
        self.init(
            id: try reader.converted("id", "a payment name", PaymentID.init(rawValue:)),
            merchant: try reader.string("merchant"), reference: try reader.optionalString("reference"),
            description: try reader.optionalString("description"),
            amount: Money(
                try reader.integer("amount"), try reader.converted("currency", "a currency", { Currency($0) })),
            origin: try reader.converted("origin", "an origin", Origin.init(rawValue:)),
            captureMode: try reader.converted("capture", "a way of capturing", CaptureMode.init(rawValue:)),
            wantsAuthentication: try reader.bool("authenticates"), returnAddress: try reader.optionalString("return"),
            createdAt: try reader.instant("created"), expiresAt: try reader.instant("expires"))
        phase = try Phase(json: reader.value("phase"))
        savesCard = try reader.bool("saves")
        attempts = Int(try reader.integer("attempts", in: 0...1_000))
        cardToken = try reader.optionalString("token")
        orders = try reader.array("orders") { value, path throws(JSONError) in try GatewayOrder(json: value, path) }
        history = try reader.array("history") { value, path throws(JSONError) in
            guard let pair = value.array, pair.count == 2 else {
                throw JSONError(.wrongKind, "expected a time and a text", path: path)
            }
            return Line(
                instant: Instant(microseconds: try JSONObjectReader.integer(pair[0], path)),
                text: try JSONObjectReader.string(pair[1], path))
        }
        if reader.has("card") {
            let value = try reader.object("card")
            card = ShownCard(
                masked: try value.string("masked"), scheme: try value.string("scheme"),
                expiry: try value.converted("expiry", "an expiry", { CardExpiry($0) }))
        }
        if reader.has("details") { details = try CardDetails(json: reader.value("details")) }
        if reader.has("ending") { lastEnding = try Ending(json: reader.value("ending")) }
        if reader.has("authentication") {
            let value = try reader.object("authentication")
            authentication = Authentication(
                id: try value.string("id"), word: try value.string("word"),
                indicator: try value.optionalString("indicator"))
        }
        if reader.has("waiting") {
            let value = try reader.object("waiting")
            waiting = Waiting(
                key: try value.string("key"), fingerprint: try value.string("fingerprint"),
                since: try value.instant("since"), status: Int(try value.integer("status", in: 100...599)))
        }
    }
}

extension CardDetails {
    /// For the store alone: the number is that of a test card, as there are no others.
    var json: JSONValue { ["number": .string(number.wireDigits), "expiry": .string(expiry.description)] }

    init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json)
        self.init(
            number: try reader.converted("number", "a test card", { try? CardNumber($0) }),
            expiry: try reader.converted("expiry", "an expiry", { CardExpiry($0) }))
    }
}

extension GatewayPayment.Phase {
    var json: JSONValue {
        switch self {
        case .awaitingCard: ["is": "awaiting-card"]
        case .authenticating(let since): ["is": "authenticating", "since": .integer(since.microseconds)]
        case .awaitingChallenge(let address, let fields):
            [
                "is": "awaiting-challenge", "address": .string(address),
                "fields": .array(
                    fields.sorted { $0.key < $1.key }.map { [.string($0.key), .string($0.value)] }),
            ]
        case .ordered: ["is": "ordered"]
        case .closed(let ending): ["is": "closed", "ending": ending.json]
        }
    }

    init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json)
        switch try reader.string("is") {
        case "awaiting-card": self = .awaitingCard
        case "authenticating": self = .authenticating(since: try reader.instant("since"))
        case "awaiting-challenge":
            let pairs = try reader.array("fields") { value, path throws(JSONError) in
                guard let pair = value.array, pair.count == 2 else {
                    throw JSONError(.wrongKind, "expected a name and a value", path: path)
                }
                return (try JSONObjectReader.string(pair[0], path), try JSONObjectReader.string(pair[1], path))
            }
            self = .awaitingChallenge(
                address: try reader.string("address"), fields: Dictionary(pairs) { first, _ in first })
        case "ordered": self = .ordered
        case "closed": self = .closed(try GatewayPayment.Ending(json: reader.value("ending")))
        default: throw JSONError(.refusedValue, "expected a known phase", path: reader.path.member("is"))
        }
    }
}

extension GatewayPayment.Ending {
    var json: JSONValue {
        switch self {
        case .refused(let code): ["is": "refused", "with": .string(code)]
        case .notAuthenticated(let reason): ["is": "not-authenticated", "with": .string(reason)]
        case .failed(let fault): ["is": "failed", "with": .string(fault.rawValue)]
        case .expired: ["is": "expired"]
        case .cancelled: ["is": "cancelled"]
        }
    }

    init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json)
        switch try reader.string("is") {
        case "refused": self = .refused(code: try reader.string("with"))
        case "not-authenticated": self = .notAuthenticated(reason: try reader.string("with"))
        case "failed": self = .failed(try reader.converted("with", "a fault", Fate.Fault.init(rawValue:)))
        case "expired": self = .expired
        case "cancelled": self = .cancelled
        default: throw JSONError(.refusedValue, "expected a known ending", path: reader.path.member("is"))
        }
    }
}

extension GatewayOrder {
    var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.rawValue), "kind": .string(kind.rawValue), "amount": .integer(amount),
            "final": .bool(isFinal), "asked": .integer(askedAt.microseconds), "state": .string(word),
        ]
        object["of"] = of.map { .string($0.rawValue) }
        object["ended"] = endedAt.map { .integer($0.microseconds) }
        object["server"] = server.map { .string($0) }
        switch state {
        case .asked: break
        case .approved(let code), .refused(let code): object["code"] = .string(code)
        case .failed(let fault), .undone(let fault): object["fault"] = .string(fault.rawValue)
        case .undoing(let fault, let tries, let next), .repeating(let fault, let tries, let next):
            object["fault"] = .string(fault.rawValue)
            object["tries"] = JSONValue(tries)
            object["next"] = .integer(next.microseconds)
        }
        return .object(object)
    }

    init(json: JSONValue, _ path: JSONPath) throws(JSONError) {
        let reader = try JSONObjectReader(json, path: path)
        self.init(
            id: try reader.converted("id", "an operation name", OperationID.init(rawValue:)),
            kind: try reader.converted("kind", "a kind of order", Kind.init(rawValue:)),
            amount: try reader.integer("amount"),
            of: try reader.optional("of") { (reader) throws(JSONError) in
                try reader.converted("of", "an operation name", OperationID.init(rawValue:))
            },
            isFinal: try reader.bool("final"), askedAt: try reader.instant("asked"))
        endedAt = try reader.optional("ended") { (reader) throws(JSONError) in try reader.instant("ended") }
        server = try reader.optionalString("server")
        func fault() throws(JSONError) -> Fate.Fault {
            try reader.converted("fault", "a fault", Fate.Fault.init(rawValue:))
        }
        func tries() throws(JSONError) -> Int { Int(try reader.integer("tries", in: 0...1_000_000)) }
        switch try reader.string("state") {
        case "asked": state = .asked
        case "approved": state = .approved(code: try reader.string("code"))
        case "refused": state = .refused(code: try reader.string("code"))
        case "failed": state = .failed(try fault())
        case "undone": state = .undone(try fault())
        case "undoing": state = .undoing(try fault(), tries: try tries(), next: try reader.instant("next"))
        case "asked-again": state = .repeating(try fault(), tries: try tries(), next: try reader.instant("next"))
        default: throw JSONError(.refusedValue, "expected a known state", path: reader.path.member("state"))
        }
    }
}

extension JSONObjectReader {
    func instant(_ name: String) throws(JSONError) -> Instant { Instant(microseconds: try integer(name)) }
}
