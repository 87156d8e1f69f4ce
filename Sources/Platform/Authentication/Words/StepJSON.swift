internal import Cards
package import JSON
internal import Ledger
package import Roles

// How requests and steps travel between the gateway and the 3DS server.

extension AuthenticationRequest {
    package var json: JSONValue {
        [
            "id": .string(id), "card": .string(card.wireDigits), "expiry": .string(expiry),
            "amount": .integer(amount.minor), "currency": .string(amount.currency.code), "merchant": .string(merchant),
            "returnAddress": .string(returnAddress),
        ]
    }

    /// Throws an error that names the member, and never repeats it.
    package init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(
            json, allowing: ["id", "card", "expiry", "amount", "currency", "merchant", "returnAddress"])
        let digits = try object.string("card")
        let card: CardNumber
        do throws(CardRefusal) {
            card = try CardNumber(digits)
        } catch {
            throw JSONError(.refusedValue, error.description, path: object.path.member("card"))
        }
        self.init(
            id: try object.string("id"), card: card, expiry: try object.string("expiry"),
            amount: Money(
                try object.integer("amount", in: 1...Money.most),
                try object.converted("currency", "three capital letters (ISO 4217)") { Currency($0) }),
            merchant: try object.string("merchant"), returnAddress: try object.string("returnAddress"))
    }
}

extension AuthenticationStep {
    package var json: JSONValue {
        switch self {
        case .authenticated(let indicator, let value):
            ["step": "authenticated", "indicator": .string(indicator), "value": .string(value)]
        case .attempted(let indicator): ["step": "attempted", "indicator": .string(indicator)]
        case .challenge(let address, let fields):
            [
                "step": "challenge", "address": .string(address),
                "fields": .object(
                    fields.sorted { $0.key < $1.key }.reduce(into: JSONObject()) { $0[$1.key] = .string($1.value) }),
            ]
        case .refused(let reason): ["step": "refused", "reason": .string(reason)]
        case .pending: ["step": "pending"]
        case .unavailable(let fault): ["step": "unavailable", "fault": .string(fault.rawValue)]
        }
    }

    package init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        switch try object.string("step") {
        case "authenticated":
            self = .authenticated(indicator: try object.string("indicator"), value: try object.string("value"))
        case "attempted": self = .attempted(indicator: try object.string("indicator"))
        case "challenge":
            let fields = try object.map("fields") { value, path throws(JSONError) in
                try JSONObjectReader.string(value, path)
            }
            self = .challenge(
                address: try object.string("address"),
                fields: Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first })
        case "refused": self = .refused(reason: try object.string("reason"))
        case "pending": self = .pending
        case "unavailable":
            self = .unavailable(
                try object.converted("fault", "a known fault") { Fate.Fault(rawValue: $0) })
        default:
            throw JSONError(.refusedValue, "no step is called so", path: object.path.member("step"))
        }
    }
}
