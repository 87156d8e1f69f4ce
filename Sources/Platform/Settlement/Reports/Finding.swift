package import JSON
package import Ledger
package import Vocabulary

/// One capture or refund about which we and the provider do not agree.
package struct Finding: Sendable, Equatable {
    package enum List: String, Sendable, Hashable, CaseIterable {
        /// The reference agrees; the kind, the amount or the currency does not.
        case differing
        /// The provider settled what we do not have open.
        case missingHere = "missing-here"
        /// We have it open, of a day that the provider has ended, and the provider does not say it.
        case missingThere = "missing-there"
        /// The provider says it more than once; none of its lines is taken.
        case doubled
        /// It agreed, and the ledger refused to settle it.
        case refused
    }

    package struct Side: Sendable, Equatable {
        package let kind: Payment.Movement.Kind
        package let money: Money

        package init(kind: Payment.Movement.Kind, money: Money) {
            self.kind = kind
            self.money = money
        }
    }

    package let list: List
    package let reference: OperationID
    package var payment: PaymentID?
    package var ours: Side?
    package var theirs: Side?
    package var since: Instant?
    package var refusal: Refusal?

    package init(_ list: List, _ reference: OperationID) {
        self.list = list
        self.reference = reference
    }
}

extension Finding {
    package var json: JSONValue {
        var object: JSONObject = ["list": .string(list.rawValue), "reference": .string(reference.rawValue)]
        if let payment { object["payment"] = .string(payment.rawValue) }
        if let ours { object["ours"] = ours.json }
        if let theirs { object["theirs"] = theirs.json }
        if let since { object["since"] = .string(since.rfc3339) }
        if let refusal { object["refusal"] = .string(refusal.rawValue) }
        return .object(object)
    }

    init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json)
        self.init(
            try reader.converted("list", "a list", List.init(rawValue:)),
            try reader.converted("reference", "an operation name", OperationID.init(rawValue:)))
        if reader.has("payment") {
            payment = try reader.converted("payment", "a payment name", PaymentID.init(rawValue:))
        }
        if reader.has("ours") { ours = try Side(json: reader.value("ours")) }
        if reader.has("theirs") { theirs = try Side(json: reader.value("theirs")) }
        if reader.has("since") { since = try reader.converted("since", "a time") { try? Instant(rfc3339: $0) } }
        if reader.has("refusal") {
            refusal = try reader.converted("refusal", "a refusal", Refusal.init(rawValue:))
        }
    }
}

extension Finding.Side {
    package var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "currency": .string(money.currency.code),
            "amount": .integer(money.minor),
        ]
    }

    init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json)
        kind = try reader.converted("kind", "capture or refund", Payment.Movement.Kind.init(rawValue:))
        money = Money(
            try reader.integer("amount"), try reader.converted("currency", "a currency") { Currency($0) })
    }
}
