package import HTTP
internal import JSON

/// RFC 9457: what went wrong, in JSON, with what to do about it.
package enum ProblemDetails {
    /// One of several things that are wrong with a request.
    package struct Fault: Error, Sendable, Hashable {
        /// The parameter of the address, or the header.
        package var parameter: String?
        /// The member of the body, as a JSON pointer.
        package var pointer: String?
        package var detail: String

        package init(parameter: String? = nil, pointer: String? = nil, _ detail: String) {
            self.parameter = parameter
            self.pointer = pointer
            self.detail = detail
        }

        var sentence: String {
            let place = parameter ?? pointer.map { $0.isEmpty ? "the body" : $0 }
            return place.map { "\($0): \(detail)" } ?? detail
        }
    }

    package static func response(
        _ failure: HTTPFailure, title: String? = nil, faults: [Fault] = []
    ) -> HTTPResponse {
        var object = JSONObject()
        object["type"] = "about:blank"
        object["title"] = .string(title ?? self.title(failure.status))
        object["status"] = JSONValue(failure.status.code)
        object["detail"] = .string(failure.detail)
        object["requestId"] = .string(failure.requestID)
        if !faults.isEmpty { object["errors"] = .array(faults.map(json)) }
        return HTTPResponse(
            status: failure.status,
            headers: ["Content-Type": "application/problem+json", "Cache-Control": "no-store"],
            body: .bytes(JSONWriter.pretty(.object(object))))
    }

    /// What is wrong with a request, all of it at once.
    static func response(_ status: HTTPStatus, _ faults: [Fault], to request: HTTPRequest) -> HTTPResponse {
        let detail = faults.map(\.sentence).joined(separator: "; ")
        return response(
            HTTPFailure(status: status, detail: detail, requestID: request.id), faults: faults)
    }

    static func response(_ status: HTTPStatus, _ detail: String, to request: HTTPRequest) -> HTTPResponse {
        response(HTTPFailure(status: status, detail: detail, requestID: request.id))
    }

    private static func json(_ fault: Fault) -> JSONValue {
        var object = JSONObject()
        object["parameter"] = fault.parameter.map { .string($0) }
        object["pointer"] = fault.pointer.map { .string("#" + $0) }
        object["detail"] = .string(fault.detail)
        return .object(object)
    }

    package static func title(_ status: HTTPStatus) -> String {
        switch status {
        case .badRequest: "The request is malformed"
        case .unauthorized: "Who are you?"
        case .forbidden: "This is not allowed"
        case .notFound: "Not found"
        case .methodNotAllowed: "Method not allowed"
        case .requestTimeout: "The request took too long"
        case .conflict: "This does not fit what is there"
        case .contentTooLarge: "The body is too large"
        case .uriTooLong: "The address is too long"
        case .unsupportedMediaType: "The body is of another type"
        case .unprocessableContent: "This can't be done"
        case .tooManyRequests: "Too many requests"
        case .headerFieldsTooLarge: "The header fields are too large"
        case .serviceUnavailable: "Not available now"
        case .internalServerError: "An error of the server"
        default: status.code < 500 ? "The request was refused" : "The server could not answer"
        }
    }
}
