package import HTTP
internal import JSON

/// Everything that programs can ask: the router and the OpenAPI document are made from this one table.
package enum GatewayOperation: String, Sendable, Hashable, CaseIterable {
    case createPayment, listPayments, getPayment, getHistory
    case capturePayment, refundPayment, voidPayment, cancelPayment
    case saveCard, getCard, deleteCard
    case listNotifications

    package var method: HTTPMethod {
        switch self {
        case .createPayment, .capturePayment, .refundPayment, .voidPayment, .cancelPayment, .saveCard: .post
        case .deleteCard: .delete
        default: .get
        }
    }

    /// As the router writes it.
    package var pattern: String {
        switch self {
        case .createPayment, .listPayments: "/v1/payments"
        case .getPayment: "/v1/payments/:id"
        case .getHistory: "/v1/payments/:id/history"
        case .capturePayment: "/v1/payments/:id/captures"
        case .refundPayment: "/v1/payments/:id/refunds"
        case .voidPayment: "/v1/payments/:id/void"
        case .cancelPayment: "/v1/payments/:id/cancel"
        case .saveCard: "/v1/cards"
        case .getCard, .deleteCard: "/v1/cards/:token"
        case .listNotifications: "/v1/notifications"
        }
    }

    /// As OpenAPI writes it.
    package var path: String {
        pattern.split(separator: "/").map { $0.hasPrefix(":") ? "/{\($0.dropFirst())}" : "/\($0)" }.joined()
    }

    package var summary: String {
        switch self {
        case .createPayment: "Begin a payment: with a card it is taken at once, without one the payer gets a page"
        case .listPayments: "Payments, the newest first"
        case .getPayment: "A payment as it is now"
        case .getHistory: "What happened to a payment"
        case .capturePayment: "Take all or a part of what is reserved"
        case .refundPayment: "Give all or a part of what was captured back"
        case .voidPayment: "Let a reservation go"
        case .cancelPayment: "Stop a payment that nobody has paid yet"
        case .saveCard: "Save a test card, to charge it by its token"
        case .getCard: "A saved card, masked"
        case .deleteCard: "Forget a saved card"
        case .listNotifications: "What the merchant was told, with every attempt"
        }
    }

    /// The status of an answer that is no error.
    package var status: HTTPStatus {
        switch self {
        case .createPayment, .saveCard: .created
        case .deleteCard: .noContent
        default: .ok
        }
    }

    /// Whether an idempotency key is heard.
    package var takesKey: Bool {
        switch self {
        case .createPayment, .capturePayment, .refundPayment, .voidPayment, .cancelPayment: true
        default: false
        }
    }

    package var hasBody: Bool { bodySchema != nil }

    var bodySchema: JSONValue? {
        switch self {
        case .createPayment: GatewaySchema.reference("PaymentRequest")
        case .capturePayment: GatewaySchema.reference("CaptureRequest")
        case .refundPayment: GatewaySchema.reference("RefundRequest")
        case .saveCard: GatewaySchema.reference("CardDetails")
        default: nil
        }
    }

    var answerSchema: JSONValue? {
        switch self {
        case .createPayment, .getPayment, .capturePayment, .refundPayment, .voidPayment, .cancelPayment:
            GatewaySchema.reference("Payment")
        case .listPayments: GatewaySchema.reference("PaymentList")
        case .getHistory: GatewaySchema.reference("History")
        case .saveCard, .getCard: GatewaySchema.reference("Card")
        case .listNotifications: GatewaySchema.reference("NotificationList")
        case .deleteCard: nil
        }
    }

    /// What may stand behind the question mark.
    package var queryNames: [String] {
        switch self {
        case .listPayments: ["reference", "status", "lastFour", "after", "limit"]
        case .listNotifications: ["payment", "after", "limit"]
        default: []
        }
    }
}
