/// The port between the surfaces and a server: a request in, a reply out.
///
/// `reply` is called on the server's loop and must return at once: what is already known (a cached page, health, a
/// small JSON answer) is `.now`, everything else is `.later`, which runs as a task on the loop's executor and moves to
/// other executors for database or processor work.
package protocol HTTPHandler: Sendable {
    func reply(to request: HTTPRequest) -> HTTPReply

    /// A page prepared before, for the fast path: asked first for GET and HEAD, with the raw target (path and query)
    /// and Host, before the headers become strings. Nil means that `reply` is asked.
    func prepared(target: String, host: String) -> PreparedResponse?

    /// The most bytes of body that a request to this target may have.
    func bodyLimit(method: HTTPMethod, path: String) -> Int

    /// The answer to what the server itself refuses (malformed, too large, too slow, overloaded) or what failed:
    /// an error page or problem details, as the client accepts.
    func failure(_ failure: HTTPFailure) -> HTTPResponse
}

extension HTTPHandler {
    package func prepared(target: String, host: String) -> PreparedResponse? { nil }
    package func bodyLimit(method: HTTPMethod, path: String) -> Int { 1 << 20 }
}

package enum HTTPReply: Sendable {
    case now(HTTPResponse)
    case prepared(PreparedResponse)
    case later(@Sendable () async -> HTTPReply)
}

/// Something the server refuses or could not do, as it hands it to the handler to be worded.
package struct HTTPFailure: Sendable {
    package var status: HTTPStatus
    /// One sentence that says what to change; safe to show.
    package var detail: String
    package var requestID: String
    /// The Accept header, when the request got that far.
    package var accept: String?
    package var path: String?

    package init(status: HTTPStatus, detail: String, requestID: String, accept: String? = nil, path: String? = nil) {
        self.status = status
        self.detail = detail
        self.requestID = requestID
        self.accept = accept
        self.path = path
    }
}
