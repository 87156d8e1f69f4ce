internal import HTTP
package import JSON

/// The schemas of the OpenAPI document.
package enum GatewaySchema {
    static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/" + name)] }

    private static func object(
        _ members: KeyValuePairs<String, JSONValue>, optional: Set<String> = [], isClosed: Bool = false
    ) -> JSONValue {
        var properties = JSONObject()
        for (name, schema) in members { properties[name] = schema }
        var object: JSONObject = ["type": "object", "properties": .object(properties)]
        let required = members.map(\.key).filter { !optional.contains($0) }
        if !required.isEmpty { object["required"] = JSONValue(required) }
        if isClosed { object["additionalProperties"] = false }
        return .object(object)
    }

    private static func words<Word: CaseIterable & RawRepresentable<String>>(_ type: Word.Type) -> JSONValue {
        ["type": "string", "enum": JSONValue(Word.allCases.map(\.rawValue))]
    }

    private static func text(most: Int) -> JSONValue {
        ["type": "string", "minLength": 1, "maxLength": JSONValue(most)]
    }
    private static let text: JSONValue = ["type": "string"]
    private static let instant: JSONValue = ["type": "string", "format": "date-time"]
    private static let amount: JSONValue = [
        "type": "integer", "minimum": 0, "description": "In the currency's smallest unit, such as cents.",
    ]
    private static let taken: JSONValue = ["type": "integer", "minimum": 1, "maximum": 999_999_999_999]
    private static let currency: JSONValue = ["type": "string", "pattern": "^[A-Z]{3}$"]
    private static let expiry: JSONValue = ["type": "string", "pattern": "^(0[1-9]|1[0-2])/[0-9]{2}$"]
    private static func list(_ element: JSONValue) -> JSONValue { ["type": "array", "items": element] }

    package static let all: KeyValuePairs<String, JSONValue> = [
        "PaymentRequest": object(
            [
                "amount": taken, "currency": currency, "reference": text(most: 64), "description": text(most: 200),
                "capture": words(GatewayPayment.CaptureMode.self), "origin": words(GatewayPayment.Origin.self),
                "authentication": ["type": "string", "enum": ["required", "none"]],
                "returnAddress": ["type": "string", "format": "uri", "maxLength": 500],
                "card": ["oneOf": [reference("CardDetails"), reference("CardToken")]],
                "saveCard": ["type": "boolean"],
            ],
            optional: [
                "reference", "description", "capture", "origin", "authentication", "returnAddress", "card", "saveCard",
            ], isClosed: true),
        "CardDetails": object(
            [
                "number": ["type": "string", "pattern": "^[0-9]{12,19}$", "description": "A test card's number."],
                "expiry": expiry,
                "securityCode": [
                    "type": "string", "pattern": "^[0-9]{3,4}$", "description": "Looked at and not kept.",
                ],
            ], optional: ["securityCode"], isClosed: true),
        "CardToken": object(["token": text(most: 64)], isClosed: true),
        "CaptureRequest": object(
            ["amount": taken, "final": ["type": "boolean"]], optional: ["amount", "final"], isClosed: true),
        "RefundRequest": object(["amount": taken], optional: ["amount"], isClosed: true),
        "Payment": object(
            [
                "id": text, "object": text, "status": words(PaymentStatus.self), "amount": amount,
                "currency": currency, "captured": amount, "refunded": amount, "capturable": amount,
                "refundable": amount, "channel": text, "origin": words(GatewayPayment.Origin.self),
                "capture": words(GatewayPayment.CaptureMode.self), "created": instant, "reference": text,
                "description": text, "returnAddress": text,
                "card": object(
                    ["masked": text, "scheme": text, "expiry": expiry, "token": text], optional: ["token"]),
                "authentication": object(["status": text, "indicator": text], optional: ["indicator"]),
                "reason": reference("Reason"), "expires": instant,
                "next": object(["kind": text, "address": ["type": "string", "format": "uri"]]),
                "captures": list(reference("Movement")), "refunds": list(reference("Movement")),
            ],
            optional: [
                "reference", "description", "returnAddress", "card", "authentication", "reason", "expires", "next",
            ]),
        "Movement": object(
            [
                "id": text, "amount": amount, "status": text, "created": instant, "reason": reference("Reason"),
            ], optional: ["reason"]),
        "Reason": object(["code": text, "text": text]),
        "PaymentList": object(
            ["object": text, "payments": list(reference("Payment")), "next": text], optional: ["next"]),
        "History": object(
            ["id": text, "object": text, "lines": list(object(["instant": instant, "text": text]))]),
        "Card": object(
            ["token": text, "object": text, "masked": text, "scheme": text, "expiry": expiry, "created": instant]),
        "Notification": object([
            "id": text, "object": text, "type": text, "payment": text, "status": text,
            "next": ["type": ["string", "null"], "format": "date-time"],
            "attempts": list(object(["instant": instant, "outcome": text])),
        ]),
        "NotificationList": object(
            ["object": text, "notifications": list(reference("Notification")), "next": text], optional: ["next"]),
        "Problem": object(
            [
                "type": text, "title": text, "status": ["type": "integer"], "code": words(GatewayRefusal.Code.self),
                "detail": text, "place": text, "requestId": text,
            ], optional: ["place"]),
    ]
}

/// The OpenAPI 3.1 document, made from the table that the router is made from.
package enum GatewayDocument {
    package static var json: JSONValue {
        var schemas = JSONObject()
        for (name, schema) in GatewaySchema.all { schemas[name] = schema }
        var paths = JSONObject()
        for operation in GatewayOperation.allCases {
            var item = paths[operation.path]?.object ?? JSONObject()
            item[operation.method.rawValue.lowercased()] = describe(operation)
            paths[operation.path] = .object(item)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Vigie's payment gateway", "version": "1",
                "description":
                    "Test payments over the Internet and by telephone. Amounts are in the currency's smallest unit. Errors are problem details (RFC 9457) with a code. See docs/payments/gateway.md.",
            ],
            "servers": [["url": "/"]], "security": [["merchantKey": []]], "paths": .object(paths),
            "components": [
                "schemas": .object(schemas),
                "securitySchemes": ["merchantKey": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private static func describe(_ operation: GatewayOperation) -> JSONValue {
        var object: JSONObject = [
            "operationId": .string(operation.rawValue), "summary": .string(operation.summary),
        ]
        var parameters: [JSONValue] = operation.pattern.split(separator: "/").filter { $0.hasPrefix(":") }.map {
            ["name": .string(String($0.dropFirst())), "in": "path", "required": true, "schema": ["type": "string"]]
        }
        parameters += operation.queryNames.map { name in
            [
                "name": .string(name), "in": "query",
                "schema": name == "limit" ? ["type": "integer", "minimum": 1, "maximum": 100] : ["type": "string"],
            ]
        }
        if operation.takesKey {
            parameters.append([
                "name": "Idempotency-Key", "in": "header", "schema": ["type": "string", "maxLength": 255],
                "description": "The same request under the same key is done once and answered alike for 24 hours.",
            ])
        }
        if !parameters.isEmpty { object["parameters"] = .array(parameters) }
        if let body = operation.bodySchema {
            object["requestBody"] = [
                "required": .bool(operation == .createPayment || operation == .saveCard),
                "content": ["application/json": ["schema": body]],
            ]
        }
        var answer: JSONObject = ["description": .string(operation.summary)]
        if let schema = operation.answerSchema { answer["content"] = ["application/json": ["schema": schema]] }
        object["responses"] = .object([
            String(operation.status.code): .object(answer),
            "default": [
                "description": "What went wrong, and what to do about it.",
                "content": ["application/problem+json": ["schema": GatewaySchema.reference("Problem")]],
            ],
        ])
        return .object(object)
    }
}
