package import HTTP
package import JSON

/// One address of the program as it is described and as it is routed.
package struct APIRoute: Sendable {
    package var operation: APIOperation
    package var method: HTTPMethod
    /// As the ``Router`` writes it: `/feeds/providers/:file`.
    package var pattern: String
    /// As OpenAPI writes it, where that differs: `/feeds/providers/{provider}.atom`. Several addresses may share a
    /// pattern.
    package var path: String
    package var summary: String
    package var group: Group
    package var parameters: [APIParameter]
    package var body: APIBody?
    package var answers: [APIAnswer]

    package enum Group: String, Sendable, CaseIterable {
        case incidents = "Incidents"
        case providers = "Providers"
        case pages = "Pages that are followed"
        case desk = "Our own incidents"
        case announcing = "From verdict to word"
        case users = "People and what they did"
        case alerts = "Alerts"
        case hearing = "What others tell"
        case feeds = "Feeds"
        case statuspage = "Statuspage v2"
        case operation = "Operation"
    }

    package init(
        _ operation: APIOperation, _ pattern: String, method: HTTPMethod = .get, path: String? = nil,
        group: Group, _ summary: String, parameters: [APIParameter] = [], body: APIBody? = nil, answers: [APIAnswer]
    ) {
        self.operation = operation
        self.method = method
        self.pattern = pattern
        self.path = path ?? Self.braced(pattern)
        self.summary = summary
        self.group = group
        self.parameters = parameters
        self.body = body
        self.answers = answers
    }

    /// `/api/incidents/:id` as `/api/incidents/{id}`.
    private static func braced(_ pattern: String) -> String {
        pattern.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
            .joined(separator: "/")
    }
}

/// What may stand in an address or a header.
package struct APIParameter: Sendable {
    package enum Place: String, Sendable { case path, query, header }

    package var name: String
    package var place: Place
    package var schema: JSONValue
    package var summary: String
    package var example: JSONValue?

    package init(
        _ name: String, in place: Place = .query, _ schema: JSONValue, _ summary: String, example: JSONValue? = nil
    ) {
        self.name = name
        self.place = place
        self.schema = schema
        self.summary = summary
        self.example = example
    }
}

/// What is sent along with a request.
package struct APIBody: Sendable {
    package var schema: JSONValue
    package var example: JSONValue
    /// More bytes are refused before they are read.
    package var most: Int
    package static let bytesMost = 8 << 10
    /// For orders that hold texts of several languages.
    package static let large = JSONLimits(bytes: 256 << 10, depth: 8)

    package init(_ schema: JSONValue, example: JSONValue, most: Int = Self.bytesMost) {
        self.schema = schema
        self.example = example
        self.most = most
    }
}

/// One way in which a request may be answered.
package struct APIAnswer: Sendable {
    package var status: HTTPStatus
    package var summary: String
    package var mediaType: String?
    package var schema: JSONValue?
    package var headers: [(name: String, summary: String)]

    package init(
        _ status: HTTPStatus, _ summary: String, _ mediaType: String? = nil, _ schema: JSONValue? = nil,
        headers: [(name: String, summary: String)] = []
    ) {
        self.status = status
        self.summary = summary
        self.mediaType = mediaType
        self.schema = schema
        self.headers = headers
    }

    package static func json(
        _ schema: JSONValue, _ summary: String, status: HTTPStatus = .ok,
        headers: [(name: String, summary: String)] = []
    ) -> APIAnswer {
        APIAnswer(status, summary, "application/json", schema, headers: headers)
    }

    package static func problem(_ status: HTTPStatus, _ summary: String) -> APIAnswer {
        APIAnswer(status, summary, "application/problem+json", Schema.reference("Problem"))
    }
}
