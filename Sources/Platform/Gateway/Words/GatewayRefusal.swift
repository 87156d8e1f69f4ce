/// Why something that was asked of the gateway is not done: one form for programs and for people.
package struct GatewayRefusal: Error, Sendable, Equatable {
    package enum Code: String, Sendable, CaseIterable {
        case invalid
        case unauthorised = "unauthorised"
        case notFound = "not-found"
        case cardRefused = "card-not-accepted"
        case wrongState = "wrong-state"
        case busy = "payment-busy"
        case amountTooLarge = "amount-too-large"
        case keyReused = "idempotency-key-reused"
        case keyUnderWay = "idempotency-key-under-way"
        case conflict
        case unavailable
    }

    package let code: Code
    /// One sentence that says what to do; safe to show.
    package let detail: String
    /// The member of the body or the parameter that it is about, as a JSON pointer or a name.
    package let place: String?

    package init(_ code: Code, _ detail: String, at place: String? = nil) {
        self.code = code
        self.detail = detail
        self.place = place
    }

    package var status: Int {
        switch code {
        case .invalid: 400
        case .unauthorised: 401
        case .notFound: 404
        case .wrongState, .busy, .keyUnderWay, .conflict: 409
        case .cardRefused, .amountTooLarge, .keyReused: 422
        case .unavailable: 503
        }
    }

    package var mayRetry: Bool { [.busy, .keyUnderWay, .conflict, .unavailable].contains(code) }
}
