internal import Bytes
package import JSON
package import Ledger
internal import Vocabulary

extension RedirectPayment {
    /// The ledger's name of a merchant's payment: the same for the same two words.
    package static func id(merchant: String, name: String) -> PaymentID? {
        var writer = DigestWriter(domain: "vigie.redirect.payment.v1")
        writer.add(merchant)
        writer.add(name)
        return PaymentID(rawValue: "apm-" + writer.digest().hexadecimal.prefix(32))
    }

    /// A merchant's own name for a payment or a refund: 1 to 64 letters, digits, dots, hyphens and underscores.
    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == UInt8(ascii: ".")
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    /// As a record has it.
    var json: JSONValue {
        [
            "id": .string(id.rawValue), "merchant": .string(merchant), "name": .string(name),
            "method": .string(method.id), "amount": .integer(amount.minor), "currency": .string(amount.currency.code),
            "returnAddress": .string(returnAddress), "reference": JSONValue(reference),
            "createdAt": .integer(createdAt.microseconds), "expiresAt": .integer(expiresAt.microseconds),
            "state": .string(state.rawValue), "endedAt": endedAt.map { .integer($0.microseconds) } ?? .null,
            "paidBy": JSONValue(paidBy),
            "refunds": .array(
                refunds.map {
                    ["name": .string($0.name), "amount": .integer($0.amount), "at": .integer($0.at.microseconds)]
                }),
            "returned": .array(
                returned.map { ["notice": .string($0.notice), "at": .integer($0.at.microseconds)] }),
        ]
    }

    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        func instant(_ reader: JSONObjectReader, _ name: String) throws(JSONError) -> Instant {
            Instant(microseconds: try reader.integer(name))
        }
        self.init(
            id: try object.converted("id", "a payment's name") { PaymentID(rawValue: $0) },
            merchant: try object.string("merchant"), name: try object.string("name"),
            method: try object.converted("method", "a known method") { RedirectMethod.named($0) },
            amount: Money(
                try object.integer("amount"), try object.converted("currency", "a currency") { Currency($0) }),
            returnAddress: try object.string("returnAddress"), reference: try object.optionalString("reference"),
            createdAt: try instant(object, "createdAt"), expiresAt: try instant(object, "expiresAt"))
        state = try object.converted("state", "a known state") { State(rawValue: $0) }
        endedAt = try object.optionalInteger("endedAt").map { Instant(microseconds: $0) }
        paidBy = try object.optionalString("paidBy")
        refunds = try object.array("refunds") { value, path throws(JSONError) in
            let reader = try JSONObjectReader(value, path: path)
            return Refund(
                name: try reader.string("name"), amount: try reader.integer("amount"), at: try instant(reader, "at"))
        }
        returned = try object.array("returned") { value, path throws(JSONError) in
            let reader = try JSONObjectReader(value, path: path)
            return Returned(notice: try reader.string("notice"), at: try instant(reader, "at"))
        }
    }

    /// As the merchant reads it, in answers and in notifications.
    package func view(page: String?) -> JSONValue {
        var object: JSONObject = [
            "id": .string(name), "object": "redirect-payment", "status": .string(word), "method": .string(method.id),
            "amount": .integer(amount.minor), "currency": .string(amount.currency.code),
            "refunded": .integer(refunded), "refundable": .integer(refundable),
            "created": .string(createdAt.rfc3339), "ledger": .string(id.rawValue),
        ]
        object["reference"] = reference.map { .string($0) }
        object["ended"] = endedAt.map { .string($0.rfc3339) }
        if let due { object["expires"] = .string(due.rfc3339) }
        if due != nil, let page { object["next"] = ["kind": "redirect", "address": .string(page)] }
        object["refunds"] = .array(
            refunds.map {
                ["id": .string($0.name), "amount": .integer($0.amount), "created": .string($0.at.rfc3339)]
            })
        // Money that came too late or twice, and went back at once.
        object["returned"] = .array(
            returned.map { ["amount": .integer(amount.minor), "created": .string($0.at.rfc3339)] })
        return .object(object)
    }
}
