package import JSON
internal import Vocabulary

// How operations, answers and payments are stored: canonical JSON with short names, read back strictly.

extension LedgerOperation.Action {
    package var json: JSONValue {
        switch self {
        case .authorise(let money): money.json(["do": "authorise"])
        case .collect(let money): money.json(["do": "collect"])
        case .capture(let money, let isFinal): money.json(["do": "capture", "final": .bool(isFinal)])
        case .void: ["do": "void"]
        case .refund(let money): money.json(["do": "refund"])
        case .settle(let id, let fee): ["do": "settle", "of": .string(id.rawValue), "fee": .integer(fee)]
        }
    }

    init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json, allowing: ["do", "amount", "currency", "final", "of", "fee"])
        switch try reader.string("do") {
        case "authorise": self = .authorise(try Money(reader))
        case "collect": self = .collect(try Money(reader))
        case "capture": self = .capture(try Money(reader), isFinal: try reader.bool("final"))
        case "void": self = .void
        case "refund": self = .refund(try Money(reader))
        case "settle":
            self = .settle(
                try reader.converted("of", "an operation name", OperationID.init(rawValue:)),
                fee: try reader.integer("fee"))
        default: throw JSONError(.refusedValue, "expected a known action", path: reader.path.member("do"))
        }
    }
}

extension Money {
    fileprivate func json(_ object: JSONObject) -> JSONValue {
        var object = object
        object["amount"] = .integer(minor)
        object["currency"] = .string(currency.code)
        return .object(object)
    }

    fileprivate init(_ reader: JSONObjectReader) throws(JSONError) {
        self.init(
            try reader.integer("amount"), try reader.converted("currency", "a currency", { Currency($0) }))
    }
}

extension LedgerOperation {
    package var json: JSONValue {
        [
            "id": .string(id.rawValue), "payment": .string(payment.rawValue), "channel": .string(channel.rawValue),
            "action": action.json,
        ]
    }

    package init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json, allowing: ["id", "payment", "channel", "action"])
        self.init(
            id: try reader.converted("id", "an operation name", OperationID.init(rawValue:)),
            payment: try reader.converted("payment", "a payment name", PaymentID.init(rawValue:)),
            channel: try reader.converted("channel", "a channel", Channel.init(rawValue:)),
            try Action(json: reader.value("action")))
    }
}

extension LedgerAnswer {
    package var json: JSONValue {
        switch self {
        case .refused(let refusal): ["refused": .string(refusal.rawValue)]
        case .applied(let receipt):
            [
                "sequence": .integer(receipt.sequence), "instant": .integer(receipt.instant.microseconds),
                "status": .string(receipt.status.rawValue), "held": .integer(receipt.held),
                "captured": .integer(receipt.captured), "refunded": .integer(receipt.refunded),
            ]
        }
    }

    package init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json)
        guard !reader.has("refused") else {
            self = .refused(try reader.converted("refused", "a refusal", Refusal.init(rawValue:)))
            return
        }
        self = .applied(
            Receipt(
                sequence: try reader.integer("sequence"),
                instant: Instant(microseconds: try reader.integer("instant")),
                status: try reader.converted("status", "a status", Payment.Status.init(rawValue:)),
                held: try reader.integer("held"), captured: try reader.integer("captured"),
                refunded: try reader.integer("refunded")))
    }
}

extension Payment {
    package var json: JSONValue {
        [
            "id": .string(id.rawValue), "channel": .string(channel.rawValue), "currency": .string(currency.code),
            "authorised": .integer(authorised), "released": .integer(released), "fees": .integer(fees),
            "movements": .array(
                movements.map { movement in
                    [
                        "id": .string(movement.id.rawValue), "kind": .string(movement.kind.rawValue),
                        "amount": .integer(movement.amount), "settled": .bool(movement.isSettled),
                    ]
                }),
        ]
    }

    package init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json)
        self.init(
            id: try reader.converted("id", "a payment name", PaymentID.init(rawValue:)),
            channel: try reader.converted("channel", "a channel", Channel.init(rawValue:)),
            currency: try reader.converted("currency", "a currency", { Currency($0) }),
            authorised: try reader.integer("authorised"))
        released = try reader.integer("released")
        fees = try reader.integer("fees")
        movements = try reader.array("movements") { value, path throws(JSONError) in
            let reader = try JSONObjectReader(value, path: path)
            return Movement(
                id: try reader.converted("id", "an operation name", OperationID.init(rawValue:)),
                kind: try reader.converted("kind", "capture or refund", Movement.Kind.init(rawValue:)),
                amount: try reader.integer("amount"), isSettled: try reader.bool("settled"))
        }
    }
}

/// Reads what a store kept. What cannot be read was changed behind the store's back.
package enum LedgerStored {
    package static func read<Value>(
        _ bytes: [UInt8], _ what: String, _ make: (JSONValue) throws(JSONError) -> Value
    ) throws(LedgerError) -> Value {
        do throws(JSONError) {
            return try make(JSONValue(reading: bytes))
        } catch {
            throw LedgerError(
                .corrupt, "a stored \(what) cannot be read (\(error)); run the audit and restore the last backup")
        }
    }
}
