package import HTTP

/// Why an authentication is not begun.
package struct AuthenticationProblem: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case malformed
        case refusedValue = "refused-value"
        case returnAddress = "return-address"
        /// The name was used before, for something else.
        case conflict
        case overloaded
        case unknown
        case forbidden
    }

    package let code: Code
    /// One sentence that says what to do.
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    package var status: HTTPStatus {
        switch code {
        case .malformed: .badRequest
        case .refusedValue, .returnAddress: .unprocessableContent
        case .conflict: .conflict
        case .overloaded: .serviceUnavailable
        case .unknown: .notFound
        case .forbidden: .forbidden
        }
    }
}
