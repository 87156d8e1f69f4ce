package import HTTP
internal import JSON

/// RFC 9457: what went wrong, in JSON, with what to do about it.
package enum ProblemDetails {
    package static func response(_ failure: HTTPFailure, title: String) -> HTTPResponse {
        var object = JSONObject()
        object["type"] = "about:blank"
        object["title"] = .string(title)
        object["status"] = JSONValue(failure.status.code)
        object["detail"] = .string(failure.detail)
        object["requestId"] = .string(failure.requestID)
        return HTTPResponse(
            status: failure.status,
            headers: ["Content-Type": "application/problem+json", "Cache-Control": "no-store"],
            body: .bytes(JSONWriter.pretty(.object(object))))
    }
}
