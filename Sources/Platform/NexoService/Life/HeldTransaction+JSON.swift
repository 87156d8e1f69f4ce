package import JSON
internal import Ledger
internal import Vocabulary

// How a transaction is kept beside the ledger.
extension HeldTransaction {
    package var body: [UInt8] {
        var object: JSONObject = [
            "name": .string(name.description), "amount": .integer(money.minor),
            "currency": .string(money.currency.code), "atOnce": .bool(takesAtOnce), "merchant": .string(merchant),
            "phase": .string(phase.word), "dutiesMade": JSONValue(dutiesMade), "wasApproved": .bool(wasApproved),
        ]
        switch phase {
        case .asking(let until): object["until"] = .integer(until.microseconds)
        case .approved(let code), .refused(let code): object["code"] = .string(code)
        case .failed, .takenBack: break
        }
        if let period { object["period"] = .string(period) }
        if let completed { object["completed"] = .integer(completed) }
        if let captured { object["captured"] = .string(captured.rawValue) }
        if let cancelledBy { object["cancelledBy"] = .string(cancelledBy.description) }
        if let problem { object["problem"] = .string(problem) }
        if !duties.isEmpty { object["duties"] = .array(duties.map(\.json)) }
        return JSONValue.object(object).canonicalBytes()
    }

    package init(body: [UInt8]) throws(JSONError) {
        let reader = try JSONObjectReader(try JSONValue(reading: body))
        self.init(
            name: try reader.converted("name", "a transaction's name") { TransactionName($0) },
            money: Money(
                try reader.integer("amount"), try reader.converted("currency", "a currency") { Currency($0) }),
            takesAtOnce: try reader.bool("atOnce"), merchant: try reader.string("merchant"),
            period: try reader.optionalString("period"), phase: try Phase(reader),
            completed: try reader.optionalInteger("completed"),
            captured: reader.has("captured")
                ? try reader.converted("captured", "an operation name", OperationID.init(rawValue:)) : nil,
            wasApproved: try reader.bool("wasApproved"),
            cancelledBy: reader.has("cancelledBy")
                ? try reader.converted("cancelledBy", "a transaction's name") { TransactionName($0) } : nil,
            dutiesMade: Int(try reader.integer("dutiesMade")), problem: try reader.optionalString("problem"))
        guard reader.has("duties") else { return }
        for value in try reader.array("duties") { duties.append(try Duty(json: value)) }
    }
}

extension HeldTransaction.Phase {
    fileprivate var word: String {
        switch self {
        case .asking: "asking"
        case .approved: "approved"
        case .refused: "refused"
        case .failed: "failed"
        case .takenBack: "taken-back"
        }
    }

    fileprivate init(_ reader: JSONObjectReader) throws(JSONError) {
        switch try reader.string("phase") {
        case "asking": self = .asking(until: Instant(microseconds: try reader.integer("until")))
        case "approved": self = .approved(code: try reader.string("code"))
        case "refused": self = .refused(code: try reader.string("code"))
        case "failed": self = .failed
        case "taken-back": self = .takenBack
        default: throw JSONError(.refusedValue, "expected a known phase", path: reader.path.member("phase"))
        }
    }
}

extension HeldTransaction.Duty {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "number": JSONValue(number), "amount": .integer(minor), "sent": .bool(isSent), "tries": JSONValue(tries),
            "due": .integer(due.microseconds),
        ]
        switch kind {
        case .capture: object["do"] = "capture"
        case .refund: object["do"] = "refund"
        case .reverse(let operation):
            object["do"] = "reverse"
            object["of"] = .string(operation.rawValue)
        }
        return .object(object)
    }

    fileprivate init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json)
        switch try reader.string("do") {
        case "capture": kind = .capture
        case "refund": kind = .refund
        case "reverse": kind = .reverse(try reader.converted("of", "an operation name", OperationID.init(rawValue:)))
        default: throw JSONError(.refusedValue, "expected a known duty", path: reader.path.member("do"))
        }
        number = Int(try reader.integer("number"))
        minor = try reader.integer("amount")
        isSent = try reader.bool("sent")
        tries = Int(try reader.integer("tries"))
        due = Instant(microseconds: try reader.integer("due"))
    }
}
