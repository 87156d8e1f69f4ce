internal import JSON

/// Stop what goes on.
package struct RetailerAbort: RetailerPart {
    package var reference: RetailerReference
    package var reason: String

    package init(_ reference: RetailerReference, reason: String) {
        self.reference = reference
        self.reason = reason
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        reference = try RetailerReference(reader.object("MessageReference"))
        reason = try reader.text("AbortReason", 1...RetailerRule.textMax)
    }

    var json: JSONValue { ["MessageReference": reference.json, "AbortReason": .string(reason)] }
}

/// What became of a request whose answer did not come? Asked instead of sending a payment again.
package struct RetailerStatusRequest: RetailerPart {
    /// The last payment when it is missing.
    package var reference: RetailerReference?

    package init(_ reference: RetailerReference? = nil) { self.reference = reference }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        reference = try reader.optionalObject("MessageReference").map { reader throws(JSONError) in
            try RetailerReference(reader)
        }
    }

    var json: JSONValue {
        var object = JSONObject()
        object.set("MessageReference", reference)
        return .object(object)
    }
}

/// The answer that did not come, repeated.
package struct RetailerStatusResponse: RetailerPart {
    /// The answer with its own header.
    package struct Repeated: RetailerPart {
        package enum Body: Sendable, Equatable {
            case payment(RetailerPaymentResponse)
            case reversal(RetailerReversalResponse)
        }

        package var header: RetailerHeader
        package var body: Body

        package init(_ header: RetailerHeader, _ body: Body) {
            self.header = header
            self.body = body
        }

        init(_ reader: JSONObjectReader) throws(JSONError) {
            header = try RetailerHeader(reader.object("MessageHeader"))
            let body = try reader.object("RepeatedResponseMessageBody")
            if let payment = try body.optionalObject("PaymentResponse") {
                self.body = .payment(try RetailerPaymentResponse(payment))
            } else {
                self.body = .reversal(try RetailerReversalResponse(body.object("ReversalResponse")))
            }
        }

        var json: JSONValue {
            let body: JSONValue =
                switch body {
                case .payment(let payment): ["PaymentResponse": payment.json]
                case .reversal(let reversal): ["ReversalResponse": reversal.json]
                }
            return ["MessageHeader": header.json, "RepeatedResponseMessageBody": body]
        }
    }

    package var result: RetailerResult
    package var reference: RetailerReference?
    package var repeated: Repeated?

    package init(_ result: RetailerResult, reference: RetailerReference?, repeated: Repeated? = nil) {
        self.result = result
        self.reference = reference
        self.repeated = repeated
    }

    init(_ reader: JSONObjectReader) throws(JSONError) {
        result = try RetailerResult(reader)
        reference = try reader.optionalObject("MessageReference").map { reader throws(JSONError) in
            try RetailerReference(reader)
        }
        repeated = try reader.optionalObject("RepeatedMessageResponse").map { reader throws(JSONError) in
            try Repeated(reader)
        }
        if result.outcome == .success, repeated == nil {
            throw JSONError(
                .missingMember, "an answer that was found is repeated",
                path: reader.path.member("RepeatedMessageResponse"))
        }
    }

    var json: JSONValue {
        var object = JSONObject()
        object["Response"] = result.response
        object.set("MessageReference", reference)
        object.set("RepeatedMessageResponse", repeated)
        return .object(object)
    }
}
