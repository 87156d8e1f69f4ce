/// Why something that was asked of this gateway is not done.
package struct RedirectRefusal: Error, Sendable, Equatable {
    package enum Code: String, Sendable {
        case malformed
        case invalid
        case unauthorised
        case returnAddress = "return-address"
        case notFound = "not-found"
        case wrongState = "wrong-state"
        /// The name was used before, for something else.
        case conflict
        case unavailable
        case wrongSignature = "wrong-signature"
    }

    package let code: Code
    /// One sentence that says what to do; safe to show.
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var status: Int {
        switch code {
        case .malformed: 400
        case .unauthorised, .wrongSignature: 401
        case .notFound: 404
        case .wrongState, .conflict: 409
        case .invalid, .returnAddress: 422
        case .unavailable: 503
        }
    }
}
