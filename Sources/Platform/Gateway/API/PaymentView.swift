internal import ISO8583
package import JSON
internal import Ledger
internal import Roles
internal import Vocabulary

/// A payment as programs read it: in answers, in notifications, and when an idempotency key is used again.
package struct PaymentView {
    private let payment: GatewayPayment
    private let origin: String

    /// `origin` is the gateway's own public one.
    package init(_ payment: GatewayPayment, origin: String) {
        self.payment = payment
        self.origin = origin
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(payment.id.rawValue), "object": "payment", "status": .string(payment.status.rawValue),
            "amount": .integer(payment.amount.minor), "currency": .string(payment.amount.currency.code),
            "captured": .integer(payment.captured), "refunded": .integer(payment.refunded),
            "capturable": .integer(payment.capturable), "refundable": .integer(payment.refundable),
            "channel": .string(payment.channel.rawValue), "origin": .string(payment.origin.rawValue),
            "capture": .string(payment.captureMode.rawValue), "created": .string(payment.createdAt.rfc3339),
        ]
        object["reference"] = payment.reference.map { .string($0) }
        object["description"] = payment.description.map { .string($0) }
        object["returnAddress"] = payment.returnAddress.map { .string($0) }
        if let card = payment.card {
            var value: JSONObject = [
                "masked": .string(card.masked), "scheme": .string(card.scheme),
                "expiry": .string(card.expiry.description),
            ]
            if payment.isPaid || !payment.savesCard { value["token"] = payment.cardToken.map { .string($0) } }
            object["card"] = .object(value)
        }
        if let authentication = payment.authentication {
            var value: JSONObject = ["status": .string(authentication.word)]
            value["indicator"] = authentication.indicator.map { .string($0) }
            object["authentication"] = .object(value)
        }
        object["reason"] = reason
        switch payment.phase {
        case .awaitingCard, .awaitingChallenge:
            object["expires"] = .string(payment.expiresAt.rfc3339)
            object["next"] = ["kind": "redirect", "address": .string(origin + "/pay/" + payment.id.rawValue)]
        default: break
        }
        object["captures"] = .array(payment.captures.filter { $0.kind == .capture || $0.isApproved }.map(movement))
        object["refunds"] = .array(payment.refunds.map(movement))
        return .object(object)
    }

    package var history: JSONValue {
        [
            "id": .string(payment.id.rawValue), "object": "history",
            "lines": .array(
                payment.history.map { ["instant": .string($0.instant.rfc3339), "text": .string($0.text)] }),
        ]
    }

    private func movement(_ order: GatewayOrder) -> JSONValue {
        var object: JSONObject = [
            "id": .string(order.id.rawValue), "amount": .integer(order.amount), "status": .string(order.word),
            "created": .string(order.askedAt.rfc3339),
        ]
        switch order.state {
        case .refused(let code): object["reason"] = Self.refused(code)
        case .failed(let fault), .undone(let fault), .undoing(let fault, _, _): object["reason"] = Self.failed(fault)
        default: break
        }
        return .object(object)
    }

    private var reason: JSONValue? {
        if case .undoing(let fault, _, _) = payment.payOrder?.state {
            return [
                "code": .string(fault.rawValue),
                "text":
                    "Whether the payment was made is unknown; it is being reversed. It becomes failed when that is confirmed.",
            ]
        }
        switch payment.lastEnding {
        case .refused(let code): return Self.refused(code)
        case .notAuthenticated(let reason):
            return ["code": "not-authenticated", "text": .string("The issuer does not vouch for the payer: " + reason)]
        case .failed(let fault): return Self.failed(fault)
        case .expired: return ["code": "expired", "text": "Nobody paid in time."]
        case .cancelled: return ["code": "cancelled", "text": "The payment was cancelled."]
        case nil: return nil
        }
    }

    private static func refused(_ code: String) -> JSONValue {
        ["code": .string(code), "text": .string(RefusalText.text(code))]
    }

    private static func failed(_ fault: Fate.Fault) -> JSONValue {
        ["code": .string(fault.rawValue), "text": "A technical failure; nothing was charged. It may be tried again."]
    }
}

/// What the usual codes of field 39 mean.
package enum RefusalText {
    package static func text(_ code: String) -> String {
        switch code {
        case "05": "The issuer does not honour this payment."
        case "12": "The issuer does not accept this kind of transaction."
        case "13": "The issuer does not accept this amount."
        case "14": "The issuer does not know this card."
        case "41": "The card was reported lost."
        case "43": "The card was reported stolen."
        case "51": "There are not enough funds."
        case "54": "The card has expired."
        case "57": "This card may not be used for this."
        case "59": "The issuer suspects fraud."
        case "61": "The amount is above the card's limit."
        case "62": "The card is restricted."
        case "65": "The card was used too often."
        default: "The issuer refused (code \(code))."
        }
    }
}
