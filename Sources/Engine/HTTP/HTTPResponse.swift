/// What a handler answers.
///
/// The server adds Date, Content-Length, the request id, the security headers that are not already set, and negotiates
/// encodings and conditional requests for prepared bodies.
package struct HTTPResponse: Sendable {
    package var status: HTTPStatus
    package var headers: HTTPHeaders
    package var body: HTTPBody

    package init(status: HTTPStatus = .ok, headers: HTTPHeaders = HTTPHeaders(), body: HTTPBody = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

package enum HTTPBody: Sendable {
    case empty
    case bytes([UInt8])
    /// Written piece by piece; the writer suspends while the client is slow, and throws when the client is gone.
    case stream(@Sendable (any HTTPBodyWriting) async throws -> Void)
    /// Server-Sent Events from a feed that many readers share.
    case events(EventFeed)
}

package protocol HTTPBodyWriting: Sendable {
    func write(_ bytes: [UInt8]) async throws
}

/// The client closed or the request was given up while its answer was being written.
package struct HTTPClientGone: Error, Sendable {
    package init() {}
}

package struct HTTPStatus: Sendable, Hashable {
    package let code: Int
    package init(_ code: Int) { self.code = code }

    package static let ok = HTTPStatus(200)
    package static let created = HTTPStatus(201)
    package static let accepted = HTTPStatus(202)
    package static let noContent = HTTPStatus(204)
    package static let movedPermanently = HTTPStatus(301)
    package static let found = HTTPStatus(302)
    package static let seeOther = HTTPStatus(303)
    package static let notModified = HTTPStatus(304)
    package static let badRequest = HTTPStatus(400)
    package static let unauthorized = HTTPStatus(401)
    package static let forbidden = HTTPStatus(403)
    package static let notFound = HTTPStatus(404)
    package static let methodNotAllowed = HTTPStatus(405)
    package static let requestTimeout = HTTPStatus(408)
    package static let conflict = HTTPStatus(409)
    package static let preconditionFailed = HTTPStatus(412)
    package static let contentTooLarge = HTTPStatus(413)
    package static let uriTooLong = HTTPStatus(414)
    package static let unsupportedMediaType = HTTPStatus(415)
    package static let unprocessableContent = HTTPStatus(422)
    package static let tooManyRequests = HTTPStatus(429)
    package static let headerFieldsTooLarge = HTTPStatus(431)
    package static let internalServerError = HTTPStatus(500)
    package static let notImplemented = HTTPStatus(501)
    package static let serviceUnavailable = HTTPStatus(503)
    package static let versionNotSupported = HTTPStatus(505)
}
